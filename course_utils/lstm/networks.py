"""LSTM → Dense(1): weights, forward, and backward through time, for many networks.

Axes, where an array has them: networks m, time steps w, samples n, features f,
units u; 4u for the four blocks i, f, c, o. ``d_name`` is the derivative of the loss
with respect to ``name``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils._validate import as_choice, as_count, as_lengths, as_windows
from course_utils.lstm.cells import (
    ACTIVATIONS,
    LSTMStep,
    lstm_gates,
    lstm_gates_backward,
)

DTYPES = ("float32", "float64")
# OpenBLAS has been seen to report an invalid value in a product of finite numbers
# (NumPy issues 13173 and 24067). A real one shows as NaN in the result.
quiet = np.errstate(invalid="ignore")
# Windows times steps, units and networks in one go of `predict`: of each number a dozen
# is kept, so this is 100 MB in float32.
MOST_AT_ONCE = 2_000_000


# The weights


@dataclass(frozen=True, eq=False)
class LSTMWeights:
    """The weights of m networks LSTM → Dense(1) and their activation.

    Each array is shaped and ordered as in Keras, with one axis of networks in front.
    """

    kernel: np.ndarray  # (m, f, 4u)
    recurrent_kernel: np.ndarray  # (m, u, 4u)
    bias: np.ndarray  # (m, 4u)
    dense_kernel: np.ndarray  # (m, u, 1)
    dense_bias: np.ndarray  # (m, 1)
    activation: str = "tanh"  # or "relu", for the candidate and the cell state

    def __post_init__(self) -> None:
        """Check that the shapes fit."""
        as_choice("activation", self.activation, ACTIVATIONS)
        m, f, _ = np.shape(self.kernel)
        u = np.shape(self.recurrent_kernel)[1]
        expected = [(m, f, 4 * u), (m, u, 4 * u), (m, 4 * u), (m, u, 1), (m, 1)]
        shapes = [np.shape(array) for array in self.arrays]
        if shapes != expected:
            raise ValueError(
                f"The weights of {m} networks with {f} features and {u} units must "
                f"have the shapes {expected}, but they have {shapes}."
            )

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """The five arrays, in the order of Keras' ``model.get_weights()``."""
        return (
            self.kernel,
            self.recurrent_kernel,
            self.bias,
            self.dense_kernel,
            self.dense_bias,
        )

    @property
    def n_networks(self) -> int:
        """How many networks: m."""
        return self.kernel.shape[0]

    @property
    def n_features(self) -> int:
        """How many numbers a time step of the input has: f."""
        return self.kernel.shape[1]

    @property
    def units(self) -> int:
        """How many units an LSTM layer has: u."""
        return self.recurrent_kernel.shape[1]

    def select(self, *networks: int) -> LSTMWeights:
        """Return a copy of the given networks, the axis m kept."""
        arrays = (array[list(networks)] for array in self.arrays)
        return LSTMWeights(*arrays, self.activation)

    def flatten(self) -> np.ndarray:
        """Return a copy (m, p) with the p numbers of each network in one row."""
        rows = [array.reshape(self.n_networks, -1) for array in self.arrays]
        return np.concatenate(rows, axis=1)

    def view(self, flat: np.ndarray) -> LSTMWeights:
        """Undo `flatten` for networks of this kind: rows (k, p) of any k networks.

        Without a copy: what changes in `flat` changes in the weights.

        Raises
        ------
        ValueError
            If the rows have another length.
        """
        f = self.n_features
        lstm, dense = matrices(flat, f, self.units)
        arrays = lstm[:, :f], lstm[:, f:-1], lstm[:, -1], dense[:, :-1], dense[:, -1]
        return LSTMWeights(*arrays, self.activation)


