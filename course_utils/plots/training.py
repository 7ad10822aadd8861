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


def plot_influence(curves: dict[str, np.ndarray], title: str = "") -> Axes:
    """Draw how much a state still counts, over the number of steps since.

    Parameters
    ----------
    curves : dict
        Influences of shape (steps,) under their names, from step 1 on.
    title : str
        What the figure shows.

    Returns
    -------
    Axes
    """
    ax = new_axes(height=4.4)
    shades = np.linspace(0.35, 1, len(curves))  # the same colour, ever stronger
    for (name, curve), shade in zip(curves.items(), shades, strict=True):
        steps = np.arange(1, len(curve) + 1)
        ax.plot(steps, curve, color=palette.CELL_STATE, alpha=shade)
        ax.annotate(
            name,
            (steps[-1], curve[-1]),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
        )
    ax.set_yscale("log")
    ax.set(title=title, xlabel=LABELS["steps"], ylabel=LABELS["influence"])
    return ax
