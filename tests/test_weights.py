"""The weights of many networks: their layout, and the draw they start from."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.init import exact_network, init_networks
from course_utils.models import keras  # course_utils.models keeps TensorFlow silent
from course_utils.network import predict
from course_utils.series import fibonacci, make_windows
from course_utils.weights import LSTMWeights, matrices

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"

no_deadline = settings(deadline=None)
some = st.integers(1, 5)


def shapes_of(m, u, f):
    return [(m, f, 4 * u), (m, u, 4 * u), (m, 1, 4 * u), (m, u, 1), (m, 1, 1)]


# LSTMWeights


@no_deadline
@given(some, some, some)
def test_weights_know_their_sizes(m, u, f):
    weights = init_networks(m, u, f)
    assert [array.shape for array in weights] == shapes_of(m, u, f)
    assert (weights.n_networks, weights.units, weights.n_features) == (m, u, f)


@no_deadline
@given(some, some, some)
def test_view_undoes_flatten(m, u, f):
    weights = init_networks(m, u, f)
    flat = weights.flatten()
    assert flat.shape == (m, 4 * u * (f + u + 1) + u + 1)
    for back, array in zip(LSTMWeights.view(flat, f, u), weights, strict=True):
        np.testing.assert_array_equal(back, array)


@no_deadline
@given(some, some, some)
def test_view_shares_its_memory_and_misses_no_number(m, u, f):
    flat = init_networks(m, u, f).flatten()
    for array in LSTMWeights.view(flat, f, u):
        assert np.shares_memory(array, flat)
        array[...] = 7
    assert (flat == 7).all()


def test_flatten_and_select_are_copies():
    weights = init_networks(3, 2)
    flat, selected = weights.flatten(), weights.select(0, 2)
    flat[...] = 0
    for array in selected:
        array[...] = 0
    for array, untouched in zip(weights, init_networks(3, 2), strict=True):
        np.testing.assert_array_equal(array, untouched)


def test_select_keeps_the_networks_in_the_order_asked_for():
    weights = init_networks(4, 2)
    for array, two in zip(weights, weights.select(3, 1), strict=True):
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
        x @ weights.kernel + h @ weights.recurrent_kernel + weights.bias,
        atol=1e-14,
    )
    np.testing.assert_allclose(
        np.concatenate([h, one], axis=2) @ dense,
        h @ weights.dense_kernel + weights.dense_bias,
        atol=1e-14,
    )


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
    y_pred = predict(exact_network(dtype), X, activation="relu")[0]
    assert y_pred.dtype == dtype
    np.testing.assert_array_equal(y_pred, y)


@each_dtype
def test_exact_network_adds_whole_numbers_at_random(dtype, last, bits):
    X = np.random.default_rng(0).integers(0, 2 ** (bits - 1), (500, 4, 1))
    y_pred = predict(exact_network(dtype), X.astype(dtype), activation="relu")[0]
    np.testing.assert_array_equal(y_pred, X[:, -2] + X[:, -1])


def test_exact_network_is_the_one_that_notebook_01_sets_by_hand():
    path = NOTEBOOKS / "01_understand_rnn_and_lstm.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    (code,) = (
        cell.source
        for cell in cells
        if cell.cell_type == "code" and "LSTMWeights(" in cell.source
    )
    names = {"np": np}
    exec(code, names)
    (by_hand,) = (value for value in names.values() if isinstance(value, LSTMWeights))
    for ours, of_notebook in zip(exact_network(), by_hand, strict=True):
        assert ours.dtype == of_notebook.dtype
        np.testing.assert_array_equal(ours, of_notebook)


def test_exact_network_has_the_data_type_asked_for_and_refuses_others():
    for dtype in ("float32", "float64"):
        assert {array.dtype.name for array in exact_network(dtype)} == {dtype}
    with pytest.raises(ValueError, match="dtype must be one of 'float32', 'float64'"):
        exact_network("int64")


# init_networks


@no_deadline
@given(some, some, some, st.integers(0, 2**70))
def test_a_network_is_the_same_however_many_are_drawn(k, u, f, seed):
    alone = init_networks(k + 1, u, f, seed).select(k)
    for one, of_many in zip(alone, init_networks(9, u, f, seed), strict=True):
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
    i, f, c, o = np.split(weights.bias, 4, axis=2)
    assert (f == 1).all()
    assert not np.any([i, c, o]) and not weights.dense_bias.any()


def test_biases_are_those_of_keras():
    layer = keras.layers.LSTM(3)
    layer.build((1, 1, 2))
    np.testing.assert_array_equal(
        init_networks(1, 3, 2).bias[0, 0], layer.get_weights()[2]
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
