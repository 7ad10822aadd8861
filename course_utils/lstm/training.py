"""Training many networks at once, each as if it were alone: losses, gradients, Adam."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise, repeat
from threading import Event
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import ThreadpoolController

from course_utils._validate import (
    as_choice,
    as_count,
    as_pairs,
    as_pairs_of_networks,
    as_positive,
)
from course_utils.lstm.networks import LSTMWeights, Unrolled, unroll

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # as in Keras
# Keras rounds both to float32 before it raises them to a power, whatever the data type.
POWER_BASE_1, POWER_BASE_2 = float(np.float32(BETA_1)), float(np.float32(BETA_2))

# Numbers of one gate at one step. Larger arrays leave the fast memory of a core, and
# with much smaller ones the threads wait for each other (measured).
SHARE = 10_000


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
    weights: LSTMWeights, X: Any, y: Any, loss: str = "mae", lengths: Any = None
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
    lengths
        As in `predict`.

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
    unrolled, flat = unroll(weights, X, lengths), weights.flatten()
    error = unrolled.forward(flat) - y.astype(flat.dtype)
    return value(error), weights.view(unrolled.backward(flat, slope(error)))


class Adam:
    """The optimizer of Kingma & Ba (2015), a step at a time, in place.

    Parameters
    ----------
    flat : ndarray, shape (m, p)
        The weights that it will change.
    """

    def __init__(self, flat: np.ndarray) -> None:
        self.flat, self.steps = flat, 0
        self.mean, self.square = np.zeros_like(flat), np.zeros_like(flat)

    def step(self, gradient: np.ndarray, rate: float) -> None:
        """Move the weights against their gradient (m, p)."""
        self.steps += 1
        self.mean += (1 - BETA_1) * (gradient - self.mean)
        self.square += (1 - BETA_2) * (gradient * gradient - self.square)
        rate *= (1 - POWER_BASE_2**self.steps) ** 0.5 / (1 - POWER_BASE_1**self.steps)
        self.flat -= float(rate) * self.mean / (np.sqrt(self.square) + EPSILON)


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
    y : ndarray, shape (n, 1) or (m, n, 1)
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
    adam = Adam(flat)
    for rate in learning_rates:
        error = unrolled.forward(flat) - y  # (m, n, 1)
        adam.step(unrolled.backward(flat, slope(error)), rate)
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
    X : array_like, shape (n, window, features) or (m, n, window, features)
        Training windows, the same for all networks, or others for each; computed in
        the data type of the weights.
    y : array_like, shape (n, 1) or (m, n, 1)
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

    X, y = as_pairs_of_networks(X, y, weights.n_networks, weights.n_features)
    has_own = X.ndim == 4  # each network its own windows
    flat = weights.flatten()
    trained, watched = weights.view(flat), []
    history = np.empty((epochs, weights.n_networks), flat.dtype)
    val_history = None
    if validation_data is not None:
        if not isinstance(validation_data, tuple | list) or len(validation_data) != 2:
            raise TypeError("validation_data must be a pair, (X_val, y_val).")
        names = "X_val", "y_val"
        X_val, y_val = as_pairs(*validation_data, weights.n_features, names)
        y_val, val_history = y_val.astype(flat.dtype), history.copy()

    def train_some(networks: slice, stop: Event) -> None:
        """Train some of the networks, and note their losses."""
        rows = flat[networks]  # not a copy: `trained` sees every step
        part = weights.view(rows)
        of_part = (X[networks], y[networks]) if has_own else (X, y)
        unrolled = Unrolled(part, of_part[0])
        validation = None if val_history is None else Unrolled(part, X_val)
        steps = descend(rows, unrolled, of_part[1], rates, loss)
        for epoch, loss_now in enumerate(steps):
            history[epoch, networks] = loss_now
            if validation is not None:
                error = validation.forward(rows) - y_val
                val_history[epoch, networks] = LOSSES[loss].value(error)
            if watch is not None:
                watched.append(watch(trained))
            if stop.is_set():
                return

    as_choice("loss", loss, LOSSES)
    n_numbers = X.shape[-3] * weights.units * weights.n_networks
    n_shares = min(round(n_numbers / SHARE), weights.n_networks)
    side_by_side(train_some, weights.n_networks, 1 if watch else max(1, n_shares))
    return Training(trained, history, val_history, np.array(watched) if watch else None)


def side_by_side(
    work: Callable[[slice, Event], None], n_networks: int, n_shares: int
) -> None:
    """Do the networks in shares, as many at the same time as there are cores.

    Meanwhile the matrix products below NumPy run in one thread each: with several they
    fight for the same cores (for 64 units two to three times as slow, measured).

    Parameters
    ----------
    work : callable
        Takes a slice of the networks, and an event: once it is set, the work stops.
    n_networks, n_shares : int
        At least 1. One share is done in the thread of the caller.
    """
    edges = np.linspace(0, n_networks, n_shares + 1).astype(int).tolist()
    shares, stop = [slice(*edge) for edge in pairwise(edges)], Event()
    if n_shares == 1:
        work(*shares, stop)
        return
    one_thread = threads_of_libraries().limit(limits=1, user_api="blas")
    with one_thread, ThreadPoolExecutor(n_cores()) as pool:
        try:
            for _ in pool.map(work, shares, repeat(stop)):
                pass
        except BaseException:  # an interrupt must not wait for all epochs
            stop.set()
            raise


@cache
def threads_of_libraries() -> ThreadpoolController:
    """Return what sets how many threads the libraries below NumPy may use."""
    return ThreadpoolController()


def n_cores() -> int:
    """Return how many cores this process may use.

    Where several share a computer, OMP_NUM_THREADS says how many threads each may
    have, to this course as to the libraries below NumPy.
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # on macOS and Windows
        cores = os.cpu_count() or 1
    limit = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(cores, int(limit))) if limit.isdecimal() else cores


