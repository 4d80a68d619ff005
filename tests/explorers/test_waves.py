"""The explorer of waves: which Rope it shows."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz import explore_waves

YARN = rv.scaling.yarn(factor=16, original_length=4096)
CASES = {
    "waves": explore_waves,
    "waves-head": lambda: explore_waves(vectors="head", summed=20),
    "waves-scaled": lambda: explore_waves(rv.Rope(16, rotary_dim=8, scaling=YARN), summed=6),
}


@pytest.mark.parametrize("vectors", ["ones", "gaussian", "head"])
def test_parts_add_up_to_the_score_of_the_rope_that_came(vectors):
    rope = rv.Rope(64, rotary_dim=32, scaling=YARN)
    explorer = explore_waves(rope, vectors=vectors, summed=32)
    given = {"gaussian": "gaussian", "head": "head"}.get(vectors)
    query, key = (
        torch.tensor(getattr(explorer, f"{given}_{role}") if given else [1.0] * 64, dtype=torch.float64)[:64]
        for role in ("query", "key")
    )
    scores = rv.score_curve(rope, query, key, range(65)).scores
    np.testing.assert_allclose(explorer.numbers()["partial_curve"], scores)


def test_what_passes_through_is_a_wave_that_stays_level():
    rope = rv.Rope(32, rotary_dim=16, scaling=YARN)
    explorer = explore_waves(rope)
    waves = explorer._by_pair(torch.arange(65)).numpy()
    assert (np.ptp(waves[:, 8:], axis=0) == 0).all() and (np.ptp(waves[:, :8], axis=0) > 0).all()
    np.testing.assert_allclose(waves[0, :8], 2 * rope.attention_factor**2)
    np.testing.assert_allclose(waves[0, 8:], 2)
