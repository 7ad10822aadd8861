"""Answers as learners write them: what they hold, and whether two are the same."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.checks.exercise import Exercise


@dataclass(frozen=True)
class Stopped:
    """What a function leaves that stopped with an error."""

    error: Exception


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
    if has_parts(right):
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
    given, right = as_compared(exercise, in_any_shape, given, right)
    return given.shape == right.shape and _close(given, right, exercise.rtol)


def has_gap(value: Any, inside: tuple[int, ...] = ()) -> bool:
    """Tell whether ``...`` stands anywhere in a value.

    Parameters
    ----------
    value : object
    inside : tuple of int
        What the value stands in, by `id`: a list may have been put into itself.
    """
    if id(value) in inside:
        return False
    inside = (*inside, id(value))
    if isinstance(value, np.ndarray):
        value = value.ravel().tolist() if value.dtype == object else ()
    elif isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list | tuple | set | frozenset):
        return value is ...
    return any(has_gap(part, inside) for part in value)


def has_comma(given: Any) -> bool:
    """Tell whether an answer may be one number written with a comma, such as 0,5."""
    return isinstance(given, tuple) and len(given) > 1 and numbers(given) is not None


def has_parts(right: Any) -> bool:
    """Tell whether an answer consists of several arrays, such as X and y."""
    return isinstance(right, tuple) and any(np.ndim(part) for part in right)


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


def single_number(value: Any) -> Any:
    """Return the only number of a list or an array, without its brackets."""
    array = numbers(value)
    return value if array is None or array.size != 1 else array.ravel()[0]


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


def as_compared(
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


def _close(given: np.ndarray, right: np.ndarray, rtol: float | None) -> bool:
    """Compare numbers of the same shape."""
    if rtol is None:
        if given.dtype.kind in "biu" and right.dtype.kind in "biu":
            return np.array_equal(given, right)
        rtol = 1e-5 if right.dtype.kind == "f" else 1e-9
    largest = np.abs(right).max(initial=0)
    atol = min(rtol, 1e-5) * (min(largest, 1) or 1)  # for a right answer of 0
    return np.allclose(given, right, rtol=rtol, atol=atol)
