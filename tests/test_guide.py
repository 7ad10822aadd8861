"""The teacher's guide: it speaks of the notebooks as they are."""

import ast
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import nbformat
import notebook_rules as rules
import pytest
from nbformat import NotebookNode, v4
from test_notebooks import anchors

ROOT = Path(__file__).parents[1]
TEACH = ROOT / "teach"
GUIDE = TEACH / "README.md"
NOTEBOOKS = [p for p in sorted(ROOT.glob("notebooks/*.ipynb")) if p.name < "99"]
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)

NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)")
# What is no number of a notebook: targets of links, places in lists and pages.
PLACE = re.compile(
    r"\]\([^)]*\)|(?m:^\d+\. )"
    r"|(?i:figure|drawing|row|experiment|task)s? \d+(?:(?:, | and | or | to )\d+)*"
)
PART = re.compile(r"<h\d>(?P<heading>[^<]*)|(?P<figure><img\b|<svg\b)")


def page_of(path: Path) -> str:
    """Return what the guide says about a notebook."""
    return (TEACH / f"{path.stem}.md").read_text("utf-8")


def part(page: str, heading: str) -> str:
    """Return what stands below a heading of the second level."""
    (found,) = re.findall(rf"(?ms)^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page)
    return found


# Figures


def said_in(code: str) -> set[str]:
    """Return the texts that code contains, those put together included."""
    found = (node for node in ast.walk(ast.parse(code)))
    constants = (node.value for node in found if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def figures(notebook: NotebookNode) -> Iterator[set[str]]:
    """Yield the names that each figure or drawing has: its titles, its section."""
    heading, recent = "", set()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            recent = set()
            tokens = list(rules.PARSER.parse(cell.source))
            for before, token in zip([None, *tokens], tokens, strict=False):
                if before is not None and before.type == "heading_open":
                    heading = rules.words(token)
                pictures = [t for t in token.children or [] if t.type == "image"]
                yield from ({heading} for _ in pictures)
        elif cell.cell_type == "code":
            recent = recent | said_in(cell.source)
            for output in cell.outputs:
                own = set()  # a report has headings of its own
                for found in PART.finditer(output.get("data", {}).get("text/html", "")):
                    if found["figure"]:
                        yield {heading} | recent | own
                    else:
                        own = {found["heading"]}


def named(page: str) -> list[str]:
    """Return the figures of a page of the guide, as it names them, in order."""
    listed = part(page, "Figures: what to ask, what to expect")
    return re.findall(r"(?m)^\d+\. \*\*(.+?)\*\*", listed)


def wrong_figures(page: str, notebook: NotebookNode) -> list[str]:
    """Return what the figures of a page and those of a notebook differ in."""
    found, names = list(figures(notebook)), named(page)
    wrong = [
        f"figure {k} is called {name!r}"
        for k, (name, known) in enumerate(zip(names, found, strict=False), start=1)
        if not set(name.split(" · ")) <= known
    ]
    if len(names) != len(found):
        wrong.append(f"{len(names)} figures, not {len(found)}")
    return wrong


@every_notebook
def test_guide_names_every_figure_in_order(path):
    notebook = nbformat.read(path, as_version=4)
    assert wrong_figures(page_of(path), notebook) == []


@every_notebook
def test_each_figure_has_a_question_and_an_answer(path):
    listed = part(page_of(path), "Figures: what to ask, what to expect")
    kinds = re.findall(r"(?m)^(\d+\.|\s+- Ask:|\s+- Expect:)(?= \S)", listed)
    assert [kind.strip() for kind in kinds] == [
        text
        for k in range(1, len(named(page_of(path))) + 1)
        for text in (f"{k}.", "- Ask:", "- Expect:")
    ]


HEADING = "## Figures: what to ask, what to expect\n"


def example() -> NotebookNode:
    """Return a notebook with a drawing, a figure of two titles and a report."""
    shown = v4.new_output("display_data", {"text/html": "<img>"})
    report = v4.new_output("display_data", {"text/html": "<h4>Luck?</h4><p><svg>"})
    drawing = v4.new_markdown_cell("## A\n\n![x](x.svg)\n\n## B")
    code = v4.new_code_cell("show('left', title='ri' 'ght')", outputs=[shown])
    last = v4.new_code_cell("report", outputs=[report])
    return v4.new_notebook(cells=[drawing, code, v4.new_markdown_cell("C"), last])


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        (["A", "left · right", "Luck?"], []),
        (["A", "B", "B"], []),
        (["B", "B", "B"], ["figure 1 is called 'B'"]),
        (["A", "left · wrong", "B"], ["figure 2 is called 'left · wrong'"]),
        (["A", "B", "right"], ["figure 3 is called 'right'"]),
        (["A", "B"], ["2 figures, not 3"]),
    ],
)
def test_wrong_figure_is_found(names, wrong):
    page = HEADING + "\n".join(f"{k}. **{n}**" for k, n in enumerate(names, start=1))
    assert wrong_figures(page, example()) == wrong


# Numbers


def text_of(notebook: NotebookNode) -> str:
    """Return all that a reader of a notebook can see, and the code."""
    sources = [cell.source for cell in notebook.cells]
    return "\n".join(
        [*sources, *(rules.text_of(o) for *_, o in rules.outputs(notebook))]
    )


def unknown_numbers(page: str, notebook: NotebookNode) -> set[str]:
    """Return the numbers that a page quotes and that its notebook does not contain."""
    quoted = [part(page, h) for h in re.findall(r"(?m)^## (.*)", page)]
    kept = [p for p in quoted if not p.lstrip().startswith("| minutes")]
    prose = PLACE.sub("", "\n".join(kept))
    known = set(NUMBER.findall(text_of(notebook)))
    return set(NUMBER.findall(prose)) - known


