"""Figures of forecasts: one step ahead, many steps, running freely."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course_utils import palette
from course_utils.plots.axes import in_percent, log_percent
from course_utils.plots.figure import given_or_new, in_style, new_axes
from course_utils.words.figures import LABELS


@in_style()
def plot_forecast(
    n: np.ndarray,
    y_true: np.ndarray,
    y_pred: np.ndarray,
    title: str = "",
    axes: np.ndarray | None = None,
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
    axes : ndarray of Axes, shape (2,), optional
        Where to draw predictions and errors; a new figure if left out.

    Returns
    -------
    ndarray of Axes, shape (2,)

    Raises
    ------
    ValueError
        If more or fewer `axes` are given.
    """
    above, below = axes = given_or_new(
        axes, 2, height=5.6, sharex=True, gridspec_kw={"height_ratios": [3, 2]}
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
    bottom = np.floor(np.log10(error.min() / 2))  # ticks stand at whole powers of ten
    top = np.ceil(np.log10(max(error.max() * 1.5, 0.1)))
    below.set_ylim(10**bottom, 10**top)
    below.xaxis.set_major_locator(MaxNLocator(integer=True))
    below.set(xlabel=LABELS["n"], ylabel=LABELS["error"])
    return axes


@in_style()
def plot_horizon(
    fan: dict[int, tuple[np.ndarray, np.ndarray]],
    expected: np.ndarray,
    titles: tuple[str, str] = ("", ""),
    axes: np.ndarray | None = None,
) -> np.ndarray:
    """Draw errors of k-step forecasts over the positions, and over k.

    Parameters
    ----------
    fan : dict
        For each k, positions in the series (j,) and relative errors there (j,).
    expected : ndarray, shape (k_max,)
        Errors expected after 1 … k_max steps.
    titles : tuple of str
        What the left and the right figure show.
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
    left, right = axes = given_or_new(axes, 1, 2, sharey=True)
    shades = np.linspace(0.35, 1, len(fan))
    for (k, (n, errors)), shade in zip(fan.items(), shades, strict=True):
        left.plot(n, errors, "o-", color=palette.PREDICTION, alpha=shade, ms=4)
        word = LABELS["1 step"] if k == 1 else LABELS["k steps"].format(k)
        place, below = (n[-1], errors[-1]), -6 if k == 1 else 0
        left.annotate(
            word, place, xytext=(8, below), textcoords="offset points", va="center"
        )
    steps = np.arange(1, len(expected) + 1)
    right.plot(steps, expected, "--", color=palette.BASELINE, label=LABELS["expected"])
    ends = [(k, errors[-1]) for k, (_, errors) in fan.items()]
    right.plot(
        *np.transpose(ends), "o", color=palette.PREDICTION, label=LABELS["measured"]
    )
    right.legend(loc="upper left", fontsize="small")
    for ax, title, word in zip(axes, titles, ("n", "ahead"), strict=True):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set(title=title, xlabel=LABELS[word], ylim=(0, 1.3 * max(expected)))
        in_percent(ax.yaxis)
    left.set_ylabel(LABELS["error"])
    return axes


@in_style()
def plot_drift(
    n: np.ndarray, errors: np.ndarray, title: str = "", ax: Axes | None = None
) -> Axes:
    """Draw the errors of many free-running forecasts, and their median.

    Parameters
    ----------
    n : ndarray, shape (k,)
        Positions in the series.
    errors : ndarray, shape (n_networks, k)
        Relative errors, above 0.
    title : str
        What the figure shows.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes()
    median = np.median(errors, axis=0)
    ax.plot(n, errors.T, color=palette.PREDICTION, lw=0.6, alpha=0.25)
    ax.plot(n, median, color=palette.PREDICTION, lw=3)
    word = LABELS["median"]
    ax.annotate(word, (n[-1], median[-1]), xytext=(6, 0), textcoords="offset points")
    log_percent(ax.yaxis)
    ax.set(title=title, xlabel=LABELS["n"], ylabel=LABELS["error"])
    return ax
