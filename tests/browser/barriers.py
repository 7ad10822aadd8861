"""What axe-core finds in a notebook in JupyterLab, and what of it is not the course's.

A barrier of the course is a fault. Those of JupyterLab, ipywidgets and MathJax stand in
`KNOWN`, each with the place where its makers are told of it. One that is not found any
more where it should be is a fault, too: the list stays true, and with it what the
README tells readers. (The README names the same issues: `tests/test_readme.py`.)
"""

from itertools import compress
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe


class Known(NamedTuple):
    """A barrier that others put up."""

    rule: str  # of axe-core
    where: str  # a CSS selector: every page that shows such an element has the barrier
    owner: str
    issue: str
    steady: bool = True  # or does it depend on the fonts of the computer?


KNOWN = [
    # noUiSlider names its handles if it is told how; ipywidgets does not tell it. From
    # outside, neither description, tooltip nor HTML reaches the handle.
    Known(
        "aria-input-field-name",
        ".noUi-handle",
        "ipywidgets",
        "https://github.com/jupyter-widgets/ipywidgets/issues/2650",
    ),
    # The editor of each code cell has no name.
    Known(
        "aria-input-field-name",
        ".cm-content",
        "JupyterLab",
        "https://github.com/jupyterlab/jupyterlab/issues/16890",
    ),
    # The notebook calls itself a feed, but its cells are no articles.
    Known(
        "aria-required-children",
        ".jp-WindowedPanel-viewport",
        "JupyterLab",
        "https://github.com/jupyterlab/jupyterlab/issues/14765",
    ),
    # The arrow beside a heading that folds its section has no name. (No issue of its
    # own: this one gathers them.)
    Known(
        "button-name",
        ".jp-collapseHeadingButton",
        "JupyterLab",
        "https://github.com/jupyterlab/jupyterlab/issues/9399",
    ),
    # The hidden copy of a formula for screen readers is wider than the formula. At the
    # end of a line it sticks out, and the text could be scrolled by some pixels.
    Known(
        "scrollable-region-focusable",
        ".jp-MarkdownOutput.sticks-out",
        "MathJax",
        "https://github.com/mathjax/MathJax/issues/2521",
        steady=False,
    ),
    # Pale: the number beside a cell, where another cell is chosen; in code, numbers and
    # comments.
    Known(
        "color-contrast",
        ".jp-InputPrompt",
        "JupyterLab",
        "https://github.com/jupyterlab/jupyterlab/issues/8832",
    ),
    Known(
        "color-contrast",
        ".cm-line *",
        "JupyterLab",
        "https://github.com/jupyterlab/jupyterlab/issues/10008",
    ),
    # A link in a text is not underlined: its colour alone tells it from the words.
    Known(
        "link-in-text-block",
        ".jp-MarkdownOutput a",
        "JupyterLab",
        "https://github.com/jupyterlab/jupyterlab/issues/14166",
        steady=False,
    ),
    # The name of a cell stands on an element without a role; axe-core minds it where
    # the cell holds nothing but a formula. (No issue of its own.)
    Known(
        "aria-prohibited-attr",
        ".jp-MarkdownCell.no-words",
        "JupyterLab",
        "https://github.com/jupyterlab/jupyterlab/issues/9399",
    ),
]
MARK = """() => {
    for (const text of document.querySelectorAll('.jp-MarkdownOutput')) {
        const right = text.getBoundingClientRect().right;
        const hidden = [...text.querySelectorAll('mjx-assistive-mml')];
        const seen = [...text.querySelectorAll(':scope > *, table, img')];
        const sticksOut = part => part.getBoundingClientRect().right > right;
        if (hidden.some(sticksOut) && !seen.some(sticksOut))
            text.classList.add('sticks-out');
    }
    for (const cell of document.querySelectorAll('.jp-MarkdownCell')) {
        const copy = cell.querySelector('.jp-MarkdownOutput').cloneNode(true);
        for (const formula of copy.querySelectorAll('mjx-container')) formula.remove();
        if (!copy.textContent.trim() && !copy.querySelector('img, svg'))
            cell.classList.add('no-words');
    }
}"""
# What is found is the same wherever the same elements stand in one another: one of each
# kind is left. (Of an editor a copy: JupyterLab sees to it that its own loses nothing.)
ONE_OF_EACH = """among => {
    const kinds = new Set();
    const kind = part => part ? `${part.tagName}.${part.className}` : '';
    const whole = 'a, button, label, mjx-container, svg'; // with all that is in it
    for (const editor of document.querySelectorAll('.jp-Notebook .cm-editor'))
        editor.replaceWith(editor.cloneNode(true));
    for (const part of document.querySelectorAll(among)) {
        const above = part.parentElement, cell = part.closest('.jp-Cell');
        if (above === null || above.closest(whole)) continue;
        const path = [part, above, above.parentElement, cell].map(kind).join();
        const leaf = part.children.length === 0 || part.matches(whole);
        if (leaf && kinds.has(path)) part.remove();
        kinds.add(path);
    }
}"""
CODE, ALL = ".jp-Notebook .cm-line, .jp-Notebook .cm-line *", ".jp-Notebook *"
# What reaches beyond the window is hidden for axe-core, and so is all that stands in an
# element without height, such as the body of JupyterLab: it passes over their colours.
HEIGHT = """() => {
    document.body.style.minHeight = '100vh';
    const page = document.querySelector('.jp-WindowedPanel-inner') ?? document.body;
    return page.scrollHeight + 200; // with the menu above
}"""
# A notebook can be scrolled by a whole window beyond its end, and stays where it was.
TO_THE_TOP = "() => document.querySelector('.jp-WindowedPanel-outer')?.scrollTo(0, 0)"
COLOURS = ["color-contrast", "link-in-text-block"]
SHOWN = """all => all.map(where => [...document.querySelectorAll(where)].some(part => {
    const {width, height} = part.getBoundingClientRect();
    return width > 0 && height > 0 && part.checkVisibility({visibilityProperty: true});
}))"""
# In one go, for JupyterLab may draw a text anew meanwhile: then it is another element.
LOOK = """async ([options, known]) => {
    const {violations} = await axe.run('.jp-Notebook', {...options, elementRef: true});
    const bad = violations.filter(
        ({impact}) => ['serious', 'critical'].includes(impact));
    return bad.flatMap(({id, nodes}) => nodes.map(({element, html}) => [
        known.findIndex(([rule, where]) => rule === id && element.matches(where)),
        `${id}: ${html.slice(0, 200)}`,
    ]));
}"""


