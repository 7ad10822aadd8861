"""Figures of a series over the years: its parts, forecasts, errors, comparisons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from course_utils import palette
from course_utils.plots.axes import log_numbers
from course_utils.plots.figure import given_or_new, in_style, new_axes
from course_utils.words.figures import LABELS

PARTS = [*palette.SPANS.values(), "#E9E9E9", palette.SPANS["test"]]
ROOM = 1.16  # above the largest value, for the names of the parts


@in_style()
def plot_years(
    years: np.ndarray,
    values: np.ndarray,
    parts: dict[str, tuple[int, int]],
    title: str = "",
    label: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a series over the years, its parts shaded and named.

    Parameters
    ----------
    years, values : ndarray, shape (n,)
        One value for each year.
    parts : dict
        The first and the last year under the name of each part, at most five.
    title : str
        What the figure shows.
    label : str
        Of the values, with their unit.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes()
    for (name, (first, last)), color in zip(parts.items(), PARTS, strict=False):
        ax.axvspan(first - 0.5, last + 0.5, color=color, lw=0, zorder=0)
        ax.text(
            *((first + last) / 2, 0.98),
            name,
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="top",
            fontsize="small",
            linespacing=1.1,
            color="#444444",
        )
    ax.plot(years, values, color=palette.INPUT, lw=1.5)
    ax.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    ax.set_ylim(0, ROOM * values.max())
    ax.set(title=title, xlabel=LABELS["year"], ylabel=label)
    return ax


@in_style()
def plot_year_forecast(
    years: np.ndarray,
    y_true: np.ndarray,
    y_pred: np.ndarray,
    band: tuple[np.ndarray, np.ndarray],
    title: str = "",
    label: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw true values over a forecast and its interval.

    Parameters
    ----------
    years, y_true, y_pred : ndarray, shape (n,)
    band : tuple of two ndarray, shape (n,)
        The lower and the upper end of the interval.
    title : str
        What the figure shows.
    label : str
        Of the values, with their unit.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
        True values outside the interval are ringed.
    """
    ax = ax or new_axes()
    low, high = band
    color = palette.PREDICTION
    ax.fill_between(years, low, high, color=color, alpha=0.2, lw=0)
    ax.plot(years, y_pred, color=color, lw=2, label=LABELS["forecast"])
    ax.plot(years, y_true, "o", color=palette.TARGET, ms=3.5, label=LABELS["true"])
    out = (y_true < low) | (y_true > high)
    rings = {"ms": 10, "mfc": "none", "mec": palette.TARGET, "label": LABELS["outside"]}
    if out.any():
        ax.plot(years[out], y_true[out], "o", **rings)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3)
    ax.set_xlim(years[0] - 1, years[-1] + 1)
    ax.set(title=title, xlabel=LABELS["year"], ylabel=label)
    return ax


