"""The window explorer: see how windows cut a series into inputs and targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipywidgets
import numpy as np

from course_utils import palette
from course_utils._validate import as_numbers
from course_utils.plots.axes import growing
from course_utils.plots.live import LiveFigure, small_type
from course_utils.series import make_windows
from course_utils.widgets.board import WIDTH, Board, Picture, View, Words
from course_utils.words import counted, listed, number
from course_utils.words import explorers as words

HEIGHT = 450  # pixels


class WindowExplorer(Board):
    """Two sliders, the series with a window on it, and the window in words.

    Attributes
    ----------
    window, position : IntSlider
        Values in a window, and where it starts.
    X, y : ndarray, shapes (n, window, 1) and (n, 1)
        All windows of this length and their targets.
    words : Words
    picture : Picture
    """

    def __init__(self, terms: np.ndarray) -> None:
        self._terms = terms
        most = len(terms) - 1
        wide = {
            "layout": {"width": "49%"},
            "style": {"description_width": "110px"},
            "min": 0,
        }
        self.window = ipywidgets.IntSlider(
            min(3, most),
            **wide | {"min": 1},
            max=most,
            description=words.WINDOW_LENGTH,
            tooltip=words.WINDOW_LENGTH_TIP,
        )
        self.position = ipywidgets.IntSlider(
            0,
            **wide,
            max=most - self.window.value,
            description=words.WINDOW_POSITION,
            tooltip=words.WINDOW_POSITION_TIP,
        )
        self._figure = WindowFigure(terms)
        picture, self.words = Picture(HEIGHT), Words(74, size=17, bold=True)
        sliders = ipywidgets.HBox([self.window, self.position])
        super().__init__([sliders, picture, self.words], picture, self.words)
        self.follow(self.window, self.position)

    def views(self) -> Iterator[View]:
        """Yield the window as the sliders stand."""
        window = self.window.value
        self.X, self.y = make_windows(self._terms, window)
        n = len(self.X)
        self.position.max = n - 1  # takes the position along if it must
        position = self.position.value
        first = min(position, n - 1)
        if first < position:  # another thread has moved it meanwhile
            self.position.value = first
        fields = {
            "inputs": listed(self.X[first, :, 0]),
            "target": number(self.y[first, 0]),
            "n_terms": len(self._terms),
            "n": n,
            "samples": counted(n, words.ONE_SAMPLE, words.SAMPLES),
            "window": window,
            "steps": counted(window, words.ONE_STEP, words.STEPS),
            "first": first,
            "last": first + window - 1,
            "after": first + window,
        }
        sentences = words.WINDOW_SENTENCE, words.WINDOW_SHAPES
        yield View(
            self._figure.png(first, window),
            words.WINDOW_ALT.format(**fields),
            ("\n".join(sentences).format(**fields),),
        )


class WindowFigure:
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
            growing(ax.yaxis, terms)
            ax.set_xlim(-1, len(terms))
            ax.set_xlabel(words.WINDOW_X_AXIS)
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
                        number(value),
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
            head = {
                "transform": ax.get_xaxis_transform(),
                "weight": "bold",
                "fontsize": 12,
            }
            self._heads = [
                live.moving(ax.text(0, 1.02, word, ha=side, color=color, **head))
                for word, side, color in (
                    (words.WINDOW_INPUT, "right", palette.INPUT),
                    (words.WINDOW_TARGET, "left", palette.TARGET),
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


def window_explorer(terms: Any) -> WindowExplorer:
    """Return a widget that slides a window over a series.

    Parameters
    ----------
    terms : array_like, shape (n_terms,)
        The series, at least 2 values, oldest first.

    Returns
    -------
    WindowExplorer
        With the sliders ``window`` and ``position`` and the arrays ``X`` and ``y``.

    Raises
    ------
    TypeError
        If `terms` holds something that is not a number.
    ValueError
        If `terms` is not one-dimensional, not finite, or shorter than 2.
    """
    terms = as_numbers("terms", terms, ("terms",)).copy()
    if len(terms) < 2:
        raise ValueError(f"terms must hold at least 2 values, but it has {len(terms)}.")
    return WindowExplorer(terms)
