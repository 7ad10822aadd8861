"""Answers to the exercises, checked; what is missing is said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from numbers import Real
from typing import Any

import numpy as np

from course_utils.lstm import sigmoid
from course_utils.series import fibonacci, make_windows
from course_utils.words import listed, number
from course_utils.words.exercises import STEP, WINDOWS

Step = Callable[..., tuple[np.ndarray, ...]]
Windows = Callable[..., tuple[np.ndarray, np.ndarray]]

# The step of an LSTM

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
    print(word)
    return step if word == STEP["done"] else lstm_step_by_gates


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
        return STEP["error"].format(type(error).__name__, error)
    if not isinstance(mine, tuple) or len(mine) != len(PARTS):
        return STEP["shape"].format(", ".join(PARTS))
    missing = [part for part, value in zip(PARTS, mine, strict=True) if value is ...]
    if missing:
        return STEP["missing"].format(", ".join(missing))
    right = lstm_step_by_gates(*arguments)
    for part, value, truth in zip(PARTS, mine, right, strict=True):
        try:
            same = np.shape(value) == truth.shape and np.allclose(value, truth)
        except (TypeError, ValueError):
            same = False
        if not same:
            return STEP[fault].format(part, value, truth)
    return STEP["done"]


# Windows

TRIALS = (  # a series and a window length; the first one is that of the notebook
    (fibonacci(10), 3),
    (np.array([4, 1, 7, 3, 9, 2, 8, 6, 5]), 2),
    (np.array([4, 1, 7, 3, 9, 2, 8, 6, 5]), 4),
    (np.array([0.5, -2, 8, 3]), 1),
)


def your_windows(function: Windows) -> Windows:
    """Check a function that cuts windows, as a learner wrote it, and say what is wrong.

    Parameters
    ----------
    function : callable
        Like `make_windows`; what is ``...`` in its answer is still to be written.

    Returns
    -------
    callable
        `function` if it is right, else `make_windows`, so that a notebook can go on.
    """
    word = windows_verdict(function)
    print(word)
    return function if word == WINDOWS["done"] else make_windows


def windows_verdict(function: Windows) -> str:
    """Say in a sentence or two what is wrong with a function that cuts windows.

    A function that is right for the first ten Fibonacci numbers is tried with other
    series and window lengths as well.
    """
    for trial, (series, window) in enumerate(TRIALS):
        word = _windows_word(function, series, window)
        if word and trial:
            shown = listed(series, most=len(series))
            word = WINDOWS["chance"].format(shown, window, word)
        if word:
            return WINDOWS["until"].format(word)
    return WINDOWS["done"]


def _windows_word(function: Windows, series: np.ndarray, window: int) -> str:
    """Say what is wrong with the windows of one series; nothing if they are right."""
    try:
        answer = function(series.copy(), window=window)  # it may change what it gets
    except Exception as error:  # whatever a learner may have written
        return _stopped(error)
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return WINDOWS["pair"]
    named = dict(zip("Xy", answer, strict=True))
    if missing := [name for name, part in named.items() if part is ...]:
        return WINDOWS["missing"].format(WINDOWS["and"].join(missing))
    for name, part in named.items():
        if isinstance(part, Real):
            return WINDOWS["single"].format(name)
        if not isinstance(part, np.ndarray):
            return WINDOWS["array"].format(name, type(part).__name__)
        if part.dtype.kind not in "iuf":
            return WINDOWS["numbers"].format(name, part.dtype)
    X, y = answer
    right_X, right_y = make_windows(series, window)
    if _same(y, right_X) and _same(X, right_y):
        return WINDOWS["exchanged"]
    return next(_faults_of_X(X, y, right_X, right_y), "") or next(
        _faults_of_y(y, right_X, right_y), ""
    )


def _stopped(error: Exception) -> str:
    """Say why a function stopped."""
    if isinstance(error, IndexError) and "out of bounds" in str(error):
        return WINDOWS["behind"].format(error)
    if isinstance(error, IndexError) and "too many indices" in str(error):
        return WINDOWS["too many axes"].format(error)
    if isinstance(error, TypeError) and "list indices" in str(error):
        return WINDOWS["list"]
    if isinstance(error, ValueError) and "inhomogeneous" in str(error):
        return WINDOWS["ragged"]
    if isinstance(error, TypeError) and "ellipsis" in str(error):
        return WINDOWS["placeholder"]
    return WINDOWS["error"].format(type(error).__name__, error)


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.allclose(one, other)


def _without_last_axis(array: np.ndarray, n_axes: int) -> np.ndarray:
    """Leave the last axis out where it is there and holds one number."""
    return array[..., 0] if array.ndim == n_axes and array.shape[-1] == 1 else array


def _faults_of_X(
    X: np.ndarray, y: np.ndarray, right_X: np.ndarray, right_y: np.ndarray
) -> Iterator[str]:
    """Yield what is wrong with the windows, the best hint first."""
    windows, right = _without_last_axis(X, 3), right_X[:, :, 0]  # (n, window)
    targets = _without_last_axis(y, 2)
    n, window = right.shape
    n_terms = n + window
    every = np.concatenate([right, [[*right[-1, 1:], *right_y[-1]]]])  # (n + 1, window)
    if _same(windows, every):
        yield WINDOWS["one too many"]
    if _same(windows, np.column_stack([right, right_y])):
        yield WINDOWS["target in X"].format(window + 1)
    if n > 1 and window > 1 and _same(windows, right[::window]):
        yield WINDOWS["apart"]
    if _same(windows, right[:-1]):
        late = _same(targets, right_y[1:, 0])
        yield WINDOWS["target late" if late else "last missing"].format(
            n_terms, n, window
        )
    if window > 1 and _same(windows, right[:, ::-1]):
        yield WINDOWS["backwards"]
    if _same(windows, right.T) and window != n:
        yield WINDOWS["turned"]
    if window > 1 and _same(X, right_X.swapaxes(1, 2)):
        yield WINDOWS["axes"].format(X.shape, right_X.shape)
    if windows.shape != right.shape:
        yield WINDOWS["X shape"].format(X.shape, n_terms, window, right_X.shape)
    elif not _same(windows, right):
        wrong = int(np.argmin(np.isclose(windows, right).all(axis=1)))
        yield WINDOWS["window"].format(
            wrong, listed(windows[wrong]), listed(right[wrong])
        )
    elif X.shape != right_X.shape:
        yield WINDOWS["last axis"].format(X.shape, right_X.shape)


def _faults_of_y(
    y: np.ndarray, right_X: np.ndarray, right_y: np.ndarray
) -> Iterator[str]:
    """Yield what is wrong with the targets of right windows, the best hint first."""
    targets, right = _without_last_axis(y, 2), right_y[:, 0]  # (n,)
    if _same(targets, right_X[:, -1, 0]):
        yield WINDOWS["target inside"]
    if _same(targets, right[1:]):
        yield WINDOWS["target late"]
    if _same(targets, right[:-1]):
        yield WINDOWS["last target missing"]
    if targets.shape != right.shape:
        yield WINDOWS["y shape"].format(y.shape, right_y.shape)
    elif not _same(targets, right):
        wrong = int(np.argmin(np.isclose(targets, right)))
        yield WINDOWS["target"].format(
            wrong, number(targets[wrong]), number(right[wrong])
        )
    elif y.shape != right_y.shape:
        yield WINDOWS["flat"].format(y.shape, right_y.shape)
