"""Figures: shown with a text, in the look of the course, every word readable."""

import base64
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from html.parser import HTMLParser
from itertools import chain, combinations
from threading import Event, Thread
from types import SimpleNamespace
from unittest import mock

import matplotlib
import matplotlib.style
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from course_utils import palette, plots
from course_utils.adding import adding_problem
from course_utils.plots import new_axes, show
from course_utils.plots.figure import in_style, png_bytes
from course_utils.series import fibonacci, make_windows, scale_windows
from course_utils.words.figures import LABELS

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


def test_a_long_title_goes_on_in_another_line():
    ax = plots.plot_series(TERMS, title="A title that is not short. " * 4)
    show(ax, alt="x")
    ax.figure.draw_without_rendering()
    (title,) = (t for t in ax.get_children() if "short" in getattr(t, "_text", ""))
    inside, figure = title.get_window_extent(), ax.figure.bbox
    assert inside.x1 <= figure.x1 and inside.y1 <= figure.y1
    assert inside.y0 >= ax.bbox.y1


def test_same_figure_gives_the_same_bytes():
    first, again = (plots.plot_series(TERMS, title="same") for _ in range(2))
    assert png_bytes(first.figure) == png_bytes(again.figure)


def test_a_figure_is_as_before_once_it_is_packed():
    figure = plots.plot_series(TERMS).figure
    canvas, dpi = figure.canvas, figure.dpi
    show(figure, alt="x")
    assert figure.canvas is canvas and figure.dpi == dpi


def test_new_axes_leave_nothing_open():
    import matplotlib.pyplot as plt

    new_axes()
    assert plt.get_fignums() == []


def expected_errors(one_step: float, k_max: int) -> np.ndarray:
    """Return the errors after 1 … k_max steps when each inherits from three before."""
    signed = np.zeros(3 + k_max)
    for k in range(3, 3 + k_max):
        signed[k] = (1 + one_step) * np.prod(1 + signed[k - 3 : k]) ** (1 / 3) - 1
    return np.abs(signed[3:])


