"""The first page's picture turns until it is touched, and its one handle ends in a look along the axis."""

from __future__ import annotations

import time

import pytest
from browser import watch
from playwright.sync_api import Page, Route, expect
from shown import state

pytestmark = pytest.mark.browser

FIRST = "book/index.html"


def angle(page: Page) -> float:
    return state(page)["view_angle"]


def moves(page: Page) -> bool:
    before = angle(page)
    page.wait_for_timeout(300)
    return angle(page) != before


def opened(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/{FIRST}")
    page.locator(".rv-explorer[data-drawn]").wait_for()


def back_again(page: Page, site: str) -> None:
    page.goto(f"{site}/book/glossary.html")
    page.go_back()
    page.locator(".rv-explorer[data-drawn]").wait_for()


def test_it_turns_slowly_until_its_handle_is_taken(page: Page, site: str):
    with watch(page, site):
        opened(page, site)
        first = angle(page)
        page.wait_for_timeout(1000)
        assert 0.5 < abs(angle(page) - first) < 10, "degrees in a second"
        page.evaluate("scrollTo(0, 4000)")
        page.wait_for_timeout(200)
        assert not moves(page), "off the screen"
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(200)
        assert moves(page)

        handle = page.locator(".rv-explorer input:visible")
        assert handle.count() == 1
        box = handle.bounding_box()
        assert box["y"] + box["height"] < 800, "on the first screen"
        assert not page.locator(".rv-living .rv-readouts").is_visible()
        handle.focus()
        assert not moves(page), "it rests for the keyboard"
        handle.press("End")
        assert angle(page) == 90
        expect(page.get_by_role("button", name="Look from the side")).to_be_visible()
        assert not moves(page)


def test_a_word_of_the_prose_and_a_finger_stop_it(page: Page, site: str):
    opened(page, site)
    page.get_by_role("button", name="look along its axis").click()
    page.wait_for_function("document.querySelector('.rv-explorer').ropeViz.state().view_angle === 90")
    assert not moves(page)
    back_again(page, site)
    assert angle(page) == 90 and not moves(page), "as the reader left it"
    page.get_by_role("button", name="Look from the side").click()
    page.wait_for_function("document.querySelector('.rv-explorer').ropeViz.state().view_angle < 60")
    back_again(page, site)
    assert moves(page)
    page.locator(".rv-ground").click(position={"x": 30, "y": 60})
    assert not moves(page)


def test_it_keeps_still_under_reduced_motion(page: Page, site: str):
    page.emulate_media(reduced_motion="reduce")
    opened(page, site)
    assert not moves(page)


def test_it_turns_though_its_script_comes_late(page: Page, site: str):
    """Over a slow line the explorer is drawn before the script that turns it is there."""

    def late(route: Route) -> None:
        time.sleep(1.5)
        route.continue_()

    page.route("**/living.js*", late)
    opened(page, site)
    expect(page.locator(".rv-explorer input:visible")).to_have_count(1)
    assert moves(page)
