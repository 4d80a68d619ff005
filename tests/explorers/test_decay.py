"""The explorer of decay: which Rope it shows."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from explorers.stills import colours, frame, marks

import rope_viz as rv
from rope_viz import explore_decay, theme
from rope_viz.plots.content import Axis, Legend, Line

YARN = rv.scaling.yarn(factor=16, original_length=4096)
CASES = {
    "decay": explore_decay,
    "decay-far": lambda: explore_decay(rv.Rope(128, base=500_000.0), reach=16_384),
    "decay-scaled": lambda: explore_decay(rv.Rope(64, rotary_dim=32, scaling=YARN), reach=512),
}


def test_the_curves_are_those_of_the_rope_that_came():
    rope = rv.Rope(64, rotary_dim=16, scaling=rv.scaling.linear(4))
    numbers = explore_decay(rope, peak=10).numbers()
    angles = np.outer(np.arange(257), rope.inv_freq.numpy())
    # 24 of 32 pairs of components pass through, and score as at distance 0.
    np.testing.assert_allclose(numbers["ones"], (np.cos(angles).sum(1) + 24) / 32)
    np.testing.assert_allclose(numbers["turned"], (np.cos(angles - angles[10]).sum(1) + 24) / 32)
    sums = np.abs(np.exp(1j * angles).cumsum(axis=1)).mean(axis=1)
    np.testing.assert_allclose(numbers["bound"], sums / sums[0])


def test_an_attention_factor_does_not_show():
    """It makes query and key longer, and scores are drawn per length."""
    rope = rv.Rope(128, scaling=YARN)
    assert rope.attention_factor > 1.2
    expected = rv.curves.decay.cosine_sum(rope).values
    np.testing.assert_allclose(explore_decay(rope).numbers()["ones"], expected)


@pytest.mark.parametrize(("head_dim", "scaled"), [(64, True), (128, False)])
def test_the_real_head_turns_by_the_rope_s_speeds_where_it_has_as_many(head_dim, scaled):
    explorer = explore_decay(rv.Rope(head_dim, scaling=YARN))
    rope = rv.Rope(64, scaling=YARN if scaled else None)
    query, key = (torch.tensor(v, dtype=torch.float64) for v in (explorer.head_query, explorer.head_key))
    scores = rv.score_curve(rope, query, key).scores / rope.attention_factor**2
    np.testing.assert_allclose(explorer.numbers()["head"], scores / float(query.norm() * key.norm()))


def test_its_still_shows_its_numbers():
    explorer = rv.explore_decay()
    picture, n = explorer.picture(), explorer.numbers()
    for line in marks(picture, Line):
        name = {
            "RoFormer's curve (÷ its start)": "bound",
            "all ones": "ones",
            "Gaussian, unrelated": "gaussian",
        }
        np.testing.assert_array_equal(line.y, n[name.get(line.name, "turned")])
        assert line.x[[0, -1]].tolist() == [0, explorer.reach]
    assert marks(picture, Line)[3].name == f"key turned to peak at {explorer.peak}"
    assert colours(marks(picture, Line)) == [theme.REFERENCE, theme.SCORE, *theme.LIGHT.series[:2]]
    axes = Axis("distance m − n (tokens)"), Axis("score ÷ |q||k|", (-1, 1.05))
    assert frame(picture.panels[0]) == ("", *axes, set()) and picture.panels[0].legend == Legend()
