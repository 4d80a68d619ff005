"""A model as it is drawn: dots before and after the rule, scores and layers are as torch computes them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn import ATTRIBUTES, axis, discs, placed, points, powers, pull, settle, traits
from explorers.test_model import of_catalog

pytestmark = pytest.mark.browser


def open_model(page, tmp_path, name):
    page.goto(of_catalog(name).save(tmp_path / f"{name}.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def tokens(stage):
    """From a height of the first chart to the tokens that its axis says, one of powers of ten."""
    return powers(stage, ".rv-model-waves .rv-axis-y")


def test_dots_scores_and_ratios_are_those_of_a_scaled_model(page, tmp_path):
    stage, explorer = open_model(page, tmp_path, "llama-3-1-8b"), of_catalog("llama-3-1-8b")
    rope, n = explorer.rope, explorer.numbers()
    to_tokens = tokens(stage)
    across, heights, names = discs(stage.locator(".rv-model-waves .rv-turning"))
    np.testing.assert_allclose(to_tokens(heights), rope.wavelengths, rtol=0.01)
    assert (np.diff(across) > 0).all()
    hollow = ["rv-never" in name for name in names]
    assert hollow == (rope.wavelengths > 131_072).tolist() and sum(hollow) == n["never_round"] == 25
    before_across, before, _ = discs(stage.locator(".rv-unscaled"))
    np.testing.assert_allclose(to_tokens(before), math.tau / np.array(n["plain"]), rtol=0.01)
    np.testing.assert_allclose(before_across, across, atol=0.1)
    curve = points(stage, ".rv-model-scores .rv-curve")
    np.testing.assert_allclose(axis(stage, "x", 1)(curve[:, 0]), range(1024), atol=0.1)
    np.testing.assert_allclose(axis(stage, "y", 1)(curve[:, 1]), n["scores"], atol=1e-3)
    _, ratios, _ = discs(stage.locator(".rv-ratios"))
    np.testing.assert_allclose(axis(stage, "y", 2)(ratios), n["slowed"], atol=0.01)
    texts = stage.locator(".rv-model-waves > text.rv-halo").all_text_contents()
    assert texts == ["context: 131,072 tokens", "25 of 64 never come round", "grey: before llama3"]
    assert stage.locator(".rv-layers").evaluate("g => g.getAttribute('display')") == "none"
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        "all 128 in 64 pairs",
        "500,000",
        "2.3°",
        "llama3",
    ]

    picture = stage.locator(".rv-stage svg").bounding_box()
    grip = complex(*placed(stage.locator(".rv-grip"))) + complex(picture["x"], picture["y"])
    pull(stage, [grip, grip + 20j, grip + 60j])
    wanted = to_tokens(grip.imag - picture["y"] + 60)
    assert abs(math.log2(traits(stage)["context"] / wanted)) < 0.31  # the slider's nearest stop


def test_layers_that_rotate_otherwise_are_paler_and_can_be_taken(page, tmp_path):
    stage = open_model(page, tmp_path, "gemma-3-4b")
    cells = stage.locator(".rv-layers rect")
    assert (
        stage.locator(".rv-layers text").text_content() == "34 layers: 29 as drawn below, 5 of another kind"
    )
    other = [i for i in range(34) if "other" in cells.nth(i).get_attribute("class")]
    assert other == [5, 11, 17, 23, 29]
    lefts = [x for (x,) in cells.evaluate_all(ATTRIBUTES, ["x"])]
    assert (np.diff(lefts) > 0).all()
    cells.nth(11).click()
    settle(stage)
    assert traits(stage)["kind"] == 1
    explorer = of_catalog("gemma-3-4b")
    explorer.kind = 1
    _, heights, _ = discs(stage.locator(".rv-model-waves .rv-turning"))
    np.testing.assert_allclose(tokens(stage)(heights), explorer.rope.wavelengths, rtol=0.01)


def test_pairs_that_stand_still_and_layers_without_positions_are_said(page, tmp_path):
    stage = open_model(page, tmp_path, "gemma-4-family")
    stage.locator("select").select_option(index=1)
    settle(stage)
    assert "192 of 256 never come round, 192 stand still" in stage.locator(".rv-stage").inner_text()
    stage = open_model(page, tmp_path, "command-r7b")
    said = stage.locator(".rv-layers text").text_content()
    assert said == "32 layers: 24 as drawn below, 8 without positions"
    assert stage.locator(".rv-layer-without").count() == 8
