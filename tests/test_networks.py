"""Networks: their weights, predictions and gradients, against Keras and definitions.

Predictions and gradients are computed in float64.
"""

import re
import tracemalloc
from itertools import product
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_utils.models import keras  # first of the two: it keeps TensorFlow silent

import tensorflow as tf  # isort: skip

from course_utils.lstm import (
    LSTMWeights,
    exact_network,
    gradients,
    init_networks,
    networks,
    predict,
    train,
    unroll,
)
from course_utils.lstm.networks import matrices
from course_utils.series import fibonacci, make_windows

activations = pytest.mark.parametrize("activation", ["tanh", "relu"])
losses = pytest.mark.parametrize("loss", ["mae", "mse"])

# Units 1-16, windows of 1-12, 1-3 features: the corners and some in between.
CORNERS = list(product((1, 16), (1, 12), (1, 3)))
grid = pytest.mark.parametrize(
    ("units", "window", "n_features"),
    [*CORNERS, (4, 3, 1), (2, 5, 2), (3, 2, 1), (5, 8, 1), (7, 4, 3), (11, 6, 2)],
)
sizes = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 3))
seeds = st.integers(0, 2**32 - 1)


def draw(units, window, n_features, activation="tanh", n_networks=2, n=5, seed=0):
    """Return weights, none of them 0, windows and targets at random."""
    rng = np.random.default_rng([seed, units, window, n_features])
    sizes = n_networks, units, n_features
    weights = init_networks(*sizes, seed, activation, dtype="float64")
    flat = weights.flatten()
    flat += 0.3 * rng.standard_normal(flat.shape)
    X = rng.standard_normal((n, window, n_features))
    y = rng.standard_normal((n, 1))
    return weights.view(flat), X, y


def keras_layers(weights, network):
    """Return an LSTM layer and a Dense layer of Keras with the weights of a network."""
    settings = {"activation": weights.activation, "dtype": "float64"}
    lstm = keras.layers.LSTM(weights.units, **settings)
    dense = keras.layers.Dense(1, dtype="float64")
    lstm.build((None, None, weights.n_features))
    dense.build((None, weights.units))
    arrays = [array[network] for array in weights.arrays]
    lstm.set_weights(arrays[:3])
    dense.set_weights(arrays[3:])
    return lstm, dense


def assert_close(result, expected, relative):
    """Compare against the largest number expected, as some of them may be near 0."""
    scale = np.abs(expected).max()
    np.testing.assert_allclose(result, expected, rtol=0, atol=relative * scale)


# Against Keras and TensorFlow


@grid
@activations
def test_predict_equals_keras(units, window, n_features, activation):
    weights, X, _ = draw(units, window, n_features, activation)
    predictions = predict(weights, X)
    assert predictions.shape == (2, 5, 1)
    for network, predicted in enumerate(predictions):
        lstm, dense = keras_layers(weights, network)
        assert_close(predicted, dense(lstm(X)).numpy(), 1e-12)


@grid
@activations
@losses
def test_gradients_equal_tensorflow(units, window, n_features, activation, loss):
    weights, X, y = draw(units, window, n_features, activation)
    value, slopes = gradients(weights, X, y, loss)
    for network in range(2):
        lstm, dense = keras_layers(weights, network)
        with tf.GradientTape() as tape:
            loss_of_keras = tf.reduce_mean(keras.losses.get(loss)(y, dense(lstm(X))))
        expected = tape.gradient(
            loss_of_keras, [*lstm.trainable_weights, *dense.trainable_weights]
        )
        assert_close(value[network], loss_of_keras.numpy(), 1e-12)
        scale = max(np.abs(d).max() for d in expected)
        for result, d in zip(slopes.arrays, expected, strict=True):
            np.testing.assert_allclose(
                result[network].ravel(),
                np.ravel(d),
                rtol=0,
                atol=1e-9 * scale,
                err_msg=f"the slopes of shape {d.shape}",
            )


# Against the definition of a derivative


