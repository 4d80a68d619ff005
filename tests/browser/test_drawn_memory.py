"""The roof and the lanes as they are drawn: where ways lie, how long their steps are, and what is pulled."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import ATTRIBUTES, NUMBER, TICKS, placed, powers, pull, settle, traits

from rope_viz.words import fixed

pytestmark = pytest.mark.browser

HEADS, DIM = 32, 128
COPY = 4 * HEADS * DIM * 4  # bytes: query and key are read and written, in float32
ONE_PASS = COPY + 2 * DIM * 4


@pytest.fixture
def stage(opened):
    page = opened("memory")
    settle(page)
    return page


def scale(stage, which):
    return powers(stage, f".rv-roof .rv-axis-{which}")


def corners(stage, selector):
    path = stage.locator(selector).last.get_attribute("d")
    x, y = np.array([float(n) for n in NUMBER.findall(path)]).reshape(-1, 2).T
    return scale(stage, "x")(x), scale(stage, "y")(y)


def spots(stage):
    """Where the ways lie: multiplications for each byte, and in the time of a byte."""
    discs = stage.locator(".rv-ways").get_attribute("d").split("M")[1:]
    at = np.array([[float(n) for n in NUMBER.findall(disc)[:3]] for disc in discs])
    return scale(stage, "x")(at[:, 0] + at[:, 2]), scale(stage, "y")(at[:, 1])


def bars(stage, lane, kind):
    """Left end and length of each bar of a lane, in units of time."""
    unit = float(stage.locator(".rv-unit").get_attribute("x1"))
    left = float(stage.locator(".rv-way-name").first.get_attribute("x"))
    rects = stage.locator(".rv-way:visible").nth(lane).locator(f".rv-{kind} rect")
    found = np.array(rects.evaluate_all(ATTRIBUTES, ["x", "width"]))
    gap = 1 if len(found) > 1 else 0
    return (found[:, 0] - left) / (unit - left), (found[:, 1] + gap) / (unit - left)


def readouts(stage):
    labels, values = (stage.locator(f".rv-readouts {tag}").all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(labels, values, strict=True))


def test_roof_ways_and_lanes(stage):
    slope, flat = (corners(stage, f".rv-{kind}-line") for kind in ("moving", "multiplying"))
    np.testing.assert_allclose(slope, [[0.01, 1]] * 2, rtol=0.02)
    np.testing.assert_allclose(flat, [[1, 1000], [1, 1]], rtol=0.02)
    products = np.array([HEADS * 2 * DIM * DIM, 2 * 2 * HEADS * DIM, 2 * 2 * HEADS * DIM])
    moved = np.array([COPY + 2 * DIM * DIM * 4, 5 * COPY + 4 * DIM * 4, ONE_PASS])
    intensity, rate = spots(stage)
    np.testing.assert_allclose(intensity, products / moved, rtol=0.02)
    np.testing.assert_allclose(rate, np.minimum(products / moved, 1), rtol=0.02)
    by_intensity = [str(way + 1) for way in np.argsort(products / moved)]
    assert stage.locator(".rv-way-numbers").all_text_contents() == by_intensity == ["2", "3", "1"]
    # Five steps of query and five of key: product, minus, flip, product, sum.
    starts, lengths = bars(stage, 1, "moving")
    table = 2 * DIM * 4 / 2
    steps = np.array([2, 1, 2, 2, 3] * 2) * COPY / 4 + np.array([table, 0, 0, table, 0] * 2)
    np.testing.assert_allclose(starts, (steps.cumsum() - steps) / COPY, atol=0.02)
    np.testing.assert_allclose(lengths, steps / COPY, atol=0.02)
    starts, lengths = bars(stage, 0, "multiplying")
    np.testing.assert_allclose((starts, lengths), [[0, 8], [8, 8]], atol=0.02)
    assert stage.locator(".rv-way-time:visible").all_text_contents() == ["16.00", "5.03", "1.02"]
    assert readouts(stage) == {
        "block matrix, copies": "16.00",
        "step by step, copies": "5.03",
        "in one pass, copies": "1.02",
    }
    fills = [
        stage.locator(f".rv-way .rv-{kind} rect").first.evaluate("n => getComputedStyle(n).fill")
        for kind in ("moving", "multiplying")
    ]
    strokes = [
        stage.locator(f".rv-{kind}-line").last.evaluate("n => getComputedStyle(n).stroke")
        for kind in ("moving", "multiplying")
    ]
    assert fills == strokes and fills[0] != fills[1], "one colour for moving, one for multiplying"


def test_the_corner_is_pulled_and_the_matrix_comes_down_from_its_roof(stage):
    picture = stage.locator(".rv-stage svg").bounding_box()
    corner = complex(picture["x"], picture["y"])
    grip = corner + complex(*placed(stage.locator(".rv-grip")))
    ticks = stage.locator(".rv-roof .rv-axis-x").evaluate_all(TICKS)[0]
    at = {text: x for x, _, text in ticks}
    decade = (at["1"] - at["0.01"]) / 2
    pull(stage, [grip, grip + decade / 2, grip + decade])
    assert traits(stage)["balance"] == 10
    intensity, rate = spots(stage)
    assert intensity[0] == pytest.approx(rate[0], rel=0.02) and rate[0] < 10, "on the slope"
    assert readouts(stage)["block matrix, copies"] == fixed(1 + DIM / (2 * HEADS))
    stage.get_by_role("slider", name="heads that share a table").press("End")
    settle(stage)
    assert readouts(stage)["block matrix, copies"] == fixed(DIM / 8 / 10)


def test_a_layer_and_a_way_of_one_s_own(stage):
    stage.get_by_label("what is timed").select_option(index=1)
    settle(stage)
    assert stage.locator(".rv-way:visible").count() == 5
    across = stage.locator(".rv-roof .rv-axis-x .tick").all_text_contents()
    assert across == ["0.1", "1", "10", "100", "1 k", "10 k", "100 k"] and scale(stage, "x")
    starts, lengths = bars(stage, 0, "multiplying")
    assert starts[1] == pytest.approx(ONE_PASS / (2 * HEADS * 4096 * DIM), abs=0.02) and lengths[
        1
    ] == pytest.approx(1, abs=0.02)
    assert stage.locator(".rv-unit-name").text_content() == "1: attention without positions"
    assert list(readouts(stage)) == [
        "turned in one pass, times",
        "turned step by step, times",
        "bias written each time, times",
    ]
    stage.get_by_label("what is timed").select_option(index=0)
    stage.get_by_label("build a way of your own").check()
    stage.get_by_label("queries and keys are moved").select_option(index=2)
    stage.get_by_label("cosines and sines", exact=True).select_option(index=1)
    stage.get_by_label("query and key together: read the table once").check()
    settle(stage)
    said = readouts(stage)
    assert said["yours moves, for a token"] == f"{DIM * 4} bytes"
    assert said["a hand is off by, radii"] == "less than 0.0001"
    assert said["yours, copies"] == fixed(4 * HEADS * DIM / COPY, 2), "its multiplications are left"
    stage.get_by_label("cosines and sines", exact=True).select_option(index=2)
    settle(stage)
    off = float(readouts(stage)["a hand is off by, radii"])
    angle = np.arange(131_008, 131_072)
    speeds = 10_000.0 ** (-np.arange(64) / 64)
    exact, single = np.outer(angle, speeds), np.outer(angle.astype(np.float32), speeds.astype(np.float32))
    assert off == pytest.approx(2 * np.abs(np.sin((exact - single.astype(float)) / 2)).max(), abs=1e-4)
