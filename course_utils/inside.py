"""Looking into a trained network: its gates and states, and what it listens to."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils._validate import as_numbers
from course_utils.cells import LSTMStep
from course_utils.forecast import Forecast, predict_column
from course_utils.network import LSTMWeights, unroll

NUDGE = 1e-4  # a hundredth of a per cent; less would drown in float32's rounding


def read_states(weights: LSTMWeights, X: Any, activation: str = "tanh") -> LSTMStep:
    """Return gates and states of every network at every time step of every window.

    Parameters
    ----------
    weights, X, activation
        As in `network.predict`.

    Returns
    -------
    LSTMStep
        ``i, f, c_tilde, o, c_t, h_t``, each of shape (m, n, window, units).

    Raises
    ------
    TypeError
        If `X` holds something that is not a number.
    ValueError
        If `X` does not fit the weights, or `activation` is unknown.
    """
    X = as_numbers("X", X, ("samples", "time steps", "features"))
    unrolled = unroll(weights, X, activation)
    unrolled.forward(weights.flatten())
    return LSTMStep(*(np.stack(s, axis=2) for s in zip(*unrolled.steps, strict=True)))


def input_shares(predict: Forecast, X: Any) -> np.ndarray:
    """Measure how much of each input's error a forecast inherits.

    Each input in turn is made a tiny bit larger and a tiny bit smaller: a share of
    0.6 says that an input which is 1 % too large makes the forecast 0.6 % too large.
    (Economists call it the elasticity.)

    Parameters
    ----------
    predict : callable
        Takes windows (n, window, 1) and returns predictions (n, 1).
    X : array_like, shape (n, window, 1)
        The windows.

    Returns
    -------
    ndarray of float64, shape (n, window)
        The share of each input, oldest first.

    Raises
    ------
    TypeError
        If `X` holds something that is not a number.
    ValueError
        If `predict` returns another shape, or a forecast of 0.
    """
    X = as_numbers("X", X, ("samples", "time steps", "features")).astype(np.float64)
    forecast = predict_column(predict, X)
    if (forecast == 0).any():
        raise ValueError(
            f"The forecast of window number {int(np.argmin(np.abs(forecast)))} "
            "(counted from 0) is 0, and nothing can be divided by 0."
        )
    shares = np.empty(X.shape[:2])
    for step in range(X.shape[1]):
        more, less = X.copy(), X.copy()
        more[:, step] *= 1 + NUDGE
        less[:, step] *= 1 - NUDGE
        change = predict_column(predict, more) - predict_column(predict, less)
        shares[:, step] = (change / (2 * NUDGE * forecast))[:, 0]
    return shares
