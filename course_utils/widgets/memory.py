"""The memory explorer: how long a simple RNN and an LSTM remember."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from course_utils import palette
from course_utils.cells import sigmoid
from course_utils.live import LiveFigure, small_type
from course_utils.memory import lstm_influence, rnn_influence
from course_utils.widgets import cell_texts as texts
from course_utils.widgets.picture import WIDTH, Board, Picture, Words

STEPS, HEIGHT = 100, 360
LOWEST, HIGHEST = 1e-20, 1e20  # of the axis; what lies beyond is drawn at its edge


class MemoryExplorer(Board):
    """Two sliders and three curves: the influence of a state on later states.

    Attributes
    ----------
    recurrent_weight, forget_bias : FloatSlider
    rnn, lstm, alone : ndarray, shape (100,)
        Influence in the simple RNN, in the LSTM, and along its cell state alone.
    words : Words
    picture : Picture
    """

    def __init__(self) -> None:
        self.recurrent_weight = _slider(
            *(0.9, -2, 2, 0.1), texts.RECURRENT_WEIGHT, texts.RECURRENT_TIP
        )
        self.forget_bias = _slider(
            *(1, -4, 8, 0.25), texts.FORGET_BIAS, texts.FORGET_TIP
        )
        self.words, self.picture = Words(74, size=16, bold=True), Picture(HEIGHT)
        self._set_up_figure()
        for slider in (self.recurrent_weight, self.forget_bias):
            slider.observe(self._draw, "value")
        self._draw()
        sliders = ipywidgets.HBox([self.recurrent_weight, self.forget_bias])
        super().__init__([sliders, self.picture, self.words])

    def _set_up_figure(self) -> None:
        self._live = LiveFigure(WIDTH, HEIGHT)
        with small_type():
            ax = self._live.figure.add_axes((0.1, 0.15, 0.86, 0.8))
        ax.set_yscale("log")
        ax.set(xlim=(0, STEPS), ylim=(LOWEST, HIGHEST))
        ax.set_yticks(10.0 ** np.arange(-20, 21, 5))
        ax.set(xlabel=texts.STEPS_AXIS, ylabel=texts.INFLUENCE_AXIS)
        styles = {
            texts.RNN_KEY: (palette.HIDDEN_STATE, "-", 3),
            texts.LSTM_KEY: (palette.CELL_STATE, "-", 3),
            texts.ALONE_KEY: (palette.FORGET_GATE, "--", 2),
        }
        steps = np.arange(1, STEPS + 1)
        self._lines = [
            self._live.moving(
                ax.plot(steps, steps, ls=dashes, lw=width, color=color, label=key)[0]
            )
            for key, (color, dashes, width) in styles.items()
        ]
        ax.legend(loc="upper left", ncols=3, fontsize=12)

    def _draw(self, _change: Any = None) -> None:
        weight, bias = self.recurrent_weight.value, self.forget_bias.value
        silence, none = np.zeros((STEPS, 1)), np.zeros((1, 4))
        self.rnn = rnn_influence(
            silence, none[:, :1], np.array([[weight]]), np.zeros(1)
        )
        candidate = np.array([[0, 0, weight, 0]])  # gates in the order i, f, c, o
        biases = np.array([0, bias, 0, 0])
        self.lstm = lstm_influence(silence, none, candidate, biases)
        self.alone = lstm_influence(silence, none, none, biases)

        curves = (self.rnn, self.lstm, self.alone)
        for line, curve in zip(self._lines, curves, strict=True):
            line.set_ydata(np.clip(curve, LOWEST, HIGHEST))
        last = (_rounded(curve[-1]) for curve in curves)
        fields = dict(zip(("rnn", "lstm", "alone"), last, strict=True))
        fields |= {"steps": STEPS, "weight": weight, "bias": bias}
        self.picture.show(self._live.png(), texts.INFLUENCE_ALT.format(**fields))
        gate = texts.GATE_SENTENCE.format(gate=sigmoid(np.float64(bias)))
        self.words.say(texts.INFLUENCE_SENTENCE.format(**fields) + "\n" + gate)


def _rounded(value: float) -> str:
    return f"{value:.2g}"


def _slider(
    value: float, low: float, high: float, step: float, name: str, tip: str
) -> ipywidgets.FloatSlider:
    return ipywidgets.FloatSlider(
        value,
        min=low,
        max=high,
        step=step,
        description=name,
        tooltip=tip,
        style={"description_width": "130px"},
        layout={"width": "49%"},
    )


def memory_explorer() -> MemoryExplorer:
    """Return a widget that shows how far back two kinds of cell remember.

    Returns
    -------
    MemoryExplorer
        A widget; as the last line of a cell it is displayed.
    """
    return MemoryExplorer()
