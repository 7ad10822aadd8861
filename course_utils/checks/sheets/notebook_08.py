"""The exercises of notebook 8: a baseline, a leak, a margin, the scaled error."""

import numpy as np

from course_utils.checks.exercise import Exercise, Prediction, When


def _windows(n: int, window: int) -> np.ndarray:
    """Return windows (n, window, 1) in which each number is another."""
    return np.arange(1.0, n * window + 1).reshape(n, window, 1)


def _mae(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    return np.abs(y_pred - y_true).mean()


def _steps(series: np.ndarray) -> float:
    return np.abs(np.diff(series)).mean()


EXERCISES = {
    "8.1 season": Exercise(  # of (X, season)
        right=lambda X, season: X[:, -season],
        mistakes={
            "from the front": lambda X, season: X[:, season],
            "from the front, less one": lambda X, season: X[:, season - 1],
            "one too early": lambda X, season: X[:, -season - 1],
            "one too late": lambda X, season: X[:, -season + 1],
            "last": lambda X, season: X[:, -1],
            "first": lambda X, season: X[:, 0],
            "all since": lambda X, season: X[:, -season:],
            "empty": lambda X, season: X[:, -season : -season + 1],
            "rows": lambda X, season: X[-season],
        },
        trials=(
            (_windows(4, 12), 11),
            (_windows(5, 6), 4),
            (_windows(3, 4), 2),
            (_windows(2, 3), 3),
            (_windows(3, 4), 1),
        ),
    ),
    "8.2 leak": Exercise("b", choices=("a", "b", "c", "d")),
    "8.3 merit": Prediction(choices=("a", "b", "c")),
    "8.4 five years": Prediction(choices=("a", "b", "c")),
    "8.5 margin": Exercise(  # 14, 3, -24, -1, 9, -6, -17, -2, 11, 30; place 9 of 10
        right=24,
        mistakes={
            "place 8": 17,
            "signed": 14,
            "not sorted": 11,
            "largest": 30,
            "negative": -24,
            "place": When(lambda margin: 8.8 <= margin <= 9, example=8.8),
            "between": When(lambda margin: 17 < margin < 24, example=18.4),
        },
    ),
    "8.6 scaled error": Exercise(  # of (y_true, y_pred, train)
        right=lambda y_true, y_pred, train: _mae(y_true, y_pred) / _steps(train),
        mistakes={
            "test steps": lambda y_true, y_pred, train: (
                _mae(y_true, y_pred) / _steps(y_true)
            ),
            "not scaled": lambda y_true, y_pred, train: _mae(y_true, y_pred),
            "signed": lambda y_true, y_pred, train: (
                (y_pred - y_true).mean() / _steps(train)
            ),
            "signed, turned": lambda y_true, y_pred, train: (
                (y_true - y_pred).mean() / _steps(train)
            ),
            "too late": lambda y_true, y_pred, train: (
                abs((y_pred - y_true).mean()) / _steps(train)
            ),
            "signed steps": lambda y_true, y_pred, train: (
                _mae(y_true, y_pred) / np.diff(train).mean()
            ),
            "steps too late": lambda y_true, y_pred, train: (
                _mae(y_true, y_pred) / abs(np.diff(train).mean())
            ),
            "both too late": lambda y_true, y_pred, train: abs(
                (y_pred - y_true).mean() / np.diff(train).mean()
            ),
            "squared": lambda y_true, y_pred, train: (
                ((y_pred - y_true) ** 2).mean() / (np.diff(train) ** 2).mean()
            ),
            "by the length": lambda y_true, y_pred, train: (
                _mae(y_true, y_pred) / (np.abs(np.diff(train)).sum() / len(train))
            ),
            "spread": lambda y_true, y_pred, train: (
                _mae(y_true, y_pred) / np.std(train)
            ),
            "size": lambda y_true, y_pred, train: (
                _mae(y_true, y_pred) / np.abs(train).mean()
            ),
            "turned": lambda y_true, y_pred, train: (
                _steps(train) / _mae(y_true, y_pred)
            ),
        },
        trials=(
            (np.array([10, 14, 9]), np.array([12, 13, 9]), np.array([3, 8, 6, 7])),
            (np.array([2.5, 4.0]), np.array([4.0, 2.0]), np.array([9, 5, 6])),
            (np.array([1, 7, 3, 4]), np.array([2, 2, -2, 2]), np.array([0, 6, 1, 1])),
        ),
    ),
}
