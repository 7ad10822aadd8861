"""The figures of an audit: the series, the errors, the errors further ahead."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, LogLocator, NullFormatter

from course_utils import palette
from course_utils.plots.figure import in_style, new_axes
from course_utils.words import audit as words
from course_utils.words import number

LEAST = 1e-4  # a smaller scaled error is drawn there: it is none to speak of


@in_style()
def plot_audited(
    series: np.ndarray,
    ends: tuple[int, int],
    forecasts: dict[str, np.ndarray],
    title: str = words.SERIES_TITLE,
) -> Axes:
    """Draw a series in three parts and forecasts over the last one.

    Parameters
    ----------
    series : ndarray, shape (n_terms,)
    ends : tuple of int
        Where the first and the second part end.
    forecasts : dict
        Predictions (n_test,) under the name of each, the networks' last.
    title : str

    Returns
    -------
    Axes
    """
    ax = new_axes(height=3.6)
    borders = np.array([0, *ends, len(series)]) - 0.5
    colors = palette.SPANS.values()
    parts = zip(words.PARTS, colors, borders[:-1], borders[1:], strict=True)
    for part, color, left, right in parts:
        label = {"label": part} if part == words.PARTS[1] else {}
        ax.axvspan(left, right, color=color, lw=0, zorder=0, **label)
    ax.plot(series, color=palette.INPUT, lw=1.2, label=words.VALUE)
    at = np.arange(ends[1], len(series))
    styles = [(palette.BASELINE, "--"), (palette.PREDICTION, "-")][-len(forecasts) :]
    for (name, values), (color, dashes) in zip(forecasts.items(), styles, strict=True):
        ax.plot(at, values, color=color, ls=dashes, lw=1.4, label=name)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=4)
    ax.set_xlim(borders[0], borders[-1])
    ax.set(title=title, xlabel=words.POSITION, ylabel=words.VALUE)
    return ax


@in_style()
def plot_judged(
    errors: dict[str, float],
    each: np.ndarray,
    chosen: str,
    title: str = "",
) -> Axes:
    """Draw the scaled error of each forecast, and of each network.

    Parameters
    ----------
    errors : dict
        Scaled errors under the name of each forecast, the networks' last.
    each : ndarray, shape (n_networks,)
        Scaled errors of the single networks.
    chosen : str
        The name that stands out.
    title : str

    Returns
    -------
    Axes
        On a log axis; errors below `LEAST` are drawn at its end.
    """
    ax = new_axes(height=1.6 + 0.42 * len(errors))
    last = len(errors) - 1
    dots = {"color": palette.PREDICTION, "alpha": 0.6, "ms": 4}
    rows = last + np.linspace(0.22, 0.42, len(each))
    ax.plot(np.maximum(each, LEAST), rows, ".", label=words.EACH, **dots)
    for row, (name, value) in enumerate(errors.items()):
        color = palette.PREDICTION if row == last else palette.BASELINE
        marker, size = ("D", 10) if name == chosen else ("o", 7)
        edge = palette.TARGET if name == chosen else "none"
        at = max(value, LEAST)
        ax.plot(at, row, marker, color=color, ms=size, mec=edge, mew=1.5)
        ax.annotate(
            number(value),
            (at, row),
            xytext=(10, 0),
            textcoords="offset points",
            va="center",
            fontsize="small",
            weight="bold" if name == chosen else "normal",
        )
    ax.axvline(1, color=palette.FAINT, lw=1.5, zorder=0)
    ax.set_xscale("log")
    shown = np.maximum([*errors.values(), 1, *each], LEAST)
    wide = shown.max() / shown.min() > 30
    ax.xaxis.set_major_locator(LogLocator(subs=(1,) if wide else (1, 2, 5), numticks=9))
    ax.xaxis.set_major_formatter(lambda value, _position: number(value))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlim(0.6 * shown.min(), 3 * shown.max())
    ax.set_yticks(range(len(errors)), list(errors))
    ax.set_ylim(last + 0.6, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="upper right", fontsize="small")
    ax.set(title=title, xlabel=words.MASE)
    return ax


@in_style()
def plot_ahead(
    horizons: dict[str, dict[int, float]], chosen: str, title: str = words.HORIZON_TITLE
) -> Axes:
    """Draw scaled errors over the steps ahead.

    Parameters
    ----------
    horizons : dict
        Errors under the numbers of steps, for each forecast; the networks' last.
    chosen : str
        The name that stands out.
    title : str

    Returns
    -------
    Axes
    """
    ax = new_axes(height=3.4)
    styles = ["-", "--", ":", "-."]
    for k, (name, errors) in enumerate(horizons.items()):
        is_last = k == len(horizons) - 1
        places = range(len(errors))
        ax.plot(
            *(places, np.maximum(list(errors.values()), LEAST)),
            styles[k % 4],
            marker="Dosv^<>"[0 if is_last else 1 + k % 6],
            color=palette.PREDICTION if is_last else palette.BASELINE,
            lw=3 if name == chosen else 1.5,
            label=name,
        )
    steps = list(next(iter(horizons.values())))
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=12))
    ax.yaxis.set_major_formatter(lambda value, _position: number(value))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.xaxis.set_major_locator(FixedLocator(range(len(steps))))
    ax.set_xticks(range(len(steps)), list(map(str, steps)))
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), handlelength=3)
    ax.set(title=title, xlabel=words.AHEAD, ylabel=words.MASE)
    return ax
