"""How long from a key press to the new picture of the live lab, in a real browser."""

import numpy as np
import pytest
from lab_page import slider

pytestmark = pytest.mark.browser

# Notes the time of each key press, and of the first frame that shows the next picture.
WATCH = """() => {
    window.moves = [];
    const box = document.querySelector('.jupyter-widgets img[alt]').parentElement;
    let pressed = null;
    document.addEventListener('keydown', event => { pressed = event.timeStamp; }, true);
    const painted = () => {
        if (pressed !== null) window.moves.push(performance.now() - pressed);
        pressed = null;
    };
    const afterPaint = () => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = painted;
        channel.port2.postMessage(null);
    });
    new MutationObserver(() => box.querySelector('img').decode().then(afterPaint))
        .observe(box, {childList: true, subtree: true, attributes: true});
}"""


@pytest.mark.benchmark(group="key press to paint, live lab at the recipe's setting")
@pytest.mark.parametrize("name", ["Window length", "Units", "Epochs"])
def test_key_press_to_paint(benchmark, live_lab, name):
    page, handle = live_lab, slider(live_lab, name)
    handle.focus()
    page.wait_for_timeout(1000)
    page.evaluate(WATCH)
    keys = ["ArrowRight", "ArrowLeft"] * 20

    def move():
        done = page.evaluate("() => window.moves.length")
        page.keyboard.press(keys.pop())
        page.wait_for_function("n => window.moves.length > n", arg=done, polling=20)
        page.locator("[role=status][aria-busy=false]").first.wait_for()

    benchmark.pedantic(move, rounds=40)
    moves = np.array(page.evaluate("() => window.moves"))
    benchmark.extra_info["milliseconds"] = sorted(moves.round(1).tolist())
    median, late = np.percentile(moves, [50, 95])
    print(f"\n{name}: median {median:.0f} ms, 95 % within {late:.0f} ms")
    assert len(moves) >= 30
    assert median <= 100
    assert late <= 200
