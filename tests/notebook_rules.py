"""The rules that every notebook keeps; each returns what one notebook does wrong."""

import re
import symtable
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import pairwise, takewhile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode

FIRST = "00_start_here.ipynb"
OPENING = ["What you'll do", "What you'll learn", "What you need", "How long"]
MOST_LINES, MEAN_LINES = 15, 6
FEWEST_LETTERS = 20  # of an alternative text: fewer cannot say what a figure shows
NOISE = re.compile("Warning|Traceback|cudart|absl|I0000|Deprecat")
PIXELS = re.compile(r"(data:image/[\w.+-]+;base64,)[A-Za-z0-9+/=]+")
COLOURS = re.compile("\x1b\\[[0-9;]*m")  # of a terminal
TRAINING = re.compile(r"\b(fit|train)\(")
# A path that exists on one computer only: one in quotes, or one of a known folder.
ABSOLUTE = re.compile(
    r"""["'](/\w|~/|[A-Za-z]:(/\w|\\(?![nt"'])))"""
    r"|(?<![\w./:])/(content|home|mnt|opt|root|srv|tmp|usr|Users|var|work)/"
)


# What a notebook holds


def cells(notebook: NotebookNode, kind: str) -> list[tuple[int, NotebookNode]]:
    """Return the code or the markdown cells, each with its place in the notebook."""
    return [(k, c) for k, c in enumerate(notebook.cells) if c.cell_type == kind]


def outputs(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode, NotebookNode]]:
    """Yield each output with the place of its cell and the cell."""
    for k, cell in cells(notebook, "code"):
        for output in cell.outputs:
            yield k, cell, output


def text_of(output: NotebookNode) -> str:
    """Return all the text of an output, without colours and without pixels."""
    parts = [output.get("text", ""), *output.get("traceback", [])]
    for kind, data in output.get("data", {}).items():
        if isinstance(data, str) and not kind.startswith("image/"):
            parts.append(data)
    return PIXELS.sub(r"\1", COLOURS.sub("", "\n".join(parts)))


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell, and the marks that nbval reads from comments."""
    marks = re.findall(r"^\s*#+\s*(NBVAL_\w+)\s*$", cell.source, re.MULTILINE)
    marks = [mark.lower().replace("_", "-") for mark in marks]
    return [*cell.metadata.get("tags", []), *marks]


def is_collapsed(cell: NotebookNode) -> bool:
    """Tell whether JupyterLab and the website hide the code of a cell."""
    hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
    return hidden and "hide-input" in tags(cell)


# What Markdown says


def parser() -> MarkdownIt:
    """Return a parser of Markdown as JupyterLab shows it, formulas included."""
    # A dollar in prose is no formula: its dollars stand next to something that is no
    # space, and no digit touches them outside.
    found = MarkdownIt("commonmark").enable("table")
    dollarmath_plugin(
        found,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
    )
    # Targets stay as they are written, and file:///... is one: it is to be found.
    found.validateLink = lambda url: True
    found.normalizeLink = lambda url: url
    return found


PARSER = parser()


def tokens(markdown: str) -> Iterator[Token]:
    """Yield all that Markdown consists of, the parts of a paragraph after it."""
    for token in PARSER.parse(markdown):
        yield token
        yield from parts(token)


def parts(token: Token) -> Iterator[Token]:
    """Yield the parts of a paragraph, of a link in it, and so on."""
    for child in token.children or []:
        yield child
        yield from parts(child)


def words(token: Token, *, prose_only: bool = False) -> str:
    """Return what a heading, a paragraph, a field of a table or a picture says."""
    found = []
    for part in token.children or []:
        if part.type in ("softbreak", "hardbreak"):
            found.append("\n")
        elif part.type == "text" or (part.type == "code_inline" and not prose_only):
            found.append(part.content)
        elif part.type == "math_inline" and not prose_only:
            found.append(f"${part.content}$")
    return "".join(found)


def prose(markdown: str) -> str:
    """Return the words without code or formulas, and with straight apostrophes."""
    paragraphs = [t for t in PARSER.parse(markdown) if t.type == "inline"]
    found = "\n\n".join(words(t, prose_only=True) for t in paragraphs)
    return found.replace("\u2019", "'")


def headings(markdown: str) -> list[str]:
    """Return all headings, with their code and formulas."""
    found = PARSER.parse(markdown)
    return [words(text) for t, text in pairwise(found) if t.type == "heading_open"]


def has_title(markdown: str) -> bool:
    """Tell whether Markdown starts with a heading of the first level."""
    return [token.tag for token in PARSER.parse(markdown)[:1]] == ["h1"]


def has_label(found: Iterable[NotebookNode], label: str) -> bool:
    """Tell whether a line, a list item or a field of a table starts with the label."""
    start = re.compile(rf"(?im)^[\W_]*(?:about )?{re.escape(label)}\b")
    sources = [cell.source for cell in found if cell.cell_type == "markdown"]
    return any(start.search(prose(source)) for source in sources)


class Elements(HTMLParser):
    """Collect the elements of a piece of HTML, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember one element."""
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def elements(markdown: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of HTML in Markdown, each with its attributes."""
    html = [t.content for t in tokens(markdown) if t.type.startswith("html_")]
    return Elements("\n".join(html)).found


