"""A training that can be looked at, left, and gone on with; and what it comes to."""

from __future__ import annotations

from itertools import repeat
from time import perf_counter
from typing import NamedTuple

import numpy as np

from course_utils.forecast import relative_error
from course_utils.network import LSTMWeights, unroll
from course_utils.optimizer import descend
from course_utils.widgets.lab_windows import LabWindows

LEARNING_RATE = 0.01
CLAIM = 0.0275  # the relative error that the original recipe reports
STEP = 10  # epochs; as the slider of the lab moves
COLLAPSE = 0.9  # a relative error above it: the network has lost the series


class Growth:
    """Networks in training; what they were on the way is kept.

    Losses are kept of every epoch, predictions of every `STEP`-th and of those at
    which somebody has looked.

    Parameters
    ----------
    weights : LSTMWeights
        Of m networks before the first epoch; not changed.
    windows : LabWindows
        With at least one training window.
    activation : {"tanh", "relu"}
    """

    def __init__(
        self, weights: LSTMWeights, windows: LabWindows, activation: str
    ) -> None:
        self.weights, self.windows, self.activation = weights, windows, activation
        self._flat = weights.flatten()  # (m, p)
        X_train, y_train = windows.X[windows.train], windows.y[windows.train]
        with np.errstate(over="ignore"):  # beyond float32: such networks diverge
            unrolled = unroll(weights, X_train, activation)
            self._all = unroll(weights, windows.X, activation)
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
        rows = self.windows.val
        if not self.windows.n_val:
            return np.empty((epochs, 0))
        sizes = self.weights.n_features, self.weights.units
        flat = flats.reshape(epochs * m, p)
        stack = LSTMWeights.view(flat, *sizes)
        y_pred = unroll(stack, self.windows.X[rows], self.activation).forward(flat)
        error = y_pred - self.windows.y[rows].astype(flat.dtype)
        return np.abs(error).mean(axis=(1, 2)).reshape(epochs, m)

    def loss(self, epochs: int) -> np.ndarray:
        """Return the training loss (epochs, m), each before its epoch's update."""
        return np.array(self._losses[:epochs])

    def val_loss(self, epochs: int) -> np.ndarray | None:
        """Return the validation loss (epochs, m) after each epoch, if there is one."""
        return np.array(self._val_losses[:epochs]) if self.windows.n_val else None

    def predictions(self, epochs: int) -> np.ndarray:
        """Return predictions (m, n, 1) after an epoch, in the unit of the series."""
        return self._predictions[epochs] * self.windows.scale

    def shown(self, epochs: int) -> Shown:
        """Return all of this after an epoch."""
        predictions = self.predictions(epochs)
        summary = summarise(self.windows, predictions)
        return Shown(self.loss(epochs), self.val_loss(epochs), predictions, summary)


class Summary(NamedTuple):
    """How well networks forecast the test part."""

    error: np.ndarray  # (m,), mean relative error; infinite if a network diverged
    within: int  # networks within CLAIM
    collapsed: int  # networks beyond COLLAPSE, those that diverged not counted
    diverged: int  # networks whose predictions are no finite numbers
    median: float


def summarise(windows: LabWindows, predictions: np.ndarray) -> Summary:
    """Measure predictions (m, n, 1) on the test windows and count."""
    rows = windows.test
    y_true, y_pred = windows.y_true[rows], predictions[:, rows]
    with np.errstate(invalid="ignore"):
        error = relative_error(y_true, y_pred).mean(axis=(1, 2))
    error[~np.isfinite(error)] = np.inf
    return Summary(
        error=error,
        within=int((error <= CLAIM).sum()),
        collapsed=int(((error > COLLAPSE) & np.isfinite(error)).sum()),
        diverged=int(np.isinf(error).sum()),
        median=float(np.median(error)),
    )


class Shown(NamedTuple):
    """What the lab shows of m networks after an epoch."""

    loss: np.ndarray  # (epochs, m)
    val_loss: np.ndarray | None  # (epochs, m)
    predictions: np.ndarray  # (m, n, 1), in the unit of the series
    summary: Summary
