"""Figures of forecasts that run freely for one step or many."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from course_utils import palette
from course_utils.figures import new_axes
from course_utils.plots.axes import LABELS, log_percent, percent


def plot_horizon(
    fan: dict[int, tuple[np.ndarray, np.ndarray]],
    expected: np.ndarray,
    titles: tuple[str, str] = ("", ""),
) -> np.ndarray:
    """Draw errors of k-step forecasts over the positions, and over k.

    Parameters
    ----------
    fan : dict
        For each k, positions in the series (j,) and relative errors there (j,).
    expected : ndarray, shape (k_max,)
        Errors expected after 1 … k_max steps.
    titles : tuple of str
        What the left and the right figure show.

    Returns
    -------
    ndarray of Axes, shape (2,)
    """
    left, right = axes = new_axes(1, 2, sharey=True)
    shades = np.linspace(0.35, 1, len(fan))
    for (k, (n, errors)), shade in zip(fan.items(), shades, strict=True):
        left.plot(n, errors, "o-", color=palette.PREDICTION, alpha=shade, ms=4)
        word = LABELS["1 step"] if k == 1 else LABELS["k steps"].format(k)
        place, below = (n[-1], errors[-1]), -6 if k == 1 else 0
        left.annotate(
            word, place, xytext=(8, below), textcoords="offset points", va="center"
        )
    steps = np.arange(1, len(expected) + 1)
    right.plot(steps, expected, "--", color=palette.BASELINE, label=LABELS["expected"])
    ends = [(k, errors[-1]) for k, (_, errors) in fan.items()]
    right.plot(
        *np.transpose(ends), "o", color=palette.PREDICTION, label=LABELS["measured"]
    )
    right.legend(loc="upper left", fontsize="small")
    left.yaxis.set_major_formatter(FuncFormatter(percent))
    for ax, title, word in zip(axes, titles, ("n", "ahead"), strict=True):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set(title=title, xlabel=LABELS[word])
    left.set_ylabel(LABELS["error"])
    left.set_ylim(0, 1.3 * max(expected))
    return axes


def plot_drift(n: np.ndarray, errors: np.ndarray, title: str = "") -> Axes:
    """Draw the errors of many free-running forecasts, and their median.

    Parameters
    ----------
    n : ndarray, shape (k,)
        Positions in the series.
    errors : ndarray, shape (n_networks, k)
        Relative errors, above 0.
    title : str
        What the figure shows.

    Returns
    -------
    Axes
    """
    ax = new_axes()
    median = np.median(errors, axis=0)
    ax.plot(n, errors.T, color=palette.PREDICTION, lw=0.6, alpha=0.25)
    ax.plot(n, median, color=palette.PREDICTION, lw=3)
    word = LABELS["median"]
    ax.annotate(word, (n[-1], median[-1]), xytext=(6, 0), textcoords="offset points")
    log_percent(ax.yaxis)
    ax.set(title=title, xlabel=LABELS["n"], ylabel=LABELS["error"])
    return ax
