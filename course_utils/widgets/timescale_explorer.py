"""The time scale explorer: for how long a forget gate keeps, and who needs how long."""

from __future__ import annotations

from collections.abc import Iterator

import ipywidgets
import numpy as np

from course_utils import palette
from course_utils.lstm import sigmoid
from course_utils.plots.live import LiveFigure, small_type
from course_utils.widgets.board import WIDTH, Board, Picture, View, Words
from course_utils.words import explorers as words

HEIGHT, LONGEST, SPREAD = 340, 2000, 8  # SPREAD: curves of the chrono start


class TimescaleExplorer(Board):
    """Two sliders and the share of a cell state that is left, over the steps.

    Attributes
    ----------
    min_length : IntSlider
        The length T of the sequences.
    forget_bias : FloatSlider
    gate, time_scale : float
        Of the forget gate with this bias and no input.
    left : ndarray
        The share that is left after each of `steps`.
    words : Words
    picture : Picture
    """

    steps = np.unique(np.geomspace(1, LONGEST, 200).round())

    def __init__(self) -> None:
        look = {"style": {"description_width": "130px"}, "layout": {"width": "49%"}}
        self.min_length = ipywidgets.IntSlider(
            100,
            min=20,
            max=1000,
            step=10,
            description=words.TIMESCALE_LENGTH,
            tooltip=words.TIMESCALE_LENGTH_TIP,
            **look,
        )
        self.forget_bias = ipywidgets.FloatSlider(
            1,
            min=-2,
            max=8,
            step=0.25,
            description=words.TIMESCALE_BIAS,
            tooltip=words.TIMESCALE_BIAS_TIP,
            **look,
        )
        self._set_up_figure()
        picture, self.words = Picture(HEIGHT), Words(74, size=16, bold=True)
        sliders = ipywidgets.HBox([self.min_length, self.forget_bias])
        super().__init__([sliders, picture, self.words], picture, self.words)
        self.follow(self.min_length, self.forget_bias)

    def _set_up_figure(self) -> None:
        self._live = LiveFigure(WIDTH, HEIGHT)
        with small_type():
            ax = self._live.figure.add_axes((0.08, 0.16, 0.88, 0.8))
            ax.set(xscale="log", xlim=(1, LONGEST), ylim=(0, 1.02))
            ax.set(xlabel=words.TIMESCALE_X_AXIS, ylabel=words.TIMESCALE_Y_AXIS)
            ticks = (1, 10, 100, 1000)
            ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
            moving, flat = self._live.moving, np.ones_like(self.steps)
            self._span = moving(ax.axvspan(1, 2, color=palette.SPANS["train"], lw=0))
            thin = {"color": palette.CELL_STATE, "lw": 1.2, "alpha": 0.8}
            self._spread = [
                moving(*ax.plot(self.steps, flat, **thin)) for _ in range(SPREAD)
            ]
            self._spread[0].set_label(words.TIMESCALE_KEYS["chrono"])
            (line,) = ax.plot(self.steps, flat, color=palette.FORGET_GATE, lw=4)
            line.set_label(words.TIMESCALE_KEYS["one"])
            self._line = moving(line)
            self._span.set_label(words.TIMESCALE_KEYS["lags"])
            ax.legend(loc="upper right", fontsize=11)

    def views(self) -> Iterator[View]:
        """Yield the curves as the sliders stand."""
        T, bias = self.min_length.value, self.forget_bias.value
        self.gate = float(sigmoid(np.float64(bias)))
        self.time_scale = 1 / (1 - self.gate)
        self.left = self.gate**self.steps
        self._line.set_ydata(self.left)
        self._span.set_x(T / 2)
        self._span.set_width(T - T / 2)
        scales = np.linspace(2, T, SPREAD)  # time scales of the chrono start
        for line, scale in zip(self._spread, scales, strict=True):
            line.set_ydata((1 - 1 / scale) ** self.steps)
        fields = {
            "bias": bias,
            "gate": f"{self.gate:.4f}",
            "scale": f"{self.time_scale:,.3g}",
            "half": T // 2,
            "length": T,
            "left": f"{self.gate ** (T // 2):.2g}",
            "top": f"{np.log(T - 1):.1f}",
        }
        said = words.TIMESCALE_SENTENCE.format(**fields)
        said += "\n" + words.TIMESCALE_CHRONO.format(**fields)
        yield View(self._live.png(), words.TIMESCALE_ALT.format(**fields), (said,))


def timescale_explorer() -> TimescaleExplorer:
    """Return a widget that shows for how long a forget gate keeps.

    Returns
    -------
    TimescaleExplorer
        A widget; as the last line of a cell it is displayed.
    """
    return TimescaleExplorer()
