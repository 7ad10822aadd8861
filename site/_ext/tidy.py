"""Small repairs, so that what holds in the repository holds on the website, too."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

import words
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

# A link of a notebook to the code of the package; the first folder or file counts.
TO_CODE = re.compile(r"\]\(\.\./course_utils/?(\w*)[^)]*\)")

# MyST-NB gives each fold of code this label, whatever its text.
CODE_FOLD = re.compile(
    r'<summary aria-label="Toggle hidden content">(\s*<p class="collapsed[^>]*>([^<]*))'
)

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


def name_checks(_app: Sphinx, page: nodes.document) -> None:
    """Let hidden code that only checks say what, by the comment that it begins with."""
    for cell in page.findall(nodes.container):
        if "prompt_show" in cell:
            code = next(iter(cell.findall(nodes.literal_block))).astext()
            if code.startswith("# Check"):
                comment = takewhile(lambda line: line[:2] == "# ", code.splitlines())
                what = " ".join(line[2:] for line in comment)
                cell["prompt_show"] = cell["prompt_hide"] = what


def name_folds(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Give the folds in the list of pages a name, for those who cannot see them.

    A fold of code gets its own text as its name: nobody hears what is below a label.
    """
    body = context.get("body", "")
    context["body"] = CODE_FOLD.sub(r'<summary aria-label="\2">\1', body)
    listed = context["generate_toctree_html"]

    def named(*kind: Any, **options: Any) -> str:
        label = f'<summary aria-label="{words.PAGES_BELOW}">'
        return str(listed(*kind, **options)).replace("<summary>", label)

    context["generate_toctree_html"] = named


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("source-read", lead_to_reference)
    app.connect("doctree-read", unlink_types)
    app.connect("doctree-read", name_checks)
    app.connect("html-page-context", name_folds, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
