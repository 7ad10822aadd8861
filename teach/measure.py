"""Measure run time and peak memory of the notebooks, and write the table of the guide.

Run as ``python teach/measure.py`` for all, or name the notebooks, while the computer
does nothing else. Each notebook runs in a fresh kernel and is not changed. The table
stands in ``teach/README.md`` between two marks; rows of notebooks that are not named
stay as they are.
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
OLD_ROW = re.compile(r"(?m)^(?=.*\]\((\S+?)\))(\| \[.*)$")
PLACE = re.compile(rf"(?s)(?<={MARKS[0]}\n).*?(?={MARKS[1]})")
# Asked in the kernel, after the last cell. Not getrusage on Linux: its peak starts at
# what the process that started the kernel had in use. macOS counts in bytes.
ASK = """
import json, pathlib, re, sys
status = pathlib.Path("/proc/self/status")
if status.exists():
    peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())[1]) * 1024
elif sys.platform == "win32":
    import psutil
    peak = psutil.Process().memory_info().peak_wset
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
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
    answer = "".join(o.get("text", "") for o in notebook.cells[-1].outputs)  # in parts
    return Cost(path, seconds, **json.loads(answer))


def table(costs: list[Cost], guide: Path = GUIDE) -> str:
    """Return the costs as a table in Markdown, and the other rows the guide has."""
    system, python = platform.system(), platform.python_version()
    rows = dict(OLD_ROW.findall(between_marks(guide)))
    for cost in costs:
        title = nbformat.read(cost.path, as_version=4).cells[0].source.splitlines()[0]
        target = Path(os.path.relpath(cost.path, guide.parent)).as_posix()
        rows[target] = ROW.format(
            name=title.lstrip("# ").partition(":")[0],
            target=target,
            seconds=cost.seconds,
            megabytes=cost.peak / 1e6,
            keras="yes" if cost.keras else "no",
        )
    head = HEAD.format(system=system, python=python, cores=os.cpu_count())
    return "\n".join([head, *(rows[target] for target in sorted(rows))])


def between_marks(guide: Path) -> str:
    """Return what stands between the marks of the guide.

    Raises
    ------
    ValueError
        If the guide does not hold each mark once, in their order.
    """
    page = guide.read_text("utf-8")
    found = PLACE.findall(page)
    if not (page.count(MARKS[0]) == page.count(MARKS[1]) == len(found) == 1):
        marks = " and then ".join(MARKS)
        raise ValueError(f"{guide.name} must hold {marks}, each once.")
    return found[0]


def write(text: str, guide: Path = GUIDE) -> None:
    """Put a text between the marks of the guide."""
    between_marks(guide)  # there they are
    page = guide.read_text("utf-8")
    guide.write_text(PLACE.sub(lambda _: f"\n{text}\n\n", page), "utf-8")


def main(paths: list[Path]) -> None:
    """Measure notebooks, and write the table after each."""
    for path in paths:
        cost = measure(path.resolve())
        write(table([cost]))
        print(
            f"{path.name}: {cost.seconds:.0f} s, {cost.peak / 1e6:.0f} MB", flush=True
        )


if __name__ == "__main__":
    course = [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("teach/*.ipynb")]
    main([Path(name) for name in sys.argv[1:]] or sorted(course))