def matrices(
    flat: np.ndarray, n_features: int, units: int
) -> tuple[np.ndarray, np.ndarray]:
    """See each row of `flat` (m, p) as one matrix per layer, bias included.

    Returns
    -------
    lstm : ndarray, shape (m, f + u + 1, 4u)
        To be multiplied by [x_t, h_prev, 1].
    dense : ndarray, shape (m, u + 1, 1)
        To be multiplied by [h_t, 1].

    Raises
    ------
    ValueError
        If the rows have another length.
    """
    rows = n_features + units + 1
    end = rows * 4 * units
    if flat.ndim != 2 or flat.shape[1] != end + units + 1:
        raise ValueError(
            f"flat must have one row of {end + units + 1} numbers for each network "
            f"({n_features} features, {units} units), but its shape is {flat.shape}."
        )
    lstm, dense = flat[:, :end], flat[:, end:]
    return lstm.reshape(-1, rows, 4 * units), dense.reshape(-1, units + 1, 1)


def init_networks(
    n_networks: int,
    units: int,
    n_features: int = 1,
    seed: int = 0,
    activation: str = "tanh",
    dtype: str = "float32",
) -> LSTMWeights:
    """Draw the starting weights of many networks, distributed as in Keras.

    Kernels are Glorot-uniform (Glorot & Bengio, 2010), the recurrent kernel
    orthogonal (Saxe, McClelland & Ganguli, 2014), biases 0 except those of the
    forget gate, 1 (Jozefowicz, Zaremba & Sutskever, 2015).

    Parameters
    ----------
    n_networks, units, n_features : int
        The sizes m, u and f, each at least 1.
    seed : int
        At least 0. Network k of a seed is the same however many are drawn.
    activation : {"tanh", "relu"}
        For the candidate and the cell state; it stays with the networks.
    dtype : {"float32", "float64"}
        The data type of all weights.

    Returns
    -------
    LSTMWeights

    Raises
    ------
    TypeError
        If a size or the seed is not a whole number.
    ValueError
        If a size is below 1, the seed below 0, or a word another.
    """
    m = as_count("n_networks", n_networks, 1)
    u = as_count("units", units, 1)
    f = as_count("n_features", n_features, 1)
    seed = as_count("seed", seed, 0)
    activation = as_choice("activation", activation, ACTIVATIONS)
    dtype = as_choice("dtype", dtype, DTYPES)

    weights = LSTMWeights(
        kernel=np.empty((m, f, 4 * u), dtype),
        recurrent_kernel=np.empty((m, u, 4 * u), dtype),
        bias=np.zeros((m, 4 * u), dtype),
        dense_kernel=np.empty((m, u, 1), dtype),
        dense_bias=np.zeros((m, 1), dtype),
        activation=activation,
    )
    weights.bias[:, u : 2 * u] = 1
    for k in range(m):
        rng = np.random.default_rng([seed, k])
        weights.kernel[k] = _glorot_uniform(rng, f, 4 * u)
        weights.recurrent_kernel[k] = _orthogonal(rng, u, 4 * u)
        weights.dense_kernel[k] = _glorot_uniform(rng, u, 1)
    return weights


def chrono_bias(weights: LSTMWeights, longest: int, seed: int = 0) -> LSTMWeights:
    """Return a copy whose forget gates keep for times spread from 2 to `longest` steps.

    A forget gate f that stays as it is keeps a share f in each step; 1 / (1 - f) is its
    time scale. The bias log(s) makes it s + 1. Here s is drawn evenly from 1 to
    longest - 1, anew for each unit; the bias of the input gate is the negative, so that
    what is kept for long is filled slowly (chrono initialisation, Tallec & Ollivier,
    2018).

    Parameters
    ----------
    weights : LSTMWeights
        Of m networks; they are not changed.
    longest : int
        For how many time steps something may have to be kept, at least 3.
    seed : int
        At least 0. Network k of a seed is the same however many there are.

    Returns
    -------
    LSTMWeights

    Raises
    ------
    TypeError
        If a value is not a whole number.
    ValueError
        If a value is out of range.
    """
    longest = as_count("longest", longest, 3)
    seed = as_count("seed", seed, 0)
    weights = weights.select(*range(weights.n_networks))
    u = weights.units
    for k, bias in enumerate(weights.bias):
        rng = np.random.default_rng([seed, k, 1])  # other numbers than the kernels'
        bias[u : 2 * u] = np.log(rng.uniform(1, longest - 1, u))
        bias[:u] = -bias[u : 2 * u]
    return weights


