"""Each notebook, opened in JupyterLab, run from the menu and used by keyboard."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WITH_SLIDERS = [
    path for path in NOTEBOOKS if "course_utils.widgets" in path.read_text("utf-8")
]
# Where to keep a picture of every notebook, to look at: COURSE_SCREENSHOTS=folder
SCREENSHOTS = os.environ.get("COURSE_SCREENSHOTS")

READY = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
}"""
CLEAR = "() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
RUN_ALL = "() => jupyterapp.commands.execute('notebook:run-all-cells')"
OUTPUTS = """() => {
    const cells = jupyterapp.shell.currentWidget.content.model.cells;
    return Array.from(cells).filter(cell => cell.type === 'code').map(cell => ({
        source: cell.sharedModel.source,
        count: cell.executionCount,
        outputs: cell.outputs.toJSON(),
    }));
}"""


def run_notebook(page, lab_url: str, name: str) -> list[str]:
    """Open a notebook, run all of it, and return the addresses that were asked for."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab_url.format(name))
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.context")
    page.evaluate(READY)
    page.evaluate(CLEAR)
    page.evaluate(RUN_ALL)
    return asked


def shut_down(page) -> None:
    """End the kernel, so that the next notebook has the memory to itself."""
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")


def problems(cells: list[dict]) -> list[str]:
    """Tell what went wrong in the cells of a notebook that was run."""
    found = [f"not run: {cell['source'][:60]}" for cell in cells if not cell["count"]]
    for cell in cells:
        for output in cell["outputs"]:
            if output["output_type"] == "error" or output.get("name") == "stderr":
                found.append(f"{cell['source'][:60]}: {json.dumps(output)[:400]}")
    return found


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
    assert page.locator(".jp-RenderedHTMLCommon img:not([alt])").count() == 0
    broken = "img => img.complete && img.naturalWidth === 0"
    assert page.locator("img").evaluate_all(f"all => all.filter({broken}).length") == 0
    outside = [url for url in asked if leaves_the_machine(url)]
    assert outside == []

    if SCREENSHOTS:
        Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
        cells = page.locator(".jp-Cell")
        for number in range(cells.count()):
            cells.nth(number).screenshot(
                path=Path(SCREENSHOTS) / f"{path.stem[:2]}-{number:02d}.png"
            )
    shut_down(page)


def leaves_the_machine(url: str) -> bool:
    """Tell whether an address lies outside this machine."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1"


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
