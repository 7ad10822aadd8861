"""The gate explorer: one LSTM unit, its weights on sliders, its gates in a drawing."""

from __future__ import annotations

import ipywidgets
import numpy as np

from course_utils.cells import lstm_step
from course_utils.widgets import cell_texts as texts
from course_utils.widgets.gate_drawing import draw_cell
from course_utils.widgets.picture import Board, Words

# Weights of x and of h and the bias, as a fresh unit has them: forget bias 1.
START = {
    "i": (1.0, 0.5, 0.0),
    "f": (0.0, 0.0, 1.0),
    "c": (1.0, 0.5, 0.0),
    "o": (0.5, 0.0, 0.0),
}


class GateExplorer(Board):
    """Sliders for what comes in and for the weights of one unit, and its drawing.

    Attributes
    ----------
    x_t, h_prev, c_prev : FloatSlider
        The input, and the two states before the step.
    weights : dict of tuple of FloatSlider
        Under "i", "f", "c" and "o": weight of x, weight of h, bias.
    step : LSTMStep
        What the unit computes; arrays of shape (1, 1).
    words : Words
    drawing : HTML
    """

    def __init__(self) -> None:
        start = {"x_t": 1.0, "h_prev": 0.0, "c_prev": 0.5}
        for name, value in start.items():
            limit = 1.0 if name == "h_prev" else 3.0
            tip = texts.STATE_TIP.format(name=texts.STATES[name])
            setattr(self, name, _slider(value, limit, tip, texts.STATES[name]))
        self.weights = {
            name: tuple(
                _slider(value, 8.0, texts.SLIDER_TIP.format(row=row, column=column))
                for value, column in zip(START[name], texts.COLUMNS, strict=True)
            )
            for name, row in texts.PARTS.items()
        }
        self.words = Words(74, size=16, bold=True)
        self.drawing = ipywidgets.HTML(layout={"width": "100%"})
        states = (self.x_t, self.h_prev, self.c_prev)
        for slider in (*states, *sum(self.weights.values(), ())):
            slider.observe(self._draw, "value")
        self._draw()
        super().__init__(
            [ipywidgets.HBox(states), self._grid(), self.drawing, self.words]
        )

    def _grid(self) -> ipywidgets.GridBox:
        heads = [ipywidgets.HTML(f"<b>{texts.WEIGHTS_HEADING}</b>")]
        heads += [ipywidgets.HTML(column) for column in texts.COLUMNS]
        rows = [
            widget
            for name, row in texts.PARTS.items()
            for widget in (ipywidgets.HTML(row), *self.weights[name])
        ]
        layout = {"grid_template_columns": "16% 28% 28% 28%", "width": "100%"}
        return ipywidgets.GridBox([*heads, *rows], layout=layout)

    def _draw(self, _change: object = None) -> None:
        # Columns of `numbers`: weight of x, weight of h, bias; rows i, f, c, o.
        numbers = np.array([[s.value for s in row] for row in self.weights.values()])
        kernel, recurrent_kernel, bias = numbers.T
        x_t, h_prev, c_prev = self.x_t.value, self.h_prev.value, self.c_prev.value
        self.step = lstm_step(
            *(np.array([[value]]) for value in (x_t, h_prev, c_prev)),
            kernel[np.newaxis],
            recurrent_kernel[np.newaxis],
            bias,
        )
        values = {name: array.item() for name, array in self.step._asdict().items()}
        values |= {"x_t": x_t, "h_prev": h_prev, "c_prev": c_prev}
        self.drawing.value = draw_cell(values, alt=texts.ALT.format(**values))
        lines = (texts.SENTENCE.format(**values), texts.UPDATE.format(**values))
        self.words.say("\n".join(lines))


def _slider(
    value: float, limit: float, tip: str, description: str = ""
) -> ipywidgets.FloatSlider:
    return ipywidgets.FloatSlider(
        value,
        min=-limit,
        max=limit,
        step=0.1,
        readout_format=".1f",
        description=description,
        tooltip=tip,
        style={"description_width": "95px"} if description else {},
        layout={"width": "33%" if description else "96%"},
    )


def gate_explorer() -> GateExplorer:
    """Return one LSTM unit to play with.

    Returns
    -------
    GateExplorer
        A widget; as the last line of a cell it is displayed.
    """
    return GateExplorer()
