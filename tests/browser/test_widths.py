"""Nothing is cut off, overprinted or wider than the page, from a phone to a wide screen."""

from __future__ import annotations

import re

import pytest
from paths import BOOK
from playwright.sync_api import Page, expect
from test_book import open_page

pytestmark = pytest.mark.browser

WIDTHS = (1920, 1280, 1100, 768, 390, 320)  # a window that gets narrower is the hard case
PAGES = sorted(
    path.relative_to(BOOK).as_posix()
    for path in BOOK.glob("book/*.html")
    if "rv-explorer-host" in path.read_text(encoding="utf-8")
)
# How much wider than the window the page is, at most, while everything finds its new width.
TOO_WIDE = """() => new Promise((done) => {
    const until = performance.now() + 600;
    let most = 0;
    const look = (now) => {
        most = Math.max(most, document.documentElement.scrollWidth - innerWidth);
        now < until ? requestAnimationFrame(look) : done(most);
    };
    look(0);
})"""
# What is cut off at the window's edge, and parts of pictures that are cut off by their own.
AMISS = """() => {
    const found = [];
    const shown = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const flow = (node) => getComputedStyle(node).overflowX;
    const scrolls = (node) => node && (/auto|scroll|hidden/.test(flow(node)) || scrolls(node.parentElement));
    const parts = "article :is(p, li, figure, aside, div, code, table, svg text, input, button)";
    for (const node of document.querySelectorAll(parts)) {
        const { left, right, width } = node.getBoundingClientRect();
        if (width && shown(node) && (right > innerWidth + 1 || left < -1) && !scrolls(node.parentElement)) {
            found.push(`${node.outerHTML.slice(0, 80)} from ${left} to ${right}`);
        }
    }
    for (const figure of document.querySelectorAll("article .rv-figure-plot")) {
        const { left, right } = figure.getBoundingClientRect();
        for (const text of figure.querySelectorAll("svg text")) {
            const box = text.getBoundingClientRect();
            if (text.textContent.trim() && shown(text) && (box.left < left - 1 || box.right > right + 1)) {
                found.push(`“${text.textContent}” from ${box.left - left} of ${right - left}`);
            }
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
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    open_page(page, f"{site}/{name}")
    amiss = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = [f"{too_wide} px too wide"] if (too_wide := page.evaluate(TOO_WIDE)) else []
        found += page.evaluate(AMISS)
        if (
            width > WIDTHS[-1]
        ):  # the narrowest is that of a page zoomed to 400 %, where a number may meet a tick
            found += page.evaluate(OVERPRINTED)
        if found:
            amiss[width] = found
    assert amiss == {}


def test_explorers_are_as_wide_as_the_page_allows(page: Page, site: str):
    for width, least, most in ((1280, 930, 1000), (1920, 990, 1000), (900, 560, 900), (390, 350, 390)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site}/book/score.html")
        figure = page.locator("figure.full-width").first
        figure.scroll_into_view_if_needed()
        page.locator(".rv-explorer[data-drawn]").first.wait_for()
        assert least <= figure.bounding_box()["width"] <= most, width
        if width >= 1280:
            expect(page.locator(".bd-sidebar-secondary")).to_have_class(re.compile(r"\bhide\b"))
