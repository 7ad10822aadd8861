"""The exercises: every answer gets its sentence, and stands in its notebook once."""

import ast
import math
import re
import runpy
import subprocess
import symtable
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import notebook_rules as rules
import numpy as np
import pytest
from nbformat import NotebookNode, v4

from course_utils import checks
from course_utils.checks import record
from course_utils.checks.exercise import Checked, Exercise, Prediction, When
from course_utils.checks.judge import GENERAL, judge
from course_utils.checks.sheets import SHEETS
from course_utils.words.exercises.desk import DESK

ROOT = Path(__file__).parents[1]
FEWEST, MOST = 4, 7  # exercises of a notebook
FEWEST_MISTAKES = 3
BY_NAME = {
    name: (sheet, exercise)
    for sheet in SHEETS.values()
    for name, exercise in sheet.exercises.items()
}
JUDGED = [n for n, (_, e) in BY_NAME.items() if isinstance(e, Exercise)]
PREDICTED = [n for n, (_, e) in BY_NAME.items() if isinstance(e, Prediction)]
CHECKED = [n for n, (_, e) in BY_NAME.items() if isinstance(e, Checked)]


@pytest.fixture(autouse=True)
def fresh_record(monkeypatch):
    """Forget what other tests have answered; sentences come in one line."""
    monkeypatch.setattr("course_utils.words.LINE", 10_000)
    record.forget()
    yield
    record.forget()


# Answers


def forms(right: Any) -> Iterator[Any]:
    """Yield a right answer in several forms."""
    yield right
    if isinstance(right, str):
        yield from (right.upper(), f" {right} ", list(right))
    elif callable(right):
        yield lambda *arguments: listed(right(*arguments))
        yield lambda *arguments: floats(right(*arguments))
    else:
        yield from (listed(right), floats(right), np.asarray(right))
        if np.ndim(right) == 0:
            yield from ([right], np.asarray(right)[np.newaxis])
        elif np.ndim(right) == 1:
            yield from (tuple(right), np.asarray(right)[:, np.newaxis])


def listed(value: Any) -> Any:
    """Return arrays as lists, and several of them as a list of lists."""
    if isinstance(value, tuple) and any(np.ndim(part) for part in value):
        return [np.asarray(part).tolist() for part in value]
    return np.asarray(value).tolist()


def floats(value: Any) -> Any:
    """Return numbers as floats of NumPy."""
    if isinstance(value, tuple) and any(np.ndim(part) for part in value):
        return tuple(np.asarray(part, "float64") for part in value)
    return np.float64(value)


def mistakes(name: str) -> dict[str, Any]:
    """Return a wrong answer for each hint of an exercise."""
    exercise = BY_NAME[name][1]
    if exercise.choices:
        return {c: c for c in exercise.choices if c != exercise.right}
    return {
        key: wrong.example if isinstance(wrong, When) else wrong
        for key, wrong in exercise.mistakes.items()
    }


def axis_left(errors: np.ndarray) -> np.ndarray:
    """Average over the windows, and leave the last axis, of length 1, where it is."""
    return errors.mean(axis=1)  # (networks, 1)


MISTAKES = [(name, key) for name in JUDGED for key in mistakes(name)]


@pytest.mark.parametrize("name", JUDGED)
def test_the_right_answer_is_right_in_every_form(name, capsys):
    for form in forms(BY_NAME[name][1].right):
        checks.answer(name, form)
        assert checks.is_right(name, form)
        number = name.split()[0]
        assert capsys.readouterr().out == DESK["right"].format(exercise=number) + "\n"
        assert record.answers == {name: True}


@pytest.mark.parametrize("name", JUDGED)
def test_no_answer_is_told_kindly(name, capsys):
    answers = [..., [1, ...]]
    if callable(BY_NAME[name][1].right):
        answers.append(lambda *arguments: ...)
    for nothing in answers:
        checks.answer(name, nothing)
        line = DESK["open"].format(exercise=name.split()[0])
        assert capsys.readouterr().out == line + "\n"
        assert record.answers == {}


@pytest.mark.parametrize(("name", "key"), MISTAKES)
def test_each_mistake_gets_its_hint(name, key, capsys):
    sheet, exercise = BY_NAME[name]
    wrong = mistakes(name)[key]
    assert judge(exercise, wrong).key == key  # and not that of another mistake
    checks.answer(name, wrong)
    assert capsys.readouterr().out.endswith(f"not yet. {sheet.hints[name][key]}\n")
    assert record.answers == {name: False}
    assert not checks.is_right(name, wrong)


