"""Figures of the errors of several models, and of many networks."""

from __future__ import annotations

from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course_utils import palette
from course_utils.plots.axes import in_percent, log_percent
from course_utils.plots.figure import given_or_new, in_style, new_axes
from course_utils.words import percent
from course_utils.words.figures import LABELS

EXACT = 1e-9  # an error below this is only rounding


def draw_model(
    ax: Axes, x: float, y: float, marker: str, is_network: bool, name: str | None = None
) -> None:
    """Draw the marker of a model: filled for a network, hollow for a baseline."""
    color = palette.PREDICTION if is_network else palette.BASELINE
    face = color if is_network else "white"
    ax.plot(x, y, marker, color=color, mfc=face, mew=2, ms=9, label=name)


def error_in_words(error: float) -> str:
    """Write an error as a percentage, or that it is only rounding."""
    return LABELS["exact"] if error < EXACT else percent(error)


@in_style()
def plot_comparison(
    errors: dict[str, float],
    title: str = "",
    networks: tuple[str, ...] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw the error of several models as dots, networks filled and others hollow.

    Errors below 0.001 % are drawn as arrows at the left end.

    Parameters
    ----------
    errors : dict
        A relative error under the name of each model.
    title : str
        What the figure shows.
    networks : tuple of str
        The models that are networks, drawn in the colour of predictions.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(height=1.4 + 0.55 * len(errors))
    floor = 1e-5  # no error is drawn below
    for row, (name, error) in enumerate(errors.items()):
        place = (max(error, floor), row)
        ax.hlines(row, floor / 2, place[0], color=palette.FAINT, lw=1)
        marker = "<" if error < floor else "o"  # further to the left
        draw_model(ax, *place, marker, name in networks)
        ax.annotate(
            error_in_words(error),
            place,
            xytext=(11, 0),
            textcoords="offset points",
            va="center_baseline",
            weight="bold",
        )
    log_percent(ax.xaxis)
    ax.set(title=title, xlabel=LABELS["error"], xlim=(floor / 2, 5))
    ax.set_yticks(range(len(errors)), list(errors))
    ax.set_ylim(len(errors) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return ax


@in_style()
def plot_transfer(
    errors: dict[str, dict[str, float]],
    title: str = "",
    networks: tuple[str, ...] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw the errors of a few models on a few tests, one row for each test.

    Errors below 0.0001 % are drawn at the left end, with the number beside them.

    Parameters
    ----------
    errors : dict of dict
        For each test, a relative error under the name of each model.
    title : str
        What the figure shows.
    networks : tuple of str
        The models that are networks, drawn in the colour of predictions.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    new, ax = ax is None, ax or new_axes(height=2.4 + 0.85 * len(errors))
    floor, markers = 1e-6, "osD^vP"
    for row, models in enumerate(errors.values()):
        places = np.linspace(-0.27, 0.27, len(models)) if len(models) > 1 else [0]
        models = zip(models.items(), cycle(markers), places, strict=False)
        for (name, error), marker, place in models:
            if error < floor:  # too small for the axis: said beside its marker
                ax.annotate(
                    error_in_words(error),
                    (floor, row + place),
                    xytext=(10, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize="small",
                )
            at, label = (max(error, floor), row + place), name if row == 0 else None
            draw_model(ax, *at, marker, name in networks, label)
    log_percent(ax.xaxis)
    ax.set(title=title, xlabel=LABELS["error"], xlim=(floor / 2, 2))
    ax.set_yticks(range(len(errors)), list(errors))
    ax.set_ylim(len(errors) - 0.5, -0.5)
    ax.grid(visible=True, axis="x")
    ax.tick_params(axis="y", length=0)
    if new:
        ax.figure.legend(loc="outside lower center", ncols=2)
    else:  # the figure may have other axes, with legends of their own
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=2)
    return ax


@in_style()
def plot_error_spread(
    errors: np.ndarray,
    title: str = "",
    marks: dict[str, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one dot for each network, stacked where their errors are alike.

    Parameters
    ----------
    errors : ndarray, shape (n_networks,)
        One relative error for each network.
    title : str
        What the figure shows.
    marks : dict, optional
        Errors to compare with, each under a name; drawn as vertical lines, named on
        their left and right sides in turn.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes()
    exponents = np.log10(np.clip(errors, 1e-12, 1e12))
    low, high = np.floor(2 * exponents.min() - 0.5) / 2, max(0, exponents.max()) + 0.3
    bins = np.linspace(low, high, 70)
    which = np.digitize(exponents, bins)
    height = [np.sum(which[:k] == which[k]) + 0.5 for k in range(len(errors))]
    at = 10 ** (bins[0] + (which - 0.5) * (bins[1] - bins[0]))
    ax.plot(at, height, "o", color=palette.PREDICTION, ms=7, mec="white")
    top = max(max(height) * 1.45, 8)
    for k, (name, mark) in enumerate((marks or {}).items()):
        right = k % 2 == 1  # so that the names of two neighbours do not meet
        ax.axvline(mark, color=palette.TARGET, lw=1.5, ls="--")
        ax.annotate(
            name,
            (mark, top * (0.97 - 0.1 * (k // 2))),
            xytext=(6 if right else -6, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="top",
        )
    log_percent(ax.xaxis)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(title=title, xlabel=LABELS["error"], ylabel=LABELS["networks"])
    ax.set(ylim=(0, top), xlim=(10**low, 10**high))
    return ax


@in_style()
def plot_class(
    errors: np.ndarray,
    title: str = "",
    marks: dict[str, float] | None = None,
    chosen: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the networks of a whole class, their median, and the one that was chosen.

    Parameters
    ----------
    errors : ndarray, shape (n_networks,)
        One relative error for each network.
    title : str
        What the figure shows.
    marks : dict, optional
        Errors to compare with, each under a name; drawn as vertical lines.
    chosen : int, optional
        The place of the network with the smallest validation loss; it gets a ring.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = plot_error_spread(errors, title, marks, ax)
    x, y = np.clip(errors, 1e-12, 1e12), ax.get_lines()[0].get_ydata()
    ax.get_lines()[0].set_xdata(x)  # few dots: each on its side of the marks
    median = float(np.median(x))
    ax.axvline(median, color=palette.PREDICTION, lw=3, label=LABELS["median"], zorder=1)
    if chosen is not None:
        ring = {"ms": 14, "mfc": "none", "mec": palette.TARGET, "mew": 2}
        ax.plot(x[chosen], y[chosen], "o", label=LABELS["chosen"], **ring)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=2)
    return ax


@in_style()
def plot_error_groups(
    groups: dict[str, np.ndarray],
    title: str = "",
    marks: dict[str, float] | None = None,
    ax: Axes | None = None,
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
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(height=2.1 + 0.62 * len(groups))
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


@in_style()
def plot_error_over_loss(
    errors: np.ndarray,
    loss: np.ndarray,
    val_loss: np.ndarray,
    titles: tuple[str, str] = ("", ""),
    collapsed: float = 0.9,
    axes: np.ndarray | None = None,
) -> np.ndarray:
    """Draw one dot for each network: its error over its training and validation loss.

    Parameters
    ----------
    errors : ndarray, shape (n_networks,)
        Relative errors, above 0.
    loss, val_loss : ndarray, shape (n_networks,)
        Losses on the training and on the validation windows, above 0.
    titles : tuple of str
        What the left and the right figure show.
    collapsed : float
        Networks with a larger error are drawn hollow.
    axes : ndarray of Axes, shape (2,), optional
        Where to draw; a new figure if left out.

    Returns
    -------
    ndarray of Axes, shape (2,)

    Raises
    ------
    ValueError
        If more or fewer `axes` are given.
    """
    axes = given_or_new(axes, 1, 2, sharey=True, height=4.2)
    failed = errors > collapsed
    words = ("training loss", "validation loss")
    for ax, losses, title, word in zip(
        axes, (loss, val_loss), titles, words, strict=True
    ):
        for which, face in ((~failed, palette.PREDICTION), (failed, "white")):
            ax.plot(
                *(losses[which], errors[which], "o"),
                color=palette.PREDICTION,
                mfc=face,
                ms=6,
                alpha=0.7,
            )
        ax.set_xscale("log")
        log_percent(ax.yaxis)
        ax.set_title(title, fontsize=12)
        ax.set_xlabel(LABELS[word])
    axes[0].set_ylabel(LABELS["error"])
    return axes


@in_style()
def plot_signed_errors(
    curves: dict[str, np.ndarray],
    title: str = "",
    most: float = 0.25,
    ax: Axes | None = None,
) -> Axes:
    """Draw errors with their sign over the epochs, of validation and test.

    Parameters
    ----------
    curves : dict
        Relative errors with sign (epochs,) under the names of two parts: validation,
        then test.
    title : str
        What the figure shows.
    most : float
        The largest error on the axis, upwards and downwards.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there are not two curves.
    """
    ax = ax or new_axes()
    ax.axhline(0, color=palette.TARGET, lw=1)
    styles = (palette.VALIDATION, (0, (4, 1.5)), 12), (palette.PREDICTION, "-", -12)
    for (name, errors), (color, dashes, shift) in zip(
        curves.items(), styles, strict=True
    ):
        epochs = np.arange(1, len(errors) + 1)
        ax.plot(epochs, errors, color=color, ls=dashes)
        ax.annotate(
            name,
            (epochs[-1], errors[-1]),
            xytext=(6, shift),
            textcoords="offset points",
            color=palette.WORDS.get(color, color),
            va="center",
            weight="bold",
        )
    in_percent(ax.yaxis)
    ax.set(title=title, xlabel=LABELS["epoch"], ylabel=LABELS["signed error"])
    ax.set_ylim(-most, most)
    return ax
