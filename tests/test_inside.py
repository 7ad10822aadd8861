"""States of trained networks, against single steps; and the shares of the inputs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.cells import ACTIVATIONS, LSTMStep, lstm_step
from course_utils.forecast import fit_linear, naive_forecast, ratio_forecast
from course_utils.inside import input_shares, read_states
from course_utils.network import init_networks, predict
from course_utils.recurrences import random_starts
from course_utils.series import fibonacci, make_windows
from course_utils.weights import LSTMWeights

no_deadline = settings(deadline=None)
activations = pytest.mark.parametrize("activation", ["tanh", "relu"])
sizes = pytest.mark.parametrize(
    ("m", "n", "window", "units", "n_features"),
    [(1, 1, 1, 1, 1), (3, 5, 4, 2, 1), (2, 7, 3, 4, 1), (4, 2, 6, 3, 2)],
)


def draw(m, n, window, units, n_features, seed=0):
    """Return weights in float64, none of them 0, and windows at random."""
    rng = np.random.default_rng(seed)
    flat = init_networks(m, units, n_features, seed, "float64").flatten()
    flat += 0.3 * rng.standard_normal(flat.shape)
    X = rng.standard_normal((n, window, n_features))
    return LSTMWeights.view(flat, n_features, units), X


# read_states


@sizes
@activations
def test_states_are_those_of_single_steps(m, n, window, units, n_features, activation):
    weights, X = draw(m, n, window, units, n_features)
    states = read_states(weights, X, activation)
    for network in range(m):
        kernel, recurrent_kernel, bias, *_ = (array[network] for array in weights)
        h = c = np.zeros((n, units))
        for t in range(window):
            step = lstm_step(
                *(X[:, t], h, c, kernel, recurrent_kernel, bias),
                ACTIVATIONS[activation].function,
            )
            h, c = step.h_t, step.c_t
            for name, expected in step._asdict().items():
                result = getattr(states, name)[network, :, t]
                np.testing.assert_allclose(result, expected, atol=1e-12, err_msg=name)


@sizes
@activations
def test_last_hidden_state_gives_the_prediction(
    m, n, window, units, n_features, activation
):
    weights, X = draw(m, n, window, units, n_features)
    last = read_states(weights, X, activation).h_t[:, :, -1]  # (m, n, units)
    by_hand = last @ weights.dense_kernel + weights.dense_bias
    np.testing.assert_allclose(by_hand, predict(weights, X, activation), atol=1e-12)


@sizes
@activations
def test_states_have_an_axis_each_for_networks_windows_steps_and_units(
    m, n, window, units, n_features, activation
):
    weights, X = draw(m, n, window, units, n_features)
    states = read_states(weights, X, activation)
    assert isinstance(states, LSTMStep)
    assert {state.shape for state in states} == {(m, n, window, units)}
    for gate in (states.i, states.f, states.o):
        assert ((gate > 0) & (gate < 1)).all()
    if activation == "relu":
        assert (states.h_t >= 0).all()
    else:
        assert (np.abs(states.h_t) < 1).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_weights_decide_the_data_type_of_the_states(dtype):
    X, _ = make_windows(fibonacci(10), 3)
    states = read_states(init_networks(2, 3, dtype=dtype), X)
    assert {state.dtype for state in states} == {np.dtype(dtype)}


def test_tanh_is_the_activation_of_the_states_if_left_out():
    weights, X = draw(2, 3, 4, 2, 1)
    np.testing.assert_array_equal(
        read_states(weights, X), read_states(weights, X, "tanh")
    )


def test_reading_states_changes_nothing():
    weights, X = draw(2, 3, 4, 2, 1)
    copies = [array.copy() for array in (*weights, X)]
    read_states(weights, X)
    for array, copy in zip((*weights, X), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        (np.ones((2, 3)), ValueError, r"X must have 3 axes .*\(2, 3\)"),
        (np.ones((2, 3, 2)), ValueError, r"X must have 1 features.*\(2, 3, 2\)"),
        (np.ones((0, 3, 1)), ValueError, r"X is empty.*\(0, 3, 1\)"),
        ([[[1], [np.nan]]], ValueError, r"X .*finite.*index \(0, 1, 0\) .*nan"),
        ([[["a"], ["b"]]], TypeError, "X must hold numbers only.*'a'"),
        (None, TypeError, "X must hold numbers only.*None"),
    ],
)
def test_read_states_refuses_windows(X, error, message):
    with pytest.raises(error, match=message):
        read_states(init_networks(1, 2), X)


@pytest.mark.parametrize("word", ["sigmoid", "Tanh", None])
def test_read_states_refuses_another_activation(word):
    message = rf"activation must be one of 'tanh', 'relu', but it is {word!r}\."
    with pytest.raises(ValueError, match=message):
        read_states(init_networks(1, 2), np.ones((2, 3, 1)), word)


# input_shares


TERMS = make_windows(fibonacci(10), 3)
values = st.floats(0.5, 100)
triples = st.lists(st.tuples(values, values, values), min_size=1, max_size=5)


def as_windows(rows):
    return np.array(rows, dtype=float)[:, :, np.newaxis]


@no_deadline
@given(triples)
def test_shares_of_the_rule_are_its_two_summands(rows):
    X = as_windows(rows)
    shares = input_shares(lambda X: X[:, 1] + X[:, 2], X)
    assert shares.shape == (len(rows), 3)
    assert shares.dtype == np.float64
    total = X[:, 1] + X[:, 2]
    expected = np.hstack([0 * total, X[:, 1] / total, X[:, 2] / total])
    np.testing.assert_allclose(shares, expected, atol=1e-9)


def test_least_squares_listens_to_the_two_newest_inputs():
    X, y = make_windows(fibonacci(30), 3)
    shares = input_shares(fit_linear(*TERMS), X[-5:])
    by_hand = X[-5:, :, 0] * [0, 1, 1] / y[-5:]
    np.testing.assert_allclose(shares, by_hand, atol=1e-8)
    golden = (1 + 5**0.5) / 2
    np.testing.assert_allclose(shares[-1], [0, golden**-2, golden**-1], atol=1e-6)


@no_deadline
@given(triples)
def test_shares_of_a_product_are_its_exponents(rows):
    shares = input_shares(lambda X: X[:, 0] * X[:, 2] ** 2, as_windows(rows))
    np.testing.assert_allclose(shares, [[1, 0, 2]] * len(rows), atol=1e-7)


@no_deadline
@given(triples)
def test_shares_equal_the_slope_times_input_by_forecast(rows):
    X = as_windows(rows)
    forecast = X[:, 0] * X[:, 1] + np.log(1 + X[:, 2])
    expected = [
        X[:, 0] * X[:, 1] / forecast,
        X[:, 0] * X[:, 1] / forecast,
        X[:, 2] / (1 + X[:, 2]) / forecast,
    ]
    shares = input_shares(lambda X: X[:, 0] * X[:, 1] + np.log(1 + X[:, 2]), X)
    np.testing.assert_allclose(shares, np.hstack(expected), atol=1e-7)


def relative_network(X):
    """Predict from windows divided by their last value, in units of it."""
    last = X[:, -1:]
    weights, _ = draw(1, 1, 3, 4, 1, seed=5)
    return (2 + predict(weights, X / last)[0]) * last[:, :, 0]


HOMOGENEOUS = {
    "naive": naive_forecast,
    "ratio": ratio_forecast(*TERMS),
    "linear": fit_linear(*TERMS),
    "network of ratios": relative_network,
}


@pytest.mark.parametrize("forecast", HOMOGENEOUS.values(), ids=HOMOGENEOUS)
def test_shares_add_up_to_1_where_double_inputs_double_the_forecast(forecast):
    X, _ = random_starts(20, seed=1)
    np.testing.assert_allclose(input_shares(forecast, 2 * X), input_shares(forecast, X))
    np.testing.assert_allclose(input_shares(forecast, X).sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("forecast", [naive_forecast, ratio_forecast(*TERMS)])
def test_baselines_of_one_value_listen_to_the_newest_only(forecast):
    shares = input_shares(forecast, TERMS[0])
    np.testing.assert_allclose(shares, [[0, 0, 1]] * 7, atol=1e-9)


@activations
def test_networks_in_float32_have_the_shares_of_float64(activation):
    exact, (X, _) = init_networks(20, 4, dtype="float64"), random_starts(50, seed=1)
    exact.dense_bias[...] = 2  # so that no forecast is near 0
    rounded = LSTMWeights(*(array.astype("float32") for array in exact))
    for k in range(20):
        shares, expected = (
            input_shares(lambda X, w=w: predict(w, X, activation)[0], X)
            for w in (rounded.select(k), exact.select(k))
        )
        np.testing.assert_allclose(shares, expected, atol=3e-3)


def test_a_negative_forecast_has_the_shares_of_a_positive_one():
    X, _ = random_starts(5)
    np.testing.assert_array_equal(
        input_shares(lambda X: -naive_forecast(X), X), input_shares(naive_forecast, X)
    )


def test_an_input_of_0_has_no_share():
    shares = input_shares(lambda X: X.sum(axis=1), [[[0], [1], [3]]])
    np.testing.assert_allclose(shares, [[0, 0.25, 0.75]], atol=1e-9)


def test_input_shares_leaves_its_windows_as_they_were():
    X = TERMS[0].copy()
    input_shares(fit_linear(*TERMS), X)
    np.testing.assert_array_equal(X, TERMS[0])


@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        (np.ones((2, 3)), ValueError, r"X must have 3 axes .*\(2, 3\)"),
        (np.ones((0, 3, 1)), ValueError, r"X is empty.*\(0, 3, 1\)"),
        ([[[1], [np.inf]]], ValueError, r"X .*finite.*index \(0, 1, 0\) .*inf"),
        ([[["a"], ["b"]]], TypeError, "X must hold numbers only.*'a'"),
        ([[[True]]], TypeError, "X must hold numbers only.*True"),
    ],
)
def test_input_shares_refuses_windows(X, error, message):
    with pytest.raises(error, match=message):
        input_shares(naive_forecast, X)


@pytest.mark.parametrize(
    ("forecast", "shape"),
    [
        (lambda X: predict(init_networks(1, 2), X), r"\(1, 7, 1\)"),  # [0] forgotten
        (lambda X: X[:, -1, 0], r"\(7,\)"),
        (lambda X: X[:, :2, 0], r"\(7, 2\)"),
    ],
)
def test_input_shares_refuses_forecasts_of_another_shape(forecast, shape):
    message = rf"one value for each window, shape \(7, 1\), .*returned shape {shape}"
    with pytest.raises(ValueError, match=message):
        input_shares(forecast, TERMS[0])


def test_input_shares_names_the_window_whose_forecast_is_0():
    message = r"window number 1 \(counted from 0\) is 0.*divided by 0"
    with pytest.raises(ValueError, match=message):
        input_shares(naive_forecast, [[[1], [2]], [[1], [0]]])
