"""Weights to start from: drawn at random as in Keras, or set by hand."""

from __future__ import annotations

import numpy as np

from course_utils._validate import as_choice, as_count
from course_utils.weights import LSTMWeights


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