def barriers(page, known: list[Known] = KNOWN) -> list[str]:
    """Return what is wrong with a notebook, and which known barriers have gone.

    Only what axe-core calls serious or critical counts. The notebook is looked at for
    the last time: much of it is taken away.

    Parameters
    ----------
    page : Page
        With a notebook that was run.
    known : list of Known
        What others have to mend.

    Returns
    -------
    list of str
    """
    page.evaluate(ONE_OF_EACH, CODE)
    page.evaluate(MARK)
    shown = page.evaluate(SHOWN, [f".jp-Notebook {case.where}" for case in known])
    cases = list(compress(known, shown))
    off = {rule: {"enabled": False} for rule in COLOURS}
    faults, met = look(page, known, {"rules": off})
    view = page.viewport_size
    page.evaluate(ONE_OF_EACH, ALL)
    page.set_viewport_size(view | {"height": page.evaluate(HEIGHT)})
    page.evaluate(TO_THE_TOP)
    of_colours = look(page, known, {"runOnly": COLOURS})
    page.set_viewport_size(view)
    met |= of_colours[1]
    gone = [case for case in cases if case.steady and case not in met]
    return [
        *(faults + of_colours[0]),
        *(f"gone: {case.rule} of {case.where}" for case in gone),
    ]


def look(page, known: list[Known], options: dict) -> tuple[list[str], set[Known]]:
    """Let axe-core look at a notebook; return its faults, and the known barriers."""
    # Nothing plays by itself, and no style depends on how a screen is turned: for these
    # alone all would be loaded once more.
    options = {"resultTypes": ["violations"], "preload": False, **options}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(LOOK, [options, [[case.rule, case.where] for case in known]])
    faults = [text for number, text in found if number < 0]
    return faults, {known[number] for number, _ in found if number >= 0}
