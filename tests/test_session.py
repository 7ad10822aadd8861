"""Each notebook is a session of at most 45 minutes, by a count that it prints."""

import re
from pathlib import Path

import nbformat
import notebook_rules as rules
import pytest
from execute import with_steady_names
from nbformat import v4
from session import MOST_MINUTES, cell_with_minutes, minutes

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def printed(notebook: nbformat.NotebookNode) -> int:
    """Return the minutes that the opening of a notebook promises."""
    said = rules.prose(cell_with_minutes(notebook).source)
    return int(re.search(r"(\d+) minutes", said)[1])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_one_session_and_says_how_long(path):
    notebook = nbformat.read(path, as_version=4)
    counted = minutes(notebook)
    assert counted <= MOST_MINUTES
    assert abs(printed(notebook) - counted) <= 1
    assert "run_seconds" in notebook.metadata.course  # as tests/execute.py notes it


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_readme_says_the_same(path):
    rows = (line for line in README.splitlines() if line.startswith("| ["))
    row = next(row for row in rows if f"(notebooks/{path.name})" in row)
    notebook = nbformat.read(path, as_version=4)
    if not path.stem.startswith("99"):  # the glossary is looked up, not read
        assert f"{printed(notebook)} min" in row


def test_words_figures_formulas_and_run_time_are_counted():
    notebook = v4.new_notebook(metadata={"course": {"run_seconds": 60}})
    assert minutes(notebook) == 1
    notebook.cells = [
        v4.new_markdown_cell("word " * 200 + "\n\n$$a = b$$\n\n![A drawing](x.svg)"),
        v4.new_code_cell("x = 1  # two more"),
    ]
    words, formula, figure, code, run = 1, 20 / 60, 30 / 60, 6 / 200, 1
    assert minutes(notebook) == pytest.approx(words + formula + figure + code + run)
    notebook.cells[1].metadata["jupyter"] = {"source_hidden": True}
    html = {"text/html": '<img src="x" alt="y"><svg></svg>'}
    notebook.cells[1].outputs = [v4.new_output("display_data", html)]
    expected = words + formula + 3 * figure + run
    assert minutes(notebook) == pytest.approx(expected)


def test_running_again_leaves_the_names_of_widgets():
    saved = set()
    for outer, inner in (("a" * 32, "b" * 32), ("b" * 32, "0" * 32)):
        notebook = v4.new_notebook(cells=[v4.new_code_cell(id="shown")])
        view = {"application/vnd.jupyter.widget-view+json": {"model_id": outer}}
        notebook.cells[0].outputs = [v4.new_output("display_data", view)]
        made = {
            inner: {"state": {}},
            outer: {"state": {"layout": f"IPY_MODEL_{inner}"}},
        }
        notebook.metadata["widgets"] = {"kind": {"state": made}}
        steady = with_steady_names(notebook)
        (shown,) = steady.cells[0].outputs[0].data.values()
        layout = steady.metadata.widgets.kind.state[shown.model_id].state.layout
        assert layout.removeprefix("IPY_MODEL_") in steady.metadata.widgets.kind.state
        saved.add(nbformat.writes(steady))
    assert len(saved) == 1
