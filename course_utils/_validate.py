"""Checks of what a learner passes in; each error names the value and the range."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import numpy as np


def as_count(
    name: str, value: Any, low: int, high: int | None = None, why: str = ""
) -> int:
    """Return `value` as an ``int`` after checking that it counts something.

    Parameters
    ----------
    name : str
        What the error message calls the value.
    value : int
        The number to check; NumPy integers are welcome, booleans are not.
    low, high : int
        The allowed range, both ends included; no upper end if `high` is None.
    why : str
        A reason for the range, put in brackets after it.

    Returns
    -------
    int
        The same number.

    Raises
    ------
    TypeError
        If `value` is not a whole number.
    ValueError
        If `value` lies outside the range.
    """
    allowed = f"from {low} to {high}" if high is not None else f"of at least {low}"
    message = f"{name} must be a whole number {allowed}{f' ({why})' if why else ''}"
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise TypeError(f"{message}, but it is {value!r}.")
    if value < low or (high is not None and value > high):
        raise ValueError(f"{message}, but it is {value}.")
    return int(value)


def as_positive(name: str, value: Any) -> float:
    """Return `value` as a ``float`` after checking that it is above 0 and finite.

    Raises
    ------
    TypeError
        If `value` is not a number.
    ValueError
        If `value` is not positive or not finite.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number above 0, but it is {value!r}.")
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be a number above 0, but it is {value}.")
    return float(value)


def as_choice(name: str, value: Any, allowed: Any) -> str:
    """Return `value` after checking that it is one of the `allowed` words.

    Raises
    ------
    ValueError
        If `value` is none of them.
    """
    if not isinstance(value, str) or value not in allowed:
        words = ", ".join(repr(word) for word in allowed)
        raise ValueError(f"{name} must be one of {words}, but it is {value!r}.")
    return value


def as_numbers(name: str, values: Any, axes: tuple[str, ...]) -> np.ndarray:
    """Return `values` as an array of finite numbers with one axis per name in `axes`.

    Parameters
    ----------
    name : str
        What the error message calls the array.
    values : array_like
        Arrays of integers and floats keep their data type. Exact numbers of Python
        that no integer type holds (large integers, fractions) become float64, rounded
        to some 16 digits.
    axes : tuple of str
        The meaning of each axis, for instance ``("samples", "steps", "features")``.

    Returns
    -------
    ndarray
        An array with ``len(axes)`` axes, at least one entry, no NaN, no infinity.

    Raises
    ------
    TypeError
        If `values` holds something that is not a number.
    ValueError
        If the number of axes is wrong, or a value is missing, infinite or beyond
        float64.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} must have rows of equal length.") from error
    if array.size and array.dtype.kind not in "iuf":
        array = _as_floats(name, values, array)
    if array.ndim != len(axes):
        raise ValueError(
            f"{name} must have {len(axes)} {'axis' if len(axes) == 1 else 'axes'} "
            f"({', '.join(axes)}), "
            f"but its shape is {array.shape}."
        )
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}.")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        where = tuple(int(k) for k in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            f"{name} must hold finite numbers only, but at index "
            f"{where if len(where) > 1 else where[0]} it holds {array[where]}."
        )
    return array


def as_windows(name: str, X: Any, n_features: int | None = None) -> np.ndarray:
    """Return windows (samples, time steps, features), checked by `as_numbers`.

    Raises
    ------
    TypeError
        If `X` holds something that is not a number.
    ValueError
        If the shape is wrong, a number is not finite, or there are not `n_features`
        features, where that is asked for.
    """
    X = as_numbers(name, X, ("samples", "time steps", "features"))
    if n_features is not None and X.shape[2] != n_features:
        raise ValueError(
            f"{name} must have {n_features} feature{'s' if n_features > 1 else ''} in "
            f"its last axis, but its shape is {X.shape}."
        )
    return X


def as_pairs(
    X: Any,
    y: Any,
    n_features: int | None = None,
    names: tuple[str, str] = ("X", "y"),
) -> tuple[np.ndarray, np.ndarray]:
    """Return windows `X` (n, window, features) and their targets `y` (n, 1), checked.

    Raises
    ------
    TypeError
        If either holds something that is not a number.
    ValueError
        If a shape is wrong, a number is not finite, or the lengths differ.
    """
    X_name, y_name = names
    X = as_windows(X_name, X, n_features)
    y = as_numbers(y_name, y, ("samples", "1"))
    if y.shape[1] != 1:
        raise ValueError(
            f"{y_name} must have shape (samples, 1), but it has {y.shape}."
        )
    if len(X) != len(y):
        raise ValueError(
            f"{X_name} and {y_name} must have the same length, one target for each "
            f"window, but {X_name} has {len(X)} and {y_name} has {len(y)}."
        )
    return X, y


def as_pairs_of_networks(
    X: Any, y: Any, n_networks: int, n_features: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return windows and targets as `as_pairs`, or with an axis of networks in front.

    Raises
    ------
    TypeError, ValueError
        As in `as_pairs`; and if each network has its own, but not as many sets of
        windows, or of targets, are given as there are networks.
    """
    try:
        has_own = np.ndim(X) == 4
    except ValueError:  # windows of different lengths: `as_pairs` says so
        has_own = False
    if not has_own:
        return as_pairs(X, y, n_features)
    X = as_numbers("X", X, ("networks", "samples", "time steps", "features"))
    y = as_numbers("y", y, ("networks", "samples", "1"))
    if not len(X) == len(y) == n_networks:
        raise ValueError(
            f"X with four axes holds windows for each of {n_networks} networks, and y "
            f"their targets, but X is for {len(X)} and y for {len(y)}."
        )
    as_pairs(X[0], y[0], n_features)  # all have the same shapes
    return X, y


