"""Notebook 02 shows code of the package and a solution: both must be right."""

import inspect
import re
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import nbformat
import numpy as np
import pytest

from course_utils import checks
from course_utils.lstm import lstm_gates, lstm_gates_backward, lstm_step, sigmoid

PATH = Path(__file__).parents[1] / "notebooks" / "02_write_an_lstm.ipynb"
CELLS = nbformat.read(PATH, as_version=4).cells
STEP, BACK = "### The step of the course", "## 7. Optional: the backward pass"


def code_in_table(heading: str, column: int) -> list[str]:
    """Return the code in one column of the first table below a heading, from the top.

    The table may stand in a later cell than its heading: slides part them.
    """
    _, below = "\n\n".join(cell.source for cell in CELLS).split(heading)
    lines = below.split("\n| ", 1)[1].split("\n")
    rows = takewhile(lambda line: line.startswith("|"), lines[1:])
    fields = [row.split("|")[1:-1][column].strip() for row in rows]
    return [field.strip("`") for field in fields if field.startswith("`")]


def lines_of(function: Callable) -> list[str]:
    """Return the lines of a function below its description, without comments."""
    body = inspect.getsource(function).split('"""')[-1]
    lines = [line.split("  #")[0].strip() for line in body.split("\n")]
    return [line for line in lines if line]


@pytest.mark.parametrize(
    ("heading", "column", "functions", "left_out"),
    [
        (STEP, 1, [lstm_step, lstm_gates], 2),  # the choice of activation, the return
        (BACK, 0, [lstm_gates], 1),  # the return
    ],
)
def test_code_beside_the_formulas_is_the_whole_step(
    heading, column, functions, left_out
):
    lines = [line for function in functions for line in lines_of(function)]
    shown = code_in_table(heading, column)
    assert shown == [line for line in lines if line in shown]
    others = [line for line in lines if line not in shown]
    assert len(others) == left_out
    starts = ("return ", "activation = ACTIVATIONS[")
    assert all(line.startswith(starts) for line in others), others


def test_code_of_the_backward_pass_is_the_whole_function_read_from_below():
    lines, shown = lines_of(lstm_gates_backward), code_in_table(BACK, 1)[::-1]
    assert shown == [line for line in lines if line in shown]
    others = [line for line in lines if line not in shown]
    assert [re.split(" = ", line)[0] for line in others] == [
        "i, f, c_tilde, o, c_t, h_t",  # unpacked
        "d_z",  # an empty array
    ]


def test_solution_of_the_exercise_is_right():
    (solution,) = (c.source for c in CELLS if "def solved_step" in c.source)
    names = {"np": np, "sigmoid": sigmoid}
    exec(solution.split("\n\n\n")[0], names)  # the function, without its check

    rng = np.random.default_rng(0)
    x_t, h_prev, c_prev = (rng.normal(size=(1, 1)) for _ in range(3))
    weights = ({gate: rng.normal(size=(1, 1)) for gate in "fico"} for _ in "WU")
    biases = {gate: rng.normal(size=1) for gate in "fico"}
    step = names["solved_step"]
    assert checks.your_step(step, (x_t, h_prev, c_prev, *weights, biases)) is step
