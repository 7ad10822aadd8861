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
from course_utils.figures import png_bytes
from course_utils.plots.axes import LABELS, percent
from course_utils.series import fibonacci, make_windows, scale_windows

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


def test_comparison_has_the_bars_of_networks_in_the_colour_of_predictions():
    errors = {"formula": 0.5, "network": 0.1, "another": 1e-3}
    ax = plots.plot_comparison(errors, networks=("network", "another"))
    ends = [bar.get_x() + bar.get_width() for bar in ax.patches]
    assert np.allclose(ends, list(errors.values())) and top_down(ax)
    assert names_of_rows(ax) == dict(enumerate(errors))
    colors = [palette.BASELINE, palette.PREDICTION, palette.PREDICTION]
    assert [bar.get_facecolor() for bar in ax.patches] == list(map(to_rgba, colors))


def test_comparison_calls_rounding_exact():
    words = [t.get_text() for t in plots.plot_comparison({"a": 0.0275, "b": 0}).texts]
    assert words == ["2.75 %", LABELS["exact"]]


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0275, "2.75 %"), (0.000626, "0.0626 %"), (1, "100 %"), (12.345, "1,230 %")],
)
def test_percent_keeps_three_digits(share, text):
    assert percent(share) == text


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
    assert legend(ax) == [LABELS["spans"][0], LABELS["spans"][2]]
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


# plot_influence


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
    shares, seen = np.linspace(0, 1, 11), np.array([0.5, 0.6, 1])
    answers = {
        f"training {k}": rng.uniform(1, 2, (5 + k, 11)) for k in range(n_trainings)
    }
    axes = plots.plot_rule(shares, answers, seen)
    assert axes.shape == (n_trainings,)
    for ax, (title, lines) in zip(axes, answers.items(), strict=True):
        (rule,) = lines_in(ax, color=palette.TARGET)
        assert np.array_equal(rule.get_xydata(), np.column_stack([shares, 1 + shares]))
        *thin, median = lines_in(ax, color=palette.PREDICTION)
        assert np.array_equal([line.get_ydata() for line in thin], lines)
        assert np.array_equal(median.get_ydata(), np.median(lines, axis=0))
        assert all(np.array_equal(line.get_xdata(), shares) for line in [*thin, median])
        (dots,) = lines_in(ax, color=palette.INPUT)
        assert np.array_equal(dots.get_xydata(), np.column_stack([seen, 1 + seen]))
        assert ax.get_title("left") == title
        assert ax.get_ylim() == axes[0].get_ylim()
    words = [LABELS["rule"], LABELS["predicted"], LABELS["seen"]]
    assert legend(axes[0]) == words


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
