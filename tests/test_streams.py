"""Sequences of varying length, and training on a stream of batches of them.

Padded sequences: against each sequence alone and against Keras with a mask. Training:
against Keras on the same batches, and against `train`. Then the chrono start.
"""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.adding import adding_problem
from course_utils.lstm import (
    chrono_bias,
    gradients,
    init_networks,
    predict,
    sigmoid,
    train,
    train_stream,
)
from course_utils.models import double_precision, keras

sizes = st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(1, 3))
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture
def float64():
    """Let Keras compute in float64."""
    with double_precision():
        yield


def draw(units, window, n_features, activation="tanh", m=2, n=5, seed=0):
    """Return weights, none of them 0, windows, targets and lengths at random."""
    rng = np.random.default_rng([seed, units, window, n_features])
    weights = init_networks(m, units, n_features, seed, activation, "float64")
    flat = weights.flatten()
    flat += 0.3 * rng.standard_normal(flat.shape)
    X = rng.standard_normal((n, window, n_features))
    lengths = rng.integers(1, window, n, endpoint=True)
    return weights.view(flat), X, rng.standard_normal((n, 1)), lengths


def masked_model(weights, network=0):
    """Return a model of Keras that leaves out the padding."""
    model = keras.Sequential(
        [
            keras.Input((None, weights.n_features)),
            keras.layers.Masking(),  # where all features are 0
            keras.layers.LSTM(weights.units, activation=weights.activation),
            keras.layers.Dense(1),
        ]
    )
    model.set_weights([array[network] for array in weights.arrays])
    return model


# Padded sequences


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@given(sizes, seeds)
def test_a_padded_sequence_is_answered_as_alone(activation, size, seed):
    """Whatever stands in the padding."""
    weights, X, y, lengths = draw(*size, activation, seed=seed)
    answers = predict(weights, X, lengths)
    loss, slopes = gradients(weights, X, y, "mse", lengths)
    losses, sums = 0, 0
    for k, length in enumerate(lengths):
        alone = X[k : k + 1, -length:]
        expected = predict(weights, alone)
        np.testing.assert_allclose(answers[:, k : k + 1], expected, rtol=0, atol=1e-12)
        its_loss, its_slopes = gradients(weights, alone, y[k : k + 1], "mse")
        losses, sums = losses + its_loss, sums + its_slopes.flatten()
    np.testing.assert_allclose(loss, losses / len(X), rtol=1e-12)
    scale = np.abs(sums).max() + 1
    np.testing.assert_allclose(
        slopes.flatten(), sums / len(X), rtol=0, atol=1e-12 * scale
    )


@given(sizes, seeds)
def test_full_lengths_change_nothing(size, seed):
    weights, X, y, _ = draw(*size, seed=seed)
    full = np.full(len(X), X.shape[1])
    np.testing.assert_array_equal(predict(weights, X), predict(weights, X, full))
    plain, padded = (gradients(weights, X, y, "mse", given) for given in (None, full))
    np.testing.assert_array_equal(plain[1].flatten(), padded[1].flatten())


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_padding_is_what_a_mask_is_in_keras(float64, activation):
    weights, X, y, lengths = draw(4, 7, 2, activation, m=1, n=9)
    begun = np.arange(7) >= 7 - lengths[:, np.newaxis]
    X *= begun[..., np.newaxis]
    model = masked_model(weights)
    answers = predict(weights, X, lengths)[0]
    np.testing.assert_allclose(answers, model.predict(X, verbose=0), atol=1e-12)
    assert np.abs(answers - predict(weights, X)[0]).max() > 1e-3  # it is no matter of 0
    model.compile(keras.optimizers.SGD(1.0), "mse")
    before = model.get_weights()
    model.train_on_batch(X, y)
    _, slopes = gradients(weights, X, y, "mse", lengths)
    for slope, old, new in zip(slopes.arrays, before, model.get_weights(), strict=True):
        np.testing.assert_allclose(slope[0], old - new, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("lengths", "error", "message"),
    [
        ([1, 2], ValueError, "one whole number from 1 to 4 for each of 3 windows"),
        ([1, 2, 0], ValueError, "it has 3, from 0 to 2"),
        ([1, 2, 5], ValueError, "it has 3, from 1 to 5"),
        ([1, 2, 2.0], TypeError, "lengths must hold whole numbers, not float64"),
        ([[1, 2, 3]], ValueError, r"lengths must have 1 axis .* \(1, 3\)"),
        (["a", "b", "c"], TypeError, "lengths must hold numbers only"),
        (3, ValueError, "lengths must have 1 axis"),
    ],
)
def test_lengths_that_do_not_fit_are_refused(lengths, error, message):
    with pytest.raises(error) as caught:
        predict(init_networks(1, 2), np.ones((3, 4, 1)), lengths)
    assert re.search(message, str(caught.value))


# A stream of batches


