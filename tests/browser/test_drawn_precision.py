"""Two words in four formats as they are drawn: blocks, where the words lie, traces, and what is pulled."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn import ATTRIBUTES, NUMBER, TICKS, placed, pull, settle, traits

import rope_viz as rv
from rope_viz.words import fixed

pytestmark = pytest.mark.browser

BASE = 1e5
PATHS = "all => all.map(node => node.getAttribute('d'))"


@pytest.fixture
def stage(page, tmp_path):
    page.goto(rv.explore_precision(start=1000).save(tmp_path / "precision.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def score(query_position, key_position):
    """Of the head's mean vectors, in float64."""
    heads = rv.pretrained.smollm2_heads()
    query, key = (x[0, 1:].double().mean(0)[None] for x in (heads.q, heads.k))
    at = {"query_positions": [query_position], "key_positions": [key_position]}
    return rv.scores(query, key, rv.Rope(64, base=BASE), **at).item() / 8


def readouts(stage):
    return stage.locator(".rv-readouts dd").all_inner_texts()


def circles(paths):
    """Middles of the discs of a path."""
    found = [[float(n) for n in NUMBER.findall(disc)] for disc in paths.split("M")[1:]]
    return np.array([(x + reach, y) for x, y, reach, *_ in found])


def test_blocks_words_and_traces(stage):
    lanes = stage.locator(".rv-lane:visible")
    assert lanes.count() == 4
    cells = stage.locator(".rv-place").evaluate_all(ATTRIBUTES, ["x", "width"])
    cell = cells[1][0] - cells[0][0]
    for row, places in enumerate([range(1000, 1016)] * 3):
        blocks = lanes.nth(row).locator("rect").evaluate_all(ATTRIBUTES, ["x", "width"])
        np.testing.assert_allclose([x for x, _ in blocks], [x for x, _ in cells])
        assert lanes.nth(row).locator("g text").all_text_contents()[0] in ("", f"{places[0]:,}")
    # bfloat16 has every fourth number there, ties to even: 1000, 1004 (1003 … 1005), 1008, …
    blocks = lanes.nth(3).locator("rect").evaluate_all(ATTRIBUTES, ["x", "width"])
    np.testing.assert_allclose([width + 2 for _, width in blocks], np.array([3, 3, 5, 3, 2]) * cell)
    assert lanes.nth(3).locator("g text").all_text_contents() == ["1,000", "1,004", "1,008", "1,012", "1,016"]
    assert lanes.locator(".rv-format").all_text_contents() == [
        "float64 angles",
        "float32",
        "float16",
        "bfloat16",
    ]
    says = [lane.locator(":scope > .rv-note").text_content() for lane in lanes.all()]
    assert says == ["1 apart", "1 apart", "1 apart", "0 apart"]
    held = [circles(path)[0, 0] for path in lanes.nth(3).locator(".rv-held").evaluate_all(PATHS)]
    second = blocks[1][0] + blocks[1][1] / 2
    assert held[0] < second < held[1] and sum(held) / 2 == pytest.approx(second), "both are 1,004"
    exact, fallen = score(5, 4), score(0, 0)
    rows = stage.locator(".rv-trace:visible")
    ticks = rows.nth(3).locator(".rv-axis-y").evaluate_all(TICKS)[0]
    assert [text for *_, text in ticks] == ["−8", "0", "+8"]
    (_, low, _), (_, middle, _), (_, high, _) = ticks
    assert high < middle < low
    spots = [
        rows.nth(row).locator(":scope > .rv-spot").evaluate_all(ATTRIBUTES, ["cx", "cy"])[0]
        for row in range(4)
    ]
    off = [8 * (y - middle) / (high - middle) for _, y in spots[3:]]
    assert off[0] == pytest.approx(fallen - exact, abs=0.15), "bfloat16 takes the two for one word"
    across = rows.nth(3).locator(".rv-axis-x").evaluate_all(TICKS)[0]
    assert [text for *_, text in across] == ["10", "100", "1 k", "10 k", "100 k", "1 M"]
    assert [x for x, _ in spots] == pytest.approx([across[2][0]] * 4)
    for row in range(4):
        dots = circles(rows.nth(row).locator(".rv-score-dots").get_attribute("d"))
        assert len(dots) == 29 and dots[:, 0].max() == pytest.approx(across[2][0]), (
            "none where they have not been"
        )
    assert rows.locator(".rv-text-score").all_text_contents()[:2] == [fixed(exact)] * 2
    off, said = rv.explore_precision(start=1000).numbers()["off"], readouts(stage)
    assert said[0] == fixed(exact) and said[3] == "less than 0.001" and abs(off[1]) < 1e-3
    shown = [float(text.replace("−", "-")) for text in said[1:3]]
    assert shown == pytest.approx([off[-1], off[-2]], abs=6e-4) and off[-1] == pytest.approx(
        fallen - exact, abs=0.15
    )


def test_words_are_pulled_in_the_window_and_the_window_along_the_text(stage):
    picture = stage.locator(".rv-stage svg").bounding_box()
    corner = complex(picture["x"], picture["y"])
    key, query = (corner + complex(*placed(grip)) for grip in stage.locator(".rv-window .rv-grip").all())
    cell = (query - key).real
    pull(stage, [key, key - 2 * cell])
    assert traits(stage)["step"] == 2
    pull(stage, [query - 2 * cell, query + 2 * cell])
    assert traits(stage)["step"] == 6, "they stay as far apart as they are"
    rows = stage.locator(".rv-trace:visible")
    across = rows.nth(3).locator(".rv-axis-x").evaluate_all(TICKS)[0]
    (spot,) = rows.nth(2).locator(":scope > .rv-spot").evaluate_all(ATTRIBUTES, ["cx", "cy"])
    pull(stage, [corner + complex(*spot), corner + complex(across[4][0] + 1, spot[1])])
    assert traits(stage)["start"] == 100_000
    assert rows.nth(2).locator(".rv-text-score").text_content() == "no number"
    assert stage.locator(".rv-lane:visible").nth(2).locator("g text").all_text_contents() == ["∞"]
    stage.get_by_label("in the short format").select_option(index=2)
    settle(stage)
    off = float(stage.locator(".rv-readouts dd").nth(1).inner_text().replace("−", "-"))
    assert 0 < abs(off) < 0.2 and not math.isnan(off), "exact positions, a short rest: off, but not lost"
