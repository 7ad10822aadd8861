"""The LSTM's turn in an audit: a setting chosen on validation, then many networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from course_utils.lstm import (
    LSTMWeights,
    cosine_decay,
    init_networks,
    predict,
    train,
)
from course_utils.series import make_windows

ENCODINGS = SCALED, CHANGES, DIVIDED = "scaled", "changes", "divided"
WINDOWS, UNITS = (3, 6, 12), (4, 8, 2)  # tried, the first units with every window
TRIAL_NETWORKS, TRIAL_EPOCHS = 5, 300  # of one setting on trial
EPOCHS = 1000  # of the networks that are judged
MOST_WINDOWS = 1000  # the latest training windows; a longer past is left out
FAR = 1e6  # what a network sees or learns is held within it: float32 stays finite


class Setting(NamedTuple):
    """What is chosen on the validation part."""

    encoding: str
    window: int
    units: int


class Trial(NamedTuple):
    """A setting and how it did."""

    setting: Setting
    error: float  # mean absolute error of the ensemble on the validation part


@dataclass(frozen=True)
class Ensemble:
    """Networks of one setting that forecast in the unit of the series.

    Attributes
    ----------
    weights : LSTMWeights
        Of m networks.
    encoding : str
    level, size : float
        Mean and unit of what the networks were trained on.
    """

    weights: LSTMWeights
    encoding: str
    level: float
    size: float

    def each(self, X: np.ndarray) -> np.ndarray:
        """Predict (m, n, 1) from windows `X` (n, window, 1), each network alone."""
        level, size = self.frame(X)
        return predict(self.weights, self.inputs(X)).astype(np.float64) * size + level

    def __call__(self, X: np.ndarray) -> np.ndarray:
        """Predict (n, 1): the mean of all networks."""
        return self.each(X).mean(axis=0)

    def inputs(self, X: np.ndarray) -> np.ndarray:
        """Return windows (n, window, 1) as the networks see them."""
        level, size = self.frame(X)
        return framed(X, level[:, np.newaxis], size[:, np.newaxis])

    def frame(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the origin and the unit (n, 1) in which networks see each window.

        "scaled" measures from the mean of the training part in its standard deviations;
        "changes" from the window's last value, in the training part's steps (root mean
        square); "divided" takes the window's last value as the unit.
        """
        last = X[:, -1]
        if self.encoding == CHANGES:
            return last, np.full_like(last, self.size)
        if self.encoding == DIVIDED:
            return np.zeros_like(last), np.where(last == 0, 1, last)
        return np.full_like(last, self.level), np.full_like(last, self.size)


def framed(values: np.ndarray, level: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return values from `level` on in the unit `size`, as a network sees them."""
    with np.errstate(over="ignore"):
        return np.clip((values - level) / size, -FAR, FAR)


def fit_ensemble(
    past: np.ndarray, setting: Setting, n_networks: int, epochs: int
) -> Ensemble:
    """Train networks on all windows of the past, with a learning rate that decays.

    Parameters
    ----------
    past : ndarray, shape (n_terms,)
        All that may be seen; its latest `MOST_WINDOWS` windows are used.
    setting : Setting
    n_networks, epochs : int

    Returns
    -------
    Ensemble
    """
    encoding, window, units = setting
    X, y = (part[-MOST_WINDOWS:] for part in make_windows(past, window))
    steps = np.diff(past)
    spread = np.sqrt(np.mean(steps**2)) if encoding == CHANGES else past.std()
    weights = init_networks(n_networks, units)
    fresh = Ensemble(weights, encoding, float(past.mean()), float(spread) or 1.0)
    level, size = fresh.frame(X)
    inputs, rates = fresh.inputs(X), cosine_decay(epochs)
    trained = train(weights, inputs, framed(y, level, size), epochs, rates)
    return replace(fresh, weights=trained.weights)


def choose_setting(
    past: np.ndarray,
    judge: Callable[[Ensemble, int], float],
    more_windows: tuple[int, ...] = (),
    tell: Callable[[float], None] = lambda share: None,
) -> list[Trial]:
    """Try settings and return them, the best first.

    First every encoding with every window, then other units at the best of them.

    Parameters
    ----------
    past : ndarray, shape (n_terms,)
        The training part.
    judge : callable
        Takes an ensemble and its window, returns its error on the validation part.
    more_windows : tuple of int
        Tried beside `WINDOWS`.
    tell : callable
        Told which share is done.

    Returns
    -------
    list of Trial
    """
    longest = max(1, len(past) // 3)
    windows = sorted({min(w, longest) for w in (*WINDOWS, *more_windows)})
    encodings = [SCALED, CHANGES] + [DIVIDED] * bool(
        (np.sign(past) * np.sign(past[-1]) > 0).all()
    )
    settings = [Setting(e, w, UNITS[0]) for e in encodings for w in windows]
    n_trials, trials = len(settings) + len(UNITS) - 1, []

    def attempt(setting: Setting) -> None:
        """Train a few networks, judge them, and tell how far this is."""
        ensemble = fit_ensemble(past, setting, TRIAL_NETWORKS, TRIAL_EPOCHS)
        trials.append(Trial(setting, judge(ensemble, setting.window)))
        tell(len(trials) / n_trials)

    for setting in settings:
        attempt(setting)
    best = min(trials, key=lambda trial: trial.error).setting
    for units in UNITS[1:]:
        attempt(best._replace(units=units))
    return sorted(trials, key=lambda trial: trial.error)
