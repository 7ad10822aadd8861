"""Small repairs, so that what holds in the repository holds on the website, too."""

from __future__ import annotations

import re
from typing import Any

import words
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

# A link of a notebook to the code of the package; the first folder or file counts.
TO_CODE = re.compile(r"\]\(\.\./course_utils/?(\w*)[^)]*\)")

# What the README tells in the repository stands on a page of its own here.
TO_README = "](../README.md#open-the-course)", "](../open.md)"


def anchor(title: str) -> str:
    """Return the anchor of a heading, as JupyterLab makes it."""
    return title.replace(" ", "-")


def lead_to_reference(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Let links to the code of the package, and to the README, lead to pages."""
    source[0] = TO_CODE.sub(
        lambda link: f"](../reference/{page_of(link[1])})", source[0]
    ).replace(*TO_README)


def page_of(room: str) -> str:
    """Return the page about a room of the package."""
    return f"{room}.rst" if room else "index.md"


def unlink_types(_app: Sphinx, page: nodes.document) -> None:
    """Take the links off the types in docstrings: "shape (n, units)" is no name."""
    for link in list(page.findall(addnodes.pending_xref)):
        if link.get("refspecific") or link["reftype"] == "class":
            link.replace_self(link.children)


def name_folds(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Give the folds in the list of pages a name, for those who cannot see them."""
    listed = context["generate_toctree_html"]

    def named(*kind: Any, **options: Any) -> str:
        label = f'<summary aria-label="{words.PAGES_BELOW}">'
        return str(listed(*kind, **options)).replace("<summary>", label)

    context["generate_toctree_html"] = named


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("source-read", lead_to_reference)
    app.connect("doctree-read", unlink_types)
    app.connect("html-page-context", name_folds, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
