"""The command: ``python -m course_utils.audit my.csv --column value``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from course_utils.audit.report import audit
from course_utils.audit.table import read_table
from course_utils.words import audit as words


def main(arguments: Sequence[str] | None = None) -> int:
    """Read a file, print its audit and write it as a page; return the exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line if left out.

    Returns
    -------
    int
        0, or 2 if the input cannot be used.
    """
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.audit", description=words.DESCRIPTION
    )
    parser.add_argument("file", type=Path, help=words.HELP["file"])
    parser.add_argument("--column", help=words.HELP["column"])
    for option in ("n_train", "n_val", "season"):
        flag = f"--{option.replace('_', '-')}"
        parser.add_argument(flag, type=int, help=words.HELP[option])
    parser.add_argument("--seeds", type=int, default=20, help=words.HELP["seeds"])
    parser.add_argument("--output", type=Path, help=words.HELP["output"])
    given = parser.parse_args(arguments)
    page = given.output or free_name(given.file)
    try:
        if page.exists():
            raise FileExistsError(words.EXISTS.format(path=page))
        table = read_table(given.file, given.column)
        sizes = {"n_train": given.n_train, "n_val": given.n_val, "seeds": given.seeds}
        report = audit(table, season=given.season, **sizes, tell=tell)
        report.write_html(page)
    except (OSError, TypeError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(report)
    print()
    print(words.WRITTEN.format(path=page))
    return 0


def free_name(file: Path) -> Path:
    """Return the name of a page beside the file that does not exist yet."""
    stem, number = f"{file.stem}_audit", 2
    page = file.with_name(f"{stem}.html")
    while page.exists():
        page, number = file.with_name(f"{stem}_{number}.html"), number + 1
    return page


def tell(stage: str, share: float) -> None:
    """Say what is going on, on a line of its own that is written over."""
    if sys.stderr.isatty():
        end = "\r" if (stage, share) != ("judge", 1) else "\n"
        print(f"{words.STAGES[stage]} … {share:4.0%}", end=end, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
