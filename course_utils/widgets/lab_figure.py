"""The drawing of the lab: loss, predictions and the spread of the test error."""

from __future__ import annotations

import numpy as np

from course_utils import palette
from course_utils.live import Bundle, LiveFigure, small_type
from course_utils.plots.axes import log_percent, shade_spans
from course_utils.widgets import texts
from course_utils.widgets.explorer_figure import LINEAR, limits
from course_utils.widgets.growth import CLAIM, COLLAPSE, Shown
from course_utils.widgets.lab_windows import LabWindows
from course_utils.widgets.picture import WIDTH

HEIGHT = 448  # pixels
ERROR_AXIS = (0.7e-5, 15)  # relative errors
DECADES = 5  # of the loss axis
EPOCH_AXES = (100, 200, 500)  # ends of the epoch axis


class LabFigure:
    """Three panels with fixed axes.

    Parameters
    ----------
    terms : ndarray, shape (n_terms,)
        The series.
    n_train, n_val : int
        Lengths of its first two parts.
    """

    def __init__(self, terms: np.ndarray, n_train: int, n_val: int) -> None:
        self._live = LiveFigure(WIDTH, HEIGHT)
        self._terms, self._spans = terms, (n_train, n_val, len(terms))
        top = np.abs(terms[: n_train + n_val]).max()
        self._loss_top = {"raw": 10 ** np.ceil(np.log10(max(top, 1))), "divided": 10}
        with small_type():
            self._make_loss(self._axes(62, 194, 366, 222))
            self._make_forecast(self._axes(522, 194, 368, 222))
            self._make_errors(self._axes(30, 32, 840, 78))

    def _axes(self, left: int, bottom: int, width: int, height: int):
        pixels = np.array(
            [left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT]
        )
        return self._live.figure.add_axes(pixels)

    def _make_loss(self, ax) -> None:
        self._loss_ax, moving = ax, self._live.moving
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.12g}")
        self._loss_title = ax.set_title("")
        ax.set_xlabel(texts.LAB_LOSS_X_AXIS)
        self._train = Bundle(self._live, ax, palette.TRAINING, lw=2.6)
        self._val = Bundle(
            self._live, ax, palette.VALIDATION, thin=False, lw=2.2, ls=(0, (4, 1.5))
        )
        (self._keras,) = map(moving, ax.plot([], [], color="black", lw=1.6, ls=":"))
        colors = palette.TRAINING, palette.VALIDATION, "black"
        keys = write_keys(ax, texts.LAB_LOSS_KEYS, colors, 0.985, 0.97, ha="right")
        self._keys = [moving(key) for key in keys]

    def _make_forecast(self, ax) -> None:
        ax.set_yscale("symlog", **LINEAR)
        ax.set_ylim(*limits(self._terms))
        ax.yaxis.set_major_formatter(lambda value, _: texts.number(value))
        shade_spans(ax, *self._spans)
        for word in ax.texts:
            word.set_fontsize(9.5)
        ax.set_title(texts.LAB_FORECAST_TITLE)
        ax.set_xlabel(texts.LAB_FORECAST_X_AXIS)
        colors = palette.TARGET, palette.PREDICTION
        write_keys(ax, texts.LAB_FORECAST_KEYS, colors, 0.02, 0.84, ha="left")
        self._forecast = Bundle(self._live, ax, palette.PREDICTION, lw=2.6)
        true = {"color": palette.TARGET, "ls": "none", "ms": 3.5, "zorder": 5}
        n = np.arange(len(self._terms))
        (_,) = map(self._live.moving, ax.plot(n, self._terms, "o", **true))

    def _make_errors(self, ax) -> None:
        log_percent(ax.xaxis)
        ax.set_xlim(*ERROR_AXIS)
        ax.set_ylim(0, 1)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        ax.set_title(texts.LAB_ERROR_TITLE)
        ax.axvspan(COLLAPSE, ERROR_AXIS[1], color=palette.FAINT, alpha=0.35, lw=0)
        ax.axvline(CLAIM, color=palette.TARGET, lw=1.5, ls="--")
        above = {"transform": ax.get_xaxis_transform(), "va": "bottom"}
        ax.text(CLAIM, 1.04, texts.LAB_ERROR_CLAIM, ha="center", **above)
        ax.text(COLLAPSE, 1.04, texts.LAB_ERROR_COLLAPSED, ha="left", **above)
        key = {"color": palette.PREDICTION, "weight": "bold", "ha": "right", **above}
        ax.text(ERROR_AXIS[1], 1.04, texts.LAB_ERROR_MEDIAN, **key)
        dots = {"color": palette.PREDICTION, "mec": "white", "mew": 0.8, "ms": 8}
        line = ax.axvline(1, color=palette.PREDICTION, lw=3)
        self._median = self._live.moving(line)
        (self._dots,) = map(
            self._live.moving, ax.plot([], [], "o", clip_on=False, **dots)
        )

    def png(
        self,
        windows: LabWindows,
        encoding: str,
        epochs: int,
        shown: Shown | None,
        keras_loss: np.ndarray | None = None,
    ) -> bytes:
        """Draw what is `shown`, or no networks if it is None.

        Parameters
        ----------
        windows : LabWindows
        encoding : {"raw", "divided"}
            Decides the limits of the loss axis.
        epochs : int
            Decides the limits of the epoch axis.
        shown : Shown, optional
        keras_loss : ndarray, shape (epochs,), optional
            The loss of network 1 in Keras.
        """
        end = next((end for end in EPOCH_AXES if end >= epochs), epochs)
        top = self._loss_top[encoding]
        self._loss_ax.set_xlim(0, end)
        self._loss_ax.set_ylim(top / 10**DECADES, top)
        self._loss_title.set_text(texts.LAB_LOSS_TITLES[encoding])
        self._draw_keras(keras_loss)
        if shown is None:
            self._clear()
        else:
            self._draw(windows, shown)
        return self._live.png(view=(encoding, end))

    def _draw_keras(self, loss: np.ndarray | None) -> None:
        self._keys[2].set_visible(loss is not None)
        loss = np.empty(0) if loss is None else np.nan_to_num(loss, nan=np.inf)
        low, high = self._loss_ax.get_ylim()
        self._keras.set_data(1 + np.arange(len(loss)), np.clip(loss, low, high))

    def _draw(self, windows: LabWindows, shown: Shown) -> None:
        epoch = 1 + np.arange(len(shown.loss))
        self._train.set(epoch, unbounded(shown.loss))
        self._keys[0].set_visible(True)
        self._keys[1].set_visible(shown.val_loss is not None)
        if shown.val_loss is None:
            self._val.clear()
        else:
            self._val.set(epoch, unbounded(shown.val_loss))
        gaps = np.cumsum([windows.n_train, windows.n_val])
        values = np.insert(
            unbounded(shown.predictions[:, :, 0].T), gaps, np.nan, axis=0
        )
        self._forecast.set(np.insert(windows.at, gaps, 0), values)
        error = np.clip(shown.summary.error, *ERROR_AXIS)
        self._dots.set_data(
            error, 0.12 + 0.76 * (0.5 + np.arange(len(error))) / len(error)
        )
        self._median.set_visible(True)
        self._median.set_xdata([np.clip(shown.summary.median, *ERROR_AXIS)] * 2)

    def _clear(self) -> None:
        for bundle in (self._train, self._val, self._forecast):
            bundle.clear()
        self._dots.set_data([], [])
        for artist in (self._median, *self._keys):
            artist.set_visible(False)


def write_keys(ax, words, colors, x: float, y: float, ha: str) -> list:
    """Write the names of what is drawn, in its colours, one below the other."""
    style = {"transform": ax.transAxes, "ha": ha, "va": "top", "weight": "bold"}
    return [
        ax.text(x, y - 0.09 * k, word, color=color, **style)
        for k, (word, color) in enumerate(zip(words, colors, strict=True))
    ]


def unbounded(values: np.ndarray) -> np.ndarray:
    """Return `values` with infinity in the place of what is not a number."""
    return np.where(np.isnan(values), np.inf, values)
