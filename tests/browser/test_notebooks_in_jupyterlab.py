"""Each notebook, opened once in JupyterLab: read, used by keyboard, shown as slides.

nbval runs every cell. Here only what has widgets is run again: they need a kernel. The
live lab of notebook 00 comes first, while its kernel is new.
"""

import os
import random
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import slide_show
from barriers import barriers
from lab_page import (
    FIRST,
    LAB_CELL,
    LARGEST,
    NAME,
    OUTPUTS,
    VIEW,
    Shown,
    leaves_the_machine,
    new_page,
    open_next_notebook,
    open_notebook,
    problems,
    run_all,
    run_cells,
    walk_through,
)

from course_utils.words.lab import KERAS_CANCELLED

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize(
    "opened", [pytest.param(path, id=path.stem) for path in NOTEBOOKS], indirect=True
)
# For every change slides are shown, and barriers looked for, where a lab, explorers,
# exercises, formulas and most figures are; in the other notebooks by night.
OFTEN = ("00", "01", "06")
some_by_day = pytest.mark.parametrize(
    "opened",
    [
        pytest.param(
            path,
            id=path.stem,
            marks=() if path.stem.startswith(OFTEN) else pytest.mark.nightly,
        )
        for path in NOTEBOOKS
    ],
    indirect=True,
)
WITH_SLIDERS = [
    path for path in NOTEBOOKS if "course_utils.widgets" in path.read_text("utf-8")
]
# Where a widget needs few cells of many: how these begin.
NEEDED = {
    FIRST: LAB_CELL,
    "01_understand_rnn_and_lstm.ipynb": (
        "import numpy as np",
        "my_steps = ",
        "from course_utils.widgets import gate_explorer",
        "from course_utils.widgets import memory_explorer",
    ),
    "03_prepare_fibonacci_data.ipynb": (
        "import numpy as np",
        "terms = ",
        "from course_utils.widgets import",
    ),
    "04_build_and_train_lstm.ipynb": (
        "import numpy as np",
        "terms = ",
        "from course_utils.widgets import",
    ),
    "07_remember_for_long.ipynb": (
        "from course_utils.adding import",
        "timescale_explorer()",
    ),
    "08_forecast_a_real_series.ipynb": (
        "from itertools import",
        'file = "../assets/sunspots.csv"',
        "split = {",
    ),
}
# Where to keep pictures of cells and slides, to look at: COURSE_SCREENSHOTS=folder
SCREENSHOTS = os.environ.get("COURSE_SCREENSHOTS")

# Each slider, its step, and what the picture's text says one step further.
SLIDERS = {
    "00_start_here.ipynb": [
        ("Window length", 1, "window 4,"),
        ("Units", 1, " 5 units,"),
        ("Epochs", 10, "after 110 epochs;"),
    ],
    "01_understand_rnn_and_lstm.ipynb": [
        ("Recurrent weight", 0.1, "recurrent weight 1.0,"),
        ("Forget bias", 0.25, "forget bias 1.25."),
        ("input xₜ", 0.1, "Input 1.10"),
        ("hidden hₜ₋₁", 0.1, "hidden state 0.10"),
        ("cell cₜ₋₁", 0.1, "enters as 0.60"),
        ("input gate i, bias", 0.1, "input gate 0.78"),
        ("forget gate f, bias", 0.1, "forget gate 0.75"),
        ("candidate c̃, weight of x", 0.1, "candidate 0.85"),
        ("output gate o, weight of x", 0.1, "Output gate 0.66"),
    ],
    "03_prepare_fibonacci_data.ipynb": [
        ("Window length", 1, "window of 4 "),
        ("Position", 1, "positions 1 to 4:"),
    ],
    "04_build_and_train_lstm.ipynb": [("Units", 1, " 5 units,")],
    "07_remember_for_long.ipynb": [("Forget bias", 0.25, "forget bias 1.25")],
    "08_forecast_a_real_series.ipynb": [("Units", 1, " 5 units,")],
}
EXERCISES = {"01_understand_rnn_and_lstm.ipynb": ("Exercise 1.3", "44")}


@pytest.fixture(scope="module")
def jupyterlab(browser, lab_url):
    """Open JupyterLab for all notebooks, one after the other, as a learner does."""
    with new_page(browser) as page:
        page.asked = open_notebook(page, lab_url, FIRST)
        yield page


# The live lab by hand: mouse, keyboard, haste, Keras


