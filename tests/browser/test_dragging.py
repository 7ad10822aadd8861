"""The live lab while its slider is dragged by mouse, wildly and for long."""

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
