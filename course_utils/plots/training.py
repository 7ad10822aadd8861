"""Figures of a training."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from course_utils import palette
from course_utils.figures import new_axes
from course_utils.plots.axes import LABELS

STYLES = ((palette.TRAINING, "-"), (palette.VALIDATION, (0, (4, 1.5))))


def plot_loss(curves: dict[str, np.ndarray], title: str = "") -> Axes:
    """Draw one or two losses over the epochs, each named at its right end.

    Parameters
    ----------
    curves : dict
        Losses of shape (epochs,) or (epochs, n_networks) under their names; of many
        networks every one is drawn thin and their median thick.
    title : str
        What the figure shows.

    Returns
    -------
    Axes
    """
    ax = new_axes()
    for (name, losses), (color, dashes) in zip(curves.items(), STYLES, strict=False):
        losses = np.asarray(losses).reshape(len(losses), -1)  # (epochs, n_networks)
        epochs, median = np.arange(1, len(losses) + 1), np.median(losses, axis=1)
        if losses.shape[1] > 1:
            ax.plot(epochs, losses, color=color, lw=0.7, alpha=0.35)
        ax.plot(epochs, median, color=color, ls=dashes)
        above = all(median[-1] >= np.median(other[-1]) for other in curves.values())
        ax.annotate(
            name,
            (epochs[-1], median[-1]),
            xytext=(6, 2 if above else -2),
            textcoords="offset points",
            color=color,
            va="bottom" if above else "top",
            weight="bold",
        )
    ax.set_yscale("log")
    ax.set(title=title, xlabel=LABELS["epoch"], ylabel=LABELS["loss"])
    return ax
