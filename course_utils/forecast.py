"""Baselines to beat, how wrong a forecast is, and how it runs freely.

A forecast is a function that takes windows X (n, window, 1) and returns predictions
(n, 1), so that baselines and networks are called alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils._validate import (
    as_choice,
    as_count,
    as_numbers,
    as_pairs,
    as_windows,
)

Forecast = Callable[[np.ndarray], np.ndarray]  # X (n, window, 1) -> y_pred (n, 1)


# Baselines


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

    Raises
    ------
    TypeError
        If `X` holds something that is not a number.
    ValueError
        If `X` has another number of axes, or a value is missing or infinite.
    """
    return as_windows("X", X)[:, -1, :1].copy()


@dataclass(frozen=True)
class ConstantForecast:
    """Predict the same `value` whatever the window holds."""

    value: float

    def __call__(self, X: Any) -> np.ndarray:
        """Predict (n, 1) from windows `X` (n, window, features)."""
        return np.full((len(as_windows("X", X)), 1), self.value)


def mean_forecast(series: Any) -> ConstantForecast:
    """Learn the mean of a series: the best constant where nothing can be known.

    Parameters
    ----------
    series : array_like, shape (n_terms,)
        The training part.

    Returns
    -------
    ConstantForecast
        A forecast with the attribute ``value``.

    Raises
    ------
    TypeError
        If `series` holds something that is not a number.
    ValueError
        If `series` is empty, not one-dimensional, or a value is missing.
    """
    return ConstantForecast(float(as_numbers("series", series, ("terms",)).mean()))


@dataclass(frozen=True)
class SeasonForecast:
    """Predict what stood there one season ago, `season` steps before the target."""

    season: int

    def __call__(self, X: Any) -> np.ndarray:
        """Predict (n, 1) from windows `X` (n, window, features)."""
        X = as_windows("X", X)
        if self.season > X.shape[1]:
            raise ValueError(
                f"A season of {self.season} steps needs windows of at least "
                f"{self.season} time steps, but the shape of X is {X.shape}."
            )
        return X[:, -self.season, :1].copy()


def season_forecast(season: int) -> SeasonForecast:
    """Predict the value one season ago again.

    Parameters
    ----------
    season : int
        How many time steps a season has, at least 1; the windows must be as long.

    Returns
    -------
    SeasonForecast
        A forecast with the attribute ``season``.

    Raises
    ------
    TypeError
        If `season` is not a whole number.
    ValueError
        If `season` is below 1.
    """
    return SeasonForecast(as_count("season", season, 1))


@dataclass(frozen=True)
class DriftForecast:
    """Add the mean `step` of the training part to the last value of each window."""

    step: float

    def __call__(self, X: Any) -> np.ndarray:
        """Predict (n, 1) from windows `X` (n, window, features)."""
        return naive_forecast(X) + self.step


def drift_forecast(series: Any) -> DriftForecast:
    """Learn the mean step of a series, from its first value to its last.

    Parameters
    ----------
    series : array_like, shape (n_terms,)
        The training part, at least 2 values.

    Returns
    -------
    DriftForecast
        A forecast with the attribute ``step``.

    Raises
    ------
    TypeError
        If `series` holds something that is not a number.
    ValueError
        If `series` has fewer than 2 values, another shape, or a value is missing.
    """
    series = as_numbers("series", series, ("terms",)).astype(np.float64)
    if len(series) < 2:
        raise ValueError(f"series must hold at least 2 values, but it is {series}.")
    return DriftForecast(float(series[-1] - series[0]) / (len(series) - 1))


def growth_forecast(X: Any) -> np.ndarray:
    """Predict that the last value grows as it has just grown: ``x_t ** 2 / x_(t-1)``.

    Where the value before it is 0, or has another sign, or the answer would be beyond
    a float64, there is no growth to speak of and the last value is predicted again.

    Parameters
    ----------
    X : array_like, shape (n, window, features)
        Windows of at least 2 time steps; the first feature is the series itself.

    Returns
    -------
    ndarray, shape (n, 1)

    Raises
    ------
    TypeError
        If `X` holds something that is not a number.
    ValueError
        If a window has fewer than 2 values, or `X` another number of axes.
    """
    X = as_windows("X", X).astype(np.float64)
    if X.shape[1] < 2:
        raise ValueError(
            f"X must have windows of at least 2 values, but its shape is {X.shape}."
        )
    last, before = X[:, -1, :1], X[:, -2, :1]
    grows = (before != 0) & (np.sign(last) == np.sign(before))
    with np.errstate(over="ignore"):
        grown = last * np.divide(last, before, where=grows, out=np.ones_like(last))
    return np.where(np.isfinite(grown), grown, last)


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
    X_train, y_train = as_pairs(X_train, y_train, 1, ("X_train", "y_train"))
    use = as_choice("use", use, ("mean", "last"))
    last = naive_forecast(X_train)
    if not last.any():
        raise ValueError("Every training window ends in 0, so there is no ratio.")
    ratios = y_train[last != 0] / last[last != 0]
    return RatioForecast(float(ratios.mean() if use == "mean" else ratios[-1]))


@dataclass(frozen=True)
class LinearForecast:
    """Add up the values of each window, each times its weight, and a constant."""

    weights: np.ndarray  # (window, 1), the weight of the oldest value first
    constant: float = 0.0

    def __call__(self, X: Any) -> np.ndarray:
        """Predict (n, 1) from windows `X` (n, window, 1)."""
        X = as_windows("X", X, n_features=1)
        if X.shape[1] != len(self.weights):
            raise ValueError(
                f"X must have {len(self.weights)} time steps, as in the training, but "
                f"its shape is {X.shape}."
            )
        return X[:, :, 0] @ self.weights + self.constant


