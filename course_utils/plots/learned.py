"""Figures of what a network has learned: its rule, its units, its gates."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from course_utils import palette
from course_utils.plots.axes import in_percent, log_percent
from course_utils.plots.figure import given_or_new, in_style, new_axes
from course_utils.words.figures import LABELS

EXACT = 1e-9  # an error below this is only rounding


@in_style()
def plot_remainder(
    remainders: dict[str, np.ndarray], title: str = "", ax: Axes | None = None
) -> Axes:
    """Draw how much of one error is left after each step of a free run.

    Parameters
    ----------
    remainders : dict
        Shares of the error of shape (n_steps + 1,), the first of them 1, under the
        name of each forecast; the first is drawn in the colour of predictions.
    title : str
        What the figure shows.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes()
    for k, (name, shares) in enumerate(remainders.items()):
        color = palette.BASELINE if k else palette.PREDICTION
        steps = np.arange(len(shares))
        ax.plot(steps, shares, "o-", color=color, lw=1.5, ms=5)
        ax.annotate(
            name,
            (steps[-1], shares[-1]),
            xytext=(0, 8),
            textcoords="offset points",
            ha="right",
            color=palette.WORDS.get(color, color),
            weight="bold",
        )
    ax.set(title=title, xlabel=LABELS["later"], ylabel=LABELS["left"], ylim=(0, 1.05))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    in_percent(ax.yaxis)
    return ax


