"""Give the cells of notebooks a place in the slide show.

Run as ``python teach/slides.py`` for all, or name the notebooks. A cell that has a
slide type keeps it; a cell without one gets a proposal. Long Markdown without one is
first cut between its paragraphs, so that a heading, a formula, a list or a picture is
a cell of its own; what is read stays the same. ``teach/slides.md`` tells the rules.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
NO_SHOW = "99_look_up_terms.ipynb"  # to be looked up, not to be shown
# jupyterlab-fonts, a part of jupyterlab-slideshow, reads the look of a notebook here.
LOOK = (
    "@deathbeds/jupyterlab-fonts",
    {"styles": {"@import": "url('../assets/slides.css')"}},
)


MOST_WORDS = 60  # of a paragraph on a slide
HIGHEST = 620  # pixels of a slide that may be filled
LETTERS_A_LINE, LINE, GAP = 88, 38, 20  # of text; the two last in pixels
CODE_LINE, FORMULA, ROW, HEADING = 28, 90, 50, 64  # pixels
LETTERS_OF_CODE = 88  # in a line
NOTHING_AFTER = ("picture", "answer")
IMPORTS = re.compile(r"(?m)^(from .*|import .*|\s*|#.*)$\n?")
EXERCISE = re.compile(r"\*\*Exercise \d+\.\d+")


class Block(NamedTuple):
    """A paragraph, heading, formula, list, table or picture of Markdown."""

    kind: str
    source: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.source.split())

    @property
    def height(self) -> int:
        """About how many pixels of a slide it fills."""
        lines = self.source.strip().splitlines()
        if self.kind == "heading":
            return HEADING
        if self.kind == "formula":
            return FORMULA + 40 * max(0, len(lines) - 4)
        if self.kind == "table":
            return ROW * (len(lines) - 1)
        seen = [re.sub(r"\]\([^)]*\)|[*$\\{}\[]", "", line) for line in lines]
        return GAP + LINE * sum(1 + len(line) // LETTERS_A_LINE for line in seen)


KINDS = {
    "heading_open": "heading",
    "math_block": "formula",
    "table_open": "table",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "paragraph_open": "paragraph",
}
PARSER = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)


def blocks(markdown: str) -> list[Block]:
    """Return the blocks of Markdown; joined by empty lines they are the same text."""
    lines = markdown.splitlines()
    tops = [t for t in PARSER.parse(markdown) if t.level == 0 and t.map and t.block]
    starts = [t.map[0] for t in tops if t.nesting >= 0]
    kinds = [KINDS.get(t.type, "other") for t in tops if t.nesting >= 0]
    found = []
    for kind, start, end in zip(kinds, starts, [*starts[1:], len(lines)], strict=True):
        source = "\n".join(lines[start:end]).strip("\n")
        if kind == "paragraph" and source.startswith("!["):
            kind = "picture"
        elif kind == "paragraph" and EXERCISE.match(source):
            kind = "exercise"
        elif kind == "paragraph" and source.startswith("**On your own"):
            kind = "closing"
        found.append(Block(kind, source))
    return found


class Piece(NamedTuple):
    """Blocks that belong into one cell, and what they are on a slide."""

    kind: str  # title, text, formula, list, table, picture, exercise, closing or prose
    blocks: list[Block]

    @property
    def source(self) -> str:
        """The Markdown of the cell."""
        return "\n\n".join(block.source for block in self.blocks)

    @property
    def height(self) -> int:
        """About how many pixels of a slide it fills."""
        return sum(block.height for block in self.blocks)


def pieces(markdown: str) -> list[Piece]:
    """Cut Markdown into pieces that are shown, and prose that is not."""
    found: list[Piece] = []
    for block in blocks(markdown):
        last = found[-1] if found else None
        under_heading = last is not None and last.blocks[-1].kind == "heading"
        if last and last.kind in ("exercise", "closing"):  # the rest belongs to it
            last.blocks.append(block)
        elif block.kind == "heading":
            if last and [b.kind for b in last.blocks] == ["heading"]:
                last.blocks.append(block)
            else:
                found.append(Piece("title", [block]))
        elif block.kind == "paragraph":
            short = block.words <= MOST_WORDS
            if last and under_heading and short:
                last.blocks.append(block)
            elif last and last.kind == "prose":
                last.blocks.append(block)
            else:
                found.append(Piece("prose", [block]))
        elif block.kind in ("formula", "table", "list", "other"):
            fits = block.kind != "other" and block.height <= HIGHEST - HEADING
            kind = block.kind if fits else "prose"
            if last and kind == "list" and under_heading:
                last.blocks.append(block)
            elif last and kind == last.kind and kind in ("formula", "prose"):
                last.blocks.append(block)
            elif last and kind != "prose" and last.kind == "prose":
                found[-1:] = with_lead(last, Piece(kind, [block]))
            else:
                found.append(Piece(kind, [block]))
        else:
            found.append(Piece(block.kind, [block]))
    return found


def with_lead(prose: Piece, piece: Piece) -> list[Piece]:
    """Let the short paragraph before a formula, table or list go with it."""
    *others, lead = prose.blocks
    leads = lead.source.endswith((":", "as")) or piece.kind == "formula"
    if lead.kind != "paragraph" or lead.words > MOST_WORDS or not leads:
        return [prose, piece]
    together = Piece(piece.kind, [lead, *piece.blocks])
    return [Piece("prose", others), together] if others else [together]


def cut(cell: NotebookNode) -> list[NotebookNode]:
    """Return the cells into which a Markdown cell without slide type is cut."""
    found = pieces(cell.source)
    if len(found) < 2:
        return [cell]
    cells = []
    for number, piece in enumerate(found, start=1):
        part = nbformat.from_dict(cell)
        part.source = piece.source
        part.id = cell.id if number == 1 else f"{cell.id}-{number}"
        cells.append(part)
    if "exercise" in cell.id:  # the name belongs to the exercise
        cells[0].id, cells[-1].id = cells[-1].id, cells[0].id
    return cells


def slide_type(cell: NotebookNode) -> str | None:
    """Return the slide type of a cell, or None."""
    return cell.metadata.get("slideshow", {}).get("slide_type") or None


def is_short_prose(cell: NotebookNode) -> bool:
    """Tell whether Markdown is one short paragraph, which may lead to code."""
    found = blocks(cell.source) if cell.cell_type == "markdown" else []
    return [b.kind for b in found] == ["paragraph"] and found[0].words <= MOST_WORDS


def is_figure(cell: NotebookNode) -> bool:
    """Tell whether code shows a figure or a widget."""
    html = [output.get("data", {}).get("text/html", "") for output in cell.outputs]
    return any(re.search(r"<img\b|<svg\b", text) for text in html)


def lines_shown(cell: NotebookNode) -> int:
    """Count the lines of code, and of what it prints, as they are wrapped."""
    found = cell.source.splitlines()
    for output in cell.outputs:
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        found += text.splitlines()
    return sum(1 + max(0, len(line) - 1) // LETTERS_OF_CODE for line in found)


def kind_of_code(cell: NotebookNode) -> str:
    """Tell what a code cell is on a slide."""
    tags = cell.metadata.get("tags", [])
    if "solution" in tags:
        return "skip"
    if "exercise" in tags:
        return "answer"
    if is_figure(cell):
        return "picture"
    hidden = cell.metadata.get("jupyter", {}).get("source_hidden")
    if hidden or re.match("# Check|checks.summary", cell.source):
        return "skip"
    if "checks.compare(" in cell.source or not re.sub(IMPORTS, "", cell.source):
        return "skip"
    return "code" if cell.outputs else "silent code"


def kind_and_height(cell: NotebookNode) -> tuple[str, int]:
    """Tell what a cell is on a slide, and about how many pixels it fills."""
    if cell.cell_type == "code":
        return kind_of_code(cell), GAP + CODE_LINE * lines_shown(cell)
    found = pieces(cell.source)
    if "solution" in cell.metadata.get("tags", []) or len(found) != 1:
        return "skip", 0
    return found[0].kind, found[0].height


def propose(cells: list[NotebookNode]) -> Iterator[str]:
    """Yield the slide type of each cell: its own, or a proposal."""
    kinds = [kind_and_height(cell) for cell in cells]
    room, last = 0, ""  # pixels that are left on the slide, and what was shown last
    for number, (cell, (kind, height)) in enumerate(zip(cells, kinds, strict=True)):
        after = kinds[number + 1][0] if number + 1 < len(kinds) else ""
        leads = is_short_prose(cell) and after in ("code", "silent code")
        kind = "lead" if kind == "prose" and leads else kind
        if own := slide_type(cell):
            found = own
        elif kind == "skip":
            found = "skip"
        elif kind == "silent code" and last not in ("lead", "title"):
            found = "skip"
        elif kind in ("prose", "closing"):
            found = "notes"
        elif kind == "title":
            found = "slide" if re.match("##? ", cell.source) else "subslide"
        elif kind == "picture":
            bare = last == "title" and room == HIGHEST - HEADING
            found = "fragment" if bare else "subslide"
        elif kind in ("exercise", "lead") or height > room or last in NOTHING_AFTER:
            found = "subslide"
        else:
            found = "fragment"
        if found not in ("skip", "notes"):
            room = (room if found == "fragment" else HIGHEST) - height
            last = kind
        yield found


def prepare(notebook: NotebookNode) -> None:
    """Cut the cells of a notebook, give each a slide type, and write the settings."""
    cells = []
    for cell in notebook.cells:
        is_open = cell.cell_type == "markdown" and not slide_type(cell)
        closed = "solution" in cell.metadata.get("tags", [])
        cells += cut(cell) if is_open and not closed else [cell]
    for cell, proposal in zip(cells, list(propose(cells)), strict=True):
        cell.metadata.setdefault("slideshow", {})["slide_type"] = proposal
    notebook.cells = cells
    name, look = LOOK
    notebook.metadata[name] = look


def main(names: list[str]) -> None:
    """Prepare the notebooks that are named, or all that have a show."""
    paths = [Path(name) for name in names] or sorted(ROOT.glob("notebooks/*.ipynb"))
    for path in paths:
        if path.name == NO_SHOW:
            continue
        notebook = nbformat.read(path, as_version=4)
        before = len(notebook.cells)
        prepare(notebook)
        nbformat.write(notebook, path)
        found = [slide_type(cell) for cell in notebook.cells]
        slides = sum(kind in ("slide", "subslide") for kind in found)
        added = len(notebook.cells) - before
        print(f"{path.name}: {slides} slides, {added} cells more than before")


if __name__ == "__main__":
    main(sys.argv[1:])
