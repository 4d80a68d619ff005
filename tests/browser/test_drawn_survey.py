"""Every head of a model as it is drawn: the map, attention by distance, and both sides of the pairs."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import ATTRIBUTES, axis, pull, settle, traits

import rope_viz as rv
from rope_viz.words import fixed

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(page, tmp_path):
    page.goto(rv.explore_survey().save(tmp_path / "survey.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def test_map_and_bars_are_the_model_s_and_are_touched(stage):
    pairs, lags = rv.pretrained.smollm2_pairs(), rv.pretrained.smollm2_attention_by_lag()
    shares = lags.by_lag.double().numpy()
    cells = stage.locator(".rv-head-cell")
    drawn = np.array(cells.evaluate_all(ATTRIBUTES, ["x", "y", "width", "height", "fill-opacity"]))
    np.testing.assert_allclose(drawn[:, 4] ** 2, shares[..., 1].flatten(), atol=3e-4)
    layers, heads = axis(stage, "x"), axis(stage, "y", up=False)
    np.testing.assert_allclose(layers(drawn[:, 0] + drawn[:, 2] / 2), np.repeat(np.arange(30), 9), atol=0.05)
    np.testing.assert_allclose(heads(drawn[:, 1] + drawn[:, 3] / 2), np.tile(np.arange(9), 30), atol=0.05)
    mark = stage.locator(".rv-chosen-head").evaluate_all(ATTRIBUTES, ["x", "y"])[0]
    np.testing.assert_allclose(mark, drawn[16 * 9, :2])
    bars = np.array(stage.locator(".rv-by-lag > g > .rv-lag").evaluate_all(ATTRIBUTES, ["y"]))[:, 0]
    np.testing.assert_allclose(axis(stage, "y", 1)(bars), shares[16, 0, :16], atol=5e-4)
    sides = np.array(stage.locator(".rv-pair-bar").evaluate_all(ATTRIBUTES, ["y", "height"]))
    up, down = axis(stage, "y", 2), axis(stage, "y", 3, up=False)
    np.testing.assert_allclose(up(sides[:32, 0]), 100 * pairs.size[16, 0], atol=0.05)
    np.testing.assert_allclose(down(sides[32:].sum(1)), 100 * pairs.still[16, 0], atol=0.1)
    size, still = pairs.size[16, 0], pairs.still[16, 0]
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        fixed(float(shares[16, 0, 1])),
        f"{(shares[..., 1] > shares[16, 0, 1]).sum()} of 270",
        f"pair {int(size.argmax())}: {100 * float(size.max()):.0f} % of |q||k|",
        f"pair {int(still.argmax())}: {100 * float(still.max()):.0f} % moved",
    ]
    # Another head and another distance are touched on the picture.
    box = stage.locator(".rv-stage svg").bounding_box()
    x, y, wide, high, _ = drawn[18 * 9 + 8]
    stage.mouse.click(box["x"] + x + wide / 2, box["y"] + y + high / 2)
    lag = stage.locator(".rv-by-lag > g > .rv-lag").nth(4).evaluate_all(ATTRIBUTES, ["x", "width"])[0]
    place = complex(box["x"] + sum(lag) - lag[1] / 2, box["y"] + bars.min() + 20)
    pull(stage, [place])
    assert (traits(stage)["chosen"], traits(stage)["lag"]) == (18 * 9 + 8, 4)
    stage.locator(".rv-explorer").evaluate("root => root.ropeViz.change({ first: true })")
    settle(stage)
    opacity = np.array(cells.evaluate_all(ATTRIBUTES, ["fill-opacity"]))[:, 0]
    np.testing.assert_allclose(opacity**2, pairs.first.flatten(), atol=3e-4)
    assert stage.locator(".rv-readouts dd").first.inner_text() == "1.00" and opacity[18 * 9 + 8] > 0.999
