"""The three panels of the lab's figure: loss, predictions, test errors."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils import palette
from course_utils.live import Bundle, LiveFigure
from course_utils.plots.axes import log_percent, shade_spans
from course_utils.widgets import texts
from course_utils.widgets.explorer_figure import LINEAR, limits
from course_utils.widgets.growth import CLAIM, COLLAPSE, Shown
from course_utils.widgets.lab_windows import LabWindows

TWIN, KERAS = palette.TRAINING, palette.TARGET  # what is to match, and what it matches
DECADES = 6  # of the loss axis; the keys stand in the uppermost
ERROR_AXIS = (0.7e-5, 15)  # relative errors


class LossPanel:
    """Training loss of every network, the medians, and network 1 in Keras."""

    def __init__(self, live: LiveFigure, ax: Any) -> None:
        self._ax = ax
        ax.set_yscale("log")
        ax.yaxis.get_major_locator().set_params(numticks=DECADES + 2)  # every decade
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.12g}")
        self._title = ax.set_title("")
        ax.set_xlabel(texts.LAB_LOSS_X_AXIS)
        self._train = Bundle(live, ax, palette.TRAINING)
        dashed = {"thin": False, "width": 2.2, "dashes": (0, (4, 1.5))}
        self._val = Bundle(live, ax, palette.VALIDATION, **dashed)
        twins = ax.plot([], [], color=TWIN, lw=1.8)
        twins += ax.plot([], [], color=KERAS, lw=1.8, ls=":")
        self._twins = [live.moving(line) for line in twins]  # network 1 here, in Keras
        words, colors = texts.LAB_LOSS_KEYS, (palette.TRAINING, palette.VALIDATION)
        self._keys = [
            *write_keys(ax, words, colors, 0.985, 0.97, ha="right"),
            *write_keys(ax, texts.LAB_TWIN_KEYS, (TWIN, KERAS), 0.02, 0.19, ha="left"),
        ]

    def set_view(
        self, title: str, end: int, top: float, train: bool, val: bool, keras: bool
    ) -> None:
        """Set the limits, up to `end` epochs and the loss `top`, and show the keys."""
        self._title.set_text(title)
        self._ax.set_xlim(0, end)
        self._ax.set_ylim(top / 10**DECADES, top)
        for key, visible in zip(self._keys, (train, val, keras, keras), strict=True):
            key.set_visible(visible)

    def draw(self, shown: Shown | None, keras_loss: np.ndarray | None) -> None:
        """Draw losses, or nothing."""
        epoch, loss, val_loss = np.empty(0), np.empty((0, 1)), None
        if shown is not None:
            loss, val_loss = unbounded(shown.loss), shown.val_loss
            epoch = 1 + np.arange(len(loss))
        self._train.set(epoch, loss)
        if val_loss is None:
            self._val.clear()
        else:
            self._val.set(epoch, unbounded(val_loss))
        with_twins = shown is not None and keras_loss is not None
        for line, values in zip(self._twins, (loss[:, 0], keras_loss), strict=True):
            line.set_visible(with_twins)
            if with_twins:
                line.set_data(epoch, np.clip(unbounded(values), *self._ax.get_ylim()))


class ForecastPanel:
    """The series, and what the networks predict from the windows before."""

    def __init__(
        self, live: LiveFigure, ax: Any, terms: np.ndarray, n_train: int, n_val: int
    ) -> None:
        ax.set_yscale("symlog", **LINEAR)
        ax.set_ylim(*limits(terms))
        ax.yaxis.set_major_formatter(lambda value, _: texts.number(value))
        shade_spans(ax, n_train, n_val, len(terms))
        for word in ax.texts:
            word.set_fontsize(9.5)
        ax.set_title(texts.LAB_FORECAST_TITLE)
        ax.set_xlabel(texts.LAB_FORECAST_X_AXIS)
        colors = palette.TARGET, palette.PREDICTION
        write_keys(ax, texts.LAB_FORECAST_KEYS, colors, 0.02, 0.84, ha="left")
        self._bundle = Bundle(live, ax, palette.PREDICTION)
        true = {"color": palette.TARGET, "ls": "none", "ms": 3.5}
        for dots in ax.plot(np.arange(len(terms)), terms, "o", **true):
            live.moving(dots)  # not that they move: they lie over what does

    def draw(self, windows: LabWindows, shown: Shown | None) -> None:
        """Draw predictions, with gaps between the parts of the series, or nothing."""
        if shown is None:
            self._bundle.clear()
            return
        gaps = np.cumsum([windows.n_train, windows.n_val])
        values = unbounded(shown.predictions[:, :, 0].T)  # (n, m)
        values = np.insert(values, gaps, np.nan, axis=0)
        self._bundle.set(np.insert(windows.at, gaps, 0), values)


class ErrorPanel:
    """A dot for the test error of each network, always at the same height."""

    def __init__(self, live: LiveFigure, ax: Any) -> None:
        log_percent(ax.xaxis)
        ax.set(xlim=ERROR_AXIS, ylim=(0, 1), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.set_title(texts.LAB_ERROR_TITLE)
        ax.axvspan(COLLAPSE, ERROR_AXIS[1], color=palette.FAINT, alpha=0.35, lw=0)
        ax.axvline(CLAIM, color=palette.TARGET, lw=1.5, ls="--")
        above = {"transform": ax.get_xaxis_transform(), "va": "bottom"}
        ax.text(CLAIM, 1.04, texts.LAB_ERROR_CLAIM, ha="center", **above)
        ax.text(COLLAPSE, 1.04, texts.LAB_ERROR_COLLAPSED, ha="left", **above)
        key = {"color": palette.PREDICTION, "weight": "bold", "ha": "right", **above}
        ax.text(ERROR_AXIS[1], 1.04, texts.LAB_ERROR_MEDIAN, **key)
        self._median = live.moving(ax.axvline(1, color=palette.PREDICTION, lw=3))
        look = {"color": palette.PREDICTION, "mec": "white", "mew": 0.8, "ms": 8}
        (dots,) = ax.plot([], [], "o", clip_on=False, **look)
        self._dots = live.moving(dots)

    def draw(self, shown: Shown | None) -> None:
        """Draw errors, those beyond the axis at its end, or nothing."""
        self._median.set_visible(shown is not None)
        if shown is None:
            self._dots.set_data([], [])
            return
        error = np.clip(shown.summary.error, *ERROR_AXIS)
        heights = (0.5 + np.arange(len(error))) / len(error)
        self._dots.set_data(error, 0.12 + 0.76 * heights)
        self._median.set_xdata([np.clip(shown.summary.median, *ERROR_AXIS)] * 2)


def write_keys(
    ax: Any,
    words: tuple[str, ...],
    colors: tuple[str, ...],
    x: float,
    y: float,
    ha: str,
) -> list[Any]:
    """Write the names of what is drawn, in its colours, one below the other."""
    style = {"transform": ax.transAxes, "ha": ha, "va": "top", "weight": "bold"}
    return [
        ax.text(x, y - 0.09 * k, word, color=color, **style)
        for k, (word, color) in enumerate(zip(words, colors, strict=True))
    ]


def unbounded(values: np.ndarray) -> np.ndarray:
    """Return `values` with infinity in the place of what is not a number."""
    return np.where(np.isnan(values), np.inf, values)
