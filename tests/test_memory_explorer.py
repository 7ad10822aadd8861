"""The memory explorer, moved by code: what it shows is what was measured."""

import random
import re

import numpy as np
import pytest
from boards import alt_shown, move, moved_by_two_threads, picture_shown

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


def test_two_threads_may_move_it_wildly(explorer):
    chance = random.Random(0)
    weight, bias = explorer.recurrent_weight, explorer.forget_bias
    moves = [(weight, chance.randint(-20, 20) / 10) for _ in range(10)]
    moves += [(bias, chance.randint(-16, 32) / 4) for _ in range(10)]
    chance.shuffle(moves)
    seen = moved_by_two_threads(explorer, moves)
    assert len(set(seen)) > 8
    calm = memory_explorer()
    for picture, alt, words in set(seen):
        at = re.search(r"weight (\S+), forget bias (\S+)\. Last", alt).groups()
        move(calm, recurrent_weight=float(at[0]), forget_bias=float(at[1]))
        assert (alt_shown(calm), calm.words.text) == (alt, words)
        assert picture_shown(calm) == picture
    assert f"weight {weight.value:.1f}, forget bias {bias.value:.2f}." in seen[-1][1]
    assert np.allclose(explorer.alone, sigmoid(bias.value) ** np.arange(1, 101))
