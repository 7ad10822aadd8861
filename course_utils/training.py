"""Training by Adam, many networks at once, each as if it were alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from course_utils._validate import as_choice, as_count, as_positive, check_windows
from course_utils.network import LOSSES, LSTMWeights, Unrolled, unroll

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # as in Keras
# Keras rounds both to float32 before it raises them to a power, whatever the data type.
POWER_BASE_1, POWER_BASE_2 = float(np.float32(BETA_1)), float(np.float32(BETA_2))


class Training(NamedTuple):
    """What a training leaves behind."""

    weights: LSTMWeights  # after the last epoch
    loss: np.ndarray  # (epochs, m), each before its epoch's update
    val_loss: np.ndarray | None  # (epochs, m), each after its epoch's update


def train(
    weights: LSTMWeights,
    X: Any,
    y: Any,
    epochs: int,
    learning_rate: Any = 0.01,
    activation: str = "tanh",
    loss: str = "mae",
    validation_data: tuple[Any, Any] | None = None,
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
    activation : {"tanh", "relu"}
        For the candidate and the cell state.
    loss : {"mae", "mse"}
        What is made small.
    validation_data : tuple of two array_like, optional
        Windows and targets on which the loss is only measured.

    Returns
    -------
    Training
        ``weights, loss, val_loss``.

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

    X, y = check_windows(X, y)
    unrolled, flat = unroll(weights, X, activation), weights.flatten()
    history = np.empty((epochs, weights.n_networks), flat.dtype)
    val_history = None
    if validation_data is not None:
        if not isinstance(validation_data, tuple | list) or len(validation_data) != 2:
            raise TypeError("validation_data must be a pair, (X_val, y_val).")
        X_val, y_val = check_windows(*validation_data, "X_val", "y_val")
        validation, val_history = unroll(weights, X_val, activation), history.copy()
    for epoch, loss_now in enumerate(descend(flat, unrolled, y, rates, loss)):
        history[epoch] = loss_now
        if val_history is not None:
            error = validation.forward(flat) - y_val.astype(flat.dtype)
            val_history[epoch] = LOSSES[loss].value(error)
    trained = LSTMWeights.view(flat, weights.n_features, weights.units)
    return Training(trained, history, val_history)


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
