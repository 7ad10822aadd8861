"""The experiment behind the live lab: a series, many networks, and what they come to.

Numbers only: no widget, no figure, no words. A training may be looked at on the way,
left, and gone on with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from course_utils._validate import as_choice, as_count, as_numbers
from course_utils.evidence import mase_scale
from course_utils.forecast import fit_linear
from course_utils.lstm import LSTMWeights, Unrolled, descend, init_networks
from course_utils.series import make_windows, scale_windows, split_series

ENCODINGS = RAW, DIVIDED, SCALED = "raw", "divided", "scaled"
MEASURES = RELATIVE, MASE = "relative", "mase"
LEARNING_RATE = 0.01
CLAIM = 0.0275  # the relative error that the original recipe reports
COLLAPSE = 0.9  # a relative error above it: the network has lost the series
STEP = 10  # epochs; as the slider of the lab moves
FIRST_SLICE, SLICE = 0.045, 0.03  # seconds of training between looks at the page
RENEW = 0.12  # seconds between two outcomes of a training that goes on


# The windows of the three parts


@dataclass(frozen=True)
class Windows:
    """Windows of all three parts of a series, in order of time.

    Attributes
    ----------
    window : int
        Values in each.
    X, y : ndarray, shapes (n, window, 1) and (n, 1)
        Inputs and targets as the networks see them.
    scale, level, y_true : ndarray, shape (n, 1)
        ``y * scale + level`` is ``y_true``, in the unit of the series.
    at : ndarray of int, shape (n,)
        Position of each target in the series.
    n_train, n_val, n_test : int
        How many windows lie within each part; their sum is n.
    ends_in_zero, zero_targets : int
        How many are left out: they end in 0 and would have to be divided by it; or
        they are test windows whose target is 0, which has no relative error.
    unit : float or None
        What an error is divided by: that of the scaled error (`mase_scale`); None if
        errors are relative.
    """

    window: int
    X: np.ndarray
    y: np.ndarray
    scale: np.ndarray
    level: np.ndarray
    y_true: np.ndarray
    at: np.ndarray
    n_train: int
    n_val: int
    n_test: int
    ends_in_zero: int
    zero_targets: int
    unit: float | None = None

    @property
    def train(self) -> slice:
        """The rows of the training windows."""
        return slice(0, self.n_train)

    @property
    def val(self) -> slice:
        """The rows of the validation windows."""
        return slice(self.n_train, self.n_train + self.n_val)

    @property
    def test(self) -> slice:
        """The rows of the test windows."""
        return slice(self.n_train + self.n_val, None)

    @property
    def missing(self) -> str | None:
        """Name what a training cannot do without and is missing."""
        return next((p for p in ("train", "test") if not getattr(self, f"n_{p}")), None)


def cut_windows(
    terms: np.ndarray,
    n_train: int,
    n_val: int,
    window: int,
    encoding: str,
    measure: str = RELATIVE,
) -> Windows:
    """Cut the windows of the three parts of a series.

    For relative errors, as in the recipe, a window lies with its target within one
    part. For scaled errors it may begin in the part before its target: what has passed
    is known.

    Parameters
    ----------
    terms : ndarray, shape (n_terms,)
        The series.
    n_train, n_val : int
        Lengths of its first two parts.
    window : int
        Values in a window, fewer than the series has.
    encoding : {"raw", "divided", "scaled"}
        The values as they are; each window divided by its last value; or all values
        minus the mean of the training part, in its standard deviations.
    measure : {"relative", "mase"}
        Errors relative to the true value, or in the unit of the scaled error.

    Returns
    -------
    Windows
    """
    X, y = make_windows(terms, window)
    at = window + np.arange(len(X))
    part = np.digitize(np.arange(len(terms)), [n_train, n_train + n_val])  # 0, 1, 2
    within = (part[at - window] == part[at]) | (measure == MASE)
    ends_in_zero = within & (X[:, -1, 0] == 0) & (encoding == DIVIDED)
    zero_target = within & (y[:, 0] == 0) & (part[at] == 2) & ~ends_in_zero
    zero_target &= measure == RELATIVE

    rows = within & ~ends_in_zero & ~zero_target
    X, y, y_true, at = X[rows], y[rows], y[rows], at[rows]
    scale, level = np.ones_like(y), np.zeros_like(y)
    if encoding == DIVIDED and len(X):
        X, y, scale = scale_windows(X, y_true)
    elif encoding == SCALED:
        mean, deviation = terms[:n_train].mean(), terms[:n_train].std() or 1.0
        X, y = (X - mean) / deviation, (y_true - mean) / deviation
        scale, level = np.full_like(y, deviation), np.full_like(y, mean)
    counts = np.bincount(part[at], minlength=3).tolist()
    left_out = int(ends_in_zero.sum()), int(zero_target.sum())
    unit = mase_scale(terms[:n_train]) if measure == MASE else None
    return Windows(window, X, y, scale, level, y_true, at, *counts, *left_out, unit)


def judge_baselines(
    terms: np.ndarray, windows: Windows, season: int | None
) -> dict[str, float]:
    """Return the scaled test errors of simple forecasts from the same windows.

    Parameters
    ----------
    terms : ndarray, shape (n_terms,)
        The series.
    windows : Windows
        With training windows; measured by scaled errors.
    season : int or None
        In time steps.

    Returns
    -------
    dict of str to float
        "last" value again; "season", the value one season ago; "linear", least squares
        on the training windows.
    """
    X = windows.X * windows.scale[:, np.newaxis] + windows.level[:, np.newaxis]
    linear = fit_linear(X[windows.train], windows.y_true[windows.train], intercept=True)
    at = windows.at[windows.test]
    forecasts = {"last": X[windows.test, -1, 0]}
    if season is not None:
        forecasts["season"] = terms[at - season]
    forecasts["linear"] = linear(X[windows.test])[:, 0]
    return {
        name: float(np.abs(values - terms[at]).mean() / windows.unit)
        for name, values in forecasts.items()
    }


# The training


class Growth:
    """Networks in training; what they were on the way is kept.

    Losses are kept of every epoch, predictions of every `STEP`-th and of those at
    which somebody has looked.

    Parameters
    ----------
    weights : LSTMWeights
        Of m networks before the first epoch; not changed.
    windows : Windows
        With at least one training window.
    """

    def __init__(self, weights: LSTMWeights, windows: Windows) -> None:
        self.weights, self.windows = weights, windows
        self._flat = weights.flatten()  # (m, p)
        with np.errstate(over="ignore"):  # beyond float32: such networks diverge
            unrolled = Unrolled(weights, windows.X[windows.train])
            self._all = Unrolled(weights, windows.X)
            y_train = windows.y[windows.train].astype(self._flat.dtype)
        self._steps = descend(self._flat, unrolled, y_train, repeat(LEARNING_RATE))
        self._losses: list[np.ndarray] = []  # (m,) each
        self._val_losses: list[np.ndarray] = []
        self._predictions: dict[int, np.ndarray] = {}  # after an epoch: (m, n, 1)

    @property
    def done(self) -> int:
        """Epochs trained so far."""
        return len(self._losses)

    def knows(self, epochs: int) -> bool:
        """Tell whether this training can still say what came out after `epochs`."""
        return epochs >= self.done or epochs in self._predictions

    def grow(self, epochs: int, seconds: float = float("inf")) -> None:
        """Train until so many epochs are done or the time is up, one epoch at least."""
        end = perf_counter() + seconds
        with np.errstate(over="ignore", invalid="ignore"):  # a network may diverge
            while self.done < epochs:
                self._take_steps(min(epochs, STEP * (self.done // STEP + 1)), end)
                if perf_counter() > end:
                    break

    def _take_steps(self, epochs: int, end: float) -> None:
        """Train on, and see what validation and predictions have become."""
        on_the_way = []
        while self.done < epochs:
            self._losses.append(next(self._steps).copy())
            on_the_way.append(self._flat.copy())
            if perf_counter() > end:
                break
        self._val_losses.extend(self._validate(np.array(on_the_way)))
        self._predictions[self.done] = self._all.forward(self._flat).copy()

    def _validate(self, flats: np.ndarray) -> np.ndarray:
        """Return losses (epochs, m) of weights (epochs, m, p), all in one go."""
        epochs, m, p = flats.shape
        if not self.windows.n_val:
            return np.empty((epochs, 0))
        flat, rows = flats.reshape(epochs * m, p), self.windows.val
        validation = Unrolled(self.weights.view(flat), self.windows.X[rows])
        error = validation.forward(flat) - self.windows.y[rows].astype(flat.dtype)
        return np.abs(error).mean(axis=(1, 2)).reshape(epochs, m)

    def loss(self, epochs: int) -> np.ndarray:
        """Return the training loss (epochs, m), each before its epoch's update."""
        return np.array(self._losses[:epochs])

    def val_loss(self, epochs: int) -> np.ndarray | None:
        """Return the validation loss (epochs, m) after each epoch, if there is one."""
        return np.array(self._val_losses[:epochs]) if self.windows.n_val else None

    def predictions(self, epochs: int) -> np.ndarray:
        """Return predictions (m, n, 1) after an epoch, in the unit of the series."""
        return self._predictions[epochs] * self.windows.scale + self.windows.level


