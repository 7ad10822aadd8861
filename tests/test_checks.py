"""The learner's own functions: judged by their numbers, told what is missing."""

import copy
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.checks import (
    PARTS,
    lstm_step_by_gates,
    verdict,
    windows_verdict,
    your_step,
    your_windows,
)
from course_utils.lstm import lstm_step, sigmoid
from course_utils.series import make_windows
from course_utils.words.exercises.functions import STEP, WINDOWS


@pytest.fixture(autouse=True, scope="module")
def long_lines():
    """Let each sentence come in one line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course_utils.words.LINE", 10_000)
        yield


sizes = st.tuples(  # samples, features, units
    st.integers(1, 5), st.integers(1, 3), st.integers(1, 6)
)
some_parts = st.sets(st.sampled_from(PARTS), min_size=1)


def on_paper():
    """Return the arguments that notebook 02 calculates with by hand."""
    one = np.ones((1, 1))
    W = {"f": np.log(3) * one, "i": 0 * one, "c": np.log(3) / 2 * one, "o": 0 * one}
    zeros = dict.fromkeys("fico", 0 * one)
    return 1 * one, 0 * one, 0.5 * one, W, zeros, zeros


def drawn(seed, n, f, u):
    """Return arguments of a step at random."""
    rng = np.random.default_rng(seed)
    states = [rng.standard_normal(shape) for shape in ((n, f), (n, u), (n, u))]
    shapes = (f, u), (u, u), (u,)
    return *states, *(
        {gate: rng.standard_normal(shape) for gate in "fico"} for shape in shapes
    )


def written(x_t, h_prev, c_prev, W, U, b):
    """Take the step as a learner who got it right would write it."""
    f_t = sigmoid(x_t @ W["f"] + h_prev @ U["f"] + b["f"])
    i_t = sigmoid(x_t @ W["i"] + h_prev @ U["i"] + b["i"])
    c_tilde = np.tanh(x_t @ W["c"] + h_prev @ U["c"] + b["c"])
    c_t = f_t * c_prev + i_t * c_tilde
    o_t = sigmoid(x_t @ W["o"] + h_prev @ U["o"] + b["o"])
    return f_t, i_t, c_tilde, c_t, o_t, o_t * np.tanh(c_t)


def with_parts(**parts):
    """Return a step that is right but for some parts."""

    def step(*given):
        right = dict(zip(PARTS, written(*given), strict=True))
        return tuple((right | parts).values())

    return step


def returning(value):
    """Return a step that returns the same, whatever it is given."""
    return lambda *given: value


def assert_not_used(step, capsys, word):
    """Assert that a step is not taken, and that the learner reads why."""
    assert your_step(step, on_paper()) is lstm_step_by_gates
    assert capsys.readouterr().out == word + "\n"


# lstm_step_by_gates


@given(sizes, st.integers(0, 2**32 - 1))
def test_step_by_gates_is_the_step_of_the_course(size, seed):
    x_t, h_prev, c_prev, *weights = arguments = drawn(seed, *size)
    side_by_side = [
        np.concatenate([gates[name] for name in "ifco"], axis=-1) for gates in weights
    ]
    expected = lstm_step(x_t, h_prev, c_prev, *side_by_side)._asdict()
    names = "f", "i", "c_tilde", "c_t", "o", "h_t"
    results = lstm_step_by_gates(*arguments)
    for name, result in zip(names, results, strict=True):
        np.testing.assert_allclose(result, expected[name], atol=1e-13, err_msg=name)


def test_step_by_gates_gives_the_numbers_calculated_on_paper():
    paper = 0.75, 0.5, 0.5, 0.625, 0.5, 0.5 * np.tanh(0.625)
    np.testing.assert_allclose(np.ravel(lstm_step_by_gates(*on_paper())), paper)


# A step that is right


@given(sizes, st.integers(0, 2**32 - 1))
def test_a_right_step_is_found_right_whatever_the_arguments(size, seed):
    assert verdict(written, drawn(seed, *size)) == STEP["done"]


def test_a_right_step_is_used_from_here_on(capsys):
    assert your_step(written, on_paper()) is written
    assert capsys.readouterr().out == STEP["done"] + "\n"


def test_a_right_step_may_round_a_little():
    def rounded(*given):
        return tuple(np.float32(part) for part in written(*given))

    assert verdict(rounded, on_paper()) == STEP["done"]


@pytest.mark.parametrize("form", [list, np.array])
def test_the_six_parts_may_stand_in_a_list_or_an_array(form, capsys):
    def formed(*given):
        return form(written(*given))

    assert your_step(formed, on_paper()) is formed
    assert capsys.readouterr().out == STEP["done"] + "\n"
    others = drawn(0, 4, 2, 3)
    assert verdict(formed, others) == STEP["done"]
    turned = form(turned_round(*others))
    assert verdict(returning(turned), others).startswith("c_t is ")
    missing = [*written(*others)[:5], ...]
    assert verdict(returning(missing), others) == STEP["missing"].format("h_t")


def test_a_right_step_may_compute_in_place_and_changes_nothing_outside():
    def in_place(x_t, h_prev, c_prev, W, U, b):
        parts = written(x_t, h_prev, c_prev, W, U, b)
        c_prev[...] = parts[3]
        W["f"] = h_prev[...] = np.nan
        return *parts[:3], c_prev, *parts[4:]

    arguments = on_paper()
    before = copy.deepcopy(arguments)
    assert verdict(in_place, arguments) == STEP["done"]
    np.testing.assert_equal(arguments, before)


# A step that is not


def test_the_unfinished_step_of_the_notebook_names_all_that_is_to_be_written(capsys):
    unfinished = with_parts(**dict.fromkeys(PARTS[1:], ...))
    word = STEP["missing"].format("i_t, c_tilde, c_t, o_t, h_t")
    assert_not_used(unfinished, capsys, word)


@given(some_parts)
def test_exactly_the_missing_parts_are_named_in_their_order(missing):
    names = ", ".join(part for part in PARTS if part in missing)
    word = verdict(with_parts(**dict.fromkeys(missing, ...)), on_paper())
    assert word == STEP["missing"].format(names)


@given(some_parts)
def test_the_first_wrong_part_is_named_with_both_values(wrong):
    first = min(wrong, key=PARTS.index)
    truth = dict(zip(PARTS, lstm_step_by_gates(*on_paper()), strict=True))[first]
    step = with_parts(**dict.fromkeys(wrong, np.array([[0.123]])))
    word = STEP["wrong"].format(first, "[[0.123]]", truth)
    assert verdict(step, on_paper()) == word


@pytest.mark.parametrize("shape", [(1,), (1, 2), (2, 1), (1, 1, 1)])
def test_a_part_of_the_wrong_shape_is_wrong_even_if_its_numbers_are_right(shape):
    value = np.full(shape, 0.5)
    word = STEP["wrong"].format("o_t", value, "[[0.5]]")
    assert verdict(with_parts(o_t=value), on_paper()) == word


@pytest.mark.parametrize("value", [0.5, np.float64(0.5), np.array(0.5)])
def test_a_number_in_place_of_an_equation_must_be_an_array(value, capsys):
    assert_not_used(with_parts(i_t=value), capsys, STEP["number"].format("i_t"))


@pytest.mark.parametrize(
    "value",
    [None, "0.5", 0.6, np.nan, [[0.5], [0.5, 0.5]], {}, sigmoid, np.array([[None]])],
)
def test_a_part_that_is_no_array_of_numbers_is_wrong(value, capsys):
    truth = lstm_step_by_gates(*on_paper())[1]
    word = STEP["wrong"].format("i_t", value, truth)
    assert_not_used(with_parts(i_t=value), capsys, word)


PAPER = lstm_step_by_gates(*on_paper())


@pytest.mark.parametrize(
    "value",
    [
        *(None, PAPER[:5], (*PAPER, PAPER[0]), (), 1),
        *(list(PAPER[:5]), np.array(PAPER[1:]), np.array(1.0), dict.fromkeys(PARTS)),
    ],
)
def test_anything_but_six_parts_is_told_which_six(value, capsys):
    word = STEP["shape"].format("f_t, i_t, c_tilde, c_t, o_t, h_t")
    assert_not_used(returning(value), capsys, word)


@pytest.mark.parametrize(
    "error",
    [NameError("name 'W_f' is not defined"), KeyError("g"), ValueError("{} {0} {x}")],
    ids=lambda error: type(error).__name__,
)
def test_a_step_that_stops_is_told_by_what(error, capsys):
    def stops(*given):
        raise error

    word = STEP["error"].format(type(error).__name__, error)
    assert_not_used(stops, capsys, word)


@pytest.mark.parametrize("step", [None, 3, lambda x_t: x_t], ids=["None", "3", "x_t"])
def test_what_cannot_be_called_with_six_arguments_stops_with_a_type_error(step):
    assert verdict(step, on_paper()).startswith("Your step stops with TypeError: ")


@pytest.mark.parametrize(
    "line",
    [
        lambda c_prev, still: still * still,
        lambda c_prev, still: c_prev + 0.5 * still,
        lambda c_prev, still: c_prev * np.tanh(still),
    ],
    ids=["two", "one", "in tanh"],
)
def test_an_unfinished_part_that_is_used_is_told_in_words(line, capsys):
    def used(x_t, h_prev, c_prev, W, U, b):
        return ..., ..., ..., line(c_prev, ...), ..., ...

    assert_not_used(used, capsys, STEP["placeholder"])


def swapped(first, second):
    """Return a step that takes the weights of two gates for one another."""

    def step(x_t, h_prev, c_prev, *weights):
        pair = {first: second, second: first}
        others = [
            {gate: arrays[pair.get(gate, gate)] for gate in "fico"}
            for arrays in weights
        ]
        return written(x_t, h_prev, c_prev, *others)

    return step


def without(argument):
    """Return a step that leaves out h_prev @ U, or b."""

    def step(*given):
        given = list(given)
        given[argument] = {gate: 0 * array for gate, array in given[argument].items()}
        return written(*given)

    return step


def turned_round(x_t, h_prev, c_prev, W, U, b):
    """Forget with the input gate, and let in with the forget gate."""
    f_t, i_t, c_tilde, _, o_t, _ = written(x_t, h_prev, c_prev, W, U, b)
    c_t = i_t * c_prev + f_t * c_tilde
    return f_t, i_t, c_tilde, c_t, o_t, o_t * np.tanh(c_t)


@pytest.mark.parametrize(
    ("step", "part"),
    [
        (swapped("i", "o"), "i_t"),
        (without(4), "f_t"),
        (without(5), "f_t"),
        (turned_round, "c_t"),
    ],
    ids=["i and o swapped", "no U", "no b", "f and i turned round"],
)
def test_a_wrong_step_that_suits_the_numbers_on_paper_is_found(step, part, capsys):
    np.testing.assert_allclose(step(*on_paper()), lstm_step_by_gates(*on_paper()))
    assert_not_used(step, capsys, STEP["chance"].format(part))


def computing(part, compute):
    """Return a step that computes one part in another way."""

    def step(*given):
        right = dict(zip(PARTS, written(*given), strict=True))
        return tuple((right | {part: compute(*given)}).values())

    return step


FOR_ONE_NUMBER = {
    "input * weights": lambda x_t, h_prev, c_prev, W, U, b: sigmoid(
        x_t * W["i"] + h_prev @ U["i"] + b["i"]
    ),
    "hidden state * weights": lambda x_t, h_prev, c_prev, W, U, b: sigmoid(
        x_t @ W["i"] + h_prev * U["i"] + b["i"]
    ),
    "weights @ input": lambda x_t, h_prev, c_prev, W, U, b: sigmoid(
        W["i"] @ x_t + h_prev @ U["i"] + b["i"]
    ),
    "gate @ gate": lambda *given: written(*given)[1] @ np.ones_like(given[1]),
}


@pytest.mark.parametrize("compute", FOR_ONE_NUMBER.values(), ids=FOR_ONE_NUMBER)
def test_a_product_that_fits_the_numbers_on_paper_only_is_told_so(compute, capsys):
    step = computing("i_t", compute)
    np.testing.assert_allclose(step(*on_paper()), lstm_step_by_gates(*on_paper()))
    assert_not_used(step, capsys, STEP["fit"])


def test_another_error_with_other_numbers_is_told_as_it_is():
    step = computing("i_t", lambda x_t, *_: np.array([[0.5]]) if x_t > 0 else 0)
    assert verdict(step, on_paper()).startswith("Your step stops with ValueError: The ")


weird = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.just(...),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
)


@given(st.tuples(*[weird] * 6) | weird)
def test_whatever_a_step_returns_the_learner_reads_a_sentence(value):
    assert verdict(returning(value), on_paper()) not in ("", STEP["done"])


# Windows


def cut(series, window):
    """Cut windows as the solution of notebook 03 does."""
    n = len(series) - window
    X = np.array([series[k : k + window] for k in range(n)])[:, :, np.newaxis]
    y = np.array([series[k + window] for k in range(n)])[:, np.newaxis]
    return X, y


def by_loop(series, window):
    """Cut windows as the recipe does, with lists and reshape."""
    X, y = [], []
    for i in range(window, len(series)):
        X.append(series[i - window : i])
        y.append(series[i])
    X, y = np.array(X), np.array(y)
    return np.reshape(X, (*X.shape, 1)), np.reshape(y, (-1, 1))


def by_view(series, window):
    """Cut windows without a loop, in 32 bits, and return a list."""
    windows = np.lib.stride_tricks.sliding_window_view(series, window + 1)
    windows = windows.astype("float32")
    return [windows[:, :-1, None], windows[:, -1:]]


def in_place(series, window):
    """Spoil what it is given, once the windows are cut."""
    X, y = cut(series, window)
    series[:] = 0
    return X, y


@pytest.mark.parametrize("function", [cut, by_loop, by_view, in_place, make_windows])
def test_right_windows_are_used_from_here_on(function, capsys):
    assert your_windows(function) is function
    assert capsys.readouterr().out == WINDOWS["done"] + "\n"


def template(series, window):
    """Stand as the notebook leaves it to the learner."""
    X = ...
    y = ...
    return X, y


def only_X(series, window):
    """Leave one of the two out."""
    return cut(series, window)[0], ...


def unfinished(series, window):
    """Leave out how many windows there are."""
    n = ...
    return np.array([series[k : k + window] for k in range(n)]), ...


def built(windows=range, X=lambda X, k: X, y=lambda y, k: y, shift=0, more=0):
    """Return a function with one typical mistake."""

    def function(series, window):
        places = windows(len(series) - window + more)
        rows = [series[k : k + window] for k in places]
        targets = [series[k + window + shift] for k in places]
        X_right = np.array(rows)[:, :, np.newaxis]
        return X(X_right, window), y(np.array(targets)[:, np.newaxis], window)

    return function


def not_overlapping(series, window):
    """Let each window start where the last one ended."""
    places = range(0, len(series) - window, window)
    X = np.array([series[k : k + window] for k in places])[:, :, np.newaxis]
    return X, np.array([series[k + window] for k in places])[:, np.newaxis]


def with_target(series, window):
    """Cut windows that hold their target."""
    places = range(len(series) - window)
    X = np.array([series[k : k + window + 1] for k in places])[:, :, np.newaxis]
    return X, cut(series, window)[1]


def one_too_many(series, window):
    """Cut a last window that has no target."""
    X, y = cut([*series, 0], window)
    return X, y[:-1]


def ragged(series, window):
    """Let the last windows run over the end."""
    return np.array([series[k : k + window] for k in range(len(series))]), ...


def behind(series, window):
    """Ask for the target of the window at the end."""
    y = [series[k + window] for k in range(len(series) - window + 1)]
    return cut(series, window)[0], np.array(y)


def target_too_far(series, window):
    """Take the term after the target, as many times as there are windows."""
    n = len(series) - window
    return cut(series, window)[0], np.array([series[k + window + 1] for k in range(n)])


def one_end(series, window):
    """Let all windows end where the first one does."""
    return np.array([series[k:window] for k in range(len(series) - window)]), ...


def one_window(series, window):
    """Cut one window only, as the notebook shows it."""
    return series[4 : 4 + window], series[4 + window]


def exchanged(series, window):
    """Return the two the other way round."""
    X, y = cut(series, window)
    return y, X


def list_with_axis(series, window):
    """Give an axis to a list."""
    rows = [series[k : k + window] for k in range(len(series) - window)]
    return rows[:, :, np.newaxis], ...


def axes_of_X(series, window):
    """Give the targets the brackets of the windows."""
    X, y = cut(series, window)
    return X, y[:, 0][:, :, np.newaxis]


def wrong_name(series, window):
    """Use a name that does not exist."""
    return cut(serie, window)  # noqa: F821


def other_arguments(numbers, length):
    """Call the arguments by names that the notebook does not use."""
    return cut(numbers, length)


TYPICAL = {
    "nothing written": (template, "Still to write: X and y."),
    "y to be written": (only_X, "Still to write: y."),
    "n to be written": (unfinished, WINDOWS["placeholder"]),
    "last window missing": (
        built(more=-1),
        "The last window is missing: from 10 terms come 7 windows of 3.",
    ),
    "last window missing, its target not": (
        built(X=lambda X, _: X[:-1]),
        "The last window is missing: from 10 terms come 7 windows of 3.",
    ),
    "target one too late": (built(more=-1, shift=1), WINDOWS["target late"]),
    "targets one too late": (built(y=lambda y, _: y[1:]), WINDOWS["target late"]),
    "last target missing": (
        built(y=lambda y, _: y[:-1]),
        WINDOWS["last target missing"],
    ),
    "no last axis": (
        built(X=lambda X, _: X[:, :, 0]),
        WINDOWS["last axis"].format((7, 3), (7, 3, 1)),
    ),
    "neither has a last axis": (
        built(X=lambda X, _: X[:, :, 0], y=lambda y, _: y[:, 0]),
        WINDOWS["last axis"].format((7, 3), (7, 3, 1)),
    ),
    "flat targets": (
        built(y=lambda y, _: y[:, 0]),
        WINDOWS["flat"].format((7,), (7, 1)),
    ),
    "target inside": (built(shift=-1), WINDOWS["target inside"]),
    "target in the window": (with_target, WINDOWS["target in X"].format(4)),
    "no overlap": (not_overlapping, WINDOWS["apart"]),
    "one window too many": (one_too_many, WINDOWS["one too many"]),
    "backwards": (built(X=lambda X, _: X[:, ::-1]), WINDOWS["backwards"]),
    "axes swapped": (
        built(X=lambda X, _: X.swapaxes(1, 2)),
        WINDOWS["axes"].format((7, 1, 3), (7, 3, 1)),
    ),
    "first axes swapped": (built(X=lambda X, _: X.swapaxes(0, 1)), WINDOWS["turned"]),
    "another shape": (
        built(X=lambda X, _: X.ravel()),
        WINDOWS["X shape"].format((21,), 10, 3, (7, 3, 1)),
    ),
    "another shape of y": (
        built(y=lambda y, _: y.T),
        WINDOWS["y shape"].format((1, 7), (7, 1)),
    ),
    "another window": (
        built(X=lambda X, _: X[[0, 1, 2, 6, 4, 5, 3]]),
        WINDOWS["window"].format(3, "8, 13, 21", "2, 3, 5"),
    ),
    "another target": (
        built(y=lambda y, _: y[[0, 1, 6, 3, 4, 5, 2]]),
        WINDOWS["target"].format(2, "34", "5"),
    ),
    "ragged": (ragged, WINDOWS["ragged"]),
    "one end for all": (one_end, WINDOWS["ragged"]),
    "one window": (one_window, WINDOWS["single"].format("y")),
    "exchanged": (exchanged, WINDOWS["exchanged"]),
    "a list with an axis": (list_with_axis, WINDOWS["list"]),
    "brackets of X at y": (
        axes_of_X,
        WINDOWS["too many axes"].format(
            "too many indices for array: array is 1-dimensional, but 2 were indexed"
        ),
    ),
    "behind the end": (
        behind,
        WINDOWS["behind"].format("index 10 is out of bounds for axis 0 with size 10"),
    ),
    "target too far": (
        target_too_far,
        WINDOWS["behind"].format("index 10 is out of bounds for axis 0 with size 10"),
    ),
    "wrong name": (
        wrong_name,
        WINDOWS["error"].format("NameError", "name 'serie' is not defined"),
    ),
    "lists": (
        lambda series, window: tuple(part.tolist() for part in cut(series, window)),
        WINDOWS["array"].format("X", "list"),
    ),
    "only X": (lambda series, window: cut(series, window)[0], WINDOWS["pair"]),
    "no return": (lambda series, window: None, WINDOWS["pair"]),
    "words": (
        built(y=lambda y, _: y.astype(str)),
        WINDOWS["numbers"].format("y", "<U21"),
    ),
}


@pytest.mark.parametrize(("function", "hint"), TYPICAL.values(), ids=TYPICAL)
def test_a_typical_mistake_gets_its_hint_and_the_notebook_goes_on(
    function, hint, capsys
):
    assert your_windows(function) is make_windows
    assert capsys.readouterr().out == WINDOWS["until"].format(hint) + "\n"


def test_other_names_of_the_arguments_stop_with_a_type_error():
    assert "TypeError" in windows_verdict(other_arguments)


@pytest.mark.parametrize(
    ("function", "series", "window"),
    [
        (lambda series, window: cut(series, 3), "4, 1, 7, 3, 9, 2, 8, 6, 5", 2),
        (lambda series, window: cut(np.maximum(series, 0), window), "0.5, -2, 8, 3", 1),
        (
            lambda series, window: cut(np.sort(series), 3),
            "4, 1, 7, 3, 9, 2, 8, 6, 5",
            2,
        ),
    ],
    ids=["window of 3 only", "no negative numbers", "rising series only"],
)
def test_what_suits_the_first_series_only_is_tried_with_others(
    function, series, window
):
    word = windows_verdict(function)
    assert word.startswith(WINDOWS["chance"].split("{}")[0])
    assert f"the series {series} in windows of {window}. " in word


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=12), st.data())
def test_the_solution_of_the_notebook_is_the_function_of_the_course(series, data):
    window = data.draw(st.integers(1, len(series) - 1))
    for mine, right in zip(
        cut(series, window), make_windows(series, window), strict=True
    ):
        np.testing.assert_array_equal(mine, right)
        assert mine.shape == right.shape


NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "03_prepare_fibonacci_data.ipynb"


def test_the_notebook_shows_a_solution_that_is_right_and_an_unfinished_function():
    cells = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells]
    (given,) = (source for source in cells if source.startswith("def my_windows"))
    (solution,) = (source for source in cells if "def solved_windows" in source)
    for source, function, word in (
        (given, "my_windows", WINDOWS["until"].format("Still to write: X and y.")),
        (solution, "solved_windows", WINDOWS["done"]),
    ):
        code = source.split("\n\n\n")[0]  # the function, without its check
        names = {"np": np}
        exec(code, names)
        assert windows_verdict(names[function]) == word


arrays = st.builds(
    lambda shape: np.arange(np.prod(shape), dtype=float).reshape(shape),
    st.lists(st.integers(0, 8), max_size=4),
)


@given(st.tuples(arrays, arrays) | st.tuples(weird, weird) | weird)
def test_whatever_is_returned_for_windows_the_learner_reads_a_sentence(value):
    word = windows_verdict(lambda series, window: value)
    assert word not in ("", WINDOWS["done"])
    assert word.endswith(WINDOWS["until"].removeprefix("{}"))
