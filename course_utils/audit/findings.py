"""A series and a forecast, asked all the questions of the checklist. Numbers only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils._validate import as_count, as_numbers
from course_utils.audit.forecasts import (
    Bench,
    as_forecast,
    fit_all,
    predicted,
)
from course_utils.audit.networks import Setting, Trial
from course_utils.evidence import (
    Ratio,
    compare_errors,
    conformal_margin,
    mase_scale,
)
from course_utils.forecast import Forecast, k_step_forecast
from course_utils.series import split_series

LEAST = 20  # terms of a series that can be audited
HORIZONS = 1, 2, 5, 10  # steps ahead
COVERAGE = 0.9  # of the intervals
EXTREME = 1e100  # the largest value, and the inverse of the smallest unit
ALIKE = 0.01  # windows that differ by this share of their largest value are alike
NAMES = "mean", "last", "drift", "season", "growth", "linear", "yours", "lstm"


@dataclass(frozen=True)
class Judged:
    """How one forecast did on the test part.

    Attributes
    ----------
    predictions, errors : ndarray, shape (n_test,)
        One step ahead; absolute errors, rounding taken as none.
    mase : float
        The mean of `errors` in the unit of `mase_scale`.
    horizons : dict of int to float
        The same 1, 2, 5 and 10 steps ahead, as far as the test part goes. A forecast
        that runs away is held at 1e100.
    margin : float
        Half the width of an interval made from the errors on the validation part.
    covered : float
        The share of the test values within it.
    """

    predictions: np.ndarray
    errors: np.ndarray
    mase: float
    horizons: dict[int, float]
    margin: float
    covered: float

    @property
    def is_wide_enough(self) -> bool:
        """Whether the interval holds as many test values as it was made for."""
        return self.covered >= COVERAGE


@dataclass(frozen=True)
class Findings:
    """All that an audit found.

    Attributes
    ----------
    series : ndarray, shape (n_terms,)
    n_train, n_val, n_test : int
        Lengths of its parts.
    scale : float
        The unit of the scaled error: see `mase_scale`.
    judged : dict of str to Judged
        By name, from the simplest forecast to the LSTM; "lstm" is the mean of all
        networks, "yours" the forecast handed in, if there is one.
    use : str
        The simplest forecast that no other is surely ahead of.
    best : str
        The one with the smallest test error, sure or not.
    ratios : dict of str to Ratio
        The error of each forecast over that of `use`.
    beaten : tuple of str
        Those that `use` is surely ahead of.
    single : ndarray, shape (seeds,)
        Scaled error of each network alone.
    tried : list of Trial
        Settings of the network with their validation errors, the chosen one first.
    orders : ndarray, shape (n_orders,)
        Validation error of least squares on 1, 2, … values before.
    season : int
        In time steps.
    season_is_given : bool
        By the caller; else it was chosen on the validation part.
    outside : float
        The share of the test values outside the range of what came before.
    n_different : int
        How many of the test windows differ in shape from those before them.
    n_seen : int
        How many resemble a window from before the test part.
    """

    series: np.ndarray
    n_train: int
    n_val: int
    n_test: int
    scale: float
    judged: dict[str, Judged]
    use: str
    best: str
    ratios: dict[str, Ratio]
    beaten: tuple[str, ...]
    single: np.ndarray
    tried: list[Trial]
    orders: np.ndarray
    season: int
    season_is_given: bool
    outside: float
    n_different: int
    n_seen: int

    @property
    def setting(self) -> Setting:
        """The network's setting, chosen on the validation part."""
        return self.tried[0].setting

    @property
    def order(self) -> int:
        """How many values before least squares uses, chosen on the validation part."""
        return int(self.orders.argmin()) + 1

    @property
    def y_test(self) -> np.ndarray:
        """The test part, shape (n_test,)."""
        return self.series[-self.n_test :]


