"""Build the website of the course.

    .venv/bin/python site/build.py [FOLDER] [--repository OWNER/REPOSITORY]

All pages are put together in FOLDER/source, where Sphinx reads them, and the website
is written to FOLDER/html. FOLDER is build/site if left out. A warning is an error.
The course goes with it as a ZIP file. The repository is where Binder finds it.
"""

from __future__ import annotations

import argparse
import pkgutil
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
PACKAGE = "course_utils"
PAGES = "*.md"  # the pages of the website itself
GUIDE = "teach"  # for teachers; its README leads to all of it
FROM_ROOT = ("README.md", "assets", "notebooks", GUIDE, "deploy/README.md")
ZIP = "lstm-fibonacci-course"  # for those who read these pages and want to run it
NO_COPY = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", "*.py")


def gather(source: Path) -> None:
    """Put all pages into one folder, as they stand beside one another in the course."""
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    for path in SITE.glob(PAGES):
        shutil.copy2(path, source)
    for name in FROM_ROOT:
        path, copy = ROOT / name, source / name
        if path.is_dir():
            shutil.copytree(path, copy, ignore=NO_COPY)
        else:
            copy.parent.mkdir(exist_ok=True)
            shutil.copy2(path, copy)
    list_pages(source / GUIDE / "README.md")
    write_reference(source / "reference")
    pack(source / f"{ZIP}.zip")


def pack(path: Path) -> None:
    """Write the course to a ZIP file: all that git knows of, and nothing else."""
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name in files_of_the_course():
            packed.write(ROOT / name, f"{ZIP}/{name}")


def files_of_the_course() -> list[str]:
    """Return the files that git knows of; without git, those that it would not ignore.

    What else lies in the folder, such as somebody's own data, is not to be published.
    """
    listing = ["git", "ls-files", "-z"]
    with suppress(OSError):  # no git here
        known = subprocess.run(listing, cwd=ROOT, capture_output=True, encoding="utf-8")
        names = [name for name in known.stdout.split("\0") if (ROOT / name).is_file()]
        if "README.md" in names:
            return names
    left_out = [".git", *(ROOT / ".gitignore").read_text("utf-8").split()]
    return [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(
            fnmatch(part, pattern.rstrip("/"))
            for part in path.relative_to(ROOT).parts
            for pattern in left_out
        )
    ]


def list_pages(page: Path) -> None:
    """Tell Sphinx that all pages and notebooks of a folder stand below one of them."""
    below = {path.stem for path in page.parent.iterdir() if path != page}
    toctree = ["", "```{toctree}", ":hidden:", *sorted(below), "```", ""]
    with page.open("a", encoding="utf-8") as text:
        text.write("\n".join(toctree))


def write_reference(folder: Path) -> None:
    """Write one page for each room of the package, filled from its docstrings."""
    folder.mkdir()
    rooms = [
        room
        for room in pkgutil.iter_modules([str(ROOT / PACKAGE)])
        if not room.name.startswith("_")
    ]
    names = [room.name for room in rooms]
    shutil.copy2(SITE / "reference" / "index.md", folder)
    for name in names:
        (folder / f"{name}.rst").write_text("\n\n".join(room_page(name)), "utf-8")
    with (folder / "index.md").open("a", encoding="utf-8") as page:
        page.write("\n".join(f"- [`{name}`]({name}.rst)" for name in names) + "\n")
    list_pages(folder / "index.md")


def room_page(name: str, mark: str = "=") -> list[str]:
    """Return the paragraphs about a module and about those in it.

    Parameters
    ----------
    name : str
        Within the package, such as "lstm.cells".
    mark : str
        What underlines the heading.
    """
    path = ROOT / PACKAGE / name.replace(".", "/")
    inner = [part.name for part in pkgutil.iter_modules([str(path)])]
    # A package gathers what its modules define, so they tell it.
    members = "" if inner else "\n   :members:"
    parts = [f"{name}\n{mark * len(name)}"]
    parts.append(f".. automodule:: {PACKAGE}.{name}{members}")
    for part in inner:
        parts += room_page(f"{name}.{part}", "-")
    return parts


def build(folder: Path, repository: str | None = None) -> int:
    """Build the website; return 0 if nothing is wrong with it."""
    from sphinx.cmd.build import main as sphinx_build

    gather(folder / "source")
    shutil.rmtree(folder / "html", ignore_errors=True)
    strict = ["--fail-on-warning", "--quiet", "--fresh-env"]
    known = ["-D", f"repository={repository}"] if repository else []
    paths = [str(folder / name) for name in ("doctrees", "source", "html")]
    return sphinx_build(["-b", "html", "-c", str(SITE), *strict, *known, "-d", *paths])


def on_github(name: str) -> str:
    """Read OWNER/REPOSITORY."""
    if not re.fullmatch(r"[\w-]+/[\w.-]+", name):
        example = "such as anna/lstm-course, without https://"
        raise argparse.ArgumentTypeError(f"{name!r} is no OWNER/REPOSITORY, {example}")
    return name


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Build the website of the course.")
    default = ROOT / "build" / "site"
    to = "where to build it; build/site if left out"
    parser.add_argument("folder", nargs="?", type=Path, default=default, help=to)
    where = "where the course lies on GitHub, for the links to Binder"
    parser.add_argument(
        "--repository", metavar="OWNER/REPOSITORY", type=on_github, help=where
    )
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    failed = build(folder, arguments.repository)
    if not failed:
        print(f"The website is in {folder / 'html'}: open index.html.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
