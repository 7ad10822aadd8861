"""Figures of the series: its growth, how far numbers are exact, its encodings."""

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


def plot_limits(limits: dict[str, int], values: np.ndarray, title: str = "") -> Axes:
    """Draw for each data type how far it holds a series exactly, as bars.

    Parameters
    ----------
    limits : dict
        The last exact position under the name of each data type.
    values : ndarray, shape (n_terms,)
        The series, to be written at the ends of the bars.
    title : str
        What the figure shows.

    Returns
    -------
    Axes
    """
    ax = new_axes(height=1.4 + 0.55 * len(limits))
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
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return ax


def plot_encodings(
    encoded: dict[str, tuple[np.ndarray, np.ndarray]], title: str = ""
) -> Axes:
    """Draw where the numbers of the test part lie, seen from the training part.

    Parameters
    ----------
    encoded : dict
        Under the name of each encoding, all encoded numbers of the training part and
        of the test part.
    title : str
        What the figure shows.

    Returns
    -------
    Axes
        Over the training range: 0 is its smallest number, 1 its largest.
    """
    ax = new_axes(height=1.9 + 0.75 * len(encoded))
    words = (LABELS["spans"][0], LABELS["spans"][2])
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