@in_style()
def plot_value_groups(
    groups: dict[str, np.ndarray],
    marks: dict[str, float],
    title: str = "",
    xlabel: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw one number of each network as a dot, a row for each group, no median.

    Parameters
    ----------
    groups : dict
        Numbers of shape (n_networks,) under the name of each group.
    marks : dict
        Numbers to compare with, each under a name; drawn as vertical lines.
    title, xlabel : str
        What the figure shows, and what the numbers are.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(height=1.9 + 0.62 * len(groups))
    for name, mark in marks.items():
        ax.axvline(mark, color=palette.TARGET, lw=1.5, ls="--")
        ax.annotate(
            name,
            (mark, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
        )
    for row, values in enumerate(groups.values()):
        heights = row + np.linspace(-0.3, 0.3, 9)[np.arange(len(values)) * 5 % 9]
        color = palette.PREDICTION
        ax.plot(values, heights, "o", color=color, ms=5, alpha=0.45, mew=0)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.set_title(title, pad=26)
    ax.set_xlabel(xlabel)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return ax


@in_style()
def plot_two_tests(
    errors: dict[str, tuple[float, float]],
    tests: tuple[str, str],
    title: str = "",
    networks: tuple[str, ...] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw the errors of many models on two tests, one row for each model.

    A circle for the first test, a diamond for the second, the same colour for both.
    Errors below 0.000001 % are drawn at the left end; those that are only rounding
    are called so.

    Parameters
    ----------
    errors : dict
        Two relative errors under the name of each model.
    tests : tuple of str
        The names of the two tests.
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
    new, ax = ax is None, ax or new_axes(height=2 + 0.42 * len(errors))
    floor = 1e-8  # no error is drawn below
    for row, (name, both) in enumerate(errors.items()):
        color = palette.PREDICTION if name in networks else palette.BASELINE
        ends = np.maximum(both, floor)
        ax.plot(ends, [row, row], "-", color=palette.FAINT, lw=1.5, zorder=1)
        for end, marker, label in zip(ends, "oD", tests, strict=True):
            face, word = color if marker == "o" else "white", label if not row else None
            ax.plot(end, row, marker, color=color, mfc=face, mew=2, ms=8, label=word)
        if max(both) < EXACT:
            ax.annotate(
                LABELS["exact"],
                (floor, row),
                xytext=(11, 0),
                textcoords="offset points",
                va="center_baseline",
            )
    log_percent(ax.xaxis)
    ax.set_xticks([1e-8, 1e-6, 1e-4, 1e-2, 1])
    ax.set(title=title, xlabel=LABELS["error"], xlim=(floor / 2, 20))
    ax.set_yticks(range(len(errors)), list(errors))
    ax.set_ylim(len(errors) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    if new:
        ax.figure.legend(loc="outside lower center", ncols=2)
    else:  # the figure may have other axes, with legends of their own
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=2)
    return ax


@in_style()
def plot_rule(
    shares: np.ndarray,
    answers: dict[str, np.ndarray],
    seen: dict[str, np.ndarray],
    axes: np.ndarray | None = None,
) -> np.ndarray:
    """Draw what each network answers to windows of the Fibonacci rule.

    Divided by its last value, such a window is 1 - s, s, 1, and the rule says 1 + s.

    Parameters
    ----------
    shares : ndarray, shape (n,)
        The middle values s.
    answers : dict
        Forecasts of shape (n_networks, n), under the title of their axes.
    seen : dict
        The middle values of the training windows (k,), under the same titles.
    axes : ndarray of Axes, optional
        Where to draw, one for each training; a new figure if left out.

    Returns
    -------
    ndarray of Axes

    Raises
    ------
    ValueError
        If more or fewer `axes` are given.
    """
    axes = given_or_new(axes, 1, len(answers), sharey=True, height=4.2)
    low, high = 1 + shares.min(), 1 + shares.max()
    for ax, (title, lines) in zip(axes, answers.items(), strict=True):
        ax.plot(shares, 1 + shares, color=palette.TARGET, lw=2, label=LABELS["rule"])
        first, *_ = ax.plot(
            shares, lines.T, color=palette.PREDICTION, lw=0.8, alpha=0.45
        )
        first.set_label(LABELS["each"])
        dots = {"color": palette.INPUT, "ms": 5, "alpha": 0.7, "mew": 0}
        ax.plot(seen[title], 1 + seen[title], "D", **dots, label=LABELS["seen"])
        ax.set_title(title, fontsize=12)
        ax.set_ylim(low - 0.15, high + 0.15)
    axes[0].legend(loc="upper left", fontsize="small")
    axes[0].set_ylabel(LABELS["answer"])
    axes[len(axes) // 2].set_xlabel(LABELS["share"])
    return axes


@in_style()
def plot_activations(
    n: np.ndarray,
    groups: dict[str, np.ndarray],
    n_seen: int,
    axes: np.ndarray | None = None,
) -> np.ndarray:
    """Draw the last hidden state of each unit over the positions of the targets.

    Parameters
    ----------
    n : ndarray, shape (k,)
        Positions of the targets in the series.
    groups : dict
        Hidden states of shape (k, units) of one network, under the title of its axes.
    n_seen : int
        Positions below this one were seen in training, and are shaded.
    axes : ndarray of Axes, optional
        Where to draw, one for each network; a new figure if left out.

    Returns
    -------
    ndarray of Axes

    Raises
    ------
    ValueError
        If more or fewer `axes` are given.
    """
    axes = given_or_new(axes, 1, len(groups), sharey=True, height=3.4)
    for ax, (title, hidden) in zip(axes, groups.items(), strict=True):
        ax.axvspan(n[0] - 0.5, n_seen - 0.5, color=palette.SPANS["train"], lw=0)
        ax.plot(n, hidden, "o-", color=palette.HIDDEN_STATE, ms=4, lw=1.5)
        ax.set_yscale("symlog", linthresh=1)
        ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        ax.set_title(title, fontsize=12)
    axes[len(axes) // 2].set_xlabel(LABELS["n"])
    axes[0].set_ylabel(LABELS["hidden"])
    return axes


@in_style()
def plot_states(
    states: dict[str, np.ndarray],
    inputs: np.ndarray,
    title: str = "",
    axes: np.ndarray | None = None,
) -> np.ndarray:
    """Draw gates and states of one network as tables of coloured boxes.

    Parameters
    ----------
    states : dict
        Arrays of shape (time steps, units) under their names: three gates, from 0 to
        1, then the cell state and the hidden state.
    inputs : ndarray, shape (time steps,)
        The window that was read.
    title : str
        What the figure shows.
    axes : ndarray of Axes, shape (5,), optional
        Where to draw, the title above all of their figure; a new figure if left out.

    Returns
    -------
    ndarray of Axes, shape (5,)

    Raises
    ------
    ValueError
        If the states are not five, or more or fewer `axes` are given.
    """
    colors = (
        *(palette.FORGET_GATE, palette.INPUT_GATE, palette.OUTPUT_GATE),
        *(palette.CELL_STATE, palette.HIDDEN_STATE),
    )
    if len(states) != len(colors):
        raise ValueError(f"states must be 3 gates and 2 states, not {len(states)}.")
    units = next(iter(states.values())).shape[1]
    height, widths = 1.9 + 0.42 * units, [3, 3, 3, 4, 4]
    axes = given_or_new(axes, 1, 5, height=height, width_ratios=widths)
    for k, (ax, (name, values)) in enumerate(zip(axes, states.items(), strict=True)):
        top = 1 if k < 3 else max(np.abs(values).max(), 1e-9)
        shade = LinearSegmentedColormap.from_list(name, ["white", colors[k]])
        boxes = shade(np.abs(values) / top / 1.15)  # (time steps, units, 4)
        ax.imshow(boxes.swapaxes(0, 1), aspect="auto")
        light = boxes[..., :3] ** 2.2 @ [0.2126, 0.7152, 0.0722]  # relative luminance
        for (step, unit), value in np.ndenumerate(values):
            word = f"{value:.2f}" if k < 3 else f"{value:,.4g}"
            color = "black" if light[step, unit] > 0.18 else "white"
            ax.text(
                *(step, unit, word), ha="center", va="center", fontsize=9, color=color
            )
        ax.set_title(name, fontsize=12)
        ax.set_xticks(range(len(inputs)), [f"{x:,.4g}" for x in inputs], fontsize=9)
        ax.set_yticks([])
        ax.grid(False)
        ax.tick_params(length=0)
    words = [LABELS["unit"].format(k + 1) for k in range(units)]
    axes[0].set_yticks(range(units), words)
    axes[2].set_xlabel(LABELS["reads"])
    axes[0].get_figure().suptitle(title, x=0.01, ha="left", weight="bold")
    return axes
