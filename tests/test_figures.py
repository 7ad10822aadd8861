"""Figures: shown with a text, drawn from arrays, in the look of the course."""

import base64
import re
from html.parser import HTMLParser

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes

from course_utils import palette, plots
from course_utils.figures import new_axes, png_bytes, show
from course_utils.plots.axes import LABELS, percent
from course_utils.series import fibonacci, make_windows

TERMS = fibonacci(30)
X, y = make_windows(TERMS[:10], window=3)
rng = np.random.default_rng(0)


def image(html: str) -> dict[str, str]:
    """Return the attributes of the first image of a page."""
    found = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag == "img":
                found.append(dict(attributes))

    Parser().feed(html)
    return found[0]


def test_show_makes_a_png_with_its_text():
    shown = image(show(new_axes(), alt='5 < 8 & "quoted"').data)
    assert shown["alt"] == '5 < 8 & "quoted"'
    head, data = shown["src"].split(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(data).startswith(b"\x89PNG")
    assert shown["width"] == "800"


@pytest.mark.parametrize("alt", ["", "   ", None])
def test_show_refuses_a_figure_without_a_text(alt):
    with pytest.raises(ValueError, match="alt must say in words"):
        show(new_axes(), alt=alt)


def test_show_takes_axes_an_array_of_axes_and_a_figure():
    pair = new_axes(1, 2)
    results = [show(what, alt="x").data for what in (pair, pair[0], pair[0].figure)]
    assert results[0] == results[1] == results[2]


def test_same_figure_gives_the_same_bytes():
    first, again = (plots.plot_series(TERMS, title="same") for _ in range(2))
    assert png_bytes(first.figure) == png_bytes(again.figure)


def test_new_axes_leave_nothing_open():
    import matplotlib.pyplot as plt

    new_axes()
    assert plt.get_fignums() == []


def drawings() -> dict[str, Axes]:
    """Draw one of each figure."""
    errors = rng.uniform(1e-3, 1, 40)
    spread = plots.plot_error_spread(errors, "title", {"mark": 0.0275})
    above, below = plots.plot_forecast(np.arange(7), y, y * 1.1, "title")
    return {
        "series": plots.plot_series(TERMS, "title", spans=(10, 5)),
        "log series": plots.plot_series(TERMS, "title", log=True),
        "windows": plots.plot_windows(X, y, "title"),
        "loss": plots.plot_loss(
            {"a": errors, "b": errors[:, None] * [1, 2, 3]}, "title"
        ),
        "forecast": above,
        "forecast error": below,
        "spread": spread,
        "comparison": plots.plot_comparison({"a": 0.1, "b": 1e-14}, "title", ours="a"),
    }


@pytest.mark.parametrize("name", list(drawings()))
def test_figure_has_named_axes_and_a_title(name):
    ax = drawings()[name]
    titles = [axes.get_title("left") for axes in ax.figure.axes]
    assert any(titles)
    assert ax.figure.axes[-1].get_xlabel()
    if name not in ("windows", "comparison"):
        assert ax.get_ylabel()


def test_series_leaves_out_0_on_a_log_axis_only():
    ((linear,), (log,)) = (
        plots.plot_series(TERMS, log=log).get_lines() for log in (False, True)
    )
    assert np.array_equal(linear.get_ydata(), TERMS)
    assert np.isnan(log.get_ydata()[0])
    assert np.array_equal(log.get_ydata()[1:], TERMS[1:])


def test_spans_meet_between_the_terms():
    ax = plots.plot_series(TERMS, spans=(10, 5))
    edges = [(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches]
    assert edges == [(-0.5, 9.5), (9.5, 14.5), (14.5, 29.5)]
    words = [text.get_text() for text in ax.texts]
    assert words == list(LABELS["spans"])


def test_windows_show_inputs_and_target_at_their_positions():
    ax = plots.plot_windows(X, y, first=4)
    last_row = [text for text in ax.texts if text.get_position()[1] == 6]
    assert [text.get_text() for text in last_row] == ["8", "13", "21", "34"]
    assert [text.get_position()[0] for text in last_row] == [10, 11, 12, 13]
    colors = [text.get_bbox_patch().get_facecolor() for text in last_row]
    expected = [palette.INPUT] * 3 + [palette.TARGET]
    assert colors == [mpl.colors.to_rgba(color) for color in expected]


def test_loss_of_many_networks_shows_their_median():
    losses = rng.uniform(1, 2, (20, 5))
    ax = plots.plot_loss({"five": losses})
    *thin, median = ax.get_lines()
    assert len(thin) == 5
    assert np.allclose(median.get_ydata(), np.median(losses, axis=1))


def test_forecast_shows_the_relative_error_of_each_term():
    _, below = plots.plot_forecast(np.arange(7), y, y * 1.25)
    assert np.allclose(below.get_lines()[0].get_ydata(), 0.25)


def test_forecast_without_any_error_can_be_drawn():
    above, _ = plots.plot_forecast(np.arange(7), y, y)
    assert png_bytes(above.figure)


def test_spread_has_one_dot_for_each_network_stacked_without_overlap():
    errors = np.array([0.01] * 5 + [0.5, 1.0])
    (dots,) = plots.plot_error_spread(errors).get_lines()
    points = set(zip(*dots.get_data(), strict=True))
    assert len(points) == 7
    assert max(height for _, height in points) == 4.5


def test_spread_dots_stand_near_their_errors():
    errors = np.array([0.002, 0.03, 0.4])
    (dots,) = plots.plot_error_spread(errors).get_lines()
    assert np.allclose(np.log10(dots.get_xdata()), np.log10(errors), atol=0.04)


@pytest.mark.parametrize("errors", [[0.0, 0.1], [1e-14, 1e9], [1.0]])
def test_spread_can_be_drawn_whatever_the_errors(errors):
    assert png_bytes(plots.plot_error_spread(np.array(errors)).figure)


def test_comparison_calls_rounding_exact():
    words = [t.get_text() for t in plots.plot_comparison({"a": 0.0275, "b": 0}).texts]
    assert words == ["2.75 %", LABELS["exact"]]


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0275, "2.75 %"), (0.000626, "0.0626 %"), (1, "100 %"), (12.345, "1,230 %")],
)
def test_percent_keeps_three_digits(share, text):
    assert percent(share) == text


def test_colours_differ_from_one_another():
    colors = {
        name: value
        for name, value in vars(palette).items()
        if isinstance(value, str) and re.fullmatch("#[0-9A-F]{6}", value)
    }
    colors.pop("TRAINING")  # the training data are the input
    assert len(set(colors.values())) == len(colors)
