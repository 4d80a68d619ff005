"""The explorer of buckets as it is drawn: its stairs, its dashed lines and its matrix are T5's buckets."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from drawn import PIXELS, axis, settle

import rope_viz as rv
from rope_viz import theme

pytestmark = pytest.mark.browser

STEPS = """steps => steps.map(s => [...["x", "width", "y", "height"].map(name => +s.getAttribute(name)),
    s.style.getPropertyValue("--rv-role"), +s.getAttribute("fill-opacity")])"""


@pytest.fixture(
    params=[{}, {"bidirectional": False, "length": 48, "offset": -33}], ids=["encoder", "decoder"]
)
def explorer(request):
    return rv.explore_buckets(mark_unused=True, **request.param)


@pytest.fixture
def stage(page, explorer, tmp_path):
    page.goto(explorer.save(tmp_path / "buckets.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def test_the_stairs_are_t5s_buckets(stage, explorer):
    x, y = axis(stage, "x"), axis(stage, "y")
    drawn = {}
    for left, width, top, height, role, _ in stage.locator("g:not(.rv-ghost) > .rv-runs rect").evaluate_all(
        STEPS
    ):
        bucket = round(float(y(top + height / 2)))
        offsets = range(round(float(x(left)) + 0.5), round(float(x(left + width)) - 0.5) + 1)
        way = "series-0" if bucket < (16 if explorer.bidirectional else 32) else "series-1"
        masked = not explorer.bidirectional and offsets[0] > 0
        assert role == ("var(--rv-grid)" if masked else f"var(--rv-{way})")
        drawn |= dict.fromkeys(offsets, bucket)
    offsets = torch.arange(1 - explorer.length, explorer.length)
    expected = rv.t5_bucket(offsets, explorer.bidirectional, 32, 128).tolist()
    assert [drawn[offset] for offset in offsets.tolist()] == expected
    spot = [float(stage.locator(".rv-spot").get_attribute(name)) for name in ("cx", "cy")]
    bucket = expected[explorer.offset + explorer.length - 1]
    assert (round(float(x(spot[0]))), round(float(y(spot[1])))) == (explorer.offset, bucket)
    words = stage.locator(".rv-halo.rv-text-score").text_content()
    assert words == f"−{-explorer.offset} → {bucket}"


def test_dashed_lines_stand_where_nobody_does(stage, explorer):
    y = axis(stage, "y")
    lines = stage.locator(".rv-never-used line").evaluate_all("all => all.map(l => +l.getAttribute('y1'))")
    unused = [bucket for bucket, used in enumerate(explorer.numbers()["used"]) if not used]
    assert [round(float(y(line))) for line in lines] == unused
    stage.locator(".rv-more > summary").click()
    stage.get_by_label("mark the buckets").click()
    settle(stage)
    assert stage.locator(".rv-never-used line").count() == 0


def test_the_matrix_has_the_colour_of_each_pairs_bucket(stage, explorer):
    keys, queries = axis(stage, "x", 1), axis(stage, "y", 1, up=False)
    frame = stage.locator(".rv-frame")
    left, top, side = (float(frame.get_attribute(name)) for name in ("x", "y", "width"))
    cell = side / explorer.length
    assert float(keys(left + cell / 2)) == pytest.approx(0, abs=0.02)
    assert float(queries(top + cell / 2)) == pytest.approx(0, abs=0.02), "the first query stands on top"
    pairs = [(40, 3), (40, 39), (9, 30), (47, 0), (20, 20)]
    places = [[left + cell * (key + 0.5), top + cell * (query + 0.5)] for query, key in pairs]
    for (query, key), pixel in zip(pairs, stage.locator("canvas").evaluate(PIXELS, places), strict=True):
        if key > query and not explorer.bidirectional:
            colour = theme.GRID
        else:
            bucket = int(rv.t5_bucket(torch.tensor(key - query), explorer.bidirectional, 32, 128))
            each = 16 if explorer.bidirectional else 32
            way = theme.LIGHT.series[bucket >= each]
            colour = theme.mixed(way, theme.PAPER, 1 - 0.82 * (bucket % each) / (each - 1))
        expected = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        np.testing.assert_allclose(pixel, expected, atol=2, err_msg=f"query {query}, key {key}")
