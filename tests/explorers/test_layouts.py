"""The explorer of layouts."""

from __future__ import annotations

import numpy as np
import pytest
from explorers.stills import colours, marks

import rope_viz as rv
from rope_viz import explore_layouts, theme
from rope_viz.plots.content import Axis, Line, Points

CASES = {
    "layouts": explore_layouts,
    "layouts-checkpoint": lambda: explore_layouts(
        rv.Rope(16, base=1e4), moved=3, read="half", view="checkpoint"
    ),
}


@pytest.mark.parametrize("dim", [4, 6, 8, 12, 16])
def test_only_one_order_suits_each_reading(dim):
    explorer, pairs = explore_layouts(rv.Rope(dim, base=100.0)), dim // 2
    for moved in range(pairs):
        explorer.moved = moved
        assert sorted(explorer.order) == list(range(dim))
        right = {}
        for explorer.read in ("interleaved", "half"):
            right[explorer.read] = explorer.numbers()["pairs_right"]
        assert (right["interleaved"] == pairs) == (moved == 0)
        assert (right["half"] == pairs) == (moved == pairs - 1)


def test_a_misread_head_keeps_the_laws_and_loses_its_distance():
    explorer = explore_layouts(read="half")
    here = explorer.numbers()
    explorer.start = 500
    there = explorer.numbers()
    np.testing.assert_allclose(there["read"], here["read"], atol=1e-10)  # of the distance only
    assert there["turned_length"] == pytest.approx(8**0.5)
    # The code pairs components i and i + 4, at speed 100^(-i / 4); the key was turned by 4 tokens.
    speeds = 100.0 ** (-np.arange(4) / 4)
    key = np.stack(
        [np.cos(4 * speeds) - np.sin(4 * speeds), np.sin(4 * speeds) + np.cos(4 * speeds)], 1
    ).ravel()
    at = np.arange(33)[:, None] * speeds
    turned = np.concatenate([np.cos(at) - np.sin(at), np.sin(at) + np.cos(at)], 1)
    np.testing.assert_allclose(here["read"], turned @ key, atol=1e-10)
    assert here["highest_at"] == int((turned @ key).argmax()) != 4
    assert int(np.argmax(here["trained"])) == 4 and max(here["trained"]) == pytest.approx(8)


def test_what_cannot_be_laid_out_is_refused():
    with pytest.raises(ValueError, match=r"head_dim must be one of 4, 6, 8, 12, 16; 64 came\."):
        explore_layouts(rv.Rope(64))
    with pytest.raises(
        ValueError, match=r"moved must be at most 3, because head_dim = 8 has 4 even components; 4 came\."
    ):
        explore_layouts(moved=4)
    explorer = explore_layouts(moved=3)
    explorer.head_dim = 4
    assert explorer.moved == 1


def test_its_still_shows_its_numbers():
    explorer = rv.explore_layouts(moved=1, read="half")
    picture, n = explorer.picture(), explorer.numbers()
    assert [(*line.x, *line.y) for line in marks(picture, Line)] == [
        (component, place, 1, 0) for place, component in enumerate([0, 2, 1, 3, 4, 5, 6, 7])
    ]
    shades = [theme.pair_colour(pair / 3) for pair in (0, 1, 0, 1, 2, 2, 3, 3)]
    assert colours(marks(picture, Line)) == shades
    assert "one from each half" in picture.panels[0].title
    trained, read = marks(picture, Line, 1)
    assert (trained.y.tolist(), read.y.tolist()) == (n["trained"], n["read"]) and trained.dash == "dash"
    (spot,) = marks(picture, Points, 1)
    assert (spot.x[0], spot.y[0]) == (4, n["read"][4])
    assert picture.panels[1].x == Axis("distance m − n (tokens)", (0, 32))
