"""The slides: each cell has its place, and the command that proposes it is safe."""

import runpy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

ROOT = Path(__file__).parents[1]
COMMAND = runpy.run_path(str(ROOT / "teach" / "slides.py"))
cut, prepare, slide_type = (COMMAND[n] for n in ("cut", "prepare", "slide_type"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WITHOUT_SHOW = {"99"}
MOST_SLIDES = 41  # in a lesson of 45 minutes
TYPES = {"slide", "subslide", "fragment", "skip", "notes"}


def read(path: Path) -> NotebookNode:
    """Return a notebook."""
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_of_a_show_has_its_place(path):
    notebook = read(path)
    types = [slide_type(cell) for cell in notebook.cells]
    if path.name[:2] in WITHOUT_SHOW:
        assert set(types) == {None}
        return
    assert set(types) <= TYPES, "run: python teach/slides.py"
    assert types[0] == "slide"
    assert sum(kind in ("slide", "subslide") for kind in types) <= MOST_SLIDES
    name, look = COMMAND["LOOK"]
    assert notebook.metadata[name] == look


def test_glossary_is_not_shown():
    assert COMMAND["NO_SHOW"][:2] in WITHOUT_SHOW


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_checks_and_solutions_are_on_no_slide(path):
    for cell in read(path).cells:
        if cell.source.startswith("# Check") or "solution" in cell.metadata.get(
            "tags", []
        ):
            assert slide_type(cell) in (None, "skip", "notes"), cell.id


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_command_changes_nothing_that_is_read_or_decided(path):
    notebook, given = read(path), read(path)
    prepare(notebook)
    for one in (notebook, given):
        assert len({cell.id for cell in one.cells}) == len(one.cells)
    assert "\n\n".join(cell.source for cell in notebook.cells) == "\n\n".join(
        cell.source for cell in given.cells
    )
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    before = [cell for cell in given.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in code] == [cell.outputs for cell in before]
    again = nbformat.from_dict(notebook)
    prepare(again)
    assert again == notebook


def test_what_the_author_decides_stays():
    cell = v4.new_markdown_cell("# A\n\nB.\n\n$$c$$\n\n![D](d.svg)")
    cell.metadata["slideshow"] = {"slide_type": "notes"}
    notebook = v4.new_notebook(cells=[cell])
    prepare(notebook)
    assert [slide_type(c) for c in notebook.cells] == ["notes"]


LONG = " ".join(["word"] * 61)
CASES = {
    "# A\n\nShort.": ["slide"],
    f"## A\n\n{LONG}": ["slide", "notes"],
    "### A\n\nShort:\n\n$$b$$": ["subslide", "fragment"],
    f"## A\n\n{LONG}\n\nLead:\n\n$$b$$": ["slide", "notes", "fragment"],
    "## A\n\n![B](b.svg)": ["slide", "fragment"],
    "## A\n\nShort.\n\n![B](b.svg)\n\nC.": ["slide", "subslide", "notes"],
    "## Summary\n\n- a\n- b\n\n**On your own.**\n\n1. c": ["slide", "notes"],
    "## A\n\nB.\n\n**Exercise 1.1: c.** D\n\n- e": ["slide", "subslide"],
    "## A\n\nB.\n\n" + "\n".join(["- a longer item of a list"] * 20): [
        "slide",
        "notes",
    ],
}


@pytest.mark.parametrize("source", CASES)
def test_markdown_is_cut_where_slides_begin(source):
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(source)])
    prepare(notebook)
    assert [slide_type(cell) for cell in notebook.cells] == CASES[source]


def test_name_of_an_exercise_stays_with_its_text():
    cell = v4.new_markdown_cell(f"{LONG}\n\n**Exercise 1.1: a.** B", id="exercise-1-1")
    assert [part.id for part in cut(cell)] == ["exercise-1-1-2", "exercise-1-1"]


def test_figures_answers_and_code_find_their_place():
    picture = v4.new_output("display_data", {"text/html": "<img src='a' alt='b'>"})
    printed = v4.new_output("stream", text="1")
    cells = [
        v4.new_markdown_cell("# A\n\nB."),
        v4.new_code_cell("import numpy as np"),
        v4.new_code_cell("print(1)", outputs=[printed]),
        v4.new_code_cell("show(a)", outputs=[picture]),
        v4.new_code_cell("a = 1"),
        v4.new_markdown_cell("A short lead."),
        v4.new_code_cell("b = 1"),
        v4.new_markdown_cell("**Exercise 1.1: c.** D"),
        v4.new_code_cell(
            "checks.answer('1.1 c', ...)", metadata={"tags": ["exercise"]}
        ),
        v4.new_code_cell("checks.summary('01')", outputs=[printed]),
    ]
    notebook = v4.new_notebook(cells=cells)
    prepare(notebook)
    assert [slide_type(cell) for cell in notebook.cells] == [
        *("slide", "skip", "fragment", "subslide", "skip"),
        *("subslide", "fragment", "subslide", "fragment", "skip"),
    ]
