"""The window explorer: see how windows cut a series into inputs and targets."""

from __future__ import annotations

from typing import Any

import ipywidgets

from course_utils._validate import as_numbers
from course_utils.series import make_windows
from course_utils.widgets import texts
from course_utils.widgets.explorer_figure import HEIGHT, ExplorerFigure
from course_utils.widgets.picture import Board, Picture, Words


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

    def __init__(self, terms: Any) -> None:
        self._terms = as_numbers("terms", terms, ("terms",))
        if len(self._terms) < 2:
            raise ValueError(f"terms must hold at least 2 values, not {len(terms)}.")
        most = len(self._terms) - 1
        wide = {
            "layout": {"width": "49%"},
            "style": {"description_width": "110px"},
            "min": 0,
        }
        self.window = ipywidgets.IntSlider(
            min(3, most),
            **wide | {"min": 1},
            max=most,
            description=texts.EXPLORER_WINDOW,
            tooltip=texts.EXPLORER_WINDOW_TIP,
        )
        self.position = ipywidgets.IntSlider(
            0,
            **wide,
            max=most - self.window.value,
            description=texts.EXPLORER_POSITION,
            tooltip=texts.EXPLORER_POSITION_TIP,
        )
        self.picture, self.words = Picture(HEIGHT), Words(74, size=17, bold=True)
        self._figure = ExplorerFigure(self._terms)
        self._set_window()
        self.window.observe(self._set_window, "value")
        self.position.observe(self._draw, "value")
        sliders = ipywidgets.HBox([self.window, self.position])
        super().__init__([sliders, self.picture, self.words])

    def _set_window(self, _change: Any = None) -> None:
        window = self.window.value
        self.X, self.y = make_windows(self._terms, window)
        self.position.max = len(self.X) - 1  # takes the position along if it must
        self._draw()

    def _draw(self, _change: Any = None) -> None:
        first, window = self.position.value, self.window.value
        steps = texts.counted(window, texts.ONE_STEP, texts.STEPS)
        n = len(self.X)
        fields = {
            "inputs": texts.listed(self.X[first, :, 0]),
            "target": texts.number(self.y[first, 0]),
            "n_terms": len(self._terms),
            "n": n,
            "samples": texts.counted(n, texts.ONE_SAMPLE, texts.SAMPLES),
            "window": window,
            "steps": steps,
            "first": first,
            "last": first + window - 1,
            "after": first + window,
        }
        png = self._figure.png(first, window)
        self.picture.show(png, texts.EXPLORER_ALT.format(**fields))
        sentences = texts.EXPLORER_SENTENCE, texts.EXPLORER_SHAPES
        self.words.say("\n".join(sentences).format(**fields))


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
    return WindowExplorer(terms)
