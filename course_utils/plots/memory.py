"""Figures of a long memory: a sequence, who learned it and when, and how it is read."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import LogLocator, NullFormatter

from course_utils import palette
from course_utils.plots.axes import in_percent
from course_utils.plots.figure import given_or_new, in_style, new_axes
from course_utils.words import number
from course_utils.words.figures import LABELS

EDGE = [withStroke(linewidth=4.4, foreground="#333333")]  # pale lines stand out, too


@in_style()
def plot_sequence(X: np.ndarray, title: str = "", ax: Axes | None = None) -> Axes:
    """Draw one sequence of the adding problem, its marked values on top.

    Parameters
    ----------
    X : ndarray, shape (steps, 2)
        Values and markers, without padding.
    title : str
        What the figure shows.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(height=3.4)
    values, markers = X.T
    steps = np.arange(1, len(X) + 1)
    ax.vlines(steps, 0, values, color=palette.FAINT, lw=1)
    ax.plot(steps, values, "o", color=palette.FAINT, ms=3)
    marked, ends = markers == 1, markers == -1
    ax.vlines(steps[marked], 0, values[marked], color=palette.INPUT, lw=3)
    ax.plot(steps[marked], values[marked], "o", color=palette.INPUT, ms=9)
    for step, value in zip(steps[marked], values[marked], strict=True):
        ax.annotate(
            f"{value:.2f}",
            (step, value),
            xytext=(8, 0),
            textcoords="offset points",
            color=palette.INPUT,
            weight="bold",
            va="center",
        )
    for step in steps[ends]:
        ax.axvline(step, color=palette.BASELINE, lw=1.5, ls=":")
    ax.axhline(0, color=palette.BASELINE, lw=0.8)
    ax.set(title=title, xlabel=LABELS["reading"], ylabel=LABELS["value"])
    ax.set(xlim=(-1, len(X) + 2), ylim=(-1.15, 1.15))
    return ax


@in_style()
def plot_wrong(
    curves: dict[str, np.ndarray],
    seen: int,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of wrong answers over the sequences seen.

    Parameters
    ----------
    curves : dict
        Shares of shape (parts, n_networks) under their names; every network is drawn
        thin and their median thick. The first is drawn in the colour of predictions,
        the others in grey.
    seen : int
        How many sequences a part holds.
    title : str
        What the figure shows.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(height=3.9)
    for k, (name, shares) in enumerate(curves.items()):
        color = palette.BASELINE if k else palette.PREDICTION
        x = seen * np.arange(1, len(shares) + 1)
        ax.plot(x, shares, color=color, lw=0.7, alpha=0.4)
        median = np.median(shares, axis=1)
        ax.plot(x, median, color=color, lw=3)
        ax.annotate(
            name,
            (x[-1], median[-1]),
            xytext=(0, 8),
            textcoords="offset points",
            ha="right",
            color=palette.WORDS.get(color, color),
            weight="bold",
        )
    ax.set(title=title, xlabel=LABELS["sequences"], ylabel=LABELS["wrong"])
    ax.set(ylim=(-0.02, 1.05), xlim=(0, None))
    ax.xaxis.set_major_formatter(lambda x, _: number(x))
    in_percent(ax.yaxis)
    return ax


@in_style()
def plot_success(
    groups: dict[str, np.ndarray],
    limits: dict[str, int],
    title: str = "",
    marks: dict[str, float] | None = None,
    mark: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw after how many sequences each network succeeded, a row for each group.

    Parameters
    ----------
    groups : dict
        Numbers of sequences of shape (n_networks,) under the name of each group; 0
        where a network failed: drawn as a cross where its training ended.
    limits : dict
        When the training of each group ended, under the same names.
    title : str
        What the figure shows.
    marks : dict, optional
        A number to compare with, for some of the groups.
    mark : str
        What the marks are.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(height=1.3 + 0.48 * len(groups))
    marks = marks or {}
    for row, (name, after) in enumerate(groups.items()):
        after = np.asarray(after)
        shift = 0.3 * np.linspace(-1, 1, len(after))  # so that none hides another
        good = after > 0
        ends = np.where(good, after, limits[name])
        for some, marker, color in (
            (good, "o", palette.PREDICTION),
            (~good, "x", palette.BASELINE),
        ):
            if some.any():
                x, y = ends[some], row + shift[some]
                ax.plot(x, y, marker, color=color, ms=6, alpha=0.7)
        ax.annotate(
            LABELS["of"].format(good.sum(), len(after)),
            (1.01, row),
            xycoords=("axes fraction", "data"),
            va="center",
        )
        if name in marks:
            ax.plot(marks[name], row, "D", color=palette.TARGET, ms=9)
            ax.annotate(
                mark,
                (marks[name], row),
                xytext=(0, 9),
                textcoords="offset points",
                ha="center",
            )
    ax.set_yticks(range(len(groups)), groups)
    ax.set(ylim=(len(groups) - 0.4, -0.6), xscale="log", xlabel=LABELS["success"])
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter(lambda x, _: number(x))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.grid(axis="y", visible=False)
    ax.set_title(title, x=0, ha="left")
    return ax


@in_style()
def plot_reading(
    X: np.ndarray,
    states: dict[str, np.ndarray],
    unit: int,
    title: str = "",
    axes: np.ndarray | None = None,
) -> np.ndarray:
    """Draw what a network reads and keeps, step after step.

    Parameters
    ----------
    X : ndarray, shape (steps, 2)
        Values and markers, without padding.
    states : dict
        Cell states, forget gates and input gates of shape (steps, units), in this
        order, under their names.
    unit : int
        The unit that is drawn thick.
    title : str
        What the figure shows.
    axes : ndarray of Axes, shape (4,), optional
        Where to draw; a new figure if left out.

    Returns
    -------
    ndarray of Axes, shape (4,)
    """
    colors = palette.CELL_STATE, palette.FORGET_GATE, palette.INPUT_GATE
    ratios = [1, 1.6, 1, 1]
    axes = given_or_new(axes, 4, 1, height=7, sharex=True, height_ratios=ratios)
    plot_sequence(X, ax=axes[0])
    steps = np.arange(1, len(X) + 1)
    marked = steps[X[:, 1] == 1]
    for ax, (name, values), color in zip(axes[1:], states.items(), colors, strict=True):
        for step in marked:
            ax.axvline(step, color=palette.INPUT, lw=1.5, ls="--")
        ax.plot(steps, values, color=color, lw=0.9, alpha=0.6)
        ax.plot(steps, values[:, unit], color=color, lw=3, path_effects=EDGE)
        ax.set_title(name, fontsize=12)
    for ax in axes[2:]:
        ax.set_ylim(-0.05, 1.05)
    axes[0].set_xlabel("")
    axes[-1].set_xlabel(LABELS["reading"])
    axes[0].set_title(title)
    return axes
