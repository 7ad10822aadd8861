"""Adam, the rule by which training changes the weights, and a falling learning rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from course_utils._validate import as_choice, as_count, as_positive
from course_utils.losses import LOSSES
from course_utils.network import Unrolled

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # as in Keras
# Keras rounds both to float32 before it raises them to a power, whatever the data type.
POWER_BASE_1, POWER_BASE_2 = float(np.float32(BETA_1)), float(np.float32(BETA_2))


def descend(
    flat: np.ndarray,
    unrolled: Unrolled,
    y: np.ndarray,
    learning_rates: Iterable[float],
    loss: str = "mae",
) -> Iterator[np.ndarray]:
    """Take one step of Adam for each learning rate (Kingma & Ba, 2015).

    A generator, so that a caller may look on, stop after any epoch, or go on later.

    Parameters
    ----------
    flat : ndarray, shape (m, p)
        The weights, flattened; every step changes them in place.
    unrolled : Unrolled
        The networks, unrolled over the training windows.
    y : ndarray, shape (n, 1)
        The targets.
    learning_rates : iterable of float
        The step size of each epoch; the training ends with it.
    loss : {"mae", "mse"}
        What is made small.

    Yields
    ------
    ndarray, shape (m,)
        The loss of the epoch, before its update.
    """
    value, slope = LOSSES[as_choice("loss", loss, LOSSES)]
    y = y.astype(flat.dtype)
    mean, square = np.zeros_like(flat), np.zeros_like(flat)
    for step, rate in enumerate(learning_rates, start=1):
        error = unrolled.forward(flat) - y  # (m, n, 1)
        gradient = unrolled.backward(flat, slope(error))
        mean += (1 - BETA_1) * (gradient - mean)
        square += (1 - BETA_2) * (gradient * gradient - square)
        rate *= (1 - POWER_BASE_2**step) ** 0.5 / (1 - POWER_BASE_1**step)
        flat -= float(rate) * mean / (np.sqrt(square) + EPSILON)
        yield value(error)


def cosine_decay(epochs: int, learning_rate: float = 0.01) -> np.ndarray:
    """Return a learning rate for each epoch, falling to 0 along half a cosine.

    ``learning_rate · (1 + cos(π · epoch / epochs)) / 2`` for epoch = 0 … epochs - 1
    (Loshchilov & Hutter, 2017), as `keras.optimizers.schedules.CosineDecay` does.

    Parameters
    ----------
    epochs : int
        At least 1.
    learning_rate : float
        The rate of the first epoch, above 0.

    Returns
    -------
    ndarray of float64, shape (epochs,)

    Raises
    ------
    TypeError
        If a value is of the wrong kind.
    ValueError
        If a value is out of range.
    """
    progress = np.arange(as_count("epochs", epochs, 1)) / epochs
    return (
        as_positive("learning_rate", learning_rate) * (1 + np.cos(np.pi * progress)) / 2
    )
