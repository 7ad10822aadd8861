"""The weights of many networks LSTM → Dense(1), side by side.

Axes: networks m, features f, units u; 4u for the four blocks i, f, c, o.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_utils._validate import as_choice, as_count


class LSTMWeights(NamedTuple):
    """The weights of m networks, shaped and ordered as in Keras."""

    kernel: np.ndarray  # (m, f, 4u)
    recurrent_kernel: np.ndarray  # (m, u, 4u)
    bias: np.ndarray  # (m, 1, 4u)
    dense_kernel: np.ndarray  # (m, u, 1)
    dense_bias: np.ndarray  # (m, 1, 1)

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
        """Return a copy of the weights of the given networks, the axis m kept."""
        return LSTMWeights(*(array[list(networks)] for array in self))

    def flatten(self) -> np.ndarray:
        """Return a copy (m, p) with the p numbers of each network in one row."""
        rows = [array.reshape(self.n_networks, -1) for array in self]
        return np.concatenate(rows, axis=1)

    @classmethod
    def view(cls, flat: np.ndarray, n_features: int, units: int) -> LSTMWeights:
        """Undo `flatten` without a copy: what changes in `flat` changes here."""
        lstm, dense = matrices(flat, n_features, units)
        return cls(
            kernel=lstm[:, :n_features],
            recurrent_kernel=lstm[:, n_features:-1],
            bias=lstm[:, -1:],
            dense_kernel=dense[:, :-1],
            dense_bias=dense[:, -1:],
        )


def matrices(
    flat: np.ndarray, n_features: int, units: int
) -> tuple[np.ndarray, np.ndarray]:
    """See each row of `flat` (m, p) as one matrix per layer, bias included.

    Returns
    -------
    lstm : ndarray, shape (m, f + u + 1, 4u)
        To be multiplied by the row [x_t, h_prev, 1].
    dense : ndarray, shape (m, u + 1, 1)
        To be multiplied by the row [h_t, 1].
    """
    rows = n_features + units + 1
    end = rows * 4 * units
    lstm, dense = flat[:, :end], flat[:, end:]
    return lstm.reshape(-1, rows, 4 * units), dense.reshape(-1, units + 1, 1)


def exact_network(dtype: str = "float32") -> LSTMWeights:
    """Return a network set by hand, with relu, that adds the two last inputs exactly.

    Two units: the first copies the input, the second what the first said one step
    before; the Dense layer adds them. Input and output gates are always open, forget
    gates always closed. Notebook 01 sets it step by step.

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
    dtype = as_choice("dtype", dtype, ("float32", "float64"))
    weights = LSTMWeights(
        kernel=np.zeros((1, 1, 8), dtype),
        recurrent_kernel=np.zeros((1, 2, 8), dtype),
        bias=np.array([[[40, 40, -120, -120, 0, 0, 40, 40]]], dtype),  # i f c o
        dense_kernel=np.ones((1, 2, 1), dtype),
        dense_bias=np.zeros((1, 1, 1), dtype),
    )
    weights.kernel[0, 0, 4] = 1  # candidate of unit 1 reads the input
    weights.recurrent_kernel[0, 0, 5] = 1  # candidate of unit 2 reads unit 1
    return weights


def init_networks(
    n_networks: int,
    units: int,
    n_features: int = 1,
    seed: int = 0,
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
        If a size is below 1, the seed below 0, or `dtype` another.
    """
    m = as_count("n_networks", n_networks, 1)
    u = as_count("units", units, 1)
    f = as_count("n_features", n_features, 1)
    seed = as_count("seed", seed, 0)
    dtype = as_choice("dtype", dtype, ("float32", "float64"))

    weights = LSTMWeights(
        kernel=np.empty((m, f, 4 * u), dtype),
        recurrent_kernel=np.empty((m, u, 4 * u), dtype),
        bias=np.zeros((m, 1, 4 * u), dtype),
        dense_kernel=np.empty((m, u, 1), dtype),
        dense_bias=np.zeros((m, 1, 1), dtype),
    )
    weights.bias[..., u : 2 * u] = 1
    for k in range(m):
        rng = np.random.default_rng([seed, k])
        weights.kernel[k] = _glorot_uniform(rng, f, 4 * u)
        weights.recurrent_kernel[k] = _orthogonal(rng, u, 4 * u)
        weights.dense_kernel[k] = _glorot_uniform(rng, u, 1)
    return weights


def _glorot_uniform(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


def _orthogonal(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    q, r = np.linalg.qr(rng.standard_normal((n_out, n_in)))  # orthonormal columns
    return (q * np.sign(np.diag(r))).T