def usual_figures() -> dict[str, tuple]:
    """Return a function and its arguments for each figure, like those of notebooks."""
    test = make_windows(TERMS[12:], window=3)
    raw = [np.column_stack([X[:, :, 0], y]) for X, y in ((X, y), test)]
    errors = np.append(np.exp(rng.normal(np.log(0.07), 1, 66)).clip(0, 1), [1.0] * 34)
    encoded = {
        "raw": tuple(raw),
        "min-max": tuple(numbers / 34 for numbers in raw),
        "logarithm": tuple(np.log1p(numbers) for numbers in raw),
        "÷ last value": tuple(numbers / numbers[:, 2:3] for numbers in raw),
    }
    shapes = {
        "Training: seven shapes": scale_windows(X, y)[:2],
        "Test: fifteen times one shape": scale_windows(*test)[:2],
    }
    tests = "Fibonacci, test part", "Lucas numbers", "random starts", "another rule"
    four = np.array([[5e-4, 0.011, 0.13, 0.2], [9e-5, 1e-4, 3e-4, 0.2]])
    four = np.vstack([four, [6e-4, 0.013, 0.16, 0.17], [1e-15, 1e-14, 1e-13, 0.24]])
    models = (
        *("LSTM trained on Fibonacci", "LSTM trained on random starts"),
        *("× last ratio", "least squares"),
    )
    transfer = {
        name: dict(zip(models, four[:, k], strict=True)) for k, name in enumerate(tests)
    }
    marks = {"2.75 %": 0.0275}
    epochs = np.arange(1, 801)[:, np.newaxis]
    history = (1 / (1 + epochs / 40)) * rng.uniform(0.2, 2, (800, 100))
    expected = expected_errors(-0.0694, 15)
    fan = {
        k: (np.arange(14 + k, 30), np.full(16 - k, expected[k - 1]))
        for k in (1, 2, 4, 8, 15)
    }
    growth, decay = np.linspace(1e-4, 0.04, 61), 0.9 ** np.arange(1, 101)
    share = np.linspace(0, 1, 101)
    answers = {
        "Fibonacci, 600 epochs": 1.6 + rng.normal(0, 0.02, (100, 101)),
        "Fibonacci, 3,000 epochs": 1 + share + rng.normal(0, 0.02, (100, 101)),
        "random starts": 1 + share + rng.normal(0, 0.01, (10, 101)),
    }
    hidden = {
        "Works": TERMS[3:, np.newaxis] * [1.0, 0, 0.1, 0],
        "Dead from the start": np.zeros((27, 4)),
        "Silenced": np.where(TERMS < 100, TERMS, 0)[3:, np.newaxis] * [1.0, 0, 0, 0],
    }
    gates = dict.fromkeys(
        ("forget gate", "input gate", "output gate"), rng.uniform(0, 1, (3, 4))
    )
    own = np.outer([545.9, 1759, 4249], [1.0, 0, 0, 0.5])
    return {
        "series": (plots.plot_series, TERMS, "title", False, (10, 5)),
        "log series": (plots.plot_series, TERMS, "title", True),
        "limits": (plots.plot_limits, LIMITS, fibonacci(93), "title"),
        "windows": (plots.plot_windows, X, y, "title"),
        "tensor": (plots.plot_tensor, X, y, "title"),
        "encodings": (plots.plot_encodings, encoded, "title"),
        "window shapes": (plots.plot_window_shapes, shapes),
        "loss": (plots.plot_loss, {"train": history, "test": 2 * history}, "title"),
        "forecast": (plots.plot_forecast, np.arange(7), y, y * 1.1, "title"),
        "spread": (plots.plot_error_spread, errors, "title", marks),
        "class": (plots.plot_class, errors[60:80], "title", marks, 3),
        "groups": (
            *(plots.plot_error_groups, dict.fromkeys(encoded, errors)),
            *("title", {"× last ratio": 6e-4}),
        ),
        "drift": (
            *(plots.plot_drift, np.arange(18, 79)),
            *(growth * rng.uniform(0.2, 1, (100, 1)), "title"),
        ),
        "comparison": (
            *(plots.plot_comparison, {"a": 0.1, "b": 1e-14, "c": 1}),
            *("title", ("a",)),
        ),
        "transfer": (plots.plot_transfer, transfer, "title", models[:2]),
        "epochs": (plots.plot_error_over_epochs, history, "title", marks, 100),
        "error over loss": (
            *(plots.plot_error_over_loss, errors, errors, 300 * errors),
            ("The training loss misses some", "The validation loss misses few"),
        ),
        "signed errors": (
            plots.plot_signed_errors,
            {"validation": -0.1 * decay, "test": -0.11 * decay},
            "title",
        ),
        "influence": (
            *(plots.plot_influence, {"U = 0.9": decay, "U = 1.1": 1 / decay}),
            *("title", "hidden"),
        ),
        "horizon": (plots.plot_horizon, fan, expected, ("title", "… and as expected")),
        "rule": (
            *(plots.plot_rule, share, answers),
            dict.fromkeys(answers, np.array([0.5, 0.6, 1])),
        ),
        "remainder": (
            plots.plot_remainder,
            *({"the network": 0.5 + 0.5 * decay[:20], "the rule": decay[:20]}, "title"),
        ),
        "value groups": (
            *(plots.plot_value_groups, dict.fromkeys(encoded, errors)),
            *({"a constant": 0.0, "the rule": 1.0}, "title", LABELS["answer"]),
        ),
        "two tests": (
            plots.plot_two_tests,
            {"a": (0.1, 0.2), "b": (1e-14, 0), "c": (5e-8, 6.5)},
            *(("Fibonacci", "random starts"), "title", ("a",)),
        ),
        "activations": (plots.plot_activations, np.arange(3, 30), hidden, 10),
        "states": (
            *(plots.plot_states, gates | {"cell state": own, "hidden state": own}),
            *(TERMS[15:18], "title"),
        ),
        "sequence": (plots.plot_sequence, SEQUENCE, "title"),
        "wrong": (
            *(plots.plot_wrong, {"chrono": decay[:25, None] * [1, 0.9, 0.5]}),
            *(400, "title"),
        ),
        "success": (
            plots.plot_success,
            {"T = 100": np.array([18_000, 21_216, 0]), "T = 500": np.array([15_280])},
            *({"T = 100": 37_000, "T = 500": 104_500}, "title"),
            *({"T = 500": 209_000}, "paper"),
        ),
        "reading": (
            *(plots.plot_reading, SEQUENCE),
            {name: rng.uniform(0, 1, (100, 8)) for name in (*"cfi",)},
            *(3, "title"),
        ),
        "years": (
            *(plots.plot_years, YEARS, SPOTS),
            {"training": (1700, 1890), "test": (1921, 2008)},
            *("title", LABELS["value"]),
        ),
        "year forecast": (
            *(plots.plot_year_forecast, YEARS[-88:], SPOTS[-88:], 0.9 * SPOTS[-88:]),
            *((SPOTS[-88:] - 9, SPOTS[-88:] + 9), "title", LABELS["value"]),
        ),
        "span errors": (
            plots.plot_span_errors,
            {"mean": (1.15, 2.82, 2.07), "AR(12)": (0.13, 0.36, 0.19), "LSTM": LSTM},
            *(("1921-55", "1956-79", "1980-2008"), "title", LABELS["error"], ("LSTM",)),
            np.outer(LSTM, np.linspace(0.9, 1.2, 20)),
        ),
        "ratios": (
            *(plots.plot_ratios, {"AR(12), root / plain": (0.77, 0.69, 0.88)}),
            *("title", LABELS["error"]),
        ),
        "named curves": (
            *(plots.plot_named_curves, (1, 2, 5, 11)),
            {"last year": (0.6, 1.9, 5.4, 0.8), "LSTM, as they are": (0.2, 0.6, 1, 1)},
            *(
                "title",
                (LABELS["ahead"], LABELS["error"]),
                ("LSTM, as they are",),
                True,
            ),
        ),
    }


