"""Pages saved for slides: nothing scrolls, keys and a clicker move the picture."""

from __future__ import annotations

import pytest
from explorer_cases import CASES, PLAIN

pytestmark = pytest.mark.browser
LEAST = 9.0  # px; on a wall of three metres that is a letter as large as a hand is thick
FITTED = """async () => {
    const root = document.querySelector(".rv-explorer"), frame = () => new Promise(requestAnimationFrame);
    for (let same = 0, last; same < 8; ) {
        await frame();
        same = root.style.getPropertyValue("--rv-letters") === last ? same + 1 : 0;
        last = root.style.getPropertyValue("--rv-letters");
    }
    const { scrollHeight, scrollWidth } = document.documentElement;
    const letters = parseFloat(root.style.getPropertyValue("--rv-letters"));
    return [letters, scrollHeight - innerHeight, scrollWidth - innerWidth];
}"""


@pytest.fixture
def slide(page, tmp_path):
    def open_slide(name: str, size: tuple[int, int], **options):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(CASES[name]().save(tmp_path / "slide.html", compact=True, **options).as_uri())
        page.wait_for_selector("[data-drawn]")
        return page

    return open_slide


@pytest.mark.parametrize("name", PLAIN)
def test_an_explorer_fits_a_slide_without_scrolling(slide, name):
    page = slide(name, (960, 540))
    letters, down, across = page.evaluate(FITTED)
    assert down <= 0 and across <= 0 and letters >= LEAST, (letters, down, across)
    page.set_viewport_size({"width": 1280, "height": 720})
    larger, down, across = page.evaluate(FITTED)
    assert down <= 0 and across <= 0 and larger > letters, (larger, down, across)


def test_keys_and_a_clicker_step_and_the_space_bar_plays(slide):
    page = slide("pair", (960, 540), theme="dark", heading="")
    page.evaluate(FITTED)
    position = "() => document.querySelector('.rv-explorer').ropeViz.state().query_position"
    first = page.evaluate(position)
    for key, then in (("ArrowRight", 1), ("PageDown", 2), ("ArrowLeft", 1), ("PageUp", 0)):
        page.keyboard.press(key)
        page.wait_for_function(f"({position})() === {first + then}")
    page.keyboard.press(" ")
    page.wait_for_function(f"({position})() > {first + 1}")
    page.keyboard.press(" ")
    assert page.locator(".rv-explorer").get_attribute("data-scheme") == "dark"
    assert page.get_by_role("button", name="Full screen").is_visible() and page.locator("h1").count() == 0


def test_an_explorer_of_a_page_fills_the_screen_and_goes_back(opened):
    page = opened("pair")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.evaluate("document.querySelectorAll('details').forEach((more) => (more.open = false))")
    size = "() => getComputedStyle(document.querySelector('.rv-stage')).fontSize"
    first = page.evaluate(size)
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement?.matches('.rv-explorer')")
    page.evaluate(FITTED)
    over = page.evaluate("[document.fullscreenElement].map((e) => e.scrollHeight - e.clientHeight)[0]")
    assert over <= 0 and page.evaluate(size) != first
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function(f"!document.fullscreenElement && ({size})() === '{first}'")
