"""The deck of slides, opened from the disk: it fits, it asks for nothing, and each key has one owner."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from accessible import troubles
from browser import watch
from paths import ROOT
from playwright.sync_api import Page, expect

sys.path.insert(0, str(ROOT / "lectures"))

import slides

pytestmark = pytest.mark.browser
LEAST = 7.5  # px, in the smallest window
FITTED = """async () => {
    const slide = document.querySelector("section.present"), root = slide.querySelector(".rv-explorer");
    const frame = () => new Promise(requestAnimationFrame);
    const letters = () => root.style.getPropertyValue("--rv-letters");
    for (let same = 0, last; same < 8; last = letters()) {
        await frame();
        same = root.dataset.drawn !== undefined && letters() && letters() === last ? same + 1 : 0;
    }
    const boxes = [document.documentElement, slide, slide.querySelector(".picture")];
    const over = boxes.flatMap((b) => [b.scrollHeight - b.clientHeight, b.scrollWidth - b.clientWidth]);
    return [parseFloat(letters()), Math.max(...over)];
}"""
STATE = "document.querySelector('section.present .rv-explorer').ropeViz.state()"


@pytest.fixture(scope="module")
def deck(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("deck")
    slides.write_deck(ROOT / "lectures/rope.md", folder)
    return (folder / "index.html").as_uri()


@pytest.fixture
def opened(page: Page, deck: str) -> Iterator[Page]:
    page.set_viewport_size({"width": 960, "height": 540})
    with watch(page, deck.removesuffix("index.html")):
        page.goto(deck)
        page.wait_for_selector("section.present")
        yield page


def test_every_slide_asks_shows_and_says_without_scrolling(opened: Page):
    count = opened.locator(".slides > section").count()
    for number in range(1, count + 1):
        slide = opened.locator("section.present")
        expect(opened.locator(".slide-number-a")).to_have_text(str(number))
        if slide.locator(".picture").count():
            expect(slide.locator("h2")).to_be_visible()
            for part in (".picture", ".seen"):
                expect(slide.locator(part)).to_be_hidden()
                opened.keyboard.press("ArrowRight")
                expect(slide.locator(part)).to_be_visible()
            letters, over = opened.evaluate(FITTED)
            assert over <= 0 and letters >= LEAST, (number, letters, over)
            opened.set_viewport_size({"width": 1280, "height": 720})
            larger, over = opened.evaluate(FITTED)
            assert over <= 0 and larger > letters, (number, larger, over)
            opened.set_viewport_size({"width": 960, "height": 540})
        else:
            assert slide.evaluate("s => s.scrollHeight <= s.clientHeight && s.scrollWidth <= s.clientWidth")
        expect(slide.locator("aside.notes")).to_be_hidden()
        opened.keyboard.press("ArrowRight")
    assert number == count


def test_keys_are_the_pictures_while_it_has_the_focus_and_values_stay_in_the_address(opened: Page):
    opened.goto(f"{opened.url.partition('#')[0]}#explorer-pair")
    opened.reload()
    slider = opened.locator("section.present .rv-pair input[type=range]").first
    expect(slider).to_be_visible()
    number = opened.locator(".slide-number-a").inner_text()
    first = opened.evaluate(STATE)["key_position"]
    slider.focus()
    opened.keyboard.press("ArrowRight")
    opened.wait_for_function(f"{STATE}.key_position === {first + 1}")
    assert opened.locator(".slide-number-a").inner_text() == number
    opened.wait_for_function(f"location.search.includes('pair.key_position={first + 1}')")
    for key in ("t", "Escape", "p"):
        opened.keyboard.press(key)
    opened.wait_for_function(f"{STATE}.key_position > {first + 1}")  # p plays, once the deck has the keys
    assert opened.locator("html").get_attribute("data-theme") is None, "the picture had t for itself"
    opened.keyboard.press("p")
    moved = opened.evaluate(STATE)
    opened.wait_for_function(f"location.search.includes('pair.key_position={moved['key_position']}')")
    opened.reload()
    opened.wait_for_selector("section.present [data-drawn]", state="attached")
    assert opened.evaluate(STATE) == moved and opened.locator(".slide-number-a").inner_text() == number

    opened.keyboard.press("t")
    expect(opened.locator("html")).to_have_attribute("data-theme", "dark")
    expect(opened.locator("section.present .rv-explorer")).to_have_attribute("data-scheme", "dark")
    opened.evaluate(FITTED)
    assert troubles(opened) == []
    slider.focus()
    opened.keyboard.press("PageDown")  # a clicker's, while the slider has the focus
    opened.keyboard.press("PageDown")
    expect(opened.locator(".slide-number-a")).to_have_text(str(int(number) + 1))


def test_the_speaker_has_notes_and_a_clock(opened: Page):
    opened.keyboard.press("ArrowRight")
    with opened.expect_popup() as popup:
        opened.keyboard.press("s")
    notes = popup.value
    expect(notes.locator(".speaker-controls-notes .value")).to_contain_text("2 minutes.", timeout=15_000)
    notes.close()