YEARS = np.arange(1700, 2009)
SPOTS = 60 + 55 * np.sin(YEARS / 1.75)
LSTM = 0.10, 0.25, 0.15
LIMITS = {"float32": 36, "int32": 46, "float64": 78, "int64": 92}
SEQUENCE = adding_problem(100, 1).X[0, -100:]
USUAL = usual_figures()
UNTOUCHED = deepcopy(USUAL)
every_figure = pytest.mark.parametrize("name", USUAL)


def draw(name: str) -> Figure:
    """Draw one of the usual figures."""
    function, *arguments = USUAL[name]
    return np.ravel(function(*arguments))[0].figure


@cache
def drawn(name: str) -> SimpleNamespace:
    """Draw one of the usual figures for all tests that only look at it."""
    before = matplotlib.rcParams.copy()
    function, *arguments = USUAL[name]
    axes = function(*arguments)
    kept = matplotlib.rcParams.copy() == before
    figure = np.ravel(axes)[0].figure
    return SimpleNamespace(
        axes=axes, figure=figure, words=words_of(figure), settings_kept=kept
    )


def words_of(figure: Figure) -> list[tuple[str, Bbox]]:
    """Return what is written on a figure, and in which box of pixels."""
    written = []
    with mock.patch.object(Text, "draw", lambda text, _: written.append(text)):
        figure.draw_without_rendering()
    shown = [text for text in written if text.get_visible() and text.get_text()]
    return [(text.get_text(), text.get_window_extent()) for text in shown]


def assert_readable(figure: Figure, words: list[tuple[str, Bbox]]) -> None:
    """Assert that no word of a figure is cut off or written over another."""
    page = figure.bbox.padded(0.5)
    for word, box in words:
        assert page.contains(*box.min) and page.contains(*box.max), word
    for (word, box), (other, next_to_it) in combinations(words, 2):
        both = Bbox.intersection(box, next_to_it)
        assert both is None or min(both.size) < 1, (word, other)


def test_there_is_an_example_of_every_plot():
    tried = {function.__name__ for function, *_ in USUAL.values()}
    assert tried == set(plots.__all__) - {"new_axes", "percent", "show"}


@every_figure
def test_figure_has_named_axes_and_a_title(name):
    figure = drawn(name).figure
    words = [word for word, _ in drawn(name).words]
    titles = [ax.get_title("left") for ax in figure.axes]
    if name in ("window shapes", "error over loss", "activations", "rule"):
        place = {"window shapes": 1, "error over loss": 4}.get(name, 2)
        assert titles == list(USUAL[name][place])
    else:
        assert "title" in words
    names = [(ax.get_xlabel(), ax.get_ylabel()) for ax in figure.axes]
    assert {*chain(*names)} <= {*LABELS.values(), ""}
    if name != "tensor":
        assert any(x for x, _ in names)
    rows = ("limits", "windows", "tensor", "encodings", "comparison", "transfer")
    rows = (*rows, "span errors", "ratios")
    if name not in (*rows, "groups", "value groups", "two tests", "states", "success"):
        assert names[0][1]


