"""Many simple recurrent networks side by side: the control of notebook 07.

Built as the course's LSTM is: SimpleRNN → Dense(1), samples last, unrolled in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from course_utils.lstm import ACTIVATIONS, Adam

KINDS = {"tanh": ACTIVATIONS["tanh"], "identity": ACTIVATIONS["relu"]}


@dataclass(frozen=True, eq=False)
class RNNWeights:
    """The weights of m networks, each in one row: kernel, recurrent, bias, Dense."""

    flat: np.ndarray  # (m, p)
    units: int
    kind: str  # one of KINDS

    @property
    def n_networks(self) -> int:
        """How many networks: m."""
        return len(self.flat)

    def select(self, *networks: int) -> RNNWeights:
        """Return a copy of the given networks."""
        return RNNWeights(self.flat[list(networks)], self.units, self.kind)

    def predict(self, X: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Return predictions (m, n, 1)."""
        return UnrolledRNN(self.units, self.kind, X, lengths).forward(self.flat)


def init_rnns(n_networks: int, units: int, seed: int, kind: str) -> RNNWeights:
    """Draw starting weights.

    ``tanh`` as in Keras: Glorot-uniform kernels, an orthogonal recurrent kernel.
    ``identity`` as Le, Jaitly & Hinton (2015): relu, the recurrent kernel the identity,
    the other weights normal with a standard deviation of 0.001.
    """
    rows = []
    for k in range(n_networks):
        rng = np.random.default_rng([seed, k])
        if kind == "identity":
            kernel = 1e-3 * rng.standard_normal((2, units))
            dense = 1e-3 * rng.standard_normal(units)
            recurrent = np.eye(units)
        else:
            limit = np.sqrt(6 / (2 + units))
            kernel = rng.uniform(-limit, limit, (2, units))
            recurrent = np.linalg.qr(rng.standard_normal((units, units)))[0]
            limit = np.sqrt(6 / (units + 1))
            dense = rng.uniform(-limit, limit, units)
        parts = kernel, recurrent, np.zeros(units), dense, np.zeros(1)
        rows.append(np.concatenate([part.ravel() for part in parts]))
    return RNNWeights(np.array(rows, np.float32), units, kind)


class UnrolledRNN:
    """Simple recurrent networks, unrolled over padded sequences.

    Parameters
    ----------
    units : int
    kind : {"tanh", "identity"}
    X : ndarray, shape (n, w, 2)
    lengths : ndarray of int, shape (n,)
    """

    def __init__(
        self, units: int, kind: str, X: np.ndarray, lengths: np.ndarray
    ) -> None:
        self.units, (self.function, self.slope) = units, KINDS[kind]
        (n, w, _), dtype = X.shape, X.dtype
        columns = [X.transpose(1, 2, 0), np.ones((w, 1, n), dtype)]
        self.inputs = np.concatenate(columns, axis=1)  # (w, 3, n): x_t and 1
        begun = np.arange(w)[:, np.newaxis] >= w - lengths  # (w, n)
        self.begun = begun.astype(dtype)

    def matrices(self, flat: np.ndarray) -> list[np.ndarray]:
        """See each row as matrices, input and bias together."""
        m, u = len(flat), self.units
        ends = np.cumsum([2 * u, u * u, u, u, 1])[:-1]
        kernel, recurrent, bias, dense, dense_bias = np.split(flat, ends, axis=1)
        both = np.concatenate([kernel, bias], axis=1).reshape(m, 3, u)
        return [both, recurrent.reshape(m, u, u), dense[:, np.newaxis], dense_bias]

    def forward(self, flat: np.ndarray) -> np.ndarray:
        """Return predictions (m, n, 1)."""
        both, recurrent, dense, dense_bias = self.matrices(flat)
        m, u, n = len(flat), self.units, self.inputs.shape[2]
        h_t = np.zeros((m, u, n), flat.dtype)
        both_t, recurrent_t = both.swapaxes(1, 2), recurrent.swapaxes(1, 2)
        self.states = [h_t]
        for x_t, begun in zip(self.inputs, self.begun, strict=True):
            h_t = self.function(both_t @ x_t + recurrent_t @ h_t) * begun
            self.states.append(h_t)
        return (dense @ h_t).swapaxes(1, 2) + dense_bias[:, np.newaxis]

    def backward(self, flat: np.ndarray, d_pred: np.ndarray) -> np.ndarray:
        """Return the derivative (m, p) of the loss in every weight."""
        both, recurrent, dense, _ = self.matrices(flat)
        m, u = len(flat), self.units
        d_both, d_recurrent = np.zeros_like(both), np.zeros_like(recurrent)
        d_h = dense.swapaxes(1, 2) @ d_pred.swapaxes(1, 2)
        for t in reversed(range(len(self.inputs))):
            d_z = d_h * self.slope(self.states[t + 1]) * self.begun[t]  # (m, u, n)
            d_z_t = d_z.swapaxes(1, 2)
            d_both += self.inputs[t] @ d_z_t
            d_recurrent += self.states[t] @ d_z_t
            d_h = recurrent @ d_z
        d_dense = (self.states[-1] @ d_pred).reshape(m, u)
        parts = d_both[:, :2], d_recurrent, d_both[:, 2], d_dense, d_pred.sum(axis=1)
        return np.concatenate([part.reshape(m, -1) for part in parts], axis=1)


def train_rnns(
    weights: RNNWeights,
    batches: Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]],
    learning_rate: float,
    global_clipnorm: float = 1.0,
) -> Iterator[tuple[RNNWeights, np.ndarray, np.ndarray]]:
    """Train on batches as `course_utils.lstm.train_stream` does.

    Yields
    ------
    tuple
        Weights, loss (m,) and error (m, n, 1), as of `course_utils.lstm.Batch`.
    """
    flat = weights.flat.copy()
    trained = RNNWeights(flat, weights.units, weights.kind)
    adam = Adam(flat)
    for X, y, lengths in batches:
        unrolled = UnrolledRNN(weights.units, weights.kind, X, lengths)
        with np.errstate(over="ignore", invalid="ignore"):  # some explode; NaN stays
            error = unrolled.forward(flat) - y
            gradient = unrolled.backward(flat, 2 * error / len(X))
            norm = np.sqrt((gradient * gradient).sum(axis=1, keepdims=True))
            gradient *= global_clipnorm / np.maximum(norm, global_clipnorm)
            adam.step(gradient, learning_rate)
            loss = (error * error).mean(axis=(1, 2))
        yield trained, loss, error