@every_notebook
def test_numbers_of_the_guide_are_those_of_the_notebook(path):
    notebook = nbformat.read(path, as_version=4)
    assert unknown_numbers(page_of(path), notebook) == set()


def test_number_of_another_notebook_is_found():
    page = f"## Aims\n\n2.75 % and 1,000\n\n{HEADING}\n1. **A**\n   - Ask: 7.5 %?"
    cell = v4.new_markdown_cell("7.5 %, 12.75, 1,000")
    assert unknown_numbers(page, v4.new_notebook(cells=[cell])) == {"2.75"}


# Plans, exercises, links


@every_notebook
@pytest.mark.parametrize("minutes", [45, 90])
def test_minutes_of_a_plan_add_up(path, minutes):
    plan = part(page_of(path), f"{minutes} minutes")
    assert sum(map(int, re.findall(r"(?m)^\| (\d+) \|", plan))) == minutes


@every_notebook
def test_exercises_that_are_named_exist(path):
    notebook = nbformat.read(path, as_version=4)
    sources = "\n".join(cell.source for cell in notebook.cells)
    cited = re.findall(r"Exercises? [\d., and]*", page_of(path))
    numbers = set(re.findall(r"\d\.\d", " ".join(cited)))
    assert {n for n in numbers if f"**Exercise {n}" not in sources} == set()
    if path.name[:2] in ("01", "02", "03"):
        assert numbers


def lost_links(page: Path) -> list[str]:
    """Return the links of a page that miss a file or a heading of a notebook."""
    lost = []
    for target in rules.links(page.read_text("utf-8")):
        file, _, anchor = target.partition("#")
        if "://" in target:
            continue
        path = page.parent / file
        if not path.is_file():
            lost.append(target)
        elif (
            anchor and path.suffix == ".ipynb" and unquote(anchor) not in anchors(path)
        ):
            lost.append(target)
    return lost


@pytest.mark.parametrize("page", sorted(TEACH.glob("*.md")), ids=lambda p: p.stem)
def test_links_of_the_guide_lead_somewhere(page):
    assert lost_links(page) == []


def test_lost_link_is_found(tmp_path):
    nbformat.write(example(), tmp_path / "00_a.ipynb")
    page = tmp_path / "a.md"
    page.write_text("[a](00_a.ipynb#A) [b](00_a.ipynb#Z) [c](nowhere.md)")
    assert lost_links(page) == ["00_a.ipynb#Z", "nowhere.md"]


def test_guide_leads_to_the_page_of_every_notebook():
    links = rules.links(GUIDE.read_text("utf-8"))
    assert {f"{path.stem}.md" for path in NOTEBOOKS} <= set(links)


# The measured table

MEASURE = runpy.run_path(str(TEACH / "measure.py"))


def test_table_has_a_row_for_each_notebook():
    start, end = MEASURE["MARKS"]
    table = GUIDE.read_text("utf-8").partition(start)[2].partition(end)[0]
    rows = dict(re.findall(r"\]\((\S+)\) \| \d+ s \| [\d,]+ MB \| (yes|no) \|", table))
    asked = [*ROOT.glob("notebooks/*.ipynb"), *TEACH.glob("*.ipynb")]
    assert {(TEACH / row).resolve() for row in rows} == set(asked)
    told = re.search(
        r"Notebooks ([\d, and]+) load TensorFlow", GUIDE.read_text("utf-8")
    )
    with_keras = {Path(row).name[1] for row, keras in rows.items() if keras == "yes"}
    assert set(re.findall(r"\d", told[1])) == with_keras


def test_one_notebook_is_measured_and_written(tmp_path):
    heavy = "block = bytearray(300_000_000)\nblock[::4096] = b'x' * len(block[::4096])"
    cells = [v4.new_markdown_cell("# 0 · Tiny: a test"), v4.new_code_cell(heavy)]
    cells.append(v4.new_code_cell("import time\ntime.sleep(1)"))
    path = tmp_path / "00_tiny.ipynb"
    nbformat.write(v4.new_notebook(cells=cells), path)
    before = path.read_bytes()
    of_the_tests = b"x" * 800_000_000  # what the parent uses is not counted
    cost = MEASURE["measure"](path)
    del of_the_tests
    assert path.read_bytes() == before
    assert cost.seconds > 1 and not cost.keras
    assert 300e6 < cost.peak < 700e6
    guide = tmp_path / "README.md"
    start, end = MEASURE["MARKS"]
    guide.write_text(f"above\n{start}\nold\n{end}\nbelow\n")
    for _ in range(2):  # a second time changes nothing
        MEASURE["write"](MEASURE["table"]([cost], guide), guide)
        text = guide.read_text("utf-8")
        assert text.startswith(f"above\n{start}\n") and text.endswith(f"{end}\nbelow\n")
        assert text.count("[0 · Tiny](00_tiny.ipynb)") == 1 and "old" not in text


def test_guide_without_marks_is_refused(tmp_path):
    guide = tmp_path / "README.md"
    guide.write_text("nothing")
    with pytest.raises(ValueError, match="must hold <!-- measured -->"):
        MEASURE["write"]("table", guide)


def test_the_command_is_told(tmp_path):
    assert "teach/measure.py" in GUIDE.read_text("utf-8")
    run = [sys.executable, "-c", "import runpy; runpy.run_path('teach/measure.py')"]
    subprocess.run(run, cwd=ROOT, check=True)  # runs nothing by itself