DRAG, WARM_UP = 4, 2  # seconds
MOST_GROWTH = 20  # megabytes
# Comes after all that the kernel was asked before, and leaves no trace in it.
KERNEL_MEMORY = """async () => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const memory = "__import__('psutil').Process().memory_info().rss / 1e6";
    const request = {code: '', silent: true, user_expressions: {memory}};
    const reply = await kernel.requestExecute(request).done;
    return Number(reply.content.user_expressions.memory.data['text/plain']);
}"""


# The answer comes once the kernel is interrupted: what ended the cell.
RUN_FOR_LONG = """() => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const code = "import time; time.sleep(600)";
    window.long = kernel.requestExecute({code, silent: true}).done;
}"""
INTERRUPT = """async () => {
    await jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt();
    return (await window.long).content.ename;
}"""


@pytest.fixture(scope="module")
def by_hand(jupyterlab):
    """Run the cell of the lab in notebook 00, in a kernel that has run nothing yet."""
    run_cells(jupyterlab, LAB_CELL)
    return jupyterlab


@pytest.fixture
def long_cell(by_hand):
    """Have the kernel run a cell until the end of a test."""
    by_hand.evaluate(RUN_FOR_LONG)
    yield
    assert by_hand.evaluate(INTERRUPT) == "KeyboardInterrupt"  # it ran until now


@pytest.mark.usefixtures("long_cell")
def test_first_moves_are_answered_while_a_cell_runs(by_hand):
    page, shown = by_hand, Shown(by_hand, "Units")
    for name, step, says in SLIDERS[FIRST]:
        slider = Shown(page, name)
        value = slider.value()
        slider.handle.press("ArrowRight")
        shown.settle(says)
        assert slider.value() == value + step
    for label, says in ("tanh", "tanh, seed 0"), ("relu", "relu, seed 0"):
        page.get_by_role("button", name=label).press("Enter")
        shown.settle(says)
    page.get_by_role("button", name="New seeds").press("Enter")
    shown.settle("relu, seed 1")
    assert "window 4, 5 units," in shown.now().alt  # all the moves at once
    page.get_by_role("button", name="Train one in Keras").press("Enter")
    page.get_by_text("Keras trains network 1").wait_for(timeout=60_000)
    page.get_by_role("button", name="Cancel").press("Enter")
    page.get_by_text(KERAS_CANCELLED).wait_for()
    assert problems(page.evaluate(OUTPUTS)) == []


def test_moves_of_all_sliders_at_once_end_where_they_should(by_hand):
    page = by_hand
    for name, value in {"Window length": 9, "Epochs": 500, "Units": 60}.items():
        Shown(page, name).move_to(value)  # by its end: a long training
    shown = Shown(page, "Epochs")
    shown.move_to(300)
    shown.settle("after 300 epochs; window 9, 60 units,", seconds=60)
    assert problems(page.evaluate(OUTPUTS)) == []


def drag_wildly(shown: Shown, seconds: float) -> None:
    """Drag the handle to and fro, with leaps and pauses, and let go in the middle."""
    mouse, chance = shown.page.mouse, random.Random(0)
    track = shown.row.locator(".noUi-base").bounding_box()
    height = track["y"] + track["height"] / 2

    def move(share: float) -> None:
        mouse.move(track["x"] + share * track["width"], height, steps=8)

    shown.handle.hover()
    mouse.down()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        move(chance.random())
        shown.page.wait_for_timeout(chance.choice([0, 0, 5, 40]))
    move(0.4)
    mouse.up()


def test_wild_dragging_leaves_no_error_no_queue_and_no_memory(by_hand):
    Shown(by_hand, "Epochs").move_to(LARGEST["Epochs"])  # a queue would take long
    shown = Shown(by_hand, "Units")
    drag_wildly(shown, WARM_UP)
    shown.settle(seconds=60)
    before = by_hand.evaluate(KERNEL_MEMORY)

    drag_wildly(shown, DRAG)
    units = int(shown.value())
    assert 20 <= units <= 32
    shown.wait_until(lambda look: f" {units} units," in look.alt, seconds=3)
    shown.settle("after 500 epochs;", seconds=60)
    grown = by_hand.evaluate(KERNEL_MEMORY) - before
    print(f"\nthe kernel has grown by {grown:.1f} MB")
    assert grown <= MOST_GROWTH

    by_hand.wait_for_timeout(1000)
    assert f" {units} units," in shown.now().alt  # nothing came late
    assert problems(by_hand.evaluate(OUTPUTS)) == []


