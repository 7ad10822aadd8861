"""A learner may run a cell again: what it made the first time does not spoil it."""

from pathlib import Path

import nbformat
import pytest
from execute import run
from nbformat import NotebookNode, v4
from notebook_rules import cells, outputs, tags

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("0*.ipynb"))


def twice(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook of the same code cells, each of them two times in a row."""
    copies = []
    for _, cell in cells(notebook, "code"):
        for n in (1, 2):
            metadata = {"tags": tags(cell), "name": f"{cell.id}, run {n}"}
            copies.append(v4.new_code_cell(cell.source, metadata=metadata))
    return v4.new_notebook(cells=copies)


def failures(notebook: NotebookNode, folder: Path) -> list[str]:
    """Run a notebook to its end; return which cells failed, each with its error."""
    run(notebook, folder, allow_errors=True)
    return [
        f"{cell.metadata['name']}: {output.ename} {output.evalue}"
        for _, cell, output in outputs(notebook)
        if output.output_type == "error" and "raises-exception" not in tags(cell)
    ]


@pytest.mark.nightly
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_may_be_run_twice_in_a_row(path):
    notebook = nbformat.read(path, as_version=4)
    assert failures(twice(notebook), path.parent) == []
