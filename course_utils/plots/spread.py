"""Figures of the errors of many networks."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course_utils import palette
from course_utils.figures import new_axes
from course_utils.plots.axes import LABELS, log_percent, percent


def plot_error_spread(
    errors: np.ndarray, title: str = "", marks: dict[str, float] | None = None
) -> Axes:
    """Draw one dot for each network, stacked where their errors are alike.

    Parameters
    ----------
    errors : ndarray, shape (n_networks,)
        One relative error for each network.
    title : str
        What the figure shows.
    marks : dict, optional
        Errors to compare with, each under a name; drawn as vertical lines.

    Returns
    -------
    Axes
    """
    ax = new_axes()
    exponents = np.log10(np.clip(errors, 1e-12, 1e12))
    low, high = np.floor(2 * exponents.min() - 0.5) / 2, max(0, exponents.max()) + 0.3
    bins = np.linspace(low, high, 70)
    which = np.digitize(exponents, bins)
    height = [np.sum(which[:k] == which[k]) + 0.5 for k in range(len(errors))]
    at = 10 ** (bins[0] + (which - 0.5) * (bins[1] - bins[0]))
    ax.plot(at, height, "o", color=palette.PREDICTION, ms=7, mec="white")
    top = max(max(height) * 1.45, 8)
    for k, (name, mark) in enumerate((marks or {}).items()):
        ax.axvline(mark, color=palette.TARGET, lw=1.5, ls="--")
        ax.annotate(
            name,
            (mark, top * (0.97 - 0.1 * k)),
            xytext=(-6, 0),
            textcoords="offset points",
            ha="right",
            va="top",
        )
    log_percent(ax.xaxis)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(title=title, xlabel=LABELS["error"], ylabel=LABELS["networks"])
    ax.set(ylim=(0, top), xlim=(10**low, 10**high))
    return ax


def plot_error_groups(
    groups: dict[str, np.ndarray],
    title: str = "",
    marks: dict[str, float] | None = None,
) -> Axes:
    """Draw several groups of networks as rows of dots, each with its median.

    Errors above 1,000 % are drawn at 1,000 %.

    Parameters
    ----------
    groups : dict
        Relative errors of shape (n_networks,) under the name of each group.
    title : str
        What the figure shows.
    marks : dict, optional
        Errors to compare with, each under a name; drawn as vertical lines.

    Returns
    -------
    Axes
    """
    ax = new_axes(height=2.1 + 0.62 * len(groups))
    for row, errors in enumerate(groups.values()):
        spread = np.linspace(-0.22, 0.22, 5)[np.arange(len(errors)) % 5]
        ax.plot(
            *(np.clip(errors, 1e-12, 10), row + spread),
            "o",
            color=palette.PREDICTION,
            ms=5,
            alpha=0.45,
            mew=0,
        )
        median = np.median(errors)
        ax.plot([median, median], [row - 0.36, row + 0.36], color="black", lw=3)
        ax.text(
            *(1.02, row),
            percent(median),
            transform=ax.get_yaxis_transform(),
            va="center",
            weight="bold",
        )
    for name, mark in (marks or {}).items():
        ax.axvline(mark, color=palette.TARGET, lw=1.5, ls="--")
        ax.annotate(
            name,
            (mark, 1),
            xycoords=("data", "axes fraction"),
            xytext=(-6, -2),
            textcoords="offset points",
            ha="right",
            va="top",
        )
    ax.text(1.02, 0.99, LABELS["median"], transform=ax.transAxes, va="top")
    log_percent(ax.xaxis)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.set_ylim(len(groups) - 0.5, -1)
    ax.set(title=title, xlabel=LABELS["error"])
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return ax
