"""A chapter that nobody has scrolled, printed from a dark screen: every picture is there, light and whole."""

from __future__ import annotations

import re

import pytest
from browser import watch
from playwright.sync_api import Page, expect
from sliders import press

from rope_viz import theme

pytestmark = pytest.mark.browser

CHAPTER = "book/corkscrew.html"  # explorers, figures in the plane and in space, code, formulas, claims, a bet
PAPER = {"width": 673, "height": 980}  # px of CSS between the margins of A4
PICTURES = "figure:has(.rv-figure, .rv-explorer-host)"
SCREEN_ONLY = (
    ".bd-header-article, .bd-sidebar-primary, .bd-sidebar-secondary, .prev-next-footer, .rv-controls, "
    ".rv-explorer, .rv-figure-plot, .copybtn, .headerlink, .toggle-button, .rv-typed"
)
# Letters lean out of a formula within a line, and nothing is lost by it.
CUT = """() => [...document.querySelectorAll("article :is(p, pre, figure, table, div):not(mjx-container *)")]
    .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1)
    .map((node) => node.outerHTML.slice(0, 100))"""
WIDTHS = """() => ["svg", "canvas"].map(
    (name) => document.querySelector(`.rv-stage ${name}`).getBoundingClientRect().width)"""
SPLIT = """() => [...document.querySelectorAll("figure, article pre, .rv-claim, article table")]
    .filter((node) => getComputedStyle(node).breakInside !== "avoid")
    .map((node) => node.outerHTML.slice(0, 100))"""


def test_a_chapter_is_whole_on_paper(page: Page, site: str):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark")
    with watch(page, site):
        page.goto(f"{site}/{CHAPTER}")
        page.locator(".rv-explorer[data-drawn]").first.wait_for()
        stills = page.locator("img.rv-still")
        loaded = "all => all.filter((image) => image.complete && image.naturalWidth > 600).length"
        assert stills.count() >= 4 and stills.evaluate_all(loaded) == 0, "a screen needs no stills"
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert stills.evaluate_all(loaded) == stills.count(), "every still, though nothing was scrolled"
        files = set(stills.evaluate_all("all => all.map((image) => image.src)"))
        assert len(re.findall(rb"/Subtype\s*/Image", printed)) >= len(files)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark", "and dark again"

        page.set_viewport_size(PAPER)
        page.emulate_media(media="print", color_scheme="dark")
        for picture in page.locator(PICTURES).all():
            box = picture.locator("img.rv-still").bounding_box()
            assert box and 300 < box["width"] <= PAPER["width"] and box["height"] <= 0.61 * PAPER["height"]
        assert page.locator(SCREEN_ONLY).locator("visible=true").count() == 0
        paper = "getComputedStyle(document.documentElement).getPropertyValue('--rv-paper')"
        assert page.evaluate(paper) == theme.LIGHT.roles["paper"]
        assert page.evaluate(CUT) == []
        assert page.evaluate(SPLIT) == []


def test_without_javascript_every_figure_has_its_still(browser, site: str):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/{CHAPTER}")
    assert page.locator(PICTURES).count() >= 4
    for picture in page.locator(PICTURES).all():
        still = picture.locator("img.rv-still")
        still.scroll_into_view_if_needed()
        assert still.bounding_box()["width"] > 300 and len(still.get_attribute("alt")) > 40
    assert page.get_by_text("drawing …").count() == 0
    page.context.close()


def test_what_was_moved_is_printed_as_it_stands_and_what_was_not_as_its_still(opened):
    page = opened("corkscrew")
    page.set_viewport_size({"width": 1100, "height": 900})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    still, picture = page.locator("img.rv-still"), page.locator(".rv-stage")
    for moved in (False, True):
        if moved:
            press(page.locator("input[type=range]").first)
            page.wait_for_timeout(400)  # the sentence follows when the hand rests
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        expect(still).to_be_visible(visible=not moved)
        expect(picture).to_be_visible(visible=moved)
        if moved:
            assert page.evaluate(WIDTHS) == [660, 660], "as wide as paper, one on the other"
            assert page.locator(".rv-explorer").get_attribute("data-scheme") == "light"
            now = page.evaluate("document.querySelector('.rv-explorer').ropeViz.state().now")
            assert f"position {now:g}" in page.locator(".rv-summary").inner_text()
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(picture).to_be_visible()
        expect(still).to_be_hidden()
    page.wait_for_function("document.querySelector('.rv-stage svg').getAttribute('width') > 900")
    assert page.locator(".rv-explorer").get_attribute("data-scheme") == "dark"
