"""The weights of many networks LSTM → Dense(1), side by side.

Axes: networks m, features f, units u; 4u for the four blocks i, f, c, o.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


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