def sides_of_kinks(weights, X, y, loss):
    """Say on which side of each kink networks are: signs (m, ...) of what bends.

    The mean absolute error bends where an error is 0, relu where a candidate is.
    """
    unrolled = unroll(weights, X)
    error = unrolled.forward(weights.flatten()) - y
    signs = [np.sign(error)] if loss == "mae" else []
    if weights.activation == "relu":
        signs += [step.c_tilde > 0 for step in unrolled.steps]
    return [sign.reshape(weights.n_networks, -1) for sign in signs]


@activations
@losses
@settings(max_examples=25)
@given(sizes, seeds)
def test_gradients_equal_central_differences(activation, loss, size, seed):
    weights, X, y = draw(*size, activation, n_networks=1, seed=seed)
    _, slopes = gradients(weights, X, y, loss)

    # As many networks as there are weights, each with another weight moved by a step.
    flat, step = weights.flatten(), 1e-6
    moved = np.eye(flat.shape[1]) * step
    before, after = weights.view(flat - moved), weights.view(flat + moved)
    value = [gradients(side, X, y, loss)[0] for side in (before, after)]
    difference = (value[1] - value[0]) / (2 * step)

    # Across a kink of relu or of the absolute value a difference is no derivative,
    # but a mixture of two; so weights whose step crosses one are not compared.
    smooth = np.ones(len(moved), dtype=bool)
    for one, other in zip(
        sides_of_kinks(before, X, y, loss),
        sides_of_kinks(after, X, y, loss),
        strict=True,
    ):
        smooth &= (one == other).all(axis=1)
    assume(smooth.mean() > 0.9)
    derivative = slopes.flatten()[0]
    scale = max(np.abs(derivative).max(), 1.0)
    np.testing.assert_allclose(
        derivative[smooth], difference[smooth], rtol=0, atol=1e-6 * scale
    )


# What the leading axis of networks promises


@activations
@given(sizes, st.integers(1, 6))
def test_networks_together_are_each_as_if_alone(activation, size, m):
    weights, X, y = draw(*size, activation, n_networks=m)
    predictions = predict(weights, X)
    value, slopes = gradients(weights, X, y, "mse")
    for k in range(m):
        alone = weights.select(k)
        assert_close(predictions[k], predict(alone, X)[0], 1e-13)
        value_alone, slopes_alone = gradients(alone, X, y, "mse")
        assert_close(value[k], value_alone[0], 1e-13)
        assert_close(slopes.flatten()[k], slopes_alone.flatten()[0], 1e-13)


def test_a_window_is_predicted_alike_alone_and_among_others():
    weights, X, _ = draw(4, 3, 2)
    together = predict(weights, X)
    for k in range(len(X)):
        assert_close(predict(weights, X[[k]])[:, 0], together[:, k], 1e-13)


@pytest.mark.parametrize("at_once", [1, 4 * 3 * 2 * 3, 10**9])
def test_windows_predicted_in_parts_are_those_predicted_at_once(at_once, monkeypatch):
    X = np.random.default_rng(0).normal(size=(7, 3, 2))
    weights, lengths = init_networks(2, 4, n_features=2), [3, 1, 2, 3, 1, 1, 2]
    wholes = predict(weights, X), predict(weights, X, lengths)
    monkeypatch.setattr(networks, "MOST_AT_ONCE", at_once)
    parts = predict(weights, X), predict(weights, X, lengths)
    for whole, in_parts in zip(wholes, parts, strict=True):
        np.testing.assert_allclose(in_parts, whole, rtol=1e-6)


def test_many_windows_need_little_memory():
    weights, X = init_networks(10, 4), np.zeros((20_000, 50, 1), "float32")
    tracemalloc.start()
    predict(weights, X)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200e6  # at once it would be 2 GB