@every_figure
def test_no_word_is_cut_off_or_written_over_another(name):
    assert_readable(drawn(name).figure, drawn(name).words)


def names_in(arguments: object) -> Iterator[str]:
    """Yield the names under which numbers are given, those inside others as well."""
    if isinstance(arguments, dict):
        yield from (name for name in arguments if isinstance(name, str))
        arguments = tuple(arguments.values())
    if isinstance(arguments, tuple):
        for argument in arguments:
            yield from names_in(argument)


@every_figure
def test_every_name_is_written(name):
    assert {*names_in(USUAL[name])} <= {word for word, _ in drawn(name).words}


@every_figure
def test_all_numbers_lie_inside_the_axes(name):
    for ax in drawn(name).figure.axes:
        for line in ax.get_lines():
            if line.get_transform() == ax.transData:
                x, y = line.get_xydata()[np.isfinite(line.get_ydata())].T
                (left, right), (low, high) = ax.get_xlim(), sorted(ax.get_ylim())
                assert left <= x.min() and x.max() <= right
                assert low <= y.min() and y.max() <= high


@every_figure
def test_drawing_changes_none_of_the_numbers(name):
    assert drawn(name)
    np.testing.assert_equal(USUAL[name][1:], UNTOUCHED[name][1:])


# The look of the course and the settings of the learner keep apart

LOADED = """
import matplotlib
before = matplotlib.rcParams.copy()
import course_utils.plots, course_utils.plots.live
assert matplotlib.rcParams.copy() == before
"""
OWN = ["dark_background", {"font.size": 30, "lines.linewidth": 9, "legend.frameon": 1}]


def test_importing_the_plots_changes_no_setting():
    run = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@every_figure
def test_drawing_changes_no_setting(name):
    assert drawn(name).settings_kept


def test_saving_changes_no_setting():
    before = matplotlib.rcParams.copy()
    png_bytes(drawn("series").figure)
    assert matplotlib.rcParams.copy() == before


def pixels(figure: Figure) -> np.ndarray:
    """Return a small picture of a figure in the look of the course."""
    with in_style():
        canvas = FigureCanvasAgg(figure)
        figure.set_dpi(50)
        canvas.draw()
        return np.array(canvas.buffer_rgba())


def test_every_plot_is_drawn_in_the_look_of_the_course():
    for function, *_ in USUAL.values():
        assert inspect.unwrap(function) is not function, function.__name__  # in_style


@pytest.mark.parametrize("name", list(USUAL)[::5])  # what does it is the same for all
def test_figure_looks_the_same_whatever_the_settings(name):
    with matplotlib.style.context(OWN):
        figure = draw(name)
    np.testing.assert_array_equal(pixels(figure), pixels(draw(name)))


def test_picture_is_saved_the_same_whatever_the_settings():
    usual = png_bytes(plots.plot_series(TERMS).figure)
    with matplotlib.style.context([*OWN, {"savefig.bbox": "tight"}]):
        assert png_bytes(plots.plot_series(TERMS).figure) == usual


def test_settings_come_back_after_a_drawing_that_fails():
    before = matplotlib.rcParams.copy()
    with pytest.raises(TypeError):
        plots.plot_series(None)
    assert matplotlib.rcParams.copy() == before


def test_threads_that_draw_leave_the_settings_as_they_were():
    before = matplotlib.rcParams.copy()
    steps = [[Event(), Event()] for _ in range(2)]  # is inside, may go

    def hold(inside: Event, may_go: Event) -> None:
        with in_style():
            inside.set()
            may_go.wait(10)

    first, second = (Thread(target=hold, args=events) for events in steps)
    first.start()
    assert steps[0][0].wait(10)
    second.start()
    assert not steps[1][0].wait(0.2)  # it is not its turn
    for thread, (inside, may_go) in zip((first, second), steps, strict=True):
        assert inside.wait(10)
        may_go.set()
        thread.join(10)
    assert matplotlib.rcParams.copy() == before


# On axes that are given


def contents(ax: Axes) -> tuple[list[str], list[np.ndarray]]:
    """Return what is drawn on axes: kinds of artists, and the numbers of lines."""
    artists = [*ax.lines, *ax.patches, *ax.collections, *ax.texts, *ax.images]
    kinds = [type(artist).__name__ for artist in artists]
    return kinds, [line.get_xydata() for line in ax.lines]


