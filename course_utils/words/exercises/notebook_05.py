"""What a learner reads about the exercises of notebook 5."""

HINTS = {
    "5.1 relative error": {
        "truth below 0": "Right, as long as the truth is positive. What do the bars "
        "below the fraction line do?",
        "brackets left out": "Python divides before it subtracts: put the difference "
        "in brackets, or in its bars.",
        "no brackets, then bars": "Python divides before it subtracts: put the "
        "difference in brackets, or in its bars.",
        "bars, no brackets": "Python divides before it subtracts: put the difference "
        "in brackets, or in its bars.",
        "signed": "Some of your errors are below 0. What do the bars in the formula "
        "do?",
        "difference": "That is the distance. What share of the truth is it?",
        "share of the forecast": "You divide by the forecast. Which of the two stands "
        "below the fraction line?",
        "forecast without bars": "You divide by the forecast. What stands below the "
        "fraction line, and between which bars?",
        "one divisor": "Each distance is to be divided by its *own* true value.",
        "mean": "That is the mean. Here one error for each window is asked for.",
        "bars too early": "Take the difference first, and its size then: -1 where 1 is "
        "true is 2 off, not 0.",
        "per cent": "That is in per cent. The formula gives shares: 1 is as wrong as "
        "answering 0.",
        "rounded": "Do not round: an error of 0.004 is small, but it is not 0.",
        "squared": "Nothing is squared in this formula.",
        "ratio": "An exact forecast must have the error 0.",
    },
    "5.2 baseline": {
        "share of the forecast": "0.618 is how much is missing, as a share of the "
        "forecast. Or, if you divided 1 by 1.618, it is how much is there, as a share "
        "of the truth. Asked for: how much is missing, as a share of the truth.",
        "sign": "The size is right. An error has no sign here.",
        "per cent": "That is in per cent. As a share it is between 0 and 1.",
        "factor": "That is the growth. Take 1 as the last value: what is then said, "
        "and what is true?",
        "none": "It would be exact if the series stood still.",
        "two digits": "Right to two digits. Give one digit more.",
        "rounded too early": "Very near! Compute with 1.618, keep all digits on the "
        "way, and round at the end only: from 5 on, up.",
    },
    "5.3 many networks": {
        "as it was": "That is how it was. In the mean of a network, too large and too "
        "small have cancelled before the sign is taken away.",
        "signed": "Now nothing takes the sign away at all.",
        "each window": "That is one error for each window, over all networks. Which "
        "axes of `y_pred` are windows, and which one networks?",
        "one for all": "That is one number for all networks together. Over which axes "
        "should the mean go?",
        "no mean": "The single errors are right. Now the mean over the windows of each "
        "network.",
        "large terms": "There the largest terms rule: what is off at the small ones "
        "does not count. Divide each by its own truth first.",
        "share of the forecast": "You divide by the forecast, in place of the truth.",
        "median": "That is the median of the windows. The mean is asked for.",
        "worst": "That is the worst window of each. The mean is asked for.",
        "sum": "That is the sum over the windows. The mean is asked for.",
    },
    "5.5 choice": {
        "a": "It has the smallest training loss of the four. How far could that be "
        "trusted in the figure above?",
        "b": "It has the smallest test error of the four. But then the number "
        "that is published has done the choosing.",
        "c": "What speaks for it? There is another one that is better in what may be "
        "looked at.",
    },
    "5.6 of five": {
        "by test": "That chooses by the test error: the cheat.",
        "by training": "That chooses by the training loss.",
        "no median": "That is one error for each group of five. Asked for is their "
        "median.",
        "of ten": "That is one of ten. `chosen` takes the size of a group as `of`.",
        "of twenty": "That is one of twenty. `chosen` takes the size of a group as "
        "`of`.",
        "all": "That is the median of all networks: nothing is chosen.",
        "mean": "That is the mean; a few collapsed networks rule it. What is the "
        "median?",
        "within": "That is the share within 2.75 %. The median error is asked for.",
        "per cent": "That is in per cent. Hand in the share, as it is computed.",
    },
    "5.7 epoch": {
        "index": "That is its index in the list, counted from 0. Which epoch is the "
        "first of the list?",
        "place": "That is its place in the list. Which epoch is the first of the list?",
        "one too few": "Very near. The first of the list is epoch 91, not 90.",
        "one too many": "Very near: you counted one too many. The first of the list "
        "is epoch 91 itself.",
        "last": "That is where the recipe stops. Early stopping goes back to the best.",
        "largest": "There the loss is the largest of the ten.",
        "loss": "That is the loss. After which epoch was it measured?",
    },
}

CHOICES = {
    "5.4 fifty": {
        "a": "more than 40",
        "b": "25 to 40, as before",
        "c": "fewer than 25",
    },
    "5.5 choice": {
        "a": "the first",
        "b": "the second",
        "c": "the third",
        "d": "the fourth",
    },
}
