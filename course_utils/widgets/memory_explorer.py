"""The memory explorer: how long a simple RNN and an LSTM remember."""

from __future__ import annotations

from collections.abc import Iterator

import ipywidgets
import numpy as np

from course_utils import palette
from course_utils.inside import lstm_influence, rnn_influence
from course_utils.lstm import sigmoid
from course_utils.plots.live import LiveFigure, small_type
from course_utils.widgets.board import WIDTH, Board, Picture, View, Words
from course_utils.words import explorers as words

STEPS, HEIGHT = 100, 360
LOWEST, HIGHEST = 1e-20, 1e20  # of the axis; what lies beyond is drawn at its edge
STYLES = {  # colour, dashes and width of each curve
    "rnn": (palette.HIDDEN_STATE, "-", 3),
    "lstm": (palette.CELL_STATE, "-", 3),
    "alone": (palette.FORGET_GATE, "--", 2),
}


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
            *(0.9, -2, 2, 0.1), words.MEMORY_WEIGHT, words.MEMORY_WEIGHT_TIP
        )
        self.forget_bias = _slider(
            *(1, -4, 8, 0.25), words.MEMORY_BIAS, words.MEMORY_BIAS_TIP
        )
        self._set_up_figure()
        picture, self.words = Picture(HEIGHT), Words(74, size=16, bold=True)
        sliders = ipywidgets.HBox([self.recurrent_weight, self.forget_bias])
        super().__init__([sliders, picture, self.words], picture, self.words)
        self.follow(self.recurrent_weight, self.forget_bias)

    def _set_up_figure(self) -> None:
        self._live = LiveFigure(WIDTH, HEIGHT)
        steps = np.arange(1, STEPS + 1)
        with small_type():
            ax = self._live.figure.add_axes((0.1, 0.15, 0.86, 0.8))
            ax.set_yscale("log")
            ax.set(xlim=(0, STEPS), ylim=(LOWEST, HIGHEST))
            ax.set_yticks(10.0 ** np.arange(-20, 21, 5))
            ax.set(xlabel=words.MEMORY_X_AXIS, ylabel=words.MEMORY_Y_AXIS)
            self._lines = {}
            for name, (color, dashes, width) in STYLES.items():
                look = {"ls": dashes, "lw": width, "color": color}
                (line,) = ax.plot(steps, steps, **look, label=words.MEMORY_KEYS[name])
                self._lines[name] = self._live.moving(line)
            ax.legend(loc="upper left", ncols=3, fontsize=12)

    def views(self) -> Iterator[View]:
        """Yield the curves as the sliders stand."""
        weight, bias = self.recurrent_weight.value, self.forget_bias.value
        silence, none = np.zeros((STEPS, 1)), np.zeros((1, 4))
        self.rnn = rnn_influence(
            silence, none[:, :1], np.array([[weight]]), np.zeros(1)
        )
        candidate = np.array([[0, 0, weight, 0]])  # gates in the order i, f, c, o
        biases = np.array([0, bias, 0, 0])
        self.lstm = lstm_influence(silence, none, candidate, biases)
        self.alone = lstm_influence(silence, none, none, biases)

        fields = {"steps": STEPS, "weight": weight, "bias": bias}
        for name, line in self._lines.items():
            curve = getattr(self, name)
            line.set_ydata(np.clip(curve, LOWEST, HIGHEST))
            fields[name] = f"{curve[-1]:.2g}"
        gate = words.MEMORY_GATE.format(gate=sigmoid(np.float64(bias)))
        said = words.MEMORY_SENTENCE.format(**fields) + "\n" + gate
        yield View(self._live.png(), words.MEMORY_ALT.format(**fields), (said,))


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
