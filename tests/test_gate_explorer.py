"""The gate explorer: driven by value, checked against the equations."""

import ast
import random
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from boards import moved_by_two_threads
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.lstm import sigmoid
from course_utils.widgets import gate_explorer

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


@settings(max_examples=40)
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


def all_sliders(explorer):
    states = [explorer.x_t, explorer.h_prev, explorer.c_prev]
    return [*states, *sum(explorer.weights.values(), ())]


def test_every_slider_changes_the_drawing_its_text_and_the_sentence(explorer):
    set_all(explorer, (1, 1, 2), [(1, 1, 1)] * 4)  # at 0, weights have no effect
    for slider in all_sliders(explorer):
        before = explorer.picture.value, explorer.words.text
        slider.value = slider.value - 0.5
        assert explorer.picture.value != before[0]
        assert explorer.words.text != before[1]


def test_open_forget_gate_and_closed_input_gate_keep_the_cell_state(explorer):
    closed, opened = (0, 0, -8), (0, 0, 8)
    set_all(explorer, (3, 1, -2.5), (closed, opened, (8, 8, 8), opened))
    assert explorer.step.c_t.item() == pytest.approx(-2.5, abs=0.01)
    assert "keeps 100% " in explorer.words.text


def test_drawing_is_sound_and_says_the_same_in_words(explorer):
    set_all(explorer, (1, 0, 0.5), [(0, 0, 0)] * 4)
    drawing = ElementTree.fromstring(explorer.picture.value)
    assert drawing.get("role") == "img"
    assert "forget gate 0.50" in drawing.get("aria-label")
    assert explorer.picture.alt == drawing.get("aria-label")
    shown = [text.text for text in drawing.iter("text") if text.text]
    assert shown.count("0.50") == 4  # c_{t-1} and three gates half open
    assert shown.count("0.25") == 2  # what is kept, and the cell state after


def test_gauges_are_as_full_as_their_gates(explorer):
    set_all(explorer, (0, 0, 0), [(0, 0, -8), (0, 0, 8), (0, 0, 0), (0, 0, 0)])
    drawing = ElementTree.fromstring(explorer.picture.value)
    rects = list(drawing.iter("rect"))
    frames = [float(r.get("height")) for r in rects if r.get("fill") == "none"]
    filled = [
        float(r.get("height")) for r in rects if r.get("fill") not in ("none", "white")
    ]
    shares = np.array(filled) / frames
    assert shares == pytest.approx([1, 0, 0, 0.5], abs=0.01)  # f, i, candidate, o


def test_it_can_be_read_out(explorer):
    assert 'role="alert"' in explorer.words.value
    for slider in all_sliders(explorer):
        assert slider.tooltip
        assert slider.continuous_update


# The order of the gates is that of Keras, whatever order the words stand in


# Lists the words backwards before anything else is imported, then shows an explorer.
BACKWARDS = """
from course_utils.words import explorers as words

for name in ("GATE_ROWS", "GATE_COLUMNS", "GATE_STATES", "GATE_DRAWING"):
    setattr(words, name, dict(reversed(getattr(words, name).items())))

from course_utils.widgets import gate_explorer

explorer = gate_explorer()
rows = explorer.weights.items()
starts = {gate: [(s.value, s.tooltip) for s in row] for gate, row in rows}
print(repr((starts, explorer.picture.value, explorer.words.text)))
"""


def test_order_of_the_words_changes_nothing():
    usual = gate_explorer()
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", BACKWARDS],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    starts, picture, words = ast.literal_eval(run.stdout)
    assert list(starts) == list(usual.weights) == ["i", "f", "c", "o"]
    for gate, row in usual.weights.items():
        assert starts[gate] == [(slider.value, slider.tooltip) for slider in row]
    assert [value for value, _ in starts["f"]] == [0, 0, 1]  # the forget bias
    assert (picture, words) == (usual.picture.value, usual.words.text)


# JupyterLab hands moves to two threads of the kernel


def test_two_threads_may_move_it_wildly():
    explorer, chance = gate_explorer(), random.Random(0)
    moves = [
        (slider, round(chance.uniform(slider.min, slider.max), 1))
        for slider in chance.choices(all_sliders(explorer), k=400)
    ]
    seen = moved_by_two_threads(explorer, moves)
    assert len(set(seen)) > 100
    for picture, alt, text in set(seen):
        said = re.search(r"cₜ = (\S+) · (\S+) \+ (\S+) · (\S+) = (\S+) and", text)
        f, c_prev, i, c_tilde, c_t = said.groups()
        h_t = re.search(r"\) = (\S+)$", text)[1]
        for part in (
            *(f"enters as {c_prev} and", f"forget gate {f};", f"input gate {i} times"),
            *(f"candidate {c_tilde} is", f"leaves as {c_t}.", f"hidden state {h_t}."),
        ):
            assert part in alt
        shown = {e.text for e in ElementTree.fromstring(picture).iter("text")}
        for number in (f, c_prev, i, c_tilde, c_t, h_t):
            drawn = number.replace("-0.00", "0.00").replace("-", "−")  # noqa: RUF001
            assert drawn in shown
    calm = gate_explorer()
    for ours, theirs in zip(all_sliders(calm), all_sliders(explorer), strict=True):
        ours.value = theirs.value
    assert (calm.picture.value, calm.words.text) == (seen[-1][0], seen[-1][2])
    np.testing.assert_array_equal(calm.step, explorer.step)
