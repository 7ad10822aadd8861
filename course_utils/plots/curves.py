"""Figures of curves: losses and errors over the epochs, influence over the steps."""

from __future__ import annotations

from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter

from course_utils import palette
from course_utils.plots.axes import log_percent
from course_utils.plots.figure import in_style, new_axes
from course_utils.words.figures import LABELS

STYLES = ((palette.TRAINING, "-"), (palette.VALIDATION, (0, (4, 1.5))))


@in_style()
def plot_loss(
    curves: dict[str, np.ndarray], title: str = "", ax: Axes | None = None
) -> Axes:
    """Draw one or two losses over the epochs, each named at its right end.

    Parameters
    ----------
    curves : dict
        Losses of shape (epochs,) or (epochs, n_networks) under their names; of many
        networks every one is drawn thin and their median thick.
    title : str
        What the figure shows.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there are more than two losses.
    """
    if len(curves) > len(STYLES):
        raise ValueError(f"curves must be one or two losses, not {len(curves)}.")
    ax = ax or new_axes()
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
            color=palette.WORDS.get(color, color),
            va="bottom" if above else "top",
            weight="bold",
        )
    ax.set_yscale("log")
    ax.set(title=title, xlabel=LABELS["epoch"], ylabel=LABELS["loss"])
    return ax


@in_style()
def plot_error_over_epochs(
    errors: np.ndarray,
    title: str = "",
    marks: dict[str, float] | None = None,
    epoch: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the relative error of every third network over the epochs, and the median.

    Parameters
    ----------
    errors : ndarray, shape (epochs, n_networks)
        Relative errors after each epoch.
    title : str
        What the figure shows.
    marks : dict, optional
        Errors to compare with, each under a name; drawn as horizontal lines.
    epoch : int, optional
        An epoch to be marked by a vertical line.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes()
    epochs = np.arange(1, len(errors) + 1)
    ax.plot(epochs, errors[:, ::3], color=palette.PREDICTION, lw=0.6, alpha=0.3)
    median = np.median(errors, axis=1)
    ax.plot(epochs, median, color=palette.PREDICTION, lw=3)
    place = (epochs[0], median[0])
    ax.annotate(
        LABELS["median"],
        place,
        xytext=(4, 8),
        textcoords="offset points",
        weight="bold",
    )
    if epoch is not None:
        ax.axvline(epoch, color=palette.BASELINE, lw=1, ls=":")
    for name, mark in (marks or {}).items():
        ax.axhline(mark, color=palette.TARGET, lw=1.5, ls="--")
        ax.annotate(name, (1, mark), xytext=(2, 4), textcoords="offset points")
    log_percent(ax.yaxis)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_xlim(1, epochs[-1])
    ax.set(title=title, xlabel=LABELS["epoch"], ylabel=LABELS["error"])
    return ax


@in_style()
def plot_influence(
    curves: dict[str, np.ndarray],
    title: str = "",
    state: Literal["cell", "hidden"] = "cell",
    ax: Axes | None = None,
) -> Axes:
    """Draw how much a state still counts, over the number of steps since.

    Parameters
    ----------
    curves : dict
        Influences of shape (steps,) under their names, from step 1 on.
    title : str
        What the figure shows.
    state : {"cell", "hidden"}
        Which state it is; each has its colour.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no such state.
    """
    colors = {"cell": palette.CELL_STATE, "hidden": palette.HIDDEN_STATE}
    if state not in colors:
        raise ValueError(f"state must be one of {list(colors)}, not {state!r}.")
    ax = ax or new_axes(height=4.4)
    shades = np.linspace(0.45, 1, len(curves))  # the same colour, ever stronger
    for (name, curve), shade in zip(curves.items(), shades, strict=True):
        steps = np.arange(1, len(curve) + 1)
        ax.plot(steps, curve, color=colors[state], alpha=shade)
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
