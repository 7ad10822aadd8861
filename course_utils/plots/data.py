"""Figures of the data: series, exact numbers, encodings, windows, tensors."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from course_utils import palette
from course_utils.plots.axes import shade_spans
from course_utils.plots.figure import given_or_new, in_style, new_axes
from course_utils.words.figures import LABELS


@in_style()
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
        Where to draw; a new figure if left out.

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


@in_style()
def plot_limits(
    limits: dict[str, int],
    values: np.ndarray,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw for each data type how far it holds a series exactly, as bars.

    Parameters
    ----------
    limits : dict
        The last exact position under the name of each data type.
    values : ndarray, shape (n_terms,)
        The series, to be written at the ends of the bars.
    title : str
        What the figure shows.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(height=1.4 + 0.55 * len(limits))
    for row, last in enumerate(limits.values()):
        ax.barh(row, last, color=palette.INPUT, height=0.6)
        word = LABELS["last"].format(last, values[last])
        inside = last > 60
        ax.annotate(
            word,
            (last, row),
            xytext=(-8 if inside else 8, 0),
            textcoords="offset points",
            va="center",
            ha="right" if inside else "left",
            color="white" if inside else "black",
        )
    ax.set_yticks(range(len(limits)), list(limits))
    ax.set(title=title, xlabel=LABELS["n"], xlim=(0, 95))
    ax.yaxis.set_inverted(True)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return ax


@in_style()
def plot_encodings(
    encoded: dict[str, tuple[np.ndarray, np.ndarray]],
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw where the numbers of the test part lie, seen from the training part.

    Parameters
    ----------
    encoded : dict
        Under the name of each encoding, all encoded numbers of the training part and
        of the test part.
    title : str
        What the figure shows.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
        Over the training range: 0 is its smallest number, 1 its largest.
    """
    ax = ax or new_axes(height=1.9 + 0.75 * len(encoded))
    words = (LABELS["train"], LABELS["test"])
    ax.axvspan(0, 1, color=palette.SPANS["train"], lw=0)
    for row, (train, test) in enumerate(encoded.values()):
        low, high = np.min(train), np.max(train)
        marks = (
            (train, palette.TRAINING, "o", -0.12),
            (test, palette.TARGET, "D", 0.12),
        )
        for word, (numbers, color, marker, shift) in zip(words, marks, strict=True):
            x = (np.ravel(numbers) - low) / (high - low)
            y = np.full(x.shape, row + shift)
            label = word if row == 0 else None
            ax.plot(x, y, marker, color=color, ms=5, mec="white", mew=0.3, label=label)
    ax.set_xscale("symlog", linthresh=1, linscale=1.5)
    ax.set_xlim(-0.1, None)
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_yticks(range(len(encoded)), list(encoded))
    ax.set_ylim(len(encoded) - 0.5, -0.5)
    ax.set(title=title, xlabel=LABELS["training range"])
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=2)
    ax.tick_params(axis="y", length=0)
    return ax


@in_style()
def plot_windows(
    X: np.ndarray,
    y: np.ndarray,
    title: str = "",
    first: int = 0,
    ax: Axes | None = None,
) -> Axes:
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
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    n, window, _ = X.shape
    ax = ax or new_axes(height=1.2 + 0.45 * n)
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


@in_style()
def plot_tensor(
    X: np.ndarray, y: np.ndarray, title: str = "", ax: Axes | None = None
) -> Axes:
    """Draw windows and targets as blocks of boxes, with the lengths of their axes.

    Parameters
    ----------
    X : ndarray, shape (n, window, 1)
        Windows, drawn in blue.
    y : ndarray, shape (n, 1)
        Targets, drawn in black.
    title : str
        What the figure shows.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    n, window, features = X.shape
    ax = ax or new_axes(height=1.6 + 0.42 * n)
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
    samples, steps = LABELS["samples"].format(n), LABELS["time steps"].format(window)
    target, feature = LABELS["one target"], LABELS["features"].format(features)
    for start, end, word, place, side in (
        ((-0.3, 0), (-0.3, n), samples, (-0.4, n / 2), "right"),
        ((0, n + 0.3), (window, n + 0.3), steps, (0, n + 0.85), "left"),
        ((window + 0.08, n), (window + 0.43, n - 0.35), "", (0, 0), "left"),
        ((gap, n + 0.3), (gap + 1, n + 0.3), target, (gap, n + 0.85), "left"),
    ):
        ax.annotate("", start, end, arrowprops=arrow)
        ax.text(*place, word, ha=side, va="center")
    ax.text(window + 0.5, n - 0.1, feature, va="center")
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


@in_style()
def plot_window_shapes(
    groups: dict[str, tuple[np.ndarray, np.ndarray]],
    axes: np.ndarray | None = None,
) -> np.ndarray:
    """Draw windows that were divided by their last value, one line for each.

    Parameters
    ----------
    groups : dict
        Windows (n, window, 1) and targets (n, 1) under the title of their axes.
    axes : ndarray of Axes, optional
        Where to draw, one for each group; a new figure if left out.

    Returns
    -------
    ndarray of Axes

    Raises
    ------
    ValueError
        If more or fewer `axes` are given.
    """
    axes = given_or_new(axes, 1, len(groups), sharey=True)
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
