"""Figures of what a network has learned: its rule, its units, its gates."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from course_utils import palette
from course_utils.figures import new_axes
from course_utils.plots.axes import LABELS


def plot_rule(
    shares: np.ndarray, answers: dict[str, np.ndarray], seen: np.ndarray
) -> np.ndarray:
    """Draw what networks answer to every window of the Fibonacci rule.

    Divided by its last value, such a window is 1 - s, s, 1, and the rule says 1 + s.

    Parameters
    ----------
    shares : ndarray, shape (n,)
        The middle values s, from 0 to 1.
    answers : dict
        Forecasts of shape (n_networks, n), under the title of their axes.
    seen : ndarray, shape (k,)
        The middle values of the Fibonacci training windows.

    Returns
    -------
    ndarray of Axes
    """
    axes = np.atleast_1d(new_axes(1, len(answers), sharey=True, height=4))
    for ax, (title, lines) in zip(axes, answers.items(), strict=True):
        ax.plot(shares, 1 + shares, color=palette.TARGET, lw=2, label=LABELS["rule"])
        ax.plot(shares, lines.T, color=palette.PREDICTION, lw=0.4, alpha=0.3)
        median = np.median(lines, axis=0)
        word = LABELS["predicted"]
        ax.plot(shares, median, "--", color=palette.PREDICTION, lw=3, label=word)
        ax.plot(seen, 1 + seen, "D", color=palette.INPUT, ms=6, label=LABELS["seen"])
        ax.set_title(title, fontsize=12)
        ax.set_ylim(0.85, 2.1)
    axes[0].legend(loc="upper left", fontsize="small")
    axes[0].set_ylabel(LABELS["answer"])
    axes[len(axes) // 2].set_xlabel(LABELS["share"])
    return axes


def plot_activations(
    n: np.ndarray, groups: dict[str, np.ndarray], n_seen: int
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

    Returns
    -------
    ndarray of Axes
    """
    axes = np.atleast_1d(new_axes(1, len(groups), sharey=True, height=3.4))
    for ax, (title, hidden) in zip(axes, groups.items(), strict=True):
        ax.axvspan(n[0] - 0.5, n_seen - 0.5, color=palette.SPANS["train"], lw=0)
        ax.plot(n, hidden, "o-", color=palette.HIDDEN_STATE, ms=4, lw=1.5)
        ax.set_yscale("symlog", linthresh=1)
        ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        ax.set_title(title, fontsize=12)
    axes[len(axes) // 2].set_xlabel(LABELS["n"])
    axes[0].set_ylabel(LABELS["hidden"])
    return axes


def plot_states(
    states: dict[str, np.ndarray], inputs: np.ndarray, title: str = ""
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

    Returns
    -------
    ndarray of Axes, shape (5,)
    """
    colors = (
        *(palette.FORGET_GATE, palette.INPUT_GATE, palette.OUTPUT_GATE),
        *(palette.CELL_STATE, palette.HIDDEN_STATE),
    )
    units = next(iter(states.values())).shape[1]
    axes = new_axes(1, 5, height=1.9 + 0.42 * units, width_ratios=[3, 3, 3, 4, 4])
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
