"""Figures of forecasts and of their errors."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course_utils import palette
from course_utils.figures import new_axes
from course_utils.plots.axes import LABELS, log_percent, percent


def plot_forecast(
    n: np.ndarray, y_true: np.ndarray, y_pred: np.ndarray, title: str = ""
) -> np.ndarray:
    """Draw predictions over the truth, and below them how far each is off.

    Parameters
    ----------
    n : ndarray, shape (k,)
        Positions in the series.
    y_true : ndarray, shape (k, 1)
        True values, above 0.
    y_pred : ndarray, shape (k, 1)
        Predictions.
    title : str
        What the figure shows.

    Returns
    -------
    ndarray of Axes, shape (2,)
    """
    above, below = axes = new_axes(
        2, height=5.6, sharex=True, gridspec_kw={"height_ratios": [3, 2]}
    )
    error = np.clip(np.abs(y_pred - y_true) / y_true, 1e-12, None)  # 0 has no log
    above.plot(n, y_true, "o", color=palette.TARGET, ms=9, label=LABELS["true"])
    above.plot(
        *(n, y_pred),
        "D-",
        color=palette.PREDICTION,
        lw=1,
        ms=5,
        label=LABELS["predicted"],
    )
    above.set_yscale("log")
    above.legend(loc="upper left")
    above.set(title=title, ylabel=LABELS["terms"])
    below.plot(n, error, "D", color=palette.PREDICTION, ms=6)
    below.vlines(n, 1e-9, error[:, 0], color=palette.PREDICTION, lw=1, alpha=0.5)
    log_percent(below.yaxis)
    below.set_ylim(error.min() / 4, max(error.max() * 3, 0.1))
    below.xaxis.set_major_locator(MaxNLocator(integer=True))
    below.set(xlabel=LABELS["n"], ylabel=LABELS["error"])
    return axes


def plot_error_spread(
    errors: np.ndarray, title: str = "", marks: dict[str, float] | None = None
) -> Axes:
    """Draw one dot for each network, stacked where their errors are alike.

    Parameters
    ----------
    errors : ndarray, shape (n_networks,)
        One relative error for each network.
    title : str
        What the figure shows.
    marks : dict, optional
        Errors to compare with, each under a name; drawn as vertical lines.

    Returns
    -------
    Axes
    """
    ax = new_axes()
    exponents = np.log10(np.clip(errors, 1e-12, 1e12))
    low, high = min(-4, np.floor(exponents.min())), max(0, exponents.max()) + 0.3
    bins = np.linspace(low, high, 70)
    which = np.digitize(exponents, bins)
    height = [np.sum(which[:k] == which[k]) + 0.5 for k in range(len(errors))]
    at = 10 ** (bins[0] + (which - 0.5) * (bins[1] - bins[0]))
    ax.plot(at, height, "o", color=palette.PREDICTION, ms=7, mec="white")
    top = max(max(height) * 1.45, 8)
    for k, (name, mark) in enumerate((marks or {}).items()):
        ax.axvline(mark, color=palette.TARGET, lw=1.5, ls="--")
        ax.annotate(
            name,
            (mark, top * (0.97 - 0.1 * k)),
            xytext=(-6, 0),
            textcoords="offset points",
            ha="right",
            va="top",
        )
    log_percent(ax.xaxis)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(title=title, xlabel=LABELS["error"], ylabel=LABELS["networks"])
    ax.set(ylim=(0, top), xlim=(10**low, 10**high))
    return ax


def plot_comparison(errors: dict[str, float], title: str = "", ours: str = "") -> Axes:
    """Draw the error of several models as bars that start at the smallest error.

    Parameters
    ----------
    errors : dict
        A relative error under the name of each model.
    title : str
        What the figure shows.
    ours : str
        The model to be highlighted.

    Returns
    -------
    Axes
    """
    ax = new_axes(height=1.4 + 0.55 * len(errors))
    floor, exact = 1e-5, 1e-9  # left end of the axis; below this only rounding is left
    for row, (name, error) in enumerate(errors.items()):
        color = palette.PREDICTION if name == ours else palette.BASELINE
        word = LABELS["exact"] if error < exact else percent(error)
        end = max(error, floor)
        ax.barh(row, end - floor, left=floor, color=color, height=0.6)
        ax.text(end * 1.3, row, word, va="center", weight="bold")
    log_percent(ax.xaxis)
    ax.set(title=title, xlabel=LABELS["error"], xlim=(floor, 10))
    ax.set_yticks(range(len(errors)), list(errors))
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return ax
