"""The explorer of an image's patches."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from explorers.stills import marks

import rope_viz as rv
from rope_viz import explore_patches, theme
from rope_viz.plots.content import Heat, Points


def middle(**traits):
    explorer = explore_patches(**traits)
    explorer.column = explorer.row = 7
    return explorer


def tilted():
    explorer = middle(right=2, up=-1, tilt=35, direction=20, both=True)
    explorer.head_dim = 8
    return explorer


CASES = {
    "patches": explore_patches,
    "patches-weights": lambda: middle(weights=True, both=True, direction=45, sharpness=64),
    "patches-tilted": tilted,
    "patches-own": lambda: explore_patches(rv.MixedRope(16, seed=3), right=-4, up=2),
}


def test_scores_are_those_of_the_rope_that_came():
    rope = rv.MixedRope(16, seed=3)
    numbers = explore_patches(rope, right=2, up=1).numbers()
    shown = torch.tensor(numbers["shown"]).view(15, 15)
    query, key = (torch.ones(1, 16, dtype=torch.float64) for _ in range(2))
    turned = rope.rotate(query, [[4, 10]])
    for x, y in ((4, 10), (0, 3), (14, 0)):
        back = rope.rotate(rope.rotate(key, [[-2, 1]]), [[x, y]])
        assert float(shown[y, x]) == pytest.approx(float(turned @ back.T) / 16)
    assert [numbers[name] for name in ("target", "least", "most")] == pytest.approx([1, 1, 1])


def test_an_axial_head_has_equal_sums_on_both_diagonals_and_a_mixed_one_need_not():
    corners = "target", "opposite", "upside_down", "sideways"
    for direction, equal in ((0, True), (90, True), (45, False)):
        one, opposite, *mirrored = (middle(direction=direction).numbers()[name] for name in corners)
        assert (one + opposite == pytest.approx(sum(mirrored))) is equal


def test_only_where_planes_are_tilted_does_the_place_count():
    spread = [n["most"] - n["least"] for n in (middle(tilt=tilt).numbers() for tilt in (0, 5, 40))]
    assert spread[0] < 1e-12 < 0.01 < spread[1] < spread[2]


def test_a_corner_outside_the_image_has_no_score():
    explorer = explore_patches(right=5, up=2)
    n = explorer.numbers()
    assert math.isnan(n["opposite"]) and not math.isnan(n["target"])
    assert "opposite none, outside the image" in explorer.summary()
    assert sum(math.isnan(value) for value in n["places"]) == 15 * 15 - 10 * 13


def test_an_axial_rope_moves_the_sliders_where_they_can_stand_so():
    explorer = explore_patches(rv.AxialRope(64, base=100.0))
    assert (explorer.head_dim, explorer.base, explorer.own_inv_freq) == (64, 100.0, [])
    assert len(explore_patches(rv.AxialRope(24)).own_inv_freq) == 24


@pytest.mark.parametrize(
    ("rope", "error", "said"),
    [
        (rv.Rope(16), TypeError, "rope must be an AxialRope or a MixedRope, .*; Rope came"),
        (rv.AxialRope(48, axes=3), ValueError, "rope must turn all components by two coordinates"),
        (rv.AxialRope(16, rotary_dim=8), ValueError, "rope must turn all components"),
        (rv.MixedRope(16, heads=2), ValueError, "with the same speeds in all heads"),
        (rv.AxialRope(4), ValueError, "an even number of pairs, 4 to 64, each a dot.*; 2 came"),
    ],
)
def test_what_cannot_be_shown_is_refused(rope, error, said):
    with pytest.raises(error, match=said):
        explore_patches(rope)


def test_speeds_of_ones_own_are_checked():
    explorer = explore_patches()
    with pytest.raises(ValueError, match=r"own_inv_freq must have two speeds for each .*; 6 numbers came"):
        explorer.own_inv_freq = [1.0] * 6


def test_its_still_shows_its_numbers():
    explorer = rv.explore_patches(right=3, up=2, direction=30)
    picture, n = explorer.picture(), explorer.numbers()
    (heat,) = marks(picture, Heat)
    assert heat.values[8, 7] == pytest.approx(1) == heat.high and heat.low == pytest.approx(heat.values.min())
    assert heat.colours == (theme.PAPER, theme.SCORE) and heat.name == "score"
    np.testing.assert_allclose(heat.values.flatten(), n["shown"])
    query, key = marks(picture, Points)
    assert [(p.x[0], p.y[0], p.colour) for p in (query, key)] == [(4, 10, theme.QUERY), (7, 8, theme.KEY)]
    image, speeds = picture.panels
    assert image.y.reverse and image.equal and (image.x.name, image.y.name) == ("column", "row")
    first = marks(picture, Points, 1)[0]
    assert (first.x[0], first.y[0]) == pytest.approx((math.cos(math.pi / 6), -0.5)), (
        "upwards, rows going down"
    )
    assert speeds.y.reverse and first.colour == theme.FAST_PAIR
    weights = rv.explore_patches(weights=True).picture()
    assert marks(weights, Heat)[0].name == "weight" and marks(weights, Heat)[0].low == 0