@pytest.mark.parametrize("clip", [None, 0.7])
def test_train_stream_follows_keras_on_the_same_batches(float64, clip):
    weights = init_networks(1, 3, 2, seed=1, dtype="float64")
    model = masked_model(weights)
    model.compile(keras.optimizers.Adam(0.01, global_clipnorm=clip), "mse")
    batches = [adding_problem(20, 8, seed, "float64") for seed in range(20)]
    stream = train_stream(weights, batches, 0.01, global_clipnorm=clip)
    clipped = 0
    for (X, y, lengths), batch in zip(batches, stream, strict=True):
        _, slopes = gradients(masked_weights(model), X, y, "mse", lengths)
        clipped += np.linalg.norm(slopes.flatten()) > 0.7
        model.reset_metrics()
        expected = model.train_on_batch(X, y, return_dict=True)["loss"]
        np.testing.assert_allclose(batch.loss, expected, rtol=1e-6)
    assert 2 < clipped < 18  # some gradients are long, some short
    for array, expected in zip(batch.weights.arrays, model.get_weights(), strict=True):
        np.testing.assert_allclose(array[0], expected, rtol=0, atol=1e-6)


def masked_weights(model):
    """Return the weights of a model of Keras as one network."""
    arrays = [array[np.newaxis] for array in model.get_weights()]
    return type(init_networks(1, 1))(*arrays)


def test_a_stream_of_the_same_batch_is_plain_training():
    weights, X, y, _ = draw(3, 4, 1)
    expected = train(weights, X, y, 12, 0.02, "mae")
    batches = list(train_stream(weights, [(X, y)] * 12, 0.02, "mae"))
    np.testing.assert_array_equal([batch.loss for batch in batches], expected.loss)
    trained = batches[-1].weights
    np.testing.assert_array_equal(trained.flatten(), expected.weights.flatten())


def test_networks_of_a_stream_are_each_as_if_alone():
    weights = init_networks(6, 4, 2, dtype="float64")
    weights.dense_kernel[2] *= 100  # so that only some gradients are clipped
    batches = [adding_problem(20, 8, seed) for seed in range(10)]
    *_, together = train_stream(weights, batches, global_clipnorm=0.5)
    for k in range(6):
        *_, alone = train_stream(weights.select(k), batches, global_clipnorm=0.5)
        np.testing.assert_allclose(
            together.weights.flatten()[[k]], alone.weights.flatten(), rtol=0, atol=1e-9
        )


def test_error_is_that_before_the_update_and_the_start_stays():
    weights = init_networks(2, 3, 2, dtype="float64")
    before = weights.flatten()
    X, y, lengths = adding_problem(20, 8)
    batch = next(train_stream(weights, [(X, y, lengths)]))
    np.testing.assert_allclose(batch.error, predict(weights, X, lengths) - y)
    np.testing.assert_allclose(batch.loss, (batch.error**2).mean((1, 2)))
    np.testing.assert_array_equal(weights.flatten(), before)
    assert (batch.weights.flatten() != before).any(axis=1).all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"learning_rate": 0}, ValueError, "learning_rate must be a number above 0"),
        ({"loss": "huber"}, ValueError, "loss must be one of"),
        ({"global_clipnorm": -1}, ValueError, "global_clipnorm must .* above 0"),
        ({"batches": [(np.ones((2, 3, 1)), np.ones((2, 1)))]}, ValueError, "2 feature"),
    ],
)
def test_train_stream_names_a_bad_value(arguments, error, message):
    good = {"batches": [adding_problem(20, 2)]}
    with pytest.raises(error, match=message):
        next(train_stream(init_networks(1, 2, 2), **(good | arguments)))


# The chrono start


def test_time_scales_of_the_chrono_start_are_spread_evenly():
    weights, T, u = init_networks(300, 8, 2), 100, 8
    chrono = chrono_bias(weights, T)
    forget, enter = chrono.bias[:, u : 2 * u], chrono.bias[:, :u]
    np.testing.assert_array_equal(enter, -forget)
    scales = 1 / (1 - sigmoid(forget.astype(float)))  # 1 + drawn: from 2 to 100
    assert scales.min() >= 2 and scales.max() <= T
    counts, _ = np.histogram(scales, bins=7, range=(2, T))
    assert abs(counts / scales.size - 1 / 7).max() < 0.03
    assert (chrono.bias[:, 2 * u :] == 0).all()


def test_the_chrono_start_changes_two_biases_of_a_copy():
    weights = init_networks(3, 4, 2)
    chrono = chrono_bias(weights, 50, seed=3)
    assert (weights.bias[:, 4:8] == 1).all() and (weights.bias[:, :4] == 0).all()
    for name in ("kernel", "recurrent_kernel", "dense_kernel", "dense_bias"):
        np.testing.assert_array_equal(getattr(weights, name), getattr(chrono, name))
    fewer = chrono_bias(init_networks(2, 4, 2), 50, seed=3)
    np.testing.assert_array_equal(fewer.bias, chrono.bias[:2])
    other = chrono_bias(weights, 50, seed=4)
    assert (other.bias[:, :8] != chrono.bias[:, :8]).all()


@pytest.mark.parametrize("longest", [2, 2.5, None])
def test_chrono_bias_names_a_bad_length(longest):
    with pytest.raises((TypeError, ValueError), match="longest must be a whole number"):
        chrono_bias(init_networks(1, 2), longest)
