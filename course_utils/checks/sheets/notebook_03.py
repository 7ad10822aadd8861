"""The exercises of notebook 3: exact numbers, windows, shapes, leaks."""

import numpy as np

from course_utils.checks.exercise import Checked, Exercise, Prediction, When
from course_utils.checks.windows import EXERCISE, right_windows
from course_utils.series import fibonacci


def _both(train: np.ndarray, test: np.ndarray, largest: float):
    """Divide two parts by the same number."""
    return train / largest, test / largest


def _two_parts(results: list) -> bool:
    """Tell whether a function returns two parts of numbers, whatever they are."""
    return all(len(result) == 2 and min(map(np.ndim, result)) > 0 for result in results)


EXERCISES = {
    "3.1 overflow": Prediction(choices=("a", "b", "c")),
    "3.2 float32": Exercise(  # 24 bits hold all whole numbers up to 2**24
        right=2**24 + 1,
        mistakes={
            "still held": When(lambda n: n <= 2**24 and n > 1000, example=2**24),
            "position": When(lambda n: n in (36, 37), example=37),
            "Fibonacci": int(fibonacci(38)[37]),
            "int32": When(lambda n: abs(n - 2**31) <= 1, example=2**31),
            "larger": When(lambda n: n > 2**24 + 1, example=2**24 + 3),
        },
    ),
    EXERCISE: Checked("your_windows", right_windows),
    "3.4 shape": Exercise(  # 100 hours, 2 measurements, windows of 24 hours
        right=(76, 24, 2),
        mistakes={
            "axes": (76, 2, 24),
            "windows second": (24, 76, 2),
            "one too many": (77, 24, 2),
            "one too few": (75, 24, 2),
            "one feature": (76, 24, 1),
            "no features": (76, 24),
            "strung together": (76, 48, 1),
            "no windows": (100, 24, 2),
            "array": When(lambda a: np.ndim(a) > 1, example=np.ones((76, 24, 2))),
        },
    ),
    "3.5 count": Exercise(  # of (n_terms, window, ahead)
        right=lambda n_terms, window, ahead: n_terms - window - ahead + 1,
        mistakes={
            "ahead forgotten": lambda n_terms, window, ahead: n_terms - window,
            "one too few": lambda n_terms, window, ahead: n_terms - window - ahead,
            "one too many": lambda n_terms, window, ahead: n_terms - window - ahead + 2,
            "added": lambda n_terms, window, ahead: n_terms - window + ahead - 1,
        },
        trials=((10, 3, 1), (10, 3, 2), (30, 5, 4), (12, 1, 3)),
    ),
    "3.6 leak": Exercise(  # of (train_part, test_part)
        right=lambda train, test: _both(train, test, train.max()),
        mistakes={
            "all": lambda train, test: _both(train, test, max(train.max(), test.max())),
            "test": lambda train, test: _both(train, test, test.max()),
            "whole series": lambda train, test: _both(train, test, fibonacci(30)[-1]),
            "each by itself": lambda train, test: (
                train / train.max(),
                test / test.max(),
            ),
            "last": lambda train, test: _both(train, test, train[-1]),
            "a number": lambda train, test: _both(train, test, 34),
            "undivided": lambda train, test: (train, test),
            "mean": lambda train, test: _both(train, test, train.mean()),
            "test left": lambda train, test: (train / train.max(), test),
            "another": When(
                _two_parts, example=lambda train, test: _both(train, test, train.sum())
            ),
        },
        trials=(  # all above 0: others may have no scale by their largest term
            (fibonacci(10), fibonacci(30)[15:]),
            (np.array([4, 7, 2.5]), np.array([3, 9.5])),
            (np.array([8, 6, 5]), np.array([4, 2])),
            (np.array([0.2, 0.7, 0.4]), np.array([0.5, 0.9])),
            (
                np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 12, 7, 9, 8]),
                np.array([9, 7, 9.0, 3]),
            ),
        ),
    ),
}
