"""The explorer of RoFormer's chain."""

from __future__ import annotations

import re

import pytest

import rope_viz as rv
from rope_viz import explore_chain

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
