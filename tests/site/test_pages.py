"""Every page of the website: on a laptop and on a phone, and its links."""

import pkgutil
import re
import runpy
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "site"))  # for the words

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
ROOMS = [
    room.name
    for room in pkgutil.iter_modules([str(ROOT / "course_utils")])
    if not room.name.startswith("_")
]
PAGES = sorted(
    {
        *("search.html", "reference/index.html", "deploy/README.html"),
        *(f"{path.stem}.html" for path in (ROOT / "site").glob("*.md")),
        *(f"notebooks/{name}.html" for name in NOTEBOOKS),
        *(f"teach/{path.stem}.html" for path in (ROOT / "teach").glob("*.md")),
        *(f"teach/{path.stem}.html" for path in (ROOT / "teach").glob("*.ipynb")),
        *(f"reference/{name}.html" for name in ROOMS),
    }
)
SCREENS = {  # a laptop in the light, a phone in the dark
    "laptop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}
READY = "() => window.MathJax?.startup?.promise"
WIDTH = "() => document.documentElement.scrollWidth"
NO_TEXT = """() => [...document.querySelectorAll('img, svg[role=img]')]
    .filter(picture => !picture.ariaHidden && !picture.closest('button'))
    .filter(picture => !(picture.alt || picture.ariaLabel)?.trim())
    .filter(picture => !picture.closest('.navbar-brand'))  // its words stand beside it
    .map(picture => picture.outerHTML.slice(0, 200))"""
# Tokens of code have a colour by their kind: one of each is enough to measure.
ONE_OF_EACH = """() => {
    const kinds = new Set();
    for (const token of document.querySelectorAll('.highlight pre span')) {
        if (kinds.has(token.className)) token.replaceWith(...token.childNodes);
        kinds.add(token.className);
    }
}"""


def look_at(page, url: str) -> SimpleNamespace:
    """Open a page; return what is wrong with it."""
    messages, asked = [], []
    page.on("console", lambda said: messages.append((said.type, said.text)))
    page.on("pageerror", lambda error: messages.append(("error", str(error))))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    page.evaluate(READY)
    return SimpleNamespace(
        width=page.evaluate(WIDTH),
        wanted_width=page.viewport_size["width"],
        errors=[text for kind, text in messages if kind in ("error", "warning")],
        elsewhere=[url for url in asked if leaves_the_machine(url)],
        without_text=page.evaluate(NO_TEXT),
        barriers=barriers(page),
    )


def leaves_the_machine(url: str) -> bool:
    """Tell whether an address lies outside this machine."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1"


def barriers(page) -> list[str]:
    """Return what axe-core calls serious or critical."""
    page.evaluate(ONE_OF_EACH)
    found = Axe().run(page).response["violations"]
    return [
        f"{barrier['id']}: {node['html'][:200]}"
        for barrier in found
        if barrier["impact"] in ("serious", "critical")
        for node in barrier["nodes"]
    ]


@pytest.fixture(
    scope="module",
    params=[(name, screen) for name in PAGES for screen in SCREENS],
    ids="-".join,
)
def seen(request, browser, address):
    """Return what is wrong with one page on one screen."""
    name, screen = request.param
    context = browser.new_context(**SCREENS[screen])
    yield look_at(context.new_page(), address + name)
    context.close()


@pytest.mark.browser
def test_page_fits_the_screen(seen):
    assert seen.width <= seen.wanted_width


@pytest.mark.browser
def test_page_works_without_an_error(seen):
    assert seen.errors == []


@pytest.mark.browser
def test_page_asks_no_other_host(seen):
    assert seen.elsewhere == []


@pytest.mark.browser
def test_every_picture_says_what_it_shows(seen):
    assert seen.without_text == []


@pytest.mark.browser
def test_page_puts_up_no_serious_barrier(seen):
    assert seen.barriers == []


BAD = """<html lang="en"><title>Bad</title><body>
<p style="width: 3000px; color: #ddd; background: #fff">Too wide and too pale.</p>
<img src="http://127.0.0.2:9/picture.png">
<script>throw new Error("broken");</script></body></html>"""


@pytest.mark.browser
def test_faults_are_found(browser, address):
    context = browser.new_context(**SCREENS["phone"])
    page = context.new_page()
    page.route(f"{address}bad", lambda route: route.fulfill(body=BAD))
    page.route("http://127.0.0.2:9/*", lambda route: route.abort())
    page.route("**/favicon.ico", lambda route: route.fulfill(body=""))
    bad = look_at(page, f"{address}bad")
    context.close()
    assert bad.width > bad.wanted_width
    assert "broken" in "".join(bad.errors)
    assert bad.elsewhere == ["http://127.0.0.2:9/picture.png"]
    assert len(bad.without_text) == 1
    assert {line.partition(":")[0] for line in bad.barriers} >= {
        "color-contrast",
        "image-alt",
    }


# What can be seen without a browser


class Reader(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        """Take down what a tag says."""
        said = dict(attributes)
        self.anchors |= {said[key] for key in ("id", "name") if said.get(key)}
        if tag == "a" and said.get("href"):
            self.links.append(said)


@pytest.fixture(scope="module")
def read(website):
    """Return what all pages hold, by their names."""
    return {
        path.relative_to(website).as_posix(): Reader(path.read_text("utf-8"))
        for path in website.rglob("*.html")
        if "_static" not in path.parts
    }


def test_every_page_is_built(read):
    assert sorted(read) == PAGES


def leads_nowhere(page: str, link: str, read: dict, website: Path) -> bool:
    """Tell whether a link of a page misses a page, a file or an anchor."""
    parts = urlsplit(urljoin(page, link))
    if parts.scheme:  # to another host: the reader's choice
        return False
    target = unquote(parts.path)
    if target not in read:
        return not (website / target).is_file()
    return bool(parts.fragment) and unquote(parts.fragment) not in read[target].anchors


def test_every_link_leads_somewhere(read, website):
    lost = [
        (page, said["href"])
        for page, content in read.items()
        for said in content.links
        if leads_nowhere(page, said["href"], read, website)
    ]
    assert lost == []


@pytest.mark.parametrize(
    "link", ["nowhere.html", "#nowhere", "open.html#nowhere", "_images/nowhere.svg"]
)
def test_link_that_leads_nowhere_is_found(read, website, link):
    assert leads_nowhere("index.html", link, read, website)
    assert not leads_nowhere("index.html", "open.html#binder", read, website)


def test_every_link_to_a_term_says_what_it_means(read):
    links = [
        said
        for page, content in read.items()
        if "99_look_up_terms" not in page
        for said in content.links
        if "99_look_up_terms.html#" in said["href"]
    ]
    assert len(links) > 100
    assert [said["href"] for said in links if not said.get("title")] == []
    assert [
        t for t in {said["title"] for said in links} if re.search(r"[\\$`]", t)
    ] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_page_tells_how_to_open_its_notebook(website, name):
    page = (website / "notebooks" / f"{name}.html").read_text("utf-8")
    assert 'href="../open.html#binder"' in page
    assert f"jupyter lab --ServerApp.root_dir=. notebooks/{name}.ipynb" in page


def extension(name: str) -> dict:
    """Return what an extension of the website defines."""
    return runpy.run_path(str(ROOT / "site" / "_ext" / f"{name}.py"))


@pytest.mark.parametrize("name", ["notebooks/01_a", "teach/class_experiment", "open"])
def test_binder_opens_the_notebook_of_the_page_once_the_repository_is_known(name):
    launch = extension("launch")
    app = SimpleNamespace(config=SimpleNamespace(repository="ada/course"))
    context = {"pathto": lambda page: f"../{page}.html"}
    launch["add_launch"](app, name, "", context, None)
    path = launch["FIRST"] if name == "open" else name
    binder = "https://mybinder.org/v2/gh/ada/course/HEAD?urlpath=lab/tree/"
    assert context["launch"].binder == f"{binder}{path}.ipynb"


def test_links_to_the_code_lead_to_its_reference():
    source = ["[a](../course_utils/lstm/cells.py) [b](../course_utils)"]
    source[0] += " [c](../README.md#open-the-course)"
    extension("tidy")["lead_to_reference"](None, "", source)
    assert source == [
        "[a](../reference/lstm.rst) [b](../reference/index.md) [c](../open.md)"
    ]


def test_tests_install_what_the_website_needs():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = settings["project"]["optional-dependencies"]
    assert set(extras["site"]) <= set(extras["test"])