class Batch(NamedTuple):
    """What training leaves behind after one batch of a stream."""

    weights: LSTMWeights  # after the batch; the next one changes them in place
    loss: np.ndarray  # (m,), before its update
    error: np.ndarray  # (m, n, 1), predicted minus true, before its update


def train_stream(
    weights: LSTMWeights,
    batches: Iterable[tuple[Any, ...]],
    learning_rate: float = 0.01,
    loss: str = "mse",
    global_clipnorm: float | None = None,
) -> Iterator[Batch]:
    """Train every network on batches as they come, one step of Adam for each.

    A generator, so that a caller may look on, and stop after any batch.

    Parameters
    ----------
    weights : LSTMWeights
        The starting weights of m networks; they are not changed.
    batches : iterable of tuples
        Each ``(X, y)`` or ``(X, y, lengths)``, as in `gradients`.
    learning_rate : float
        The step size of Adam, above 0.
    loss : {"mae", "mse"}
        What is made small.
    global_clipnorm : float, optional
        The longest gradient of one network, all its weights taken together; a longer
        one is shortened to it (Pascanu, Mikolov & Bengio, 2013), as Keras does under
        the same name.

    Yields
    ------
    Batch
        ``weights, loss, error``.

    Raises
    ------
    TypeError
        If a value is of the wrong kind.
    ValueError
        If a value is out of range, or shapes do not fit.
    """
    rate = as_positive("learning_rate", learning_rate)
    value, slope = LOSSES[as_choice("loss", loss, LOSSES)]
    if global_clipnorm is not None:
        global_clipnorm = as_positive("global_clipnorm", global_clipnorm)
    flat = weights.flatten()
    adam, trained = Adam(flat), weights.view(flat)
    for X, y, *lengths in batches:
        X, y = as_pairs(X, y, weights.n_features)
        unrolled = unroll(weights, X, *lengths)
        error = unrolled.forward(flat) - y.astype(flat.dtype)
        gradient = unrolled.backward(flat, slope(error))
        if global_clipnorm is not None:
            norm = np.sqrt((gradient * gradient).sum(axis=1, keepdims=True))
            gradient *= global_clipnorm / np.maximum(norm, global_clipnorm)
        adam.step(gradient, rate)
        yield Batch(trained, value(error), error)
