"""States of networks, against single steps; shares of inputs; influence over time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.forecast import fit_linear, naive_forecast, ratio_forecast
from course_utils.inside import (
    input_shares,
    lstm_influence,
    read_states,
    rnn_influence,
)
from course_utils.lstm import (
    LSTMStep,
    init_networks,
    lstm_step,
    predict,
    rnn_step,
    sigmoid,
)
from course_utils.series import fibonacci, make_windows, random_starts

activations = pytest.mark.parametrize("activation", ["tanh", "relu"])
sizes = pytest.mark.parametrize(
    ("m", "n", "window", "units", "n_features"),
    [(1, 1, 1, 1, 1), (3, 5, 4, 2, 1), (2, 7, 3, 4, 1), (4, 2, 6, 3, 2)],
)


def draw(m, n, window, units, n_features, activation="tanh", seed=0):
    """Return weights in float64, none of them 0, and windows at random."""
    rng = np.random.default_rng(seed)
    weights = init_networks(m, units, n_features, seed, activation, "float64")
    flat = weights.flatten()
    flat += 0.3 * rng.standard_normal(flat.shape)
    X = rng.standard_normal((n, window, n_features))
    return weights.view(flat), X


# read_states


@sizes
@activations
def test_states_are_those_of_single_steps(m, n, window, units, n_features, activation):
    weights, X = draw(m, n, window, units, n_features, activation)
    states = read_states(weights, X)
    for network in range(m):
        of_lstm = [array[network] for array in weights.arrays[:3]]
        h = c = np.zeros((n, units))
        for t in range(window):
            step = lstm_step(X[:, t], h, c, *of_lstm, activation)
            h, c = step.h_t, step.c_t
            for name, expected in step._asdict().items():
                result = getattr(states, name)[network, :, t]
                np.testing.assert_allclose(result, expected, atol=1e-12, err_msg=name)


@sizes
@activations
def test_last_hidden_state_gives_the_prediction(
    m, n, window, units, n_features, activation
):
    weights, X = draw(m, n, window, units, n_features, activation)
    last = read_states(weights, X).h_t[:, :, -1]  # (m, n, units)
    by_hand = last @ weights.dense_kernel + weights.dense_bias[:, np.newaxis]
    np.testing.assert_allclose(by_hand, predict(weights, X), atol=1e-12)


@sizes
@activations
def test_states_have_an_axis_each_for_networks_windows_steps_and_units(
    m, n, window, units, n_features, activation
):
    weights, X = draw(m, n, window, units, n_features, activation)
    states = read_states(weights, X)
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


def test_reading_states_changes_nothing():
    weights, X = draw(2, 3, 4, 2, 1)
    copies = [array.copy() for array in (*weights.arrays, X)]
    read_states(weights, X)
    for array, copy in zip((*weights.arrays, X), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        (np.ones((2, 3)), ValueError, r"X must have 3 axes .*\(2, 3\)"),
        (np.ones((2, 3, 2)), ValueError, r"X must have 1 feature in.*\(2, 3, 2\)"),
        (np.ones((0, 3, 1)), ValueError, r"X is empty.*\(0, 3, 1\)"),
        ([[[1], [np.nan]]], ValueError, r"X .*finite.*index \(0, 1, 0\) .*nan"),
        ([[["a"], ["b"]]], TypeError, "X must hold numbers only.*'a'"),
        (None, TypeError, "X must hold numbers only.*None"),
    ],
)
def test_read_states_refuses_windows(X, error, message):
    with pytest.raises(error, match=message):
        read_states(init_networks(1, 2), X)


# input_shares


TERMS = make_windows(fibonacci(10), 3)
values = st.floats(0.5, 100)
triples = st.lists(st.tuples(values, values, values), min_size=1, max_size=5)


def as_windows(rows):
    return np.array(rows, dtype=float)[:, :, np.newaxis]


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


@given(triples)
def test_shares_of_a_product_are_its_exponents(rows):
    shares = input_shares(lambda X: X[:, 0] * X[:, 2] ** 2, as_windows(rows))
    np.testing.assert_allclose(shares, [[1, 0, 2]] * len(rows), atol=1e-7)


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
    exact = init_networks(20, 4, activation=activation, dtype="float64")
    X, _ = random_starts(50, seed=1)
    exact.dense_bias[...] = 2  # so that no forecast is near 0
    rounded = exact.view(exact.flatten().astype("float32"))
    for k in range(20):
        shares, expected = (
            input_shares(lambda X, w=w: predict(w, X)[0], X)
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
        (np.ones((2, 3, 2)), ValueError, r"X must have 1 feature in.*\(2, 3, 2\)"),
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


# Influence: against Jacobians and plain differences


def random_cell(seed, units, blocks, features=2, steps=6):
    rng = np.random.default_rng(seed)
    shapes = (features, blocks * units), (units, blocks * units), (blocks * units,)
    return rng.normal(size=(steps, features)), [rng.normal(size=s) for s in shapes]


@settings(max_examples=30)
@given(st.integers(0, 999), st.integers(1, 6))
def test_rnn_influence_is_the_product_of_the_jacobians(seed, units):
    inputs, (kernel, recurrent_kernel, bias) = random_cell(seed, units, blocks=1)
    h_t, product, norms = np.zeros((1, units)), np.eye(units), []
    for x_t in inputs:
        h_t = rnn_step(x_t, h_t, kernel, recurrent_kernel, bias)
        product = product @ (recurrent_kernel * (1 - h_t**2))
        norms.append(np.linalg.norm(product, ord=2))
    measured = rnn_influence(inputs, kernel, recurrent_kernel, bias)
    assert np.allclose(measured, norms, rtol=1e-10)


@settings(max_examples=20)
@given(st.integers(0, 999), st.integers(1, 5))
def test_lstm_influence_equals_central_differences(seed, units):
    inputs, weights = random_cell(seed, units, blocks=4)

    def last_cell_state(c_0):
        h_t, c_t = np.zeros((1, units)), c_0[np.newaxis]
        for x_t in inputs:
            step = lstm_step(x_t, h_t, c_t, *weights)
            h_t, c_t = step.h_t, step.c_t
        return c_t[0]

    nudges = 1e-6 * np.eye(units)
    jacobian = [(last_cell_state(n) - last_cell_state(-n)) / 2e-6 for n in nudges]
    expected = np.linalg.norm(jacobian, ord=2)
    assert lstm_influence(inputs, *weights)[-1] == pytest.approx(
        expected, rel=1e-5, abs=1e-9
    )


@pytest.mark.parametrize("bias", [-3.0, 0.0, 5.0])
def test_without_recurrent_weights_only_the_forget_gates_count(bias):
    biases = np.array([0, bias, 0, 0])
    measured = lstm_influence(np.zeros((50, 1)), *np.zeros((2, 1, 4)), biases)
    assert np.allclose(measured, sigmoid(bias) ** np.arange(1, 51), rtol=1e-12)


def test_smallest_influence_is_not_lost_to_rounding():
    measured = rnn_influence(np.zeros((60, 1)), *np.array([[[0.0]], [[1e-3]]]), 0)
    assert measured[-1] == pytest.approx(1e-180, rel=1e-10)
