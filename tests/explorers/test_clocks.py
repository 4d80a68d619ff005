"""The explorer of clocks."""

from __future__ import annotations

import numpy as np

import rope_viz as rv
from rope_viz import explore_clocks

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
