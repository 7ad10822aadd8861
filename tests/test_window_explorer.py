"""The window explorer, moved by code: no kernel, no browser."""

import random
import re

import numpy as np
import pytest
from boards import (
    TERMS,
    alt_shown,
    at_once,
    move,
    moved_by_two_threads,
    picture_shown,
    pixels,
)

from course_utils.series import fibonacci, make_windows
from course_utils.widgets import window_explorer


@pytest.fixture
def explorer():
    return window_explorer(TERMS)


def test_it_opens_with_a_window_of_three(explorer):
    assert (explorer.window.value, explorer.position.value) == (3, 0)
    assert explorer.words.text.startswith("input 0, 1, 1 → target 2\n")
    assert "(27, 3, 1)" in explorer.words.text
    assert "(27, 1)" in explorer.words.text


def test_window_at_a_position_is_named(explorer):
    explorer.position.value = 4
    assert explorer.words.text.startswith("input 3, 5, 8 → target 13\n")
    assert "positions 4 to 6: 3, 5, 8" in explorer.picture.alt
    assert "position 7: 13" in explorer.picture.alt


def test_every_position_of_both_sliders_works(explorer):
    seen = set()
    for window in range(explorer.window.min, explorer.window.max + 1):
        explorer.window.value = window
        X, y = make_windows(TERMS, window)
        np.testing.assert_array_equal(explorer.X, X)
        np.testing.assert_array_equal(explorer.y, y)
        assert explorer.position.max == len(X) - 1
        for position in {0, len(X) // 2, len(X) - 1}:
            explorer.position.value = position
            seen.add((explorer.words.text, explorer.picture.alt))
            target = f"→ target {y[position, 0]:,.0f}\n"
            assert target in explorer.words.text
    assert explorer.window.max == len(TERMS) - 1
    assert len(seen) == 27 * 3 + 2 + 1  # lengths 1 … 27, 28 and 29


def test_longer_window_takes_the_position_along(explorer):
    explorer.position.value = 26
    explorer.window.value = 10
    assert explorer.position.value == explorer.position.max == 19
    assert "positions 19 to 28" in explorer.picture.alt
    explorer.window.value = 2
    assert (explorer.position.value, explorer.position.max) == (19, 27)


def test_window_that_takes_the_position_along_is_painted_once(explorer):
    explorer.position.value = 26
    shown, show = [], explorer.show

    def spy(view) -> None:
        shown.append(view.alt)
        show(view)

    explorer.show = spy
    explorer.window.value = 10
    assert len(shown) == 1
    assert "positions 19 to 28" in shown[0]


def test_picture_changes_with_every_move(explorer):
    first = pixels(explorer)
    explorer.position.value = 5
    second = pixels(explorer)
    explorer.window.value = 6
    third = pixels(explorer)
    assert first.shape == second.shape == third.shape
    assert (first != second).any()
    assert (second != third).any()


@pytest.mark.parametrize(("window", "position"), [(1, 0), (3, 4), (12, 17), (29, 0)])
def test_figure_marks_the_window_and_its_target(explorer, window, position):
    explorer.window.value, explorer.position.value = window, position
    figure, after = explorer._figure, position + window
    assert figure._band.get_x() == position - 0.5
    assert figure._band.get_width() == window
    n, values = figure._inputs.get_data()
    np.testing.assert_array_equal(n, range(position, after))
    np.testing.assert_array_equal(values, TERMS[position:after])
    assert [*map(list, figure._target.get_data())] == [[after], [TERMS[after]]]
    visible = [label.get_text() for label in figure._labels if label.get_visible()]
    assert visible == [f"{value:,}" for value in TERMS[position : after + 1]]


def test_long_windows_are_shortened_in_words(explorer):
    explorer.window.value, explorer.position.value = 12, 0
    assert "input 0, 1, 1, 2, …, 34, 55, 89 → target 144" in explorer.words.text


def test_large_numbers_stay_apart(explorer):
    explorer.position.value = 26
    expected = "input 121,393; 196,418; 317,811 → target 514,229"
    assert expected in explorer.words.text


EXACT = [0, 1]  # integers of Python, of any size
while len(EXACT) < 94:
    EXACT.append(EXACT[-1] + EXACT[-2])


@pytest.mark.parametrize(
    "terms",
    [
        *([1, 2], [5, 5, 5], [-3, 0, 2.5, -100], fibonacci(93), np.zeros(4)),
        *(EXACT, [10**300, 10**18, 1]),
    ],
)
def test_other_series_work_as_well(terms):
    widget = window_explorer(terms)
    for window in {1, 2, len(terms) // 2, len(terms) - 1} - {len(terms)}:
        widget.window.value = window
        widget.position.value = widget.position.max
        assert f"({len(terms) - window}, {window}, 1)" in widget.words.text


@pytest.mark.filterwarnings("error")  # also of an explorer that was never made
@pytest.mark.parametrize(
    ("terms", "error", "words"),
    [
        ([1], ValueError, "at least 2"),
        ([], ValueError, "empty"),
        ([[1, 2], [3, 4]], ValueError, "1 ax"),
        ("fibonacci", TypeError, "numbers"),
        (["1", "2", "3"], TypeError, "numbers"),
        ([1, np.nan, 2], ValueError, "finite"),
        ([1, 2, 10**400], ValueError, "beyond"),
    ],
)
def test_bad_terms_are_refused(terms, error, words):
    with pytest.raises(error, match=words):
        window_explorer(terms)


def test_series_changed_afterwards_changes_nothing():
    terms = TERMS.copy()
    explorer = window_explorer(terms)
    terms[:] = 7
    explorer.position.value = 4
    assert explorer.words.text.startswith("input 3, 5, 8 → target 13\n")


def test_it_can_be_read_out(explorer):
    assert 'role="alert"' in explorer.words.value
    assert 'alt="The series of 30 values' in explorer.picture.value
    for slider in (explorer.window, explorer.position):
        assert slider.description
        assert slider.tooltip
        assert slider.continuous_update


# JupyterLab hands moves to two threads of the kernel


def test_two_threads_may_move_it_wildly(explorer):
    chance = random.Random(0)
    moves = [
        (explorer.window, chance.randint(1, 29))
        if chance.random() < 0.6
        else (explorer.position, chance.randint(0, 28))
        for _ in range(24)
    ]
    seen = moved_by_two_threads(explorer, moves)
    assert len(set(seen)) > 8
    calm = window_explorer(TERMS)
    for picture, alt, words in set(seen):
        first, last = map(int, re.search(r"positions (\d+) to (\d+)", alt).groups())
        move(calm, position=0, window=last - first + 1)
        calm.position.value = first
        assert (alt_shown(calm), calm.words.text) == (alt, words)
        assert picture_shown(calm) == picture
    window, position = explorer.window.value, explorer.position.value
    assert f"positions {position} to {position + window - 1}:" in seen[-1][1]
    assert explorer.picture.alt == seen[-1][1]
    assert explorer.X.shape == (30 - window, window, 1)


def test_position_set_by_another_thread_beyond_the_last_window_is_taken_back(explorer):
    def push(_change):  # as if set just before the new end of the slider was known
        explorer.position.unobserve(push, "max")
        at_once(lambda: explorer.position._trait_values.update(value=26))

    explorer.position.observe(push, "max")
    explorer.window.value = 20
    assert explorer.position.value == explorer.position.max == 9
    assert "positions 9 to 28" in explorer.picture.alt
