"""Training many networks at once, each as if it were alone: losses, gradients, Adam."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from course_utils._validate import as_choice, as_count, as_pairs, as_positive
from course_utils.lstm.networks import LSTMWeights, Unrolled, unroll

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # as in Keras
# Keras rounds both to float32 before it raises them to a power, whatever the data type.
POWER_BASE_1, POWER_BASE_2 = float(np.float32(BETA_1)), float(np.float32(BETA_2))


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


def gradients(
    weights: LSTMWeights, X: Any, y: Any, loss: str = "mae"
) -> tuple[np.ndarray, LSTMWeights]:
    """Return the loss of every network and its derivative in every weight.

    Parameters
    ----------
    weights, X
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
        If shapes do not fit, or `loss` is unknown.
    """
    X, y = as_pairs(X, y, weights.n_features)
    value, slope = LOSSES[as_choice("loss", loss, LOSSES)]
    unrolled, flat = unroll(weights, X), weights.flatten()
    error = unrolled.forward(flat) - y.astype(flat.dtype)
    return value(error), weights.view(unrolled.backward(flat, slope(error)))


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


class Training(NamedTuple):
    """What a training leaves behind."""

    weights: LSTMWeights  # after the last epoch
    loss: np.ndarray  # (epochs, m), each before its epoch's update
    val_loss: np.ndarray | None  # (epochs, m), each after its epoch's update
    watched: np.ndarray | None = None  # (epochs, …), what `watch` returned


def train(
    weights: LSTMWeights,
    X: Any,
    y: Any,
    epochs: int,
    learning_rate: Any = 0.01,
    loss: str = "mae",
    validation_data: tuple[Any, Any] | None = None,
    watch: Callable[[LSTMWeights], Any] | None = None,
) -> Training:
    """Train every network on all windows at once (full batch).

    Losses are those that Keras reports: of an epoch before its update for the
    training windows, after it for the validation windows.

    Parameters
    ----------
    weights : LSTMWeights
        The starting weights of m networks; they are not changed.
    X : array_like, shape (n, window, features)
        Training windows; computed in the data type of the weights.
    y : array_like, shape (n, 1)
        Their targets.
    epochs : int
        How often all windows are seen, at least 1.
    learning_rate : float or array_like of shape (epochs,)
        The step size of Adam, or one for each epoch.
    loss : {"mae", "mse"}
        What is made small.
    validation_data : tuple of two array_like, optional
        Windows and targets on which the loss is only measured.
    watch : callable, optional
        Called with the weights after each epoch; what it returns is kept. It must
        not keep or change the weights, which the next epoch changes in place.

    Returns
    -------
    Training
        ``weights, loss, val_loss, watched``.

    Raises
    ------
    TypeError
        If a value is of the wrong kind.
    ValueError
        If a value is out of range, or shapes do not fit.
    """
    epochs = as_count("epochs", epochs, 1)
    rates = np.asarray(learning_rate)
    if rates.shape not in ((), (epochs,)):
        raise ValueError(
            f"learning_rate must be one number or one for each of {epochs} epochs, "
            f"but its shape is {rates.shape}."
        )
    rates = [as_positive("learning_rate", rate) for rate in rates.ravel().tolist()]
    rates = rates if len(rates) == epochs else rates * epochs

    X, y = as_pairs(X, y, weights.n_features)
    unrolled, flat = unroll(weights, X), weights.flatten()
    history = np.empty((epochs, weights.n_networks), flat.dtype)
    val_history = None
    if validation_data is not None:
        if not isinstance(validation_data, tuple | list) or len(validation_data) != 2:
            raise TypeError("validation_data must be a pair, (X_val, y_val).")
        names = "X_val", "y_val"
        X_val, y_val = as_pairs(*validation_data, weights.n_features, names)
        validation, val_history = unroll(weights, X_val), history.copy()
        y_val = y_val.astype(flat.dtype)
    trained, watched = weights.view(flat), []
    for epoch, loss_now in enumerate(descend(flat, unrolled, y, rates, loss)):
        history[epoch] = loss_now
        if val_history is not None:
            val_history[epoch] = LOSSES[loss].value(validation.forward(flat) - y_val)
        if watch is not None:
            watched.append(watch(trained))
    return Training(trained, history, val_history, np.array(watched) if watch else None)
