"""Nothing is cut off, overprinted or wider than the page, from a phone to a wide screen."""

from __future__ import annotations

import pytest
from paths import BOOK
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WIDTHS = (390, 768, 1280, 1920)
PAGES = sorted(
    path.relative_to(BOOK).as_posix()
    for path in BOOK.glob("book/*.html")
    if "rv-explorer-host" in path.read_text(encoding="utf-8")
)
# What is wider than its page; and the parts of pictures that are cut off, or lie under the page's own bars.
AMISS = """() => {
    const found = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > innerWidth) found.push(`the page is ${wide} px wide`);
    const shown = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const contents = document.querySelector(".bd-sidebar-secondary");
    const bar = shown(contents) ? contents.getBoundingClientRect() : null;
    for (const picture of document.querySelectorAll("article :is(.rv-explorer, .rv-figure)")) {
        if (!shown(picture)) continue;
        const { left, right, top, bottom } = picture.getBoundingClientRect();
        if (right > innerWidth + 1 || left < -1) found.push(`${picture.className} from ${left} to ${right}`);
        for (const text of picture.querySelectorAll("svg text")) {
            const box = text.getBoundingClientRect();
            if (!text.textContent.trim() || !box.width || !shown(text)) continue;
            const outside = box.left < -1 || box.right > innerWidth + 1;
            const clipped = text.closest(".rv-figure") && (box.left < left - 1 || box.right > right + 1);
            if (outside || clipped) found.push(`“${text.textContent}” from ${box.left} to ${box.right}`);
        }
    }
    return found;
}"""
# Words of one picture that are printed over each other: more than a third of the smaller one.
OVERPRINTED = """() => {
    const found = [];
    const shown = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    for (const svg of document.querySelectorAll("article :is(.rv-picture > svg, .rv-figure svg.main-svg)")) {
        const texts = [...svg.querySelectorAll("text")]
            .filter((text) => text.textContent.trim() && shown(text))
            .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0);
        texts.forEach((one, i) => texts.slice(i + 1).forEach((other) => {
            const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
            const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
            const [a, b] = [one, other].map(({ box }) => box.width * box.height);
            if (across > 0 && down > 0 && 3 * across * down > Math.min(a, b)) {
                found.push(`“${one.words}” over “${other.words}”`);
            }
        }));
    }
    return found;
}"""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_or_overprinted_at_any_width(page: Page, site: str, name: str):
    page.goto(f"{site}/{name}")
    amiss = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(
            "async () => { for (let y = 0; y < document.body.scrollHeight; y += 800) {"
            " scrollTo(0, y); await new Promise((done) => setTimeout(done, 30)); } scrollTo(0, 0) }"
        )
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        found = page.evaluate(AMISS) + page.evaluate(OVERPRINTED)
        if found:
            amiss[width] = found
    assert amiss == {}
