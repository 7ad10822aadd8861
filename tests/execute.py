"""Execute notebooks in place, first to last, and count how long each takes to read.

Run as ``python tests/execute.py`` for all, or name the notebooks.
"""

import sys
from pathlib import Path
from time import perf_counter

import nbformat
from nbclient import NotebookClient
from session import ROUND_SECONDS, minutes

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def execute(path: Path) -> None:
    """Run a notebook in a fresh kernel and save it with its outputs and run time."""
    notebook = nbformat.read(path, as_version=4)
    start = perf_counter()
    NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": path.parent}},
    ).execute()
    seconds = perf_counter() - start
    rounded = ROUND_SECONDS * round(seconds / ROUND_SECONDS)  # steady from run to run
    notebook.metadata["course"] = {"run_seconds": rounded}
    nbformat.write(notebook, path)
    print(f"{path.name}: ran {seconds:.0f} s, a session of {minutes(notebook):.1f} min")


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:] or sorted(NOTEBOOKS.glob("*.ipynb"))):
        execute(path.resolve())
