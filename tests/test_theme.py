"""The colours: contrast in light and dark, one partner each, no colour anywhere else."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from colour_vision import SEEN, difference, lab

from rope_viz import theme

ROOT = Path(__file__).parents[1]


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = ("ink", "muted", "query", "key", "score", "reference", "series-0", "series-1", "series-2")


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
class TestPalette:
    @pytest.mark.parametrize(
        "role", ["ink", "muted", "query", "key", "score", "reference", "series-0", "series-1", "series-2"]
    )
    def test_text_colours_keep_the_contrast_for_text(self, palette, role):
        assert contrast(palette.roles[role], palette.paper) >= 4.5

    def test_steps_of_the_pair_map_keep_the_contrast_for_lines(self, palette):
        assert min(contrast(colour, palette.paper) for colour in palette.pairs) >= 3

    def test_the_pair_map_runs_in_one_direction_of_lightness(self, palette):
        steps = [luminance(colour) for colour in palette.pairs]
        assert steps == sorted(steps, reverse=True)

    @pytest.mark.parametrize("seen", SEEN)
    def test_roles_are_told_apart_by_every_eye(self, palette, seen):
        # One would be just noticeable between large patches; thin strokes that lie apart need a multiple.
        roles = {role: lab(palette.roles[role], seen) for role in ("query", "key", "score", "reference")}
        near = {pair: difference(roles[pair[0]], roles[pair[1]]) for pair in combinations(roles, 2)}
        assert {pair: far for pair, far in near.items() if far < 10} == {}

    @pytest.mark.parametrize("seen", SEEN)
    def test_the_pair_map_s_lightness_runs_one_way_for_every_eye(self, palette, seen):
        steps = [lab(colour, seen)[0] for colour in palette.pairs]
        assert steps == sorted(steps, reverse=True) and steps[0] - steps[-1] > 30

    def test_the_cyclic_map_closes_and_is_even(self, palette):
        steps = [luminance(colour) for colour in palette.cycle]
        assert palette.cycle[0] == palette.cycle[-1]
        assert max(steps) / min(steps) < 1.35


def test_colours_differ_as_the_standard_says():
    # Three pairs of the test data of Sharma, Wu and Dalal (2005).
    pairs = [
        ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425),
        ([50, 2.5, 0], [73, 25, -18], 27.1492),
        ([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082),
    ]
    for one, other, far in pairs:
        assert difference(np.array(one), np.array(other)) == pytest.approx(far, abs=1e-4)
    assert lab("#ffffff", "protanopia") == pytest.approx([100, 0, 0], abs=0.01), "white stays white"


def test_every_light_colour_has_one_dark_partner():
    assert len(theme.DARK_OF) == len(set(theme.LIGHT.roles.values()))
    assert set(theme.DARK_OF.values()) == set(theme.DARK.roles.values())


def test_css_gives_every_role_in_every_theme():
    css = theme.css_variables()
    for role in theme.LIGHT.roles:
        assert len(re.findall(rf"--rv-{role}: #", css)) == 3


def test_paper_is_light():
    light, *others = theme.css_variables().splitlines()
    assert theme.LIGHT.ink in light and light.startswith(":root")
    assert len(others) == 2 and all(rule.startswith("@media screen") for rule in others)


def test_pair_colours_run_from_fast_to_slow():
    assert theme.pair_colour(0) == theme.FAST_PAIR
    assert theme.pair_colour(1) == theme.SLOW_PAIR
    assert theme.pair_colour(0.5) == theme.LIGHT.pairs[4]


def test_no_colour_outside_the_theme():
    files = [
        path
        for pattern in ("rope_viz/**/*.py", "rope_viz/explorers/*/*.css", "rope_viz/book/static/*",
                        "book/**/*.md", "book/**/*.css")
        for path in ROOT.glob(pattern)
        if path.name != "theme.py"
    ]  # fmt: skip
    assert files
    found = {str(p.relative_to(ROOT)): re.findall(r"#[0-9a-fA-F]{6}\b", p.read_text("utf-8")) for p in files}
    assert {name: colours for name, colours in found.items() if colours} == {}
