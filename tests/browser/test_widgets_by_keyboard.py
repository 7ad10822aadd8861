"""The widgets in JupyterLab, used by keyboard alone: text and figure must follow."""

import pytest
from lab_page import LARGEST, OUTPUTS, Shown, leaves_the_machine, problems, run_notebook

pytestmark = pytest.mark.browser

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
}
EXERCISES = {"01_understand_rnn_and_lstm.ipynb": ("Exercise 1.3", "44")}


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


@pytest.mark.parametrize("notebook", SLIDERS)
def test_sliders_and_exercises_by_keyboard(page, lab_url, notebook):
    asked = run_notebook(page, lab_url, notebook)
    for name, step, says in SLIDERS[notebook]:
        shown = Shown(page, name)
        for key, sign in ("ArrowRight", 1), ("ArrowRight", 1), ("ArrowLeft", -1):
            before, value = shown.now(), shown.value()
            shown.handle.focus()
            page.keyboard.press(key)
            shown.wait_for_change(before)
            assert shown.value() == pytest.approx(value + sign * step), name
        spoken = shown.handle.get_attribute("aria-valuetext")
        assert float(spoken) == pytest.approx(shown.value()), name
        shown.settle(says)
    if notebook in EXERCISES:
        answer(page, *EXERCISES[notebook])
    assert problems(page.evaluate(OUTPUTS)) == []
    assert [url for url in asked if leaves_the_machine(url)] == []


def test_first_moves_of_all_sliders_at_once_end_at_the_largest_setting(page, lab_url):
    # JupyterLab hands the first move of each slider to the kernel's main thread, and
    # all others to another one: here both train.
    run_notebook(page, lab_url, "00_start_here.ipynb")
    for name, value in LARGEST.items():
        shown = Shown(page, name)
        shown.move_to(value)
    shown.settle("after 500 epochs; window 9, 64 units,", seconds=60)
    assert problems(page.evaluate(OUTPUTS)) == []


def test_held_keys_leave_no_error_and_end_where_they_stopped(live_lab):
    page, shown = live_lab, Shown(live_lab, "Units")
    shown.handle.focus()
    for key in ["ArrowRight"] * 40 + ["ArrowLeft"] * 80 + ["ArrowRight"] * 2:
        page.keyboard.press(key)
    shown.settle(" 3 units,")
    assert problems(page.evaluate(OUTPUTS)) == []


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
