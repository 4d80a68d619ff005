"""The picture of the doors as it is drawn: arrows point where things go, nothing lies on another."""

from __future__ import annotations

import pytest

import rope_viz as rv

pytestmark = pytest.mark.browser

# Of each arrow: which way its tip points, from the turn of a square whose upper right corner it is.
POINTS = """selector => [...document.querySelectorAll(selector)].map((node) => {
    const { a, b } = new DOMMatrix(getComputedStyle(node, "::after").transform);
    const degrees = (Math.round(Math.atan2(b, a) * 180 / Math.PI) + 360) % 360;
    return { 45: "right", 135: "down", 225: "left" }[degrees];
})"""
BOXES = """() => [...document.querySelectorAll(".rv-step, .rv-door")].map((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, right, top, bottom } = (node.matches(".rv-door") ? node : range).getBoundingClientRect();
    return [left, right, top, bottom];
})"""


@pytest.mark.parametrize(("width", "on", "in_"), [(390, "down", "left"), (900, "right", "down")])
def test_arrows_go_on_and_come_in(page, width, on, in_):
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(rv.draw_doors("add", "rotate", "bias")._repr_html_())
    assert page.evaluate(POINTS, ".rv-on") == [on] * 3
    assert page.evaluate(POINTS, ".rv-in") == [in_] * 3
    boxes = page.evaluate(BOXES)
    assert len(boxes) == 7
    for i, (left, right, top, bottom) in enumerate(boxes):
        assert left >= 0 and right <= width
        for other in boxes[:i]:
            assert right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
