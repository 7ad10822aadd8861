"""The notebooks as they are committed: complete, clean, linked, comparable."""

import re
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode, v4
from nbformat.validator import iter_validate
from nbval.plugin import get_sanitize_patterns
from notebook_rules import RULES, headings, links, outputs, problems
from PIL import Image

from course_utils.plots.figure import new_axes, png_bytes

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SANITIZE = Path(__file__).with_name("nbval_sanitize.cfg")


# The notebooks of the course


def test_course_starts_with_its_first_notebook():
    assert NOTEBOOKS, "there is no notebook in notebooks/"
    assert NOTEBOOKS[0].name == "00_start_here.ipynb"


def test_no_two_notebooks_have_the_same_number():
    numbers = [path.name[:2] for path in NOTEBOOKS]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_valid(path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    assert [error.message for error in iter_validate(notebook)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps_every_rule(path):
    found = problems(nbformat.read(path, as_version=4), path)
    assert not found, "\n".join(["", *found])


MARGIN = 5  # pixels that matplotlib leaves white, about as many as between letters
DRAWN = re.compile('data:image/png;base64,([^"]+)"')


def cut_edges(png: str) -> list[str]:
    """Return the edges of a picture on which something is drawn: there it is cut off.

    Parameters
    ----------
    png : str
        The picture in base64.
    """
    grey = np.array(Image.open(BytesIO(b64decode(png))).convert("L"))
    edges = {"left": grey[:, :MARGIN], "right": grey[:, -MARGIN:]}
    edges |= {"top": grey[:MARGIN], "bottom": grey[-MARGIN:]}
    return [name for name, dots in edges.items() if dots.min() < 200]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_figure_is_cut_off(path):
    stored = outputs(nbformat.read(path, as_version=4))
    html = [
        (cell.id, out.get("data", {}).get("text/html", "")) for _, cell, out in stored
    ]
    pictures = [(k, png) for k, text in html for png in DRAWN.findall(text)]
    assert [k for k, png in pictures if cut_edges(png)] == []


def test_a_figure_that_is_cut_off_is_noticed():
    def drawn(x: float) -> list[str]:
        ax = new_axes()
        ax.figure.text(x, 0.5, "words that go on for long " * 3)
        return cut_edges(b64encode(png_bytes(ax.figure)).decode("ascii"))

    assert drawn(0.1) == []
    assert drawn(0.5) == ["right"]


# Every rule finds what it is there to find


ALT = "Three thin lines fall to their thick median"
FIGURE = f'<img src="data:image/png;base64,iVBORabsl0KGgo=" alt="{ALT}">'


def code(source: str, *outputs: NotebookNode, tags: tuple[str, ...] = ()):
    """Return a code cell that was run first."""
    cell = v4.new_code_cell(source, execution_count=1, outputs=list(outputs))
    cell.metadata["tags"] = list(tags)
    return cell


def collapsed(source: str, *outputs: NotebookNode) -> NotebookNode:
    """Return a code cell whose code is hidden."""
    cell = code(source, *outputs, tags=("hide-input",))
    cell.metadata["jupyter"] = {"source_hidden": True}
    return cell


def run(*cells: NotebookNode) -> tuple[NotebookNode, ...]:
    """Return code cells that were run one after the other."""
    for count, cell in enumerate(cells, start=1):
        cell.execution_count = count
    return cells


def stream(text: str, name: str = "stdout") -> NotebookNode:
    """Return what print writes."""
    return v4.new_output("stream", name=name, text=text)


def shown(**data: str) -> NotebookNode:
    """Return what display shows; text_html stands for text/html."""
    data = {kind.replace("_", "/", 1): value for kind, value in data.items()}
    return v4.new_output("display_data", data)


def failure() -> NotebookNode:
    """Return what a cell shows that raises an error."""
    trace = ["\x1b[31mTraceback\x1b[0m (most recent call last)"]
    return v4.new_output("error", ename="ValueError", evalue="", traceback=trace)


HEAD = """\
# Start here
**What you\u2019ll do:** look around.

## What you'll learn
| What you need | About how long |
|---|---|
| nothing | 5 minutes |

![A window slides over the series](../assets/window.svg) and `![](code)`,
$f[x](t)$, [a heading](#summary), <img src="../assets/window.svg" alt="a window">

1. See

   ````python
   ```
   [code](none.md) # and ![](none.svg)
   ```
   ````

       [code](none.md)

<!-- [a comment](none.md) -->
"""
TAIL = """\
## Summary
It went well.

**Further reading:** [OEIS](https://oeis.org/A000045)

Next: [01 Go on](01_go_on.ipynb#summary)
"""


def good(*cells: NotebookNode) -> NotebookNode:
    """Return a notebook that keeps every rule, around the cells given."""
    kernel = {"name": "python3", "display_name": "Python 3"}
    notebook = v4.new_notebook(metadata={"kernelspec": kernel})
    head, tail = v4.new_markdown_cell(HEAD), v4.new_markdown_cell(TAIL)
    notebook.cells = [head, *cells, tail]
    return notebook


@pytest.fixture
def path(tmp_path):
    """Return where a first notebook lies, with a second one and a picture about."""
    folder = tmp_path / "notebooks"
    (tmp_path / "assets").mkdir()
    folder.mkdir()
    (tmp_path / "assets" / "window.svg").touch()
    (folder / "01_go_on.ipynb").touch()
    return folder / "00_start_here.ipynb"


def replaced(old: str, new: str) -> NotebookNode:
    """Return a good notebook with one piece of its markdown replaced."""
    notebook = good()
    assert sum(old in cell.source for cell in notebook.cells) == 1
    for cell in notebook.cells:
        cell.source = cell.source.replace(old, new)
    return notebook


def changed(change: Callable[[NotebookNode], object]) -> NotebookNode:
    """Return a good notebook with one code cell, after a change."""
    notebook = good(code("1"))
    change(notebook)
    return notebook


IGNORED = ("nbval-ignore-output",)
ASSERTED = run(code("fit(model)", tags=IGNORED), code("assert True"))
IN_FUNCTION = "def b():\n    return [a for _ in range(3)]"
HALF_COLLAPSED = code("# Check", tags=("hide-input",))
HIDDEN_IN_LAB = collapsed("plot()")
HIDDEN_IN_LAB.metadata["tags"] = []
LONG = "\n".join("x" * 16)
GOOD = {
    "no code": good(),
    "a figure": good(code("1", shown(text_html=FIGURE))),
    "a drawing": good(code("1", shown(text_html=f'<svg aria-label="{ALT}"/>'))),
    "a number": good(code("1", shown(text_plain="1"), stream("1\n"))),
    "an error to see": good(code("1", failure(), tags=("raises-exception",))),
    "a training asserted": good(*ASSERTED),
    "a fit that is compared": good(code("model.fit(X, y)")),
    "a fit without a seed": good(code("fit_linear(X, y)", tags=IGNORED)),
    "empty lines": good(code("\n\n".join("x" * 6))),
    "a check": good(*run(collapsed("# Check\na = 1"), collapsed("a"), code("a = 2"))),
    "a check that defines": good(*run(code("# Check\nimport a"), code("a"))),
    "relative paths": good(code("open('../assets/a.csv')\nprint(1 / 2, 'a:\\n')")),
}
BAD = {
    "kernel": [
        (changed(lambda n: n.metadata.clear()), "the kernel is None"),
        (changed(lambda n: n.metadata.kernelspec.update(name="tf")), "kernel is tf"),
    ],
    "run_in_order": [
        (changed(lambda n: n.cells[1].update(execution_count=None)), "count None"),
        (changed(lambda n: n.cells[1].update(execution_count=7)), "count 7, not 1"),
        (good(code("1"), code("2")), "cell 2 has the execution count 1, not 2"),
    ],
    "no_error": [(good(code("1", failure())), "cell 1 raised ValueError")],
    "no_stderr": [(good(code("1", stream("oh", "stderr"))), "cell 1 wrote to stderr")],
    "no_noise": [
        (good(code("1", stream("UserWarning: x"))), "shows 'Warning'"),
        (good(code("1", stream("\x1b[31mDeprecated\x1b[0m"))), "shows 'Deprecat'"),
        (good(code("1", shown(text_plain="I0000 00:00"))), "shows 'I0000'"),
        (good(code("1", shown(text_html="<p>absl::x</p>"))), "shows 'absl'"),
        (good(code("1", stream("cudart not found"))), "shows 'cudart'"),
        (good(code("1", stream("Traceback (most"))), "shows 'Traceback'"),
    ],
    "nothing_skipped": [
        (good(code("1", tags=("nbval-skip",))), "cell 1 is skipped"),
        (good(code("# NBVAL_SKIP\n1")), "cell 1 is skipped"),
    ],
    "asserted": [
        (good(code("model.fit(X, y)", tags=IGNORED)), "cell 1 trains"),
        (good(code("# NBVAL_IGNORE_OUTPUT\ntrain(w, X, y, 9)")), "cell 1 trains"),
    ],
    "short_cells": [
        (good(code(LONG)), "cell 1 has 16 lines"),
        (good(code(LONG)), "have 16.0 lines on average"),
        (good(code("\n".join("x" * 7))), "have 7.0 lines on average"),
    ],
    "collapsed_checks": [
        (good(code("# Check: a\nassert a")), "cell 1 only checks"),
        (good(code("# Check\na = 1"), code("a = 2\na")), "cell 1 only checks"),
        (good(HALF_COLLAPSED), "cell 1 only checks"),
        (good(collapsed("# Check\na = 1"), code("a")), "cell 1 is collapsed"),
        (good(collapsed("# Check\na = 1"), code(IN_FUNCTION)), "cell 1 is collapsed"),
        (good(collapsed("# Check", stream("2.75 %"))), "cell 1 is collapsed"),
    ],
    "hidden_everywhere": [
        (good(HALF_COLLAPSED), "cell 1 is hidden in one place"),
        (good(HIDDEN_IN_LAB), "cell 1 is hidden in one place"),
    ],
    "no_magic": [
        (good(code("%matplotlib inline")), "uses %matplotlib"),
        (good(code("import sys\nsys.path.append('..')")), "uses sys.path"),
    ],
    "no_absolute_path": [
        (good(code("open('/data/a.csv')")), "absolute path: \"'/data/a.csv'"),
        (good(code('open("~/a.csv")')), "absolute path"),
        (good(code(r"open('C:\data\a.csv')")), "absolute path"),
        (good(code("1", stream("saved to /home/ada/a.csv"))), "absolute path: '/home"),
        (good(code("%cd /home/ada/course")), "absolute path"),
    ],
    "described_figures": [
        (good(code("1", shown(image_png="iVBORw=="))), "a bare image/png"),
        (good(code("1", shown(**{"image_svg+xml": "<svg/>"}))), "a bare image/svg"),
        (good(code("1", shown(text_html='<img src="x">'))), "<img>"),
        (good(code("1", shown(text_html='<img alt="A plot">'))), "<img>"),
        (good(code("1", shown(text_html=f"{FIGURE}<img alt>"))), "<img>"),
        (good(code("1", shown(text_html="<svg></svg>"))), "<svg>"),
    ],
    "described_pictures": [
        (replaced("A window slides over the series", ""), "cell 0 has a picture"),
        (replaced('alt="a window"', 'alt=" "'), "cell 0 has a picture"),
        (replaced(' alt="a window"', ""), "cell 0 has a picture"),
        (replaced("It went well.", "$5, ![](a.svg), not $6"), "cell 1 has a picture"),
        (replaced("It went well.", "![][a]\n\n[a]: a.svg"), "cell 1 has a picture"),
    ],
    "opening": [
        (replaced("# Start here", "## Start here"), "first cell is not markdown"),
        (replaced("# Start here", "    # Start here"), "first cell is not markdown"),
        (changed(lambda n: n.cells.insert(0, code("1"))), "first cell is not markdown"),
        (changed(lambda n: n.cells.clear()), "first cell is not markdown"),
        (replaced("What you\u2019ll do", "Now"), 'headed "What you\'ll do"'),
        (replaced("What you'll learn", "Then"), 'headed "What you\'ll learn"'),
        (replaced("What you need", "Before"), "headed 'What you need'"),
        (replaced("About how long", "Minutes"), "headed 'How long'"),
    ],
    "closing": [
        (replaced("## Summary", "## End"), "headed 'Summary'"),
        (replaced("## Summary", "```\n## Summary\n```"), "headed 'Summary'"),
        (replaced("## Summary", "~~~\n```\n## Summary\n~~~"), "headed 'Summary'"),
        (replaced("## Summary", "- a\n\n      # Summary"), "headed 'Summary'"),
        (replaced("## Summary", "<summary>a</summary>"), "headed 'Summary'"),
        (replaced("## Summary", "![Summary](x)"), "headed 'Summary'"),
        (replaced("Further reading", "More"), "headed 'Further reading'"),
        (replaced("01_go_on", "00_start_here"), "link to 01_go_on.ipynb"),
        (changed(lambda n: n.cells.append(code("1"))), "link to 01_go_on.ipynb"),
        (changed(lambda n: n.cells.clear()), "link to 01_go_on.ipynb"),
    ],
    "whole_links": [
        (replaced("(../assets/window.svg)", "(../assets/x.svg)"), "../assets/x.svg"),
        (replaced('"../assets/window.svg"', '"x.svg"'), "link to x.svg"),
        (replaced("(#summary)", "(02_none.ipynb#summary)"), "link to 02_none.ipynb"),
        (replaced("(#summary)", "(/etc/hosts)"), "link to /etc/hosts"),
        (replaced("(#summary)", "(file:///etc/hosts)"), "file:///etc/hosts"),
        (replaced("It went well.", "[a]: none.md"), "link to none.md"),
        (replaced("It went well.", '[a](none.md "A title")'), "link to none.md"),
        (replaced("It went well.", "[a](none_(1).md)"), "link to none_(1).md"),
        (replaced("It went well.", "[a](<no ne.md>)"), "link to no ne.md"),
        (replaced("It went well.", "[a\nb]( none.md )"), "link to none.md"),
        (replaced("It went well.", "[`]`](none.md)"), "link to none.md"),
        (replaced("It went well.", "[![a](none.svg)](#summary)"), "link to none.svg"),
        (replaced("It went well.", "$5, [a](none.md), not $6"), "link to none.md"),
        (replaced("It went well.", "\\$x, [a](none.md), \\$y"), "link to none.md"),
        (replaced("It went well.", "<a\nhref='none.md'>a</a>"), "link to none.md"),
        (replaced("It went well.", "```\n~~~\n```\n[a](none.md)"), "link to none.md"),
    ],
}
RULE = {rule.__name__: rule for rule in RULES}
CASES = [
    pytest.param(rule, notebook, message, id=f"{rule}-{message}")
    for rule, cases in BAD.items()
    for notebook, message in cases
]


@pytest.mark.parametrize("notebook", GOOD.values(), ids=GOOD)
def test_notebook_that_keeps_the_rules_is_not_reported(notebook, path):
    path.touch()
    nbformat.validate(notebook)
    assert problems(notebook, path) == []


@pytest.mark.parametrize(("rule", "notebook", "message"), CASES)
def test_notebook_that_breaks_a_rule_is_reported(rule, notebook, message, path):
    path.touch()
    found = list(RULE[rule](notebook, path))
    assert any(message in problem for problem in found), found
    assert set(found) <= set(problems(notebook, path))


@pytest.mark.parametrize(
    "name", ["start.ipynb", "0_a.ipynb", "00-a.ipynb", "00_A.ipynb"]
)
def test_notebook_with_another_name_is_reported(name, path):
    found = list(RULE["name"](good(), path.with_name(name)))
    assert found == [f"{name} is not called NN_words.ipynb"]


def test_every_rule_is_broken_once_above():
    assert BAD.keys() | {"name"} == RULE.keys()


def test_last_notebook_links_back_to_the_first(path):
    last = path.with_name("01_go_on.ipynb")
    path.touch()
    assert list(RULE["closing"](good(), last)) == [
        "the last cell is not markdown with a link to 00_start_here.ipynb"
    ]
    back = replaced("01_go_on.ipynb#summary", "00_start_here.ipynb")
    assert problems(back, last) == []


# Links to the glossary


def markdown(notebook: NotebookNode) -> list[str]:
    """Return what the markdown cells say."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


@cache
def anchors(path: Path) -> set[str]:
    """Return the anchors that JupyterLab gives the headings of a notebook."""
    sources = markdown(nbformat.read(path, as_version=4))
    found = [heading for source in sources for heading in headings(source)]
    return {heading.strip().replace(" ", "-") for heading in found}


def links_to_headings(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Return the links to headings of other notebooks: each file and anchor."""
    targets = [link for source in markdown(notebook) for link in links(source)]
    pairs = [target.partition("#")[::2] for target in targets]
    return [
        (unquote(file), unquote(anchor))
        for file, anchor in pairs
        if anchor and file.endswith(".ipynb") and "://" not in file
    ]


def lost(notebook: NotebookNode, path: Path) -> list[str]:
    """Return the links to headings that the other notebook does not have."""
    return [
        f"{file}#{anchor}"
        for file, anchor in links_to_headings(notebook)
        if anchor not in anchors(path.parent / file)
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_to_headings_of_other_notebooks_lead_somewhere(path):
    notebook = nbformat.read(path, as_version=4)
    assert lost(notebook, path) == []
    names = [Path(file).name for file, _ in links_to_headings(notebook)]
    glossary = [name for name in names if name.startswith("99_")]
    assert glossary or path.stem.startswith("99_"), "no word is linked to the glossary"


GLOSSARY = """\
# Terms

Cell state
----------

```python
# Weight
```

    # Bias

## The `c_t` *line* ##
## Value of $c_t$
## Unit [of a layer](#Layer)
"""


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("[a](99_terms.ipynb#Terms)", []),
        ("[a](99_terms.ipynb#Cell-state)", []),
        ("[a](99_terms.ipynb#Cell%2Dstate 'a title')", []),
        ("[a](<99_terms.ipynb#The-c_t-line>)", []),
        ("[a](99_terms.ipynb#Value-of-$c_t$)", []),
        ("[a](99_terms.ipynb#Unit-of-a-layer)", []),
        ("`[a](99_terms.ipynb#Weight)`", []),
        ("[a](99_terms.ipynb#Weight)", ["99_terms.ipynb#Weight"]),
        ("[a][b]\n\n[b]: 99_terms.ipynb#Bias", 2 * ["99_terms.ipynb#Bias"]),
        ("<a href='99_terms.ipynb#cell-state'>a</a>", ["99_terms.ipynb#cell-state"]),
        ("[a](99_terms.ipynb#Cell-(1) 'b')", ["99_terms.ipynb#Cell-(1)"]),
    ],
)
def test_link_to_a_heading_that_is_none_is_found(tmp_path, link, found):
    glossary = v4.new_notebook(cells=[v4.new_markdown_cell(GLOSSARY)])
    nbformat.write(glossary, tmp_path / "99_terms.ipynb")
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(link)])
    assert lost(notebook, tmp_path / "00_a.ipynb") == found


