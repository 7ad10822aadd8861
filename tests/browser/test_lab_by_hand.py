"""The live lab in JupyterLab, opened once: mouse, keyboard, haste, Keras."""

import random
import time

import pytest
from lab_page import LARGEST, OUTPUTS, Shown, problems

pytestmark = pytest.mark.browser

DRAG, WARM_UP = 6, 3  # seconds
MOST_GROWTH = 30  # megabytes
# Comes after all that the kernel was asked before, and leaves no trace in it.
KERNEL_MEMORY = """async () => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const memory = "__import__('psutil').Process().memory_info().rss / 1e6";
    const request = {code: '', silent: true, user_expressions: {memory}};
    const reply = await kernel.requestExecute(request).done;
    return Number(reply.content.user_expressions.memory.data['text/plain']);
}"""


def test_first_moves_of_all_sliders_at_once_end_where_they_should(live_lab):
    # JupyterLab hands the first move of each slider to the kernel's main thread, and
    # all others to another one: here both train. So this test comes first.
    page = live_lab
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


def test_wild_dragging_leaves_no_error_no_queue_and_no_memory(live_lab):
    Shown(live_lab, "Epochs").move_to(LARGEST["Epochs"])  # a queue would take long
    shown = Shown(live_lab, "Units")
    drag_wildly(shown, WARM_UP)
    shown.settle(seconds=60)
    before = live_lab.evaluate(KERNEL_MEMORY)

    drag_wildly(shown, DRAG)
    units = int(shown.value())
    assert 20 <= units <= 32
    shown.wait_until(lambda look: f" {units} units," in look.alt, seconds=3)
    shown.settle("after 500 epochs;", seconds=60)
    grown = live_lab.evaluate(KERNEL_MEMORY) - before
    print(f"\nthe kernel has grown by {grown:.1f} MB")
    assert grown <= MOST_GROWTH

    live_lab.wait_for_timeout(1000)
    assert f" {units} units," in shown.now().alt  # nothing came late
    assert problems(live_lab.evaluate(OUTPUTS)) == []


def test_held_keys_leave_no_error_and_end_where_they_stopped(live_lab):
    page, shown = live_lab, Shown(live_lab, "Units")
    shown.handle.focus()
    for key in ["ArrowRight"] * 40 + ["ArrowLeft"] * 80 + ["ArrowRight"] * 2:
        page.keyboard.press(key)
    shown.settle(" 3 units,")
    assert problems(page.evaluate(OUTPUTS)) == []


def test_who_comes_by_tab_sees_picture_and_sliders(live_lab):
    page, usual = live_lab, live_lab.viewport_size
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


def test_a_number_can_be_typed_beside_its_slider(live_lab):
    page, shown = live_lab, Shown(live_lab, "Epochs")
    shown.row.locator(".widget-readout").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    shown.settle("after 60 epochs;")
    assert shown.value() == 60


def test_buttons_work_by_keyboard(live_lab):
    page, shown = live_lab, Shown(live_lab, "Units")
    for label in ("New seeds", "÷ last value", "tanh"):
        before = shown.now()
        page.get_by_role("button", name=label).first.focus()
        page.keyboard.press("Enter")
        shown.wait_for_change(before)
    assert problems(page.evaluate(OUTPUTS)) == []


def test_keras_trains_one_network_while_the_page_stays_awake(live_lab):
    page, shown = live_lab, Shown(live_lab, "Units")
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
