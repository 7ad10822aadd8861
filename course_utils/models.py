"""The only module that imports Keras: models, progress, and weights to and from it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from course_utils._validate import as_choice, as_count, as_positive
from course_utils.cells import ACTIVATIONS
from course_utils.losses import LOSSES
from course_utils.weights import LSTMWeights

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


@contextmanager
def _without_log_noise() -> Iterator[None]:
    """Drop what C code writes to standard error: TensorFlow reports missing GPUs.

    No setting of TensorFlow 2.21 stops those lines. Python's errors still arrive.
    """
    keep = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(keep, 2)
        os.close(keep)


with _without_log_noise():
    import keras
    from tqdm.keras import TqdmCallback


def build_lstm(
    window: int,
    units: int,
    activation: str = "tanh",
    learning_rate: float = 0.01,
    loss: str = "mae",
    seed: int | None = None,
) -> keras.Model:
    """Build and compile LSTM → Dense(1).

    Parameters
    ----------
    window : int
        Time steps in a window, at least 1.
    units : int
        Units of the LSTM layer, at least 1.
    activation : {"tanh", "relu"}
        For the candidate and the cell state.
    learning_rate : float
        Step size of Adam, above 0.
    loss : {"mae", "mse"}
        What is made small; the mean squared error is measured as well.
    seed : int, optional
        Sets all seeds by `keras.utils.set_random_seed`; at least 0.

    Returns
    -------
    keras.Model
        Takes (n, window, 1), returns (n, 1).

    Raises
    ------
    TypeError
        If a value is of the wrong kind.
    ValueError
        If a value is out of range.
    """
    window = as_count("window", window, 1)
    units = as_count("units", units, 1)
    activation = as_choice("activation", activation, ACTIVATIONS)
    learning_rate = as_positive("learning_rate", learning_rate)
    loss = as_choice("loss", loss, LOSSES)
    if seed is not None:
        keras.utils.set_random_seed(as_count("seed", seed, 0))
    model = keras.Sequential(
        [
            keras.Input(shape=(window, 1)),
            keras.layers.LSTM(units, activation=activation),
            keras.layers.Dense(1),
        ]
    )
    model.compile(keras.optimizers.Adam(learning_rate), loss=loss, metrics=["mse"])
    return model


@contextmanager
def double_precision() -> Iterator[None]:
    """Let Keras compute with 64 bits, as NumPy does, in a ``with`` block."""
    floatx, policy = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        yield
    finally:
        keras.config.set_floatx(floatx)
        keras.config.set_dtype_policy(policy)


def progress_bar() -> keras.callbacks.Callback:
    """Return a callback for `fit` that shows a progress bar over the epochs."""
    return TqdmCallback(verbose=0)


class AfterEpoch(keras.callbacks.Callback):
    """Call a function after each epoch; end the training when it returns True.

    Parameters
    ----------
    function : callable
        Takes the number of epochs done and the dictionary of losses.
    """

    def __init__(self, function: Callable[[int, dict[str, float]], bool | None]):
        super().__init__()
        self.function = function

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keras calls this."""
        if self.function(epoch + 1, dict(logs or {})):
            self.model.stop_training = True


def from_keras(model: keras.Model) -> LSTMWeights:
    """Return the weights of a model LSTM → Dense(1), as one network.

    Raises
    ------
    ValueError
        If the model is of another kind.
    """
    arrays = model.get_weights()
    if len(arrays) != 5 or arrays[0].shape[1] != 4 * arrays[1].shape[0]:
        shapes = [array.shape for array in arrays]
        raise ValueError(f"model must be LSTM → Dense(1); its weights have {shapes}.")
    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = arrays
    return LSTMWeights(
        kernel[np.newaxis],
        recurrent_kernel[np.newaxis],
        bias[np.newaxis, np.newaxis],
        dense_kernel[np.newaxis],
        dense_bias[np.newaxis, np.newaxis],
    )


def to_keras(
    weights: LSTMWeights, window: int, network: int = 0, **settings: Any
) -> keras.Model:
    """Return a compiled model that starts from the weights of one network.

    Parameters
    ----------
    weights : LSTMWeights
        Of m networks with one feature.
    window : int
        Time steps in a window, at least 1.
    network : int
        Which network, from 0 to m - 1.
    **settings
        Passed on to `build_lstm`.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If there is no such network, or a value is out of range.
    """
    network = as_count("network", network, 0, weights.n_networks - 1)
    model = build_lstm(window, weights.units, **settings)
    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = (
        array[network] for array in weights
    )
    model.set_weights([kernel, recurrent_kernel, bias[0], dense_kernel, dense_bias[0]])
    return model
