"""Figures of windows: as rows, as the tensor an LSTM takes, as shapes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from matplotlib.ticker import MaxNLocator

from course_utils import palette
from course_utils.figures import new_axes
from course_utils.plots.axes import LABELS


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


def plot_tensor(X: np.ndarray, y: np.ndarray, title: str = "") -> Axes:
    """Draw windows and targets as blocks of boxes, with the lengths of their axes.

    Parameters
    ----------
    X : ndarray, shape (n, window, 1)
        Windows, drawn in blue.
    y : ndarray, shape (n, 1)
        Targets, drawn in black.
    title : str
        What the figure shows.

    Returns
    -------
    Axes
    """
    n, window, features = X.shape
    ax = new_axes(height=1.6 + 0.42 * n)
    gap = 1.2 * (window + 1)  # room for the length of the third axis
    for left, block, color in (
        (0, X[:, :, 0], palette.INPUT),
        (gap, y, palette.TARGET),
    ):
        draw_block(ax, left, block, color)
    for left, width, name, names in (
        (0, window, "X", (n, window, features)),
        (gap, 1, "y", (n, 1)),
    ):
        ax.text(left + width / 2, -0.75, f"{name} {names}", ha="center", weight="bold")
    arrow = {"arrowstyle": "<->", "color": "#555555"}
    samples, steps, feature, target = LABELS["tensor"]
    for start, end, word, place, side in (
        ((-0.3, 0), (-0.3, n), samples.format(n), (-0.4, n / 2), "right"),
        ((0, n + 0.3), (window, n + 0.3), steps.format(window), (0, n + 0.85), "left"),
        ((window + 0.08, n), (window + 0.43, n - 0.35), "", (0, 0), "left"),
        ((gap, n + 0.3), (gap + 1, n + 0.3), target, (gap, n + 0.85), "left"),
    ):
        ax.annotate("", start, end, arrowprops=arrow)
        ax.text(*place, word, ha=side, va="center")
    ax.text(window + 0.5, n - 0.1, feature.format(features), va="center")
    ax.set(xlim=(-2.6, gap + 3.2), ylim=(n + 1.2, -1.2), title=title)
    ax.set_axis_off()
    return ax


def draw_block(ax: Axes, left: float, numbers: np.ndarray, color: str) -> None:
    """Draw a table of numbers as boxes, one box deep."""
    n, width = numbers.shape
    depth = np.array([0.35, -0.35])
    top = np.array([[left, 0], [left + width, 0]])
    side = np.array([[left + width, 0], [left + width, n]])
    for edge, strength in ((top, 0.45), (side, 0.7)):
        corners = np.concatenate([edge, edge[::-1] + depth])
        ax.add_patch(Polygon(corners, facecolor=color, alpha=strength, lw=0))
    for (row, step), number in np.ndenumerate(numbers):
        place = (left + step, row)
        ax.add_patch(Rectangle(place, 1, 1, facecolor=color, edgecolor="white", lw=2))
        ax.text(
            *(left + step + 0.5, row + 0.5),
            f"{number:,.0f}",
            color="white",
            ha="center",
            va="center",
        )


def plot_window_shapes(
    groups: dict[str, tuple[np.ndarray, np.ndarray]],
) -> np.ndarray:
    """Draw windows that were divided by their last value, one line for each.

    Parameters
    ----------
    groups : dict
        Windows (n, window, 1) and targets (n, 1) under the title of their axes.

    Returns
    -------
    ndarray of Axes
    """
    axes = np.atleast_1d(new_axes(1, len(groups), sharey=True))
    for ax, (title, (X, y)) in zip(axes, groups.items(), strict=True):
        lines = np.column_stack([X[:, :, 0], y]).T  # (window + 1, n)
        steps = np.arange(1, len(lines) + 1)
        ax.plot(
            steps[:-1], lines[:-1], "o-", color=palette.INPUT, ms=6, lw=1, alpha=0.6
        )
        ax.plot(steps[-2:], lines[-2:], "--", color=palette.BASELINE, lw=1, alpha=0.6)
        ax.plot(
            *(np.full(lines.shape[1], steps[-1]), lines[-1]), "D", color=palette.TARGET
        )
        words = [*map(str, steps[:-1]), LABELS["target"]]
        ax.set_xticks(steps, words)
        ax.xaxis.set_minor_locator(MaxNLocator(1))
        ax.set(title=title, xlabel=LABELS["time step"])
    axes[0].set_ylabel(LABELS["of last"])
    return axes
