"""One step of a recurrent cell: against plain loops, and against Keras."""

from math import exp, tanh

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils.lstm.cells import (
    ACTIVATIONS,
    lstm_gates,
    lstm_gates_backward,
    lstm_step,
    relu,
    rnn_step,
    sigmoid,
)
from course_utils.models import keras  # course_utils.models keeps TensorFlow silent

sizes = st.tuples(  # samples, features, units
    st.integers(1, 5), st.integers(1, 3), st.integers(1, 6)
)
seeds = st.integers(0, 2**32 - 1)
both_activations = pytest.mark.parametrize("name", ["tanh", "relu"])


def draw_step(seed, n, f, u, networks=()):
    """Return x_t, h_prev, c_prev, kernel, recurrent_kernel, bias at random."""
    rng = np.random.default_rng(seed)
    one = tuple(1 for _ in networks)
    shapes = [
        (*one, n, f),
        (*networks, n, u),
        (*networks, n, u),
        (*networks, f, 4 * u),
        (*networks, u, 4 * u),
        (*networks, *one, 4 * u),
    ]
    return [rng.standard_normal(shape) for shape in shapes]


# sigmoid, relu and their like


@given(st.floats(-700, 700))
def test_sigmoid_is_its_formula(z):
    assert sigmoid(np.float64(z)) == pytest.approx(1 / (1 + exp(-z)), abs=1e-15)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sigmoid_of_huge_numbers_is_shut_or_open_without_a_warning(dtype):
    with np.errstate(all="raise"):
        gates = sigmoid(np.array([-1e4, 0, 1e4], dtype))
    assert gates.tolist() == [0, 0.5, 1]
    assert gates.dtype == dtype


@given(hnp.arrays(np.float64, 7, elements=st.floats(-50, 50)))
def test_sigmoid_lies_between_0_and_1_and_is_symmetric(z):
    gates = sigmoid(z)
    assert (gates >= 0).all() and (gates <= 1).all()
    np.testing.assert_allclose(gates + sigmoid(-z), 1, rtol=1e-15)


def test_relu_cuts_off_what_is_negative():
    assert relu(np.array([-2.0, -0.0, 0.0, 3.0])).tolist() == [0, 0, 0, 3]


