"""The website: each page on a laptop and on a phone, its links, its readers."""

import argparse
import pkgutil
import re
import runpy
import subprocess
import sys
import tomllib
import zipfile
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urljoin, urlsplit

import nbformat
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
# One page of each kind is opened for every change, the others by night, and all of them
# before they are published.
OFTEN = {
    *("index.html", "search.html", "teach/README.html", "reference/lstm.html"),
    "notebooks/00_start_here.html",
}
EACH_PAGE = [
    pytest.param(name, marks=() if name in OFTEN else pytest.mark.nightly)
    for name in PAGES
]
LAPTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
READY = "() => window.MathJax?.startup?.promise"
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"
NO_TEXT = """() => [...document.querySelectorAll('img, svg[role=img]')]
    .filter(picture => !picture.ariaHidden && !picture.closest('button'))
    .filter(picture => !(picture.alt || picture.ariaLabel)?.trim())
    .filter(picture => !picture.closest('.navbar-brand'))  // its words stand beside it
    .map(picture => picture.outerHTML.slice(0, 200))"""
TAB_STOPS = 400  # ms; some time after a window has changed the theme sets them anew
# Axe-core looks at each element by itself, but what it finds is the same wherever the
# same elements stand in one another: one of each kind is enough. Whether something
# scrolls depends on what is written in it, so of that all are looked at.
COLOURS, SCROLLS = ["color-contrast"], ["scrollable-region-focusable"]
ONE_OF_EACH = """() => {
    const kinds = new Set();
    const kind = part => part ? `${part.tagName}.${part.className}` : '';
    const whole = 'a, button, label, mjx-container';  // with all that is in it
    for (const part of document.querySelectorAll('.bd-article *')) {
        const above = part.parentElement;
        if (above.closest(whole) || above.tagName === 'DL') continue;
        const path = [part, above, above.parentElement].map(kind).join();
        const leaf = part.children.length === 0 || part.matches(whole);
        if (leaf && kinds.has(path)) part.remove();
        kinds.add(path);
    }
}"""


def look_at(page, url: str) -> SimpleNamespace:
    """Open a page on a laptop, then on a phone; return what is wrong with it."""
    messages, asked = [], []
    page.on("console", lambda said: messages.append((said.type, said.text)))
    page.on("pageerror", lambda error: messages.append(("error", str(error))))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    page.evaluate(READY)
    said, wanted = messages.copy(), asked.copy()  # axe-core will ask for more
    too_wide = ["laptop"] if page.evaluate(TOO_WIDE) else []
    without_text = page.evaluate(NO_TEXT)

    page.set_viewport_size(PHONE)
    page.wait_for_timeout(TAB_STOPS)
    too_wide += ["phone"] if page.evaluate(TOO_WIDE) else []
    found = barriers(page, {"runOnly": SCROLLS})

    page.add_style_tag(content="* {transition: none !important}")
    page.evaluate(ONE_OF_EACH)
    found += barriers(page, {"runOnly": COLOURS})
    page.set_viewport_size(LAPTOP)
    page.emulate_media(color_scheme="dark")
    if page.evaluate("'theme' in document.documentElement.dataset"):
        page.wait_for_function("document.documentElement.dataset.theme == 'dark'")
    found += barriers(page, {})
    return SimpleNamespace(
        too_wide=too_wide,
        errors=[text for kind, text in said if kind in ("error", "warning")],
        elsewhere=[url for url in wanted if leaves_the_machine(url)],
        without_text=without_text,
        barriers=found,
    )


