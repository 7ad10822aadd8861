"""Figures over the years: what is drawn are the numbers given."""

import numpy as np

from course_utils import palette, plots

YEARS = np.arange(1900, 1930)
VALUES = 50 + 40 * np.sin(YEARS / 2)


def test_years_show_the_series_and_its_parts():
    parts = {"one": (1900, 1919), "two": (1920, 1929)}
    ax = plots.plot_years(YEARS, VALUES, parts, "t", "spots")
    (line,) = ax.get_lines()
    np.testing.assert_array_equal(line.get_xydata(), np.column_stack([YEARS, VALUES]))
    assert [text.get_text() for text in ax.texts] == ["one", "two"]
    assert ax.get_ylim()[1] > VALUES.max() and ax.get_ylabel() == "spots"


def test_years_outside_the_interval_are_ringed():
    band = VALUES - 10, VALUES + 10
    true = VALUES.copy()
    true[[3, 7]] += 11
    ax = plots.plot_year_forecast(YEARS, true, VALUES, band)
    rings = ax.get_lines()[-1]
    np.testing.assert_array_equal(rings.get_xdata(), YEARS[[3, 7]])


def test_span_errors_are_drawn_and_written():
    errors = {"a": [0.1, 2], "net": [0.2, 1]}
    axes = plots.plot_span_errors(
        errors, ["x", "y"], "t", "e", ["net"], np.ones((2, 5))
    )
    for column, ax in enumerate(axes):
        dots = [line for line in ax.get_lines() if len(line.get_xdata()) == 1]
        assert [dot.get_xdata()[0] for dot in dots] == [
            e[column] for e in errors.values()
        ]
        assert [dot.get_color() for dot in dots] == [
            palette.BASELINE,
            palette.PREDICTION,
        ]
        assert len(ax.get_lines()) == 3 and ax.get_title("left") == ["x", "y"][column]


def test_ratios_that_are_sure_stand_out():
    ax = plots.plot_ratios({"sure": (0.5, 0.4, 0.9), "not": (0.8, 0.6, 1.1)})
    bars = [line for line in ax.get_lines() if len(set(line.get_ydata())) == 1]
    colors = [b.get_color() for b in bars if len(b.get_xdata()) == 2]
    assert colors == [palette.PREDICTION, palette.BASELINE]


def test_named_curves_have_their_names():
    curves = {"a": [1, 2], "b": [3, 4], "net": [5, 6]}
    ax = plots.plot_named_curves([1, 5], curves, ours=["net"], log=True)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(curves)
    looks = {(line.get_color(), line.get_linestyle()) for line in ax.get_lines()}
    assert len(looks) == 3 and ax.get_yscale() == "log"
