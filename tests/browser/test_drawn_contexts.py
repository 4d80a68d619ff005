"""Wavelengths against a context as they are drawn: dots, line, and what is hollow are as torch computes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn import ATTRIBUTES, discs, placed, powers, pull, settle, traits

import rope_viz as rv
from rope_viz.words import brief

pytestmark = pytest.mark.browser

ROPE, CONTEXT = rv.Rope(64, base=500_000.0), 8192


@pytest.fixture
def stage(page, tmp_path):
    page.goto(rv.explore_contexts(ROPE, context=CONTEXT).save(tmp_path / "contexts.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def tokens(stage):
    """From a height of the picture to the tokens that the axis says, which is one of powers of ten."""
    words = stage.locator(".rv-axis-y .tick").all_text_contents()
    assert words == ["10", "100", "1 k", "10 k", "100 k", "1 M", "10 M"]
    return powers(stage, ".rv-axis-y")


def test_dots_stand_at_the_wavelengths_and_are_hollow_beyond_the_line(stage):
    dots = stage.locator("g:not(.rv-ghost *) > .rv-turning")
    middles, heights, names = discs(dots)
    np.testing.assert_allclose(tokens(stage)(heights), ROPE.wavelengths.numpy(), rtol=0.01)
    np.testing.assert_allclose(np.diff(middles), (middles[-1] - middles[0]) / 31, atol=1e-6)
    hollow = ["rv-never" in name for name in names]
    assert hollow == (ROPE.wavelengths > CONTEXT).tolist() and 0 < sum(hollow) < 32
    paper, *roles = dots.evaluate_all("all => [all.at(-1), ...all].map(dot => getComputedStyle(dot).fill)")
    assert paper == "rgb(255, 255, 255)" != roles[0] and len(set(roles)) > 5, "full ones by speed"
    ((line,),) = stage.locator(".rv-context").evaluate_all(ATTRIBUTES, ["y1"])
    assert tokens(stage)(line) == pytest.approx(CONTEXT, rel=0.01)
    box = stage.locator(".rv-beyond").evaluate_all(ATTRIBUTES, ["x", "y", "height"])[0]
    assert middles[31 - sum(hollow)] < box[0] < middles[32 - sum(hollow)]
    assert box[1] + box[2] == pytest.approx(line)
    texts = stage.locator(".rv-stage .rv-halo").all_text_contents()
    assert texts[:2] == ["context: 8,192 tokens", f"{sum(hollow)} of 32 never come round"]
    slowest = float(ROPE.wavelengths[-1])
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        f"{sum(hollow)} of 32 pairs",
        f"{brief(slowest)} tokens",
        f"{brief(360 * CONTEXT / slowest)}°",
        f"{brief(CONTEXT / math.tau)} times",
    ]


def test_the_line_and_the_slowest_pair_are_pulled(stage):
    to_tokens = tokens(stage)
    picture = stage.locator(".rv-stage svg").bounding_box()
    corner = complex(picture["x"], picture["y"])
    line, slowest = (complex(*placed(grip)) for grip in stage.locator(".rv-grip").all())
    assert to_tokens(slowest.imag) == pytest.approx(float(ROPE.wavelengths[-1]), rel=0.01)
    pull(stage, [corner + line, corner + line - 20j, corner + line - 50j])
    # The slider's stops are half an octave apart, and the nearest one is taken.
    assert abs(math.log2(traits(stage)["context"] / to_tokens(line.imag - 50))) < 0.31
    pull(stage, [corner + slowest, corner + slowest + 50j])
    pulled = rv.Rope(64, base=traits(stage)["base"]).wavelengths[-1]
    assert float(pulled) == pytest.approx(to_tokens(slowest.imag + 50), rel=0.15)
