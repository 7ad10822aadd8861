"""Series that follow a rule: each value a weighted sum of the values before it."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils._validate import as_count, as_numbers

FIBONACCI = (1, 1)  # the weights of the older and of the newer value


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