def examine(
    series: Any,
    forecast: Any = None,
    n_train: int | None = None,
    n_val: int | None = None,
    seeds: int = 20,
    season: int | None = None,
    window: int | None = None,
    tell: Callable[[str, float], None] = lambda stage, share: None,
) -> Findings:
    """Ask a series and a forecast all the questions of the checklist.

    Everything that can be chosen is chosen on the validation part, then fitted again to
    training and validation part together, and judged once, on the test part.

    Parameters
    ----------
    series : array_like, shape (n_terms,)
        At least 20 values, oldest first.
    forecast : callable, Keras model or regressor of scikit-learn, optional
        From windows (n, window, 1) to the next values (n, 1); ready to use, it is not
        trained here. A regressor gets windows (n, window).
    n_train, n_val : int, optional
        Lengths of the first two parts; 60 % and 15 % of the series if left out.
    seeds : int
        How many networks, at least 2.
    season : int, optional
        Time steps of a season; chosen on the validation part if left out.
    window : int, optional
        How many values `forecast` takes, if it does not say so itself.
    tell : callable
        Told what is going on: a stage ("choose", "train", "judge") and which share of
        it is done.

    Returns
    -------
    Findings

    Raises
    ------
    TypeError
        If a value is of the wrong kind.
    ValueError
        If the series is too short, has gaps, never changes in its training part or
        lies beyond 1e100, or another value is out of range.
    """
    series = as_numbers("series", series, ("terms",)).astype(np.float64)
    if len(series) < LEAST:
        raise ValueError(
            f"An audit needs a series of at least {LEAST} values, but this one has "
            f"{len(series)}: too few to train, to choose and to test on."
        )
    seeds = as_count("seeds", seeds, 2)
    n_train = round(0.6 * len(series)) if n_train is None else n_train
    n_val = round(0.15 * len(series)) if n_val is None else n_val
    train, val, test = split_series(series, n_train, n_val)
    if len(train) < 4:
        raise ValueError(f"n_train must be at least 4, but it is {len(train)}.")
    scale = mase_scale(train)
    if np.abs(series).max() > EXTREME or scale < 1 / EXTREME:
        raise ValueError(
            f"The values reach {np.abs(series).max():.1e} and change by {scale:.1e} a "
            f"step. Take another unit, so that both lie between {1 / EXTREME:.0e} and "
            f"{EXTREME:.0e}."
        )
    if season is not None:
        why = "it must fit into the training"
        season = as_count("season", season, 1, len(train) - 1, why)
    yours = None if forecast is None else as_forecast(forecast, window, len(train))

    bench = Bench(series, len(train), len(val))
    forecasts, single, chosen = fit_all(bench, season, seeds, yours, tell)
    tell("judge", 0)
    judged = {
        name: _judge(bench, *forecasts[name], scale)
        for name in NAMES
        if name in forecasts
    }
    errors = {name: one.errors for name, one in judged.items()}
    use = choose_simplest(errors)
    ratios = {name: compare_errors(errors[name], errors[use]) for name in judged}
    n_different, n_seen = count_shapes(bench, chosen["tried"][0].setting.window)
    before = series[: -len(test)]
    tell("judge", 1)
    return Findings(
        series=series,
        n_train=len(train),
        n_val=len(val),
        n_test=len(test),
        scale=scale,
        judged=judged,
        use=use,
        best=min(judged, key=lambda name: judged[name].mase),
        ratios=ratios,
        beaten=tuple(name for name in judged if ratios[name].is_behind),
        single=single / scale,
        season_is_given=season is not None,
        outside=float(((test < before.min()) | (test > before.max())).mean()),
        n_different=n_different,
        n_seen=n_seen,
        **chosen,
    )


def choose_simplest(errors: dict[str, np.ndarray]) -> str:
    """Return the first forecast that no other is surely ahead of.

    Parameters
    ----------
    errors : dict of str to ndarray of shape (n,)
        Of each forecast, the simplest first.
    """
    for name, own in errors.items():
        others = (error for other, error in errors.items() if other != name)
        if not any(compare_errors(error, own).is_ahead for error in others):
            return name
    return min(errors, key=lambda name: errors[name].mean())


# The single questions


def _judge(
    bench: Bench, early: Forecast, late: Forecast, window: int, scale: float
) -> Judged:
    """Judge a forecast: `early` saw the training part only, `late` validation too."""
    X, y = bench.before(window, bench.start), bench.series[bench.start :]
    predictions = predicted(late, X)
    errors = bench.off(predictions, bench.start)
    horizons = {1: float(errors.mean())}
    for k in HORIZONS[1:]:
        if len(y) >= 2 * k:  # else it would rest on a few windows only
            ahead = k_step_forecast(_held(late), X[: len(y) - k + 1], k)[:, 0]
            horizons[k] = float(bench.off(ahead, bench.start + k - 1).mean())
    margin = conformal_margin(bench.errors(early, window), COVERAGE)
    return Judged(
        predictions=predictions,
        errors=errors,
        mase=horizons[1] / scale,
        horizons={k: error / scale for k, error in horizons.items()},
        margin=margin,
        covered=float((errors <= margin).mean()),
    )


def _held(forecast: Forecast) -> Forecast:
    """Return a forecast that runs freely and is held where it runs away."""
    held = lambda X: np.clip(forecast(X), -EXTREME, EXTREME)  # noqa: E731
    return lambda X: predicted(held, X)[:, np.newaxis]


def count_shapes(bench: Bench, window: int) -> tuple[int, int]:
    """Count test windows, target included, that are really different, and those seen.

    A window is compared in shape: divided by its largest absolute value. Windows that
    are alike ask a forecast the same question twice.

    Returns
    -------
    n_different : int
        Test windows unlike every test window before them.
    n_seen : int
        Test windows like one that ended before the test part.
    """
    rows = np.lib.stride_tricks.sliding_window_view(bench.series, window + 1)
    size = np.abs(rows).max(axis=1, keepdims=True)
    shapes = rows / np.where(size == 0, 1, size)  # (n, window + 1)
    first = bench.start - window
    n_different = n_seen = 0
    for t in range(first, len(shapes)):
        alike = np.abs(shapes[:t] - shapes[t]).max(axis=1) <= ALIKE
        n_different += not alike[first:].any()
        n_seen += bool(alike[:first].any())
    return n_different, n_seen
