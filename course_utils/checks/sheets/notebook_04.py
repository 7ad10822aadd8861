"""The exercises of notebook 4: shapes, parameters, the loss, steps, loss curves."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.checks.exercise import Exercise, Prediction, When


def _over(part: Callable[[np.ndarray], Any]) -> Callable[..., Any]:
    """Return a loss that adds up some of the distances, and divides by all."""
    return lambda y_true, y_pred: (
        part(np.abs(y_pred - y_true)).sum(axis=0) / len(y_true)
    )


EXERCISES = {
    "4.1 shape": Exercise(  # of what the LSTM of 4 units hands on for 2 windows of 3
        right=(2, 4),
        mistakes={
            "every step": (2, 3, 4),
            "exchanged": (4, 2),
            "forecast": (2, 1),
            "input": (2, 3, 1),
            "training": (7, 4),
            "feature": (2, 4, 1),
            "any number": When(
                lambda s: s[0] is None or np.isnan(s[0]), example=(None, 4)
            ),
            "array": When(lambda a: np.ndim(a) > 1, example=np.ones((2, 4))),
        },
    ),
    "4.2 parameters": Exercise(  # 12 steps of 2 features, 3 units, 1 output
        right=4 * ((2 + 3) * 3 + 3) + 3 + 1,
        mistakes={
            "no Dense": 4 * ((2 + 3) * 3 + 3),
            "no bias of Dense": 4 * ((2 + 3) * 3 + 3) + 3,
            "steps as features": 4 * ((12 + 3) * 3 + 3) + 3 + 1,
            "steps in the input kernel": 4 * ((12 * 2 + 3) * 3 + 3) + 3 + 1,
            "one feature": 4 * ((1 + 3) * 3 + 3) + 3 + 1,
            "for each step": 12 * 4 * ((2 + 3) * 3 + 3) + 3 + 1,
            "one part": (2 + 3) * 3 + 3 + 3 + 1,
            "no bias": 4 * (2 + 3) * 3 + 3,
            "exchanged": 4 * ((3 + 2) * 2 + 2) + 2 + 1,
            "four units": 4 * ((2 + 4) * 4 + 4) + 4 + 1,
            "recipe": 101,
            "weights of the LSTM": 4 * (2 + 3) * 3,
        },
    ),
    "4.3 loss": Exercise(  # of (y_true, y_pred)
        right=lambda y_true, y_pred: np.abs(y_pred - y_true).mean(),
        mistakes={
            "signed": lambda y_true, y_pred: (y_pred - y_true).mean(),
            "signed, turned round": lambda y_true, y_pred: (y_true - y_pred).mean(),
            "too late": lambda y_true, y_pred: abs((y_pred - y_true).mean()),
            "squared": lambda y_true, y_pred: ((y_pred - y_true) ** 2).mean(),
            "root": lambda y_true, y_pred: ((y_pred - y_true) ** 2).mean() ** 0.5,
            "sum": lambda y_true, y_pred: np.abs(y_pred - y_true).sum(),
            "no mean": lambda y_true, y_pred: np.abs(y_pred - y_true),
            "seven": lambda y_true, y_pred: np.abs(y_pred - y_true).sum() / 7,
            "relative": lambda y_true, y_pred: (
                np.abs(y_pred - y_true) / y_true
            ).mean(),
            "largest": lambda y_true, y_pred: np.abs(y_pred - y_true).max(),
            "first left out": _over(lambda distances: distances[1:]),
            "last left out": _over(lambda distances: distances[:-1]),
            "first only": _over(lambda distances: distances[:1]),
            "last only": _over(lambda distances: distances[-1:]),
        },
        trials=(
            (np.array([[2.0], [3], [5]]), np.array([[1.0], [5], [5]])),
            (np.array([[10.0], [20]]), np.array([[8.0], [21]])),
            (np.array([[1.0], [4], [8], [16]]), np.array([[-1.5], [7], [3], [10]])),
        ),
    ),
    "4.4 steps": Exercise(  # 7 windows in batches of 3, 100 epochs
        right=3 * 100,
        mistakes={
            "one an epoch": 100,
            "one a window": 7 * 100,
            "full batches": 2 * 100,
            "not rounded": When(lambda n: 233 <= n < 234, example=7 / 3 * 100),
            "rounded at the end": 234,
            "one epoch": 3,
            "all windows": When(lambda n: 33 <= n <= 34, example=100 / 3),
        },
    ),
    "4.5 bounces": Prediction(choices=("a", "b", "c", "d")),
    "4.6 losses": Exercise("b", choices=("a", "b", "c", "d")),
    "4.7 validation": Exercise(  # terms of the validation part, less a target
        right=5 - 1,
        mistakes={
            "no target": 5,
            "too short": When(lambda window: 1 <= window < 4, example=3),
            "training": 9,
            "nothing to train on": 10,
            "too long": When(lambda window: window > 5, example=8),
        },
    ),
}
