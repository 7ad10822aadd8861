"""What the browser tests share: notebooks run in JupyterLab, and what they show."""

import json
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

VIEW = {"width": 1280, "height": 1000}  # of the browser's window, in pixels
FIRST = "00_start_here.ipynb"
LAB_CELL = ("import numpy as np",)  # how the cell with the live lab of FIRST begins
# The largest setting of the live lab that can be trained, by slider.
LARGEST = {"Window length": 9, "Units": 64, "Epochs": 500}

READY = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session?.kernel?.info; // the kernel has answered
}"""
OPEN = """async path => {
    await jupyterapp.commands.execute('docmanager:open', {path});
}"""
CLOSE = """async () => {
    const panel = jupyterapp.shell.currentWidget;
    await panel.sessionContext.shutdown();
    panel.context.model.dirty = false; // else JupyterLab would ask
    panel.dispose();
}"""
NAME = "() => jupyterapp.shell.currentWidget.title.label"
CLEAR = "() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
RUN_ALL = "() => jupyterapp.commands.execute('notebook:run-all-cells')"
RUN_SOME = """async starts => {
    const {content} = jupyterapp.shell.currentWidget;
    const source = cell => cell.model.sharedModel.source;
    const found = starts.map(start => content.widgets.filter(
        cell => cell.model.type === 'code' && source(cell).startsWith(start)));
    for (const cells of found) {
        for (const cell of cells) {
            content.activeCellIndex = content.widgets.indexOf(cell);
            content.deselectAll();
            await jupyterapp.commands.execute('notebook:run-cell');
        }
    }
    return found.map(cells => cells.length);
}"""
ADD_CELL = """async source => {
    const {content} = jupyterapp.shell.currentWidget;
    content.activeCellIndex = content.widgets.length - 1;
    await jupyterapp.commands.execute('notebook:insert-cell-below');
    content.activeCell.model.sharedModel.setSource(source);
    await jupyterapp.commands.execute('notebook:run-cell');
}"""
OUTPUTS = """() => {
    const cells = jupyterapp.shell.currentWidget.content.model.cells;
    return Array.from(cells).filter(cell => cell.type === 'code').map(cell => ({
        source: cell.sharedModel.source,
        count: cell.executionCount,
        outputs: cell.outputs.toJSON(),
    }));
}"""
LOOK = """widget => {
    const picture = widget.querySelector('img[alt], svg[role=img]');
    const words = widget.querySelector('.course-words');
    const {alt = picture.ariaLabel, src = picture.innerHTML} = picture;
    return [alt, src, words.innerText, words.ariaBusy === 'true'];
}"""

MOST_TABS = 3  # from the cell into its widget
CONTROLS = ".noUi-handle, .widget-readout, button"
FOCUSED = f"""board => {{
    const focused = document.activeElement;
    const place = [...board.querySelectorAll("{CONTROLS}")].indexOf(focused);
    const {{outlineStyle, outlineWidth}} = getComputedStyle(focused);
    return [place, `${{outlineStyle}} ${{outlineWidth}}`];
}}"""


@contextmanager
def new_page(browser):
    """Open an empty page, 1280 pixels wide, as on a small laptop."""
    page = browser.new_page(viewport=VIEW)
    page.set_default_timeout(60_000)
    yield page
    # End the kernel, so that the next notebook has the memory to itself.
    page.evaluate("() => jupyterapp.shell.currentWidget?.sessionContext.shutdown()")
    page.close()


def open_notebook(page, lab_url: str, name: str) -> list[str]:
    """Open a notebook as it is stored; return the addresses that are asked for."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab_url.format(name))
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.context")
    page.evaluate(READY)
    return asked


def open_next_notebook(page, name: str) -> None:
    """Close the notebook that is open, its kernel with it, and open another one."""
    page.evaluate(CLOSE)
    page.evaluate(OPEN, f"notebooks/{name}")
    page.evaluate(READY)


def run_notebook(page, lab_url: str, name: str) -> list[str]:
    """Open a notebook, run all of it, and return the addresses that are asked for."""
    asked = open_notebook(page, lab_url, name)
    run_all(page)
    return asked


def run_all(page) -> None:
    """Run all cells of the open notebook, without what was stored of an earlier run."""
    page.evaluate(CLEAR)
    page.evaluate(RUN_ALL)


