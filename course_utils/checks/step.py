"""The step of an LSTM as a learner writes it, checked part by part."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np

from course_utils.checks.record import note
from course_utils.lstm import sigmoid
from course_utils.words import wrapped
from course_utils.words.exercises.functions import STEP

# NumPy's words for arrays that cannot be added or multiplied.
_DO_NOT_FIT = re.compile("shape|dimension")

Step = Callable[..., tuple[np.ndarray, ...]]

EXERCISE = "2.2 step"
_STILL = STEP["missing"].split("{}")[0]  # something is still to be written

PARTS = ("f_t", "i_t", "c_tilde", "c_t", "o_t", "h_t")


def lstm_step_by_gates(
    x_t: np.ndarray,
    h_prev: np.ndarray,
    c_prev: np.ndarray,
    W: dict[str, np.ndarray],
    U: dict[str, np.ndarray],
    b: dict[str, np.ndarray],
) -> tuple[np.ndarray, ...]:
    """Take one step of an LSTM, gate by gate, as the six equations stand in books.

    Parameters
    ----------
    x_t : ndarray, shape (n, features)
        The input of this time step.
    h_prev, c_prev : ndarray, shape (n, units)
        Hidden state and cell state before.
    W, U, b : dict
        Kernels (features, units), recurrent kernels (units, units) and biases
        (units,) under "f", "i", "c", "o".

    Returns
    -------
    tuple of ndarray, shape (n, units)
        ``f_t, i_t, c_tilde, c_t, o_t, h_t``.
    """
    f_t = sigmoid(x_t @ W["f"] + h_prev @ U["f"] + b["f"])
    i_t = sigmoid(x_t @ W["i"] + h_prev @ U["i"] + b["i"])
    c_tilde = np.tanh(x_t @ W["c"] + h_prev @ U["c"] + b["c"])
    c_t = f_t * c_prev + i_t * c_tilde
    o_t = sigmoid(x_t @ W["o"] + h_prev @ U["o"] + b["o"])
    h_t = o_t * np.tanh(c_t)
    return f_t, i_t, c_tilde, c_t, o_t, h_t


def your_step(step: Step, arguments: tuple[Any, ...]) -> Step:
    """Check an LSTM step that a learner wrote, and say what is missing.

    Parameters
    ----------
    step : callable
        Like `lstm_step_by_gates`; a part that is ``...`` is still to be written.
    arguments : tuple
        What to call it with.

    Returns
    -------
    callable
        `step` if it is right, else `lstm_step_by_gates`, so that a notebook can go on.
    """
    word = verdict(step, arguments)
    done = word == STEP["done"]
    still = word.startswith(_STILL) or word == STEP["placeholder"]
    note(EXERCISE, None if still else done)
    print(wrapped(word))
    return step if done else lstm_step_by_gates


def right_step(step: Step) -> bool:
    """Tell whether a step is right, for arguments drawn at random."""
    return _verdict(step, _draw(), "chance") == STEP["done"]


def verdict(step: Step, arguments: tuple[Any, ...]) -> str:
    """Say in one sentence how far a step is written, and whether it is right.

    Numbers that suit pencil and paper, such as 0 and 1, also let wrong equations come
    out right. So a step that is right for `arguments` is tried with others as well.
    """
    word = _verdict(step, arguments, "wrong")
    return _verdict(step, _draw(), "chance") if word == STEP["done"] else word


def _draw() -> tuple[Any, ...]:
    """Draw arguments of a step: 4 samples, 2 features, 3 units."""
    rng = np.random.default_rng(0)
    x_t, h_prev, c_prev = (rng.normal(size=(4, width)) for width in (2, 3, 3))
    W, U, b = (
        {gate: rng.normal(size=shape) for gate in "fico"}
        for shape in ((2, 3), (3, 3), (3,))
    )
    return x_t, h_prev, c_prev, W, U, b


def _verdict(step: Step, arguments: tuple[Any, ...], fault: str) -> str:
    try:
        mine = step(*deepcopy(arguments))  # it may change what it is given
    except Exception as error:  # whatever a learner may have written
        if fault == "chance" and _DO_NOT_FIT.search(str(error)):
            return STEP["fit"]
        if isinstance(error, TypeError) and "ellipsis" in str(error):
            return STEP["placeholder"]
        return STEP["error"].format(type(error).__name__, error)
    if isinstance(mine, list) or (isinstance(mine, np.ndarray) and mine.ndim):
        mine = tuple(mine)  # the six parts, side by side
    if not isinstance(mine, tuple) or len(mine) != len(PARTS):
        return STEP["shape"].format(", ".join(PARTS))
    missing = [part for part, value in zip(PARTS, mine, strict=True) if value is ...]
    if missing:
        return STEP["missing"].format(", ".join(missing))
    right = lstm_step_by_gates(*arguments)
    for part, value, truth in zip(PARTS, mine, right, strict=True):
        try:
            fits = np.shape(value) in ((), truth.shape)
            same = fits and np.allclose(value, truth)
        except (TypeError, ValueError):
            same = False
        if not same:
            return STEP[fault].format(part, value, truth)
        if np.ndim(value) == 0:  # written down, not computed
            return STEP["number"].format(part)
    return STEP["done"]
