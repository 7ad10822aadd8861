"""Copy notebooks without their solutions and outputs, for a class.

Run as ``python teach/without_solutions.py`` for all, or name the notebooks. The copies
stand in ``build/without_solutions/notebooks``, with the drawings beside them, so that
links and pictures work as in the course.
"""

import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "without_solutions"
TAG = "solution"
# Where the solutions are, and what the outputs tell: neither is in the copies.
WHERE = re.compile(
    r"[^.()]* collapsed cell below it\.|The notebooks come with[^:]*:[^.]*\."
    r"|Outputs of an earlier run [^.]*\."
)


def without_solutions(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook without the cells that have the tag `solution`.

    Outputs go too, for they tell what a learner is to predict; and the sentences about
    both.
    """
    copy = nbformat.from_dict(notebook)
    copy.cells = [c for c in copy.cells if TAG not in c.metadata.get("tags", [])]
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
        else:
            cell.source = WHERE.sub("", cell.source)
    copy.cells = [cell for cell in copy.cells if cell.source]
    return copy


def write_copies(paths: list[Path], build: Path = BUILD) -> list[Path]:
    """Write a copy of each notebook, and the drawings; return where the copies are."""
    shutil.copytree(ROOT / "assets", build / "assets", dirs_exist_ok=True)
    copies = [build / "notebooks" / path.name for path in paths]
    (build / "notebooks").mkdir(exist_ok=True)
    for path, copy in zip(paths, copies, strict=True):
        notebook = nbformat.read(path, as_version=4)
        nbformat.write(without_solutions(notebook), copy)
    return copies


if __name__ == "__main__":
    named = [Path(name) for name in sys.argv[1:]]
    for written in write_copies(named or sorted(ROOT.glob("notebooks/*.ipynb"))):
        print(written.relative_to(ROOT))
