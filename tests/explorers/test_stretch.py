"""The explorer of longer texts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from explorers.stills import marks

import rope_viz as rv
from rope_viz import explore_stretch, scaling, theme
from rope_viz.plots.content import Label, Line, Points


def build():
    explorer = explore_stretch(length=16_384, factor=2, build=True)
    explorer.attention, explorer.slow = 1.05, 2.0
    return explorer


def listed():
    rule = scaling.per_pair([1 + i / 4 for i in range(16)])
    return explore_stretch(rv.Rope(64, rotary_dim=32, scaling=rule), trained=4096, length=8192)


CASES = {
    "stretch": lambda: explore_stretch(length=12_288, rule="yarn", factor=2),
    "stretch-speeds": lambda: explore_stretch(length=16_384, rule="dynamic_ntk", factor=2, view="speeds"),
    "stretch-build": build,
    "stretch-list": listed,
}

LLAMA = {
    "model_type": "llama", "head_dim": 128, "max_position_embeddings": 131_072, "rope_theta": 5e5,
    "rope_scaling": {
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    },
}  # fmt: skip


@pytest.mark.parametrize(
    "rule",
    [
        None,
        scaling.linear(4),
        scaling.ntk_aware(4),
        scaling.dynamic_ntk(2, 4096),
        scaling.yarn(4, 4096, beta_fast=16, beta_slow=2),
        scaling.yarn_paper(4, 4096, alpha=2, beta=16),
        scaling.proportional(0.25),
        scaling.longrope([1.0] * 32, [1 + i / 2 for i in range(32)], 4096, factor=4),
    ],
)
def test_a_rope_that_comes_is_shown_as_it_is(rule):
    rope = rv.Rope(128, rotary_dim=64, base=5e4, layout="half", scaling=rule)
    explorer = explore_stretch(rope, trained=4096, length=16_384)
    shown = explorer.at_length(16_384)
    np.testing.assert_allclose(shown.inv_freq, rope.at_length(16_384).inv_freq, rtol=1e-12)
    assert shown.attention_factor == pytest.approx(rope.at_length(16_384).attention_factor)


def test_llama_s_file_says_how_it_was_trained():
    explorer = explore_stretch(rv.Rope.from_config(LLAMA), length=131_072)
    assert (explorer.trained, explorer.rule, explorer.fast) == (8192, "llama3", 4)
    n = explorer.numbers()
    # The factor is 8, and the text 16 times as long as those before.
    waves = math.tau * 5e5 ** (np.arange(64) / 64)
    assert n["strangers"] == (waves > 8192).sum() and math.isnan(n["weight"])
    explorer.length = 65_536
    assert explorer.numbers()["strangers"] == 0


def test_each_condition_of_a_rule_of_one_s_own_can_fail_and_all_can_be_met():
    explorer = explore_stretch(length=32_768, factor=4, build=True)
    explorer.attention, explorer.fast = 1.075, 256.0
    n = explorer.numbers()
    assert n["met"] == 3 and n["strangers"] == 0 and n["apart"] > 90 and n["off"] < 5
    explorer.attention = 1.0
    assert explorer.numbers()["met"] == 2, "too thin a weight"
    explorer.factor = 3.0
    assert explorer.numbers()["met"] == 1, "hands in new arcs"
    explorer.factor, explorer.slow, explorer.fast = 4.0, 1e4, 1e4  # all are slowed
    n = explorer.numbers()
    assert n["apart"] == pytest.approx(25, abs=2) and n["strangers"] == 0 and n["met"] == 1


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(
        ValueError, match=r"length must be from 1024 to 16777216|length must be at least 1024; 100 came\."
    ):
        explore_stretch(length=100)
    with pytest.raises(ValueError, match=r"factors\[1\] must be finite and above zero; -1\.0 came\."):
        explore_stretch().factors = [1.0, -1.0]
    explorer = explore_stretch()
    with pytest.raises(ValueError, match=r"key must be 64 finite numbers"):
        explorer.given = explorer.given | {"key": [[1.0]] * 5}


def test_its_still_shows_its_numbers():
    explorer = rv.explore_stretch(length=16_384)
    picture, n = explorer.picture(), explorer.numbers()
    hands = marks(picture, Line)[-1], marks(picture, Label)[-1]
    turned = 16_384 * 1e5 ** (-31 / 32)  # the last hand of the wall, in its fourth row
    assert turned < 2 * math.pi and hands[1].text == "31"
    np.testing.assert_allclose(hands[0].x, [17.5, 17.5 + math.cos(turned)], atol=1e-9)
    np.testing.assert_allclose(hands[0].y, [-8.7, -8.7 + math.sin(turned)], atol=1e-9)
    assert hands[0].colour == theme.SLOW_PAIR
    greys = [line for line in marks(picture, Line) if line.colour == theme.REFERENCE]
    seen = turned / 2
    np.testing.assert_allclose(
        [greys[-1].x[-1], greys[-1].y[-1]],
        [17.5 + 0.8 * math.cos(seen), -8.7 + 0.8 * math.sin(seen)],
        atol=1e-9,
    )
    trained, plain, mine = marks(picture, Line, 1)
    assert (trained.x[0], plain.colour, mine.colour) == (8192, theme.MUTED, theme.SCORE)
    np.testing.assert_array_equal(mine.y, n["weights"])
    np.testing.assert_array_equal(plain.y, n["plain_weights"])
    assert mine.x[0] < 8192 and picture.panels[1].x.log and picture.panels[1].y.name.endswith("(%)")

    speeds = rv.explore_stretch(rule="linear", factor=8.0, view="speeds").picture().panels[0]
    dots = [mark for mark in speeds.marks if isinstance(mark, Points)]
    np.testing.assert_allclose([dot.y[0] for dot in dots], 1 / 8)
    np.testing.assert_allclose([dot.x[0] for dot in dots], 2 * math.pi * 1e5 ** (np.arange(32) / 32))
    assert (speeds.x.name, speeds.y.name) == ("tokens for one turn, before", "speed kept")
