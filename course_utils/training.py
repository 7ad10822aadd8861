"""Training many networks at once, each as if it were alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_utils._validate import as_count, as_positive, check_windows
from course_utils.losses import LOSSES
from course_utils.network import LSTMWeights, unroll
from course_utils.optimizer import cosine_decay, descend

__all__ = ["Training", "cosine_decay", "descend", "train"]


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
    activation: str = "tanh",
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
    activation : {"tanh", "relu"}
        For the candidate and the cell state.
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

    X, y = check_windows(X, y)
    unrolled, flat = unroll(weights, X, activation), weights.flatten()
    history = np.empty((epochs, weights.n_networks), flat.dtype)
    val_history = None
    if validation_data is not None:
        if not isinstance(validation_data, tuple | list) or len(validation_data) != 2:
            raise TypeError("validation_data must be a pair, (X_val, y_val).")
        X_val, y_val = check_windows(*validation_data, "X_val", "y_val")
        validation, val_history = unroll(weights, X_val, activation), history.copy()
    trained = LSTMWeights.view(flat, weights.n_features, weights.units)
    watched = []
    for epoch, loss_now in enumerate(descend(flat, unrolled, y, rates, loss)):
        history[epoch] = loss_now
        if val_history is not None:
            error = validation.forward(flat) - y_val.astype(flat.dtype)
            val_history[epoch] = LOSSES[loss].value(error)
        if watch is not None:
            watched.append(watch(trained))
    return Training(trained, history, val_history, np.array(watched) if watch else None)