def test_what_is_given_stays_as_it_is():
    weights, X, y = draw(4, 3, 2)
    copies = [array.copy() for array in (*weights.arrays, X, y)]
    predict(weights, X)
    gradients(weights, X, y)
    for array, copy in zip((*weights.arrays, X, y), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_the_next_forward_leaves_earlier_predictions_alone():
    weights, X, _ = draw(4, 3, 1)
    unrolled, flat = unroll(weights, X), weights.flatten()
    first = unrolled.forward(flat)
    kept = first.copy()
    unrolled.forward(flat * 2)
    np.testing.assert_array_equal(first, kept)
    np.testing.assert_array_equal(unrolled.forward(flat), kept)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_weights_decide_the_data_type(dtype):
    weights = init_networks(2, 3, dtype=dtype)
    X, y = make_windows(fibonacci(10), 3)
    value, slopes = gradients(weights, X, y)
    assert {array.dtype for array in (predict(weights, X), value, *slopes.arrays)} == {
        np.dtype(dtype)
    }


def test_whole_numbers_and_lists_are_welcome():
    weights = init_networks(2, 3)
    X, y = make_windows(fibonacci(10), 3)
    expected = gradients(weights, X, y)
    for kind in (np.int64, np.float32):
        result = gradients(weights, X.astype(kind), y.astype(kind))
        np.testing.assert_array_equal(result[0], expected[0])
    np.testing.assert_array_equal(
        predict(weights, X.tolist()), predict(weights, X.astype(int))
    )


# An LSTM that is exact


def test_two_units_set_by_hand_continue_fibonacci_exactly_in_float32():
    # Input and output gates stay open, the forget gate shut; relu lets all pass.
    empty = init_networks(1, units=2, activation="relu")
    weights = empty.view(0 * empty.flatten())
    weights.bias[0] = np.repeat([30, -120, 0, 30], 2)
    weights.kernel[0, 0, 4] = 1  # candidate of the first unit: x_t
    weights.recurrent_kernel[0, 0, 5] = 1  # of the second: what the first had before
    weights.dense_kernel[...] = 1  # x_t + x_(t-1)
    terms = fibonacci(37)  # F(36) is the last before float32 must round
    for window in (2, 3, 7):
        X, y = make_windows(terms, window)
        predicted = predict(weights, X)[0]
        assert predicted.dtype == np.float32
        later = y[:, 0] >= terms[3]
        relative_error = np.abs(predicted - y)[later] / y[later]
        assert relative_error.max() == 0
        assert y[-1, 0] == terms[36]


# What a learner may get wrong


def with_nan(array):
    array = array.copy()
    array[1, 0] = np.nan
    return array


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda X: X[:, :, 0], ValueError, r"X must have 3 axes .*\(7, 3\)"),
        (lambda X: X[:0], ValueError, r"X is empty: its shape is \(0, 3, 1\)"),
        (lambda X: X[:, :0], ValueError, r"X is empty: its shape is \(7, 0, 1\)"),
        (with_nan, ValueError, r"X must hold finite .* index \(1, 0, 0\) .* nan"),
        (lambda X: X.astype(str), TypeError, "X must hold numbers only.*'0.0'"),
        (
            lambda X: X.repeat(2, 2),
            ValueError,
            r"X must have 1 feature in its last axis.*\(7, 3, 2\)",
        ),
        (lambda X: [[[1]], [[1], [2]]], ValueError, "X must have rows of equal length"),
        (lambda X: None, TypeError, "X must hold numbers only, but it holds None"),
    ],
)
def test_a_bad_window_is_named(change, error, message):
    weights, (X, y) = init_networks(1, 2), make_windows(fibonacci(10), 3)
    for call in (
        lambda: predict(weights, change(X)),
        lambda: gradients(weights, change(X), y),
    ):
        with pytest.raises(error) as caught:
            call()
        assert re.search(message, str(caught.value))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda y: y[:, 0], ValueError, r"y must have 2 axes .*\(7,\)"),
        (lambda y: y[:5], ValueError, "same length.* X has 7 and y has 5"),
        (lambda y: y.repeat(2, 1), ValueError, r"y must have .*\(7, 2\)"),
        (with_nan, ValueError, r"y must hold finite .* index \(1, 0\) .* nan"),
        (lambda y: y.astype(str), TypeError, "y must hold numbers only.*'2.0'"),
    ],
)
def test_a_bad_target_is_named(change, error, message):
    weights, (X, y) = init_networks(1, 2), make_windows(fibonacci(10), 3)
    with pytest.raises(error) as caught:
        gradients(weights, X, change(y))
    assert re.search(message, str(caught.value))


