"""What a learner reads about the exercises of notebook 8."""

HINTS = {
    "8.1 season": {
        "from the front": "You count from the beginning of the window. The target "
        "comes after its end.",
        "from the front, less one": "You count from the beginning of the window. The "
        "target comes after its end.",
        "one too early": "One step too early. The last value of the window stands one "
        "step before the target: count on from there.",
        "one too late": "One step too late. The last value of the window stands one "
        "step before the target: count on from there.",
        "last": "That is the last value again, a season of one step.",
        "first": "That is the oldest value, however long the window is.",
        "all since": "These are all values since then. Asked for is one of each "
        "window.",
        "empty": "A slice that ends at 0 is empty: that happens for a season of 1. "
        "Take one number as the index, without a colon.",
        "rows": "You counted along the first axis, which holds the windows. The steps "
        "lie along the second.",
    },
    "8.2 leak": {
        "a": "It takes the largest number of the years up to 1890. All are older than "
        "the validation years.",
        "c": "This line trains on what it is handed. Who hands it over?",
        "d": "These windows begin before the validation part, but each ends before "
        "the year it is to forecast.",
    },
    "8.5 margin": {
        "place 8": "Very near! The place is (n + 1) times the share, and rounded *up*.",
        "signed": "An error far below 0 is a large error: leave the signs away before "
        "you sort. If you did, count the place once more.",
        "not sorted": "Leave the signs away, then put the errors in order of size, and "
        "count the place once more.",
        "largest": "That one would have held all ten.",
        "negative": "A margin says how far, not in which direction.",
        "place": "That is the place in the row. Which error stands there?",
        "between": "The margin is one of the ten errors, not something between two.",
    },
    "8.6 scaled error": {
        "test steps": "The unit must come from the training years. On the day of the "
        "forecast the test years are not known.",
        "not scaled": "That is the mean absolute error. Its unit is still missing.",
        "signed": "Too much and too little must not cancel out: take each error "
        "without its sign.",
        "signed, turned": "Too much and too little must not cancel out: take each "
        "error without its sign.",
        "too late": "The sign is taken away too late: in the mean too much and too "
        "little have already cancelled out.",
        "signed steps": "Steps up and steps down cancel out in your unit.",
        "steps too late": "In your unit the sign is taken away too late: in the mean "
        "steps up and steps down have already cancelled out.",
        "both too late": "The sign is taken away too late, above and below the "
        "fraction line: in a mean of signed numbers they have already cancelled out.",
        "squared": "You squared. The letters of MASE say *absolute*.",
        "by the length": "There is one step fewer than there are values: take the mean "
        "of the steps.",
        "spread": "That is the spread of the values. The unit is how far “last value "
        "again” was off in training: look at the steps.",
        "size": "The unit is how far “last value again” was off in training: look at "
        "the steps, not at the values.",
        "turned": "Turned round: a larger error must give a larger number.",
    },
}

CHOICES = {
    "8.2 leak": {
        "a": "the first line",
        "b": "the second line",
        "c": "the third line",
        "d": "the last line",
    },
    "8.3 merit": {
        "a": "the network",
        "b": "the root",
        "c": "both about as much, or only both together",
    },
    "8.4 five years": {
        "a": "less than half of it",
        "b": "between half and three quarters of it",
        "c": "more than three quarters of it",
    },
}
