"""The colours: contrast in light and dark, one partner each, no colour anywhere else."""

import re
from pathlib import Path

import pytest

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

    def test_the_cyclic_map_closes_and_is_even(self, palette):
        steps = [luminance(colour) for colour in palette.cycle]
        assert palette.cycle[0] == palette.cycle[-1]
        assert max(steps) / min(steps) < 1.35


def test_every_light_colour_has_one_dark_partner():
    assert len(theme.DARK_OF) == len(set(theme.LIGHT.roles.values()))
    assert set(theme.DARK_OF.values()) == set(theme.DARK.roles.values())


def test_css_gives_every_role_in_every_theme():
    css = theme.css_variables()
    for role in theme.LIGHT.roles:
        assert len(re.findall(rf"--rv-{role}: #", css)) == 3


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
