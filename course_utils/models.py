"""The only module that imports Keras: models, progress, and weights to and from it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from course_utils._validate import as_choice, as_count, as_positive
from course_utils.lstm import ACTIVATIONS, LOSSES, LSTMWeights

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


# TensorFlow 2.21 says at each import, whatever its settings, that it found no GPU.
KNOWN_NOISE = re.compile(
    rb"^(WARNING: All log messages before absl::InitializeLog\(\) is called are "
    rb"written to STDERR|I0000 .* cudart_stub\.cc:\d+\] Could not find cuda .*)\n",
    re.MULTILINE,
)


@contextmanager
def _without_known_noise() -> Iterator[None]:
    """Keep what is written to standard error, and pass it on without the known noise.

    C code writes there past Python's `sys.stderr`. What others write meanwhile, and
    any real message of TensorFlow, is late but not lost.
    """
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            kept.seek(0)
            os.write(2, KNOWN_NOISE.sub(b"", kept.read()))


with _without_known_noise():
    import keras
    import tensorflow as tf
    from tqdm.keras import TqdmCallback

# In each epoch `fit` asks for its batches anew, and each time TensorFlow looks for a
# better way to fetch them. For windows as few as ours the search takes two fifths of
# the time (measured), and the results stay the same without it. This has no effect
# where TensorFlow has already begun to compute.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


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


def from_keras(model: keras.Model) -> LSTMWeights:
    """Return the weights of a model LSTM → Dense(1), as one network.

    Parameters
    ----------
    model : keras.Model
        As `build_lstm` builds it, whatever its units, features and activation.

    Returns
    -------
    LSTMWeights
        Of one network, with the model's activation.

    Raises
    ------
    ValueError
        If the model is of another kind, so that the course's LSTM would compute
        something else.
    """
    layers = [x for x in model.layers if not isinstance(x, keras.layers.InputLayer)]
    kinds = [type(layer).__name__ for layer in layers]
    if kinds != ["LSTM", "Dense"]:
        raise ValueError(f"model must be LSTM → Dense(1), but it is {kinds}.")
    lstm, dense = layers
    if dense.units != 1:
        raise ValueError(f"model must end in Dense(1), but it ends in {dense.units}.")
    usual = {
        "recurrent_activation": "sigmoid",
        "use_bias": True,
        "return_sequences": False,
        "go_backwards": False,
        "stateful": False,
    }
    usual_dense = {"activation": "linear", "use_bias": True}
    for layer, expected in ((lstm, usual), (dense, usual_dense)):
        settings = layer.get_config()
        other = {name: settings[name] for name in expected}
        if other != expected:
            raise ValueError(
                f"The {type(layer).__name__} layer must have {expected}, not {other}."
            )
    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = (
        array[np.newaxis] for array in model.get_weights()
    )
    return LSTMWeights(
        *(kernel, recurrent_kernel, bias, dense_kernel, dense_bias),
        activation=as_choice(
            "activation", lstm.get_config()["activation"], ACTIVATIONS
        ),
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
        `learning_rate`, `loss` and `seed` of `build_lstm`.

    Returns
    -------
    keras.Model

    Raises
    ------
    TypeError
        If a value is of the wrong kind.
    ValueError
        If there is no such network, it has more than one feature, or a value is out of
        range.
    """
    network = as_count("network", network, 0, weights.n_networks - 1)
    if weights.n_features != 1:
        raise ValueError(
            f"weights must be of networks with 1 feature, not {weights.n_features}."
        )
    model = build_lstm(window, weights.units, weights.activation, **settings)
    model.set_weights([array[network] for array in weights.arrays])
    return model