def links(markdown: str) -> list[str]:
    """Return all targets of links and pictures in Markdown or HTML."""
    references: dict[str, dict] = {}  # [name]: target, used or not
    PARSER.parse(markdown, references)
    found = [*references.get("references", {}).values()]
    found += [token.attrs for token in tokens(markdown)]
    found += [attributes for _, attributes in elements(markdown)]
    return [str(a[key]) for a in found for key in ("href", "src") if key in a]


def picture_texts(markdown: str) -> list[str]:
    """Return the alternative texts of all pictures in Markdown or HTML."""
    found = [words(t) for t in tokens(markdown) if t.type == "image"]
    return found + [a.get("alt", "") for tag, a in elements(markdown) if tag == "img"]


def files(markdown: str) -> list[str]:
    """Return the files that Markdown links to, as paths from the notebook's folder."""
    found = []
    for target in links(markdown):
        parts = urlsplit(target)
        if parts.scheme in ("attachment", "data", "http", "https", "mailto"):
            continue  # another site, or a picture inside the notebook
        if parts.scheme or parts.netloc:
            found.append(f"/{target}")  # file:///..., C:\..., //server/...
        elif parts.path:  # else a heading of the same notebook
            found.append(unquote(parts.path).removeprefix("./"))
    return found


# Names and metadata


