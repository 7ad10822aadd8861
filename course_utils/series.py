"""Series that follow a rule, Fibonacci's first; the split in time, windows, scale."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils._validate import as_count, as_numbers, as_pairs

FIBONACCI = (1, 1)  # the weights of the older and of the newer value
MOST_TERMS = 93  # F(0) … F(92); F(93) is larger than an int64 can hold


def fibonacci(n_terms: int) -> np.ndarray:
    """Return the first Fibonacci numbers, F(0) = 0 and F(1) = 1 included.

    Every later number is the sum of the two before it,
    ``F(n) = F(n - 1) + F(n - 2)`` (OEIS A000045).

    Parameters
    ----------
    n_terms : int
        How many numbers, from 1 to 93.

    Returns
    -------
    ndarray of int64, shape (n_terms,)
        F(0) … F(n_terms - 1), exact.

    Raises
    ------
    TypeError
        If `n_terms` is not a whole number.
    ValueError
        If `n_terms` is below 1 or above 93.

    Examples
    --------
    >>> fibonacci(8)
    array([ 0,  1,  1,  2,  3,  5,  8, 13])
    """
    n_terms = as_count(
        "n_terms", n_terms, 1, MOST_TERMS, "F(92) is the last that fits into int64"
    )
    terms = np.empty(n_terms, dtype=np.int64)
    terms[:2] = [0, 1][:n_terms]
    for n in range(2, n_terms):
        terms[n] = terms[n - 1] + terms[n - 2]
    return terms


def linear_recurrence(start: Any, n_terms: int, weights: Any = FIBONACCI) -> np.ndarray:
    """Continue one or many series by the same rule.

    ``x_n = weights[0] · x_(n-k) + … + weights[k-1] · x_(n-1)``

    Parameters
    ----------
    start : array_like, shape (k,) or (n_series, k)
        The first values of one series, or of many; oldest first.
    n_terms : int
        Length of every series, at least k.
    weights : array_like, shape (k,)
        The rule; the Fibonacci rule if left out.

    Returns
    -------
    ndarray of float64, shape (n_terms,) or (n_series, n_terms)

    Raises
    ------
    TypeError
        If a value is not a number.
    ValueError
        If `start` and `weights` do not fit, or `n_terms` is below k.

    Examples
    --------
    >>> linear_recurrence([2, 1], n_terms=6)
    array([ 2.,  1.,  3.,  4.,  7., 11.])
    """
    weights = as_numbers("weights", weights, ("values before",)).astype(np.float64)
    n_axes = np.asarray(start, dtype=object).ndim  # rows may differ in length
    names = ("series", "values") if n_axes > 1 else ("values",)
    start = as_numbers("start", start, names)
    k = len(weights)
    if start.shape[-1] != k:
        raise ValueError(
            f"start must hold {k} values, one for each weight, but its shape is "
            f"{start.shape}."
        )
    n_terms = as_count("n_terms", n_terms, k)
    series = np.empty((*start.shape[:-1], n_terms))
    series[..., :k] = start
    for n in range(k, n_terms):
        series[..., n] = series[..., n - k : n] @ weights
    return series


def random_starts(
    n_series: int, window: int = 3, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Draw windows that follow the Fibonacci rule from random starts.

    Each is the beginning of a series of its own: two numbers drawn evenly between 0
    and 1, then sums of the two before.

    Parameters
    ----------
    n_series : int
        How many windows, at least 1.
    window : int
        Values in a window, at least 2.
    seed : int
        At least 0.

    Returns
    -------
    X : ndarray of float64, shape (n_series, window, 1)
    y : ndarray of float64, shape (n_series, 1)
        The value that follows each window.

    Raises
    ------
    TypeError
        If a value is not a whole number.
    ValueError
        If a value is out of range.
    """
    n_series = as_count("n_series", n_series, 1)
    window = as_count("window", window, 2)
    rng = np.random.default_rng(as_count("seed", seed, 0))
    series = linear_recurrence(rng.uniform(size=(n_series, 2)), window + 1)
    return series[:, :-1, np.newaxis], series[:, -1:]


