"""The explorer of number formats: scores of two words along a text."""

from __future__ import annotations

import math

import pytest
import torch

import rope_viz as rv
from rope_viz import explore_precision


def build():
    explorer = explore_precision(start=3000, build=True)
    explorer.angles, explorer.tables = "float32", "float16"
    return explorer


CASES = {
    "precision": explore_precision,
    "precision-far": lambda: explore_precision(rv.Rope(16, layout="half", rotary_dim=8), start=65_500),
    "precision-build": build,
}


def test_scores_are_those_of_the_rope_that_came():
    rope = rv.Rope(16, layout="half", rotary_dim=8, base=500.0)
    query, key = torch.randn(2, 16, dtype=torch.float64)
    n = explore_precision(rope, query=query, key=key, start=70_000, distance=3).numbers()
    exact = rv.scores(query[None], key[None], rope, query_positions=[3], key_positions=[0]).item() / 4
    assert n["exact"] == pytest.approx(exact)
    assert n["scores"][0] == pytest.approx(exact, abs=1e-5)
    assert math.isnan(n["scores"][2]), "float16 has no such position"
    at = torch.tensor([70_004, 70_007]).bfloat16().double()
    turned = rope.rotate(query[None], at[1:]) @ rope.rotate(key[None], at[:1]).T / 4
    assert n["scores"][3] == pytest.approx(turned.item(), abs=1)


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match=r"query and key must be given together, .*; one came\."):
        explore_precision(query=[1.0, 0.0])
    with pytest.raises(ValueError, match=r"key must be 16 finite numbers"):
        explore_precision(rv.Rope(16), query=[1.0] * 16, key=[1.0] * 8)
    with pytest.raises(ValueError, match=r"start must be at least 10; 9 came\."):
        explore_precision(start=9)
    explorer = explore_precision(rv.Rope(16))
    with pytest.raises(ValueError, match=r"two components for each of 8 speeds; 16 and 14 came\."):
        explorer.given = explorer.given | {"key": [1.0] * 14}
