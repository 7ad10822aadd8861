"""Execute notebooks in place, first to last, and note how long each takes to read.

Run as ``python tests/execute.py`` for all, or name the notebooks. The minutes are
written where the course tells them: in the opening of each notebook, in the map of the
first one, and in the README.
"""

import re
import sys
from hashlib import md5
from pathlib import Path
from time import perf_counter

import nbformat
from nbclient import NotebookClient
from session import ROUND_SECONDS, cell_with_minutes, minutes

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
FIRST = NOTEBOOKS / "00_start_here.ipynb"


def run(
    notebook: nbformat.NotebookNode, folder: Path, allow_errors: bool = False
) -> float:
    """Run a notebook in a fresh kernel, as if it lay in `folder`; return the seconds.

    The outputs are kept in the notebook, nothing is saved. A cell that fails is the
    last one, unless errors are allowed.
    """
    start = perf_counter()
    NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        allow_errors=allow_errors,
        record_timing=False,
        coalesce_streams=True,  # where they were torn is chance
        resources={"metadata": {"path": folder}},
    ).execute()
    return perf_counter() - start


def with_steady_names(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook whose widgets' models are named by their order.

    Each run draws new names at random, and keeps the models sorted by them: of one
    changed sentence thousands of changed lines would be left.
    """
    states = notebook.metadata.get("widgets", {}).values()
    models = [model for kind in states for model in kind["state"]]  # as they were made
    steady = {
        model: md5(str(n).encode(), usedforsecurity=False).hexdigest()
        for n, model in enumerate(models)
    }
    text = nbformat.writes(notebook)
    text = re.sub(
        r"(?<![0-9a-f])[0-9a-f]{32}", lambda name: steady.get(name[0], name[0]), text
    )
    return nbformat.reads(text, as_version=4)


def execute(path: Path) -> None:
    """Run a notebook and save it with its outputs and minutes."""
    notebook = nbformat.read(path, as_version=4)
    seconds = run(notebook, path.parent)
    notebook = with_steady_names(notebook)
    noted = notebook.metadata.get("course", {}).get("run_seconds", -ROUND_SECONDS)
    if abs(seconds - noted) > ROUND_SECONDS:  # else as it was: steady from run to run
        noted = ROUND_SECONDS * round(seconds / ROUND_SECONDS)
    notebook.metadata["course"] = {"run_seconds": noted}
    counted = round(minutes(notebook))
    opening = cell_with_minutes(notebook)
    said = re.compile(r"\d+ minutes")
    opening.source = said.sub(f"{counted} minutes", opening.source, count=1)
    nbformat.write(notebook, path)
    print(f"{path.name}: ran {seconds:.0f} s, a session of {counted} min")
    note_in_maps(path.name, counted)


def note_in_maps(name: str, counted: int) -> None:
    """Write the minutes into the rows of the maps that link to a notebook."""
    row = re.compile(rf"(\| \[[^\n]*{re.escape(name)}\)[^\n]*\| )\d+( min \|)")
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    readme.write_text(row.sub(rf"\g<1>{counted}\g<2>", text), "utf-8")
    notebook = nbformat.read(FIRST, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = row.sub(rf"\g<1>{counted}\g<2>", cell.source)
    nbformat.write(notebook, FIRST)


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:] or sorted(NOTEBOOKS.glob("*.ipynb"))):
        execute(path.resolve())