def split_series(
    terms: Any, n_train: int = 10, n_val: int = 5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut a series in time: the past to train, then validation, the future to test.

    Parameters
    ----------
    terms : array_like, shape (n_terms,)
        The series, oldest value first.
    n_train, n_val : int
        Lengths of the first two parts; the third takes all the rest.

    Returns
    -------
    train, val, test : ndarray
        Three parts of lengths `n_train`, `n_val` and at least 1, in order of time.

    Raises
    ------
    TypeError
        If a length is not a whole number or `terms` holds something else.
    ValueError
        If `terms` is not a finite one-dimensional series, or a part would be empty.
    """
    terms = as_numbers("terms", terms, ("terms",))
    if len(terms) < 3:
        raise ValueError(f"terms must hold at least 3 values, but it has {len(terms)}.")
    n_train = as_count("n_train", n_train, 1, len(terms) - 2, "two terms must be left")
    n_val = as_count(
        "n_val", n_val, 1, len(terms) - n_train - 1, "something must be left to test"
    )
    return tuple(np.split(terms, [n_train, n_train + n_val]))


def make_windows(series: Any, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Slide a window over a series: its values are the input, the next the target.

    Parameters
    ----------
    series : array_like, shape (n_terms,)
        The series, oldest value first.
    window : int
        Values in a window (time steps), from 1 to ``n_terms - 1``.

    Returns
    -------
    X : ndarray of float64, shape (n, window, 1)
        Windows as an LSTM takes them (samples, time steps, features), where
        ``n = n_terms - window``. Float64 is exact up to 2**53, that is to F(78);
        larger integers, of any size up to 1e308, are rounded.
    y : ndarray of float64, shape (n, 1)
        The value that follows each window.

    Raises
    ------
    TypeError
        If `window` is not a whole number or `series` holds something else.
    ValueError
        If `series` is not a finite one-dimensional series, or the window is
        below 1 or leaves no value to predict.

    Examples
    --------
    >>> X, y = make_windows([0, 1, 1, 2, 3], window=3)
    >>> X[:, :, 0], y[:, 0]
    (array([[0., 1., 1.],
           [1., 1., 2.]]), array([2., 3.]))
    """
    series = as_numbers("series", series, ("terms",))
    if len(series) < 2:
        raise ValueError("series must hold at least 2 values, but it has 1.")
    window = as_count(
        "window",
        window,
        1,
        len(series) - 1,
        f"the series has {len(series)} values and one must be left to predict",
    )
    series = series.astype(np.float64)
    X = np.lib.stride_tricks.sliding_window_view(series[:-1], window)  # (n, window)
    return X[:, :, np.newaxis].copy(), series[window:, np.newaxis]


def scale_windows(X: Any, y: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Divide each window, and its target, by the window's last value.

    Every window then ends in 1 and the target is the growth of one step, however
    large the numbers were. A prediction times `scale` is back in the old unit.

    Parameters
    ----------
    X : array_like, shape (n, window, 1)
        Windows, as `make_windows` returns them.
    y : array_like, shape (n, 1)
        Their targets.

    Returns
    -------
    X_scaled : ndarray of float64, shape (n, window, 1)
    y_scaled : ndarray of float64, shape (n, 1)
    scale : ndarray of float64, shape (n, 1)
        The last value of each window.

    Raises
    ------
    TypeError
        If `X` or `y` holds something that is not a number.
    ValueError
        If the shapes do not fit or a window ends in 0.
    """
    X, y = as_pairs(X, y, n_features=1)
    scale = X[:, -1, :].astype(np.float64)  # (n, 1)
    if (scale == 0).any():
        raise ValueError(
            f"Window number {int(np.argmin(np.abs(scale)))} (counted from 0) ends in "
            "0, and nothing can be divided by 0. Take a longer window or start the "
            "series later."
        )
    return X / scale[:, :, np.newaxis], y / scale, scale
