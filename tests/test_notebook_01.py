"""Notebook 01 prints code beside formulas: it must be the code of the package."""

import inspect
import re
from pathlib import Path

import nbformat
import pytest

from course_utils.cells import lstm_gates, lstm_step
from course_utils.network import Unrolled

PATH = Path(__file__).parents[1] / "notebooks" / "01_understand_rnn_and_lstm.ipynb"
CELLS = nbformat.read(PATH, as_version=4).cells


def code_in_table(heading: str) -> list[str]:
    """Return the code in the last column of the table below a heading."""
    (text,) = (cell.source for cell in CELLS if heading in cell.source)
    rows = text.split(heading)[1].split("\n")
    return [code for row in rows for code in re.findall(r"\| `([^`]+)` \|$", row)]


@pytest.mark.parametrize(
    ("heading", "functions", "rows"),
    [
        ("### The step of the course", [lstm_step, lstm_gates], 6),
        ("## 12. Optional: the backward pass", [Unrolled.backward], 10),
    ],
)
def test_code_beside_the_formulas_is_that_of_the_package(heading, functions, rows):
    source = "".join(map(inspect.getsource, functions))
    shown = code_in_table(heading)
    assert len(shown) == rows
    assert [code for code in shown if code not in source] == []
