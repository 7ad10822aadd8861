"""The judge of answers, and the desk that says what it found and keeps it."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.checks import answer, compare, desk, is_right, predict, record
from course_utils.checks import summary as summarise
from course_utils.checks.exercise import Checked, Exercise, Prediction, When
from course_utils.checks.judge import judge
from course_utils.checks.sheets import Sheet
from course_utils.words.exercises.desk import DESK, FAULTS


def key(exercise, value):
    """Return the key of the verdict on an answer."""
    return judge(exercise, value).key


# Forms of a right answer

NUMBER = Exercise(7, {"six": 6})
FRACTION = Exercise(0.625, {"half": 0.5})
ROW = Exercise((1, 0, 2), {"turned": (2, 0, 1)})
COLUMN = Exercise(np.ones((3, 1)), {"twice": [2, 2, 2]}, shape_counts=True)
ONES = Exercise(np.ones, {"zeros": np.zeros}, trials=((2,), (3,)), shape_counts=True)
WORD = Exercise("ifco", {"f first": "fico"})
LETTER = Exercise("b", choices=("a", "b", "c"))
TWICE = Exercise(
    lambda x: 2 * x,
    {"square": lambda x: x * x, "stops": lambda x: x[0]},
    trials=((2,), (3,), (0,)),
)
RISE = Exercise(
    lambda x: x + 1,
    {"twice": lambda x: 2 * x},
    trials=((np.array([3.0, 1]),), (np.array([0.0, 4, 2]),)),
)
PAIR = Exercise(
    lambda x: (x[:-1], x[1:]),
    {"exchanged": lambda x: (x[1:], x[:-1])},
    trials=((np.array([1.0, 4, 2]),), (np.array([0.5, 3]),)),
)


@pytest.mark.parametrize(
    ("exercise", "forms"),
    [
        (NUMBER, [7, 7.0, np.int8(7), np.float32(7), np.array(7), [7], Fraction(7)]),
        (FRACTION, [0.625, np.float32(0.625), Fraction(5, 8), [[0.625]], 0.6250001]),
        (ROW, [[1, 0, 2], (1.0, 0, 2), np.array([[1], [0], [2]]), np.array([1, 0, 2])]),
        (COLUMN, [np.ones((3, 1)), [[1], [1], [1]], np.ones((3, 1), "float32")]),
        (WORD, ["ifco", "I, F, C, O", ["i", "f", "c", "o"], ("I", "f", "c", "o")]),
        (LETTER, ["b", "B", " b ", "b)"]),
        (TWICE, [lambda x: x + x, lambda x: [2.0 * x], np.vectorize(lambda x: 2 * x)]),
        (RISE, [lambda x: x + 1, lambda x: (x + 1)[:, np.newaxis, np.newaxis]]),
        (PAIR, [lambda x: [x[:-1].tolist(), x[1:, np.newaxis]]]),
    ],
    ids="number fraction row column word letter function rise pair".split(),
)
def test_every_right_form_is_right(exercise, forms):
    assert [key(exercise, form) for form in forms] == ["right"] * len(forms)


def test_a_learner_may_spoil_what_the_function_is_given():
    def in_place(x):
        x += 1
        return x[:-1] - 1, x[1:] - 1

    before = PAIR.trials[0][0].copy()
    assert key(PAIR, in_place) == "right"
    np.testing.assert_array_equal(PAIR.trials[0][0], before)


@pytest.mark.parametrize(
    ("right", "near"),
    [(2**24 + 1, 2**24), (14_930_352, 14_930_353.0), (0.5, 0.50002), (0, 2e-9)],
)
def test_what_is_near_is_wrong(right, near):
    assert key(Exercise(right), right) == "right"
    assert key(Exercise(right), near) == "wrong"


def test_a_small_number_beside_a_large_one_is_compared_as_strictly():
    exercise = Exercise(np.array([1.0, 0.0, 1e6]))
    assert key(exercise, [1, 0, 1e6]) == "right"
    assert key(exercise, [1.001, 0, 1e6]) == key(exercise, [1, 0.001, 1e6]) == "wrong"


def test_a_rounded_answer_is_right_where_the_exercise_allows_it():
    assert key(Exercise(0.3666, rtol=0.01), 0.37) == "right"
    assert key(Exercise(0.3666, rtol=0.01), 0.36) == "wrong"


# No answer


@pytest.mark.parametrize(
    ("exercise", "value"),
    [
        (NUMBER, ...),
        (ROW, [1, ..., 2]),
        (ROW, (1, 0, [...])),
        (ROW, np.array([1, ...])),
        (LETTER, ...),
        (TWICE, ...),
        (TWICE, lambda x: ...),
        (TWICE, lambda x: {"x": ...}),
        (TWICE, lambda x: x * ...),
        (PAIR, lambda x: (x[:-1], ...)),
    ],
)
def test_dots_anywhere_are_no_answer_yet(exercise, value):
    assert key(exercise, value) == "open"


# Wrong answers


def stops(x):
    raise KeyError("x")


@pytest.mark.parametrize(
    ("exercise", "value", "expected"),
    [
        (NUMBER, 6, "six"),
        (NUMBER, np.float64(6), "six"),
        (NUMBER, 8, "wrong"),
        (NUMBER, "7", "quotes"),
        (NUMBER, "seven", "text"),
        (NUMBER, "14/2", "text"),
        (NUMBER, "7,0", "quotes and comma"),
        (NUMBER, " 0,07 ", "quotes and comma"),
        (NUMBER, "1,777,217.5", "quotes and comma"),
        (NUMBER, (7, 0), "comma"),
        (NUMBER, (16, 777, 217), "comma"),
        (NUMBER, (8,), "wrong"),
        (NUMBER, [[6]], "six"),
        (Exercise(7, {"low": When(lambda n: n < 7, example=3)}), [3], "low"),
        (NUMBER, (), "shape"),
        (NUMBER, ("7", 0), "text"),
        (NUMBER, "7 %", "per cent sign"),
        (ROW, "(1, 0, 2)", "quotes"),
        (ROW, "1, 0, 2", "quotes"),
        (ROW, "{'a': 1}", "text"),
        (ROW, ("1", "0", "2"), "text"),
        (NUMBER, None, "nothing"),
        (NUMBER, True, "kind"),
        (NUMBER, {}, "kind"),
        (NUMBER, [7, 7], "shape"),
        (NUMBER, [[7], [7, 7]], "kind"),
        (NUMBER, lambda: 7, "call"),
        (Exercise(1), True, "kind"),
        (Exercise(True), 1, "kind"),
        (Exercise(True), "x", "kind"),
        (Exercise(True), False, "wrong"),
        (ROW, [2, 0, 1], "turned"),
        (ROW, 1, "shape"),
        (ROW, [[1, 0, 3]], "wrong"),
        (COLUMN, np.ones(3), "shape only"),
        (COLUMN, np.zeros(3), "shape"),
        (COLUMN, 2 * np.ones((3, 1, 1)), "twice"),
        (ONES, lambda x: np.ones((1, x)), "shape only"),
        (ONES, lambda x: np.ones((2, 1)), "shape"),
        (ONES, lambda x: np.zeros((x, 1)), "zeros"),
        (COLUMN, np.zeros((3, 1)), "wrong"),
        (WORD, ["f", "i", "c", "o"], "f first"),
        (WORD, "cifo", "wrong"),
        (WORD, 4, "kind"),
        (LETTER, "a", "a"),
        (LETTER, "d", "choice"),
        (LETTER, 2, "choice"),
        (LETTER, None, "choice"),
        (TWICE, lambda x: x**2, "square"),
        (TWICE, lambda x: x[0], "stops"),
        (TWICE, lambda x: x + 2, "by chance"),
        (TWICE, lambda x: x + 1, "wrong"),
        (TWICE, lambda x: None, "nothing"),
        (TWICE, lambda x: str(2 * x), "text"),
        (TWICE, lambda x: "x", "text"),
        (TWICE, lambda x: (x, x), "shape"),
        (TWICE, lambda x: [x, x], "shape"),
        (TWICE, lambda x: [[x + 1]], "wrong"),
        (TWICE, lambda x: [x + 2], "by chance"),
        (TWICE, lambda x: 2.0 ^ x, "caret"),
        (TWICE, lambda x: np.ones(2) ^ x, "caret"),
        (RISE, lambda x: (x + 1)[np.newaxis], "shape only"),
        (RISE, lambda x: x[np.newaxis], "shape"),
        (TWICE, stops, "error"),
        (TWICE, lambda: 4, "error"),
        (TWICE, lambda x: x * max, "no brackets"),
        (TWICE, lambda x: x * np.ones(2).max, "no brackets"),
        (TWICE, lambda x: x * (lambda: 2), "no brackets"),
        (TWICE, lambda x: np.array([2 * x]).mean, "not called"),
        (TWICE, lambda x: [max], "not called"),
        (PAIR, lambda x: (x[:-1], x[1:].copy), "not called"),
        (TWICE, 4, "no function"),
        (PAIR, lambda x: (x[1:], x[:-1]), "exchanged"),
        (PAIR, lambda x: x, "kind"),
        (PAIR, lambda x: (x[:-1],), "wrong"),
    ],
)
def test_each_wrong_answer_is_named(exercise, value, expected):
    assert key(exercise, value) == expected


def test_a_mistake_known_by_a_test_is_found_and_a_test_that_fails_is_none():
    below = When(lambda n: n < 7, example=3)
    exercise = Exercise(7, {"below": below})
    assert [key(exercise, n) for n in (7, 3, 8, "x")] == [
        "right",
        "below",
        "wrong",
        "text",
    ]
    same_twice = When(lambda results: results[0] == results[1], example=lambda x: 0)
    exercise = Exercise(abs, {"constant": same_twice}, trials=((-1,), (2,)))
    assert key(exercise, lambda x: 9) == "constant"
    assert key(exercise, lambda x: [x, x]) == "shape"


weird = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.just(...) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
)


@given(weird)
def test_whatever_is_answered_there_is_a_verdict_and_a_sentence(value):
    for exercise in (FRACTION, ROW, COLUMN, LETTER):
        verdict = judge(exercise, value)
        if verdict.key in FAULTS:
            assert desk.hint("9.1 number", verdict)
    for exercise in (TWICE, PAIR):
        verdict = judge(exercise, lambda x: value)
        if verdict.key not in ("open", "right", "square", "stops", "exchanged"):
            assert "{" not in desk.hint("9.1 number", verdict) or "{" in repr(value)


# The desk

EXERCISES = {
    "9.1 number": NUMBER,
    "9.2 letter": LETTER,
    "9.3 twice": TWICE,
    "9.4 up": Prediction(choices=("a", "b")),
    "9.5 share": Prediction(rtol=0.1),
    "9.6 own": Checked("your_own", lambda value: value == 3),
}
OTHERS = {
    "10.1 row": ROW,
    "10.2 run": Exercise(lambda f, x: f(x), trials=((abs, -1), (abs, 2))),
    "10.3 one of": Prediction(numbers=(0, 1, 3)),
    "10.4 ones": Exercise(np.ones(3), shape_counts=True),
}
HINTS = {
    "9.1 number": {"six": "One more."},
    "9.2 letter": {"a": "Not this.", "c": "Nor this."},
    "9.3 twice": {"square": "Not squared.", "stops": "It is a number."},
}


@pytest.fixture(autouse=True)
def a_sheet(monkeypatch):
    """Hang up sheets of notebooks 9 and 10, and forget all answers.

    Sentences come in one line.
    """
    monkeypatch.setattr("course_utils.words.LINE", 10_000)
    texts = {"9.4 up": {"a": "it rises", "b": "it falls"}}
    monkeypatch.setitem(desk.SHEETS, "09", Sheet(EXERCISES, HINTS, texts))
    monkeypatch.setitem(desk.SHEETS, "10", Sheet(OTHERS, {}, {}))
    record.forget()
    yield
    record.forget()


def said(capsys) -> list[str]:
    """Return the lines printed since the last time."""
    return capsys.readouterr().out.splitlines()


def test_an_answer_is_told_in_one_line_and_kept(capsys):
    answer("9.1 number", ...)
    assert said(capsys) == [DESK["open"].format(exercise="9.1")]
    assert record.answers == {}
    answer("9.1 number", 6)
    assert said(capsys) == ["Exercise 9.1: not yet. One more."]
    assert record.answers == {"9.1 number": False}
    answer("9.1 number", 7)
    assert said(capsys) == ["Exercise 9.1: right."]
    assert record.answers == {"9.1 number": True}
    for later in (..., 6):  # what was solved stays so
        answer("9.1 number", later)
        assert record.answers == {"9.1 number": True}


def test_an_answer_replaces_a_wrong_one():
    answer("9.1 number", 6)
    answer("9.1 number", ...)
    assert record.answers == {}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "9.1 number",
            [1, 2],
            "You give 2 numbers in brackets. Asked for: a single number.",
        ),
        ("9.1 number", [8], "The answer is another one."),
        ("9.1 number", None, "Did a function forget its return? (`print` only shows"),
        (
            "9.3 twice",
            lambda x: None,
            "return. (`print` only shows a value, and returns nothing",
        ),
        ("9.3 twice", lambda x: [x + 1], "your function returns 3, which is not"),
        ("9.3 twice", lambda x: 2.0 ^ x, ": in Python a power is written **. (^ is"),
        ("9.1 number", [[1]] * 2, "an array of shape (2, 1). Asked for: a single"),
        ("9.1 number", (0, 5), "Is there a comma in yours? Python writes 2.5 with a"),
        ("9.1 number", "0,5", "Take the quotes away, and write no comma in a number:"),
        ("9.1 number", "six", "Asked for: a single number, without quotes."),
        (
            "9.3 twice",
            lambda x: "x",
            "returns 'x'. That is a text, but",
        ),
        (
            "10.1 row",
            "abc",
            "a text. Asked for: 3 numbers in brackets, without quotes.",
        ),
        (
            "10.4 ones",
            np.ones((3, 1)),
            "All numbers are right, but you give an array of",
        ),
        ("10.1 row", [5], "You give 1 number in brackets. Asked for: 3 numbers in"),
        ("10.2 run", lambda f, x: x, "Called with the forecast `abs`, -1, your"),
        ("9.2 letter", "x", "must be one of 'a', 'b', 'c', in quotes"),
        ("9.2 letter", "C", "Nor this."),
        ("9.3 twice", stops, "Called with 2, your function stops with KeyError: 'x'."),
        ("9.3 twice", lambda x: None, "must end with return"),
        ("9.3 twice", lambda x: x + 2, "called with 3 your function returns 5, which"),
        ("9.3 twice", lambda x: np.ones(99) * x, "an array of shape (99,), but it"),
    ],
)
def test_a_fault_is_told_with_its_facts(name, value, sentence, capsys):
    answer(name, value)
    (line,) = said(capsys)
    assert sentence in line


def test_no_hint_tells_the_right_number(capsys):
    for value in (1, 5, 8.5, [1], "x", None, print):
        answer("9.1 number", value)
    assert not any("7" in line for line in said(capsys))


def test_a_solution_is_judged_in_silence(capsys):
    assert is_right("9.1 number", 7) and not is_right("9.1 number", 6)
    assert is_right("9.6 own", 3) and not is_right("9.6 own", 4)
    assert said(capsys) == [] and record.answers == {}


def test_a_prediction_is_kept_and_compared(capsys):
    compare("9.4 up", "b")
    predict("9.4 up", ...)
    predict("9.4 up", "up")
    assert record.predictions == {}
    predict("9.4 up", "A")
    compare("9.4 up", "a")
    compare("9.4 up", "b")
    assert said(capsys) == [
        "Exercise 9.4: you made no prediction. Put one in place of ... above, and run "
        "both cells again.",
        DESK["no prediction yet"].format(exercise="9.4"),
        "Exercise 9.4: not yet. The answer must be one of 'a', 'b', in quotes.",
        "Exercise 9.4: kept. You say a (it rises). Run on to see what comes out.",
        "Exercise 9.4: you said a (it rises), and so it is.",
        "Exercise 9.4: you said a (it rises); it is b (it falls).",
    ]
    assert record.outcomes == {"9.4 up": False}
    predict("9.4 up", "b")
    assert record.outcomes == {}  # to be compared again


@pytest.mark.parametrize(
    ("value", "outcome", "line"),
    [
        (0.5, 0.52, "you said 0.5; it is 0.52: near enough."),  # within a tenth
        ([0.51], np.array([0.52]), "you said 0.51; it is 0.52: near enough."),
        (0.52, 0.52, "you said 0.52, and so it is."),
        (0.4, 0.52, "you said 0.4; it is 0.52."),
        (300_000, 514_229, "you said 300,000; it is 514,229."),
    ],
)
def test_a_predicted_number_may_be_near(value, outcome, line, capsys):
    predict("9.5 share", value)
    compare("9.5 share", outcome)
    assert said(capsys)[1] == f"Exercise 9.5: {line}"


@pytest.mark.parametrize("value", ["x", None, True, [1, 2], print])
def test_only_a_single_number_is_kept(value, capsys):
    predict("9.5 share", value)
    assert said(capsys) == ["Exercise 9.5: not yet. A single number is asked for."]
    assert record.predictions == {}


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("9.5 share", "0.5", FAULTS["quotes"]),
        ("9.5 share", "0,5", FAULTS["quotes and comma"]),
        ("9.5 share", (0, 5), FAULTS["comma"]),
        ("9.5 share", " 3 % ", FAULTS["per cent sign"]),
        ("10.3 one of", "3", FAULTS["quotes"]),
        ("10.3 one of", 2, "The answer must be one of 0, 1, 3."),
        ("10.3 one of", [0, 1], "The answer must be one of 0, 1, 3."),
    ],
)
def test_a_prediction_that_is_not_kept_is_told_why(name, value, fault, capsys):
    predict(name, value)
    assert said(capsys) == [f"Exercise {name.split()[0]}: not yet. {fault}"]
    assert record.predictions == {}


@pytest.mark.parametrize("value", [3, 3.0, [0], np.array(1)])
def test_one_of_the_numbers_on_offer_is_kept(value, capsys):
    predict("10.3 one of", value)
    assert record.predictions == {"10.3 one of": np.ravel(value)[0]}


def test_the_summary_counts_what_is_kept(capsys):
    summarise("09")
    assert said(capsys) == [
        "Notebook 9: 0 of 6 exercises done.",
        "Not answered yet: 9.1, 9.2, 9.3, 9.4, 9.5, 9.6.",
    ]
    answer("9.1 number", 7)
    answer("9.2 letter", "a")
    predict("9.4 up", "a")
    predict("9.5 share", 0.5)
    compare("9.5 share", 0.5)
    said(capsys)
    summarise(9)
    assert said(capsys) == [
        "Notebook 9: 2 of 6 exercises done.",
        "Not right yet: 9.2.",
        "Not answered yet: 9.3, 9.4, 9.6.",
        "Predictions that came true: 1 of 1.",
    ]
    answer("9.2 letter", "b")
    answer("9.3 twice", lambda x: x + x)
    compare("9.4 up", "b")
    record.note("9.6 own", True)
    said(capsys)
    summarise("9")
    assert said(capsys) == [
        "Notebook 9: 6 of 6 exercises done.",
        "Predictions that came true: 1 of 2.",
        "All done. Well done!",
    ]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: answer("9.7 none", 1), "one of '9.1 number', '9.2 letter', '9.3"),
        (lambda: answer("9.4 up", "a"), "it is '9.4 up'"),
        (lambda: is_right("9.4 up", "a"), "'9.6 own', but it is '9.4 up'"),
        (lambda: predict("9.1 number", 7), "one of '9.4 up', '9.5 share', but"),
        (lambda: compare("9.4 up", "c"), "must be 'a', 'b', but it is 'c'"),
        (lambda: compare("9.5 share", "c"), "must be a number, but it is 'c'"),
        (lambda: compare("10.3 one of", 2), "must be 0, 1, 3, but it is 2"),
        (lambda: answer("77.1 a", 7), "not for '77'"),
        (lambda: summarise("77"), "not for '77'"),
    ],
)
def test_a_name_that_does_not_exist_is_an_error_in_words(call, message):
    with pytest.raises(ValueError, match=message.replace("'", ".")):
        call()


# In lines


def test_a_long_sentence_goes_on_in_the_next_line_between_words(monkeypatch, capsys):
    predict("9.4 up", "x")
    whole = capsys.readouterr().out.strip()
    monkeypatch.setattr("course_utils.words.LINE", 40)
    predict("9.4 up", "x")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 1 and max(map(len, lines)) <= 40
    assert " ".join(lines) == whole