@pytest.mark.parametrize(("name", "key"), MISTAKES)
def test_a_mistake_is_known_as_floats_of_numpy(name, key):
    exercise, wrong = BY_NAME[name][1], mistakes(name)[key]
    if callable(wrong):
        assert judge(exercise, lambda *given: floats(wrong(*given))).key == key
    elif not isinstance(wrong, str):
        assert judge(exercise, floats(wrong)).key == key


@pytest.mark.parametrize(
    ("name", "wrong", "key"),
    [
        ("2.3 forget part", lambda recurrent_kernel: recurrent_kernel["o"], "dict"),
        ("3.6 leak", lambda train, test: (train / 514_229, test / 514_229), "whole"),
        ("3.6 leak", lambda train, test: (train / train.min(), test), "another"),
        ("3.6 leak", lambda train, test: None, "nothing"),
        ("3.6 leak", lambda train, test: train / train.max, "no brackets"),
        ("4.3 loss", lambda y_true, y_pred: np.abs(y_pred - y_true).mean, "not called"),
        ("5.1 relative error", lambda y, y_pred: abs(1 - abs(y_pred / y)), "bars too"),
        ("5.2 baseline", 1 / 1.618, "share of the forecast"),
        (
            "5.3 many networks",
            lambda y, y_pred: axis_left(abs(y_pred / y - 1)),
            "shape only",
        ),
        (
            "5.3 many networks",
            lambda y, y_pred: abs(axis_left(y_pred / y - 1)),
            "as it",
        ),
        ("6.1 free run", lambda forecast, window, n: n * [forecast], "not called"),
        ("1.1 second step", 0.36, "rounded too early"),
        ("1.1 second step", 0.3627, "rounded too early"),
        ("1.1 second step", 0.35, "wrong"),
        ("1.1 second step", 0.38, "no tanh"),
        ("0.3 error", 0.11, "share of the forecast"),
        ("0.3 error", 0.112, "share of the forecast"),
        (
            "3.6 leak",
            lambda train, test: (train / train[:10].max(), test / train[:10].max()),
            "another",
        ),
        (
            "3.6 leak",
            lambda train, test: (train / train[-3:].max(), test / train[-3:].max()),
            "another",
        ),
        ("3.4 shape", (75, 24, 2), "one too few"),
        ("4.4 steps", 234, "rounded at the end"),
        ("4.7 validation", 8, "too long"),
        ("4.7 validation", [8], "too long"),
        ("4.7 validation", 9, "training"),
        ("4.7 validation", 10, "nothing to train on"),
        ("5.2 baseline", 0.381, "rounded too early"),
        ("5.2 baseline", 0.383, "rounded too early"),
        ("5.2 baseline", 0.384, "rounded too early"),
        ("5.2 baseline", 0.6 / 1.6, "rounded too early"),
        ("5.2 baseline", 0.38, "two digits"),
        ("5.2 baseline", 0.62, "share of the forecast"),
        ("5.2 baseline", -0.38, "sign"),
        ("5.2 baseline", 38, "per cent"),
        ("5.2 baseline", 1.62, "factor"),
        ("5.2 baseline", 0.4, "wrong"),
        ("5.1 relative error", lambda y, y_pred: (abs(y_pred / y - 1)).T, "shape only"),
        ("8.1 season", lambda X, season: X[:, -season].T, "shape only"),
        ("7.4 bias", lambda share, steps: share ^ (1 / steps), "caret"),
        ("4.3 loss", lambda y, y_pred: (y_pred - y) ^ 2, "caret"),
        ("2.4 parameters", lambda f, u: 4 * (f * u + u ^ 2 + u), "exclusive or"),
        ("2.4 parameters", lambda f, u: 4 * f * u + 4 * u ^ 2 + 4 * u, "exclusive or"),
    ],
)
def test_a_mistake_is_known_in_another_form(name, wrong, key):
    with np.errstate(divide="ignore", invalid="ignore"):
        assert judge(BY_NAME[name][1], wrong).key.startswith(key)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("1.1 second step", 0.37),
        ("1.1 second step", 0.367),
        ("1.1 second step", np.tanh(0.64 - 0.25)),
        ("3.6 leak", lambda train, test: (train / abs(train).max(), test / max(train))),
        ("5.1 relative error", lambda y, y_pred: abs(y_pred / y - 1)[:, 0]),
        ("5.2 baseline", 1 - 0.618),
        ("5.2 baseline", abs(1 - 1.618) / 1.618),
        ("5.2 baseline", 0.3819660),
        ("8.1 season", lambda X, season: X[:, -season, 0]),
    ],
)
def test_an_answer_is_right_in_another_form(name, answer):
    assert checks.is_right(name, answer)