def run_first_lab(page, lab_url: str) -> None:
    """Open notebook 00 and run the cell of its lab, not what comes after it."""
    open_notebook(page, lab_url, FIRST)
    run_cells(page, LAB_CELL)


def run_cells(page, starts: tuple[str, ...]) -> None:
    """Run the code cells that begin so; each beginning has to be that of one cell."""
    assert page.evaluate(RUN_SOME, list(starts)) == [1] * len(starts)


class Look(NamedTuple):
    """What a widget shows at one moment."""

    alt: str
    picture: str  # source of an image, or content of a drawing
    words: str
    busy: bool  # whether it says that more is to come


class Shown:
    """One slider of a widget, and what the widget shows.

    Parameters
    ----------
    page : Page
    name : str
        What stands before the slider, or the beginning of its tip.
    """

    def __init__(self, page, name: str) -> None:
        label = f'.widget-label:is(:text-is("{name}"), [title^="{name}"])'
        self.page = page
        self.row = page.locator(f".widget-slider:has({label})").first
        self.handle = self.row.locator(".noUi-handle")
        self.widget = page.locator(f".jupyter-widgets:has({label})").first
        for part in (".course-words", "img[alt], svg[role=img]"):
            self.widget.locator(part).first.wait_for()

    def now(self) -> Look:
        """Return what is shown now."""
        return Look(*self.widget.evaluate(LOOK))

    def value(self) -> float:
        """Return the number beside the slider."""
        return float(self.row.locator(".widget-readout").inner_text())

    def move_to(self, value: float) -> None:
        """Move the slider by keyboard: to its end, and from there back to a value."""
        self.handle.press("End")
        while self.value() > value:
            self.handle.press("ArrowLeft")

    def wait_until(self, holds: Callable[[Look], bool], seconds: float = 6) -> None:
        """Wait until something holds of what is shown; fail after some seconds."""
        end = time.monotonic() + seconds
        while not holds(look := self.now()):
            if time.monotonic() > end:
                pytest.fail(f"still after {seconds} s: {look.alt} | {look.words}")
            self.page.wait_for_timeout(20)

    def wait_for_change(self, before: Look) -> None:
        """Wait until text and picture both differ from what they were."""
        self.wait_until(
            lambda look: look.alt != before.alt and look.picture != before.picture
        )

    def settle(self, says: str = "", seconds: float = 6) -> None:
        """Wait until no more is to come, and the text of the picture says something."""
        self.wait_until(lambda look: says in look.alt and not look.busy, seconds)


def walk_through(board) -> list[str]:
    """Go into a widget by the Tab key, through all of it, a step back, and out.

    Before its first control the focus may rest on a box that can be scrolled.

    Returns
    -------
    list of str
        What is wrong: a control that is left out, or does not show that it has the
        focus.
    """
    page, n_controls = board.page, board.locator(CONTROLS).count()
    board.evaluate("board => board.closest('.jp-Cell').focus()")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if board.evaluate(FOCUSED)[0] >= 0:
            break
    wrong = check_focus(board, 0, "Tab")
    last = n_controls - 1
    places = [*range(1, n_controls), last - 1, last, -1]
    keys = ["Tab"] * last + ["Shift+Tab", "Tab", "Tab"]
    for place, key in zip(places, keys, strict=True):
        page.keyboard.press(key)
        wrong += check_focus(board, place, key)
    return wrong


def check_focus(board, place: int, key: str) -> list[str]:
    """Tell whether a key has led to another control, or to one without a ring."""
    at, ring = board.evaluate(FOCUSED)
    if at != place:
        return [f"{key} leads to control {at}, not to {place}"]
    if at >= 0 and ring != "solid 3px":
        return [f"no ring about control {at}, but {ring!r}"]
    return []


def problems(cells: list[dict]) -> list[str]:
    """Tell what went wrong in the cells of a notebook that was run."""
    found = [f"not run: {cell['source'][:60]}" for cell in cells if not cell["count"]]
    for cell in cells:
        for output in cell["outputs"]:
            if output["output_type"] == "error" or output.get("name") == "stderr":
                found.append(f"{cell['source'][:60]}: {json.dumps(output)[:400]}")
    return found


def leaves_the_machine(url: str) -> bool:
    """Tell whether an address lies outside this machine."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1"