def as_lengths(lengths: Any, X: np.ndarray) -> np.ndarray | None:
    """Return the lengths of padded windows `X` (n, window, features), checked, or None.

    Raises
    ------
    TypeError
        If `lengths` holds something that is not a whole number.
    ValueError
        If there is not one for each window, or one lies outside 1 … window.
    """
    if lengths is None:
        return None
    lengths = as_numbers("lengths", lengths, ("samples",))
    (n, window, _) = X.shape
    if lengths.dtype.kind not in "iu":
        raise TypeError(f"lengths must hold whole numbers, not {lengths.dtype}.")
    if len(lengths) != n or not (1 <= lengths.min() <= lengths.max() <= window):
        raise ValueError(
            f"lengths must hold one whole number from 1 to {window} for each of {n} "
            f"windows, but it has {len(lengths)}, from {lengths.min()} to "
            f"{lengths.max()}."
        )
    return lengths.astype(np.intp)


def _as_floats(name: str, values: Any, array: np.ndarray) -> np.ndarray:
    """Return an array of Python's own numbers as float64."""
    if any(isinstance(value, list | tuple) for value in array.ravel().tolist()):
        raise ValueError(f"{name} must have rows of equal length.")
    for value in _entries(values):
        if isinstance(value, bool | np.bool_) or not isinstance(value, Real | Decimal):
            raise TypeError(f"{name} must hold numbers only, but it holds {value!r}.")
    try:
        return array.astype(np.float64)
    except OverflowError as error:
        raise ValueError(
            f"{name} holds a number beyond {np.finfo(np.float64).max:.1e}, the largest "
            "that a float64 can hold."
        ) from error


def _entries(values: Any) -> Iterator[Any]:
    """Yield the single entries of nested lists or arrays, one after the other."""
    if isinstance(values, list | tuple):
        for value in values:
            yield from _entries(value)
    elif np.ndim(values):  # an array, or what NumPy takes for one: a column of pandas
        yield from _entries(np.asarray(values).tolist())
    else:
        yield values