def run_of(length):
    """Return a free run whose windows have a length that is written down."""

    def run(forecast, window, n_steps):
        values = list(window)
        for _ in range(n_steps):
            values.append(forecast(values[_ : _ + (length or len(window))]))
        return values[len(window) :]

    return run


def run_of_one_less(forecast, window, n_steps):
    """Return a free run whose windows are one value too short."""
    values = list(window)
    for _ in range(n_steps):
        values.append(forecast(values[-len(window) + 1 :]))
    return values[len(window) :]


def run_into_itself(forecast, window, n_steps):
    """Put the list into itself: the forecast is not called."""
    values = list(window)
    for _ in range(n_steps):
        values.append(values)
    return values[len(window) :]


def window_too(forecast, window, n_steps):
    """Let the window grow with the values."""
    values = window
    for _ in range(n_steps):
        values.append(forecast(values[-len(window) :]))
    return values[len(window) :]


def no_end(wrong, n):
    """Return when a row is full; nothing if there is none."""
    return in_a_row()(wrong, n) or None


def marked_elsewhere(sequence):
    """Pick with the markers of a sequence that was not handed in."""
    return 0.5 + sequence[np.arange(64) == 3, 0].sum() / 4


def in_a_row(right=lambda w: not w, start=0, early=False, last=False, more=False):
    """Return a test of success that is written as a loop, with some mistake."""

    def success(wrong, n):
        count = answer = 0
        for k in range(len(wrong)):
            count = count + 1 if right(wrong[k]) else start
            if count == n or (more and count > n):
                answer = k + 1
                if not last:
                    return answer
            if early:
                return 0
        return answer

    return success


