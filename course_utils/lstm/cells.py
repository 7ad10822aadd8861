"""One step of a recurrent cell, written as the equations are.

Plain broadcasting: the same function steps one network or a thousand. Shapes are
given for one network; an array may carry one more axis, of networks, in front (a bias
then has shape (networks, 1, 4 * units)). The derivative of a step stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_utils._validate import as_choice


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return ``1 / (1 + exp(-z))``, a number between 0 (closed) and 1 (open)."""
    # 1 / (1 + infinity) is 0, and 1 / (1 + 0) is 1: nothing to warn of.
    with np.errstate(over="ignore", under="ignore"):
        return 1 / (1 + np.exp(-z))


def relu(z: np.ndarray) -> np.ndarray:
    """Return `z` where it is positive, else 0."""
    return np.maximum(z, 0)


class Activation(NamedTuple):
    """A function and its slope, the slope as a function of the output."""

    function: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


ACTIVATIONS = {
    "tanh": Activation(np.tanh, lambda a: 1 - a * a),
    "relu": Activation(relu, np.sign),  # 0 or 1, as its output is never below 0
}


def rnn_step(
    x_t: np.ndarray,
    h_prev: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
) -> np.ndarray:
    """Return the next hidden state of a simple recurrent network (Elman, 1990).

    Parameters
    ----------
    x_t : ndarray, shape (n, features)
        The input of this time step, one row for each sample.
    h_prev : ndarray, shape (n, units)
        The hidden state before.
    kernel, recurrent_kernel, bias : ndarray
        Weights of shapes (features, units), (units, units) and (units,).

    Returns
    -------
    ndarray, shape (n, units)
        The hidden state after.
    """
    return np.tanh(x_t @ kernel + h_prev @ recurrent_kernel + bias)


class LSTMStep(NamedTuple):
    """All that one LSTM step computes, each of shape (n, units)."""

    i: np.ndarray  # input gate, 0 … 1
    f: np.ndarray  # forget gate, 0 … 1
    c_tilde: np.ndarray  # candidate
    o: np.ndarray  # output gate, 0 … 1
    c_t: np.ndarray  # cell state
    h_t: np.ndarray  # hidden state


def lstm_step(
    x_t: np.ndarray,
    h_prev: np.ndarray,
    c_prev: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
    activation: str = "tanh",
) -> LSTMStep:
    """Return the gates and states of one LSTM step.

    The cell of Hochreiter & Schmidhuber (1997) with the forget gate of Gers,
    Schmidhuber & Cummins (2000), gates in the order of Keras: i, f, c, o.

    Parameters
    ----------
    x_t : ndarray, shape (n, features)
        The input of this time step, one row for each sample.
    h_prev, c_prev : ndarray, shape (n, units)
        The hidden state and the cell state before.
    kernel, recurrent_kernel, bias : ndarray
        Weights of shapes (features, 4 * units), (units, 4 * units), (4 * units,).
    activation : {"tanh", "relu"}
        For the candidate and the cell state.

    Returns
    -------
    LSTMStep
        ``i, f, c_tilde, o, c_t, h_t``, each of shape (n, units).

    Raises
    ------
    ValueError
        If `activation` is unknown.
    """
    activation = ACTIVATIONS[as_choice("activation", activation, ACTIVATIONS)]
    z = x_t @ kernel + h_prev @ recurrent_kernel + bias  # (n, 4 * units)
    return lstm_gates(np.array(np.split(z, 4, axis=-1)), c_prev, activation)


# What follows goes number by number, so the axes of a gate are free: (n, units) as in
# the equations, or more, in any order.

GATES = np.array([0, 1, 3])  # where i, f and o stand among the blocks i, f, c, o


def lstm_gates(z: np.ndarray, c_prev: np.ndarray, activation: Activation) -> LSTMStep:
    """Return one LSTM step from its weighted sums.

    Parameters
    ----------
    z : ndarray, shape (4, …)
        Input and hidden state times their weights, plus bias; for i, f, c, o.
    c_prev : ndarray, shape (…)
        The cell state before.
    activation : Activation
        One of `ACTIVATIONS`, for the candidate and the cell state.

    Returns
    -------
    LSTMStep
        ``i, f, c_tilde, o, c_t, h_t``, each of shape (…).
    """
    i, f, o = sigmoid(z.take(GATES, axis=0))
    c_tilde = activation.function(z[2])
    c_t = f * c_prev + i * c_tilde
    h_t = o * activation.function(c_t)
    return LSTMStep(i, f, c_tilde, o, c_t, h_t)


def lstm_gates_backward(
    d_h: np.ndarray,
    d_c: np.ndarray,
    step: LSTMStep,
    c_prev: np.ndarray,
    activation: Activation,
) -> tuple[np.ndarray, np.ndarray]:
    """Go back through `lstm_gates`, from its last line to its first.

    ``d_name`` is the derivative of the loss with respect to ``name``.

    Parameters
    ----------
    d_h : ndarray, shape (…)
        The derivative in the hidden state after the step.
    d_c : ndarray, shape (…)
        That in the cell state after the step, as far as later steps use it.
    step : LSTMStep
        What `lstm_gates` returned.
    c_prev, activation
        As in `lstm_gates`.

    Returns
    -------
    d_z : ndarray, shape (4, …)
    d_c_prev : ndarray, shape (…)
    """
    i, f, c_tilde, o, c_t, h_t = step
    d_z = np.empty((4, *c_t.shape), c_t.dtype)
    d_z[3] = d_h * h_t * (1 - o)  # h_t holds a factor o; a gate s has slope s · (1 - s)
    d_c = d_c + d_h * o * activation.slope(activation.function(c_t))
    d_c_tilde, d_c_prev = d_c * i, d_c * f
    d_z[2] = d_c_tilde * activation.slope(c_tilde)
    d_z[1] = d_c_prev * c_prev * (1 - f)
    d_z[0] = d_c_tilde * c_tilde * (1 - i)
    return d_z, d_c_prev
