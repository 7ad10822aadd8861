"""The influence of early states: against Jacobians and plain differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.cells import lstm_step, rnn_step, sigmoid
from course_utils.memory import lstm_influence, rnn_influence
from course_utils.widgets import memory_explorer


def random_cell(seed, units, blocks, features=2, steps=6):
    rng = np.random.default_rng(seed)
    shapes = (features, blocks * units), (units, blocks * units), (blocks * units,)
    return rng.normal(size=(steps, features)), [rng.normal(size=s) for s in shapes]


@settings(max_examples=30, deadline=None)
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


@settings(max_examples=20, deadline=None)
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


def test_explorer_shows_what_was_measured():
    explorer = memory_explorer()
    explorer.recurrent_weight.value, explorer.forget_bias.value = 0.5, 2
    steps = np.arange(1, 101)
    assert np.allclose(explorer.rnn, 0.5**steps)
    assert np.allclose(explorer.alone, sigmoid(2.0) ** steps)
    assert f"{explorer.lstm[-1]:.2g}" in explorer.words.text
    assert f"{explorer.lstm[-1]:.2g}" in explorer.picture.alt


def test_every_position_of_the_explorer_changes_picture_and_words():
    explorer = memory_explorer()
    seen = set()
    for slider in (explorer.recurrent_weight, explorer.forget_bias):
        for value in np.linspace(slider.min, slider.max, 7):
            slider.value = value
            assert np.isfinite(explorer.lstm).all()
            seen.add((explorer.picture.value, explorer.words.text))
    assert len(seen) == 14
