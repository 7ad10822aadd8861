"""What a learner reads about the exercises of notebook 3."""

HINTS = {
    "3.2 float32": {
        "still held": "float32 still holds this one exactly: go on a little.",
        "position": "That is a position in the series. Asked for is a whole number, "
        "Fibonacci or not.",
        "Fibonacci": "That is the first Fibonacci number that is not held. But not all "
        "whole numbers are Fibonacci numbers.",
        "int32": "There int32 ends. float32 reaches much farther, but it has gaps much "
        "earlier.",
        "larger": "There is a smaller one that is not held. Does your search stop at "
        "the first one?",
    },
    "3.4 shape": {
        "axes": "The last two axes are exchanged: time steps come before features.",
        "windows second": "The first axis counts the windows, the second the time "
        "steps in each.",
        "one too many": "There is one window too many: the last one has no target.",
        "one too few": "One window is missing. Only the last hour is left over, as the "
        "target of the last window.",
        "one feature": "Two things are measured at each time.",
        "no features": "An axis is missing: the LSTM expects three.",
        "strung together": "Both measurements of an hour belong to the same time step.",
        "array": "You handed in the array itself. Asked for is its shape: three "
        "numbers in brackets.",
        "no windows": "100 is the number of hours. How many windows of 24 leave one "
        "hour over as a target?",
    },
    "3.5 count": {
        "ahead forgotten": "That is right if the target is the very next term. What "
        "does a target farther away cost?",
        "one too few": "One window is missing. Try it with ahead = 1, where you know "
        "the answer.",
        "one too many": "One window too many: its target would lie after the last "
        "term.",
        "added": "A target farther away gives fewer windows, not more.",
    },
    "3.6 leak": {
        "all": "The leak is still there: the largest of all terms may be one of the "
        "future.",
        "test": "Now the training knows nothing but the future: that is the leak "
        "itself.",
        "each by itself": "The test part is now divided by its own largest term. On "
        "the day of the forecast nobody knows that, and the two parts no longer have "
        "the same scale.",
        "undivided": "Nothing is divided yet, or both parts by 1.",
        "mean": "No leak. But the exercise divides by the *largest* term, so that no "
        "training term is above 1.",
        "last": "That suits a rising series. In another one the last term need not be "
        "the largest.",
        "a number": "34 suits this series only.",
        "whole series": "That is the largest of all thirty terms, and it lies in the "
        "test part: a leak. Take the scale from the training part that the function "
        "gets.",
        "another": "Both parts must be divided by the largest term of the training "
        "part that the function gets. (No term is negative here.)",
        "test left": "No leak, but both parts must be on the same scale: the network "
        "reads both.",
    },
}

CHOICES = {
    "3.1 overflow": {
        "a": "an error stops the cell",
        "b": "it stays at the largest number of the type",
        "c": "a negative number, without a word",
    },
}
