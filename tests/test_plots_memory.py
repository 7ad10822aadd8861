"""Figures of a long memory: what is drawn are the numbers given."""

import numpy as np

from course_utils import palette, plots
from course_utils.adding import adding_problem

X, _, LENGTHS = adding_problem(40, 1, 4)
SEQUENCE = X[0, -LENGTHS[0] :]


def lines(ax, color):
    return [line for line in ax.get_lines() if line.get_color() == color]


def test_sequence_shows_the_marked_values_on_top():
    ax = plots.plot_sequence(SEQUENCE)
    (top,) = lines(ax, palette.INPUT)
    marked = np.flatnonzero(SEQUENCE[:, 1] == 1)
    np.testing.assert_array_equal(top.get_xdata(), marked + 1)
    np.testing.assert_array_equal(top.get_ydata(), SEQUENCE[marked, 0])
    assert [t.get_text() for t in ax.texts] == [f"{v:.2f}" for v in top.get_ydata()]


def test_wrong_shows_every_network_and_the_median():
    shares = np.random.default_rng(0).uniform(0, 1, (7, 5))
    ax = plots.plot_wrong({"a": shares, "b": shares / 2}, 100)
    thin, thick = (
        [x for x in lines(ax, palette.PREDICTION) if (x.get_linewidth() > 1) == wide]
        for wide in (False, True)
    )
    assert len(thin) == 5 and len(thick) == 1
    np.testing.assert_allclose(thick[0].get_ydata(), np.median(shares, axis=1))
    np.testing.assert_array_equal(thick[0].get_xdata(), 100 * np.arange(1, 8))
    assert len(lines(ax, palette.BASELINE)) == 6


def test_success_leaves_no_failure_out():
    groups = {"a": np.array([500, 0, 700]), "b": np.array([0, 0])}
    ax = plots.plot_success(groups, {"a": 1000, "b": 2000}, marks={"a": 900}, mark="m")
    found = {
        marker: [
            line.get_xdata().tolist()
            for line in ax.get_lines()
            if line.get_marker() == marker and len(line.get_xdata())
        ]
        for marker in "oxD"
    }
    assert found == {"o": [[500, 700]], "x": [[1000], [2000, 2000]], "D": [[900]]}
    texts = [text.get_text() for text in ax.texts]
    assert texts == ["2 of 3", "m", "0 of 2"]


def test_reading_draws_one_unit_thick():
    states = {
        name: np.random.default_rng(1).random((len(SEQUENCE), 4)) for name in "cfi"
    }
    axes = plots.plot_reading(SEQUENCE, states, unit=2)
    colors = palette.CELL_STATE, palette.FORGET_GATE, palette.INPUT_GATE
    for ax, color, values in zip(axes[1:], colors, states.values(), strict=True):
        *thin, thick = lines(ax, color)
        assert len(thin) == 4 and thick.get_linewidth() > thin[0].get_linewidth()
        np.testing.assert_array_equal(thick.get_ydata(), values[:, 2])
