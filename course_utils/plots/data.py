"""Figures of the data: the series and its windows."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from course_utils import palette
from course_utils.figures import new_axes
from course_utils.plots.axes import LABELS, shade_spans


def plot_series(
    terms: np.ndarray,
    title: str = "",
    log: bool = False,
    spans: tuple[int, int] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a series over its positions.

    Parameters
    ----------
    terms : ndarray, shape (n_terms,)
        The series; on a log axis values of 0 are left out.
    title : str
        What the figure shows.
    log : bool
        Whether equal steps upwards mean equal factors.
    spans : tuple of int, optional
        Lengths of the training and of the validation part, to be shaded.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes()
    values = np.where(terms > 0, terms, np.nan) if log else terms
    ax.plot(np.arange(len(terms)), values, "o-", ms=5, color=palette.INPUT)
    if log:
        ax.set_yscale("log")
    else:
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    if spans:
        shade_spans(ax, *spans, len(terms))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(title=title, xlabel=LABELS["n"], ylabel=LABELS["terms"])
    return ax


def plot_windows(X: np.ndarray, y: np.ndarray, title: str = "", first: int = 0) -> Axes:
    """Draw windows as rows of numbered boxes, inputs in blue and targets in black.

    Parameters
    ----------
    X : ndarray, shape (n, window, 1)
        Windows that follow one another by one step.
    y : ndarray, shape (n, 1)
        Their targets.
    title : str
        What the figure shows.
    first : int
        The position in the series of the first number of all.

    Returns
    -------
    Axes
    """
    n, window, _ = X.shape
    ax = new_axes(height=1.2 + 0.45 * n)
    for row, numbers in enumerate(np.column_stack([X[:, :, 0], y])):
        for step, number in enumerate(numbers):
            color = palette.INPUT if step < window else palette.TARGET
            box = {"boxstyle": "round,pad=0.4", "facecolor": color, "edgecolor": "none"}
            ax.text(
                *(first + row + step, row),
                f"{number:,.0f}",
                color="white",
                ha="center",
                va="center",
                fontsize=14,
                bbox=box,
            )
    ax.set_xlim(first - 0.7, first + n + window - 0.3)
    ax.set_ylim(n - 0.5, -0.6)
    ax.set_xticks(range(first, first + n + window))
    ax.set_yticks(range(n), [LABELS["window"].format(row) for row in range(n)])
    ax.set(title=title, xlabel=LABELS["n"])
    ax.grid(False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax
