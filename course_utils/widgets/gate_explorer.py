"""The gate explorer: one LSTM unit, its weights on sliders, its gates in a drawing."""

from __future__ import annotations

import html
from collections.abc import Iterator

import ipywidgets
import numpy as np

from course_utils import palette
from course_utils.lstm import lstm_step
from course_utils.widgets.board import WIDTH, Board, Picture, View, Words
from course_utils.words import explorers as words

GATES = ("i", "f", "c", "o")  # in the order of Keras
# Weight of x, weight of h, bias: as a fresh unit has them, with forget bias 1.
START = {
    "i": (1.0, 0.5, 0.0),
    "f": (0.0, 0.0, 1.0),
    "c": (1.0, 0.5, 0.0),
    "o": (0.5, 0.0, 0.0),
}
COLUMNS = ("x", "h", "bias")
STATES = {"x_t": (1.0, 3.0), "h_prev": (0.0, 1.0), "c_prev": (0.5, 3.0)}  # start, limit


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
    picture : Picture
        The drawing.
    """

    def __init__(self) -> None:
        for name, (value, limit) in STATES.items():
            label = words.GATE_STATES[name]
            tip = words.GATE_STATE_TIP.format(name=label)
            setattr(self, name, _slider(value, limit, tip, label))
        self.weights = {gate: self._row(gate) for gate in GATES}
        picture, self.words = Picture(HEIGHT), Words(74, size=16, bold=True)
        states = (self.x_t, self.h_prev, self.c_prev)
        parts = [ipywidgets.HBox(states), self._grid(), picture, self.words]
        super().__init__(parts, picture, self.words)
        self.follow(*states, *sum(self.weights.values(), ()))

    def _row(self, gate: str) -> tuple[ipywidgets.FloatSlider, ...]:
        tips = (
            words.GATE_WEIGHT_TIP.format(
                row=words.GATE_ROWS[gate], column=words.GATE_COLUMNS[column]
            )
            for column in COLUMNS
        )
        starts = zip(START[gate], tips, strict=True)
        return tuple(_slider(value, 8.0, tip) for value, tip in starts)

    def _grid(self) -> ipywidgets.GridBox:
        heads = [ipywidgets.HTML(f"<b>{words.GATE_WEIGHTS_HEADING}</b>")]
        heads += [ipywidgets.HTML(words.GATE_COLUMNS[column]) for column in COLUMNS]
        rows = [
            widget
            for gate in GATES
            for widget in (ipywidgets.HTML(words.GATE_ROWS[gate]), *self.weights[gate])
        ]
        layout = {"grid_template_columns": "16% 28% 28% 28%", "width": "100%"}
        return ipywidgets.GridBox([*heads, *rows], layout=layout)

    def views(self) -> Iterator[View]:
        """Yield the unit as the sliders stand."""
        # Rows of `numbers`: i, f, c, o; columns: weight of x, weight of h, bias.
        numbers = np.array([[s.value for s in self.weights[gate]] for gate in GATES])
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
        alt = words.GATE_ALT.format(**values)
        sentences = words.GATE_SENTENCE, words.GATE_UPDATE
        said = "\n".join(sentences).format(**values)
        yield View(draw_cell(values, alt), alt, (said,))


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


# The drawing

HEIGHT = 400  # pixels
LINE, GAUGE, INPUTS = 72, 210, 356  # heights of the cell state, the gauges, the inputs
PLACES = {"f": 200, "i": 350, "c": 480, "o": 640}  # from left to right
COLORS = {
    "f": palette.FORGET_GATE,
    "i": palette.INPUT_GATE,
    "c": palette.BASELINE,
    "o": palette.OUTPUT_GATE,
}
TIPS = "".join(
    f'<marker id="tip-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" '
    f'markerHeight="5" orient="auto"><path d="M0 0 8 4 0 8z" fill="{color}"/></marker>'
    for name, color in {"cell": palette.CELL_STATE, "plain": palette.BASELINE}.items()
)


def draw_cell(values: dict[str, float], alt: str) -> str:
    """Draw the unit.

    Parameters
    ----------
    values : dict
        The numbers ``x_t, h_prev, c_prev, i, f, c_tilde, o, c_t, h_t``.
    alt : str
        The same in words, for those who cannot see it.

    Returns
    -------
    str
        An SVG element, `WIDTH` by `HEIGHT` pixels.
    """
    kept, written = values["f"] * values["c_prev"], values["i"] * values["c_tilde"]
    add = (PLACES["i"] + PLACES["c"]) / 2
    parts = [
        _arrow(86, LINE, 836, LINE, width=4, tip="cell", color=palette.CELL_STATE),
        _arrow(PLACES["f"], 160, PLACES["f"], LINE + 19),
        _arrow(PLACES["i"], 160, add - 14, 130 + 12),
        _arrow(PLACES["c"], 160, add + 14, 130 + 12),
        _arrow(add, 112, add, LINE + 19, color=palette.CELL_STATE, tip="cell"),
        _arrow(PLACES["o"], 160, 724, 130 + 12),
        _arrow(740, LINE, 740, 112, color=palette.CELL_STATE, tip="cell"),
        _arrow(740, 148, 740, INPUTS - 30, color=palette.HIDDEN_STATE),
        _node(PLACES["f"], LINE, "⊙"),
        _node(add, LINE, "+"),
        _node(add, 130, "⊙"),
        _node(740, 130, "⊙"),
        _text(752, 103, "tanh", size=13, anchor="start"),
        _text((PLACES["f"] + add) / 2, LINE - 14, _number(kept)),
        _text(add + 22, 104, _number(written), anchor="start"),
        *(_gauge(name, values["c_tilde" if name == "c" else name]) for name in PLACES),
        *_inputs(values),
        _label(52, LINE, "c<tspan>t-1</tspan>", values["c_prev"], palette.CELL_STATE),
        _label(866, LINE, "c<tspan>t</tspan>", values["c_t"], palette.CELL_STATE),
        _label(740, INPUTS, "h<tspan>t</tspan>", values["h_t"], palette.HIDDEN_STATE),
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{html.escape(alt)}" style="max-width: 100%; '
        "height: auto; background: white; "
        'font-family: DejaVu Sans, Verdana, sans-serif">'
        f"<defs>{TIPS}</defs>{''.join(parts)}</svg>"
    )


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")  # noqa: RUF001


def _text(x, y, words, size=15, anchor="middle", color="#333", weight="normal") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" '
        f'fill="{color}" font-weight="{weight}">{words}</text>'
    )


def _arrow(x, y, to_x, to_y, color=palette.BASELINE, tip="plain", width=2.5) -> str:
    return (
        f'<path d="M{x:g} {y:g}L{to_x:g} {to_y:g}" stroke="{color}" '
        f'stroke-width="{width}" marker-end="url(#tip-{tip})"/>'
    )


def _node(x: float, y: float, sign: str) -> str:
    circle = (
        f'<circle cx="{x:g}" cy="{y:g}" r="17" fill="white" stroke="#333" '
        'stroke-width="2"/>'
    )
    return circle + _text(x, y + 7, sign, size=20)


def _label(x: float, y: float, symbol: str, value: float, color: str) -> str:
    symbol = symbol.replace("<tspan>", '<tspan dy="4" font-size="11">')
    color = palette.WORDS.get(color, color)
    return _text(x, y - 8, symbol, 17, color=color, weight="bold") + _text(
        x, y + 16, _number(value), 16
    )


def _gauge(name: str, value: float) -> str:
    """Draw a gate as a column filled up to its value; a candidate from its middle."""
    x, (top, height, half) = PLACES[name], (GAUGE - 48, 84, 26)
    share = float(np.clip(value, -1, 1))
    if name == "c":
        middle = top + height / 2
        y, filled = middle - max(share, 0) * height / 2, abs(share) * height / 2
        zero = f'<path d="M{x - half} {middle}h{2 * half}" stroke="#999"/>'
    else:
        y, filled, zero = top + (1 - share) * height, share * height, ""
    box = f'x="{x - half}" width="{2 * half}"'
    return (
        f'<rect {box} y="{top}" height="{height}" rx="4" fill="white"/>'
        f'<rect {box} y="{y:.1f}" height="{filled:.1f}" fill="{COLORS[name]}"/>{zero}'
        f'<rect {box} y="{top}" height="{height}" rx="4" fill="none" stroke="#333" '
        f'stroke-width="2"/>'
        + _text(x + half + 8, GAUGE, _number(value), 16, "start", weight="bold")
        + _text(x, top + height + 22, words.GATE_DRAWING[name], 14)
        + _arrow(x, INPUTS - 42, x, top + height + 30)
    )


def _inputs(values: dict[str, float]) -> list[str]:
    """Draw x_t and h_{t-1} and the line that carries both to all four gauges."""
    y, end = INPUTS - 42, PLACES["o"]
    return [
        f'<path d="M60 {y + 18}V{y}H{end}M130 {y + 18}V{y}" fill="none" '
        f'stroke="{palette.BASELINE}" stroke-width="2.5"/>',
        _label(
            60, INPUTS, "h<tspan>t-1</tspan>", values["h_prev"], palette.HIDDEN_STATE
        ),
        _label(130, INPUTS, "x<tspan>t</tspan>", values["x_t"], palette.INPUT),
    ]


def gate_explorer() -> GateExplorer:
    """Return one LSTM unit to play with.

    Returns
    -------
    GateExplorer
        A widget; as the last line of a cell it is displayed.
    """
    return GateExplorer()
