"""The exercises of notebook 6: free running, an encoding, rule or constant."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.checks.exercise import Exercise, Prediction, When


def _free_run(look_at: Callable[[list, int], list]) -> Callable[..., list]:
    """Return a loop that forecasts from what it may look at: values, window length."""

    def run(forecast: Callable, window: Any, n_steps: int) -> list:
        """Return the forecasts of so many steps, one after the other."""
        values = list(window)
        for _ in range(n_steps):
            values.append(forecast(look_at(values, len(window))))
        return values[len(window) :]

    return run


def first_value(window: list) -> float:
    """Forecast the oldest value; a learner reads this name."""
    return window[0]


def last_value(window: list) -> float:
    """Forecast the newest value; a learner reads this name."""
    return window[-1]


def product(window: Any) -> float:
    """Forecast the product of the values; a learner reads this name."""
    return np.prod(window)


_right_run = _free_run(lambda values, n: values[-n:])


def _first_of(forecast: Callable, window: list, n_steps: int, length: int) -> list:
    """Return a free run whose windows are of a length that is written down."""
    values = list(window)
    for k in range(n_steps):
        values.append(forecast(values[k : k + length]))
    return values[len(window) :]


def _three_kept(forecast: Callable, window: Any, n_steps: int) -> list:
    """Return a free run in which the window itself becomes three values long."""
    values = list(window)
    for _ in range(n_steps):
        values.append(forecast(window))
        window = values[-3:]
    return values[len(window) :]


def _are_empty(results: list) -> bool:
    """Tell whether there are no forecasts in any of the results."""
    return all(np.size(result) == 0 for result in results)


def _by(encoded: Callable, decoded: Callable) -> Callable[..., Any]:
    """Return a forecast between two steps, each of which may look at the window."""
    return lambda forecast, window: decoded(forecast(encoded(window)), window)


EXERCISES = {
    "6.1 free run": Exercise(  # of (forecast, window, n_steps)
        right=_right_run,
        mistakes={
            "first window": _free_run(lambda values, n: values[:n]),
            "grows": _free_run(lambda values, n: values),
            "rule": lambda forecast, window, n_steps: _right_run(
                sum, window[-2:], n_steps
            ),
            "one value": _free_run(lambda values, n: values[-1]),
            "three": _free_run(lambda values, n: values[-3:]),
            "three, counted": lambda forecast, window, n_steps: _first_of(
                forecast, window, n_steps, length=3
            ),
            "three, kept": _three_kept,
            "emptied": When(_are_empty, example=lambda forecast, window, n_steps: []),
            "last value": _free_run(lambda values, n: values[-1:]),
            "one short": _free_run(lambda values, n: values[-n + 1 :]),
            "one late": _free_run(lambda values, n: values[-n - 1 : -1]),
            "with the window": lambda forecast, window, n_steps: [
                *window,
                *_right_run(forecast, window, n_steps),
            ],
        },
        trials=(
            (sum, [2, 3, 5], 4),
            (sum, [1, 2], 5),
            (first_value, [3, 1, 2, 4], 6),
            (max, [1, 5, 2], 1),
            (sum, [3, 1, 2, 4], 3),
        ),
    ),
    "6.2 fifteen steps": Prediction(choices=("a", "b", "c")),
    "6.3 truth": Exercise("c", choices=("a", "b", "c", "d")),
    "6.4 sum": Exercise(  # of (forecast, window): divided by its sum, and back
        right=_by(lambda w: w / w.sum(), lambda z, w: z * w.sum()),
        mistakes={
            "not back": _by(lambda w: w / w.sum(), lambda z, w: z),
            "not there": _by(lambda w: w, lambda z, w: z * w.sum()),
            "neither": _by(lambda w: w, lambda z, w: z),
            "last value": _by(lambda w: w / w[-1], lambda z, w: z * w[-1]),
            "two codes": _by(lambda w: w / w.sum(), lambda z, w: z * w[-1]),
            "divided twice": _by(lambda w: w / w.sum(), lambda z, w: z / w.sum()),
            "mean": _by(lambda w: w / w.mean(), lambda z, w: z * w.mean()),
        },
        trials=(
            (product, np.array([1.0, 3, 4])),
            (len, np.array([2.0, 3, 5])),
            (last_value, np.array([5.0, 8, 13])),
            (product, np.array([2.0, 0.5])),
        ),
    ),
    "6.5 most": Prediction(choices=("a", "b", "c")),
    "6.6 formula": Exercise(  # c = 1 in c, 1 + c, 1 - c
        right=(1, 2, 0),
        mistakes={
            "usual": (0, 1, 1),
            "newest again": (1, 1, 0),
            "no middle": (-1, 0, 2),
            "order": (0, 2, 1),
            "exchanged": (2, 1, 0),
        },
    ),
}