@pytest.mark.parametrize("word", ["sigmoid", "Tanh", "", None, np.tanh])
def test_an_unknown_activation_or_loss_is_named(word):
    weights, (X, y) = init_networks(1, 2), make_windows(fibonacci(10), 3)
    with pytest.raises(ValueError, match="activation must be one of 'tanh', 'relu'"):
        init_networks(1, 2, activation=word)
    with pytest.raises(ValueError, match="activation must be one of 'tanh', 'relu'"):
        LSTMWeights(*weights.arrays, activation=word)
    with pytest.raises(ValueError, match="loss must be one of 'mae', 'mse'"):
        gradients(weights, X, y, loss=word)


NOTEBOOKS = Path(__file__).parents[1] / "notebooks"

some = st.integers(1, 5)


def shapes_of(m, u, f):
    return [(m, f, 4 * u), (m, u, 4 * u), (m, 4 * u), (m, u, 1), (m, 1)]


# LSTMWeights


@given(some, some, some)
def test_weights_know_their_sizes(m, u, f):
    weights = init_networks(m, u, f)
    assert [array.shape for array in weights.arrays] == shapes_of(m, u, f)
    assert (weights.n_networks, weights.units, weights.n_features) == (m, u, f)


@given(some, some, some)
def test_view_undoes_flatten(m, u, f):
    weights = init_networks(m, u, f)
    flat = weights.flatten()
    assert flat.shape == (m, 4 * u * (f + u + 1) + u + 1)
    for back, array in zip(weights.view(flat).arrays, weights.arrays, strict=True):
        np.testing.assert_array_equal(back, array)


@given(some, some, some)
def test_view_shares_its_memory_and_misses_no_number(m, u, f):
    weights = init_networks(m, u, f)
    flat = weights.flatten()
    for array in weights.view(flat).arrays:
        assert np.shares_memory(array, flat)
        array[...] = 7
    assert (flat == 7).all()


def test_flatten_and_select_are_copies():
    weights = init_networks(3, 2)
    flat, selected = weights.flatten(), weights.select(0, 2)
    flat[...] = 0
    for array in selected.arrays:
        array[...] = 0
    for array, untouched in zip(
        weights.arrays, init_networks(3, 2).arrays, strict=True
    ):
        np.testing.assert_array_equal(array, untouched)


def test_select_keeps_the_networks_in_the_order_asked_for():
    weights = init_networks(4, 2)
    for array, two in zip(weights.arrays, weights.select(3, 1).arrays, strict=True):
        np.testing.assert_array_equal(two, array[[3, 1]])


def test_the_recipe_has_101_weights():
    assert init_networks(1, units=4).flatten().shape == (1, 101)


def test_matrices_multiply_rows_of_input_hidden_state_and_1():
    m, u, f = 2, 3, 2
    weights = init_networks(m, u, f, dtype="float64")
    weights.dense_bias[...] = 0.5
    rng = np.random.default_rng(0)
    x, h = rng.standard_normal((m, 5, f)), rng.standard_normal((m, 5, u))
    one = np.ones((m, 5, 1))
    lstm, dense = matrices(weights.flatten(), f, u)
    np.testing.assert_allclose(
        np.concatenate([x, h, one], axis=2) @ lstm,
        x @ weights.kernel + h @ weights.recurrent_kernel + weights.bias[:, np.newaxis],
        atol=1e-14,
    )
    np.testing.assert_allclose(
        np.concatenate([h, one], axis=2) @ dense,
        h @ weights.dense_kernel + weights.dense_bias[:, np.newaxis],
        atol=1e-14,
    )


