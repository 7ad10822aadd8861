"""What a reader does on the website: search, turn pages, look up, step through."""

import pytest

pytestmark = pytest.mark.browser

LAB = "notebooks/04_build_and_train_lstm.html"
SHOWN = ".strip figure:visible"


@pytest.fixture
def page(browser, address):
    """Open an empty page that knows where the website is."""
    viewport = {"width": 1280, "height": 900}
    context = browser.new_context(
        viewport=viewport, color_scheme="light", base_url=address
    )
    yield context.new_page()
    context.close()


def test_search_finds_the_forget_gate(page):
    page.goto("search.html?q=forget+gate")
    results = page.locator("#search-results li")
    results.first.wait_for()
    found = "".join(results.all_inner_texts())
    assert "1 · Understand RNN and LSTM" in found
    assert "Look up the terms" in found


def test_next_and_previous_turn_the_pages(page):
    page.goto("notebooks/01_understand_rnn_and_lstm.html")
    page.locator("a.right-next").click()
    assert page.locator("h1").first.inner_text().startswith("2 · Write an LSTM")
    page.locator("a.left-prev").click()
    assert page.locator("h1").first.inner_text().startswith("1 · Understand")


def test_button_switches_to_dark(page):
    page.goto("index.html")
    brightness = "parseInt(getComputedStyle(document.body).backgroundColor.slice(4))"
    assert page.evaluate(brightness) > 200
    page.locator(".theme-switch-button:visible").first.click()
    page.locator(".dropdown-menu.show [data-mode=dark]").click()
    page.wait_for_function(f"{brightness} < 60")
    page.reload()  # and the reader's choice is kept
    page.wait_for_function(f"{brightness} < 60")


def test_term_is_explained_to_the_keyboard_until_escape(page):
    page.goto("notebooks/00_start_here.html")
    link, meaning = page.locator("a.term").first, page.locator("#term-meaning")
    assert not meaning.is_visible()
    link.focus()
    assert meaning.inner_text().startswith("Long short-term memory")
    assert link.get_attribute("aria-describedby") == "term-meaning"
    page.keyboard.press("Escape")
    assert not meaning.is_visible()


def test_term_is_explained_to_the_mouse_which_may_move_there(page):
    page.goto("notebooks/00_start_here.html")
    meaning = page.locator("#term-meaning")
    page.locator("a.term").first.hover()
    meaning.hover()
    page.wait_for_timeout(400)
    assert meaning.is_visible()
    page.mouse.move(5, 5)
    meaning.wait_for(state="hidden")


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


def test_sentence_of_a_strip_goes_with_its_picture(page):
    page.goto(LAB)
    page.locator(".strip label", has_text="300").click()
    words = page.locator(f"{SHOWN} figcaption").inner_text()
    assert "of 20 networks" in words and "300 epochs" in words


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
    page.goto(f"notebooks/{name}.html")
    assert page.locator(".strip").count() == strips
    output = page.locator(".cell_output:has(.strip)")
    assert output.locator(".text_html").locator("img, svg[role=img]").count() >= strips


def test_all_pictures_of_a_strip_are_printed_side_by_side(page):
    page.goto(LAB)
    page.emulate_media(media="print")
    figures = page.locator(SHOWN)
    places = [figure.bounding_box() for figure in figures.all()]
    assert len(places) == 13  # 16, of which 3 show the start again
    assert len({round(place["x"]) for place in places}) == 3
    assert "Window length: 1" in figures.first.inner_text()
    assert not page.locator(".strip label").first.is_visible()
