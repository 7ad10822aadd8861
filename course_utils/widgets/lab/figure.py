"""The figure of the lab: loss, predictions and test errors, on axes that stay."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils import palette
from course_utils.experiment import (
    CLAIM,
    COLLAPSE,
    DIVIDED,
    MASE,
    RAW,
    RELATIVE,
    SCALED,
    Outcome,
)
from course_utils.plots.axes import growing, log_numbers, log_percent, shade_spans
from course_utils.plots.live import Bundle, LiveFigure, small_type
from course_utils.widgets.board import WIDTH
from course_utils.words import lab as words
from course_utils.words import number

HEIGHT = 448  # pixels
SCALE = 1.5  # pixels for each pixel of the page; 2 would cost a tenth of a move more
EPOCH_AXES = (100, 200, 500)  # where the epoch axis may end
TWIN, KERAS = palette.TRAINING, palette.TARGET  # what is to match, and what it matches
WORD = palette.WORDS[palette.PREDICTION]  # the colour of a word about predictions
DECADES = 6  # of the loss axis; the keys stand in the uppermost
ERROR_AXIS = (0.7e-5, 15)  # relative errors
SCALED_ERROR_AXIS = (0.4, 6)  # scaled errors
SCALED_DECADES = 3  # of the loss axis, where errors are scaled
MOST_SHOWN = 130  # terms of a long series, the latest: more would be a thicket


class LabFigure:
    """Loss, predictions and test errors of many networks.

    Parameters
    ----------
    terms : ndarray, shape (n_terms,)
        The series.
    n_train, n_val : int
        Lengths of its first two parts.
    measure : {"relative", "mase"}
        Of the errors. For relative ones the series is drawn on an axis for growth, and
        the claim of the recipe is marked; for scaled ones baselines are.
    start : int
        The number of the first term.
    """

    def __init__(
        self,
        terms: np.ndarray,
        n_train: int,
        n_val: int,
        measure: str = RELATIVE,
        start: int = 0,
    ) -> None:
        self._live = live = LiveFigure(WIDTH, HEIGHT, SCALE)
        self._view: tuple | None = None
        largest = max(np.abs(terms[: n_train + n_val]).max(), 1)
        above = 10 ** (1 + np.ceil(np.log10(largest)))
        self._loss_tops = {RAW: above, DIVIDED: 100}
        self._decades = DECADES
        if measure == MASE:
            self._loss_tops = {RAW: above / 10, SCALED: 10}
            self._decades = SCALED_DECADES
        with small_type():
            self._loss = LossPanel(live, self._axes(62, 194, 366, 222))
            forecast_axes = self._axes(522, 194, 368, 222)
            self._forecast = ForecastPanel(live, forecast_axes, terms, n_train, n_val)
            error_axes = self._axes(30, 32, 840, 78)
            if measure == MASE:
                self._forecast.show_plainly(terms, start)
                self._errors = ScaledErrorPanel(live, error_axes)
            else:
                self._errors = ErrorPanel(live, error_axes)

    def _axes(self, left: int, bottom: int, width: int, height: int) -> Any:
        across, up = (
            np.array([left, width]) / WIDTH,
            np.array([bottom, height]) / HEIGHT,
        )
        return self._live.figure.add_axes((across[0], up[0], across[1], up[1]))

    def png(self, outcome: Outcome, keras_loss: np.ndarray | None = None) -> bytes:
        """Draw an outcome; the series alone if nothing could be trained.

        Parameters
        ----------
        outcome : Outcome
            Its encoding and its epochs decide where the axes end.
        keras_loss : ndarray, shape (epochs,), optional
            The loss of network 1 in Keras.
        """
        encoding, epochs = outcome.setting.encoding, outcome.epochs
        end = next((end for end in EPOCH_AXES if end >= epochs), epochs)
        top, title = self._loss_tops[encoding], words.LOSS_TITLES[encoding]
        keys = outcome.is_trained, outcome.val_loss is not None, keras_loss is not None
        view = title, end, (top / 10**self._decades, top), *keys
        if view != self._view:
            self._loss.set_view(*view)
            self._view = view
        for panel in (self._loss, self._forecast, self._errors):
            panel.draw(outcome)
        self._loss.draw_twins(outcome, keras_loss)
        return self._live.png(view)


class LossPanel:
    """Training loss of every network, the medians, and network 1 in Keras."""

    def __init__(self, live: LiveFigure, ax: Any) -> None:
        self._ax = ax
        ax.set_yscale("log")
        ax.yaxis.get_major_locator().set_params(numticks=DECADES + 2)  # every decade
        ax.yaxis.set_major_formatter("{x:,.12g}")
        self._title = ax.set_title("")
        ax.set_xlabel(words.LOSS_X_AXIS)
        self._train = Bundle(live, ax, palette.TRAINING)
        dashed = {"thin": False, "width": 2.2, "dashes": (0, (4, 1.5))}
        self._val = Bundle(live, ax, palette.VALIDATION, **dashed)
        twins = ax.plot([], [], color=TWIN, lw=1.8)
        twins += ax.plot([], [], color=KERAS, lw=1.8, ls=":")
        self._twins = [live.moving(line) for line in twins]  # network 1 here, in Keras
        curves = {"train": palette.TRAINING, "val": palette.VALIDATION}
        keys = write_keys(ax, curves, words.LOSS_KEYS, 0.985, 0.97, ha="right")
        twins = {"twin": TWIN, "keras": KERAS}
        keys += write_keys(ax, twins, words.TWIN_KEYS, 0.02, 0.19, ha="left")
        self._keys = keys

    def set_view(
        self,
        title: str,
        end: int,
        losses: tuple[float, float],
        train: bool,
        val: bool,
        keras: bool,
    ) -> None:
        """Set the limits, up to `end` epochs and of the losses, and show the keys."""
        self._title.set_text(title)
        self._ax.set_xlim(0, end)
        self._ax.set_ylim(*losses)
        for key, visible in zip(self._keys, (train, val, keras, keras), strict=True):
            key.set_visible(visible)

    def draw(self, outcome: Outcome) -> None:
        """Draw losses, or nothing."""
        for bundle, loss in (
            (self._train, outcome.loss),
            (self._val, outcome.val_loss),
        ):
            if loss is None:
                bundle.clear()
            else:
                bundle.set(1 + np.arange(len(loss)), unbounded(loss))

    def draw_twins(self, outcome: Outcome, keras_loss: np.ndarray | None) -> None:
        """Draw the loss of network 1 here and in Keras, or nothing."""
        both = outcome.is_trained and keras_loss is not None
        for line in self._twins:
            line.set_visible(both)
        if both:
            epoch = 1 + np.arange(len(keras_loss))
            losses = outcome.loss[:, 0], keras_loss
            for line, loss in zip(self._twins, losses, strict=True):
                line.set_data(epoch, np.clip(unbounded(loss), *self._ax.get_ylim()))


class ForecastPanel:
    """The series, and what the networks predict from the windows before."""

    def __init__(
        self, live: LiveFigure, ax: Any, terms: np.ndarray, n_train: int, n_val: int
    ) -> None:
        self._ax = ax
        growing(ax.yaxis, terms)
        shade_spans(ax, n_train, n_val, len(terms))
        for word in ax.texts:
            word.set_fontsize(9.5)
        ax.set_title(words.FORECAST_TITLE)
        ax.set_xlabel(words.FORECAST_X_AXIS)
        colors = {"true": palette.TARGET, "predicted": palette.PREDICTION}
        write_keys(ax, colors, words.FORECAST_KEYS, 0.02, 0.84, ha="left")
        self._bundle = Bundle(live, ax, palette.PREDICTION)
        true = {"color": palette.TARGET, "ls": "none", "ms": 3.5}
        for dots in ax.plot(np.arange(len(terms)), terms, "o", **true):
            live.moving(dots)  # not that they move: they lie over what does

    def show_plainly(self, terms: np.ndarray, start: int) -> None:
        """Take a linear axis, and of a long series the latest terms only."""
        room = 0.3 * np.ptp(terms)  # for the names of the parts
        self._ax.set_yscale("linear")
        self._ax.yaxis.set_major_formatter(lambda value, _position: number(value))
        self._ax.set_ylim(terms.min() - 0.05 * room, terms.max() + room)
        self._ax.set_xlim(max(0, len(terms) - MOST_SHOWN) - 0.5, None)
        self._ax.xaxis.set_major_formatter(lambda at, _position: f"{start + at:.0f}")
        for word in self._ax.texts:
            word.set_clip_on(True)

    def draw(self, outcome: Outcome) -> None:
        """Draw predictions, with gaps between the parts of the series, or nothing."""
        if not outcome.is_trained:
            self._bundle.clear()
            return
        windows = outcome.windows
        gaps = np.cumsum([windows.n_train, windows.n_val])
        values = unbounded(outcome.predictions[:, :, 0].T)  # (n, m)
        values = np.insert(values, gaps, np.nan, axis=0)
        self._bundle.set(np.insert(windows.at, gaps, 0), values)


class ErrorPanel:
    """A dot for the test error of each network, always at the same height."""

    def __init__(self, live: LiveFigure, ax: Any) -> None:
        log_percent(ax.xaxis)
        ax.set(xlim=ERROR_AXIS, ylim=(0, 1), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.set_title(words.ERROR_TITLE)
        ax.axvspan(COLLAPSE, ERROR_AXIS[1], color=palette.FAINT, alpha=0.35, lw=0)
        ax.axvline(CLAIM, color=palette.TARGET, lw=1.5, ls="--")
        above = {"transform": ax.get_xaxis_transform(), "va": "bottom"}
        ax.text(CLAIM, 1.04, words.ERROR_CLAIM, ha="center", **above)
        ax.text(COLLAPSE, 1.04, words.ERROR_COLLAPSED, ha="left", **above)
        key = {"color": WORD, "weight": "bold", "ha": "right", **above}
        ax.text(ERROR_AXIS[1], 1.04, words.ERROR_MEDIAN, **key)
        self._median = live.moving(ax.axvline(1, color=palette.PREDICTION, lw=3))
        look = {"color": palette.PREDICTION, "mec": "white", "mew": 0.8, "ms": 8}
        (dots,) = ax.plot([], [], "o", clip_on=False, **look)
        self._dots = live.moving(dots)

    def draw(self, outcome: Outcome) -> None:
        """Draw errors, those beyond the axis at its end, or nothing."""
        self._median.set_visible(outcome.is_trained)
        if not outcome.is_trained:
            self._dots.set_data([], [])
            return
        error = np.clip(outcome.summary.error, *ERROR_AXIS)
        heights = (0.5 + np.arange(len(error))) / len(error)
        self._dots.set_data(error, 0.12 + 0.76 * heights)
        self._median.set_xdata([np.clip(outcome.summary.median, *ERROR_AXIS)] * 2)


class ScaledErrorPanel:
    """A dot for the scaled test error of each network; lines for the baselines."""

    def __init__(self, live: LiveFigure, ax: Any) -> None:
        log_numbers(ax.xaxis, [0.5, 1, 2, 5])
        ax.set(xlim=SCALED_ERROR_AXIS, ylim=(0, 1), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.set_title(words.SCALED_ERROR_TITLE)
        above = {"transform": ax.get_xaxis_transform(), "va": "bottom"}
        key = {"color": WORD, "weight": "bold", "ha": "right", **above}
        ax.text(SCALED_ERROR_AXIS[1], 1.04, words.ERROR_MEDIAN, **key)
        dashes = {"last": ":", "season": "--", "linear": "-"}
        self._lines, self._names = {}, {}
        for k, (name, dash) in enumerate(dashes.items()):
            line = ax.axvline(1, color=palette.TARGET, lw=1.5, ls=dash)
            side = "right" if name == "linear" else "left"  # the names beside the lines
            at = 1, 0.98 - 0.32 * (k % 2)
            word = ax.text(*at, words.BASELINES[name], va="top", ha=side)
            word.set_bbox({"fc": "white", "ec": "none", "pad": 0.5, "alpha": 0.8})
            self._lines[name], self._names[name] = live.moving(line), live.moving(word)
        self._median = live.moving(ax.axvline(1, color=palette.PREDICTION, lw=3))
        look = {"color": palette.PREDICTION, "mec": "white", "mew": 0.8, "ms": 8}
        (dots,) = ax.plot([], [], "o", clip_on=False, **look)
        self._dots = live.moving(dots)

    def draw(self, outcome: Outcome) -> None:
        """Draw errors and baselines, those beyond the axis at its end, or nothing."""
        self._median.set_visible(outcome.is_trained)
        errors = outcome.baselines or {}
        for name, line in self._lines.items():
            line.set_visible(name in errors)
            self._names[name].set_visible(name in errors)
            if name in errors:
                at = np.clip(errors[name], *SCALED_ERROR_AXIS)
                line.set_xdata([at, at])
                self._names[name].set_x(at / 1.02 if name == "linear" else at * 1.02)
        if not outcome.is_trained:
            self._dots.set_data([], [])
            return
        error = np.clip(outcome.summary.error, *SCALED_ERROR_AXIS)
        heights = (0.5 + np.arange(len(error))) / len(error)
        self._dots.set_data(error, 0.12 + 0.76 * heights)
        median = np.clip(outcome.summary.median, *SCALED_ERROR_AXIS)
        self._median.set_xdata([median, median])


def write_keys(
    ax: Any, colors: dict[str, str], keys: dict[str, str], x: float, y: float, ha: str
) -> list[Any]:
    """Write the names of what is drawn, in its colours, one below the other."""
    style = {"transform": ax.transAxes, "ha": ha, "va": "top", "weight": "bold"}
    return [
        ax.text(
            x, y - 0.09 * k, keys[name], color=palette.WORDS.get(color, color), **style
        )
        for k, (name, color) in enumerate(colors.items())
    ]


def unbounded(values: np.ndarray) -> np.ndarray:
    """Return `values` with infinity in the place of what is not a number."""
    return np.where(np.isnan(values), np.inf, values)