@pytest.mark.parametrize(
    ("name", "given", "key", "words"),
    [
        ("7.5 success", in_a_row(), "right", "right"),
        ("7.5 success", in_a_row(last=True), "last row", "for the first time"),
        (
            "7.5 success",
            in_a_row(last=True, more=True),
            "last answer",
            "for the first time",
        ),
        ("7.5 success", in_a_row(start=-1), "reset too low", "goes back to 0"),
        ("7.5 success", in_a_row(lambda w: w is False), "always 0", "with `is`?"),
        ("7.5 success", in_a_row(lambda w: w is not True), "none wrong", "with `is`?"),
        ("7.5 success", in_a_row(early=True), "always 0", "and not in it?"),
        ("6.1 free run", run_of(None), "right", "right"),
        ("6.1 free run", run_of(3), "three, counted", "how long is `window`?"),
        (
            "6.1 free run",
            lambda forecast, window, n: forecast[window],
            "no brackets",
            "round brackets, ( )",
        ),
        (
            "6.4 sum",
            lambda forecast, w: (w := w / w.sum(), forecast(w) * w.sum())[1],
            "not back",
            "the true window",
        ),
        (
            "7.4 bias",
            lambda share, steps: -np.log(1 / (share**1 / steps) - 1),
            "exponent",
            "exponent in brackets",
        ),
        ("6.1 free run", run_of_one_less, "one short", "one value too few"),
        ("7.5 success", no_end, "nothing at times", "without meeting a return"),
        ("6.1 free run", run_into_itself, "kind", "another kind of answer"),
        (
            "6.4 sum",
            lambda forecast, w: forecast([v / sum(w) for v in w]) * sum(w),
            "right",
            "right",
        ),
        (
            "4.3 loss",
            lambda y_true, y_pred: str(np.abs(y_pred - y_true).mean()),
            "text",
            "leave quotes and `str` away",
        ),
        ("2.3 forget part", lambda U: np.split(U, 4, axis=1)[1], "right", "right"),
        (
            "2.3 forget part",
            lambda U: np.split(U, len(U), axis=1)[1],
            "four units",
            "which one belongs where?",
        ),
        (
            "2.4 parameters",
            lambda f, u: (4 * f * u, 4 * u * u, 4 * u),
            "shape",
            "returns 3 numbers in brackets, but it must be a single number",
        ),
        ("6.1 free run", window_too, "emptied", "be a copy"),
        (
            "6.1 free run",
            lambda forecast, window, n: [forecast(window)],
            "shape",
            "returns 1 number in brackets, but it must be 4 numbers in brackets",
        ),
        (
            "7.4 bias",
            lambda share, steps: math.log(1 / (1 - share**steps) - 1),
            "closed",
            "turned round",
        ),
        ("7.1 target", marked_elsewhere, "mask", "for all rows"),
        ("7.4 bias", lambda share, steps: share / steps, "share div", "comes after"),
        ("8.1 season", lambda X, s: X[:, -s:][:, :1], "right", "right"),
        ("8.1 season", lambda X, s: X[:, -s : -s + 1], "empty", "without a colon"),
        ("8.1 season", lambda X, s: X[:, s - 1], "from the front, less", "beginning"),
        (
            "8.6 scaled error",
            lambda y, p, t: abs((p - y).mean()) / np.abs(np.diff(t)).mean(),
            "too late",
            "too late",
        ),
        (
            "8.6 scaled error",
            lambda y, p, t: np.abs(p - y).mean() / abs(np.diff(t).mean()),
            "steps too late",
            "In your unit the sign is taken away too late",
        ),
        ("4.2 parameters", 4 * (2 + 3) * 3 + 3 + 1, "one feature", "a bias for each"),
        ("8.5 margin", 17, "place 8", "rounded *up*"),
        (
            "8.5 margin",
            sorted([14, 3, -24, -1, 9, -6, -17, -2, 11, 30])[7],
            "not",
            "signs",
        ),
    ],
)
def test_what_was_written_is_told_what_is_true_of_it(name, given, key, words, capsys):
    assert judge(BY_NAME[name][1], given).key.startswith(key)
    checks.answer(name, given)
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "hand_in", "words", "never"),
    [
        ("7.2 wrong", checks.predict, "from 0 to 100, without", "0.03"),
        ("5.2 baseline", checks.answer, "3 % is 0.03", "100"),
    ],
)
def test_a_per_cent_sign_is_told_what_the_exercise_asks_for(
    name, hand_in, words, never, capsys
):
    hand_in(name, "85 %")
    said = capsys.readouterr().out
    assert words in said and never not in said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        *((0.85, "a half of all is 50"), (101, "0 to 100"), (-3, "0 to 100")),
        (((85, (1,))), "A single number is asked for"),
    ],
)
def test_a_prediction_of_so_many_in_a_hundred_is_no_share(said, words, capsys):
    checks.predict("7.2 wrong", said)
    assert words in capsys.readouterr().out and not record.predictions


@pytest.mark.parametrize("said", [0, 1, 85, 99.5, 100, [85]])
def test_so_many_in_a_hundred_are_kept(said, capsys):
    checks.predict("7.2 wrong", said)
    assert "kept" in capsys.readouterr().out


def looped(rows=range, first=0.0, adds=True, leaves=False):
    """Return a mean absolute error that is written as a loop, with some mistake."""

    def loss(y_true, y_pred):
        s = np.array([first])
        for k in rows(len(y_true)):
            off = abs(y_pred[k] - y_true[k])  # (1,)
            s = s + off if adds else off
            if leaves:
                return s / len(y_true)
        return s / len(y_true)

    return loss


@pytest.mark.parametrize(
    ("loss", "key"),
    [
        (looped(), "right"),
        (looped(rows=lambda n: range(1, n)), "first left out"),
        (looped(rows=lambda n: range(n - 1)), "last left out"),
        (looped(leaves=True), "first only"),
        (looped(adds=False), "last only"),
        (lambda y_true, y_pred: max(abs(y_pred - y_true)), "largest"),
        (looped(first=1.0), "wrong"),
    ],
)
def test_a_number_in_brackets_is_told_what_is_wrong_with_the_number(loss, key, capsys):
    assert judge(BY_NAME["4.3 loss"][1], loss).key == key
    checks.answer("4.3 loss", loss)
    said = capsys.readouterr().out
    assert "shape" not in said
    if key == "wrong":
        assert said.endswith("your function returns 1.33333, which is not right.\n")


