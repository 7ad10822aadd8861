"""The windows of the lab: cut from the three parts of the series and encoded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils.series import make_windows, scale_windows

RAW, DIVIDED = "raw", "divided"


@dataclass(frozen=True)
class LabWindows:
    """Windows of all three parts, in order of time.

    Attributes
    ----------
    window : int
        Values in each.
    X, y : ndarray, shapes (n, window, 1) and (n, 1)
        Inputs and targets as the networks see them.
    scale, y_true : ndarray, shape (n, 1)
        ``y * scale`` is ``y_true``, in the unit of the series.
    at : ndarray of int, shape (n,)
        Position of each target in the series.
    n_train, n_val, n_test : int
        How many windows lie within each part; their sum is n.
    ends_in_zero, zero_targets : int
        How many are left out: they end in 0 and would have to be divided by it; or
        they are test windows whose target is 0, which has no relative error.
    """

    window: int
    X: np.ndarray
    y: np.ndarray
    scale: np.ndarray
    y_true: np.ndarray
    at: np.ndarray
    n_train: int
    n_val: int
    n_test: int
    ends_in_zero: int
    zero_targets: int

    @property
    def train(self) -> slice:
        """The rows of the training windows."""
        return slice(0, self.n_train)

    @property
    def val(self) -> slice:
        """The rows of the validation windows."""
        return slice(self.n_train, self.n_train + self.n_val)

    @property
    def test(self) -> slice:
        """The rows of the test windows."""
        return slice(self.n_train + self.n_val, None)

    @property
    def missing(self) -> str | None:
        """Name what a training cannot do without and is missing."""
        return next((p for p in ("train", "test") if not getattr(self, f"n_{p}")), None)


def cut_windows(
    terms: np.ndarray, n_train: int, n_val: int, window: int, encoding: str
) -> LabWindows:
    """Cut the windows that lie, with their target, within one part of the series.

    Parameters
    ----------
    terms : ndarray, shape (n_terms,)
        The series.
    n_train, n_val : int
        Lengths of its first two parts.
    window : int
        Values in a window, fewer than the series has.
    encoding : {"raw", "divided"}
        The values as they are, or each window divided by its last value.

    Returns
    -------
    LabWindows
    """
    X, y = make_windows(terms, window)
    at = window + np.arange(len(X))
    part = np.digitize(np.arange(len(terms)), [n_train, n_train + n_val])  # 0, 1, 2
    within = part[at - window] == part[at]
    ends_in_zero = within & (X[:, -1, 0] == 0) & (encoding == DIVIDED)
    zero_target = within & (y[:, 0] == 0) & (part[at] == 2) & ~ends_in_zero

    rows = within & ~ends_in_zero & ~zero_target
    X, y, y_true, at = X[rows], y[rows], y[rows], at[rows]
    scale = np.ones_like(y)
    if encoding == DIVIDED and len(X):
        X, y, scale = scale_windows(X, y_true)
    counts = np.bincount(part[at], minlength=3).tolist()
    left_out = int(ends_in_zero.sum()), int(zero_target.sum())
    return LabWindows(window, X, y, scale, y_true, at, *counts, *left_out)
