"""The explorer of clocks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from explorers.stills import colours, frame, marks

import rope_viz as rv
from rope_viz import explore_clocks, theme
from rope_viz.plots.content import Axis, Label, Line

YARN = rv.Rope(32, rotary_dim=16, layout="half", scaling=rv.scaling.yarn(factor=4, original_length=4096))
CASES = {"clocks": explore_clocks, "clocks-scaled": lambda: explore_clocks(YARN, position=900)}


def test_a_models_own_speeds_are_shown_until_base_is_moved():
    explorer = CASES["clocks-scaled"]()
    angles = 900 * YARN.inv_freq.numpy()
    hands = np.reshape(explorer.numbers()["hands"], (-1, 2))
    np.testing.assert_allclose(hands, np.stack((np.cos(angles), np.sin(angles)), -1), atol=1e-9)
    assert explorer.summary().startswith(
        "8 clocks (head_dim 32, 16 turning, base 10,000, yarn 4) at position 900"
    )
    explorer.base = 500.0
    assert explorer.numbers()["inv_freq"] == rv.Rope(16, base=500.0).inv_freq.tolist()
    assert explorer.summary().startswith("8 clocks (head_dim 32, 16 turning, base 500) at position 900")


def test_its_still_shows_its_numbers():
    picture = rv.explore_clocks(rv.Rope(8, base=10.0), position=3).picture()
    lines = marks(picture, Line)
    for i, hand in enumerate(lines[1::2]):
        turned = np.angle(np.diff(hand.x + 1j * hand.y))[0]
        assert math.remainder(turned - 3 * 10 ** (-i / 4), 2 * math.pi) == pytest.approx(0, abs=1e-12)
        ring = lines[2 * i]
        np.testing.assert_allclose(np.hypot(ring.x - hand.x[0], ring.y - hand.y[0]), 1)
    assert colours(lines[::2]) == colours(lines[1::2]) and lines[0].colour == theme.FAST_PAIR
    assert lines[-1].colour == theme.SLOW_PAIR
    for label, ring, number in zip(marks(picture, Label), lines[::2], "0123", strict=True):
        assert (label.x, label.y) == pytest.approx((np.ptp(ring.x) / 2 + ring.x.min(), ring.y.max()))
        assert (label.text, label.side) == (number, "above")
    assert frame(picture.panels[0]) == ("", Axis(), Axis(), {"equal", "bare"})
