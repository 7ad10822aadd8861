"""The learner's own LSTM step: judged by its numbers, and told what is missing."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.cells import lstm_step, sigmoid
from course_utils.checks import PARTS, WORDS, lstm_step_by_gates, verdict, your_step

no_deadline = settings(deadline=None)
sizes = st.tuples(  # samples, features, units
    st.integers(1, 5), st.integers(1, 3), st.integers(1, 6)
)
some_parts = st.sets(st.sampled_from(PARTS), min_size=1)


def on_paper():
    """Return the arguments that notebook 01 calculates with by hand."""
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


@no_deadline
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


@no_deadline
@given(sizes, st.integers(0, 2**32 - 1))
def test_a_right_step_is_found_right_whatever_the_arguments(size, seed):
    assert verdict(written, drawn(seed, *size)) == WORDS["done"]


def test_a_right_step_is_used_from_here_on(capsys):
    assert your_step(written, on_paper()) is written
    assert capsys.readouterr().out == WORDS["done"] + "\n"


def test_a_right_step_may_round_a_little():
    def rounded(*given):
        return tuple(np.float32(part) for part in written(*given))

    assert verdict(rounded, on_paper()) == WORDS["done"]


def test_a_right_step_may_compute_in_place_and_changes_nothing_outside():
    def in_place(x_t, h_prev, c_prev, W, U, b):
        parts = written(x_t, h_prev, c_prev, W, U, b)
        c_prev[...] = parts[3]
        W["f"] = h_prev[...] = np.nan
        return *parts[:3], c_prev, *parts[4:]

    arguments = on_paper()
    before = copy.deepcopy(arguments)
    assert verdict(in_place, arguments) == WORDS["done"]
    np.testing.assert_equal(arguments, before)


# A step that is not


def test_the_unfinished_step_of_the_notebook_names_all_that_is_to_be_written(capsys):
    unfinished = with_parts(**dict.fromkeys(PARTS[1:], ...))
    word = WORDS["missing"].format("i_t, c_tilde, c_t, o_t, h_t")
    assert_not_used(unfinished, capsys, word)


@given(some_parts)
def test_exactly_the_missing_parts_are_named_in_their_order(missing):
    names = ", ".join(part for part in PARTS if part in missing)
    word = verdict(with_parts(**dict.fromkeys(missing, ...)), on_paper())
    assert word == WORDS["missing"].format(names)


@given(some_parts)
def test_the_first_wrong_part_is_named_with_both_values(wrong):
    first = min(wrong, key=PARTS.index)
    truth = dict(zip(PARTS, lstm_step_by_gates(*on_paper()), strict=True))[first]
    step = with_parts(**dict.fromkeys(wrong, np.array([[0.123]])))
    word = WORDS["wrong"].format(first, "[[0.123]]", truth)
    assert verdict(step, on_paper()) == word


@pytest.mark.parametrize("shape", [(), (1,), (1, 2), (2, 1), (1, 1, 1)])
def test_a_part_of_the_wrong_shape_is_wrong_even_if_its_numbers_are_right(shape):
    value = np.full(shape, 0.5)
    word = WORDS["wrong"].format("o_t", value, "[[0.5]]")
    assert verdict(with_parts(o_t=value), on_paper()) == word


@pytest.mark.parametrize(
    "value",
    [None, "0.5", np.nan, [[0.5], [0.5, 0.5]], {}, sigmoid, np.array([[None]])],
)
def test_a_part_that_is_no_array_of_numbers_is_wrong(value, capsys):
    truth = lstm_step_by_gates(*on_paper())[1]
    word = WORDS["wrong"].format("i_t", value, truth)
    assert_not_used(with_parts(i_t=value), capsys, word)


PAPER = lstm_step_by_gates(*on_paper())


@pytest.mark.parametrize(
    "value", [None, PAPER[:5], (*PAPER, PAPER[0]), list(PAPER), np.array(PAPER), (), 1]
)
def test_anything_but_a_tuple_of_six_is_told_which_six(value, capsys):
    word = WORDS["shape"].format("f_t, i_t, c_tilde, c_t, o_t, h_t")
    assert_not_used(returning(value), capsys, word)


@pytest.mark.parametrize(
    "error",
    [NameError("name 'W_f' is not defined"), KeyError("g"), ValueError("{} {0} {x}")],
    ids=lambda error: type(error).__name__,
)
def test_a_step_that_stops_is_told_by_what(error, capsys):
    def stops(*given):
        raise error

    word = WORDS["error"].format(type(error).__name__, error)
    assert_not_used(stops, capsys, word)


@pytest.mark.parametrize("step", [None, 3, lambda x_t: x_t], ids=["None", "3", "x_t"])
def test_what_cannot_be_called_with_six_arguments_stops_with_a_type_error(step):
    assert verdict(step, on_paper()).startswith("Your step stops with TypeError: ")


def test_an_unfinished_part_that_is_used_stops_in_words():
    def used(x_t, h_prev, c_prev, W, U, b):
        c_tilde = ...
        return c_prev * c_tilde

    assert verdict(used, on_paper()).startswith("Your step stops with TypeError: ")


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
    assert_not_used(step, capsys, WORDS["chance"].format(part))


weird = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.just(...),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
)


@no_deadline
@given(st.tuples(*[weird] * 6) | weird)
def test_whatever_a_step_returns_the_learner_reads_a_sentence(value):
    assert verdict(returning(value), on_paper()) not in ("", WORDS["done"])
