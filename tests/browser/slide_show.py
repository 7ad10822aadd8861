"""A slide show in JupyterLab: whether every slide fits and can be read."""

import os
import runpy
import time
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
COMMAND = runpy.run_path(str(ROOT / "teach" / "slides.py"))
LOOK, slide_type = COMMAND["LOOK"], COMMAND["slide_type"]

WIDTH, HEIGHT = 1280, 720  # of a small projector, in pixels
SMALLEST_TEXT = 20  # pixels
SMALLEST_LABEL = HEIGHT / 50  # of words in a figure
SCREENSHOTS = os.environ.get("COURSE_SCREENSHOTS")  # a folder, to look at every slide
START = """async unseen => {
    const {content} = jupyterapp.shell.currentWidget;
    // With each slide JupyterLab sets the cursors of all other cells to their start,
    // where they are: a third of the time, for nothing that could be seen.
    content._trimSelections = () => {};
    // So does the browser with their style; what is on no slide is put away meanwhile.
    window.putAway = unseen.map(place => {
        const {node} = content.widgets[place], parts = [...node.childNodes];
        node.replaceChildren();
        return () => node.replaceChildren(...parts);
    });
    content.activeCellIndex = 0;
    await jupyterapp.commands.execute('deck:start');
    await Promise.all(Array.from(document.images, image => image.decode()));
    const all = content.widgets;
    const typeset = cell => cell.model.type !== 'markdown'
        || !/[$]/.test(cell.model.sharedModel.source)
        || cell.node.querySelector('mjx-container') || !cell.node.firstChild;
    while (!all.every(typeset)) await new Promise(done => setTimeout(done, 50));
}"""
STOP = """async () => {
    await jupyterapp.commands.execute('deck:stop');
    for (const putBack of window.putAway ?? []) putBack();
}"""
# Show the slide that ends with a cell, all of its steps taken.
GO = """async last => {
    const {content} = jupyterapp.shell.currentWidget;
    content.activeCellIndex = last;
    const {classList} = content.widgets[last].node;
    do await new Promise(requestAnimationFrame);
    while (!classList.contains('jp-deck-mod-visible'));
}"""
# What stands on the slide: its borders, what is cut off, and the sizes of its type.
LOOK_AT = """async () => {
    const onSlide = document.querySelectorAll('.jp-Deck .jp-deck-mod-visible');
    const found = {cells: [], boxes: [], cut: [], texts: [], labels: []};
    const shown = element => element.checkVisibility({checkVisibilityCSS: true});
    const add = element => {
        const {left, top, right, bottom} = element.getBoundingClientRect();
        if (right - left > 1 && bottom - top > 1) {
            found.boxes.push([left, top, right, bottom]);
        }
    };
    for (const cell of onSlide) {
        found.cells.push(cell.dataset.jpfCellId);
        const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        for (let text; (text = texts.nextNode());) {
            const parent = text.parentElement;
            const hidden = parent.closest('mjx-container, svg, .cm-announced');
            if (!text.data.trim() || hidden || !shown(parent)) continue;
            const range = document.createRange();
            range.selectNodeContents(text);
            if (range.getBoundingClientRect().width <= 1) continue;
            add(range);
            const size = parseFloat(getComputedStyle(parent).fontSize);
            found.texts.push([size, text.data.trim().slice(0, 30)]);
        }
        for (const formula of cell.querySelectorAll('mjx-container')) {
            if (!shown(formula)) continue;
            add(formula);
            const size = parseFloat(getComputedStyle(formula.parentElement).fontSize);
            found.texts.push([size, 'a formula']);
        }
        for (const drawing of cell.querySelectorAll('svg[role=img]')) {
            add(drawing);
            for (const label of drawing.querySelectorAll('text')) {
                const size = label.getAttribute('font-size') * label.getScreenCTM().a;
                found.labels.push([size, label.textContent]);
            }
        }
        for (const image of cell.querySelectorAll('img')) {
            if (!shown(image)) continue;
            add(image);
            const box = image.getBoundingClientRect();
            const scale = Math.min(
                box.width / image.naturalWidth, box.height / image.naturalHeight
            );
            if (image.src.startsWith('data:')) { // 12 points are the smallest type
                const dots = image.naturalWidth / image.getAttribute('width') * 100;
                found.labels.push([12 / 72 * dots * scale, image.alt.slice(0, 30)]);
                continue;
            }
            const source = await (await fetch(image.src)).text();
            const drawing = new DOMParser().parseFromString(source, 'image/svg+xml');
            for (const label of drawing.querySelectorAll('text[font-size]')) {
                const size = label.getAttribute('font-size') * scale;
                found.labels.push([size, label.textContent]);
            }
        }
        for (const part of cell.querySelectorAll(
            '.cm-scroller, .jp-OutputArea-output > pre, .widget-label, .jupyter-button'
        )) {
            if (part.scrollWidth > part.clientWidth + 1 && shown(part)) {
                found.cut.push(part.textContent.slice(0, 40));
            }
        }
    }
    const page = document.querySelector('.jp-Deck .jp-WindowedPanel-outer');
    if (page.scrollHeight > page.clientHeight + 1) found.cut.push('the slide');
    return found;
}"""


