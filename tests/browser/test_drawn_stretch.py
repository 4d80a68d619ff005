"""Longer texts as they are drawn: arcs, weights, speeds, what is pulled; and a model that is led here."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn import ATTRIBUTES, NUMBER, TICKS, discs, placed, pull, settle, traits

import rope_viz as rv
from rope_viz import scaling
from rope_viz.curves import looked_at, mean_heads
from rope_viz.words import brief

pytestmark = pytest.mark.browser

PATHS = "all => all.map(node => node.getAttribute('d') ?? '')"
SPEEDS = 1e5 ** (-np.arange(32) / 32)


def opened(page, tmp_path, explorer):
    page.emulate_media(reduced_motion="reduce")
    page.goto(explorer.save(tmp_path / "stretch.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def numbers(page, selector):
    paths = page.locator(selector).evaluate_all(PATHS)
    return [[float(n) for n in NUMBER.findall(path)] for path in paths]


def scale(page, group, which):
    """From stage coordinates to an axis on which ticks lie evenly: places and texts of its ticks."""
    found = page.locator(f"{group} .rv-axis-{which}").evaluate_all(TICKS)[0]
    return np.array([tick["xy".index(which)] for tick in found]), [text for *_, text in found]


def test_arcs_hands_and_weights(page, tmp_path):
    stage = opened(page, tmp_path, rv.explore_stretch(length=12_288))
    reach = numbers(stage, ".rv-faces .rv-ring")[0][2]
    seen, swept = np.minimum(8192 * SPEEDS, math.tau), 12_288 * SPEEDS
    hands = np.array(numbers(stage, ".rv-faces .rv-hand"))[:, 2:] @ [1, -1j]
    np.testing.assert_allclose(hands / reach, np.exp(1j * swept), atol=1e-6)
    for angle, arc in zip(seen, numbers(stage, ".rv-faces .rv-seen"), strict=True):
        if angle < math.tau:  # else a whole disc
            assert complex(arc[-2], -arc[-1]) / reach == pytest.approx(np.exp(1j * angle)) and arc[2] == reach
            assert arc[7] == (angle > math.pi)
    beyond = np.minimum(swept, math.tau)
    new = numbers(stage, ".rv-faces .rv-new")
    assert [bool(arc) for arc in new] == (beyond > seen + 1e-9).tolist() and len(new[-1]) == 11
    for end, start, arc in zip(beyond, seen, new, strict=True):
        if arc:
            ends = complex(arc[2], -arc[3]) / reach, complex(arc[-2], -arc[-1]) / reach
            assert ends == pytest.approx((np.exp(1j * start), np.exp(1j * end)))
    weights = looked_at(rv.pretrained.smollm2_heads().rope, mean_heads()[0], [1024, 8192, 12_288])[0]
    y, texts = scale(stage, ".rv-head-weights", "y")
    assert texts == ["0 %", "25 %", "50 %", "75 %", "100 %"]
    x, lengths = scale(stage, ".rv-head-weights", "x")
    assert lengths == ["1 k", "2 k", "4 k", "8 k", "16 k", "32 k", "64 k", "128 k"]
    line = np.array(numbers(stage, ".rv-weight")[0]).reshape(-1, 2)
    assert len(line) == 8, "none for lengths that were not reached"
    shares = np.interp(-line[:, 1], -y, [0, 0.25, 0.5, 0.75, 1])
    assert shares[[0, 6, 7]] == pytest.approx(weights, abs=1e-3)
    assert line[[0, 6], 0] == pytest.approx([x[0], x[3]], abs=0.02)
    shaded = stage.locator(".rv-in-training").evaluate_all(ATTRIBUTES, ["x", "width"])[0]
    assert sum(shaded) == pytest.approx(x[3])
    value = f"{brief(100 * weights[2])} %"
    assert stage.locator(".rv-head-weights .rv-text-score").text_content() == value
    n = rv.explore_stretch(length=12_288).numbers()
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        f"{n['strangers']} of 32 hands", f"{brief(n['widest'])}°", "100 % of before", value,
    ]  # fmt: skip
    corner = stage.locator(".rv-stage svg").bounding_box()
    grip = complex(*placed(stage.locator(".rv-head-weights .rv-grip"))) + complex(corner["x"], corner["y"])
    pull(stage, [grip, grip + (x[4] - line[7, 0]) + 3])
    assert traits(stage)["length"] == 16_384
    assert stage.locator(".rv-head-weights .rv-note").last.text_content() == (
        "highest score: the token 16,325 back"
    )


def test_speeds_and_the_ends_of_a_ramp(page, tmp_path):
    explorer = rv.explore_stretch(length=32_768, factor=4, view="speeds", build=True)
    stage = opened(page, tmp_path, explorer)
    y, texts = scale(stage, ".rv-speeds", "y")
    assert sorted(texts) == ["kept", "÷ 2", "÷ 4"] and texts[np.argmin(y)] == "kept"
    high, low = y.min(), y.max()
    x, powers = scale(stage, ".rv-speeds", "x")
    assert powers == ["10", "100", "1 k", "10 k", "100 k"]
    across, heights, _ = discs(stage.locator(".rv-speeds > g:not(.rv-ghost) > .rv-kept"))
    rule = scaling.yarn_paper(4, 8192, attention_factor=1)
    ratios = (rv.Rope(64, base=1e5, scaling=rule).inv_freq / rv.Rope(64, base=1e5).inv_freq).numpy()
    np.testing.assert_allclose(-2 * (heights - high) / (low - high), np.log2(ratios), atol=1e-3)
    np.testing.assert_allclose(1 + (across - x[0]) / (x[1] - x[0]), np.log10(math.tau / SPEEDS), atol=1e-3)
    left, top, height = stage.locator(".rv-never-seen").evaluate_all(ATTRIBUTES, ["x", "y", "height"])[0]
    assert 1 + (left - x[0]) / (x[1] - x[0]) == pytest.approx(math.log10(8192), abs=1e-3)
    assert top + height == pytest.approx(low), "a quarter of its speed is what a hand may keep there"
    beside = stage.locator(".rv-beside")
    assert set(beside.evaluate_all("all => all.map(node => getComputedStyle(node).fill)")) == {"none"}
    assert beside.count() == 6
    llama = np.array(numbers(stage, ".rv-beside")[4]).reshape(-1, 2)
    ratios = rv.Rope(64, base=1e5, scaling=scaling.llama3(4)).inv_freq.numpy() / SPEEDS
    np.testing.assert_allclose(-2 * (llama[:, 1] - high) / (low - high), np.log2(ratios), atol=0.02)
    corner = stage.locator(".rv-stage svg").bounding_box()
    corner = complex(corner["x"], corner["y"])
    fast, slow = (corner + complex(*placed(grip)) for grip in stage.locator(".rv-speeds .rv-grip").all())
    assert (fast - corner).real == pytest.approx(x[0] + (x[1] - x[0]) * (math.log10(8192 / 32) - 1), abs=0.1)
    tenfold = x[1] - x[0]
    pull(stage, [fast, fast - tenfold * math.log10(8)])
    assert traits(stage)["fast"] == 256
    pull(stage, [slow, slow + tenfold * math.log10(2) - 1j * (low - high) / 2])
    assert (traits(stage)["slow"], traits(stage)["factor"]) == (0.5, 2)
    explorer.fast, explorer.slow, explorer.factor = 256.0, 0.5, 2.0
    n = explorer.numbers()
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        f"{n['strangers']} of 32 hands", f"{brief(n['off'])} %", f"{brief(n['apart'])} % of before",
        f"{n['met']} of 3",
    ]  # fmt: skip
