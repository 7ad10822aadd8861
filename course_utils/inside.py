"""Looking into a network: its states, what it listens to, how far back it remembers."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils._validate import as_windows
from course_utils.forecast import Forecast, predict_column
from course_utils.lstm import LSTMStep, LSTMWeights, lstm_step, rnn_step, unroll

NUDGE = 1e-4  # a hundredth of a per cent; less would drown in float32's rounding
TINY = 1e-200  # its square is 0, so only first derivatives are left


def read_states(weights: LSTMWeights, X: Any) -> LSTMStep:
    """Return gates and states of every network at every time step of every window.

    Parameters
    ----------
    weights, X
        As in `lstm.predict`.

    Returns
    -------
    LSTMStep
        ``i, f, c_tilde, o, c_t, h_t``, each of shape (m, n, window, units).

    Raises
    ------
    TypeError
        If `X` holds something that is not a number.
    ValueError
        If `X` does not fit the weights.
    """
    unrolled = unroll(weights, X)
    unrolled.forward(weights.flatten())
    parts = zip(*unrolled.steps, strict=True)  # each part: w arrays (m, u, n)
    return LSTMStep(*(np.stack(part).transpose(1, 3, 0, 2) for part in parts))


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
        If `X` has another number of features, or `predict` returns another shape or a
        forecast of 0.
    """
    X = as_windows("X", X, n_features=1).astype(np.float64)
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


# The influence of a state on later states is measured by the complex step: a number too
# small to change anything is added to the state as an imaginary part, and the imaginary
# part of a later state, divided by it, is the derivative to the last digit, however
# small (Squire & Trapp, 1998).


def rnn_influence(
    inputs: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
) -> np.ndarray:
    """Measure how much the first hidden state of a simple RNN still counts later.

    Parameters
    ----------
    inputs : ndarray, shape (steps, features)
        The series that the cell reads, from the hidden state 0.
    kernel, recurrent_kernel, bias : ndarray
        As in `lstm.rnn_step`.

    Returns
    -------
    ndarray of float64, shape (steps,)
        The spectral norm of the Jacobian ∂h_t / ∂h_0 for t = 1 … steps.
    """
    h_t = 1j * TINY * np.eye(len(recurrent_kernel))  # sample k nudges unit k
    norms = []
    for x_t in inputs:
        h_t = rnn_step(x_t, h_t, kernel, recurrent_kernel, bias)
        norms.append(np.linalg.norm(h_t.imag / TINY, ord=2))
    return np.array(norms)


def lstm_influence(
    inputs: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
) -> np.ndarray:
    """Measure how much the first cell state of an LSTM still counts later.

    Parameters
    ----------
    inputs : ndarray, shape (steps, features)
        The series that the cell reads, from the states 0.
    kernel, recurrent_kernel, bias : ndarray
        As in `lstm.lstm_step`.

    Returns
    -------
    ndarray of float64, shape (steps,)
        The spectral norm of the Jacobian ∂c_t / ∂c_0 for t = 1 … steps, along all
        paths: through the cell state and through the gates.
    """
    c_t = 1j * TINY * np.eye(len(recurrent_kernel))  # sample k nudges unit k
    h_t = np.zeros_like(c_t)
    norms = []
    for x_t in inputs:
        step = lstm_step(x_t, h_t, c_t, kernel, recurrent_kernel, bias)
        h_t, c_t = step.h_t, step.c_t
        norms.append(np.linalg.norm(c_t.imag / TINY, ord=2))
    return np.array(norms)