def leaves_the_machine(url: str) -> bool:
    """Tell whether an address lies outside this machine."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1"


def barriers(page, options: dict) -> list[str]:
    """Return what axe-core calls serious or critical."""
    options = {"resultTypes": ["violations"], "preload": False, **options}
    axe = Axe("") if page.evaluate("'axe' in window") else Axe()
    found = axe.run(page, options=options).response["violations"]
    return [
        f"{barrier['id']}: {node['html'][:200]}"
        for barrier in found
        if barrier["impact"] in ("serious", "critical")
        for node in barrier["nodes"]
    ]


@pytest.fixture(scope="module")
def reader(browser):
    """Return a browser window that remembers what all pages share."""
    context = browser.new_context(viewport=LAPTOP, color_scheme="light")
    yield context
    context.close()


@pytest.fixture(scope="module", params=EACH_PAGE)
def seen(request, reader, address):
    """Return what is wrong with one page."""
    with reader.new_page() as page:
        return look_at(page, address + request.param)


@pytest.mark.browser
def test_page_fits_the_screen(seen):
    assert seen.too_wide == []


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
def test_faults_are_found(reader, address):
    page = reader.new_page()
    page.route(f"{address}bad", lambda route: route.fulfill(body=BAD))
    page.route("http://127.0.0.2:9/*", lambda route: route.abort())
    page.route("**/favicon.ico", lambda route: route.fulfill(body=""))
    bad = look_at(page, f"{address}bad")
    page.close()
    assert bad.too_wide == ["laptop", "phone"]
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
    assert set(PAGES) >= OFTEN


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
    assert 'href="../open.html#jupyterlab"' in page
    how = "python -m jupyterlab --ServerApp.root_dir=. notebooks"
    assert f">.venv/bin/{how}/{name}.ipynb<" in page
    assert f">.venv\\Scripts\\{how}\\{name}.ipynb<" in page


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_hidden_code_that_checks_says_what(website, name):
    page = (website / "notebooks" / f"{name}.html").read_text("utf-8")
    fold = re.compile(r'<summary aria-label="([^"]*)">\s*<p class="coll[^>]*>([^<]*)')
    folds = fold.findall(page)
    assert all(label == text for label, text in folds)  # heard as it is seen
    told = [unescape(text) for _, text in folds]
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    hidden = [c.source for c in cells if c.metadata.get("jupyter")]
    for text, source in zip(told, hidden, strict=True):
        one_line = source.replace("\n# ", " ")
        is_check = source.startswith("# Check")
        assert one_line.startswith(f"# {text}\n") if is_check else text == "Show code"


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


def test_who_builds_the_website_may_tell_the_repository(monkeypatch, tmp_path):
    given = []
    build = runpy.run_path(str(ROOT / "site" / "build.py"))
    monkeypatch.setitem(build["build"].__globals__, "gather", lambda _source: None)
    monkeypatch.setattr("sphinx.cmd.build.main", lambda given_: given.extend(given_))
    build["build"](tmp_path, build["on_github"]("ada/course.1"))
    assert given[given.index("-D") + 1] == "repository=ada/course.1"
    with pytest.raises(argparse.ArgumentTypeError, match="OWNER/REPOSITORY"):
        build["on_github"]("https://github.com/ada/course")


def test_page_that_tells_how_to_open_offers_the_course(website):
    page = (website / "open.html").read_text("utf-8")
    (href,) = re.findall(r'href="([^"]+/lstm-fibonacci-course\.zip)"', page)
    assert "does not know where the course lies" in page
    with zipfile.ZipFile(website / href) as packed:
        names = set(packed.namelist())
    git = ["git", "ls-files"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git here that could tell which files are the course")
    files = {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    assert names == {f"lstm-fibonacci-course/{name}" for name in files}


def test_without_git_the_course_is_what_git_would_not_ignore(tmp_path):
    build = runpy.run_path(str(ROOT / "site" / "build.py"))
    listed = build["files_of_the_course"]
    listed.__globals__["ROOT"] = tmp_path  # not a repository
    (tmp_path / ".gitignore").write_text(".venv/\n*_audit.html\n")
    for name in (".venv/lib/a.py", "b/c.py", "my_audit.html", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert listed() == [".gitignore", "README.md", "b/c.py"]


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


# What a reader does

LAB = "notebooks/04_build_and_train_lstm.html"
SHOWN = ".strip figure:visible"


@pytest.fixture(scope="module")
def visitor(browser, address):
    """Return a browser window that knows where the website is, and keeps its files."""
    options = {"viewport": LAPTOP, "color_scheme": "light", "base_url": address}
    with browser.new_context(**options) as context:
        yield context


@pytest.fixture(scope="module")
def window(visitor):
    """Open a page for all tests, one after the other, as a reader does."""
    with visitor.new_page() as page:
        yield page


@pytest.fixture
def page(window):
    """Return the page; what a reader has chosen on it is forgotten afterwards."""
    yield window
    window.evaluate("localStorage.clear()")
    window.emulate_media(media="screen")


@pytest.mark.browser
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_way_to_open_a_page_is_told_within_the_window(page, size):
    page.set_viewport_size(size)
    page.goto(LAB)
    button = page.locator(".launch summary")
    button.press("Enter")
    above = button.bounding_box()
    told = page.locator(".launch-how").bounding_box()
    page.set_viewport_size(LAPTOP)
    assert told["x"] >= 0 and told["x"] + told["width"] <= size["width"]
    assert told["y"] >= above["y"] + above["height"]
    assert told["y"] + told["height"] <= size["height"]


@pytest.mark.browser
def test_search_finds_the_forget_gate(page):
    page.goto("search.html?q=forget+gate")
    results = page.locator("#search-results li")
    results.first.wait_for()
    found = "".join(results.all_inner_texts())
    assert "1 · Understand RNN and LSTM" in found
    assert "Look up the terms" in found


@pytest.mark.browser
def test_next_and_previous_turn_the_pages(page):
    page.goto("notebooks/01_understand_rnn_and_lstm.html")
    page.locator("a.right-next").click()
    assert page.locator("h1").first.inner_text().startswith("2 · Write an LSTM")
    page.locator("a.left-prev").click()
    assert page.locator("h1").first.inner_text().startswith("1 · Understand")


@pytest.mark.browser
def test_button_switches_to_dark(page):
    page.goto("index.html")
    brightness = "parseInt(getComputedStyle(document.body).backgroundColor.slice(4))"
    assert page.evaluate(brightness) > 200
    page.locator(".theme-switch-button:visible").first.click()
    page.locator(".dropdown-menu.show [data-mode=dark]").click()
    page.wait_for_function(f"{brightness} < 60")
    page.reload()  # and the reader's choice is kept
    page.wait_for_function(f"{brightness} < 60")


@pytest.mark.browser
def test_term_is_explained_to_the_keyboard_until_escape(page):
    page.goto("notebooks/00_start_here.html")
    link, meaning = page.locator("a.term").first, page.locator("#term-meaning")
    assert not meaning.is_visible()
    link.focus()
    assert meaning.inner_text().startswith("Long short-term memory")
    assert link.get_attribute("aria-describedby") == "term-meaning"
    page.keyboard.press("Escape")
    assert not meaning.is_visible()


@pytest.mark.browser
def test_term_is_explained_to_the_mouse_which_may_move_there(page):
    page.goto("notebooks/00_start_here.html")
    meaning = page.locator("#term-meaning")
    page.locator("a.term").first.hover()
    meaning.hover()
    page.wait_for_timeout(400)
    assert meaning.is_visible()
    page.mouse.move(5, 5)
    meaning.wait_for(state="hidden")


@pytest.mark.browser
def test_strip_is_stepped_through_by_keyboard(page):
    page.goto(LAB)
    figures, alts = page.locator(SHOWN), []
    page.locator(".strip input").first.focus()
    for _ in range(17):
        assert figures.count() == 1
        image = figures.locator("img")
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)")
        alts.append(image.get_attribute("alt"))
        page.keyboard.press("ArrowRight")
    for k, window in enumerate((1, 2, 3, 5, 8)):
        assert f"window {window}, 4 units" in alts[k]
    assert "16 units" in alts[9] and "300 epochs" in alts[13] and "÷" in alts[15]
    assert alts[16] == alts[0]  # round, back at the first


@pytest.mark.browser
def test_sentence_of_a_strip_goes_with_its_picture(page):
    page.goto(LAB)
    page.locator(".strip label", has_text="300").click()
    words = page.locator(f"{SHOWN} figcaption").inner_text()
    assert "of 20 networks" in words and "300 epochs" in words


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "strips"),
    [
        ("00_start_here", 1),
        ("01_understand_rnn_and_lstm", 2),
        ("03_prepare_fibonacci_data", 1),
        ("04_build_and_train_lstm", 1),
        ("07_remember_for_long", 1),
    ],
)
def test_every_widget_has_its_strip_and_its_picture(page, name, strips):
    page.goto(f"notebooks/{name}.html", wait_until="domcontentloaded")
    assert page.locator(".strip").count() == strips
    output = page.locator(".cell_output:has(.strip)")
    assert output.locator(".text_html").locator("img, svg[role=img]").count() >= strips


@pytest.mark.browser
def test_all_pictures_of_a_strip_are_printed_side_by_side(page):
    page.goto(LAB)
    page.emulate_media(media="print")
    figures = page.locator(SHOWN)
    places = [figure.bounding_box() for figure in figures.all()]
    assert len(places) == 13  # 16, of which 3 show the start again
    assert len({round(place["x"]) for place in places}) == 3
    assert "Window length: 1" in figures.first.inner_text()
    assert not page.locator(".strip label").first.is_visible()