def draw_on_given(name: str) -> tuple[object, np.ndarray, object]:
    """Return a figure's own axes, given ones, and what is returned for these."""
    function, *arguments = USUAL[name]
    new = drawn(name).axes
    given = np.ravel(Figure(figsize=(12, 8)).subplots(1, np.size(new)))
    with mock.patch.object(Figure, "__init__", side_effect=AssertionError("a figure")):
        if isinstance(new, Axes):
            return new, given, function(*arguments, ax=given[0])
        return new, given, function(*arguments, axes=given)


@every_figure
def test_figure_is_drawn_on_the_axes_given_and_they_are_returned(name):
    new, given, returned = draw_on_given(name)
    assert type(returned) is type(new)
    assert np.shape(returned) == np.shape(new)
    for ax, one, as_new in zip(given, np.ravel(returned), np.ravel(new), strict=True):
        assert one is ax
        np.testing.assert_equal(contents(ax), contents(as_new))
        assert (ax.get_xlabel(), ax.get_xscale()) == (
            *(as_new.get_xlabel(), as_new.get_xscale()),
        )
        assert ax.get_title("left") == as_new.get_title("left")
    assert given[0].figure.axes == list(given)


@every_figure
def test_parameter_for_the_axes_is_documented(name):
    function, alone = USUAL[name][0], isinstance(drawn(name).axes, Axes)
    parameter, kind = ("ax", "Axes") if alone else ("axes", "ndarray of Axes")
    assert inspect.signature(function).parameters[parameter].default is None
    told = inspect.getdoc(function).split(f"\n{parameter} : {kind}")[1]
    assert "optional\n" in told
    assert "a new figure if left out" in told.split("\n\n")[0]


SEVERAL = {
    "window shapes",
    "error over loss",
    "forecast",
    "horizon",
    "rule",
    "activations",
    "states",
    "reading",
    "span errors",
}


def test_figures_of_several_axes_are_known():
    taking = {
        name
        for name, (function, *_) in USUAL.items()
        if "axes" in inspect.signature(function).parameters
    }
    assert taking == SEVERAL


@pytest.mark.parametrize("name", sorted(SEVERAL))
def test_too_few_or_too_many_axes_are_refused(name):
    function, *arguments = USUAL[name]
    n = np.size(drawn(name).axes)
    for wrong in (n - 1, n + 1):
        axes = np.ravel(new_axes(1, wrong))
        with pytest.raises(ValueError, match=f"must hold {n} Axes.*not {wrong}"):
            function(*arguments, axes=axes)
        assert not any(ax.has_data() for ax in axes)


def test_legend_of_given_axes_stays_with_them():
    _, given, _ = draw_on_given("transfer")
    assert not given[0].figure.legends
    names = [text.get_text() for text in given[0].get_legend().get_texts()]
    assert names == list(USUAL["transfer"][1]["another rule"])


@pytest.mark.parametrize("rows", [1, 2, 6])
@pytest.mark.parametrize(
    ("plot", "numbers"),
    [
        (plots.plot_encodings, (np.arange(8), np.arange(100, 110))),
        (plots.plot_error_groups, np.array([1e-3, 0.02, 1])),
        (plots.plot_limits, 50),
        (plots.plot_transfer, {"LSTM trained on random starts": 0.1, "other": 0}),
    ],
)
def test_long_names_and_any_number_of_rows_find_their_room(plot, numbers, rows):
    long = {f"the long name of row {row}, in full": numbers for row in range(rows)}
    more = (fibonacci(93),) if plot is plots.plot_limits else ()
    figure = plot(long, *more).figure
    words = words_of(figure)
    assert set(long) <= {word for word, _ in words}
    assert_readable(figure, words)


def test_a_word_cut_off_and_a_word_over_another_are_found():
    for place, other in (((0.99, 0.5), ""), ((0.5, 0.5), "other")):
        figure = new_axes().figure
        figure.text(*place, "a word")
        figure.text(*place, other)
        with pytest.raises(AssertionError, match="a word"):
            assert_readable(figure, words_of(figure))


def test_colours_differ_from_one_another():
    colors = {
        name: value
        for name, value in vars(palette).items()
        if isinstance(value, str) and re.fullmatch("#[0-9A-F]{6}", value)
    }
    colors.pop("TRAINING")  # the training data are the input
    assert len(set(colors.values())) == len(colors)