# What nbval compares


def sanitized(html: str) -> str:
    """Return what nbval compares of an output."""
    for regex, replace in get_sanitize_patterns(SANITIZE.read_text("utf-8")):
        html = re.sub(regex, replace, html)
    return html


@pytest.mark.parametrize("kind", ["png", "jpeg", "svg+xml"])
def test_pixels_are_not_compared_but_all_the_rest_is(kind):
    html = '<img alt="{}" src="data:image/{};base64,{}" width="{}">'
    one = sanitized(html.format("Lines fall", kind, "iVBO+/w==", 640))
    assert one == html.format("Lines fall", kind, "PIXELS", 640)
    assert one == sanitized(html.format("Lines fall", kind, "R0lGODdh", 640))
    assert one != sanitized(html.format("Lines rise", kind, "iVBO+/w==", 640))
    assert one != sanitized(html.format("Lines fall", kind, "iVBO+/w==", 480))


def test_nbval_passes_other_pixels_and_fails_another_text(tmp_path):
    run = "from IPython.display import HTML\nHTML('''{}''')"
    saved = [FIGURE.replace("iVBO", "R0lG"), FIGURE.replace("fall", "rise"), FIGURE]
    cells = [code(run.format(FIGURE)) for _ in saved]
    for n, (cell, html) in enumerate(zip(cells, saved, strict=True), start=1):
        cell.execution_count = n
        data = {"text/html": html, "text/plain": "<IPython.core.display.HTML object>"}
        cell.outputs = [v4.new_output("execute_result", data, execution_count=n)]
    notebook = good(*cells)
    nbformat.write(notebook, tmp_path / "00_a.ipynb")
    options = ["--nbval", f"--nbval-sanitize-with={SANITIZE}", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-c", "none.ini", *options, "-v"]
    (tmp_path / "none.ini").write_text("[pytest]\n")
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "1 failed, 2 passed" in run.stdout, run.stdout + run.stderr
    assert "Cell 1 FAILED" in run.stdout
