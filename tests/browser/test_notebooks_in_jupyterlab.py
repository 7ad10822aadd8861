"""Each notebook, opened in JupyterLab, run from the menu and used by keyboard."""

import os
from pathlib import Path

import pytest
from barriers import barriers
from lab_page import (
    OUTPUTS,
    leaves_the_machine,
    problems,
    run_notebook,
    walk_through,
)

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WITH_SLIDERS = [
    path for path in NOTEBOOKS if "course_utils.widgets" in path.read_text("utf-8")
]
# Where to keep a picture of every notebook, to look at: COURSE_SCREENSHOTS=folder
SCREENSHOTS = os.environ.get("COURSE_SCREENSHOTS")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_shows_what_it_should(page, lab_url, path):
    asked = run_notebook(page, lab_url, path.name)
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
    outside = [url for url in asked if leaves_the_machine(url)]
    assert outside == []
    assert barriers(page) == []

    if SCREENSHOTS:
        Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
        cells = page.locator(".jp-Cell")
        for number in range(cells.count()):
            cells.nth(number).screenshot(
                path=Path(SCREENSHOTS) / f"{path.stem[:2]}-{number:02d}.png"
            )


BAD = """<html lang="en"><title>Bad</title><main class="jp-Notebook">
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