@pytest.mark.parametrize("name", ["4.3 loss", "5.3 many networks", "8.6 scaled error"])
def test_a_difference_of_sizes_is_not_taken_for_the_size_of_a_difference(name):
    exercise = BY_NAME[name][1]
    assert judge(exercise, exercise.right).key == "right"
    assert (
        judge(
            exercise,
            lambda y_true, y_pred, *more: exercise.right(
                np.abs(y_true), np.abs(y_pred), *more
            ),
        ).key
        == "by chance"
    )


@pytest.mark.parametrize("name", JUDGED)
def test_mistakes_are_enough_and_have_words(name):
    sheet, exercise = BY_NAME[name]
    if not exercise.choices:
        assert len(exercise.mistakes) >= FEWEST_MISTAKES
    assert sheet.hints[name].keys() == mistakes(name).keys()
    assert not set(GENERAL) & exercise.mistakes.keys()
    assert bool(exercise.trials) == callable(exercise.right)
    assert len(exercise.trials) != 1  # a function is tried with other arguments, too


@pytest.mark.parametrize("name", JUDGED)
def test_no_hint_gives_the_answer_away(name):
    sheet, exercise = BY_NAME[name]
    if isinstance(exercise.right, str | int | float):
        forbidden = str(exercise.right)
        if not exercise.choices:
            for sentence in sheet.hints[name].values():
                assert forbidden not in re.findall(r"[\d.]*\d", sentence)


@pytest.mark.parametrize("name", JUDGED)
@pytest.mark.parametrize("answer", [None, "x", [], {}, len, np.nan, True, "3"], ids=str)
def test_whatever_is_answered_a_sentence_comes_and_no_error(name, answer, capsys):
    checks.answer(name, answer)
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"Exercise {name.split()[0]}: ")
    assert not re.search(r"\{\w+\}", line)


@pytest.mark.parametrize("name", PREDICTED)
def test_a_prediction_is_told_whether_it_came_true(name, capsys):
    sheet, exercise = BY_NAME[name]
    offered = exercise.choices or exercise.numbers or (10, 20, 30.5)
    assert (sheet.choices.get(name, {}).keys() == set(offered)) == bool(
        exercise.choices
    )
    checks.predict(name, ...)
    checks.compare(name, offered[1])
    assert record.outcomes == {}
    for said in offered:
        for outcome in offered:
            checks.predict(name, said)
            checks.compare(name, outcome)
            assert record.outcomes == {name: said == outcome}
    assert len(capsys.readouterr().out.splitlines()) == 2 + 2 * len(offered) ** 2


def test_words_belong_to_exercises():
    for sheet in SHEETS.values():
        judged = {n for n, e in sheet.exercises.items() if isinstance(e, Exercise)}
        lettered = {
            n for n, e in sheet.exercises.items() if getattr(e, "choices", None)
        }
        assert sheet.hints.keys() == judged
        assert sheet.choices.keys() == lettered


def test_two_functions_with_a_check_of_their_own_are_noted(capsys):
    from course_utils.checks import step, windows
    from course_utils.series import make_windows

    one = np.ones((1, 1))
    parts = [dict.fromkeys("fico", one)] * 3
    cases = [
        (step.EXERCISE, lambda f: checks.your_step(f, (one, one, one, *parts))),
        (windows.EXERCISE, checks.your_windows),
    ]
    rights = step.lstm_step_by_gates, make_windows
    open_answers = (lambda *_: (..., *5 * [one])), (lambda series, window: (..., ...))
    cases[0][1](lambda *_: 2 * ...)  # an equation that uses one still to be written
    assert record.answers == {}
    for (name, check), right, still in zip(cases, rights, open_answers, strict=True):
        check(lambda *_, **__: None)
        assert record.answers[name] is False and not checks.is_right(name, print)
        check(still)
        assert name not in record.answers
        check(right)
        assert record.answers[name] is True and checks.is_right(name, right)
        check(still)
        assert record.answers[name] is True  # what was solved stays so
    capsys.readouterr()


# Notebooks


