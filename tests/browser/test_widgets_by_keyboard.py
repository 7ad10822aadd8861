"""The widgets in JupyterLab, used by keyboard alone: text and figure must follow."""

import pytest
from lab_page import OUTPUTS, leaves_the_machine, problems, run_notebook, slider

pytestmark = pytest.mark.browser

# Notebook, sliders, buttons; Train one in Keras has a test of its own.
WIDGETS = [
    ("00_start_here.ipynb", ["Window length", "Units", "Epochs"]),
    ("02_prepare_fibonacci_data.ipynb", ["Window length", "Position"]),
]


class Shown:
    """What the first widget of a page shows: alternative text, picture and sentence."""

    def __init__(self, page):
        self.page = page
        self.picture = page.locator(".jupyter-widgets img[alt]").first
        self.words = page.locator(".jupyter-widgets [role=status]").first
        self.words.wait_for()

    def now(self) -> tuple[str, str, str]:
        """Return alternative text, picture and sentence."""
        return (
            self.picture.get_attribute("alt"),
            self.picture.get_attribute("src"),
            self.words.inner_text(),
        )

    def wait_for_change(self, before: tuple[str, str, str]) -> None:
        """Wait until text and picture both differ from what they were."""
        for _ in range(300):
            if all(
                new != old for new, old in zip(self.now()[:2], before, strict=False)
            ):
                return
            self.page.wait_for_timeout(20)
        pytest.fail("nothing changed within 6 seconds")


@pytest.mark.parametrize(("name", "sliders"), WIDGETS)
def test_sliders_follow_the_arrow_keys(page, lab_url, name, sliders):
    asked = run_notebook(page, lab_url, name)
    shown = Shown(page)
    for label in sliders:
        handle = slider(page, label)
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
            before, value = shown.now(), handle.get_attribute("aria-valuenow")
            handle.focus()
            page.keyboard.press(key)
            shown.wait_for_change(before)
            assert handle.get_attribute("aria-valuenow") != value
    assert problems(page.evaluate(OUTPUTS)) == []
    assert [url for url in asked if leaves_the_machine(url)] == []


def test_wild_dragging_leaves_no_error_and_ends_where_it_stopped(live_lab):
    page, shown, handle = live_lab, Shown(live_lab), slider(live_lab, "Units")
    handle.focus()
    for key in ["ArrowRight"] * 40 + ["ArrowLeft"] * 80 + ["ArrowRight"] * 2:
        page.keyboard.press(key)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jupyter-widgets img[alt]')]"
        ".some(img => img.alt.includes('3 units'))"
    )
    assert "3 units" in shown.now()[0]
    assert problems(page.evaluate(OUTPUTS)) == []


def test_buttons_work_by_keyboard(live_lab):
    page, shown = live_lab, Shown(live_lab)
    for label in ("New seeds", "÷ last value", "tanh"):
        before = shown.now()
        page.get_by_role("button", name=label).first.focus()
        page.keyboard.press("Enter")
        shown.wait_for_change(before)
    assert problems(page.evaluate(OUTPUTS)) == []


def test_keras_trains_one_network_while_the_page_stays_awake(live_lab):
    page, shown = live_lab, Shown(live_lab)
    button = page.get_by_role("button", name="Train one in Keras")
    button.focus()
    page.keyboard.press("Enter")
    button.press("Enter")  # a second press does no harm
    page.get_by_text("Largest relative difference").wait_for(timeout=120_000)
    assert "trained in Keras" in shown.now()[0]

    button.press("Enter")
    page.get_by_text("Keras trains network 1").wait_for()
    before = shown.now()
    slider(page, "Units").press("ArrowRight")  # cancels it
    shown.wait_for_change(before)
    assert problems(page.evaluate(OUTPUTS)) == []
