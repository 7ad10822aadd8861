"""The forecasts that an audit compares, and the windows they are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_utils._validate import as_count
from course_utils.audit.networks import (
    EPOCHS,
    Ensemble,
    choose_setting,
    fit_ensemble,
)
from course_utils.forecast import (
    Forecast,
    drift_forecast,
    fit_linear,
    growth_forecast,
    mean_forecast,
    naive_forecast,
    predict_column,
    season_forecast,
)
from course_utils.series import make_windows

MOST_ORDER, MOST_SEASON = 20, 400  # of least squares, and in time steps
TRIFLE = 1e-13  # an error of this share of the largest value so far is rounding: none


@dataclass(frozen=True)
class Bench:
    """A series in three parts, and the windows before any stretch of it."""

    series: np.ndarray
    n_train: int
    n_val: int
    _windows: dict[int, np.ndarray] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """Where the test part begins."""
        return self.n_train + self.n_val

    def before(self, window: int, start: int, end: int | None = None) -> np.ndarray:
        """Return the windows (n, window, 1) just before the values start … end."""
        if window not in self._windows:
            self._windows[window] = make_windows(self.series, window)[0]
        end = None if end is None else end - window
        return self._windows[window][start - window : end]

    def errors(self, forecast: Forecast, window: int) -> np.ndarray:
        """Return absolute errors (n_val,) on the validation part."""
        values = predicted(forecast, self.before(window, self.n_train, self.start))
        return self.off(values, self.n_train, self.start)

    def off(self, values: np.ndarray, start: int, end: int | None = None) -> np.ndarray:
        """Return absolute errors of the values start … end, mere rounding as 0."""
        errors = np.abs(values - self.series[start:end])
        largest = np.maximum.accumulate(np.abs(self.series))[start:end]  # so far
        errors[errors <= TRIFLE * largest] = 0
        return errors


def predicted(forecast: Forecast, X: np.ndarray) -> np.ndarray:
    """Return predictions (n,) of windows `X`, once they are checked."""
    values = predict_column(forecast, X)[:, 0]
    if not np.isfinite(values).all():
        bad = int(np.argmin(np.isfinite(values)))
        raise ValueError(
            f"The forecast must return finite numbers, but for the window "
            f"{X[bad, :, 0]} it returned {values[bad]}."
        )
    return values


Fitted = tuple[Forecast, Forecast, int]  # before validation, after it, and the window


def fit_all(
    bench: Bench,
    season: int | None,
    seeds: int,
    yours: tuple[Forecast, int] | None,
    tell: Callable[[str, float], None],
) -> tuple[dict[str, Fitted], np.ndarray, dict[str, Any]]:
    """Choose and fit all forecasts.

    Returns
    -------
    forecasts : dict of str to Fitted
    single : ndarray, shape (seeds,)
        Mean absolute test error of each network.
    chosen : dict
        The fields of `Findings` that say what was chosen.
    """
    train, past = bench.series[: bench.n_train], bench.series[: bench.start]
    season = season or choose_season(bench)
    orders = np.array([bench.errors(*f).mean() for f in _linear(train)])
    order = int(orders.argmin()) + 1
    forecasts = {
        "mean": (mean_forecast(train), mean_forecast(past), 1),
        "last": (naive_forecast, naive_forecast, 1),
        "drift": (drift_forecast(train), drift_forecast(past), 1),
        "season": (season_forecast(season), season_forecast(season), season),
        "growth": (growth_forecast, growth_forecast, 2),
        "linear": (fit_order(train, order), fit_order(past, order), order),
    }
    if (
        train[-1] == 0 or (np.sign(train) != np.sign(train[-1])).any()
    ):  # nothing that could grow by a factor
        del forecasts["growth"]
    if yours is not None:
        forecasts["yours"] = (yours[0], *yours)

    tried = choose_setting(
        train,
        lambda ensemble, window: bench.errors(ensemble, window).mean(),
        (order,),
        lambda share: tell("choose", share),
    )
    setting = tried[0].setting
    tell("train", 0)
    early = fit_ensemble(train, setting, seeds, EPOCHS)
    tell("train", 0.5)
    late = fit_ensemble(past, setting, seeds, EPOCHS)
    tell("train", 1)
    forecasts["lstm"] = (early, late, setting.window)
    chosen = {"tried": tried, "orders": orders, "season": season}
    return forecasts, _single_errors(bench, late, setting.window), chosen


def choose_season(bench: Bench) -> int:
    """Return the season, at least 2, with the smallest error on the validation part."""
    most = min(MOST_SEASON, bench.n_train // 2)
    errors = [bench.errors(season_forecast(s), s).mean() for s in range(2, most + 1)]
    return 2 + int(np.argmin(errors))


def _linear(train: np.ndarray) -> list[tuple[Forecast, int]]:
    """Return least squares on 1, 2, … values before: as many as the series can bear."""
    most = max(1, min(MOST_ORDER, len(train) // 4))
    return [(fit_order(train, order), order) for order in range(1, most + 1)]


def fit_order(past: np.ndarray, order: int) -> Forecast:
    """Return AR(order) with a constant, fitted to the past by least squares."""
    return fit_linear(*make_windows(past, order), intercept=True)


def _single_errors(bench: Bench, ensemble: Ensemble, window: int) -> np.ndarray:
    each = ensemble.each(bench.before(window, bench.start))[:, :, 0]  # (m, n_test)
    return np.abs(each - bench.series[bench.start :]).mean(axis=1)


def as_forecast(
    forecast: Any, window: int | None, longest: int
) -> tuple[Forecast, int]:
    """Return any forecast as a function of windows, and how many values it takes.

    Parameters
    ----------
    forecast : callable, or anything with a method ``predict``
    window : int or None
    longest : int
        The longest window that can be cut.

    Raises
    ------
    TypeError
        If `forecast` cannot be called and has no ``predict``.
    ValueError
        If the window is not known, too long, or not what `forecast` takes.
    """
    own = getattr(forecast, "n_features_in_", None)  # a regressor of scikit-learn
    shape = getattr(forecast, "input_shape", None)  # a model of Keras
    if own is not None:
        function = _flat(forecast.predict)
    elif hasattr(forecast, "predict"):
        own = shape[1] if isinstance(shape, tuple) and len(shape) == 3 else None
        quiet = {"verbose": 0} if shape is not None else {}
        function = lambda X: forecast.predict(X, **quiet)  # noqa: E731
    elif callable(forecast):
        function = forecast
        weights = getattr(forecast, "weights", None)  # a LinearForecast
        own = len(weights) if isinstance(weights, np.ndarray) else None
    else:
        raise TypeError(
            "forecast must be a function from windows (n, window, 1) to predictions "
            f"(n, 1), or have a method predict, but it is {forecast!r}."
        )
    if window is None and own is None:
        raise ValueError(
            "How many values does your forecast take? Say so: window=3, for instance."
        )
    if None not in (window, own) and window != own:
        raise ValueError(f"Your forecast takes {own} values, but window is {window}.")
    window = as_count("window", own if window is None else window, 1, longest)
    return lambda X: _as_column(function(X.copy()), len(X)), window


def _as_column(values: Any, n: int) -> np.ndarray:
    """Return one prediction for each of n windows as (n, 1), else as they are."""
    values = np.asarray(values)
    return values[:, np.newaxis] if values.shape == (n,) else values


def _flat(predict: Callable[[np.ndarray], np.ndarray]) -> Forecast:
    return lambda X: predict(X[:, :, 0])
