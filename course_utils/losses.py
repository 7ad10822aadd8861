"""The losses that training makes small."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Loss(NamedTuple):
    """A loss of errors (m, n, 1): its value (m,), and its slope in each error."""

    value: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


LOSSES = {
    "mae": Loss(
        lambda e: np.abs(e).sum(axis=(1, 2)) / e.shape[1],
        lambda e: np.sign(e) / e.shape[1],
    ),
    "mse": Loss(
        lambda e: (e * e).sum(axis=(1, 2)) / e.shape[1],
        lambda e: 2 * e / e.shape[1],
    ),
}
