"""A text on several devices as it is drawn: tokens at their positions, scores, rings, what is dragged."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import ATTRIBUTES, NUMBER, TICKS, axis, placed, pull, settle, traits

import rope_viz as rv

pytestmark = pytest.mark.browser


def circles(path):
    """Middles of the discs of a path."""
    found = [[float(n) for n in NUMBER.findall(disc)] for disc in path.split("M")[1:]]
    return np.array([(x + reach, y) for x, y, reach, *_ in found])


def assert_drawn(page, explorer):
    settle(page)
    n = explorer.numbers()
    boxes = np.array(page.locator(".rv-shard").evaluate_all(ATTRIBUTES, ["x", "y", "width", "height"]))
    across = axis(page, "x", 0)
    np.testing.assert_allclose(across(boxes[:, 0] + boxes[:, 2] / 2), n["at"], atol=0.02)
    lanes = page.locator(".rv-devices .rv-naming")
    assert lanes.all_text_contents() == [f"device {i + 1}" for i in range(explorer.devices)]
    names = lanes.evaluate_all(ATTRIBUTES, ["y"])
    middles = boxes[:, 1] + boxes[:, 3] / 2
    assert [int(np.argmin([abs(y - at) for (y,) in names])) for at in middles] == n["device"]
    assert page.locator(".rv-shard-query").count() == 1
    ticks = page.locator(".rv-shard-scores .rv-axis-y").evaluate_all(TICKS)[0]
    (_, low, first), (_, high, last) = ticks[0], ticks[-1]
    assert high < low and (first, last) == ("−4", "4")
    tokens = axis(page, "x", 1)
    for name, scores in {"right": n["right"], "made": n["scores"]}.items():
        spots = circles(page.locator(f"g:not(.rv-ghost *) > .rv-{name}-scores").get_attribute("d"))
        np.testing.assert_allclose(tokens(spots[:, 0]), range(16), atol=0.02)
        np.testing.assert_allclose(-4 + 8 * (low - spots[:, 1]) / (low - high), scores, atol=0.02)


def test_tokens_scores_and_what_is_dragged(page, tmp_path):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(rv.explore_shards(order="zig-zag").save(tmp_path / "shards.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    explorer = rv.explore_shards(order="zig-zag")
    assert_drawn(page, explorer)
    readouts = page.locator(".rv-readouts dd")
    assert readouts.all_inner_texts() == ["right", "34"]
    box = page.locator(".rv-stage svg").bounding_box()
    grip = page.locator(".rv-stage .rv-grip")
    at = complex(box["x"], box["y"]) + complex(*placed(grip))
    boxes = page.locator(".rv-shard").evaluate_all(ATTRIBUTES, ["x", "y"])
    cell = boxes[1][0] - boxes[0][0]
    pull(page, [at, at + 6 * cell])
    assert traits(page)["padding"] == 6
    explorer.padding = 6
    assert_drawn(page, explorer)
    assert readouts.all_inner_texts() == ["right", "34"], "no score changes"
    pull(page, [at + 8 * cell, at + 5 * cell])  # the text itself, not its grip
    assert traits(page)["padding"] == 3
    page.get_by_label("positions are counted in").select_option("what each device holds")
    explorer.padding, explorer.counted = 3, "device"
    assert_drawn(page, explorer)
    off = explorer.numbers()["off"]
    assert readouts.all_inner_texts() == [f"off by up to {off:.2f}", "34"]
    page.locator(".rv-explorer").evaluate("root => root.ropeViz.change({ order: 'in order', devices: 2 })")
    explorer.order, explorer.devices = "in order", 2
    assert_drawn(page, explorer)
    assert readouts.nth(1).inner_text() == "36 to 100"