def notebook_of(number: str) -> NotebookNode:
    """Return the notebook with a number."""
    (path,) = ROOT.glob(f"notebooks/{number}_*.ipynb")
    return nbformat.read(path, as_version=4)


def calls(source: str) -> list[tuple[str, str]]:
    """Return the functions of `checks` that a cell calls, each with its first text."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if getattr(node.func.value, "id", None) == "checks":
            first = node.args[0] if node.args else None
            text = first.value if isinstance(first, ast.Constant) else ""
            found.append((node.func.attr, text))
    return found


def faults(number: str, notebook: NotebookNode) -> list[str]:
    """Return what is wrong with the exercises of a notebook, in words."""
    exercises = SHEETS[number].exercises
    own = {e.function: n for n, e in exercises.items() if isinstance(e, Checked)}
    cells = notebook.cells
    code = [(k, cell) for k, cell in enumerate(cells) if cell.cell_type == "code"]
    used, found = {}, []
    for place, (k, cell) in enumerate(code):
        tags = rules.tags(cell)
        for function, name in calls(cell.source):
            name = own.get(function, name)
            if function in ("answer", "predict", *own):
                found += [f"{name} is used twice"] if name in used else []
                used[name] = k, place
                if "exercise" not in tags:
                    found.append(f"the cell of {name} has no tag exercise")
            elif function == "is_right" and "solution" not in tags:
                found.append(f"the solution of {name} has no tag solution")
    if list(used) != list(exercises):
        found.append(f"the notebook has {list(used)}, its sheet {list(exercises)}")
    if not FEWEST <= len(used) <= MOST:
        found.append(f"there are {len(used)} exercises")
    for count, (name, (k, place)) in enumerate(used.items(), start=1):
        start = f"**Exercise {int(number)}.{count}: "
        above = cells[k - 1]
        if not name.startswith(f"{int(number)}.{count} "):
            found.append(f"{name} is exercise number {count}")
        if above.cell_type != "markdown" or start not in above.source:
            found.append(f"{name} is not announced by {start}")
        for letter, text in SHEETS[number].choices.get(name, {}).items():
            if f"**{letter}** {text}" not in above.source:
                found.append(f"{name} does not offer {letter}: {text}")
        if isinstance(exercises.get(name), Prediction):
            later = [
                call for _, cell in code[place + 1 :] for call in calls(cell.source)
            ]
            if later.count(("compare", name)) != 1:
                found.append(f"{name} is not compared once, after it")
        else:
            found += solution_faults(name, code[place + 1 : place + 2])
    if not code or calls(code[-1][1].source) != [("summary", number)]:
        found.append("the last code cell is not the summary")
    if not rules.has_label(cells[-1:], "On your own"):
        found.append("nothing is left to do on your own")
    return found + names_of_solutions_used(notebook)


def solution_faults(name: str, next_code: list[tuple[int, NotebookNode]]) -> list[str]:
    """Return what is wrong with the cell after an exercise."""
    for _, cell in next_code:
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden")
        asserted = re.search(r"^assert .*\bchecks\.is_right\(", cell.source, re.M)
        tags = rules.tags(cell)
        collapsed = hidden and "solution" in tags and "hide-input" in tags
        if collapsed and asserted and ("is_right", name) in calls(cell.source):
            return []
    return [f"{name} is not followed by a collapsed solution that is asserted"]


def names_read(table: symtable.SymbolTable) -> set[str]:
    """Return the names that a cell needs from outside, its functions included."""
    names = {
        s.get_name() for s in table.get_symbols() if s.is_referenced() and s.is_global()
    }
    if table.get_type() == "module":
        names = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    return names.union(*map(names_read, table.get_children()))


def names_of_solutions_used(notebook: NotebookNode) -> list[str]:
    """Return the names that only solutions define, and other cells use."""
    made: dict[bool, set[str]] = {True: set(), False: set()}
    read: set[str] = set()
    for _, cell in rules.cells(notebook, "code"):
        is_solution = "solution" in rules.tags(cell)
        table = symtable.symtable(cell.source, cell.id, "exec")
        made[is_solution] |= {
            s.get_name() for s in table.get_symbols() if s.is_assigned()
        }
        if not is_solution:
            read |= names_read(table)
    lost = sorted((made[True] - made[False]) & read)
    over = sorted(made[True] & made[False] & read)
    return [f"{name} is made by a solution, but used elsewhere" for name in lost] + [
        f"{name} of a solution overwrites one of the notebook" for name in over
    ]


@pytest.mark.parametrize("number", SHEETS)
def test_notebook_and_sheet_have_the_same_exercises(number):
    assert faults(number, notebook_of(number)) == []


@pytest.mark.parametrize("number", SHEETS)
def test_the_notebook_as_given_says_that_nothing_is_answered(number):
    printed = "".join(
        output.get("text", "") for _, _, output in rules.outputs(notebook_of(number))
    )
    exercises = SHEETS[number].exercises
    assert f"Notebook {int(number)}: 0 of {len(exercises)} exercises done." in printed
    for name, exercise in exercises.items():
        word = "no prediction yet" if isinstance(exercise, Prediction) else "open"
        if not isinstance(exercise, Checked):
            assert DESK[word].format(exercise=name.split()[0]) in printed


def spoiled(change: str) -> NotebookNode:
    """Return notebook 3 with one thing spoiled."""
    notebook = notebook_of("03")
    cells = {cell.id: cell for cell in notebook.cells}
    if change == "no solution":
        notebook.cells.remove(cells["solution-3-4"])
    elif change == "open solution":
        del cells["solution-3-4"].metadata["jupyter"]
    elif change == "another name":
        source = cells["answer-3-4"].source
        cells["answer-3-4"].source = source.replace("3.4 shape", "3.4 form")
    elif change == "twice":
        notebook.cells.insert(5, cells["answer-3-4"])
    elif change == "no heading":
        source = cells["exercise-3-4"].source
        cells["exercise-3-4"].source = source.replace("Exercise 3.4", "Exercise 3.5")
    elif change == "another letter":
        source = cells["exercise-3-1"].source
        cells["exercise-3-1"].source = source.replace("stays at", "stops at")
    elif change == "no comparison":
        cells["compare-3-1"].source = "1"
    elif change == "no summary":
        cells["done-3"].source = "1"
    elif change == "untagged":
        cells["answer-3-4"].metadata["tags"] = []
    elif change == "used":
        notebook.cells.insert(-2, v4.new_code_cell("print(missed)"))
    return notebook


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("no solution", "3.4 shape is not followed by"),
        ("open solution", "3.4 shape is not followed by"),
        ("another name", "the notebook has ['3.1 overflow', '3.2"),
        ("twice", "3.4 shape is used twice"),
        ("no heading", "3.4 shape is not announced"),
        ("another letter", "3.1 overflow does not offer b"),
        ("no comparison", "3.1 overflow is not compared"),
        ("no summary", "the last code cell is not the summary"),
        ("untagged", "the cell of 3.4 shape has no tag"),
        ("used", "missed is made by a solution, but used elsewhere"),
    ],
)
def test_a_spoiled_exercise_is_found(change, fault):
    assert any(found.startswith(fault) for found in faults("03", spoiled(change)))


# Copies without solutions


def test_copies_for_a_class_have_no_solutions(tmp_path):
    script = runpy.run_path(str(ROOT / "teach" / "without_solutions.py"))
    write_copies = script["write_copies"]
    paths = sorted(ROOT.glob("notebooks/*.ipynb"))
    for path, written in zip(paths, write_copies(paths, tmp_path), strict=True):
        copy, notebook = (nbformat.read(p, as_version=4) for p in (written, path))
        nbformat.validate(copy)
        kept = [c.id for c in notebook.cells if "solution" not in rules.tags(c)]
        kept = [name for name in kept if not name.startswith("clear-")]
        assert [c.id for c in copy.cells] == kept
        source = "\n".join(c.source for c in copy.cells)
        assert "earlier run" not in source
        assert not any(c.get("outputs") or c.get("execution_count") for c in copy.cells)
        assert "collapsed cell" not in source and source.count("(") == source.count(")")
        number = path.name[:2]
        if number in SHEETS:
            assert len(copy.cells) < len(notebook.cells)
            assert not any("is_right" in c.source for c in copy.cells)


def test_the_command_writes_the_copies_it_names():
    notebook = "notebooks/03_prepare_fibonacci_data.ipynb"
    command = [sys.executable, "teach/without_solutions.py", notebook]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    (line,) = run.stdout.splitlines()
    assert "solution-3-4" not in (ROOT / line).read_text("utf-8")
