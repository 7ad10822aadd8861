"""The gate explorer: driven by value, checked against the equations."""

from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.cells import sigmoid
from course_utils.widgets.gates import gate_explorer

numbers = st.floats(-8, 8).map(lambda value: round(value, 1))


@pytest.fixture(scope="module")
def explorer():
    return gate_explorer()


def set_all(explorer, states, weights):
    for slider, value in zip(
        (explorer.x_t, explorer.h_prev, explorer.c_prev), states, strict=True
    ):
        slider.value = value
    for row, values in zip(explorer.weights.values(), weights, strict=True):
        for slider, value in zip(row, values, strict=True):
            slider.value = value


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.floats(-3, 3), st.floats(-1, 1), st.floats(-3, 3)),
    st.lists(st.tuples(numbers, numbers, numbers), min_size=4, max_size=4),
)
def test_step_follows_the_six_equations(states, weights):
    explorer = gate_explorer()
    set_all(explorer, states, weights)
    x_t, h_prev, c_prev = (
        slider.value for slider in (explorer.x_t, explorer.h_prev, explorer.c_prev)
    )
    z_i, z_f, z_c, z_o = (w * x_t + r * h_prev + b for w, r, b in weights)
    i, f, o, c_tilde = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o), np.tanh(z_c)
    c_t = f * c_prev + i * c_tilde
    expected = [i, f, c_tilde, o, c_t, o * np.tanh(c_t)]
    assert np.allclose(np.ravel(explorer.step), expected, atol=1e-12)


def test_every_slider_changes_the_drawing_its_text_and_the_sentence(explorer):
    set_all(explorer, (1, 1, 2), [(1, 1, 1)] * 4)  # at 0, weights have no effect
    states = [explorer.x_t, explorer.h_prev, explorer.c_prev]
    for slider in [*states, *sum(explorer.weights.values(), ())]:
        before = explorer.drawing.value, explorer.words.text
        slider.value = slider.value - 0.5
        assert explorer.drawing.value != before[0]
        assert explorer.words.text != before[1]


def test_open_forget_gate_and_closed_input_gate_keep_the_cell_state(explorer):
    closed, opened = (0, 0, -8), (0, 0, 8)
    set_all(explorer, (3, 1, -2.5), (closed, opened, (8, 8, 8), opened))
    assert explorer.step.c_t.item() == pytest.approx(-2.5, abs=0.01)
    assert "keeps 100% " in explorer.words.text


def test_drawing_is_sound_and_says_the_same_in_words(explorer):
    set_all(explorer, (1, 0, 0.5), [(0, 0, 0)] * 4)
    drawing = ElementTree.fromstring(explorer.drawing.value)
    assert drawing.get("role") == "img"
    assert "forget gate 0.50" in drawing.get("aria-label")
    shown = [text.text for text in drawing.iter("text") if text.text]
    assert shown.count("0.50") == 4  # c_{t-1} and three gates half open
    assert shown.count("0.25") == 2  # what is kept, and the cell state after


def test_gauges_are_as_full_as_their_gates(explorer):
    set_all(explorer, (0, 0, 0), [(0, 0, -8), (0, 0, 8), (0, 0, 0), (0, 0, 0)])
    drawing = ElementTree.fromstring(explorer.drawing.value)
    rects = list(drawing.iter("rect"))
    frames = [float(r.get("height")) for r in rects if r.get("fill") == "none"]
    filled = [
        float(r.get("height")) for r in rects if r.get("fill") not in ("none", "white")
    ]
    shares = np.array(filled) / frames
    assert shares == pytest.approx([1, 0, 0, 0.5], abs=0.01)  # f, i, candidate, o
