"""Plots: what is drawn are the numbers given, where and as a reader expects them."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from course_utils import palette, plots
from course_utils.plots.axes import in_percent, log_percent
from course_utils.plots.figure import png_bytes
from course_utils.series import fibonacci, make_windows, scale_windows
from course_utils.words import counted, listed, number, percent
from course_utils.words.figures import LABELS

TERMS = fibonacci(30)
X, y = make_windows(TERMS[:10], window=3)
rng = np.random.default_rng(0)


def words_at(ax: Axes) -> dict[tuple[float, float], str]:
    """Return the texts of axes under their positions."""
    return {text.get_position(): text.get_text() for text in ax.texts}


def notes(ax: Axes) -> dict[str, tuple[float, float]]:
    """Return the point that each note of axes belongs to."""
    return {note.get_text(): note.xy for note in ax.texts if hasattr(note, "xy")}


def lines_in(ax: Axes, **style: object) -> list[Line2D]:
    """Return the lines of axes that have all properties given."""
    return [
        line
        for line in ax.get_lines()
        if all(getattr(line, f"get_{key}")() == value for key, value in style.items())
    ]


def names_of_rows(ax: Axes) -> dict[float, str]:
    """Return the names at the left of axes under their heights."""
    return {
        tick: label.get_text()
        for tick, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    }


def legend(ax: Axes) -> list[str]:
    """Return the words in the legend of axes, or of their figure."""
    (shown,) = filter(None, [ax.get_legend(), *ax.figure.legends])
    return [text.get_text() for text in shown.get_texts()]


def top_down(ax: Axes) -> bool:
    """Say whether the first row is the uppermost."""
    below, above = ax.get_ylim()
    return below > above


def ends_of_span(ax: Axes) -> tuple[float, float]:
    """Return where the only shaded part of axes begins and ends."""
    (span,) = ax.patches
    assert to_rgba(palette.SPANS["train"]) == span.get_facecolor()
    return span.get_x(), span.get_x() + span.get_width()


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
    assert words == [LABELS[part] for part in ("train", "validation", "test")]


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


@pytest.mark.parametrize("share", [1.25, 1.05, 1.011, 1.0001])
def test_errors_of_a_forecast_lie_between_two_ticks_with_numbers(share):
    _, below = plots.plot_forecast(np.arange(7), y, y * share)
    low, high = below.get_ylim()
    assert low < share - 1 < high
    for end in (low, high):
        assert np.isclose(below.get_yticks(), end, rtol=1e-6, atol=0).any()


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


def test_marks_of_a_spread_are_lines_with_their_names_outside_the_two():
    marks = {"first mark": 0.024, "second mark": 0.052}
    ax = plots.plot_error_spread(np.array([0.002, 0.03, 0.4]), marks=marks)
    lines = lines_in(ax, linestyle="--", color=palette.TARGET)
    assert [set(line.get_xdata()) for line in lines] == [{0.024}, {0.052}]
    assert {name: x for name, (x, _) in notes(ax).items()} == marks
    ax.figure.draw_without_rendering()
    left, right = (note.get_window_extent() for note in ax.texts)
    at = ax.transData.transform([(mark, 1) for mark in marks.values()])[:, 0]
    assert left.x1 < at[0] < at[1] < right.x0


@pytest.mark.parametrize("errors", [[0.0, 0.1], [1e-14, 1e9], [1.0]])
def test_spread_can_be_drawn_whatever_the_errors(errors):
    assert png_bytes(plots.plot_error_spread(np.array(errors)).figure)


# plot_comparison


def test_comparison_has_a_dot_for_each_error_networks_filled_and_others_hollow():
    errors = {"formula": 0.5, "network": 0.1, "another": 1e-3}
    ax = plots.plot_comparison(errors, networks=("network", "another"))
    dots = ax.get_lines()
    places = np.concatenate([dot.get_xydata() for dot in dots])
    assert places.tolist() == [[0.5, 0], [0.1, 1], [1e-3, 2]] and top_down(ax)
    assert names_of_rows(ax) == dict(enumerate(errors))
    assert {dot.get_marker() for dot in dots} == {"o"}
    colors = [palette.BASELINE, palette.PREDICTION, palette.PREDICTION]
    assert [dot.get_color() for dot in dots] == colors
    faces = ["white", palette.PREDICTION, palette.PREDICTION]
    assert [dot.get_markerfacecolor() for dot in dots] == faces
    assert ax.get_xscale() == "log"


def test_comparison_has_no_bars_but_a_thin_line_from_each_name_to_its_dot():
    errors = {"a": 0.5, "b": 1e-14}
    ax = plots.plot_comparison(errors)
    assert not ax.patches and len(ax.collections) == len(errors)
    left, right = ax.get_xlim()
    for row, (guide, end) in enumerate(zip(ax.collections, (0.5, 1e-5), strict=True)):
        ((start, stop),) = guide.get_segments()
        assert start.tolist() == [left, row] and stop.tolist() == [end, row]
        assert guide.get_linewidth() <= 1
    assert left < 1e-5 and right > 1


def test_comparison_draws_errors_beyond_its_left_end_as_arrows():
    ax = plots.plot_comparison({"a": 0.5, "b": 1e-5, "c": 5e-8})
    assert [dot.get_marker() for dot in ax.get_lines()] == ["o", "o", "<"]


def test_comparison_calls_rounding_exact():
    ax = plots.plot_comparison({"a": 0.0275, "b": 0, "c": 5e-7})
    assert notes(ax) == {
        "2.75 %": (0.0275, 0),
        LABELS["exact"]: (1e-5, 1),
        "0.00005 %": (1e-5, 2),
    }


@pytest.mark.parametrize("error", [0, 1e-5, 3e-3, 0.98, 1])
def test_words_of_a_comparison_keep_clear_of_its_dots(error):
    ax = plots.plot_comparison({"a": error, "b": error}, networks=("a",))
    ax.figure.draw_without_rendering()
    for dot, text in zip(ax.get_lines(), ax.texts, strict=True):
        extent, word = dot.get_window_extent(), text.get_window_extent()
        radius = dot.get_markersize() / 2 * ax.figure.dpi / 72
        assert extent.x1 + radius < word.x0
        assert word.x1 < ax.figure.bbox.x1


# How numbers are written


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (-0.0, "0 %"),
        (0.0275, "2.75 %"),
        (-0.0694, "-6.94 %"),
        (0.000626, "0.0626 %"),
        (0.07, "7 %"),
        (1, "100 %"),
        (0.99999, "100 %"),
        (12.345, "1,230 %"),
        (2.5e-7, "0.000025 %"),
        (1e-8, "0.000001 %"),
        (1.239e-9, "1.24e-07 %"),
        (12_300_000, "1,230,000,000 %"),
        (1e12, "1e+14 %"),
        (np.inf, "infinite"),
        (np.nan, "infinite"),
    ],
)
def test_percent_keeps_three_digits(share, text):
    assert percent(share) == text
    assert percent(np.float64(share)) == text


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.0563, 2, "5.6 %"),
        (12.4, 2, "1,200 %"),
        (0.999, 2, "100 %"),
        (1 / 3, 1, "30 %"),
    ],
)
def test_percent_keeps_as_many_digits_as_asked_for(share, digits, text):
    assert percent(share, digits) == text


def test_percent_of_the_plots_is_that_of_the_words():
    assert plots.percent is percent


@pytest.mark.parametrize("write", [in_percent, log_percent])
def test_axis_in_percent_writes_its_numbers_as_percentages(write):
    axis = plots.new_axes().yaxis
    write(axis)
    assert axis.get_major_formatter()(0.001, 0) == percent(0.001)
    assert axis.get_scale() == ("log" if write is log_percent else "linear")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (514229, "514,229"),
        (1234.5, "1,234"),
        (0.12345, "0.123"),
        (5.0, "5"),
        (-1e6, "-1,000,000"),
        (np.inf, "infinite"),
        (np.nan, "infinite"),
    ],
)
def test_number_has_marked_thousands_or_three_digits(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([1, 2], "1, 2"),
        ([1, 1000], "1; 1,000"),
        (range(8), "0, 1, 2, 3, 4, 5, 6, 7"),
        (range(9), "0, 1, 2, 3, …, 6, 7, 8"),
    ],
)
def test_long_row_of_numbers_is_written_without_its_middle(values, text):
    assert listed(values) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 b"), (1, "1 a"), (2, "2 b")])
def test_one_is_counted_unlike_many(count, text):
    assert counted(count, "{count} a", "{count} {word}", word="b") == text


# plot_limits


def test_limits_are_bars_of_the_length_given_with_the_last_term_in_words():
    limits, terms = {"float32": 36, "int64": 92}, fibonacci(93)
    ax = plots.plot_limits(limits, terms)
    assert [bar.get_width() for bar in ax.patches] == [36, 92]
    assert {bar.get_facecolor() for bar in ax.patches} == {to_rgba(palette.INPUT)}
    middles = [bar.get_y() + bar.get_height() / 2 for bar in ax.patches]
    assert dict(zip(middles, limits, strict=True)) == names_of_rows(ax)
    assert top_down(ax)
    assert notes(ax) == {
        "F(36) = 14,930,352": (36, 0),
        "F(92) = 7,540,113,804,746,346,429": (92, 1),
    }


@pytest.mark.parametrize("last", [0, 20, 46, 60, 61, 70, 78, 92])
def test_term_of_a_limit_stands_inside_its_bar_or_beside_it(last):
    ax = plots.plot_limits({"type": last}, fibonacci(93))
    ax.figure.draw_without_rendering()
    (note,), (bar,) = ax.texts, ax.patches
    word, box = note.get_window_extent(), bar.get_window_extent()
    assert word.x1 < ax.figure.bbox.x1
    if note.get_color() == "white":
        assert box.x0 < word.x0 and word.x1 < box.x1
    else:
        assert word.x0 > box.x1


# plot_encodings


def test_encodings_stand_where_they_lie_in_the_training_range():
    encoded = {
        "first": (np.array([[2.0, 3], [4, 6]]), np.array([10.0, 2])),
        "second": (np.array([-1.0, 1]), np.array([[-1.0], [0]])),
    }
    ax = plots.plot_encodings(encoded)
    places = {(0, "o"): [0, 0.25, 0.5, 1], (0, "D"): [2, 0]}
    places |= {(1, "o"): [0, 1], (1, "D"): [0, 0.5]}
    colors = {"o": palette.TRAINING, "D": palette.TARGET}
    for line in ax.get_lines():
        (row,) = set(line.get_ydata().round())
        assert line.get_color() == colors[line.get_marker()]
        assert line.get_xdata().tolist() == places.pop((row, line.get_marker()))
    assert not places
    assert names_of_rows(ax) == {0: "first", 1: "second"} and top_down(ax)
    assert ends_of_span(ax) == (0, 1)
    assert legend(ax) == [LABELS["train"], LABELS["test"]]
    assert ax.get_xscale() == "symlog"


def test_encodings_that_only_shift_and_stretch_look_the_same():
    raw = X[:, :, 0], rng.uniform(0, 1e6, 9)
    stretched = tuple(3 * numbers + 5 for numbers in raw)
    lines = plots.plot_encodings({"raw": raw, "stretched": stretched}).get_lines()
    for k in range(2):
        np.testing.assert_allclose(lines[k].get_xdata(), lines[k + 2].get_xdata())


# plot_tensor


@pytest.mark.parametrize(("n", "window"), [(7, 3), (2, 1), (4, 5)])
def test_tensor_shows_every_number_and_the_lengths_of_the_axes(n, window):
    X, y = make_windows(TERMS[: n + window], window)
    ax = plots.plot_tensor(X, y)
    words, boxes = words_at(ax), [p for p in ax.patches if isinstance(p, Rectangle)]
    blue, black = (
        [box.get_xy() for box in boxes if box.get_facecolor() == to_rgba(color)]
        for color in (palette.INPUT, palette.TARGET)
    )
    assert (len(blue), len(black)) == (n * window, n)
    for step, row in blue:
        assert words.pop((step + 0.5, row + 0.5)) == f"{X[row, step, 0]:,.0f}"
    for left, row in black:
        assert (
            left > window and words.pop((left + 0.5, row + 0.5)) == f"{y[row, 0]:,.0f}"
        )
    shapes = {f"X ({n}, {window}, 1)", f"y ({n}, 1)"}
    lengths = {f"{n} samples", f"{window} time steps", "1 feature", "1 target"}
    assert {*words.values()} - {""} == shapes | lengths
    assert top_down(ax)


@pytest.mark.parametrize("window", [1, 3, 5, 8])
def test_words_beside_the_tensor_keep_clear_of_the_boxes(window):
    ax = plots.plot_tensor(*make_windows(TERMS[: window + 5], window))
    ax.figure.draw_without_rendering()
    outside = [text for text in ax.texts if text.get_color() != "white"]
    assert len([text for text in outside if text.get_text()]) == 6
    blocks = [p for p in ax.patches if isinstance(p, Rectangle | Polygon)]
    for text in filter(mpl.text.Text.get_text, outside):
        extent = mpl.text.Text.get_window_extent(text)
        assert not any(extent.overlaps(block.get_window_extent()) for block in blocks)


# plot_window_shapes


def test_window_shapes_are_the_windows_and_their_targets_one_line_each():
    groups = {
        "three": scale_windows(X, y)[:2],
        "two": scale_windows(*make_windows(TERMS[1:6], window=2))[:2],
    }
    axes = plots.plot_window_shapes(groups)
    assert axes.shape == (2,)
    for ax, (title, (windows, targets)) in zip(axes, groups.items(), strict=True):
        n, window, _ = windows.shape
        inputs, bridges = (lines_in(ax, color=c) for c in (palette.INPUT, "#6B6B6B"))
        (last,) = lines_in(ax, color=palette.TARGET)
        assert len(inputs) == len(bridges) == n
        for k in range(n):
            assert inputs[k].get_xdata().tolist() == list(range(1, window + 1))
            assert np.array_equal(inputs[k].get_ydata(), windows[k, :, 0])
            ends = [windows[k, -1, 0], targets[k, 0]]
            assert bridges[k].get_xydata().tolist() == [
                [window, ends[0]],
                [window + 1, ends[1]],
            ]
        assert np.array_equal(last.get_ydata(), targets[:, 0])
        assert set(last.get_xdata()) == {window + 1}
        ticks = [label.get_text() for label in ax.get_xticklabels()]
        assert ticks == [*map(str, range(1, window + 1)), LABELS["target"]]
        assert ax.get_title("left") == title
    assert axes[0].get_ylim() == axes[1].get_ylim()


def test_window_shapes_of_one_group_are_an_array_of_axes_too():
    assert plots.plot_window_shapes({"one": (X, y)}).shape == (1,)


# plot_error_groups


def test_error_groups_show_every_network_and_the_median_on_the_row_of_its_name():
    groups = {"many": rng.uniform(1e-3, 1, 100), "few": np.array([0.3, 0.01, 0.02])}
    ax = plots.plot_error_groups(groups, marks={"mark": 0.0275})
    dots, bars = lines_in(ax, color=palette.PREDICTION), lines_in(ax, color="black")
    for row, errors in enumerate(groups.values()):
        assert np.array_equal(dots[row].get_xdata(), errors)
        assert np.abs(dots[row].get_ydata() - row).max() < 0.5
        assert set(bars[row].get_xdata()) == {np.median(errors)}
        assert np.mean(bars[row].get_ydata()) == row
        assert words_at(ax)[1.02, row] == percent(np.median(errors))
    assert len(dots) == len(bars) == 2
    assert names_of_rows(ax) == dict(enumerate(groups)) and top_down(ax)
    (mark,) = lines_in(ax, linestyle="--", color=palette.TARGET)
    assert set(mark.get_xdata()) == {0.0275} and notes(ax)["mark"][0] == 0.0275
    assert ax.get_xscale() == "log"
    assert LABELS["median"] in words_at(ax).values()


def test_error_groups_draw_a_huge_error_at_1000_percent_but_keep_the_median():
    ax = plots.plot_error_groups({"a": np.array([0.1, 0.5, 9e9])})
    (dots,) = lines_in(ax, color=palette.PREDICTION)
    assert dots.get_xdata().tolist() == [0.1, 0.5, 10]
    assert words_at(ax)[1.02, 0] == "50 %"


def test_error_groups_with_errors_of_0_can_be_drawn():
    ax = plots.plot_error_groups({"a": np.array([0, 0, 0.5])})
    assert png_bytes(ax.figure) and words_at(ax)[1.02, 0] == "0 %"


# plot_error_over_loss


def test_error_over_loss_is_one_dot_for_each_network_hollow_if_it_collapsed():
    losses, errors = rng.uniform(0.1, 300, (2, 40)), rng.uniform(0.01, 1, 40)
    axes = plots.plot_error_over_loss(errors, *losses, titles=("one", "other"))
    assert axes.shape == (2,)
    worked, words = errors <= 0.9, ("training loss", "validation loss")
    for ax, title, loss, word in zip(
        axes, ("one", "other"), losses, words, strict=True
    ):
        full, hollow = lines_in(ax, color=palette.PREDICTION)
        for dots, which in ((full, worked), (hollow, ~worked)):
            assert np.array_equal(dots.get_xydata().T, [loss[which], errors[which]])
        assert hollow.get_markerfacecolor() == "white" != full.get_markerfacecolor()
        assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
        assert (ax.get_title("left"), ax.get_xlabel()) == (title, LABELS[word])
    assert axes[0].get_ylabel() == LABELS["error"]
    assert axes[0].get_ylim() == axes[1].get_ylim()


# plot_signed_errors


def test_signed_errors_are_lines_around_0_each_in_the_colour_of_its_part():
    errors = rng.uniform(-0.2, 0.2, (2, 50))
    curves = dict(zip(("validation", "test"), errors, strict=True))
    ax = plots.plot_signed_errors(curves, most=0.3)
    for color, curve in zip(
        (palette.VALIDATION, palette.PREDICTION), errors, strict=True
    ):
        (line,) = lines_in(ax, color=color)
        assert np.array_equal(line.get_xydata().T, [range(1, 51), curve])
    (zero,) = lines_in(ax, color=palette.TARGET)
    assert set(zero.get_ydata()) == {0}
    assert notes(ax) == {name: (50, curve[-1]) for name, curve in curves.items()}
    assert ax.get_ylim() == (-0.3, 0.3) and ax.get_yscale() == "linear"


@pytest.mark.parametrize("n_curves", [0, 1, 3])
def test_signed_errors_are_of_two_parts(n_curves):
    curves = {f"part {k}": np.zeros(5) for k in range(n_curves)}
    with pytest.raises(ValueError):
        plots.plot_signed_errors(curves)


# plot_drift


def test_drift_shows_every_network_thin_and_the_median_thick_and_named():
    n, errors = np.arange(18, 24), rng.uniform(1e-4, 1e-1, (7, 6))
    ax = plots.plot_drift(n, errors)
    *thin, median = lines_in(ax, color=palette.PREDICTION)
    assert np.array_equal([line.get_ydata() for line in thin], errors)
    assert all(np.array_equal(line.get_xdata(), n) for line in [*thin, median])
    assert np.array_equal(median.get_ydata(), np.median(errors, axis=0))
    assert median.get_linewidth() > 3 * thin[0].get_linewidth()
    assert notes(ax) == {LABELS["median"]: (23, np.median(errors[:, -1]))}
    assert ax.get_yscale() == "log"


# plot_transfer

TRANSFER = {
    "first test": {"network": 0.01, "formula": 1e-15},
    "second test": {"network": 0.2, "formula": 0.3},
}


def test_transfer_shows_each_error_on_the_row_of_its_test():
    ax = plots.plot_transfer(TRANSFER, networks=("network",))
    x, heights = np.concatenate([line.get_xydata() for line in ax.get_lines()]).T
    assert x.tolist() == [0.01, 1e-6, 0.2, 0.3]
    assert heights.round().tolist() == [0, 0, 1, 1]
    assert names_of_rows(ax) == dict(enumerate(TRANSFER)) and top_down(ax)
    colors = [line.get_color() for line in ax.get_lines()]
    assert colors == [palette.PREDICTION, palette.BASELINE] * 2
    faces = [line.get_markerfacecolor() for line in ax.get_lines()]
    assert faces == [palette.PREDICTION, "white"] * 2
    assert legend(ax) == ["network", "formula"]
    assert notes(ax) == {LABELS["exact"]: (1e-6, heights[1])}
    assert ax.get_xscale() == "log"


def test_transfer_calls_only_rounding_exact():
    tiny = plots.plot_transfer({"test": {"model": 5e-7}})
    assert [text.get_text() for text in tiny.texts] == [percent(5e-7)]


def test_transfer_leaves_out_no_model_and_gives_each_one_marker():
    models = {f"model {k}": 10.0**-k / 2 for k in range(6)}
    lines = plots.plot_transfer({"a": models, "b": models}).get_lines()
    markers = [line.get_marker() for line in lines]
    assert markers[:6] == markers[6:] and len(set(markers)) == 6
    more = {f"model {k}": 0.1 for k in range(9)}
    assert len(plots.plot_transfer({"a": more}).get_lines()) == 9


@pytest.mark.parametrize("other", [1e-15, 1e-6, 3e-6, 1e-5, 1e-3])
def test_markers_of_a_row_keep_clear_of_one_another_and_of_words(other):
    row = {"LSTM": other, "another": other, "ratio": 1e-15, "formula": 1e-15}
    ax = plots.plot_transfer(dict.fromkeys(("test", "other test"), row))
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent().padded(-1) for text in ax.texts]
    for line in ax.get_lines():
        ((x, y),) = ax.transData.transform(line.get_xydata())
        radius = line.get_markersize() / 2 * ax.figure.dpi / 72
        boxes.append(mpl.transforms.Bbox.from_extents(x, y, x, y).padded(radius))
    assert not any(box.overlaps(other) for box, other in combinations(boxes, 2))


# plot_error_over_epochs


def test_error_over_epochs_counts_from_1_and_takes_the_median_of_all_networks():
    errors = rng.uniform(1e-3, 1, (50, 7))
    ax = plots.plot_error_over_epochs(errors, marks={"mark": 0.0275}, epoch=20)
    *thin, median = lines_in(ax, color=palette.PREDICTION)
    assert np.array_equal([line.get_ydata() for line in thin], errors.T[[0, 3, 6]])
    for line in (*thin, median):
        assert line.get_xdata().tolist() == list(range(1, 51))
    assert np.array_equal(median.get_ydata(), np.median(errors, axis=1))
    assert median.get_linewidth() > 3 * thin[0].get_linewidth()
    (mark,) = lines_in(ax, linestyle="--", color=palette.TARGET)
    assert set(mark.get_ydata()) == {0.0275}
    (epoch,) = lines_in(ax, linestyle=":", color=palette.BASELINE)
    assert set(epoch.get_xdata()) == {20}
    assert notes(ax) == {
        LABELS["median"]: (1, np.median(errors[0])),
        "mark": (1, 0.0275),
    }
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.get_xlim() == (1, 50)


def test_third_loss_is_refused_rather_than_left_out():
    with pytest.raises(ValueError, match="one or two losses, not 3"):
        plots.plot_loss(dict.fromkeys("abc", np.ones(3)))


# plot_influence


def test_influence_of_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match=r"'cell', 'hidden'.*not 'gate'"):
        plots.plot_influence({"a": np.ones(3)}, state="gate")


@pytest.mark.parametrize(
    ("settings", "color"),
    [
        ({}, palette.CELL_STATE),
        ({"state": "cell"}, palette.CELL_STATE),
        ({"state": "hidden"}, palette.HIDDEN_STATE),
    ],
)
def test_influence_has_the_colour_of_its_state_ever_stronger(settings, color):
    curves = {f"U = {u}": u ** np.arange(1.0, 31) for u in (0.5, 0.9, 1.1)}
    ax = plots.plot_influence(curves, **settings)
    lines = lines_in(ax, color=color)
    for line, curve in zip(lines, curves.values(), strict=True):
        assert line.get_xdata().tolist() == list(range(1, 31))
        assert np.array_equal(line.get_ydata(), curve)
    assert np.all(np.diff([line.get_alpha() for line in lines]) > 0)
    assert notes(ax) == {name: (30, curve[-1]) for name, curve in curves.items()}
    assert ax.get_yscale() == "log"


# plot_horizon


def test_horizon_shows_errors_over_positions_and_over_steps_ahead():
    expected = np.linspace(0.05, 0.4, 8)
    fan = {k: (np.arange(14 + k, 30), rng.uniform(0, 0.4, 16 - k)) for k in (1, 2, 8)}
    left, right = axes = plots.plot_horizon(fan, expected, ("near", "far"))
    assert axes.shape == (2,)
    for line, (n, errors) in zip(left.get_lines(), fan.values(), strict=True):
        assert line.get_color() == palette.PREDICTION
        assert np.array_equal(line.get_xydata(), np.column_stack([n, errors]))
    ends = {k: errors[-1] for k, (_, errors) in fan.items()}
    words = {1: "1 step", 2: "2 steps", 8: "8 steps"}
    assert notes(left) == {words[k]: (29, error) for k, error in ends.items()}
    curve, dots = right.get_lines()
    assert np.array_equal(curve.get_xydata(), np.column_stack([range(1, 9), expected]))
    assert (curve.get_color(), curve.get_linestyle()) == (palette.BASELINE, "--")
    assert dict(dots.get_xydata()) == ends and dots.get_color() == palette.PREDICTION
    assert legend(right) == [LABELS["expected"], LABELS["measured"]]
    assert [ax.get_title("left") for ax in axes] == ["near", "far"]
    assert left.get_ylim() == right.get_ylim()


# plot_rule


@pytest.mark.parametrize("n_trainings", [1, 3])
def test_rule_is_drawn_beside_the_networks_of_each_training(n_trainings):
    shares = np.linspace(-0.5, 1, 11)
    names = [f"training {k}" for k in range(n_trainings)]
    answers = {name: rng.uniform(1, 2, (5 + k, 11)) for k, name in enumerate(names)}
    seen = {name: rng.uniform(0, 1, 3 + k) for k, name in enumerate(names)}
    axes = plots.plot_rule(shares, answers, seen)
    assert axes.shape == (n_trainings,)
    for ax, (title, lines) in zip(axes, answers.items(), strict=True):
        (rule,) = lines_in(ax, color=palette.TARGET)
        assert np.array_equal(rule.get_xydata(), np.column_stack([shares, 1 + shares]))
        each = lines_in(ax, color=palette.PREDICTION)
        assert np.array_equal([line.get_ydata() for line in each], lines)
        assert all(np.array_equal(line.get_xdata(), shares) for line in each)
        (dots,) = lines_in(ax, color=palette.INPUT)
        place = np.column_stack([seen[title], 1 + seen[title]])
        assert np.array_equal(dots.get_xydata(), place)
        assert ax.get_title("left") == title
        low, high = ax.get_ylim()
        assert low < 0.5 and high > 2
    assert legend(axes[0]) == [LABELS["rule"], LABELS["each"], LABELS["seen"]]


# plot_remainder


def test_remainder_draws_what_is_left_of_an_error_from_step_0_on():
    remainders = {"network": np.array([1, 0.3, 0.5]), "rule": np.array([1, 0.6, 0.7])}
    ax = plots.plot_remainder(remainders)
    network, rule = ax.get_lines()
    assert network.get_xydata().tolist() == [[0, 1], [1, 0.3], [2, 0.5]]
    assert rule.get_xydata().tolist() == [[0, 1], [1, 0.6], [2, 0.7]]
    colors = [line.get_color() for line in (network, rule)]
    assert colors == [palette.PREDICTION, palette.BASELINE]
    assert notes(ax) == {"network": (2, 0.5), "rule": (2, 0.7)}
    low, high = ax.get_ylim()
    assert low == 0 and high > 1


# plot_value_groups


def test_value_groups_show_every_network_on_the_row_of_its_name():
    groups = {"many": rng.uniform(0, 1, 100), "few": np.array([0.3, 0.01, 1.2])}
    ax = plots.plot_value_groups(groups, {"constant": 0, "rule": 1}, xlabel="slope")
    dots = lines_in(ax, color=palette.PREDICTION)
    assert len(dots) == 2
    for row, values in enumerate(groups.values()):
        assert np.array_equal(dots[row].get_xdata(), values)
        assert np.abs(dots[row].get_ydata() - row).max() < 0.5
    assert names_of_rows(ax) == dict(enumerate(groups)) and top_down(ax)
    marks = lines_in(ax, linestyle="--", color=palette.TARGET)
    assert [set(mark.get_xdata()) for mark in marks] == [{0}, {1}]
    assert notes(ax) == {"constant": (0, 1), "rule": (1, 1)}
    assert (ax.get_xscale(), ax.get_xlabel()) == ("linear", "slope")


# plot_two_tests


def test_two_tests_have_a_mark_each_on_the_row_of_the_model():
    errors = {"network": (0.01, 0.2), "formula": (1e-15, 0), "rule": (5e-8, 6.5)}
    ax = plots.plot_two_tests(errors, ("near", "far"), networks=("network",))
    circles, diamonds = lines_in(ax, marker="o"), lines_in(ax, marker="D")
    places = [[dot.get_xydata()[0].tolist() for dot in d] for d in (circles, diamonds)]
    assert places[0] == [[0.01, 0], [1e-8, 1], [5e-8, 2]]
    assert places[1] == [[0.2, 0], [1e-8, 1], [6.5, 2]]
    colors = [palette.PREDICTION, palette.BASELINE, palette.BASELINE]
    for dots in (circles, diamonds):
        assert [dot.get_color() for dot in dots] == colors
    assert [dot.get_markerfacecolor() for dot in circles] == colors
    assert {dot.get_markerfacecolor() for dot in diamonds} == {"white"}
    assert names_of_rows(ax) == dict(enumerate(errors)) and top_down(ax)
    assert legend(ax) == ["near", "far"]
    assert notes(ax) == {LABELS["exact"]: (1e-8, 1)}
    left, right = ax.get_xlim()
    assert left < 1e-8 and right > 6.5 and ax.get_xscale() == "log"


# plot_activations


@pytest.mark.parametrize("names", [("one",), ("one", "two", "three")])
def test_activations_are_one_line_for_each_unit_over_the_part_seen(names):
    n = np.arange(3, 30)
    groups = {name: rng.uniform(-5, 500, (27, 4)) for name in names}
    axes = plots.plot_activations(n, groups, n_seen=10)
    assert axes.shape == (len(names),)
    for ax, (title, hidden) in zip(axes, groups.items(), strict=True):
        assert np.array_equal([line.get_ydata() for line in ax.get_lines()], hidden.T)
        for line in lines_in(ax, color=palette.HIDDEN_STATE):
            assert np.array_equal(line.get_xdata(), n)
        assert len(lines_in(ax, color=palette.HIDDEN_STATE)) == 4
        assert ends_of_span(ax) == (2.5, 9.5)
        assert (ax.get_title("left"), ax.get_yscale()) == (title, "symlog")
    assert len({ax.get_ylim() for ax in axes}) == 1


# plot_states

COLORS = [palette.FORGET_GATE, palette.INPUT_GATE, palette.OUTPUT_GATE]
COLORS += [palette.CELL_STATE, palette.HIDDEN_STATE]


def states_of(gates: np.ndarray, states: np.ndarray) -> dict[str, np.ndarray]:
    """Give the same values to three gates, and the same to both states."""
    return dict.fromkeys("fio", gates) | dict.fromkeys("ch", states)


def test_states_write_each_value_at_its_time_step_and_unit():
    gates, states = rng.uniform(0, 1, (3, 2)), rng.uniform(-5000, 5000, (3, 2))
    axes = plots.plot_states(states_of(gates, states), np.array([610, 987, 1597]))
    assert axes.shape == (5,)
    assert [ax.get_title("left") for ax in axes] == list("fioch")
    for k, ax in enumerate(axes):
        words = words_at(ax)
        assert len(words) == 6
        for (step, unit), value in np.ndenumerate(gates if k < 3 else states):
            written = float(words[step, unit].replace(",", ""))
            assert written == pytest.approx(value, abs=0.005 if k < 3 else 0.5)
        ticks = [label.get_text() for label in ax.get_xticklabels()]
        assert ticks == ["610", "987", "1,597"]
    assert names_of_rows(axes[0]) == {0: "unit 1", 1: "unit 2"} and top_down(axes[0])


def test_states_are_the_stronger_coloured_the_further_from_0():
    gates, states = np.array([[0, 0.5, 1]]).T, np.array([[0, -50.0, 100]]).T
    for ax, color in zip(
        plots.plot_states(states_of(gates, states), np.arange(3)), COLORS, strict=True
    ):
        (row,) = ax.images[0].get_array()[..., :3]
        distance = np.linalg.norm(row - to_rgba(color)[:3], axis=1)
        assert row[0].tolist() == [1, 1, 1]
        assert np.all(np.diff(distance) < 0) and distance[-1] < 0.2


def luminance(color: np.ndarray) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    c = np.array(color[:3])
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_values_of_states_can_be_read_on_every_colour():
    values = np.linspace(0, 1, 80).reshape(4, 20)
    for ax in plots.plot_states(states_of(values, 1e4 * values), np.arange(4)):
        boxes = ax.images[0].get_array()
        for text in ax.texts:
            step, unit = text.get_position()
            pair = luminance(boxes[unit, step]), luminance(to_rgba(text.get_color()))
            assert (max(pair) + 0.05) / (min(pair) + 0.05) >= 4.5


def test_states_that_are_all_0_can_be_drawn():
    axes = plots.plot_states(states_of(np.ones((3, 1)), np.zeros((3, 1))), np.ones(3))
    assert png_bytes(axes[0].figure)
    assert np.all(axes[3].images[0].get_array() == 1)


def test_states_that_are_not_five_are_refused():
    with pytest.raises(ValueError, match="3 gates and 2 states, not 2"):
        plots.plot_states(dict.fromkeys("ch", np.ones((3, 1))), np.ones(3))