def places(path: Path) -> tuple[list[int], list[int]]:
    """Return the places of the last cell on each slide, and of cells on no slide."""
    types = [slide_type(cell) for cell in nbformat.read(path, as_version=4).cells]
    unseen = [k for k, kind in enumerate(types) if kind in ("skip", "notes")]
    shown = [k for k in range(len(types)) if k not in unseen]
    starts = [k for k, kind in enumerate(types) if kind in ("slide", "subslide")]
    ends = [*starts[1:], len(types)]
    return [max(k for k in shown if k < end) for end in ends], unseen


def faults(found: dict) -> list[str]:
    """Tell what is wrong with a slide."""
    wrong = [f"is cut off: {part}" for part in found["cut"]]
    if any(
        left < 0 or top < 0 or right > WIDTH or bottom > HEIGHT
        for left, top, right, bottom in found["boxes"]
    ):
        wrong.append("something lies outside")
    for what, least in (("texts", SMALLEST_TEXT), ("labels", SMALLEST_LABEL)):
        small = [part for part in found[what] if part[0] < least]
        if small:
            size, words = min(small)
            wrong.append(f"{words!r} has {size:.1f} of {least:g} pixels")
    if not found["boxes"]:
        wrong.append("is empty")
    return wrong


def has_show(path: Path) -> bool:
    """Tell whether a notebook has slides."""
    return LOOK[0] in nbformat.read(path, as_version=4).metadata


def look(page, seconds: float = 5) -> dict:
    """Tell what stands on the slide that is shown.

    Some moments after a show begins JupyterLab puts in the style of the slides anew,
    and loads it again. What is wrong must therefore still be wrong a little later.
    """
    late = time.monotonic() + seconds
    while faults(found := page.evaluate(LOOK_AT)) and time.monotonic() < late:
        page.wait_for_timeout(100)
    return found


def walk(page, path: Path) -> dict[str, list[str]]:
    """Start the show of an open notebook; return what is wrong, by the first cell."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    last_cells, unseen = places(path)
    page.evaluate(START, unseen)
    wrong = {}
    for number, last in enumerate(last_cells):
        page.evaluate(GO, last)
        found = look(page)
        if here := faults(found):
            wrong[found["cells"][0]] = here
        if SCREENSHOTS:
            Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
            page.wait_for_timeout(150)  # until a step has faded in
            name = f"slide-{path.stem[:2]}-{number:02d}.png"
            page.screenshot(path=Path(SCREENSHOTS) / name)
    return wrong


def go_to_slider(page, path: Path, name: str) -> None:
    """Show the slide with a slider."""
    label = page.locator(f'.widget-label:text-is("{name}")').first
    cell = label.evaluate("label => label.closest('.jp-Cell').dataset.jpfCellId")
    ids = [c.id for c in nbformat.read(path, as_version=4).cells]
    page.evaluate(GO, ids.index(cell))
