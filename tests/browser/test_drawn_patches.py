"""Patches as they are drawn: colours, marks, the pairs' arrows, readouts, and what is pulled."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from drawn import ATTRIBUTES, PIXELS, placed, pull, settle, traits

import rope_viz as rv
from rope_viz.theme import LIGHT

pytestmark = pytest.mark.browser

SIDE, QUERY = 15, (4, 10)  # patches; column and row
SPEEDS = 10.0 ** (-np.arange(8) / 8)


def scores(at, toward, direction=0.0, both=False):
    """By cosines alone, of a query at a place that looks by an offset, all ones: (row, column)."""
    row, column = np.mgrid[:SIDE, :SIDE]
    turn = np.exp(-1j * np.radians(direction))  # on a screen, where rows go down
    found = np.zeros((SIDE, SIDE))
    ways = [complex(*toward)] * (1 + both)
    for sign, way in zip((1, -1), ways, strict=False):
        along = (column - at[0] + 1j * (row - at[1]) - sign * way) / turn
        angles = np.concatenate([np.multiply.outer(SPEEDS, part) for part in (along.real, along.imag)])
        found += np.cos(angles).mean(0) / len(ways)
    return found


def shade(share):
    paper, full = (np.array(list(bytes.fromhex(colour[1:]))) for colour in (LIGHT.paper, LIGHT.score))
    return paper + share * (full - paper)


@pytest.fixture
def stage(page, tmp_path):
    page.goto(rv.explore_patches().save(tmp_path / "patches.html", theme="light").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def frames(stage):
    """The boxes of the image and of the map: left, top, width."""
    return stage.locator(".rv-heat .rv-frame").evaluate_all(ATTRIBUTES, ["x", "y", "width"])


def pixels(stage, frame, places):
    left, top, width = frame
    cell = width / SIDE
    at = [[left + (column + 0.25) * cell, top + (row + 0.25) * cell] for column, row in places]
    return np.array(stage.locator(".rv-stage canvas").evaluate(PIXELS, at))


def middles(stage, name):
    boxes = np.array(stage.locator(f".rv-image > {name}").evaluate_all(ATTRIBUTES, ["x", "y", "width"]))
    return boxes[:, :2] + boxes[:, 2:] / 2


def test_colours_marks_arrows_and_readouts(stage):
    image, places = frames(stage)
    cell = image[2] / SIDE
    expected = scores(QUERY, (3, -3))
    seen = [(7, 7), (4, 10), (7, 2), (0, 0), (14, 7)]
    low = expected.min()
    drawn = pixels(stage, image, seen)
    wanted = [shade((expected[row, column] - low) / (1 - low)) for column, row in seen]
    np.testing.assert_allclose(drawn, wanted, atol=1.5)
    # From every place with a patch three to the right and three up the score is 1; others are left out.
    np.testing.assert_allclose(pixels(stage, places, [(0, 3), (11, 14)]), [shade(1)] * 2, atol=1.5)
    np.testing.assert_allclose(pixels(stage, places, [(12, 7), (5, 2)]), 0, atol=1)
    corner = np.array(image[:2])

    def cells(name):
        return ((middles(stage, name) - corner) / cell - 0.5).round(6).tolist()

    assert cells(".rv-patch-query") == [[4, 10]] and cells(".rv-patch-key") == [[7, 7]]
    assert cells(".rv-patch-opposite") == [[1, 13]]
    assert sorted(cells(".rv-patch-mirrored")) == [[1, 7], [7, 13]]
    ends = stage.locator(".rv-legend-end").all_text_contents()
    assert ends == [f"−{abs(low):.2f}", "1.00"]
    said = stage.locator(".rv-readouts dd").all_inner_texts()
    opposite, upside, side = expected[13, 1], expected[13, 7], expected[7, 1]
    shown = [float(text.replace("−", "-")) for text in (said[0], said[1], *said[2].split(", "))]
    assert shown == pytest.approx([1, opposite, upside, side], abs=0.006) and said[3] == "1.00"
    assert stage.locator(".rv-image .rv-text-key").text_content() == "1.00"


def test_query_key_and_directions_are_pulled(stage):
    picture = stage.locator(".rv-stage svg").bounding_box()
    corner = complex(picture["x"], picture["y"])
    image, _ = frames(stage)
    cell = image[2] / SIDE
    key, query = (corner + complex(*placed(grip)) for grip in stage.locator(".rv-image .rv-grip").all())
    pull(stage, [query, query + cell * (3 - 3j)])
    assert {name: traits(stage)[name] for name in ("column", "row", "right")} == {
        "column": 7,
        "row": 7,
        "right": 3,
    }
    moved = key + cell * (3 - 3j)
    pull(stage, [moved, moved + cell * (-1 + 1j)])
    assert (traits(stage)["right"], traits(stage)["up"]) == (2, 2)
    axes = stage.locator(".rv-speed-axes").get_attribute("d")
    left, across, length = _axes(axes)
    middle = corner + complex(left + length / 2, across)
    out = 0.4 * length
    pull(stage, [middle + out, middle + out * np.exp(-1j * np.pi / 4)])
    assert traits(stage)["direction"] == 45
    first = stage.locator(".rv-speeds g:not(.rv-ghost) > path:not(.rv-speed-spokes)").first
    x, y = _middle(first.get_attribute("d"))
    tip = complex(x, y) - complex(left + length / 2, across)
    assert np.angle(tip, deg=True) == pytest.approx(-45, abs=0.01), "up and to the right"
    assert abs(tip) == pytest.approx(length / 2 / 1.12, rel=1e-3)
    stage.get_by_text("More:").click()
    stage.get_by_label("and at the patch opposite as well").click()
    stage.get_by_label("show attention weights").click()
    settle(stage)
    found = 16 * scores((7, 7), (2, -2), 45, both=True)
    weights = torch.tensor(found).flatten().softmax(0).view(SIDE, SIDE)
    said = stage.locator(".rv-readouts dd").all_inner_texts()
    percent = [100 * float(weights[row, column]) for column, row in ((9, 5), (5, 9), (9, 9), (5, 5))]
    shown = [float(text.removesuffix(" %")) for text in (said[0], said[1], *said[2].split(", "))]
    assert shown == pytest.approx(percent, abs=0.06)
    image, _ = frames(stage)
    share = float(weights[7, 7] / weights.max())
    np.testing.assert_allclose(pixels(stage, image, [(7, 7), (5, 9)]), [shade(share), shade(1)], atol=1.5)


def _axes(path):
    """Left end, height and length of the axis from left to right."""
    start, length = path.removeprefix("M").split("M")[0].split("h")
    return (*(float(part) for part in start.split(",")), float(length))


def _middle(disc):
    """Of a disc's path: it starts at its left edge."""
    start, arc = disc.removeprefix("M").split("a", 1)
    x, y = (float(part) for part in start.split(","))
    return x + float(arc.split(",")[0]), y
