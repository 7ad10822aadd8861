"""Baselines: simple forecasts that a network has to beat.

A forecast is a function that takes windows X (n, window, 1) and returns
predictions (n, 1), so that baselines and networks are called alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils._validate import as_choice, as_numbers, check_windows

AXES = ("samples", "time steps", "features")


def naive_forecast(X: Any) -> np.ndarray:
    """Predict that nothing changes: the last value of each window again.

    Parameters
    ----------
    X : array_like, shape (n, window, features)
        Windows; the first feature is the series itself.

    Returns
    -------
    ndarray, shape (n, 1)
        The last value of each window.
    """
    return as_numbers("X", X, AXES)[:, -1, :1].copy()


@dataclass(frozen=True)
class RatioForecast:
    """Multiply the last value of each window by a constant `ratio`."""

    ratio: float

    def __call__(self, X: Any) -> np.ndarray:
        """Predict (n, 1) from windows `X` (n, window, 1)."""
        return naive_forecast(X) * self.ratio


def ratio_forecast(X_train: Any, y_train: Any, use: str = "mean") -> RatioForecast:
    """Learn one number from the training windows: how much a step grows.

    Parameters
    ----------
    X_train : array_like, shape (n, window, 1)
        Training windows; those that end in 0 have no ratio and are left out.
    y_train : array_like, shape (n, 1)
        Their targets.
    use : {"mean", "last"}
        The mean of all training ratios, or only the latest.

    Returns
    -------
    RatioForecast
        A forecast with the attribute ``ratio``.

    Raises
    ------
    TypeError
        If the windows hold something that is not a number.
    ValueError
        If the shapes do not fit, `use` is unknown, or every window ends in 0.
    """
    X_train, y_train = check_windows(X_train, y_train)
    use = as_choice("use", use, ("mean", "last"))
    last = naive_forecast(X_train)
    if not last.any():
        raise ValueError("Every training window ends in 0, so there is no ratio.")
    ratios = y_train[last != 0] / last[last != 0]
    return RatioForecast(float(ratios.mean() if use == "mean" else ratios[-1]))


@dataclass(frozen=True)
class LinearForecast:
    """Add up the values of each window, each times its weight."""

    weights: np.ndarray  # (window, 1), the weight of the oldest value first

    def __call__(self, X: Any) -> np.ndarray:
        """Predict (n, 1) from windows `X` (n, window, 1)."""
        X = as_numbers("X", X, AXES)
        if X.shape[1:] != self.weights.shape:
            raise ValueError(
                f"X must have shape (samples, {len(self.weights)}, 1), as in the "
                f"training, but its shape is {X.shape}."
            )
        return X[:, :, 0] @ self.weights


def fit_linear(X_train: Any, y_train: Any) -> LinearForecast:
    """Find the weights of the window's values by least squares.

    Where several sets of weights are equally good, the shortest one is taken
    (`numpy.linalg.lstsq`), so the answer does not depend on a start or a seed.

    Parameters
    ----------
    X_train : array_like, shape (n, window, 1)
        Training windows.
    y_train : array_like, shape (n, 1)
        Their targets.

    Returns
    -------
    LinearForecast
        A forecast with the attribute ``weights`` of shape (window, 1).

    Raises
    ------
    TypeError
        If the windows hold something that is not a number.
    ValueError
        If the shapes do not fit.
    """
    X_train, y_train = check_windows(X_train, y_train)
    if X_train.shape[2] != 1:
        raise ValueError(f"X_train must have 1 feature, but it has {X_train.shape}.")
    return LinearForecast(np.linalg.lstsq(X_train[:, :, 0], y_train, rcond=None)[0])
