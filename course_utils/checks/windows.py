"""The function that cuts windows as a learner writes it, checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from numbers import Real

import numpy as np

from course_utils.checks.record import note
from course_utils.series import fibonacci, make_windows
from course_utils.words import listed, number, wrapped
from course_utils.words.exercises.functions import WINDOWS

Windows = Callable[..., tuple[np.ndarray, np.ndarray]]

EXERCISE = "3.3 windows"
_STILL = WINDOWS["missing"].split("{}")[0]  # something is still to be written

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
    done = word == WINDOWS["done"]
    note(EXERCISE, None if word.startswith(_STILL) else done)
    print(wrapped(word))
    return function if done else make_windows


def right_windows(function: Windows) -> bool:
    """Tell whether a function cuts windows as it should."""
    return windows_verdict(function) == WINDOWS["done"]


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
