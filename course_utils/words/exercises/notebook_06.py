"""What a learner reads about the exercises of notebook 6."""

HINTS = {
    "6.1 free run": {
        "first window": "Your window never moves on: each step reads the same true "
        "values again.",
        "grows": "Your window grows with each step. The forecast must always get as "
        "many values as in the beginning.",
        "rule": "That is the Fibonacci rule. Any forecast is to run: call `forecast`.",
        "one value": "`forecast` takes a list, the newest values, and not one value.",
        "three": "That is right for windows of three only: how long is `window`?",
        "three, counted": "Your windows hold three values at most: how long is "
        "`window`?",
        "three, kept": "That is right for windows of three only: how long was `window` "
        "in the beginning?",
        "emptied": "You return no forecasts. Does `window` grow as well? Then nothing "
        "is left behind its length: let `values` be a copy of it, as at the beginning, "
        "and leave `window` as it is.",
        "last value": "The forecast gets a single value, or it is not called at all. "
        "It must get a whole window.",
        "one short": "Your window holds one value too few. It must be as long as "
        "`window`.",
        "one late": "Your window ends one value too early: the newest forecast is "
        "missing in it.",
        "with the window": "The true values of the first window are no forecasts: "
        "leave them out of what you return.",
    },
    "6.3 truth": {
        "a": "These three terms are known when the forecast begins. They may be used.",
        "b": "This line reads the window and nothing else. Who fills the window?",
        "d": "Here the forecast is over. To measure it, the truth is needed.",
    },
    "6.4 sum": {
        "not back": "The forecast is still in code. What undoes a division? It takes "
        "the sum of the true window.",
        "not there": "The forecast must get the encoded window, not the window itself.",
        "neither": "That is the forecast without any encoding.",
        "last value": "That is ÷ last value, as in the notebook. Asked for is the sum.",
        "two codes": "There and back must use the same number.",
        "divided twice": "You divided on the way back as well. What undoes a division?",
        "mean": "You divided by the mean. Asked for is the sum.",
    },
    "6.6 formula": {
        "usual": "That is the rule as we know it. But it reads the newest value.",
        "newest again": "Try it: at 1, 3, 4 that says the newest value once more.",
        "no middle": "Right on each window, but this one leaves out the middle value.",
        "order": "The weight of the oldest value comes first, that of the newest last.",
        "exchanged": "Try it at 1, 3, 4. Then look at which of the two counts more.",
    },
}

CHOICES = {
    "6.2 fifteen steps": {
        "a": "about 7 % again",
        "b": "more, but less than fifteen times as much",
        "c": "fifteen times as much, or more",
    },
    "6.3 truth": {
        "a": "the first line",
        "b": "the third line",
        "c": "the fourth line",
        "d": "the last line",
    },
    "6.5 most": {
        "a": "about 7, as the rule says",
        "b": "about 6.5, a constant times the last value",
        "c": "about 4, the last value again",
    },
}
