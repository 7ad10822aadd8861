"""JupyterLab on this machine, seen through a real Chromium."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from lab_page import run_notebook

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
)
SETTINGS = {  # no question about news, and every cell stays on the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


@pytest.fixture(scope="session")
def chromium():
    """Return the path of the browser; skip without one, or fail where CI is set."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"no browser: none of {', '.join(BROWSERS)} is installed")
    return path


@pytest.fixture(scope="session")
def lab_url(chromium, tmp_path_factory):
    """Start JupyterLab on a copy of the notebooks; return its address with token."""
    home = tmp_path_factory.mktemp("jupyter")
    for folder in ("notebooks", "assets"):
        shutil.copytree(ROOT / folder, home / "course" / folder)
    for name, settings in SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings), "utf-8")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    command = [
        *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={token}", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.root_dir={home / 'course'}",),
        "--LabApp.expose_app_in_browser=True",
    ]
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    log = (home / "log.txt").open("wb")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api/status?token={token}", server, log.name)
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/{{}}?reset&token={token}"
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def wait_for(address: str, server: subprocess.Popen, log: str) -> None:
    """Return as soon as the server answers."""
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.25)
    pytest.fail(f"JupyterLab did not start:\n{Path(log).read_text('utf-8')[-2000:]}")


@pytest.fixture(scope="module")
def browser(chromium):
    """Start the browser; Playwright keeps an event loop running until it ends."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=FLAGS.split()
        )
        yield browser
        browser.close()


@contextmanager
def new_page(browser):
    """Open an empty page, 1280 pixels wide, as on a small laptop."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(60_000)
    yield page
    # End the kernel, so that the next notebook has the memory to itself.
    page.evaluate("() => jupyterapp.shell.currentWidget?.sessionContext.shutdown()")
    page.close()


@pytest.fixture
def page(browser):
    """Open a page for one test."""
    with new_page(browser) as page:
        yield page


def kept_open(name: str):
    """Return a fixture: a page with a notebook that was run, for a whole module."""

    @pytest.fixture(scope="module")
    def page_with_notebook(browser, lab_url):
        with new_page(browser) as page:
            run_notebook(page, lab_url, name)
            yield page

    return page_with_notebook


live_lab = kept_open("00_start_here.ipynb")
explorers = kept_open("01_understand_rnn_and_lstm.ipynb")
