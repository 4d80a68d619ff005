"""The explorer of scores: which Rope it shows, and with which vectors."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from explorers.stills import colours, frame, marks

import rope_viz as rv
from rope_viz import explore_scores, theme
from rope_viz.plots.content import Axis, Label, Line, Points, Rule

YARN = rv.scaling.yarn(factor=16, original_length=4096)
CASES = {
    "scores": explore_scores,
    "scores-pulled": lambda: explore_scores(vectors="ones", shift=64, distance=40),
    "scores-scaled": lambda: explore_scores(rope=rv.Rope(64, rotary_dim=32, scaling=YARN), distance=40),
}


@pytest.mark.parametrize("vectors", ["given", "ones", "gaussian"])
def test_scores_are_those_of_the_rope_that_came(vectors):
    rope = rv.Rope(64, rotary_dim=16, scaling=YARN)
    explorer = explore_scores(rope=rope, vectors=vectors)
    query, key = explorer._query_and_key()
    scores = rv.score_curve(rope, query, key).scores
    np.testing.assert_allclose(explorer.numbers()["scores"], scores)
    # 24 of 32 pairs of components pass through: no distance changes what they add.
    still = float((query * key)[16:].sum())
    turning = [x[:16].unflatten(-1, (8, 2)).norm(dim=-1) for x in (query, key)]
    most = rope.attention_factor**2 * float(turning[0] @ turning[1]) + still
    assert explorer.numbers()["largest_possible"] == pytest.approx(most)


def test_pairs_without_speed_keep_their_part_in_the_largest_score():
    rope = rv.Rope(8, scaling=rv.scaling.proportional(0.5))
    query = torch.arange(8.0)
    key = torch.tensor([0.0, 1.0] * 4)
    numbers = explore_scores(query, key, rope=rope).numbers()
    assert numbers["largest_possible"] == pytest.approx(1 + np.hypot(2, 3) + 5 + 7)
    assert max(numbers["scores"]) <= numbers["largest_possible"]


@pytest.mark.parametrize(("head_dim", "vectors"), [(64, "given"), (128, "ones")])
def test_the_first_vectors_are_those_that_the_rope_turns(head_dim, vectors):
    explorer = explore_scores(rope=rv.Rope(head_dim, base=500_000.0))
    assert (explorer.vectors, explorer.numbers()["head_dim"]) == (vectors, head_dim)


def test_its_still_shows_its_numbers():
    explorer = rv.explore_scores()
    picture, n = explorer.picture(), explorer.numbers()
    (curve,), (here,), (rule,) = (marks(picture, kind) for kind in (Line, Points, Rule))
    np.testing.assert_array_equal(curve.y, n["scores"])
    assert (here.x, here.y, rule.y) == (n["distance"], n["score"], n["largest_possible"])
    np.testing.assert_array_equal(curve.x, range(257))
    assert colours([curve, here, rule]) == [theme.SCORE, theme.SCORE, theme.REFERENCE]
    (label,) = marks(picture, Label)
    assert (label.text, label.y, label.side) == ("every pair aligned", rule.y, "below")
    assert frame(picture.panels[0]) == (
        "SmolLM2 layer 16 head 0, mean vectors; head_dim 64, base 100,000",
        Axis("distance m − n (tokens)", (0, 256)), Axis("score q·k, not divided by √D"), set(),
    )  # fmt: skip