@both_activations
def test_slope_of_an_activation_is_its_derivative(name):
    function, slope = ACTIVATIONS[name]
    z = np.array([-2.0, -0.7, -0.1, 0.1, 0.7, 2.0])  # without 0, where relu has none
    difference = (function(z + 1e-6) - function(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(slope(function(z)), difference, atol=1e-9)


def test_slope_of_relu_at_0_is_0_as_in_tensorflow():
    assert ACTIVATIONS["relu"].slope(np.zeros(1)).tolist() == [0]


# rnn_step


@pytest.mark.parametrize("window", [1, 4, 12])
def test_rnn_step_over_a_sequence_equals_keras(window):
    n, f, u = 3, 2, 5
    rng = np.random.default_rng(window)
    X = rng.standard_normal((n, window, f))
    weights = [rng.standard_normal(shape) for shape in ((f, u), (u, u), (u,))]
    layer = keras.layers.SimpleRNN(u, dtype="float64", return_sequences=True)
    layer.build(X.shape)
    layer.set_weights(weights)
    h, states = np.zeros((n, u)), []
    for t in range(window):
        h = rnn_step(X[:, t], h, *weights)
        states.append(h)
    np.testing.assert_allclose(np.stack(states, axis=1), layer(X), atol=1e-12)


# lstm_step


def lstm_step_in_loops(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, name):
    """Return i, f, c_tilde, o, c_t, h_t as the equations say, number by number."""
    n, units = h_prev.shape
    squash = {"tanh": tanh, "relu": lambda z: max(z, 0.0)}[name]
    i, f, c_tilde, o, c_t, h_t = (np.empty((n, units)) for _ in range(6))
    for s in range(n):
        for unit in range(units):
            z = []
            for gate in range(4):  # in the order of Keras: i, f, c, o
                column = gate * units + unit
                weighted_sum = bias[column]
                for feature in range(x_t.shape[1]):
                    weighted_sum += x_t[s, feature] * kernel[feature, column]
                for other in range(units):
                    weighted_sum += h_prev[s, other] * recurrent_kernel[other, column]
                z.append(weighted_sum)
            i[s, unit] = 1 / (1 + exp(-z[0]))
            f[s, unit] = 1 / (1 + exp(-z[1]))
            c_tilde[s, unit] = squash(z[2])
            o[s, unit] = 1 / (1 + exp(-z[3]))
            c_t[s, unit] = f[s, unit] * c_prev[s, unit] + i[s, unit] * c_tilde[s, unit]
            h_t[s, unit] = o[s, unit] * squash(c_t[s, unit])
    return i, f, c_tilde, o, c_t, h_t


@both_activations
@given(sizes, seeds)
def test_lstm_step_equals_the_equations_number_by_number(name, size, seed):
    arguments = draw_step(seed, *size)
    step = lstm_step(*arguments, name)
    expected = lstm_step_in_loops(*arguments, name)
    for key, result, by_hand in zip(step._fields, step, expected, strict=True):
        np.testing.assert_allclose(result, by_hand, rtol=0, atol=1e-13, err_msg=key)


@both_activations
@pytest.mark.parametrize("size", [(1, 1, 1), (4, 3, 5), (7, 1, 16)])
def test_lstm_step_equals_the_cell_of_keras(name, size):
    n, f, units = size
    x_t, h_prev, c_prev, *weights = draw_step(units, *size)
    cell = keras.layers.LSTMCell(units, activation=name, dtype="float64")
    cell.build((n, f))
    cell.set_weights(weights)
    _, (h_t, c_t) = cell(x_t, [h_prev, c_prev])
    step = lstm_step(x_t, h_prev, c_prev, *weights, name)
    np.testing.assert_allclose(step.h_t, h_t, rtol=0, atol=1e-13)
    np.testing.assert_allclose(step.c_t, c_t, rtol=0, atol=1e-13)


def test_lstm_step_squashes_by_tanh_unless_told_otherwise():
    arguments = draw_step(0, 4, 2, 3)
    default, by_tanh = lstm_step(*arguments), lstm_step(*arguments, "tanh")
    np.testing.assert_array_equal(default, by_tanh)


@both_activations
@given(sizes, seeds, st.integers(1, 4))
def test_lstm_step_of_many_networks_is_that_of_each(name, size, seed, m):
    x_t, *rest = draw_step(seed, *size, networks=(m,))
    together = lstm_step(x_t, *rest, name)
    for k in range(m):
        h_prev, c_prev, kernel, recurrent_kernel, bias = (array[k] for array in rest)
        alone = lstm_step(
            x_t[0], h_prev, c_prev, kernel, recurrent_kernel, bias[0], name
        )
        for one_of_many, by_itself in zip(together, alone, strict=True):
            assert one_of_many.shape == (m, *by_itself.shape)
            np.testing.assert_allclose(one_of_many[k], by_itself, rtol=0, atol=1e-13)


@both_activations
@given(sizes, seeds)
def test_lstm_gates_take_up_where_the_weighted_sums_are_done(name, size, seed):
    x_t, h_prev, c_prev, kernel, recurrent_kernel, bias = draw_step(seed, *size)
    z = np.array(np.split(x_t @ kernel + h_prev @ recurrent_kernel + bias, 4, axis=-1))
    np.testing.assert_array_equal(
        lstm_gates(z, c_prev, ACTIVATIONS[name]),
        lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, name),
    )


@both_activations
@given(sizes, seeds)
def test_the_way_back_through_a_step_equals_the_complex_step(name, size, seed):
    n, _, units = size
    rng = np.random.default_rng(seed)
    z, c_prev = rng.standard_normal((4, n, units)), rng.standard_normal((n, units))
    d_h, d_c = rng.standard_normal((2, n, units))
    activation = ACTIVATIONS[name]
    step = lstm_gates(z, c_prev, activation)
    results = lstm_gates_backward(d_h, d_c, step, c_prev, activation)

    def loss(z, c_prev):
        """Return a sum whose derivatives in h_t and c_t are d_h and d_c."""
        i, f, o = (1 / (1 + np.exp(-z[gate])) for gate in (0, 1, 3))
        c_tilde = bend(z[2])
        c_t = f * c_prev + i * c_tilde
        return np.sum(d_h * o * bend(c_t) + d_c * c_t)

    def bend(a):  # relu of a complex number goes by its real part
        return np.tanh(a) if name == "tanh" else np.where(a.real > 0, a, 0)

    for k, result in enumerate(results):
        for place in np.ndindex(result.shape):
            arguments = [z.astype(complex), c_prev.astype(complex)]
            arguments[k][place] += 1e-200j
            expected = loss(*arguments).imag / 1e-200
            np.testing.assert_allclose(result[place], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("word", ["sigmoid", "Tanh", None, np.tanh])
def test_lstm_step_names_an_unknown_activation(word):
    with pytest.raises(ValueError, match="activation must be one of 'tanh', 'relu'"):
        lstm_step(*draw_step(0, 1, 1, 1), word)


def test_an_lstm_cell_with_open_forget_gate_and_shut_input_gate_remembers():
    units, c_t = 3, np.array([[1.5, -2.0, 1e-3]])
    bias = np.repeat([-1e3, 1e3, 0.0, 1e3], units)  # i shut, f and o open
    nothing = np.zeros((1, units))
    for _ in range(1000):
        step = lstm_step(
            np.ones((1, 1)),
            nothing,
            c_t,
            np.ones((1, 4 * units)),
            np.ones((units, 4 * units)),
            bias,
        )
        c_t = step.c_t
    assert c_t.tolist() == [[1.5, -2.0, 1e-3]]
    np.testing.assert_allclose(step.h_t, np.tanh(c_t), rtol=1e-15)
