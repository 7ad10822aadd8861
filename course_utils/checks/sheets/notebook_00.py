"""The exercises of notebook 0: the lab, windows, an error by hand, an honest choice."""

from course_utils.checks.exercise import Exercise, Prediction, When

EXERCISES = {
    "0.1 encoding": Prediction(choices=("a", "b", "c")),
    "0.2 windows": Exercise(  # of five, from fifteen numbers
        right=15 - 5,
        mistakes={
            "one too many": 15 - 5 + 1,
            "every number": 15,
            "side by side": 15 // 5,
            "windows of three": 15 - 3,
            "training part": 10 - 5,
            "one too few": 15 - 5 - 1,
        },
    ),
    "0.3 error": Exercise(  # 450 where 500 is true
        right=abs(450 - 500) / 500,
        mistakes={
            "difference": 500 - 450,
            "sign": (450 - 500) / 500,
            "share of the forecast": When(
                lambda error: 0.11 <= error <= 0.112, example=(500 - 450) / 450
            ),
            "per cent": 10,
            "what is right": 450 / 500,
        },
    ),
    "0.4 future": Exercise("c", choices=("a", "b", "c", "d")),
}
