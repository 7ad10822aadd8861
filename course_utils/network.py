"""LSTM → Dense(1): forward, and backward through time, for many networks at once.

Axes, where an array has them: networks m, time steps w, samples n, features f,
units u; 4u for the four blocks i, f, c, o. ``d_name`` is the derivative of the loss
with respect to ``name``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils._validate import as_choice, as_numbers, check_windows
from course_utils.cells import ACTIVATIONS, LSTMStep, lstm_gates
from course_utils.init import init_networks
from course_utils.losses import LOSSES
from course_utils.weights import LSTMWeights, matrices

__all__ = ["LSTMWeights", "Unrolled", "gradients", "init_networks", "predict"]


# OpenBLAS has been seen to report an invalid value in a product of finite numbers
# (NumPy issues 13173 and 24067). A real one shows as NaN in the result.
quiet = np.errstate(invalid="ignore")


class Unrolled:
    """Networks unrolled over the time steps of one set of windows.

    Parameters
    ----------
    X : ndarray, shape (n, w, f)
        The windows, in the data type to compute in.
    n_networks, units : int
        The sizes m and u.
    activation : {"tanh", "relu"}
        For the candidate and the cell state.
    """

    def __init__(
        self, X: np.ndarray, n_networks: int, units: int, activation: str
    ) -> None:
        m, u, (n, w, f) = n_networks, units, X.shape
        self.squash, self.slope = ACTIVATIONS[activation]
        self.n_features, self.units = f, u
        # Rows [x_t, h_prev, 1] and [h_t, 1]; only the hidden states change later,
        # each in its place: that of step t is an input of step t + 1.
        self.inputs = np.zeros((m, w, n, f + u + 1), X.dtype)
        self.inputs[..., :f] = X.swapaxes(0, 1)
        self.inputs[..., -1] = 1
        self.outputs = np.ones((m, n, u + 1), X.dtype)
        self.rows = [*self.inputs.swapaxes(0, 1)]
        self.places = [x[..., f:-1] for x in self.rows[1:]] + [self.outputs[..., :-1]]
        self.zeros = np.zeros((m, n, u), X.dtype)  # c before the first step
        self.steps: list[LSTMStep] = []

    @quiet
    def forward(self, flat: np.ndarray) -> np.ndarray:
        """Return predictions (m, n, 1) of the networks with weights `flat` (m, p)."""
        lstm, dense = matrices(flat, self.n_features, self.units)
        c_t, self.steps = self.zeros, []
        for rows, place in zip(self.rows, self.places, strict=True):
            step = lstm_gates(rows @ lstm, c_t, self.squash)
            c_t, place[...] = step.c_t, step.h_t
            self.steps.append(step)
        return self.outputs @ dense

    @quiet
    def backward(self, flat: np.ndarray, d_pred: np.ndarray) -> np.ndarray:
        """Return the derivative (m, p) of the loss in every weight.

        Backpropagation through time (Werbos, 1990) over all steps of the last
        `forward`, exact: nothing is cut off.
        """
        lstm, dense = matrices(flat, self.n_features, self.units)
        recurrent_t = lstm[:, self.n_features : -1].swapaxes(1, 2).copy()  # (m, 4u, u)
        m, w, n, _ = self.inputs.shape
        d_z = np.empty((m, w, n, 4, self.units), flat.dtype)

        d_h = d_pred @ dense[:, :-1].swapaxes(1, 2)  # (m, n, u)
        d_c = self.zeros
        for t in reversed(range(len(self.steps))):
            i, f, c_tilde, o, c_t, h_t = self.steps[t]
            c_prev = self.steps[t - 1].c_t if t else self.zeros
            d_c = d_c + d_h * o * self.slope(self.squash(c_t))
            d_z[:, t, :, 0] = d_c * c_tilde * i * (1 - i)
            d_z[:, t, :, 1] = d_c * c_prev * f * (1 - f)
            d_z[:, t, :, 2] = d_c * i * self.slope(c_tilde)
            d_z[:, t, :, 3] = d_h * h_t * (1 - o)  # h_t holds a factor o
            d_h = d_z[:, t].reshape(m, n, -1) @ recurrent_t
            d_c = d_c * f

        # Every step uses the same weights, so their derivative is a sum over the steps,
        # as it is one over the samples: a single product adds up both.
        inputs, d_z = self.inputs.reshape(m, w * n, -1), d_z.reshape(m, w * n, -1)
        d_lstm = inputs.swapaxes(1, 2) @ d_z  # (m, f + u + 1, 4u)
        d_dense = self.outputs.swapaxes(1, 2) @ d_pred  # (m, u + 1, 1)
        return np.concatenate([d_lstm.reshape(m, -1), d_dense.reshape(m, -1)], axis=1)


def unroll(weights: LSTMWeights, X: np.ndarray, activation: str) -> Unrolled:
    """Return the networks unrolled over windows `X`, once both are checked to fit."""
    activation = as_choice("activation", activation, ACTIVATIONS)
    if X.shape[2] != weights.n_features:
        raise ValueError(
            f"X must have {weights.n_features} features, as the weights have, "
            f"but its shape is {X.shape}."
        )
    X = X.astype(weights.kernel.dtype)
    return Unrolled(X, weights.n_networks, weights.units, activation)


def predict(weights: LSTMWeights, X: Any, activation: str = "tanh") -> np.ndarray:
    """Predict the value after each window, with every network.

    Parameters
    ----------
    weights : LSTMWeights
        Of m networks.
    X : array_like, shape (n, window, features)
        The windows; computed in the data type of the weights.
    activation : {"tanh", "relu"}
        For the candidate and the cell state.

    Returns
    -------
    ndarray, shape (m, n, 1)

    Raises
    ------
    TypeError
        If `X` holds something that is not a number.
    ValueError
        If `X` does not fit the weights, or `activation` is unknown.
    """
    X = as_numbers("X", X, ("samples", "time steps", "features"))
    return unroll(weights, X, activation).forward(weights.flatten())


def gradients(
    weights: LSTMWeights, X: Any, y: Any, activation: str = "tanh", loss: str = "mae"
) -> tuple[np.ndarray, LSTMWeights]:
    """Return the loss of every network and its derivative in every weight.

    Parameters
    ----------
    weights, X, activation
        As in `predict`.
    y : array_like, shape (n, 1)
        The targets.
    loss : {"mae", "mse"}
        Mean absolute or mean squared error over the n windows.

    Returns
    -------
    loss : ndarray, shape (m,)
    gradients : LSTMWeights

    Raises
    ------
    TypeError
        If `X` or `y` holds something that is not a number.
    ValueError
        If shapes do not fit, or `activation` or `loss` is unknown.
    """
    X, y = check_windows(X, y)
    value, slope = LOSSES[as_choice("loss", loss, LOSSES)]
    unrolled, flat = unroll(weights, X, activation), weights.flatten()
    error = unrolled.forward(flat) - y.astype(flat.dtype)
    d_flat = unrolled.backward(flat, slope(error))
    return value(error), LSTMWeights.view(d_flat, weights.n_features, weights.units)
