"""Measure run time and peak memory of the notebooks, and write the table of the guide.

Run as ``python teach/measure.py`` while the computer does nothing else. Each notebook
runs in a fresh kernel and is not changed. The table stands in ``teach/README.md``
between two marks.
"""

import json
import os
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import v4

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # for the one way to run a notebook

from execute import run  # noqa: E402

GUIDE = ROOT / "teach" / "README.md"
MARKS = "<!-- measured -->", "<!-- end of measured -->"
HEAD = (
    "Measured on {system} with Python {python} and {cores} cores; start of the kernel "
    "and of TensorFlow included.\n\n"
    "| notebook | run time | peak memory | loads TensorFlow |\n|---|---|---|---|"
)
ROW = "| [{name}]({target}) | {seconds:.0f} s | {megabytes:,.0f} MB | {keras} |"
# Asked in the kernel, after the last cell. Linux counts in KiB, macOS in bytes.
ASK = """
import json, sys
try:
    import resource
except ImportError:  # on Windows
    import psutil
    peak = psutil.Process().memory_info().peak_wset
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak *= 1 if sys.platform == "darwin" else 1024
print(json.dumps({"peak": peak, "keras": "tensorflow" in sys.modules}))
"""


@dataclass(frozen=True)
class Cost:
    """What it takes to run one notebook: seconds, peak memory in bytes, TensorFlow."""

    path: Path
    seconds: float
    peak: int
    keras: bool


def measure(path: Path) -> Cost:
    """Run a copy of a notebook in a fresh kernel, first to last."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(v4.new_code_cell(ASK))
    seconds = run(notebook, path.parent)
    return Cost(path, seconds, **json.loads(notebook.cells[-1].outputs[-1].text))


def table(costs: list[Cost], guide: Path = GUIDE) -> str:
    """Return the costs as a table in Markdown, with links from the guide."""
    system, python = platform.system(), platform.python_version()
    rows = [HEAD.format(system=system, python=python, cores=os.cpu_count())]
    for cost in costs:
        title = nbformat.read(cost.path, as_version=4).cells[0].source.splitlines()[0]
        rows.append(
            ROW.format(
                name=title.lstrip("# ").partition(":")[0],
                target=Path(os.path.relpath(cost.path, guide.parent)).as_posix(),
                seconds=cost.seconds,
                megabytes=cost.peak / 1e6,
                keras="yes" if cost.keras else "no",
            )
        )
    return "\n".join(rows)


def write(text: str, guide: Path = GUIDE) -> None:
    """Put a text between the marks of the guide.

    Raises
    ------
    ValueError
        If the guide does not hold each mark once, in their order.
    """
    start, end = MARKS
    page = guide.read_text("utf-8")
    place = re.compile(rf"(?s)(?<={re.escape(start)}\n).*?(?={re.escape(end)})")
    if not (page.count(start) == page.count(end) == len(place.findall(page)) == 1):
        raise ValueError(f"{guide.name} must hold {start} and then {end}, each once.")
    guide.write_text(place.sub(lambda _: f"\n{text}\n\n", page), "utf-8")


def main() -> None:
    """Measure all notebooks of the course and of the guide, and write the table."""
    costs = []
    for path in sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("teach/*.ipynb")]):
        costs.append(measure(path))
        print(f"{path.name}: {costs[-1].seconds:.0f} s, {costs[-1].peak / 1e6:.0f} MB")
    costs.sort(key=lambda cost: (cost.path.parent.name, cost.path.name))
    write(table(costs))


if __name__ == "__main__":
    main()
