"""What several figures share: shaded spans, and axes in per cent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, LogLocator, NullFormatter

from course_utils import palette
from course_utils.words import number, percent
from course_utils.words.figures import LABELS


def shade_spans(ax: Axes, n_train: int, n_val: int, n_terms: int) -> None:
    """Shade the training, validation and test part behind a series, and name them.

    Parameters
    ----------
    ax : Axes
        Where to draw; its x axis ends where the series does.
    n_train, n_val, n_terms : int
        Lengths of the first two parts and of the whole series.
    """
    ends = np.array([0, n_train, n_train + n_val, n_terms]) - 0.5
    parts = palette.SPANS.items()
    for (part, color), left, right in zip(parts, ends[:-1], ends[1:], strict=True):
        ax.axvspan(left, right, color=color, lw=0, zorder=0)
        ax.text(
            *((left + right) / 2, 0.97),
            LABELS[part],
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="top",
            color="#444444",
        )
    ax.set_xlim(ends[0], ends[-1])


def growing(axis: Axis, terms: np.ndarray) -> None:
    """Let equal steps of an axis mean equal factors, with a place for 0 and below.

    Parameters
    ----------
    axis : Axis
    terms : ndarray, shape (n_terms,)
        The series that the axis has to hold.
    """
    low, high = min(terms.min(), 0), max(terms.max(), 1)
    name = axis.axis_name
    axis.axes.set(**{f"{name}lim": ((3.0 * low if low < 0 else -0.3), 2.0 * high)})
    getattr(axis.axes, f"set_{name}scale")("symlog", linthresh=1, linscale=0.35)
    axis.set_major_formatter(lambda value, _position: number(value))


def in_percent(axis: Axis) -> None:
    """Write the numbers of an axis as percentages."""
    axis.set_major_formatter(lambda share, _position: percent(share))


def log_percent(axis: Axis) -> None:
    """Make an axis logarithmic, with whole powers of ten written as percentages."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(LogLocator(numticks=12))
    in_percent(axis)
    axis.set_minor_formatter(NullFormatter())


def log_numbers(axis: Axis, ticks: Sequence[float]) -> None:
    """Make an axis logarithmic, with the given numbers on it."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(lambda value, _position: number(value))
    axis.set_minor_formatter(NullFormatter())
