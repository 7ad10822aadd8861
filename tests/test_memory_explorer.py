"""The memory explorer, moved by code: what it shows is what was measured."""

import numpy as np
import pytest
from boards import move

from course_utils.lstm import sigmoid
from course_utils.widgets import memory_explorer


@pytest.fixture
def explorer():
    return memory_explorer()


def test_it_shows_what_was_measured(explorer):
    move(explorer, recurrent_weight=0.5, forget_bias=2)
    steps = np.arange(1, 101)
    assert np.allclose(explorer.rnn, 0.5**steps)
    assert np.allclose(explorer.alone, sigmoid(2.0) ** steps)
    assert f"{explorer.lstm[-1]:.2g}" in explorer.words.text
    assert f"{explorer.lstm[-1]:.2g}" in explorer.picture.alt


def test_every_position_changes_picture_and_words(explorer):
    seen = set()
    for slider in (explorer.recurrent_weight, explorer.forget_bias):
        for value in np.linspace(slider.min, slider.max, 7):
            slider.value = value
            assert np.isfinite(explorer.lstm).all()
            seen.add((explorer.picture.value, explorer.words.text))
    assert len(seen) == 14


def test_it_can_be_read_out(explorer):
    assert 'role="alert"' in explorer.words.value
    assert 'alt="Influence over 100 steps' in explorer.picture.value
    for slider in (explorer.recurrent_weight, explorer.forget_bias):
        assert slider.description
        assert slider.tooltip
        assert slider.continuous_update
