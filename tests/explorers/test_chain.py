"""The explorer of RoFormer's chain."""

from __future__ import annotations

import re

import numpy as np
import pytest
from explorers.stills import colours, frame, marks

import rope_viz as rv
from rope_viz import explore_chain, theme
from rope_viz.plots.content import Axis, Line, Points

CASES = {"chain": explore_chain, "chain-wide": lambda: explore_chain(rv.Rope(256, base=500.0), distance=200)}


def test_a_chain_of_another_kind_is_refused():
    with pytest.raises(
        ValueError,
        match=r"rope must turn all components by the plain formula; Rope.* explore_model shows any Rope\.",
    ):
        explore_chain(rv.Rope(128, scaling=rv.scaling.linear(2.0)))
    with pytest.raises(ValueError, match=re.escape("head_dim must be one of 128, 256; 64 came.")):
        explore_chain(rv.Rope(64))
    with pytest.raises(ValueError, match=r"distance must be from 0 to 256; 257 came\."):
        explore_chain(distance=257)


def test_its_still_shows_its_numbers():
    picture = rv.explore_chain(distance=90).picture()
    joints = np.exp(90j * 10_000.0 ** (-np.arange(64) / 64)).cumsum()
    circle, *hands = marks(picture, Line)
    ends = np.array([hand.x + 1j * hand.y for hand in hands])
    np.testing.assert_allclose(ends[:, 1], joints)
    np.testing.assert_allclose(ends[:, 0], [0, *joints[:-1]])
    np.testing.assert_allclose(np.hypot(circle.x, circle.y), abs(joints).mean())
    assert (hands[0].colour, hands[-1].colour) == (theme.FAST_PAIR, theme.SLOW_PAIR)
    ((curve,), (here,)) = (marks(picture, kind, 1) for kind in (Line, Points))
    assert (here.x, here.y) == (90, pytest.approx(abs(joints).mean())) and curve.y[90] == here.y
    assert colours([circle, curve, here]) == [theme.REFERENCE] * 3
    chain, right = picture.panels
    limits = ((-0.2 * 64, 1.02 * 64), (-0.22 * 64, 0.33 * 64))
    assert frame(chain) == ("", Axis(limits=limits[0]), Axis(limits=limits[1]), {"equal", "bare"})
    axes = Axis("distance m − n (tokens)"), Axis("mean distance of the joints", (0, 34))
    assert frame(right) == ("", *axes, set())
