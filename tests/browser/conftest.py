"""JupyterLab on this machine, seen through a real Chromium."""

import os

import pytest
from lab_page import new_page, run_first_lab, run_notebook
from lab_server import BROWSERS, FLAGS, find_browser, serve_lab


@pytest.fixture(scope="session")
def chromium():
    """Return the path of the browser; skip without one, or fail where CI is set."""
    path = find_browser()
    if path is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"no browser: none of {', '.join(BROWSERS)} is installed")
    return path


@pytest.fixture(scope="session")
def lab_url(chromium, tmp_path_factory):
    """Start JupyterLab on a copy of the notebooks; return its address with token."""
    with serve_lab(tmp_path_factory.mktemp("jupyter")) as address:
        yield address


@pytest.fixture(scope="module")
def browser(chromium):
    """Start the browser; Playwright keeps an event loop running until it ends."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live_lab(browser, lab_url):
    """Open a page with the live lab of notebook 00, for a whole module."""
    with new_page(browser) as page:
        run_first_lab(page, lab_url)
        yield page


@pytest.fixture(scope="module")
def explorers(browser, lab_url):
    """Open a page with notebook 01, run, for a whole module."""
    with new_page(browser) as page:
        run_notebook(page, lab_url, "01_understand_rnn_and_lstm.ipynb")
        yield page