@pytest.mark.parametrize("shape", [(3, 100), (3, 102), (3, 202), (101,)])
def test_rows_of_a_wrong_length_are_no_weights(shape):
    with pytest.raises(ValueError, match=r"one row of 101 numbers .* 4 units.*shape"):
        init_networks(3, 4).view(np.zeros(shape))


def test_arrays_that_do_not_fit_together_are_no_weights():
    weights = init_networks(2, 3)
    kernel, recurrent_kernel, bias, *dense = weights.arrays
    with pytest.raises(ValueError, match=r"3 units must have the shapes .* but they"):
        LSTMWeights(kernel, recurrent_kernel, bias[:, np.newaxis], *dense)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_networks_keep_their_activation(activation):
    weights = init_networks(2, 3, activation=activation)
    X, y = make_windows(fibonacci(10), 3)
    kept = (
        weights,
        weights.select(1),
        weights.view(weights.flatten()),
        gradients(weights, X, y)[1],
        train(weights, X, y, epochs=1).weights,
    )
    assert [of.activation for of in kept] == [activation] * 5


# exact_network

each_dtype = pytest.mark.parametrize(
    ("dtype", "last", "bits"),  # the last exact term, and bits of the mantissa
    [
        ("float32", 36, 24),
        ("float64", 78, 53),
    ],
)


@pytest.mark.parametrize("window", [2, 3, 8])
@each_dtype
def test_exact_network_continues_fibonacci_to_the_last_exact_term(
    dtype, last, bits, window
):
    X, y = make_windows(fibonacci(last + 1), window)
    y_pred = predict(exact_network(dtype), X)[0]
    assert y_pred.dtype == dtype
    np.testing.assert_array_equal(y_pred, y)


@each_dtype
def test_exact_network_adds_whole_numbers_at_random(dtype, last, bits):
    X = np.random.default_rng(0).integers(0, 2 ** (bits - 1), (500, 4, 1))
    y_pred = predict(exact_network(dtype), X.astype(dtype))[0]
    np.testing.assert_array_equal(y_pred, X[:, -2] + X[:, -1])


def test_exact_network_is_the_one_that_notebook_02_sets_by_hand():
    path = NOTEBOOKS / "02_write_an_lstm.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    (code,) = (
        cell.source
        for cell in cells
        if cell.cell_type == "code" and "LSTMWeights(" in cell.source
    )
    names = {"np": np}
    exec(code, names)
    (by_hand,) = (value for value in names.values() if isinstance(value, LSTMWeights))
    for ours, of_notebook in zip(exact_network().arrays, by_hand.arrays, strict=True):
        assert ours.dtype == of_notebook.dtype
        np.testing.assert_array_equal(ours, of_notebook)
    assert by_hand.activation == exact_network().activation == "relu"


def test_exact_network_has_the_data_type_asked_for_and_refuses_others():
    for dtype in ("float32", "float64"):
        assert {array.dtype.name for array in exact_network(dtype).arrays} == {dtype}
    with pytest.raises(ValueError, match="dtype must be one of 'float32', 'float64'"):
        exact_network("int64")


# init_networks


@given(some, some, some, st.integers(0, 2**70))
def test_a_network_is_the_same_however_many_are_drawn(k, u, f, seed):
    alone = init_networks(k + 1, u, f, seed).select(k)
    many = init_networks(9, u, f, seed)
    for one, of_many in zip(alone.arrays, many.arrays, strict=True):
        np.testing.assert_array_equal(one[0], of_many[k])


def test_networks_and_seeds_differ():
    drawn = np.concatenate(
        [init_networks(3, 2, seed=seed).flatten() for seed in range(3)]
    )
    assert len(np.unique(drawn[:, 0])) == 9


def test_float32_is_the_same_draw_rounded():
    rounded = init_networks(3, 4).flatten()
    exact = init_networks(3, 4, dtype="float64").flatten()
    assert (rounded.dtype, exact.dtype) == (np.float32, np.float64)
    np.testing.assert_array_equal(rounded, exact.astype("float32"))


