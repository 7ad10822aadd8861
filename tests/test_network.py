"""Predictions and gradients of many networks: against Keras, and against definitions.

Everything here is computed in float64.
"""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_utils.models import keras  # first of the two: it keeps TensorFlow silent

import tensorflow as tf  # isort: skip

from course_utils.network import gradients, init_networks, predict, unroll
from course_utils.series import fibonacci, make_windows
from course_utils.weights import LSTMWeights

no_deadline = settings(deadline=None)
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


def draw(units, window, n_features, n_networks=2, n=5, seed=0):
    """Return weights, none of them 0, windows and targets at random."""
    rng = np.random.default_rng([seed, units, window, n_features])
    flat = init_networks(n_networks, units, n_features, seed, "float64").flatten()
    flat += 0.3 * rng.standard_normal(flat.shape)
    X = rng.standard_normal((n, window, n_features))
    y = rng.standard_normal((n, 1))
    return LSTMWeights.view(flat, n_features, units), X, y


def keras_layers(weights, network, activation):
    """Return an LSTM layer and a Dense layer of Keras with the weights of a network."""
    lstm = keras.layers.LSTM(weights.units, activation=activation, dtype="float64")
    dense = keras.layers.Dense(1, dtype="float64")
    lstm.build((None, None, weights.n_features))
    dense.build((None, weights.units))
    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = (
        array[network] for array in weights
    )
    lstm.set_weights([kernel, recurrent_kernel, bias[0]])
    dense.set_weights([dense_kernel, dense_bias[0]])
    return lstm, dense


def assert_close(result, expected, relative):
    """Compare against the largest number expected, as some of them may be near 0."""
    scale = np.abs(expected).max()
    np.testing.assert_allclose(result, expected, rtol=0, atol=relative * scale)


# Against Keras and TensorFlow


@grid
@activations
def test_predict_equals_keras(units, window, n_features, activation):
    weights, X, _ = draw(units, window, n_features)
    predictions = predict(weights, X, activation)
    assert predictions.shape == (2, 5, 1)
    for network, predicted in enumerate(predictions):
        lstm, dense = keras_layers(weights, network, activation)
        assert_close(predicted, dense(lstm(X)).numpy(), 1e-12)


@grid
@activations
@losses
def test_gradients_equal_tensorflow(units, window, n_features, activation, loss):
    weights, X, y = draw(units, window, n_features)
    value, slopes = gradients(weights, X, y, activation, loss)
    for network in range(2):
        lstm, dense = keras_layers(weights, network, activation)
        with tf.GradientTape() as tape:
            loss_of_keras = tf.reduce_mean(keras.losses.get(loss)(y, dense(lstm(X))))
        expected = tape.gradient(
            loss_of_keras, [*lstm.trainable_weights, *dense.trainable_weights]
        )
        assert_close(value[network], loss_of_keras.numpy(), 1e-12)
        scale = max(np.abs(d).max() for d in expected)
        for name, result, d in zip(slopes._fields, slopes, expected, strict=True):
            np.testing.assert_allclose(
                result[network].ravel(),
                np.ravel(d),
                rtol=0,
                atol=1e-9 * scale,
                err_msg=name,
            )


# Against the definition of a derivative


def sides_of_kinks(flat, X, y, activation, loss, units):
    """Say on which side of each kink networks are: signs (m, ...) of what bends.

    The mean absolute error bends where an error is 0, relu where a candidate is.
    """
    weights = LSTMWeights.view(flat, X.shape[2], units)
    unrolled = unroll(weights, X, activation)
    error = unrolled.forward(flat) - y
    signs = [np.sign(error)] if loss == "mae" else []
    if activation == "relu":
        signs += [step.c_tilde > 0 for step in unrolled.steps]
    return [sign.reshape(len(flat), -1) for sign in signs]


@activations
@losses
@settings(deadline=None, max_examples=25)
@given(sizes, seeds)
def test_gradients_equal_central_differences(activation, loss, size, seed):
    weights, X, y = draw(*size, n_networks=1, seed=seed)
    _, slopes = gradients(weights, X, y, activation, loss)

    # As many networks as there are weights, each with another weight moved by a step.
    flat, step = weights.flatten(), 1e-6
    moved = np.eye(flat.shape[1]) * step
    before, after = flat - moved, flat + moved
    units, _, n_features = size
    value = [
        gradients(LSTMWeights.view(side, n_features, units), X, y, activation, loss)[0]
        for side in (before, after)
    ]
    difference = (value[1] - value[0]) / (2 * step)

    # Across a kink of relu or of the absolute value a difference is no derivative,
    # but a mixture of two; so weights whose step crosses one are not compared.
    smooth = np.ones(len(moved), dtype=bool)
    for one, other in zip(
        sides_of_kinks(before, X, y, activation, loss, units),
        sides_of_kinks(after, X, y, activation, loss, units),
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
@no_deadline
@given(sizes, st.integers(1, 6))
def test_networks_together_are_each_as_if_alone(activation, size, m):
    weights, X, y = draw(*size, n_networks=m)
    predictions = predict(weights, X, activation)
    value, slopes = gradients(weights, X, y, activation, "mse")
    for k in range(m):
        alone = weights.select(k)
        assert_close(predictions[k], predict(alone, X, activation)[0], 1e-13)
        value_alone, slopes_alone = gradients(alone, X, y, activation, "mse")
        assert_close(value[k], value_alone[0], 1e-13)
        assert_close(slopes.flatten()[k], slopes_alone.flatten()[0], 1e-13)


def test_a_window_is_predicted_alike_alone_and_among_others():
    weights, X, _ = draw(4, 3, 2)
    together = predict(weights, X)
    for k in range(len(X)):
        assert_close(predict(weights, X[[k]])[:, 0], together[:, k], 1e-13)


def test_what_is_given_stays_as_it_is():
    weights, X, y = draw(4, 3, 2)
    copies = [array.copy() for array in (*weights, X, y)]
    predict(weights, X)
    gradients(weights, X, y)
    for array, copy in zip((*weights, X, y), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_the_next_forward_leaves_earlier_predictions_alone():
    weights, X, _ = draw(4, 3, 1)
    unrolled, flat = unroll(weights, X, "tanh"), weights.flatten()
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
    assert {array.dtype for array in (predict(weights, X), value, *slopes)} == {
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
    weights = LSTMWeights(*(0 * array for array in init_networks(1, units=2)))
    weights.bias[0, 0] = np.repeat([30, -120, 0, 30], 2)
    weights.kernel[0, 0, 4] = 1  # candidate of the first unit: x_t
    weights.recurrent_kernel[0, 0, 5] = 1  # of the second: what the first had before
    weights.dense_kernel[...] = 1  # x_t + x_(t-1)
    terms = fibonacci(37)  # F(36) is the last before float32 must round
    for window in (2, 3, 7):
        X, y = make_windows(terms, window)
        predicted = predict(weights, X, "relu")[0]
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
        (lambda X: X.repeat(2, 2), ValueError, r"X must have 1 features.*\(7, 3, 2\)"),
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
        predict(weights, X, word)
    with pytest.raises(ValueError, match="activation must be one of 'tanh', 'relu'"):
        gradients(weights, X, y, activation=word)
    with pytest.raises(ValueError, match="loss must be one of 'mae', 'mse'"):
        gradients(weights, X, y, loss=word)