def fit_linear(X_train: Any, y_train: Any, intercept: bool = False) -> LinearForecast:
    """Find the weights of the window's values by least squares.

    Where several sets of weights are equally good, the shortest one is taken
    (`numpy.linalg.lstsq`), so the answer does not depend on a start or a seed.

    Parameters
    ----------
    X_train : array_like, shape (n, window, 1)
        Training windows.
    y_train : array_like, shape (n, 1)
        Their targets.
    intercept : bool
        Whether a constant is added: right for a series with a level of its own, as in
        an autoregression, AR(window).

    Returns
    -------
    LinearForecast
        A forecast with the attributes ``weights`` of shape (window, 1), ``constant``.

    Raises
    ------
    TypeError
        If the windows hold something that is not a number.
    ValueError
        If the shapes do not fit.
    """
    X_train, y_train = as_pairs(X_train, y_train, 1, ("X_train", "y_train"))
    columns = X_train[:, :, 0]
    if not intercept:
        return LinearForecast(np.linalg.lstsq(columns, y_train, rcond=None)[0])
    # With the means taken out, the constant is no column that others could stand for.
    means, level = columns.mean(axis=0), y_train.mean()
    weights = np.linalg.lstsq(columns - means, y_train - level, rcond=None)[0]
    return LinearForecast(weights, float(level - (means @ weights).item()))


# Errors and horizons


def relative_error(y_true: Any, y_pred: Any) -> np.ndarray:
    """Return how far a prediction is off, as a share of the true value.

    ``|y_pred - y_true| / |y_true|``: 0 is exact, 0.01 is 1 %.

    Parameters
    ----------
    y_true : array_like, shape (n, 1)
        True values, none of them 0.
    y_pred : array_like, shape (n, 1) or (n_networks, n, 1)
        Predictions, of one network or of many.

    Returns
    -------
    ndarray, shape of `y_pred`

    Raises
    ------
    TypeError
        If either holds something that is not a number.
    ValueError
        If the shapes differ (NumPy would silently stretch (n, 1) minus (n,) to
        (n, n)), or a true value is 0 or missing.
    """
    return np.abs(signed_error(y_true, y_pred))


def signed_error(y_true: Any, y_pred: Any) -> np.ndarray:
    """Return how far a prediction is off, and in which direction.

    ``(y_pred - y_true) / |y_true|``: -0.01 is 1 % too small. Parameters, shapes and
    errors as in `relative_error`.
    """
    y_true = as_numbers("y_true", y_true, ("samples", "1")).astype(np.float64)
    y_pred = np.asarray(y_pred)
    if y_pred.dtype.kind not in "iuf":
        raise TypeError(f"y_pred must hold numbers, not data type {y_pred.dtype}.")
    if y_true.shape not in (y_pred.shape, y_pred.shape[1:]):
        raise ValueError(
            f"y_true and y_pred must have the same shape, but y_true has "
            f"{y_true.shape} and y_pred has {y_pred.shape}."
        )
    if (y_true == 0).any():
        raise ValueError("y_true holds a 0, and nothing can be divided by 0.")
    return (y_pred - y_true) / np.abs(y_true)


def roll_out(predict_next: Forecast, start_window: Any, n_steps: int) -> np.ndarray:
    """Forecast freely: feed each prediction back in as the newest input.

    Parameters
    ----------
    predict_next : callable
        Takes one window (1, window, 1) and returns the next value, (1, 1).
    start_window : array_like, shape (window,)
        The last true values the forecast may see.
    n_steps : int
        How many values to predict, at least 1.

    Returns
    -------
    ndarray of float64, shape (n_steps,)

    Raises
    ------
    TypeError
        If `n_steps` is not a whole number, or `start_window` holds something else
        than numbers.
    ValueError
        If `n_steps` is below 1, `start_window` is not one-dimensional, or
        `predict_next` returns more than one value.
    """
    n_steps = as_count("n_steps", n_steps, 1)
    start = as_numbers("start_window", start_window, ("time steps",))
    values = np.concatenate([start.astype(np.float64), np.empty(n_steps)])
    for t in range(len(start), len(values)):
        window = values[t - len(start) : t].reshape(1, -1, 1)
        value = np.asarray(predict_next(window))
        if value.size != 1:
            raise ValueError(
                f"predict_next must return one value for one window, shape (1, 1), "
                f"but it returned shape {value.shape}."
            )
        values[t] = value.item()
    return values[len(start) :]


def k_step_forecast(predict: Forecast, X: Any, k: int) -> np.ndarray:
    """Forecast the value k steps after each window, over predictions of its own.

    Parameters
    ----------
    predict : callable
        Takes windows (n, window, 1) and returns the next values, (n, 1).
    X : array_like, shape (n, window, 1)
        Windows of true values.
    k : int
        How many steps ahead, at least 1.

    Returns
    -------
    ndarray of float64, shape (n, 1)

    Raises
    ------
    TypeError
        If `k` is not a whole number, or `X` holds something that is not a number.
    ValueError
        If `k` is below 1, `X` has more than one feature, or `predict` returns
        another shape.
    """
    X = as_windows("X", X, n_features=1).astype(np.float64)
    for _ in range(as_count("k", k, 1)):
        values = predict_column(predict, X)
        X = np.concatenate([X[:, 1:], values[:, np.newaxis]], axis=1)
    return values


def predict_column(predict: Forecast, X: np.ndarray) -> np.ndarray:
    """Return predictions (n, 1) of windows `X`, once their shape is checked."""
    values = np.asarray(predict(X), dtype=np.float64)
    if values.shape != (len(X), 1):
        raise ValueError(
            f"predict must return one value for each window, shape ({len(X)}, 1), "
            f"but it returned shape {values.shape}."
        )
    return values
