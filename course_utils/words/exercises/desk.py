"""What a learner reads when an answer is handed in, whatever the exercise."""

DESK = {
    "open": "Exercise {exercise}: not answered yet. Put your answer in place of ... "
    "and run this cell again.",
    "right": "Exercise {exercise}: right.",
    "not yet": "Exercise {exercise}: not yet. {hint}",
    "no prediction yet": "Exercise {exercise}: no prediction yet. Put yours in place "
    "of ... and run this cell, before you run on.",
    "kept": "Exercise {exercise}: kept. You say {said}. Run on to see what comes out.",
    "not predicted": "Exercise {exercise}: you made no prediction. Put one in "
    "place of ... above, and run both cells again.",
    "came true": "Exercise {exercise}: you said {said}, and so it is.",
    "came near": "Exercise {exercise}: you said {said}; it is {outcome}: near enough.",
    "came otherwise": "Exercise {exercise}: you said {said}; it is {outcome}.",
    "choice": "{letter} ({text})",
    "array": "an array of shape {}",
    "one number": "1 number in brackets",
    "numbers": "{count} numbers in brackets",
    "single": "a single number",
    "forecast": "the forecast `{}`",
}

# Of an answer that is wrong, when no hint of the exercise itself fits.
FAULTS = {
    "choice": "The answer must be one of {choices}, in quotes.",
    "call": "You handed in a function, but its result is asked for: call it, with "
    "round brackets, ( ).",
    "no function": "The function itself is asked for: its name, without brackets.",
    "quotes": "Your answer is a text. Take the quotes away, or `str`.",
    "quotes and comma": "Your answer stands in quotes, so it is a text. Take the "
    "quotes away, and write no comma in a number: Python writes 2.5 with a point, and "
    "1000000 without commas.",
    "per cent sign": "Write it as a number, without quotes and without the sign %: "
    "3 % is 0.03.",
    "per cent": "Write it as a number from 0 to 100, without quotes and without the "
    "sign %.",
    "not of hundred": "Write it as a number from 0 to 100: a half of all is 50.",
    "text of a value": "What stands in quotes is a text. Asked for: {shape}, without "
    "quotes.",
    "text of a function": "Called with {arguments}, your function returns {given}. "
    "That is a text, but it must be {shape}: leave quotes and `str` away.",
    "comma": "A single number is asked for. Is there a comma in yours? Python writes "
    "2.5 with a point, and 1000000 without commas.",
    "caret": "Your function stops at a ^: in Python a power is written **. (^ is "
    "another operation.)",
    "no brackets": "Your function stops because it uses another function without "
    "calling it: a call needs round brackets, ( ).",
    "not called": "Your function returns another function without calling it: a call "
    "needs round brackets, ( ).",
    "nothing of a value": "None is no answer. Did a function forget its return? "
    "(`print` only shows a value, and returns nothing.)",
    "nothing of a function": "Your function returns nothing: it must end with return. "
    "(`print` only shows a value, and returns nothing.)",
    "nothing at times": "Called with {arguments}, your function returns nothing: None, "
    "or it comes to its end without meeting a return. What should it return then?",
    "mask": "Your function picks with an array of True and False that does not have an "
    "entry for each row of what it picks from. Inside the function, compute it from "
    "what the function gets, for all rows.",
    "error": "Called with {arguments}, your function stops with {error}.",
    "kind of a value": "That is another kind of answer than the one asked for.",
    "kind of a function": "Called with {arguments}, your function returns {given}: "
    "another kind of answer than the one asked for.",
    "kind": "A single number is asked for.",
    "number": "The answer must be one of {numbers}.",
    "shape of a value": "You give {given_shape}. Asked for: {shape}.",
    "shape of a function": "Called with {arguments}, your function returns "
    "{given_shape}, but it must be {shape}.",
    "shape only of a value": "All numbers are right, but you give {given_shape}. Asked "
    "for: {shape}.",
    "shape only of a function": "All numbers are right, but called with {arguments} "
    "your function returns {given_shape}, and it must be {shape}.",
    "wrong of a value": "The answer is another one. Read the question once more.",
    "wrong of a function": "Called with {arguments}, your function returns {given}, "
    "which is not right.",
    "by chance": "All is right for the first example, but called with {arguments} your "
    "function returns {given}, which is not right.",
}

SUMMARY = {
    "one": "Notebook {notebook}: {solved} of 1 exercise done.",
    "solved": "Notebook {notebook}: {solved} of {count} exercises done.",
    "wrong": "Not right yet: {}.",
    "open": "Not answered yet: {}.",
    "predictions": "Predictions that came true: {true} of {made}.",
    "all": "All done. Well done!",
}
