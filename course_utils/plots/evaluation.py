"""Figures of forecasts and of the errors of several models."""

from __future__ import annotations

from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course_utils import palette
from course_utils.figures import new_axes
from course_utils.plots.axes import LABELS, log_percent, percent

EXACT = 1e-9  # an error below this is only rounding


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


def plot_comparison(
    errors: dict[str, float], title: str = "", networks: tuple[str, ...] = ()
) -> Axes:
    """Draw the error of several models as bars that start at the smallest error.

    Parameters
    ----------
    errors : dict
        A relative error under the name of each model.
    title : str
        What the figure shows.
    networks : tuple of str
        The models that are networks, drawn in the colour of predictions.

    Returns
    -------
    Axes
    """
    ax = new_axes(height=1.4 + 0.55 * len(errors))
    floor = 1e-5  # left end of the axis
    for row, (name, error) in enumerate(errors.items()):
        color = palette.PREDICTION if name in networks else palette.BASELINE
        word = LABELS["exact"] if error < EXACT else percent(error)
        end = max(error, floor)
        ax.barh(row, end - floor, left=floor, color=color, height=0.6)
        ax.text(end * 1.3, row, word, va="center", weight="bold")
    log_percent(ax.xaxis)
    ax.set(title=title, xlabel=LABELS["error"], xlim=(floor, 5))
    ax.set_yticks(range(len(errors)), list(errors))
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return ax


def plot_transfer(
    errors: dict[str, dict[str, float]], title: str = "", networks: tuple[str, ...] = ()
) -> Axes:
    """Draw the errors of a few models on a few tests, one row for each test.

    Parameters
    ----------
    errors : dict of dict
        For each test, a relative error under the name of each model.
    title : str
        What the figure shows.
    networks : tuple of str
        The models that are networks, drawn in the colour of predictions.

    Returns
    -------
    Axes
    """
    ax = new_axes(height=2.4 + 0.85 * len(errors))
    floor, markers = 1e-6, "osD^vP"
    for row, models in enumerate(errors.values()):
        places = np.linspace(-0.27, 0.27, len(models)) if len(models) > 1 else [0]
        models = zip(models.items(), cycle(markers), places, strict=False)
        for (name, error), marker, place in models:
            if error < floor:  # too small for the axis: said beside its marker
                ax.annotate(
                    LABELS["exact"] if error < EXACT else percent(error),
                    (floor, row + place),
                    xytext=(10, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize="small",
                )
            ax.plot(
                *(max(error, floor), row + place),
                marker,
                color=palette.PREDICTION if name in networks else palette.BASELINE,
                markerfacecolor=None if name in networks else "white",
                mew=2,
                ms=9,
                label=name if row == 0 else None,
            )
    log_percent(ax.xaxis)
    ax.set(title=title, xlabel=LABELS["error"], xlim=(floor / 2, 2))
    ax.set_yticks(range(len(errors)), list(errors))
    ax.set_ylim(len(errors) - 0.5, -0.5)
    ax.grid(visible=True, axis="x")
    ax.tick_params(axis="y", length=0)
    ax.figure.legend(loc="outside lower center", ncols=2)
    return ax
