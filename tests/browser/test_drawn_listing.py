"""The listing as it is drawn: the lines are those that run, and each law has the sign that was measured."""

from __future__ import annotations

import pytest
from drawn import settle, traits

import rope_viz as rv
from rope_viz.explorers.listing.trial import FAULTS, LAWS, measured, source
from rope_viz.words import brief

pytestmark = pytest.mark.browser

WRITTEN = "all => all.map(node => [+node.getAttribute('x'), +node.getAttribute('y'), node.textContent])"
HOLDS, BREAKS, UNTRIED = ("✓", "rv-holds"), ("✗", "rv-breaks"), ("·", "rv-untried")


@pytest.fixture
def stage(page, tmp_path):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(rv.explore_listing().save(tmp_path / "listing.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def assert_drawn(stage, right: int) -> None:
    settle(stage)
    assert traits(stage)["right"] == right
    rows = stage.locator(".rv-code text").evaluate_all(WRITTEN)
    assert [text for *_, text in rows] == [line.strip() for line in source(right)]
    assert [y for _, y, _ in rows] == sorted(y for _, y, _ in rows)
    # Indented as the code is: one letter is as wide everywhere.
    indents = [len(line) - len(line.lstrip()) for line in source(right)]
    letter = (rows[1][0] - rows[0][0]) / 2
    assert [x for x, *_ in rows] == pytest.approx([rows[0][0] + n * letter for n in indents])
    wrong = [line.strip() for line in source(0) if line not in source(63) and line in source(right)]
    assert stage.locator(".rv-wrong-line").all_text_contents() == wrong
    signs = stage.locator(".rv-sign").evaluate_all("all => all.map(s => [s.textContent, s.classList[1]])")
    off = measured(right)
    assert [tuple(sign) for sign in signs] == [
        UNTRIED if value < 0 else BREAKS if value else HOLDS for value in off
    ]
    assert stage.locator(".rv-law").all_text_contents() == [law["short"] for law in LAWS]
    said = " ".join(stage.locator(".rv-stage .rv-note").all_text_contents())
    assert all(f"off by {brief(value)}" in said for value in off[3:] if value > 0)
    held = sum(value == 0 for value in off)
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [f"{right.bit_count()} of 6", f"{held} of 7"]


def test_lines_are_put_right_by_slider_press_and_box(stage):
    assert_drawn(stage, 0)
    faults = stage.locator(".rv-stage .rv-note").all_text_contents()
    assert set(FAULTS) <= set(faults)
    for step, right in enumerate((1, 3, 7, 15, 31, 63)):
        stage.get_by_role("button", name="One step more").click()
        assert_drawn(stage, right)
        assert step == 5 or stage.locator(".rv-wrong-line").count() > 0
    lines = stage.locator(".rv-code .rv-grip")
    lines.nth(3).click()  # the angle is wrong again
    assert_drawn(stage, 0b110111)
    lines.nth(5).click()
    assert_drawn(stage, 0b010111)
    lines.nth(3).click()
    assert_drawn(stage, 0b011111)
    stage.locator(".rv-more > summary").click()
    stage.get_by_label("put right: positions are added").press("Space")
    assert_drawn(stage, 63)
    stage.get_by_label("put right: torch.cos of a Python number").press("Space")
    assert_drawn(stage, 0b111101)


def test_a_finger_that_scrolls_exchanges_nothing(stage):
    line = stage.locator(".rv-code .rv-grip").first
    line.dispatch_event("pointerdown", {"pointerId": 1, "bubbles": True})
    line.dispatch_event("pointercancel", {"pointerId": 1, "bubbles": True})
    assert_drawn(stage, 0)
