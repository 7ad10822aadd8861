"""The live lab in JupyterLab, used by keyboard alone, in haste and with Keras."""

import pytest
from lab_page import OUTPUTS, Shown, problems, run_first_lab

pytestmark = pytest.mark.browser


def test_first_moves_of_all_sliders_at_once_end_where_they_should(page, lab_url):
    # JupyterLab hands the first move of each slider to the kernel's main thread, and
    # all others to another one: here both train.
    run_first_lab(page, lab_url)
    for name, value in {"Window length": 9, "Epochs": 500, "Units": 60}.items():
        Shown(page, name).move_to(value)  # by its end: a long training
    shown = Shown(page, "Epochs")
    shown.move_to(300)
    shown.settle("after 300 epochs; window 9, 60 units,", seconds=60)
    assert problems(page.evaluate(OUTPUTS)) == []


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
