"""How far back a recurrent cell remembers: the influence of its state on later states.

Measured by the complex step: a number too small to change anything is added to the
state as an imaginary part, and the imaginary part of a later state, divided by it, is
the derivative to the last digit, however small (Squire & Trapp, 1998).
"""

from __future__ import annotations

import numpy as np

from course_utils.cells import lstm_step, rnn_step

TINY = 1e-200  # its square is 0, so only first derivatives are left


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
        As in `cells.rnn_step`.

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
        As in `cells.lstm_step`.

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
