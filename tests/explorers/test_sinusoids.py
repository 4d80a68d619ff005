"""The explorer of sinusoids."""

from __future__ import annotations

import numpy as np
import pytest
from explorers.stills import colours, frame, marks

import rope_viz as rv
from rope_viz import explore_sinusoids, theme
from rope_viz.plots.content import Axis, Heat, Line, Rule

CASES = {
    "sinusoids": explore_sinusoids,
    "sinusoids-few": lambda: explore_sinusoids(position=50, shift=17, pair=3, dim=16),
}


def test_rows_and_pairs_that_the_table_lacks_are_refused():
    with pytest.raises(
        ValueError, match=r"position must be at most 96, because the table ends at 99 and shift"
    ):
        explore_sinusoids(position=97)
    with pytest.raises(ValueError, match=r"pair must be smaller than dim / 2, 8; 8 came\."):
        explore_sinusoids(pair=8, dim=16)
    explorer = explore_sinusoids(position=90, pair=20)
    explorer.shift, explorer.dim = 30, 16
    assert (explorer.position, explorer.pair) == (69, 7)


def test_its_still_shows_its_numbers():
    picture = rv.explore_sinusoids(position=8, shift=5, pair=1, dim=16).picture()
    (heat,), rules = marks(picture, Heat), marks(picture, Rule)
    speeds = 10_000.0 ** (-np.arange(8) / 8)
    angles = np.outer(np.arange(100), speeds)
    np.testing.assert_allclose(heat.values[:, 0::2], np.sin(angles), atol=1e-12)
    np.testing.assert_allclose(heat.values[:, 1::2], np.cos(angles), atol=1e-12)
    assert (heat.low, heat.high, heat.colours) == (-1, 1, theme.SIGNED)
    assert [(rule.y, rule.colour) for rule in rules] == [(8, theme.QUERY), (13, theme.KEY)]
    ring, *hands = marks(picture, Line, 1)
    np.testing.assert_allclose(np.hypot(ring.x, ring.y), 1)
    tips = [hand.x[1] + 1j * hand.y[1] for hand in hands]
    np.testing.assert_allclose(tips, np.exp(1j * angles[[8, 13], 1]))
    assert colours(hands) == [theme.QUERY, theme.KEY]
    table, clock = picture.panels
    x, y = Axis("component", grid=False), Axis("position (tokens)", reverse=True, grid=False)
    assert frame(table) == ("", x, y, set()) and frame(clock) == ("pair 1", Axis(), Axis(), {"equal", "bare"})
