"""An exercise as data, and the verdict on an answer to it."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

# What can be said of any answer; no mistake of an exercise may be called so.
GENERAL = (
    "right",
    "open",  # not answered yet
    "choice",  # none of those on offer
    "call",  # a function where its result is asked for
    "no function",  # something else where a function is asked for
    "quotes",  # a number, or several, in quotes
    "quotes and comma",  # "0,5" for a single number
    "per cent sign",  # "3 %"
    "text",  # another text, where numbers are asked for
    "comma",  # 0,5 for a single number: two numbers
    "nothing",  # None: nothing returned
    "error",  # the learner's function stops
    "caret",  # because it takes a power with ^
    "no brackets",  # because it computes with a function that it does not call
    "not called",  # a function returned, where its result is asked for
    "kind",  # no numbers, or no word
    "shape",
    "shape only",  # all numbers are right
    "wrong",
    "by chance",  # right for the first trial, wrong for another one
)
# Python's word for a function where a number is needed, as in `values / values.max`.
_NOT_CALLED = re.compile(r"'(builtin_)?function(_or_method)?'|'method'")
# Its words for ^ between numbers with a point, which it cannot compute.
_CARET = re.compile(r"for \^=?:|bitwise_xor")


@dataclass(frozen=True)
class When:
    """A mistake that is known by a test, where no single wrong answer shows it.

    Attributes
    ----------
    test : callable
        Takes the answer (of a function: the list of what it returned on the trials)
        and tells whether this mistake was made.
    example : object
        A wrong answer of this kind, for the tests of the course.
    """

    test: Callable[[Any], bool]
    example: Any


@dataclass(frozen=True)
class Exercise:
    """An exercise with an answer that can be compared.

    Attributes
    ----------
    right : object
        The right answer: a number, numbers, a word; or a function, if the learner is
        to write one.
    mistakes : mapping of str to object
        Typical mistakes by the name of their hint: the wrong answer that they lead to
        (of a function: a wrong function, which is known by its results), or a `When`.
        The first one that fits is told.
    trials : tuple of tuple
        The arguments a function is tried with, those of the notebook first.
    choices : tuple of str
        The letters on offer, if the learner is to choose. Each wrong one is the name
        of its own hint, and `mistakes` stays empty.
    rtol : float, optional
        How far a number may be off, as a share of it. By default whole numbers must
        be exact, and others right to 1e-5, as float32 computes them.
    shape_counts : bool
        Whether (n,) in place of (n, 1) is a mistake, because the shape is the lesson.
        Otherwise a function may add or leave out axes of length 1 at the end, and in
        an answer that is written down they may stand anywhere. What `mistakes` lead
        to is known in any of these shapes.
    """

    right: Any
    mistakes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    trials: tuple[tuple[Any, ...], ...] = ()
    choices: tuple[str, ...] | None = None
    rtol: float | None = None
    shape_counts: bool = False


@dataclass(frozen=True)
class Prediction:
    """What a learner says before running a cell: a choice, or else a number.

    Attributes
    ----------
    choices : tuple of str, optional
        The letters on offer; None if a number is asked for.
    numbers : tuple of float
        The numbers on offer; empty if any number will do.
    rtol : float
        How near a number must come to the outcome, as a share of it.
    of_hundred : bool
        Whether a number from 0 to 100 is asked for, and not a share.
    """

    choices: tuple[str, ...] | None = None
    numbers: tuple[float, ...] = ()
    rtol: float = 1e-5
    of_hundred: bool = False


@dataclass(frozen=True)
class Checked:
    """An exercise with a check of its own, such as `your_windows`.

    Attributes
    ----------
    function : str
        The name of the function that a notebook calls for it.
    is_right : callable
        Takes an answer and tells whether it is right.
    """

    function: str
    is_right: Callable[[Any], bool]


@dataclass(frozen=True)
class Verdict:
    """What there is to say of an answer.

    Attributes
    ----------
    key : str
        One of `GENERAL`, or the name of a mistake.
    facts : mapping
        What the sentence about it may name: ``arguments``, ``given``, ``error``, …
    """

    key: str
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Stopped:
    """What a function leaves that stopped with an error."""

    error: Exception


def judge(exercise: Exercise, answer: Any) -> Verdict:
    """Tell what is right or wrong about an answer, whatever it is.

    Parameters
    ----------
    exercise : Exercise
    answer : object
        Numbers may stand in a list, a tuple or an array, whole or with a point;
        ``...`` anywhere in it means that it is not answered yet. A function is called
        with copies of the trials, and its errors are caught.

    Returns
    -------
    Verdict
    """
    if has_gap(answer):
        return Verdict("open")
    if exercise.choices is not None:
        return _judge_choice(exercise, answer)
    if callable(exercise.right):
        return _judge_function(exercise, answer)
    return _judge_value(exercise, answer)


def has_gap(value: Any) -> bool:
    """Tell whether ``...`` stands anywhere in a value."""
    if isinstance(value, np.ndarray):
        value = value.ravel().tolist() if value.dtype == object else ()
    elif isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list | tuple | set | frozenset):
        return value is ...
    return any(map(has_gap, value))


def same(
    given: Any, right: Any, exercise: Exercise, *, in_any_shape: bool = False
) -> bool:
    """Tell whether an answer is the right one, in whatever form it comes.

    Parameters
    ----------
    given, right : object
    exercise : Exercise
        How near numbers must come, and whether their shape counts.
    in_any_shape : bool
        Whether axes of length 1 count nowhere, not even in the front: (1, n) is as
        good as (n,) then.

    Returns
    -------
    bool
    """
    if isinstance(right, Stopped):
        return isinstance(given, Stopped) and repr(given.error) == repr(right.error)
    if isinstance(right, str):
        return letters(given) == letters(right)
    if _has_parts(right):
        return (
            isinstance(given, list | tuple | np.ndarray)
            and len(given) == len(right)
            and all(
                same(*pair, exercise, in_any_shape=in_any_shape)
                for pair in zip(given, right, strict=True)
            )
        )
    given, right = numbers(given), numbers(right)
    if given is None or right is None:
        return False
    if (given.dtype.kind == "b") != (right.dtype.kind == "b"):
        return False  # True is not 1
    given, right = _laid(exercise, in_any_shape, given, right)
    return given.shape == right.shape and _close(given, right, exercise.rtol)


def numbers(value: Any) -> np.ndarray | None:
    """Return an answer as an array of numbers; None if it holds anything else."""
    try:
        array = np.asarray(value)
        if array.dtype == object and value is not None:  # whole numbers beyond int64
            array = array.astype(float)
    except (TypeError, ValueError, OverflowError):
        return None
    return array if array.dtype.kind in "biuf" else None


def letters(value: Any) -> str | None:
    """Return the letters and digits of a word: of "I, f", and of ["i", "f"]."""
    if isinstance(value, list | tuple) and all(isinstance(x, str) for x in value):
        value = "".join(value)
    if not isinstance(value, str):
        return None
    return "".join(filter(str.isalnum, value.casefold()))


def _laid(
    exercise: Exercise, in_any_shape: bool, *arrays: np.ndarray
) -> list[np.ndarray]:
    """Take those axes of length 1 away that do not count."""
    if in_any_shape:
        return [array.squeeze() for array in arrays]
    return list(arrays if exercise.shape_counts else map(_without_last_axes, arrays))


def _without_last_axes(array: np.ndarray) -> np.ndarray:
    """Take the axes of length 1 at the end away: (n, 1) becomes (n,)."""
    while array.shape[-1:] == (1,):
        array = array[..., 0]
    return array


def _has_parts(right: Any) -> bool:
    """Tell whether an answer consists of several arrays, such as X and y."""
    return isinstance(right, tuple) and any(np.ndim(part) for part in right)


def _close(given: np.ndarray, right: np.ndarray, rtol: float | None) -> bool:
    """Compare numbers of the same shape."""
    if rtol is None:
        if given.dtype.kind in "biu" and right.dtype.kind in "biu":
            return np.array_equal(given, right)
        rtol = 1e-5 if right.dtype.kind == "f" else 1e-9
    largest = np.abs(right).max(initial=0)
    atol = min(rtol, 1e-5) * (min(largest, 1) or 1)  # for a right answer of 0
    return np.allclose(given, right, rtol=rtol, atol=atol)


def _judge_choice(exercise: Exercise, answer: Any) -> Verdict:
    """Compare a letter."""
    choice = letters(answer)
    if choice not in exercise.choices:
        return Verdict("choice", {"choices": exercise.choices})
    return Verdict("right" if choice == exercise.right else choice)


def _judge_value(exercise: Exercise, answer: Any) -> Verdict:
    """Compare a number, numbers or a word."""
    free = not exercise.shape_counts
    if same(answer, exercise.right, exercise, in_any_shape=free):
        return Verdict("right")
    bare = _single(answer) if np.ndim(exercise.right) == 0 else answer
    for key, mistake in exercise.mistakes.items():
        if _made(mistake, bare, exercise):
            return Verdict(key)
    if callable(answer):
        return Verdict("call")
    key = _general(answer, exercise.right, exercise, in_any_shape=free)
    if key == "shape" and np.ndim(exercise.right) == 0 and has_comma(answer):
        key = "comma"
    elif same(answer, exercise.right, exercise, in_any_shape=True):
        key = "shape only"
    return Verdict(key, _shapes(answer, exercise.right))


def _judge_function(exercise: Exercise, answer: Any) -> Verdict:
    """Try a function on all trials, and compare what it returns."""
    if not callable(answer):
        return Verdict("no function")
    results = [_tried(answer, trial) for trial in exercise.trials]
    if any(map(_has_gap_inside, results)):
        return Verdict("open")
    truths = [_tried(exercise.right, trial) for trial in exercise.trials]
    pairs = list(zip(results, truths, strict=True))
    faults = [k for k, pair in enumerate(pairs) if not same(*pair, exercise)]
    if not faults:
        return Verdict("right")
    for key, mistake in exercise.mistakes.items():
        wrong = mistake
        if not isinstance(mistake, When):
            wrong = [_tried(mistake, trial) for trial in exercise.trials]
        if _made(wrong, results, exercise):
            return Verdict(key)
    first = faults[0]
    given, truth = pairs[first]
    if not _has_parts(truth) and np.ndim(truth) == 0:
        given = _single(given)
    facts = {"arguments": exercise.trials[first], "given": given}
    if isinstance(results[first], Stopped):
        error = results[first].error
        if isinstance(error, TypeError) and _NOT_CALLED.search(str(error)):
            return Verdict("no brackets")
        if isinstance(error, TypeError) and _CARET.search(str(error)):
            return Verdict("caret")
        return Verdict("error", {**facts, "error": error})
    if _holds_function(results[first]):
        return Verdict("not called")
    key = _general(*pairs[first], exercise)
    if all(same(*pair, exercise, in_any_shape=True) for pair in pairs):
        key = "shape only"
    elif key == "wrong" and first > 0:
        key = "by chance"
    return Verdict(key, facts | _shapes(*pairs[first]))


def _made(mistake: Any, answer: Any, exercise: Exercise) -> bool:
    """Tell whether an answer is that of a mistake."""
    if isinstance(mistake, When):
        try:
            return bool(mistake.test(answer))
        except Exception:  # the answer is of a kind that the test does not expect
            return False
    if callable(exercise.right):
        pairs = zip(answer, mistake, strict=True)
        return all(same(*pair, exercise, in_any_shape=True) for pair in pairs)
    return same(answer, mistake, exercise, in_any_shape=True)


def _single(value: Any) -> Any:
    """Return the only number of a list or an array, without its brackets."""
    array = numbers(value)
    return value if array is None or array.size != 1 else array.ravel()[0]


def _tried(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Call a function with copies; return what it returns, or what stopped it."""
    try:
        return function(*deepcopy(arguments))
    except Exception as error:  # whatever a learner may have written
        return Stopped(error)


