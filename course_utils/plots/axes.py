"""What all figures share: words, shaded spans and axes in per cent."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from course_utils import palette

LABELS = {
    "n": "position n in the series",
    "terms": "F(n)",
    "true": "true",
    "predicted": "predicted",
    "window": "window {}",
    "epoch": "epoch",
    "loss": "mean absolute error",
    "steps": "time steps between cause and effect",
    "influence": "influence",
    "error": "relative error",
    "networks": "networks",
    "median": "median",
    "exact": "0 %, up to rounding",
    "last": "F({}) = {:,}",
    "training range": "place in the training range (0: smallest, 1: largest number)",
    "tensor": ("{} samples", "{} time steps", "{} feature", "1 target"),
    "target": "target",
    "time step": "time step",
    "of last": "divided by the last value",
    "ahead": "steps ahead",
    "k steps": "{} steps",
    "1 step": "1 step",
    "measured": "measured",
    "expected": "expected from one step and the shares",
    "share": "middle value as a share of the last",
    "answer": "forecast as a multiple of the last",
    "rule": "the rule",
    "seen": "seen in training",
    "hidden": "hidden state, each unit",
    "unit": "unit {}",
    "reads": "the window, read from left to right",
    "spans": ("train", "validation", "test"),
}


def percent(share: float, _position: object = None) -> str:
    """Write a share as a percentage with three digits that count: 0.0275 as 2.75 %."""
    return f"{float(f'{100 * share:.3g}'):,.12g} %"


def shade_spans(ax: Axes, n_train: int, n_val: int, n_terms: int) -> None:
    """Shade the training, validation and test part behind a series, and name them."""
    ends = np.array([0, n_train, n_train + n_val, n_terms]) - 0.5
    colors = palette.SPANS.values()
    for word, color, left, right in zip(
        LABELS["spans"], colors, ends[:-1], ends[1:], strict=True
    ):
        ax.axvspan(left, right, color=color, lw=0, zorder=0)
        ax.text(
            *((left + right) / 2, 0.97),
            word,
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="top",
            color="#444444",
        )
    ax.set_xlim(ends[0], ends[-1])


def log_percent(axis: Axis) -> None:
    """Make an axis logarithmic, with whole powers of ten written as percentages."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(LogLocator(numticks=12))
    axis.set_major_formatter(FuncFormatter(percent))
    axis.set_minor_formatter(NullFormatter())
