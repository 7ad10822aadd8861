"""Two ways to open a page as a notebook: in Binder and in JupyterLab.

Sets `launch` for the template launch.html. Where nobody knows yet at which address on
GitHub the course lies, the link to Binder leads to the page that tells how to find it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import words
from sphinx.application import Sphinx

FIRST = "notebooks/00_start_here"
NOTEBOOKS = "notebooks/", "teach/class_experiment"
BINDER = "https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=lab/tree/{notebook}"
COMMAND = "{python} -m jupyterlab --ServerApp.root_dir=. {notebook}"
HOW_TO_OPEN = "open"  # the page that tells it


def add_launch(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Tell the template where this page can be opened, or the first notebook."""
    name = page if page.startswith(NOTEBOOKS) else FIRST
    notebook = f"{name}.ipynb"
    how_to = context["pathto"](HOW_TO_OPEN).rstrip("#")  # within the page it is "#"
    binder = f"{how_to}#binder"
    if repository := app.config.repository:
        binder = BINDER.format(repository=repository, notebook=notebook)
    context["launch"] = SimpleNamespace(
        binder=binder,
        commands=commands(notebook),
        how_to=f"{how_to}#jupyterlab",
    )
    context["words"] = words


def commands(notebook: str) -> dict[str, str]:
    """Return the commands that open a notebook, by the systems they are for."""
    windows = notebook.replace("/", "\\")
    return {
        words.ELSEWHERE: COMMAND.format(python=".venv/bin/python", notebook=notebook),
        words.WINDOWS: COMMAND.format(python=r".venv\Scripts\python", notebook=windows),
    }


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_config_value("repository", "", "env")
    app.connect("html-page-context", add_launch)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
