"""The website, built once, served on this machine and seen in a real Chromium."""

import os
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --no-first-run"


@pytest.fixture(scope="session")
def website(tmp_path_factory):
    """Build the website as the README tells; return its folder."""
    folder = tmp_path_factory.mktemp("site")
    elsewhere = {"GITHUB_REPOSITORY": ""}
    run = subprocess.run(
        [sys.executable, ROOT / "site" / "build.py", folder],
        env=os.environ | elsewhere | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    if run.returncode or "WARNING" in run.stderr:
        pytest.fail(f"the website was not built:\n{run.stdout}\n{run.stderr}")
    return folder / "html"


class Quiet(SimpleHTTPRequestHandler):
    """A handler that does not tell of every request."""

    def log_message(self, *_arguments) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(website):
    """Serve the website; return where."""
    handler = partial(Quiet, directory=website)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    """Start the browser; skip without one, or fail where CI is set."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"no browser: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        yield browser
        browser.close()
