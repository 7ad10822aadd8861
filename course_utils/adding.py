"""The adding problem: a task that needs a long memory (Hochreiter & Schmidhuber, 1997).

Experiment 4 of that paper, as it is described there. A sequence consists of pairs: a
value and a marker. Two pairs are marked; their values are to be added.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

import numpy as np

from course_utils._validate import as_count

SHORTEST = 12  # so that the last pair is never marked
TOLERANCE = 0.04  # a larger error counts as wrong
IN_A_ROW = 2000  # sequences answered right before training counts as a success
MEAN_ERROR = 0.01  # and their mean absolute error is below this


class Sequences(NamedTuple):
    """Sequences of varying length, padded with zeros in front, with their targets."""

    X: np.ndarray  # (n, window, 2): values and markers
    y: np.ndarray  # (n, 1)
    lengths: np.ndarray  # (n,): how many time steps at the end are the sequence


def adding_problem(
    min_length: int, n: int, seed: int | list[int] = 0, dtype: str = "float32"
) -> Sequences:
    """Draw sequences of the adding problem.

    Each has a length drawn between T = `min_length` and T + T/10 and consists of pairs
    of a value, drawn between -1 and 1, and a marker. One of the first ten pairs is
    marked by 1; then one of the first T/2 - 1 of the pairs that are not marked yet. The
    markers of the first and of the last pair are -1, all others 0. The target is
    0.5 + (X1 + X2) / 4, where X1 and X2 are the marked values; in the rare case that
    the first pair was marked first, X1 is 0, for its marker is lost.

    Parameters
    ----------
    min_length : int
        The shortest length T, at least 12.
    n : int
        How many sequences, at least 1.
    seed : int or list of int
        Of NumPy's random generator.
    dtype : {"float32", "float64"}
        Of `X` and `y`.

    Returns
    -------
    Sequences
        ``X (n, window, 2), y (n, 1), lengths (n,)`` with window = T + T // 10, however
        long the longest is.

    Raises
    ------
    TypeError
        If a value is not a whole number.
    ValueError
        If a value is out of range.

    Notes
    -----
    The first pair can be marked in the second draw as well. The paper names only the
    first draw; the marker is lost all the same, so X2 is 0 then.
    """
    T, n = as_count("min_length", min_length, SHORTEST), as_count("n", n, 1)
    window, rows = T + T // 10, np.arange(n)
    rng = np.random.default_rng(seed)
    lengths = rng.integers(T, window, n, endpoint=True)
    first = rng.integers(0, 10, n)
    second = rng.integers(0, T // 2 - 1, n)  # among the pairs that are left
    second += second >= first  # among all
    values = rng.uniform(-1, 1, (n, window))

    start = window - lengths  # (n,): where each sequence begins
    values[np.arange(window) < start[:, np.newaxis]] = 0
    markers = np.zeros((n, window))
    markers[rows, start + first] = 1
    markers[rows, start + second] = 1
    markers[rows, start] = markers[:, -1] = -1
    y = 0.5 + (values * (markers == 1)).sum(axis=1, keepdims=True) / 4
    X = np.stack([values, markers], axis=2)
    return Sequences(X.astype(dtype), y.astype(dtype), lengths)


def adding_batches(min_length: int, n: int, seed: int = 0) -> Iterator[Sequences]:
    """Yield batches of `n` sequences without end, all of them new."""
    for number in count():
        yield adding_problem(min_length, n, [seed, number])


def is_wrong(y_true: Any, y_pred: Any) -> np.ndarray:
    """Tell which answers count as wrong: those with an error above 0.04.

    Parameters
    ----------
    y_true, y_pred : array_like
        Of shapes that broadcast: (n, 1) and (n, 1), or (n, 1) and (m, n, 1).

    Returns
    -------
    ndarray of bool
        What is not a number is wrong as well.
    """
    return ~(np.abs(np.asarray(y_pred) - np.asarray(y_true)) <= TOLERANCE)


class StoppingRule:
    """The paper's rule for the end of a training, for many networks at once.

    A network succeeds when its 2,000 most recent sequences were all answered right,
    each before it was learned from, with a mean absolute error below 0.01.

    Parameters
    ----------
    n_networks : int
        How many networks there are: m.

    Attributes
    ----------
    seen : int
        How many sequences each network has seen.
    success_after : ndarray of int, shape (m,)
        How many it had seen when it first succeeded; 0 if it has not yet.
    """

    def __init__(self, n_networks: int) -> None:
        self.seen = 0
        self.success_after = np.zeros(n_networks, int)
        self._recent: deque[tuple[int, np.ndarray, np.ndarray]] = deque()

    def update(self, error: np.ndarray) -> np.ndarray:
        """Take in the errors (m, n, 1) of a batch; return which networks succeed now.

        Returns
        -------
        ndarray of int
            The networks that have met the rule with this batch for the first time.
        """
        n, size = error.shape[1], np.abs(error)
        right = (size <= TOLERANCE).all(axis=(1, 2))
        self.seen += n
        self._recent.append((n, right, size.sum(axis=(1, 2))))
        while sum(n for n, _, _ in self._recent) - self._recent[0][0] >= IN_A_ROW:
            self._recent.popleft()
        counts, rights, sums = zip(*self._recent, strict=True)
        enough = sum(counts) >= IN_A_ROW
        good = np.all(rights, axis=0) & (sum(sums) / sum(counts) < MEAN_ERROR)
        new = np.flatnonzero(enough & good & (self.success_after == 0))
        self.success_after[new] = self.seen
        return new

    @property
    def done(self) -> bool:
        """Whether every network has succeeded."""
        return bool(self.success_after.all())
