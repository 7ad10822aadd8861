"""Keras models: built as the recipe says, quiet, and the same as the NumPy twin."""

import os
import subprocess
import sys

import numpy as np
import pytest

from course_utils import models
from course_utils.lstm import init_networks, predict
from course_utils.models import keras
from course_utils.series import fibonacci, make_windows

X, y = make_windows(fibonacci(10), window=3)


@pytest.fixture(scope="module")
def model():
    return models.build_lstm(3, 4, "relu", seed=1)


def test_recipe_has_101_parameters(model):
    assert model.count_params() == 101


@pytest.mark.parametrize(("window", "units"), [(1, 1), (3, 4), (5, 7)])
def test_number_of_parameters_follows_the_formula(window, units):
    formula = 4 * ((1 + units) * units + units) + units + 1
    assert models.build_lstm(window, units).count_params() == formula


def test_tensorflow_does_not_look_for_better_ways_to_fetch_few_windows():
    chosen = models.tf.config.optimizer.get_experimental_options()
    assert chosen["disable_meta_optimizer"]


def test_model_is_compiled_as_asked():
    model = models.build_lstm(3, 2, "relu", learning_rate=0.05, loss="mse")
    assert model.loss == "mse"
    assert float(model.optimizer.learning_rate) == pytest.approx(0.05)
    assert model.layers[0].activation is keras.activations.relu
    assert model.input_shape == (None, 3, 1)


def test_same_seed_gives_the_same_weights_and_another_gives_others():
    first, again, other = (models.build_lstm(3, 4, seed=seed) for seed in (5, 5, 6))
    assert np.array_equal(first.get_weights()[0], again.get_weights()[0])
    assert not np.array_equal(first.get_weights()[0], other.get_weights()[0])


def test_weights_go_to_keras_and_back_unchanged():
    weights = init_networks(3, 5, seed=2, activation="relu")
    back = models.from_keras(models.to_keras(weights, window=4, network=2))
    for ours, theirs in zip(weights.select(2).arrays, back.arrays, strict=True):
        assert np.array_equal(ours, theirs)
    assert back.activation == "relu"


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_keras_and_twin_predict_the_same(activation):
    weights = init_networks(2, 4, seed=3, activation=activation)
    model = models.to_keras(weights, window=3, network=1)
    ours = predict(weights, X)[1]
    assert np.allclose(model(X.astype("float32")), ours, rtol=1e-5, atol=1e-6)


def test_saved_model_predicts_the_same(model, tmp_path):
    model.save(tmp_path / "lstm.keras")
    loaded = keras.models.load_model(tmp_path / "lstm.keras")
    assert np.array_equal(loaded(X), model(X))


def settings_of_keras():
    return keras.config.floatx(), keras.config.dtype_policy().name


def dtypes_of(model):
    return {variable.dtype for variable in model.weights}


def test_double_precision_holds_inside_its_block_only():
    before = settings_of_keras()
    with models.double_precision():
        assert settings_of_keras() == ("float64", "float64")
        inside = models.build_lstm(3, 2)
    assert settings_of_keras() == before == ("float32", "float32")
    assert inside(X).dtype == "float64"
    assert dtypes_of(inside) == {"float64"}
    assert dtypes_of(models.build_lstm(3, 2)) == {"float32"}


def test_double_precision_ends_when_its_block_fails():
    before = settings_of_keras()
    with pytest.raises(ZeroDivisionError), models.double_precision():
        raise ZeroDivisionError
    assert settings_of_keras() == before


def test_in_double_precision_keras_and_twin_agree_to_the_last_digits():
    weights = init_networks(1, 4, seed=3, dtype="float64")
    with models.double_precision():
        by_keras = models.to_keras(weights, window=3).predict(X, verbose=0)
    np.testing.assert_allclose(by_keras, predict(weights, X)[0], rtol=1e-12)


def test_progress_bar_counts_the_epochs():
    bar = models.progress_bar()
    models.build_lstm(3, 1).fit(X, y, epochs=4, verbose=0, callbacks=[bar])
    assert bar.epoch_bar.n == bar.epoch_bar.total == 4