def test_only_the_bias_of_the_forget_gate_is_1():
    weights = init_networks(2, 3)
    i, f, c, o = np.split(weights.bias, 4, axis=1)
    assert (f == 1).all()
    assert not np.any([i, c, o]) and not weights.dense_bias.any()


def test_biases_are_those_of_keras():
    layer = keras.layers.LSTM(3)
    layer.build((1, 1, 2))
    np.testing.assert_array_equal(
        init_networks(1, 3, 2).bias[0], layer.get_weights()[2]
    )


@pytest.mark.parametrize(("u", "f"), [(4, 1), (8, 3)])
def test_kernels_are_uniform_up_to_the_limit_of_keras(u, f):
    weights = init_networks(500, u, f, dtype="float64")
    for drawn, shape in ((weights.kernel, (f, 4 * u)), (weights.dense_kernel, (u, 1))):
        limit = np.sqrt(6 / sum(shape))
        of_keras = np.array(
            [keras.initializers.GlorotUniform(seed=k)(shape) for k in range(100)]
        )
        for numbers in (drawn, of_keras):
            assert np.abs(numbers).max() <= limit * (1 + 1e-6)
            assert np.abs(numbers).max() > 0.95 * limit
            # The k-th moment of a uniform draw from -1 … 1 is 0, 1/3, 0, 1/5.
            moments = [np.mean((numbers / limit) ** k) for k in (1, 2, 3, 4)]
            np.testing.assert_allclose(moments, [0, 1 / 3, 0, 1 / 5], atol=0.12)
        assert abs((drawn / limit).mean()) < 0.06


@pytest.mark.parametrize("u", [1, 2, 4, 16])
def test_rows_of_the_recurrent_kernel_are_orthonormal_as_in_keras(u):
    drawn = init_networks(20, u, dtype="float64").recurrent_kernel
    np.testing.assert_allclose(
        drawn @ drawn.swapaxes(1, 2), np.broadcast_to(np.eye(u), (20, u, u)), atol=1e-14
    )
    of_keras = np.array(keras.initializers.Orthogonal(seed=0)((u, 4 * u)))
    np.testing.assert_allclose(of_keras @ of_keras.T, np.eye(u), atol=1e-5)


def test_recurrent_kernel_points_in_no_preferred_direction():
    u, m = 3, 2000
    drawn = init_networks(m, u, dtype="float64").recurrent_kernel
    # An entry of a random unit vector of 4u numbers: mean 0, variance 1 / 4u.
    standard_error = np.sqrt(1 / (4 * u) / m)
    assert np.abs(drawn.mean(axis=0)).max() < 5 * standard_error
    np.testing.assert_allclose((drawn**2).mean(axis=0), 1 / (4 * u), rtol=0.15)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"units": 0}, ValueError, "units must be .* at least 1, but it is 0"),
        ({"units": -3}, ValueError, "units must be .* at least 1, but it is -3"),
        ({"units": 2.5}, TypeError, "units must be .* at least 1, but it is 2.5"),
        ({"units": "four"}, TypeError, "units must be .* at least 1, but it is 'four'"),
        ({"units": True}, TypeError, "units must be .* at least 1, but it is True"),
        ({"units": None}, TypeError, "units must be .* at least 1, but it is None"),
        ({"n_networks": 0}, ValueError, "n_networks must .* at least 1, but it is 0"),
        ({"n_features": 0}, ValueError, "n_features must .* at least 1, but it is 0"),
        ({"seed": -1}, ValueError, "seed must be .* at least 0, but it is -1"),
        ({"seed": 0.5}, TypeError, "seed must be .* at least 0, but it is 0.5"),
        ({"dtype": "int8"}, ValueError, "dtype .* 'float32', 'float64', .* 'int8'"),
        ({"dtype": np.float32}, ValueError, "dtype must be one of 'float32'"),
    ],
)
def test_init_networks_names_a_bad_value_and_the_range(arguments, error, message):
    with pytest.raises(error) as caught:
        init_networks(**({"n_networks": 1, "units": 4} | arguments))
    assert re.search(message, str(caught.value))
