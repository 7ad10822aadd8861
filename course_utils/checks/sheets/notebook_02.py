"""The exercises of notebook 2: the step, the order of the gates, the parameters."""

import numpy as np

from course_utils.checks.exercise import Checked, Exercise, Prediction, When
from course_utils.checks.step import EXERCISE, right_step


def _recurrent_kernel(units: int) -> np.ndarray:
    """Return an array of shape (units, 4 units) in which each number is another."""
    return np.arange(4.0 * units**2).reshape(units, 4 * units)


def _part(number: int):
    """Return a function that cuts out one of the four parts that stand side by side."""
    return lambda U: np.split(U, 4, axis=1)[number]


_SIZES = ((1, 4), (1, 50), (3, 2), (2, 5))  # (features, units)

# What Python computes for units^2 in the usual ways to write the sum: ^ compares the
# binary digits, and after + and *.
_WITH_CARET = (
    lambda f, u: 4 * (f * u + (u ^ 2) + u),
    lambda f, u: 4 * (f * u + u ^ 2 + u),
    lambda f, u: 4 * (u ^ 2 + f * u + u),
    lambda f, u: 4 * (f * u + u + u ^ 2),
    lambda f, u: 4 * (f * u + u ^ 2) + 4 * u,
    lambda f, u: 4 * f * u + 4 * u ^ 2 + 4 * u,
    lambda f, u: 4 * f * u + 4 * u + 4 * u ^ 2,
    lambda f, u: 4 * u ^ 2 + 4 * f * u + 4 * u,
    lambda f, u: 4 * f * u + 4 * (u ^ 2) + 4 * u,
)


def _takes_caret(results: list[int]) -> bool:
    """Tell whether a function has computed units^2 in place of units**2."""
    return any(results == [way(*sizes) for sizes in _SIZES] for way in _WITH_CARET)


EXERCISES = {
    "2.1 cell state": Exercise(  # c_0 = 2, f = 0.9, i = 0.1, candidate -1
        right=0.9 * 2 + 0.1 * -1,
        mistakes={
            "exchanged": 0.1 * 2 + 0.9 * -1,
            "sign": 0.9 * 2 + 0.1,
            "no input gate": 0.9 * 2 - 1,
            "forgets": (1 - 0.9) * 2 + 0.1 * -1,
            "hidden state": np.tanh(0.9 * 2 + 0.1 * -1),
        },
        rtol=0.005,
    ),
    EXERCISE: Checked("your_step", right_step),
    "2.3 forget part": Exercise(  # of the recurrent kernel (units, 4 units)
        right=_part(1),
        mistakes={
            "first part": _part(0),
            "third part": _part(2),
            "last part": _part(3),
            "rows": lambda U: U[len(U) : 2 * len(U)],
            "every fourth": lambda U: U[:, 1::4],
            "four units only": lambda U: U[:, 4:8],
            "one column": lambda U: U[:, 1],
            "dictionary": lambda U: U["f"],
        },
        trials=tuple((_recurrent_kernel(units),) for units in (4, 3, 2, 5)),
        shape_counts=True,
    ),
    "2.4 parameters": Exercise(  # of (features, units)
        right=lambda f, u: 4 * (f * u + u * u + u),
        mistakes={
            "one part": lambda f, u: f * u + u * u + u,
            "three gates": lambda f, u: 3 * (f * u + u * u + u),
            "no bias": lambda f, u: 4 * (f * u + u * u),
            "one bias for each part": lambda f, u: 4 * (f * u + u * u + 1),
            "one recurrent weight each": lambda f, u: 4 * (f * u + u + u),
            "Dense": lambda f, u: 4 * (f * u + u * u + u) + u + 1,
            "one feature": lambda f, u: 4 * (u + u * u + u),
            "one bias for each unit": lambda f, u: 4 * (f * u + u * u) + u,
            "no recurrent kernel": lambda f, u: 4 * (f * u + u),
            "exclusive or": When(_takes_caret, example=_WITH_CARET[0]),
        },
        trials=_SIZES,
    ),
    "2.5 straight line": Exercise(  # 2 x_3 - x_2; unit 1 says x_3, unit 2 says x_2
        right=(2, -1),
        mistakes={
            "order": (-1, 2),
            "sign": (2, 1),
            "Fibonacci": (1, 1),
            "step only": (1, -1),
            "inputs": (0, -1, 2),
        },
    ),
    "2.6 open": Prediction(),
}