def test_importing_and_training_writes_nothing_to_standard_error():
    code = (
        "from course_utils import models; import numpy as np;"
        "X = np.ones((2, 3, 1)); y = np.ones((2, 1));"
        "models.build_lstm(3, 2).fit(X, y, verbose=0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_real_messages_of_c_code_are_passed_on(capfd):
    known = (
        b"WARNING: All log messages before absl::InitializeLog() is called are written "
        b"to STDERR\nI0000 00:00:1 2 cudart_stub.cc:31] Could not find cuda drivers on "
        b"your machine, GPU will not be used.\n"
    )
    with models._without_known_noise():
        os.write(2, b"E0000 before\n" + known + b"after, without an end of line")
    assert capfd.readouterr().err == "E0000 before\nafter, without an end of line"
    with pytest.raises(ZeroDivisionError), models._without_known_noise():
        os.write(2, known + b"the reason\n")
        raise ZeroDivisionError
    assert capfd.readouterr().err == "the reason\n"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"units": 0}, ValueError, r"units must be .* at least 1, but it is 0"),
        ({"units": 2.5}, TypeError, r"units must be .* but it is 2\.5"),
        ({"units": "four"}, TypeError, "units must be .* but it is 'four'"),
        ({"window": 0}, ValueError, "window must be .* at least 1, but it is 0"),
        ({"activation": "sin"}, ValueError, "one of 'tanh', 'relu', but it is 'sin'"),
        ({"loss": "mape"}, ValueError, "one of 'mae', 'mse', but it is 'mape'"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be .* above 0"),
        ({"learning_rate": float("nan")}, ValueError, "learning_rate must be .* nan"),
        ({"learning_rate": "fast"}, TypeError, "learning_rate must be .* 'fast'"),
        ({"seed": -1}, ValueError, "seed must be .* at least 0, but it is -1"),
    ],
)
def test_build_lstm_refuses(arguments, error, message):
    with pytest.raises(error, match=message):
        models.build_lstm(**{"window": 3, "units": 4, **arguments})


def test_to_keras_refuses_a_network_that_is_not_there():
    with pytest.raises(
        ValueError, match=r"network must be .* from 0 to 1, but it is 2"
    ):
        models.to_keras(init_networks(2, 1), window=3, network=2)


def test_to_keras_refuses_networks_of_two_features():
    with pytest.raises(ValueError, match="networks with 1 feature, not 2"):
        models.to_keras(init_networks(1, 2, n_features=2), window=3)


LSTM, DENSE = keras.layers.LSTM, keras.layers.Dense


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([keras.layers.Flatten(), DENSE(1)], r"LSTM → Dense\(1\), but it is \['Fl"),
        ([LSTM(2)], r"LSTM → Dense\(1\), but it is \['LSTM'\]"),
        ([keras.layers.GRU(2), DENSE(1)], r"LSTM → Dense\(1\), but it is \['GRU'"),
        ([LSTM(2), DENSE(2)], r"must end in Dense\(1\), but it ends in 2"),
        ([LSTM(2), DENSE(1, activation="relu")], "Dense layer must have"),
        ([LSTM(2), DENSE(1, use_bias=False)], "Dense layer must have"),
        ([LSTM(2, use_bias=False), DENSE(1)], "LSTM layer must have"),
        ([LSTM(2, recurrent_activation="tanh"), DENSE(1)], "LSTM layer must have"),
        ([LSTM(2, return_sequences=True), DENSE(1)], "LSTM layer must have"),
        ([LSTM(2, go_backwards=True), DENSE(1)], "LSTM layer must have"),
        ([LSTM(2, activation="gelu"), DENSE(1)], "one of 'tanh', 'relu', .* 'gelu'"),
    ],
)
def test_from_keras_refuses_another_kind_of_model(layers, message):
    model = keras.Sequential([keras.Input((3, 1)), *layers])
    with pytest.raises(ValueError, match=message):
        models.from_keras(model)


def test_from_keras_takes_two_features():
    model = keras.Sequential([keras.Input((3, 2)), LSTM(4), DENSE(1)])
    assert models.from_keras(model).n_features == 2