def test_held_keys_leave_no_error_and_end_where_they_stopped(by_hand):
    page, shown = by_hand, Shown(by_hand, "Units")
    shown.handle.focus()
    for key in ["ArrowRight"] * 40 + ["ArrowLeft"] * 80 + ["ArrowRight"] * 2:
        page.keyboard.press(key)
    shown.settle(" 3 units,")
    assert problems(page.evaluate(OUTPUTS)) == []


def test_who_comes_by_tab_sees_picture_and_sliders(by_hand):
    page, usual = by_hand, by_hand.viewport_size
    page.set_viewport_size({"width": 1280, "height": 720})
    board = page.locator(".course-board").first
    board.evaluate("board => board.closest('.jp-Cell').focus()")
    for _ in range(2):  # the cell's own buttons, then the uppermost slider
        page.keyboard.press("Tab")
    window = Shown(page, "Window length").handle
    assert window.evaluate("handle => handle === document.activeElement")
    picture = board.locator("img").bounding_box()
    page.set_viewport_size(usual)
    assert picture["y"] > 100 and picture["y"] + picture["height"] < 690


def test_a_number_can_be_typed_beside_its_slider(by_hand):
    page, shown = by_hand, Shown(by_hand, "Epochs")
    shown.row.locator(".widget-readout").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    shown.settle("after 60 epochs;")
    assert shown.value() == 60


def test_buttons_work_by_keyboard(by_hand):
    page, shown = by_hand, Shown(by_hand, "Units")
    for label in ("New seeds", "÷ last value", "tanh"):
        before = shown.now()
        page.get_by_role("button", name=label).first.focus()
        page.keyboard.press("Enter")
        shown.wait_for_change(before)
    assert problems(page.evaluate(OUTPUTS)) == []


def test_keras_trains_one_network_while_the_page_stays_awake(by_hand):
    page, shown = by_hand, Shown(by_hand, "Units")
    button = page.get_by_role("button", name="Train one in Keras")
    button.focus()
    page.keyboard.press("Enter")
    button.press("Enter")  # a second press does no harm
    page.get_by_text("Largest relative difference").wait_for(timeout=120_000)
    assert "trained in Keras" in shown.now().alt

    button.press("Enter")
    page.get_by_text("Keras trains network 1").wait_for()
    before = shown.now()
    shown.handle.press("ArrowRight")  # cancels it
    shown.wait_for_change(before)
    assert problems(page.evaluate(OUTPUTS)) == []


# Each notebook


def answer(page, exercise: str, right: str) -> None:
    """Answer an exercise, go out of its cell and in again on the way, and run on."""
    cell = page.locator(".jp-CodeCell", has_text=f"{exercise}: not answered yet.")
    source = cell.locator(".cm-content").inner_text()
    cell.evaluate("cell => cell.focus()")
    for key in ("Enter", "Escape", "Enter", "ControlOrMeta+A"):
        page.keyboard.press(key)
    page.keyboard.insert_text(source.replace("...", right))
    page.keyboard.press("Shift+Enter")
    page.get_by_text(f"{exercise}: right.").wait_for()
    assert page.evaluate("() => document.activeElement.closest('.cm-editor')") is None


@pytest.fixture(scope="module")
def opened(request, jupyterlab):
    """Open a notebook for all tests of it, and run what its widgets need."""
    page, path = jupyterlab, request.param
    page.set_viewport_size(VIEW)
    if page.evaluate(NAME) != path.name:  # 00 is open from the beginning
        open_next_notebook(page, path.name)
    if path.name in NEEDED:
        run_cells(page, NEEDED[path.name])
    elif path in WITH_SLIDERS:
        run_all(page)
    yield SimpleNamespace(page=page, path=path)
    assert [url for url in page.asked if leaves_the_machine(url)] == []


@each_notebook
def test_notebook_shows_what_it_should(opened):
    page, path = opened.page, opened.path
    assert problems(page.evaluate(OUTPUTS)) == []

    source = path.read_text("utf-8")
    if "$$" in source:
        page.wait_for_selector("mjx-container")
        assert page.locator("mjx-merror").count() == 0
    if path in WITH_SLIDERS:
        page.wait_for_selector(".noUi-handle")
        boards = page.locator(".course-board").all()
        assert [wrong for board in boards for wrong in walk_through(board)] == []
    assert page.locator(".jp-RenderedHTMLCommon img:not([alt])").count() == 0
    broken = "img => img.complete && img.naturalWidth === 0"
    assert page.locator("img").evaluate_all(f"all => all.filter({broken}).length") == 0

    if SCREENSHOTS:
        Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
        cells = page.locator(".jp-Cell")
        for number in range(cells.count()):
            cells.nth(number).screenshot(
                path=Path(SCREENSHOTS) / f"{path.stem[:2]}-{number:02d}.png"
            )


