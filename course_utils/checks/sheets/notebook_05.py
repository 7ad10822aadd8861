"""The exercises of notebook 5: relative errors, baselines, honest choices."""

import numpy as np

from course_utils.checks.exercise import Exercise, Prediction, When


def _off(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Return how far forecasts are off, in the unit of the series."""
    return np.abs(y_pred - y_true)


def _signed(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Return errors with their sign, as a share of the truth."""
    return (y_pred - y_true) / y_true


def _each(function, *, axis: tuple[int, ...] | int | None = (1, 2)):
    """Return a function that averages relative errors: by default for each network."""
    return lambda y_true, y_pred: function(np.abs(_signed(y_true, y_pred)), axis=axis)


def _has_negative(results: list[np.ndarray]) -> bool:
    """Tell whether one of the errors is below 0."""
    return any(np.min(np.asarray(result)) < 0 for result in results)


EXERCISES = {
    "5.1 relative error": Exercise(  # of (y_true, y_pred)
        right=lambda y_true, y_pred: _off(y_true, y_pred) / np.abs(y_true),
        mistakes={
            "truth below 0": lambda y_true, y_pred: _off(y_true, y_pred) / y_true,
            "forecast without bars": lambda y_true, y_pred: (
                _off(y_true, y_pred) / y_pred
            ),
            "brackets left out": lambda y_true, y_pred: y_pred - y_true / y_true,
            "no brackets, then bars": lambda y_true, y_pred: np.abs(
                y_pred - y_true / y_true
            ),
            "bars, no brackets": lambda y_true, y_pred: (
                np.abs(y_true) - np.abs(y_pred) / np.abs(y_true)
            ),
            "signed": When(_has_negative, example=_signed),
            "difference": _off,
            "share of the forecast": lambda y_true, y_pred: (
                _off(y_true, y_pred) / np.abs(y_pred)
            ),
            "one divisor": lambda y_true, y_pred: (
                _off(y_true, y_pred) / np.abs(y_true).mean()
            ),
            "mean": lambda y_true, y_pred: (
                _off(y_true, y_pred) / np.abs(y_true)
            ).mean(),
            "bars too early": lambda y_true, y_pred: (
                _off(np.abs(y_true), np.abs(y_pred)) / np.abs(y_true)
            ),
            "per cent": lambda y_true, y_pred: (
                100 * _off(y_true, y_pred) / np.abs(y_true)
            ),
            "rounded": lambda y_true, y_pred: np.round(
                _off(y_true, y_pred) / np.abs(y_true), 2
            ),
            "squared": lambda y_true, y_pred: _signed(y_true, y_pred) ** 2,
            "ratio": lambda y_true, y_pred: np.abs(y_pred / y_true),
        },
        trials=(
            (np.array([[2.0], [5], [10]]), np.array([[3.0], [4], [10]])),
            (np.array([[-4.0], [8]]), np.array([[-5.0], [6]])),
            (
                np.array([[-10.0], [-2], [4], [1]]),
                np.array([[-8.0], [3], [5], [1.004]]),
            ),
        ),
    ),
    "5.2 baseline": Exercise(  # 1 - 1 / 1.618 to three digits: the last value again
        right=0.382,
        mistakes={
            "share of the forecast": When(
                lambda error: 0.6 <= error <= 0.625, example=1.618 - 1
            ),
            "sign": When(lambda error: -0.39 <= error <= -0.375, example=1 / 1.618 - 1),
            "per cent": When(
                lambda error: 37.5 <= error <= 39, example=100 * (1 - 1 / 1.618)
            ),
            "factor": When(lambda error: 1.6 <= error <= 1.63, example=1.618),
            "none": 0,
            "two digits": 0.38,
            "rounded too early": When(
                lambda error: 0.3745 <= error <= 0.39, example=0.62 / 1.62
            ),
        },
        rtol=0.0005 / 0.382,
    ),
    "5.3 many networks": Exercise(  # of (y_true, y_pred): one for each network
        right=_each(np.mean),
        mistakes={
            "as it was": lambda y_true, y_pred: np.abs(
                _signed(y_true, y_pred).mean(axis=(1, 2))
            ),
            "signed": lambda y_true, y_pred: _signed(y_true, y_pred).mean(axis=(1, 2)),
            "each window": _each(np.mean, axis=0),
            "one for all": _each(np.mean, axis=None),
            "no mean": lambda y_true, y_pred: np.abs(_signed(y_true, y_pred)),
            "large terms": lambda y_true, y_pred: (
                _off(y_true, y_pred).mean(axis=(1, 2)) / y_true.mean()
            ),
            "share of the forecast": lambda y_true, y_pred: (
                _off(y_true, y_pred) / y_pred
            ).mean(axis=(1, 2)),
            "median": _each(np.median),
            "worst": _each(np.max),
            "sum": _each(np.sum),
        },
        trials=(
            (
                np.array([[2.0], [4], [10]]),
                np.array([[[3.0], [2], [10]], [[1], [3], [6]]]),
            ),
            (
                np.array([[5.0], [8]]),
                np.array([[[4.0], [8]], [[6], [4]], [[5], [6]], [[10], [-6]]]),
            ),
        ),
        shape_counts=True,
    ),
    "5.4 fifty": Prediction(choices=("a", "b", "c")),
    "5.5 choice": Exercise("d", choices=("a", "b", "c", "d")),
    "5.6 of five": Exercise(  # with the thousand networks of seed 0
        right=0.02626,
        mistakes={
            "by test": 0.02419,
            "by training": 0.04323,
            "of ten": 0.01498,
            "of twenty": 0.00996,
            "all": 0.07013,
            "mean": 0.05442,
            "within": When(lambda share: 0.4 < share < 0.65, example=0.53),
            "per cent": 2.626,
            "no median": When(lambda a: np.size(a) == 200, example=np.ones(200)),
        },
        rtol=0.01,
    ),
    "5.7 epoch": Exercise(  # the last ten of a hundred
        right=97,
        mistakes={
            "index": 6,
            "place": 7,
            "one too few": 96,
            "one too many": 98,
            "last": 100,
            "largest": 92,
            "loss": 0.30,
        },
    ),
}