@in_style()
def plot_span_errors(
    errors: dict[str, Sequence[float]],
    spans: Sequence[str],
    title: str = "",
    label: str = "",
    ours: Sequence[str] = (),
    each: np.ndarray | None = None,
    axes: np.ndarray | None = None,
) -> np.ndarray:
    """Draw the error of each forecast on each span, as dots with their numbers.

    Parameters
    ----------
    errors : dict
        One error above 0 for each span under the name of each forecast.
    spans : sequence of str
        Their names.
    title : str
        What the figure shows.
    label : str
        Of the errors.
    ours : sequence of str
        Names of the forecasts by networks, drawn in their colour.
    each : ndarray, shape (n_spans, n_networks), optional
        Errors of the single networks behind the last forecast, drawn small.
    axes : ndarray of Axes, shape (n_spans,), optional
        Where to draw; a new figure if left out.

    Returns
    -------
    ndarray of Axes, shape (n_spans,)
    """
    height = 1.7 + 0.42 * len(errors)
    axes = given_or_new(axes, 1, len(spans), sharex=True, sharey=True, height=height)
    every = np.array(list(errors.values()))
    for column, (ax, span) in enumerate(zip(axes, spans, strict=True)):
        for row, (name, of_spans) in enumerate(errors.items()):
            color = palette.PREDICTION if name in ours else palette.BASELINE
            marker = "D" if name in ours else "o"
            ax.plot(of_spans[column], row, marker, color=color, ms=7, zorder=3)
            ax.annotate(
                f"{of_spans[column]:.2f}",
                (of_spans[column], row),
                xytext=(9, 0),
                textcoords="offset points",
                va="center",
                fontsize="small",
            )
        if each is not None:
            x = each[column]
            y = len(errors) - 1 + np.linspace(0.22, 0.42, len(x))
            ax.plot(x, y, ".", color=palette.PREDICTION, ms=4, alpha=0.6)
        log_numbers(ax.xaxis, [0.1, 0.3, 1, 3])
        ax.set_title(span, fontsize=12)
        ax.tick_params(axis="y", length=0)
    axes[0].set_yticks(range(len(errors)), list(errors))
    axes[0].set_ylim(len(errors) - 0.4, -0.6)
    axes[0].set_xlim(0.75 * every.min(), 2.6 * every.max())
    axes[len(axes) // 2].set_xlabel(label)
    axes[0].get_figure().suptitle(title, weight="bold")
    return axes


@in_style()
def plot_ratios(
    ratios: dict[str, tuple[float, float, float]],
    title: str = "",
    label: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw ratios of errors with their intervals, beside the line where both are equal.

    Parameters
    ----------
    ratios : dict
        Value, low and high end under the name of each comparison, all above 0. An
        interval that does not hold 1 is drawn in full colour.
    title : str
        What the figure shows.
    label : str
        Of the ratio.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(height=1.5 + 0.42 * len(ratios))
    ax.axvline(1, color=palette.TARGET, lw=1.5)
    for row, (value, low, high) in enumerate(ratios.values()):
        sure = high < 1 or low > 1
        color = palette.PREDICTION if sure else palette.BASELINE
        ax.plot([low, high], [row, row], color=color, lw=3, solid_capstyle="butt")
        ax.plot(value, row, "D" if sure else "o", color=color, ms=8)
        ax.annotate(
            f"{value:.2f}",
            (value, row),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            fontsize="small",
        )
    log_numbers(ax.xaxis, [0.5, 0.7, 1, 1.4, 2, 3])
    ax.set_yticks(range(len(ratios)), list(ratios))
    ax.set_ylim(len(ratios) - 0.5, -0.75)
    ax.set(title=title, xlabel=label)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return ax


@in_style()
def plot_named_curves(
    x: Sequence[float],
    curves: dict[str, Sequence[float]],
    title: str = "",
    labels: tuple[str, str] = ("", ""),
    ours: Sequence[str] = (),
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw a few curves, each with its name at its end.

    Parameters
    ----------
    x : sequence of float, length n
        Drawn at equal distances, each with its number.
    curves : dict
        n values under the name of each curve; at most eight curves.
    title : str
        What the figure shows.
    labels : tuple of str
        Of the two axes.
    ours : sequence of str
        Names of the curves of networks, drawn in their colour.
    log : bool
        Whether equal steps upwards mean equal factors.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes()
    places = np.arange(len(x))
    if log:
        log_numbers(ax.yaxis, [0.1, 0.2, 0.5, 1, 2, 5, 10])
    dashes = ["-", "--", ":", "-."]
    counts = {True: 0, False: 0}
    for name, values in curves.items():
        mine = name in ours
        color = palette.PREDICTION if mine else palette.BASELINE
        style = dashes[counts[mine] % len(dashes)]
        marker = "Dvo"[counts[mine] % 3] if mine else "os^X"[counts[mine] % 4]
        counts[mine] += 1
        ax.plot(places, values, style, marker=marker, color=color, lw=2, label=name)
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), handlelength=3)
    ax.set_xticks(places, [f"{value:g}" for value in x])
    ax.set(title=title, xlabel=labels[0], ylabel=labels[1])
    return ax