@each_notebook
def test_sliders_and_exercises_follow_the_keyboard(opened):
    page, name_of_notebook = opened.page, opened.path.name
    for name, step, says in SLIDERS.get(name_of_notebook, []):
        shown = Shown(page, name)
        for key, sign in ("ArrowRight", 1), ("ArrowRight", 1), ("ArrowLeft", -1):
            before, value = shown.now(), shown.value()
            shown.handle.focus()
            page.keyboard.press(key)
            shown.wait_for_change(before)
            assert shown.value() == pytest.approx(value + sign * step), name
        spoken = shown.handle.get_attribute("aria-valuetext")
        assert float(spoken) == pytest.approx(shown.value()), name
        shown.settle(says, seconds=30)  # the training may take its time
    if name_of_notebook in EXERCISES:
        answer(page, *EXERCISES[name_of_notebook])
    assert problems(page.evaluate(OUTPUTS)) == []


@some_by_day
def test_every_slide_fits_can_be_read_and_is_alive(opened):
    page, path = opened.page, opened.path
    if not slide_show.has_show(path):
        assert path.name.startswith("99")
        return
    try:
        assert slide_show.walk(page, path) == {}
        for name, *_ in SLIDERS.get(path.name, [])[:1]:
            slide_show.go_to_slider(page, path, name)
            shown = Shown(page, name)
            before = shown.now()
            shown.handle.focus()
            page.keyboard.press("ArrowRight")
            shown.wait_for_change(before)
    finally:  # else JupyterLab opens the next notebook as slides, too
        page.evaluate(slide_show.STOP)


@some_by_day
def test_no_barrier_stands_in_the_way(opened):  # the last look: much is taken away
    opened.page.set_viewport_size(VIEW)
    assert barriers(opened.page) == []


# What looks finds what it should


def test_a_slide_that_is_too_long_or_too_small_is_found():
    fine = {
        "boxes": [[60, 24, 1220, 700]],
        "cut": [],
        "texts": [[20, "a"]],
        "labels": [[14.4, "b"]],
    }
    assert slide_show.faults(fine) == []
    for change in (
        {"boxes": []},
        {"boxes": [[60, 24, 1220, 721]]},
        {"boxes": [[-1, 24, 1220, 700]]},
        {"cut": ["x"]},
        {"texts": [[19.9, "a"]]},
        {"labels": [[14.3, "b"]]},
    ):
        assert len(slide_show.faults(fine | change)) == 1


BAD = """<html lang="en"><title>Bad</title>
<body style="height: 0; overflow: hidden"> <!-- as in JupyterLab -->
<main class="jp-Notebook" style="position: absolute; top: 0; width: 1280px">
<img src="data:,"><p style="color: #bbb; background: white">Too pale.</p>
<div class="noUi-handle" role="slider" tabindex="0" aria-valuenow="3">3</div>
<div class="cm-content" role="textbox" tabindex="0" aria-label="Named">code</div>
</main></html>"""


def test_barriers_are_noticed_and_so_are_known_ones_that_have_gone(browser):
    page = browser.new_page()
    page.set_content(BAD)
    found = [line.split(" <")[0] for line in barriers(page)]
    page.close()
    assert sorted(found) == [
        "color-contrast:",
        "gone: aria-input-field-name of .cm-content",
        "image-alt:",
    ]


def test_addresses_outside_are_noticed():
    assert leaves_the_machine("https://cdn.example.org/embed.js")
    assert not leaves_the_machine("http://127.0.0.1:8888/lab")
    assert not leaves_the_machine("data:image/png;base64,AAAA")


def test_failed_cells_are_noticed():
    fine = {"source": "1", "count": 1, "outputs": []}
    unrun = {"source": "2", "count": None, "outputs": []}
    failed = fine | {"outputs": [{"output_type": "error", "ename": "ValueError"}]}
    noisy = fine | {"outputs": [{"output_type": "stream", "name": "stderr"}]}
    assert problems([fine]) == []
    assert all(problems([cell]) for cell in (unrun, failed, noisy))