# What came out


class Summary(NamedTuple):
    """How well networks forecast the test part."""

    error: np.ndarray  # (m,), mean error; infinite if a network diverged
    within: int  # networks within CLAIM, if errors are relative
    collapsed: int  # networks beyond COLLAPSE, those that diverged not counted
    diverged: int  # networks whose predictions are no finite numbers
    median: float


def summarise(windows: Windows, predictions: np.ndarray) -> Summary:
    """Measure predictions (m, n, 1) on the test windows and count."""
    rows = windows.test
    y_true, y_pred = windows.y_true[rows], predictions[:, rows]
    if windows.unit is None:
        error = relative_difference(y_pred, y_true).mean(axis=(1, 2))
    else:
        with np.errstate(invalid="ignore", over="ignore"):
            error = np.abs(y_pred - y_true).mean(axis=(1, 2)) / windows.unit
    error[~np.isfinite(error)] = np.inf
    return Summary(
        error=error,
        within=int((error <= CLAIM).sum()),
        collapsed=int(((error > COLLAPSE) & np.isfinite(error)).sum()),
        diverged=int(np.isinf(error).sum()),
        median=float(np.median(error)),
    )


def relative_difference(values: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return how far values are off, as a share of the right ones; 0 where equal."""
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.abs(values.astype(np.float64) - right) / np.abs(right)
    return np.where(values == right, 0, off)


class Setting(NamedTuple):
    """What is to be trained, apart from the epochs."""

    window: int
    units: int
    encoding: str
    activation: str
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What came out of a setting so far; the last four are None if nothing can be."""

    setting: Setting
    lengths: dict[str, int]  # n_train, n_val, n_test: of the parts of the series
    windows: Windows
    n_networks: int
    epochs: int  # asked for
    done: int
    loss: np.ndarray | None = None  # (done, m)
    val_loss: np.ndarray | None = None  # (done, m); None also without such windows
    predictions: np.ndarray | None = None  # (m, n, 1), in the unit of the series
    summary: Summary | None = None
    baselines: dict[str, float] | None = None  # scaled errors, if errors are scaled
    start: int = 0  # the number of the first term

    @property
    def is_trained(self) -> bool:
        """Whether there are networks at all."""
        return self.summary is not None


@lru_cache(maxsize=4)
def first_weights(
    n_networks: int, units: int, activation: str, seed: int
) -> LSTMWeights:
    """Draw starting weights, or return those drawn before; they cannot be changed."""
    weights = init_networks(n_networks, units, seed=seed, activation=activation)
    for array in weights.arrays:
        array.flags.writeable = False
    return weights


class Experiment:
    """Trains many networks for one setting after another.

    Parameters
    ----------
    terms : array_like, shape (n_terms,)
        The series.
    n_train, n_val : int
        Lengths of its first two parts.
    n_networks : int
    measure : {"relative", "mase"}
        How errors are measured; see `cut_windows`.
    season : int, optional
        Time steps of a season: one more baseline for scaled errors.
    start : int
        The number of the first term, for instance its year.

    Attributes
    ----------
    lengths : dict
        ``n_train``, ``n_val`` and ``n_test``.
    growth : Growth or None
        The present training; None if nothing can be trained.

    Raises
    ------
    TypeError
        If `terms` holds something that is not a number, or a size is not whole.
    ValueError
        If `terms` is not a finite one-dimensional series, or too short for the parts.
    """

    def __init__(
        self,
        terms: Any,
        n_train: int,
        n_val: int,
        n_networks: int,
        measure: str = RELATIVE,
        season: int | None = None,
        start: int = 0,
    ) -> None:
        self.terms = as_numbers("terms", terms, ("terms",)).copy()
        parts = split_series(self.terms, n_train, n_val)
        names = "n_train", "n_val", "n_test"
        self.lengths = dict(zip(names, map(len, parts), strict=True))
        self.n_networks = as_count("n_networks", n_networks, 1)
        self.measure = as_choice("measure", measure, MEASURES)
        self.season, self.start = season, as_count("start", start, -1_000_000)
        if season is not None:
            as_count("season", season, 1, n_train, "it must fit into the training part")
        if measure == MASE:
            mase_scale(self.terms[:n_train])  # a series that never changes has none
        self._baselines: dict[str, float] | None = None
        self.growth: Growth | None = None
        self._setting: Setting | None = None
        self._windows: Windows | None = None

    def run(self, setting: Setting, epochs: int) -> Iterator[Outcome | None]:
        """Train, and yield what came out: soon, now and then, and at the end.

        Parameters
        ----------
        setting : Setting
        epochs : int
            If only this has changed, all that is trained is used again; save for a
            smaller number that is no multiple of 10 and was never looked at.

        Yields
        ------
        Outcome or None
            None where there is nothing new, but others should have their turn. The
            last outcome is that of all epochs.
        """
        known = setting == self._setting
        if not known or (self.growth and not self.growth.knows(epochs)):
            self._set_up(setting)
        if self.growth is None:
            yield self._outcome(epochs, epochs)
            return
        left = epochs - self.growth.done
        self.growth.grow(epochs, FIRST_SLICE)
        if epochs - self.growth.done < left / 2:  # nearly there: one picture, not two
            self.growth.grow(epochs, FIRST_SLICE)
        yield self._outcome(epochs, min(self.growth.done, epochs))
        renewed = perf_counter()
        while self.growth.done < epochs:
            self.growth.grow(epochs, SLICE)
            if self.growth.done >= epochs or perf_counter() - renewed > RENEW:
                yield self._outcome(epochs, self.growth.done)
                renewed = perf_counter()
            else:
                yield None

    def forget(self) -> None:
        """Use nothing of the present setting again: something went wrong."""
        self._setting = None

    def _set_up(self, setting: Setting) -> None:
        """Cut windows and draw networks."""
        self._setting = self.growth = self._baselines = None
        lengths = self.lengths["n_train"], self.lengths["n_val"]
        at = setting.window, setting.encoding
        self._windows = cut_windows(self.terms, *lengths, *at, self.measure)
        if self._windows.missing is None:
            start = setting.units, setting.activation, setting.seed
            self.growth = Growth(first_weights(self.n_networks, *start), self._windows)
            if self.measure == MASE:
                known = self.terms, self._windows, self.season
                self._baselines = judge_baselines(*known)
        self._setting = setting

    def _outcome(self, epochs: int, done: int) -> Outcome:
        """Return what came out after the epochs done."""
        common = self._setting, self.lengths, self._windows, self.n_networks
        if self.growth is None:
            return Outcome(*common, epochs, done, start=self.start)
        predictions = self.growth.predictions(done)
        return Outcome(
            *(*common, epochs, done),
            loss=self.growth.loss(done),
            val_loss=self.growth.val_loss(done),
            predictions=predictions,
            summary=summarise(self._windows, predictions),
            baselines=self._baselines,
            start=self.start,
        )