def name(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that the file is called NN_words.ipynb."""
    if not re.fullmatch(r"\d\d(_[a-z0-9]+)+\.ipynb", path.name):
        yield f"{path.name} is not called NN_words.ipynb"


def kernel(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that the kernel is python3, which every installation has."""
    found = notebook.metadata.get("kernelspec", {}).get("name")
    if found != "python3":
        yield f"the kernel is {found}, not python3"


# What was run


def run_in_order(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that all code ran once, first to last; nbval compares no other."""
    for n, (k, cell) in enumerate(cells(notebook, "code"), start=1):
        if cell.execution_count != n:
            yield f"cell {k} has the execution count {cell.execution_count}, not {n}"


def no_error(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that no cell failed, except where the learner is to see it."""
    for k, cell, output in outputs(notebook):
        if output.output_type == "error" and "raises-exception" not in tags(cell):
            yield f"cell {k} raised {output.ename}"


def no_stderr(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that nothing was written to the error stream."""
    for k, _, output in outputs(notebook):
        if output.get("name") == "stderr":
            yield f"cell {k} wrote to stderr: {output.text[:60]!r}"


def no_noise(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that no output shows a warning or a message of TensorFlow."""
    for k, _, output in outputs(notebook):
        found = NOISE.search(text_of(output))
        if found and output.output_type != "error":
            yield f"cell {k} shows {found[0]!r}"


def nothing_skipped(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that no cell is left out of the test."""
    for k, cell in cells(notebook, "code"):
        if "nbval-skip" in tags(cell):
            yield f"cell {k} is skipped by the test"


def asserted(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that a training whose output is not compared is asserted soon."""
    code = cells(notebook, "code")
    for n, (k, cell) in enumerate(code):
        two = "\n".join(c.source for _, c in code[n : n + 2])
        if (
            "nbval-ignore-output" in tags(cell)
            and TRAINING.search(cell.source)
            and not re.search(r"^\s*assert\b", two, re.MULTILINE)
        ):
            yield f"cell {k} trains, its output is ignored, and no assert follows"


# Code


def short_cells(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that a code cell fits on a projected screen."""
    code = cells(notebook, "code")
    lengths = [len([s for s in c.source.splitlines() if s.strip()]) for _, c in code]
    for (k, _), length in zip(code, lengths, strict=True):
        if length > MOST_LINES:
            yield f"cell {k} has {length} lines, more than {MOST_LINES}"
    mean = sum(lengths) / max(len(lengths), 1)
    if mean > MEAN_LINES:
        yield f"code cells have {mean:.1f} lines on average, more than {MEAN_LINES}"


def names(code: str) -> tuple[set[str], set[str]]:
    """Return the names that code defines, and those that it reads from elsewhere."""
    top = symtable.symtable(code, "cell", "exec")
    all_names = top.get_symbols()
    defined = {n.get_name() for n in all_names if n.is_assigned() or n.is_imported()}
    read = {n.get_name() for n in all_names if n.is_referenced()}
    below = list(top.get_children())
    while below:
        scope = below.pop()
        read |= {n.get_name() for n in scope.get_symbols() if n.is_global()}
        below += scope.get_children()
    return defined, read - defined


def is_needed(check: NotebookNode, later: Iterable[NotebookNode]) -> bool:
    """Tell whether a check shows something, or an open cell reads what it defines."""
    defined, _ = names(check.source)
    for cell in later:
        if not is_collapsed(cell):
            anew, read = names(cell.source)
            if defined & read:
                return True
            defined -= anew
    return bool(check.outputs)


def collapsed_checks(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that cells are collapsed which only check, and no others that begin so."""
    code = cells(notebook, "code")
    for number, (k, cell) in enumerate(code):
        if cell.source.startswith("# Check"):
            needed = is_needed(cell, [later for _, later in code[number + 1 :]])
            if needed and is_collapsed(cell):
                yield f"cell {k} is collapsed, and what it shows or defines is needed"
            if not needed and not is_collapsed(cell):
                yield f"cell {k} only checks, and is not collapsed"


def hidden_everywhere(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that JupyterLab and the website hide the same code."""
    for k, cell in cells(notebook, "code"):
        in_lab = bool(cell.metadata.get("jupyter", {}).get("source_hidden"))
        if in_lab != ("hide-input" in tags(cell)):
            yield f"cell {k} is hidden in one place, not in JupyterLab and the website"


def no_magic(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that figures and imports need no help from the notebook."""
    for k, cell in cells(notebook, "code"):
        for word in ("%matplotlib", "sys.path"):
            if word in cell.source:
                yield f"cell {k} uses {word}"


def no_absolute_path(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that neither code nor output names a folder of one computer."""
    for k, cell in cells(notebook, "code"):
        for text in [cell.source, *map(text_of, cell.outputs)]:
            if found := ABSOLUTE.search(text):
                yield f"cell {k} has an absolute path: {text[found.start() :][:40]!r}"


# Figures


def described_figures(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that a figure has an alternative text that says something."""
    for k, _, output in outputs(notebook):
        data = output.get("data", {})
        for kind in data:
            if kind.startswith("image/"):
                yield f"cell {k} shows a bare {kind}, which has no alternative text"
        for tag, attributes in Elements(data.get("text/html", "")).found:
            alt = {"img": "alt", "svg": "aria-label"}.get(tag)
            if alt and len(attributes.get(alt, "").strip()) < FEWEST_LETTERS:
                yield f"cell {k} shows <{tag}> with too short a text in {alt!r}"


def described_pictures(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that a picture in markdown has an alternative text."""
    for k, cell in cells(notebook, "markdown"):
        if not all(text.strip() for text in picture_texts(cell.source)):
            yield f"cell {k} has a picture without alternative text"


# The way through the course


def opening(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that a notebook says first what it is about and what it takes."""
    first = notebook.cells[0] if notebook.cells else None
    if not first or first.cell_type != "markdown" or not has_title(first.source):
        yield "the first cell is not markdown with a title (# …)"
    start = list(takewhile(lambda cell: cell.cell_type != "code", notebook.cells))
    for label in OPENING:
        if not has_label(start, label):
            yield f"nothing before the first code cell is headed {label!r}"


def closing(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that it ends with a summary, further reading and the way on."""
    for label in ("Summary", "Further reading"):
        if not has_label(notebook.cells, label):
            yield f"nothing is headed {label!r}"
    later = sorted(p.name for p in path.parent.glob("*.ipynb") if p.name > path.name)
    on = next(iter(later), FIRST)
    last = notebook.cells[-1] if notebook.cells else None
    if not last or last.cell_type != "markdown" or on not in files(last.source):
        yield f"the last cell is not markdown with a link to {on}"


def whole_links(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Check that every link to a file of the course leads to one."""
    for k, cell in cells(notebook, "markdown"):
        for file in files(cell.source):
            if file.startswith("/") or not (path.parent / file).exists():
                yield f"cell {k} has a link to {file}, which does not exist"


RULES = [
    name,
    kernel,
    run_in_order,
    no_error,
    no_stderr,
    no_noise,
    nothing_skipped,
    asserted,
    short_cells,
    collapsed_checks,
    hidden_everywhere,
    no_magic,
    no_absolute_path,
    described_figures,
    described_pictures,
    opening,
    closing,
    whole_links,
]


def problems(notebook: NotebookNode, path: Path) -> list[str]:
    """Return all that a notebook does wrong, in words."""
    return [problem for rule in RULES for problem in rule(notebook, path)]