def _has_gap_inside(result: Any) -> bool:
    """Tell whether a function returns ``...``, or stopped because it met one."""
    if isinstance(result, Stopped):
        return isinstance(result.error, TypeError) and "llipsis" in str(result.error)
    return has_gap(result)


def _holds_function(result: Any) -> bool:
    """Tell whether a result is a function, or several values with one among them."""
    return any(map(callable, result if isinstance(result, list | tuple) else [result]))


def _general(
    given: Any, right: Any, exercise: Exercise, *, in_any_shape: bool = False
) -> str:
    """Return what can be said of a wrong answer without knowing its mistakes."""
    if given is None:
        return "nothing"
    if isinstance(right, str):
        return "kind" if letters(given) is None else "wrong"
    if _has_parts(right):
        return "wrong" if isinstance(given, list | tuple) else "kind"
    asked_for_numbers = np.asarray(right).dtype != bool
    if asked_for_numbers and isinstance(given, str):
        return fault_of_text(given, single=np.ndim(right) == 0)
    if asked_for_numbers and _holds_text(given):
        return "text"
    numeric = numbers(given)
    if numeric is None or (numeric.dtype.kind != "b") != asked_for_numbers:
        return "kind"
    laid, laid_right = _laid(exercise, in_any_shape, numeric, np.asarray(right))
    return "shape" if laid.shape != laid_right.shape else "wrong"


def fault_of_text(given: str, *, single: bool) -> str:
    """Return what can be said of a text where a number, or several, are asked for."""
    bare = given.strip()
    if bare.endswith("%"):
        return "per cent sign"
    if single and re.fullmatch(r"[+-]?\d+(,\d+)+(\.\d+)?", bare):
        return "quotes and comma"
    try:
        value = literal_eval(bare)
    except (ValueError, SyntaxError):
        return "text"
    return "text" if numbers(value) is None else "quotes"


def has_comma(given: Any) -> bool:
    """Tell whether an answer may be one number written with a comma, such as 0,5."""
    return isinstance(given, tuple) and len(given) > 1 and numbers(given) is not None


def _holds_text(given: Any) -> bool:
    """Tell whether there is a text among several values."""
    return isinstance(given, list | tuple) and any(isinstance(x, str) for x in given)


def _shapes(given: Any, right: Any) -> dict[str, tuple[int, ...]]:
    """Return the shape that is asked for, and that of the answer if it has one."""
    if isinstance(right, str | Stopped) or _has_parts(right):
        return {}
    numeric = numbers(given)
    given_shape = {} if numeric is None else {"given_shape": numeric.shape}
    return {"shape": np.shape(right), **given_shape}
