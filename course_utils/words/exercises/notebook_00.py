"""What a learner reads about the exercises of notebook 0."""

HINTS = {
    "0.2 windows": {
        "one too many": "One too many: after the last window there must still be a "
        "number, its target.",
        "every number": "That is a window for each number. But the last numbers have "
        "too few numbers after them.",
        "side by side": "The windows may overlap: look at the rows above. Each begins "
        "one number later than the one before.",
        "windows of three": "That is right for windows of three.",
        "training part": "That is right for the ten numbers of the training part.",
        "one too few": "One is missing. Only the last number of all must be left over "
        "as a target.",
    },
    "0.3 error": {
        "difference": "That is how far it is off. What share of the truth is that?",
        "sign": "Too small or too large does not matter here: an error has no sign.",
        "share of the forecast": "That is a share of the forecast. Take it of the "
        "truth.",
        "per cent": "That many per cent, yes. Write it as a share: 1 would be all of "
        "the truth.",
        "what is right": "That is the share that it got right. How much is missing?",
    },
    "0.4 future": {
        "a": "The training windows are the past, and everyone may look at them.",
        "b": "The validation windows are not trained on, but when the forecast is made "
        "they are past, too.",
        "d": "How many units a network has is said before it is trained. Nothing has "
        "to be known for it.",
    },
}

CHOICES = {
    "0.1 encoding": {
        "a": "fewer than before",
        "b": "about as many as before",
        "c": "more than half of them",
    },
    "0.4 future": {
        "a": "1 of 20 by training loss",
        "b": "1 of 20 by validation loss",
        "c": "1 of 20 by test error",
        "d": "50 units, any run",
    },
}
