"""Links to the glossary say what the term means.

The terms are the headings of the glossary notebook, what they mean is the paragraph
below. A link to one gets this text as its `title`; terms.js shows it on hover, and to
those who come with the keyboard.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

GLOSSARY = "notebooks/99_look_up_terms"
TERM = re.compile(r"^### (.+?)\n+(.+?)\n*$", re.MULTILINE)
ARROW = re.compile(r"\s*→ .*$")  # where the term is at work
SIGNS = {
    r"\varphi": "φ",
    r"\sqrt 5": "√5",
    r"\approx": "≈",
    r"\ldots": "…",
    r"\partial": "∂",
    r"\cdot": "·",
    r"\hat{y}": "ŷ",
    r"\tilde{c}": "c̃",
    r"\odot": "⊙",
    r"\,": "",
    "_t": "ₜ",
}


def read_terms(notebook: Path) -> dict[str, str]:
    """Return what each term means, by its anchor on the website."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    found = [pair for text in texts for pair in TERM.findall(text)]
    return {nodes.make_id(term): plain(meaning) for term, meaning in found}


def plain(meaning: str) -> str:
    """Return a paragraph of Markdown as plain text."""
    text = ARROW.sub("", meaning)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\$(.+?)\$", lambda formula: readable(formula[1]), text)
    return re.sub(r"`|\*+(?=\S)|(?<=\S)\*+", "", text)


def readable(formula: str) -> str:
    """Return a short formula without the marks of TeX."""
    for tex, sign in SIGNS.items():
        formula = formula.replace(tex, sign)
    formula = re.sub(r"\\([a-z]+)", r"\1", formula)  # \max, \log
    return " ".join(formula.replace("-", "\N{MINUS SIGN}").split())


class ExplainTerms(SphinxPostTransform):
    """Write what a term means on each link to it."""

    default_priority = 900  # the links lead to their pages by now

    def run(self, **_options: Any) -> None:
        """Go through the links of a page."""
        if self.env.docname == GLOSSARY:
            return
        terms = self.app.course_terms
        for link in self.document.findall(nodes.reference):
            page, _, anchor = link.get("refuri", "").partition("#")
            if page.endswith(f"{Path(GLOSSARY).name}.html") and anchor in terms:
                link["reftitle"] = terms[anchor]
                link["classes"].append("term")


def load_terms(app: Sphinx) -> None:
    """Read the glossary before the pages."""
    app.course_terms = read_terms(Path(app.srcdir) / f"{GLOSSARY}.ipynb")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", load_terms)
    app.add_post_transform(ExplainTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
