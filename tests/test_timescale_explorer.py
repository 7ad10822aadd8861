"""The time scale explorer, moved by code: what it shows is the formula."""

import numpy as np

from course_utils.lstm import sigmoid
from course_utils.widgets import timescale_explorer


def test_it_shows_what_is_left():
    explorer = timescale_explorer()
    explorer.forget_bias.value, explorer.min_length.value = 3, 200
    f = sigmoid(3.0)
    assert np.isclose(explorer.gate, f)
    assert np.isclose(explorer.time_scale, 1 / (1 - f))
    assert np.allclose(explorer.left, f**explorer.steps)
    for text in (explorer.words.text, explorer.picture.alt):
        assert f"{f**100:.2g}" in text and f"{1 / (1 - f):,.3g} steps" in text


def test_thin_lines_are_the_chrono_start():
    explorer = timescale_explorer()
    for T in (20, 1000):
        explorer.min_length.value = T
        lines = np.array([line.get_ydata() for line in explorer._spread])
        scales = 1 / (1 - lines[:, 0])  # steps[0] is 1
        assert np.allclose(scales, np.linspace(2, T, len(lines)))
        assert f"{np.log(T - 1):.1f}" in explorer.words.text


def test_every_position_changes_picture_and_words():
    explorer = timescale_explorer()
    seen = set()
    for slider in (explorer.forget_bias, explorer.min_length):
        for value in np.linspace(slider.min, slider.max, 6):
            slider.value = int(value) if slider is explorer.min_length else value
            seen.add((explorer.picture.value, explorer.words.text))
    assert len(seen) == 12


def test_it_can_be_read_out():
    explorer = timescale_explorer()
    assert 'role="alert"' in explorer.words.value
    assert 'alt="The share of a cell state' in explorer.picture.value
