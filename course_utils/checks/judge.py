"""The verdict on an answer: right, a known mistake, or what holds of any answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from course_utils.checks.answers import (
    Stopped,
    as_compared,
    fault_of_text,
    has_comma,
    has_gap,
    has_parts,
    letters,
    numbers,
    same,
    single_number,
)
from course_utils.checks.exercise import Exercise, When

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
    "nothing at times",  # for some of the trials only
    "error",  # the learner's function stops
    "caret",  # because it takes a power with ^
    "mask",  # because it picks with True and False of another array
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
# Its words for a mask that is longer or shorter than what it picks from.
_MASK = re.compile(r"boolean index did not match")


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
    bare = single_number(answer) if np.ndim(exercise.right) == 0 else answer
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
    if not has_parts(truth) and np.ndim(truth) == 0:
        given = single_number(given)
    facts = {"arguments": exercise.trials[first], "given": given}
    if isinstance(results[first], Stopped):
        error = results[first].error
        if isinstance(error, TypeError) and _NOT_CALLED.search(str(error)):
            return Verdict("no brackets")
        if isinstance(error, TypeError) and _CARET.search(str(error)):
            return Verdict("caret")
        if isinstance(error, IndexError) and _MASK.search(str(error)):
            return Verdict("mask")
        return Verdict("error", {**facts, "error": error})
    if _holds_function(results[first]):
        return Verdict("not called")
    key = _general(*pairs[first], exercise)
    if key in ("quotes", "quotes and comma", "per cent sign"):  # made by str, perhaps
        key = "text"
    elif all(same(*pair, exercise, in_any_shape=True) for pair in pairs):
        key = "shape only"
    elif key == "wrong" and first > 0:
        key = "by chance"
    elif key == "nothing" and any(result is not None for result in results):
        key = "nothing at times"
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
    if has_parts(right):
        return "wrong" if isinstance(given, list | tuple) else "kind"
    asked_for_numbers = np.asarray(right).dtype != bool
    if asked_for_numbers and isinstance(given, str):
        return fault_of_text(given, single=np.ndim(right) == 0)
    if asked_for_numbers and _holds_text(given):
        return "text"
    numeric = numbers(given)
    if numeric is None or (numeric.dtype.kind != "b") != asked_for_numbers:
        return "kind"
    laid, laid_right = as_compared(exercise, in_any_shape, numeric, np.asarray(right))
    return "shape" if laid.shape != laid_right.shape else "wrong"


def _holds_text(given: Any) -> bool:
    """Tell whether there is a text among several values."""
    return isinstance(given, list | tuple) and any(isinstance(x, str) for x in given)


def _shapes(given: Any, right: Any) -> dict[str, tuple[int, ...]]:
    """Return the shape that is asked for, and that of the answer if it has one."""
    if isinstance(right, str | Stopped) or has_parts(right):
        return {}
    numeric = numbers(given)
    given_shape = {} if numeric is None else {"given_shape": numeric.shape}
    return {"shape": np.shape(right), **given_shape}
