"""Film the live lab in JupyterLab, for the README.

Run as ``python tests/browser/film_lab.py``. It opens notebook 00 in a real browser,
moves the sliders by keyboard as a learner would, and writes the first picture to
``assets/live_lab.png`` and the moving one to ``assets/live_lab.webp``.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from lab_page import Shown, run_first_lab
from lab_server import FLAGS, ROOT, find_browser, serve_lab
from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright

ASSETS = ROOT / "assets"
VIEW = {"width": 1340, "height": 1000}
MARGIN = 16  # pixels
DARK = 150  # of 255
SHORT, LONG = 350, 2200  # milliseconds that a picture stays


def film(page: Page) -> Iterator[tuple[Image.Image, int]]:
    """Move the sliders; yield each picture of the lab and how long it stays."""
    shown = Shown(page, "Units")
    shown.settle()
    shown.widget.scroll_into_view_if_needed()
    yield look(page, shown), LONG
    for name, key, moves in (
        ("Units", "ArrowRight", 6),
        ("Epochs", "ArrowRight", 10),
        ("Window length", "ArrowRight", 3),
    ):
        shown = Shown(page, name)
        shown.handle.focus()
        for k in range(moves):
            before = shown.now()
            page.keyboard.press(key)
            shown.wait_for_change(before)
            shown.settle()
            yield look(page, shown), LONG if k == moves - 1 else SHORT
    button = page.get_by_role("button", name="÷ last value").first
    before = shown.now()
    button.press("Enter")
    shown.wait_for_change(before)
    shown.settle()
    yield look(page, shown), 2 * LONG


def look(page: Page, shown: Shown) -> Image.Image:
    """Return a picture of the widget."""
    page.wait_for_timeout(100)  # until it is painted
    return Image.open(io.BytesIO(shown.widget.screenshot())).convert("RGB")


def framed(pictures: list[Image.Image]) -> list[Image.Image]:
    """Cut off what is white or pale in all of them, and put a margin around."""
    dark = [p.convert("L").point(lambda v: 255 if v < DARK else 0) for p in pictures]
    used = [picture.getbbox() for picture in dark]
    lefts, tops, rights, bottoms = zip(*used, strict=True)
    box = min(lefts), min(tops), max(rights), max(bottoms)
    return [ImageOps.expand(p.crop(box), MARGIN, "white") for p in pictures]


def main(folder: Path = ASSETS) -> None:
    """Film the lab and write both pictures."""
    with (
        TemporaryDirectory() as home,
        serve_lab(Path(home)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page(viewport=VIEW)
        run_first_lab(page, address)
        pictures, times = zip(*film(page), strict=True)
        browser.close()
    size = pictures[0].size
    pictures = framed([picture.resize(size) for picture in pictures])
    pictures[0].save(folder / "live_lab.png", optimize=True)
    pictures[0].save(
        folder / "live_lab.webp",
        save_all=True,
        append_images=pictures[1:],
        duration=list(times),
        loop=0,
        lossless=True,
        method=6,
    )
    for name in ("live_lab.png", "live_lab.webp"):
        print(name, f"{(folder / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
