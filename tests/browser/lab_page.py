"""What the browser tests share: notebooks run in JupyterLab, and what went wrong."""

import json
from urllib.parse import urlsplit

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


def slider(page, name: str):
    """Return the handle of the slider with this name."""
    row = page.locator(".widget-slider", has=page.get_by_text(name, exact=True))
    return row.locator(".noUi-handle").first


def problems(cells: list[dict]) -> list[str]:
    """Tell what went wrong in the cells of a notebook that was run."""
    found = [f"not run: {cell['source'][:60]}" for cell in cells if not cell["count"]]
    for cell in cells:
        for output in cell["outputs"]:
            if output["output_type"] == "error" or output.get("name") == "stderr":
                found.append(f"{cell['source'][:60]}: {json.dumps(output)[:400]}")
    return found


def leaves_the_machine(url: str) -> bool:
    """Tell whether an address lies outside this machine."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1"
