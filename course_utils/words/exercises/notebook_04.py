"""What a learner reads about the exercises of notebook 4."""

HINTS = {
    "4.1 shape": {
        "every step": "There is a hidden state after each step, but only that of the "
        "last step is handed on.",
        "exchanged": "The windows come first, in every array of the course.",
        "forecast": "That is what the Dense layer makes of it. What does it get?",
        "input": "That is what goes into the LSTM layer. What comes out?",
        "training": "That is right for the training windows. How many windows are in "
        "`X_val`?",
        "any number": "`None` stands for the number of windows as long as it is left "
        "open. How many are in `X_val`?",
        "array": "You handed in the array itself. Asked for is its shape: numbers in "
        "brackets.",
        "feature": "There is no axis for the feature any more: each unit hands on a "
        "single number.",
    },
    "4.2 parameters": {
        "no Dense": "That is the LSTM layer alone. The Dense layer has some, too.",
        "no bias of Dense": "Very near! The LSTM layer is right. The Dense layer has a "
        "weight for each unit, and a bias.",
        "steps as features": "12 is the number of time steps. At each step the same "
        "weights are used again.",
        "steps in the input kernel": "The number of time steps counts nowhere: at each "
        "step the same weights are used again.",
        "one feature": "Look at two things: it reads two numbers at each step, and "
        "each of its four parts has a bias for each unit.",
        "for each step": "At each step the same weights are used again: the number of "
        "steps does not count.",
        "one part": "That has one part of the cell only. There are four.",
        "no bias": "Look at two things: how many features are read at each step, and "
        "what is added to each sum.",
        "exchanged": "Features and units are exchanged: `LSTM(3)` has 3 units.",
        "recipe": "That is the recipe's network. This one has other numbers of units "
        "and features.",
        "weights of the LSTM": "Look at three things: how many features are read at "
        "each step, what is added to each sum, and what the Dense layer has.",
        "four units": "The factor 4 stays, for there are four parts. But how many "
        "units are there?",
    },
    "4.3 loss": {
        "signed": "Too large and too small cancel. What do the bars in the formula do?",
        "signed, turned round": "Too large and too small cancel. What do the bars in "
        "the formula do?",
        "too late": "The sign is taken away too late: in the mean too large and too "
        "small have already cancelled.",
        "squared": "That is the MSE, the other one of the two.",
        "root": "That is the root of the MSE. Nothing is squared in an absolute error.",
        "sum": "That is the sum. What does the formula do with it?",
        "no mean": "That is one error for each window. Their mean is asked for.",
        "seven": "That is right for seven windows only.",
        "relative": "Nothing is divided by the targets here: a loss has the unit of "
        "the series.",
        "largest": "That is the largest error. The mean is asked for.",
        "first left out": "The first window is left out. In a loop: Python counts "
        "from 0.",
        "last left out": "The last window is left out. In a loop: `range(n)` ends "
        "before `n` by itself.",
        "first only": "Only the first window counts. In a loop: does `return` stand "
        "behind it, and not in it?",
        "last only": "Only the last window counts. In a loop: is each error added "
        "(`+=`), or does it replace the one before (`=`)?",
    },
    "4.4 steps": {
        "one an epoch": "That is so if one batch holds all seven windows. How many "
        "batches of at most 3 do they need?",
        "one a window": "That is so with `batch_size=1`. Here up to 3 windows share a "
        "step.",
        "full batches": "Is there a window left over? It makes a batch of its own.",
        "not rounded": "There is no third of a step: the last batch of an epoch is not "
        "full, but it takes a whole step.",
        "rounded at the end": "Round up in each epoch, not at the end: the last batch "
        "of every epoch takes a whole step.",
        "one epoch": "That is one epoch. There are 100.",
        "all windows": "An epoch is not one batch: it shows *all* seven windows once.",
    },
    "4.6 losses": {
        "a": "The one is 25 times the other, but so are the targets. Divide each loss "
        "by the mean of its targets.",
        "c": "It fails on the validation windows, yes. But has it learned its training "
        "windows? Divide by the mean of the targets.",
        "d": "It is off by about a tenth of the targets, on both parts alike.",
    },
    "4.7 validation": {
        "no target": "A window that long fills the whole validation part. Which term "
        "is left as its target?",
        "too short": "There is a longer one. Move on by one step.",
        "training": "That is as far as the training part goes. How many terms has the "
        "validation part?",
        "nothing to train on": "There not even the training part has a term left as a "
        "target. How many terms has the validation part?",
        "too long": "A window and its target must both lie in the validation part. How "
        "many terms has it?",
    },
}

CHOICES = {
    "4.5 bounces": {
        "a": "the squared error",
        "b": "half the step size",
        "c": "each of the two",
        "d": "neither",
    },
    "4.6 losses": {
        "a": "0.25 and 6.2",
        "b": "0.25 and 300",
        "c": "11.4 and 304",
        "d": "1.2 and 30",
    },
}