def _glorot_uniform(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


def _orthogonal(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    q, r = np.linalg.qr(rng.standard_normal((n_out, n_in)))  # orthonormal columns
    return (q * np.sign(np.diag(r))).T


def exact_network(dtype: str = "float32") -> LSTMWeights:
    """Return a network set by hand, with relu, that adds the two last inputs exactly.

    Two units: the first copies the input, the second what the first said one step
    before; the Dense layer adds them. Input and output gates are always open, forget
    gates always closed. Notebook 02 sets it step by step.

    Parameters
    ----------
    dtype : {"float32", "float64"}
        The data type of all weights.

    Returns
    -------
    LSTMWeights
        Of one network, for windows of at least 2 values, none of them negative.

    Raises
    ------
    ValueError
        If `dtype` is another.
    """
    dtype = as_choice("dtype", dtype, DTYPES)
    weights = LSTMWeights(
        kernel=np.zeros((1, 1, 8), dtype),
        recurrent_kernel=np.zeros((1, 2, 8), dtype),
        bias=np.array([[40, 40, -120, -120, 0, 0, 40, 40]], dtype),  # i f c o
        dense_kernel=np.ones((1, 2, 1), dtype),
        dense_bias=np.zeros((1, 1), dtype),
        activation="relu",
    )
    weights.kernel[0, 0, 4] = 1  # candidate of unit 1 reads the input
    weights.recurrent_kernel[0, 0, 5] = 1  # candidate of unit 2 reads unit 1
    return weights


# Forward and backward


class Unrolled:
    """Networks unrolled over the time steps of one set of windows.

    Samples come last, so that each gate of a network is one block of memory.

    Parameters
    ----------
    weights : LSTMWeights
        Of networks of the kind to compute with: their sizes, data type and activation
        count, not their numbers.
    X : ndarray, shape (n, w, f) or (m, n, w, f)
        The windows of all networks, or of each.
    lengths : ndarray of int, shape (n,), optional
        How many time steps at the end of each window count. What stands before them is
        padding: there the states stay 0.
    """

    def __init__(
        self, weights: LSTMWeights, X: np.ndarray, lengths: np.ndarray | None = None
    ) -> None:
        (n, w, f), u, m = X.shape[-3:], weights.units, weights.n_networks
        dtype = weights.kernel.dtype
        self.n_features, self.units = f, u
        self.activation = ACTIVATIONS[weights.activation]
        # Columns [x_t, h_prev, 1] and [h_t, 1]; only the hidden states change later,
        # each in its place: that of step t is an input of step t + 1.
        self.inputs = np.zeros((w, m, f + u + 1, n), dtype)
        of_each = X if X.ndim == 4 else X[np.newaxis]
        self.inputs[:, :, :f] = of_each.transpose(2, 0, 3, 1)
        self.inputs[:, :, -1] = 1
        self.outputs = np.ones((m, u + 1, n), dtype)
        self.places = [*self.inputs[1:, :, f:-1], self.outputs[:, :-1]]
        self.zeros = np.zeros((m, u, n), dtype)  # c before the first step
        self.steps: list[LSTMStep | None] = [None] * w
        # For each step before the last sample begins: which have begun, 1 or 0, (n,)
        late = 0 if lengths is None else w - lengths.min()
        first = None if lengths is None else w - lengths
        self.begun = [(first <= t).astype(dtype) for t in range(late)]

    @quiet
    def forward(self, flat: np.ndarray) -> np.ndarray:
        """Return predictions (m, n, 1) of the networks with weights `flat` (m, p)."""
        lstm, dense = matrices(flat, self.n_features, self.units)
        lstm_t, dense_t = lstm.swapaxes(1, 2), dense.swapaxes(1, 2)
        m, u, n = self.zeros.shape
        c_t = self.zeros
        for t, (inputs, place) in enumerate(zip(self.inputs, self.places, strict=True)):
            z = (lstm_t @ inputs).reshape(m, 4, u, n).swapaxes(0, 1).copy()
            step = lstm_gates(z, c_t, self.activation)
            if t < len(self.begun):
                begun = self.begun[t]
                step = step._replace(c_t=step.c_t * begun, h_t=step.h_t * begun)
            c_t, place[...] = step.c_t, step.h_t
            # Each in the place of its forerunner, not all at the end: memory that is
            # given back at once is asked for anew, page by page, in every epoch.
            self.steps[t] = step
        return (dense_t @ self.outputs).swapaxes(1, 2)

    @quiet
    def backward(self, flat: np.ndarray, d_pred: np.ndarray) -> np.ndarray:
        """Return the derivative (m, p) of the loss in every weight.

        Backpropagation through time (Werbos, 1990) over all steps of the last
        `forward`, exact: nothing is cut off.
        """
        lstm, dense = matrices(flat, self.n_features, self.units)
        recurrent = lstm[:, self.n_features : -1]  # (m, u, 4u)
        m, u, n = self.zeros.shape

        d_h = dense[:, :-1] @ d_pred.swapaxes(1, 2)  # (m, u, n)
        d_c = self.zeros
        d_lstm = np.zeros_like(lstm)  # every step uses the same weights: a sum
        for t in reversed(range(len(self.steps))):
            step, c_prev = self.steps[t], self.steps[t - 1].c_t if t else self.zeros
            if t < len(self.begun):
                d_h, d_c = d_h * self.begun[t], d_c * self.begun[t]
            d_z, d_c = lstm_gates_backward(d_h, d_c, step, c_prev, self.activation)
            d_z = d_z.swapaxes(0, 1).reshape(m, 4 * u, n)
            d_h = recurrent @ d_z
            d_lstm += self.inputs[t] @ d_z.swapaxes(1, 2)
        d_dense = self.outputs @ d_pred  # (m, u + 1, 1)
        return np.concatenate([d_lstm.reshape(m, -1), d_dense.reshape(m, -1)], axis=1)


def unroll(weights: LSTMWeights, X: Any, lengths: Any = None) -> Unrolled:
    """Return networks unrolled over windows `X`, once these are checked to fit.

    Raises
    ------
    TypeError
        If `X` or `lengths` holds something that is not a number.
    ValueError
        If `X` does not fit the weights, or `lengths` does not fit `X`.
    """
    X = as_windows("X", X, weights.n_features)
    return Unrolled(weights, X, as_lengths(lengths, X))


def predict(weights: LSTMWeights, X: Any, lengths: Any = None) -> np.ndarray:
    """Predict the value after each window, with every network.

    Parameters
    ----------
    weights : LSTMWeights
        Of m networks.
    X : array_like, shape (n, window, features)
        The windows; computed in the data type of the weights.
    lengths : array_like of int, shape (n,), optional
        How many time steps at the end of each window count, from 1 to `window`; all of
        them if left out. What stands before them is padding and has no effect, as with
        a mask in Keras.

    Returns
    -------
    ndarray, shape (m, n, 1)

    Raises
    ------
    TypeError
        If `X` or `lengths` holds something that is not a number.
    ValueError
        If `X` does not fit the weights, or `lengths` does not fit `X`.
    """
    X = as_windows("X", X, weights.n_features)
    lengths, flat = as_lengths(lengths, X), weights.flatten()
    at_once = max(1, MOST_AT_ONCE // (flat.shape[0] * weights.units * X.shape[1]))
    forecasts = []
    for first in range(0, len(X), at_once):
        some = slice(first, first + at_once)
        of_some = None if lengths is None else lengths[some]
        forecasts.append(Unrolled(weights, X[some], of_some).forward(flat))
    return np.concatenate(forecasts, axis=1)
