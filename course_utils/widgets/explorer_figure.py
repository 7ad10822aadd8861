"""The drawing of the window explorer."""

from __future__ import annotations

import numpy as np

from course_utils import palette
from course_utils.live import LiveFigure, small_type
from course_utils.widgets import texts
from course_utils.widgets.picture import WIDTH

HEIGHT = 450  # pixels
LINEAR = {"linthresh": 1, "linscale": 0.35}  # between -1 and 1, so that 0 has a place


class ExplorerFigure:
    """The series, a band over the window, its values, and the target.

    Parameters
    ----------
    terms : ndarray, shape (n_terms,)
        The series.
    """

    def __init__(self, terms: np.ndarray) -> None:
        self._terms = terms
        self._live = live = LiveFigure(WIDTH, HEIGHT)
        with small_type():
            self._ax = ax = live.figure.add_axes((0.1, 0.115, 0.83, 0.83))
        n = np.arange(len(terms))
        ax.set_yscale("symlog", **LINEAR)
        ax.set_ylim(*limits(terms))
        ax.set_xlim(-1, len(terms))
        ax.yaxis.set_major_formatter(lambda value, _: texts.number(value))
        ax.set_xlabel(texts.EXPLORER_X_AXIS)
        ax.plot(n, terms, "o-", color=palette.FAINT, lw=1.2, ms=6)

        self._band = live.moving(
            ax.axvspan(0, 1, color=palette.INPUT, alpha=0.14, lw=0)
        )
        dots = {"ls": "none", "mec": "white", "mew": 1}
        for_input = {"color": palette.INPUT, "ms": 9, **dots}
        for_target = {"color": palette.TARGET, "ms": 11, **dots}
        (self._inputs,) = map(live.moving, ax.plot([], [], "o", **for_input))
        (self._target,) = map(live.moving, ax.plot([], [], "o", **for_target))
        self._labels = [
            live.moving(
                ax.annotate(
                    texts.number(value),
                    (k, value),
                    xytext=(-4, 3),
                    textcoords="offset points",
                    ha="right",
                    fontsize=10,
                    visible=False,
                    annotation_clip=False,
                )
            )
            for k, value in enumerate(terms)
        ]
        head = {"transform": ax.get_xaxis_transform(), "weight": "bold", "fontsize": 12}
        self._heads = [
            live.moving(ax.text(0, 1.02, word, ha=side, color=color, **head))
            for word, side, color in (
                (texts.EXPLORER_INPUT, "right", palette.INPUT),
                (texts.EXPLORER_TARGET, "left", palette.TARGET),
            )
        ]

    def png(self, first: int, window: int) -> bytes:
        """Draw the window of some length that starts at a position."""
        after = first + window
        self._band.set_x(first - 0.5)
        self._band.set_width(window)
        self._inputs.set_data(range(first, after), self._terms[first:after])
        self._target.set_data([after], self._terms[after : after + 1])
        for k, label in enumerate(self._labels):
            label.set_visible(first <= k <= after)
            label.set_color(palette.INPUT if k < after else palette.TARGET)
            label.set_fontweight("normal" if k < after else "bold")
        for head, x in zip(self._heads, (after - 0.55, after - 0.35), strict=True):
            head.set_x(x)
        return self._live.png()


def limits(terms: np.ndarray) -> tuple[float, float]:
    """Return the ends of a symmetric log axis that holds all terms."""
    low, high = min(terms.min(), 0), max(terms.max(), 1)
    return (3.0 * low if low < 0 else -0.3), 2.0 * high
