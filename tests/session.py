"""How long a notebook takes: a count, so that a session can be planned and tested."""

import re

import notebook_rules as rules
from nbformat import NotebookNode

WORDS_A_MINUTE, FIGURE_SECONDS, FORMULA_SECONDS = 200, 30, 20
ROUND_SECONDS = 10  # of the measured run time
MOST_MINUTES = 45


def cell_with_minutes(notebook: NotebookNode) -> NotebookNode:
    """Return the cell of the opening that tells how long the notebook takes."""
    return next(c for c in notebook.cells if rules.has_label([c], "How long"))


def minutes(notebook: NotebookNode) -> float:
    """Count words of prose and of open code, figures, formulas and the run time."""
    words, figures, formulas = 0, 0, 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            words += len(rules.prose(cell.source).split())
            kinds = [token.type for token in rules.tokens(cell.source)]
            formulas += sum("math_block" in kind for kind in kinds)
            formulas += kinds.count("math_inline_double")
            figures += kinds.count("image") + cell.source.count("<img")
        elif cell.cell_type == "code":
            if not cell.metadata.get("jupyter", {}).get("source_hidden"):
                words += len(cell.source.split())
            for output in cell.outputs:
                html = output.get("data", {}).get("text/html", "")
                figures += len(re.findall(r"<img\b|<svg\b", html))
    seconds = FIGURE_SECONDS * figures + FORMULA_SECONDS * formulas
    seconds += notebook.metadata.get("course", {}).get("run_seconds", 0)
    return words / WORDS_A_MINUTE + seconds / 60
