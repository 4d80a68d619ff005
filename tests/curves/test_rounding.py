"""Rotations in short formats: to the bit what torch does that computes in them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz.curves.rounding import (
    OURS,
    Precision,
    error_curve,
    kept_in,
    rounded_rotation,
    rounded_to,
    scores_along,
)

SHORT = [torch.bfloat16, torch.float16, torch.float32]
POSITIONS = torch.tensor([0, 1, 250, 257, 2049, 30_001])


def in_torch(rope, x, positions, dtype, since):
    """The same as a program writes it, in tensors of that format; only cos and sin are taken in float64."""
    exact = positions.double()[:, None] * rope.inv_freq
    angles = {
        "positions": lambda: positions.to(dtype)[:, None] * rope.inv_freq.to(dtype),
        "speeds": lambda: positions.float()[:, None] * rope.inv_freq.to(dtype),
        "tables": lambda: exact,
        "vectors": lambda: exact,
    }[since]().double()
    tables = [
        f(angles) if since == "vectors" else f(angles).float().to(dtype) for f in (torch.cos, torch.sin)
    ]
    cos, sin = tables
    kept = x.to(dtype)
    one, other = kept[:, 0::2], kept[:, 1::2]
    pairs = one * cos - other * sin, one * sin + other * cos
    turned = torch.stack(pairs, dim=-1).flatten(-2)
    return turned.float().to(dtype)


@pytest.mark.parametrize("since", ["positions", "speeds", "tables", "vectors"])
@pytest.mark.parametrize("dtype", SHORT, ids=str)
def test_each_step_is_rounded_as_torch_rounds_it(dtype, since):
    rope, x = rv.Rope(64), torch.randn(6, 64, generator=torch.Generator().manual_seed(0))
    found = rounded_rotation(rope, x, POSITIONS, kept_in(str(dtype).removeprefix("torch."), since))
    assert torch.equal(found, in_torch(rope, x, POSITIONS, dtype, since).double())


def test_the_package_s_own_way_is_the_rotation_of_rope():
    rope, x = rv.Rope(64, layout="half", rotary_dim=32), torch.randn(6, 64)
    own = rope.rotate(x, POSITIONS)
    torch.testing.assert_close(rounded_rotation(rope, x, POSITIONS, OURS).float(), own, rtol=0, atol=1e-6)
    exact = rounded_rotation(rope, x.double(), POSITIONS, Precision())
    torch.testing.assert_close(exact, rope.rotate(x.double(), POSITIONS), rtol=0, atol=1e-12)


def test_error_is_that_of_the_worst_hand():
    rope = rv.Rope(32)
    table = error_curve(rope, kept_in("float16"), [2047, 70_000], label="x")
    at = torch.arange(2047 - 63, 2048)
    wrong = (at.half()[:, None] * rope.inv_freq.half()).double()
    hands = [torch.polar(torch.ones_like(a), a) for a in (wrong, at.double()[:, None] * rope.inv_freq)]
    assert table.errors[0] == pytest.approx(float((hands[0] - hands[1]).abs().max()), abs=1e-3)
    assert math.isnan(table.errors[1]), "beyond the largest number of the format"
    assert table.positions.tolist() == [2047, 70_000] and table.label == "x"
    everywhere = error_curve(rope, OURS, label="ours")
    assert (everywhere.positions[0], everywhere.positions[-1]) == (8, 2**20)
    assert everywhere.errors.max() < 2**-24


def test_scores_stay_where_positions_are_exact_and_the_same_distance_falls_to_none_where_not():
    rope, (query, key) = rv.Rope(64), torch.randn(2, 64, dtype=torch.float64)
    places = [10, 1000, 300_000]
    alike = (query @ rope.rotate(key[None], [-1])[0]).item()
    kept = scores_along(rope, query, key, 1, places, Precision())
    np.testing.assert_allclose(kept, alike, atol=1e-8)
    # A slightly wrong speed is still a speed: the score sees the distance only, to the rounding of angles.
    wrong = scores_along(rope, query, key, 1, places, Precision(speeds="bfloat16"))
    np.testing.assert_allclose(wrong, wrong[0], atol=1e-8)
    assert abs(wrong[0] - alike) > 1e-6
    fallen = scores_along(rope, query, key, 1, places, Precision(positions="bfloat16"))
    assert fallen[2] == pytest.approx((query @ key).item()) and abs(fallen[2] - alike) > 0.1


def test_formats_and_steps_are_checked():
    assert rounded_to("float16", torch.tensor([65_519.0, 65_520.0])).tolist() == [65_504, math.inf]
    with pytest.raises(ValueError, match=r"since must be .*'positions'.*; 'angles' came\."):
        kept_in("float16", "angles")
    with pytest.raises(ValueError, match=r"speeds must be .*'bfloat16'.*; 'int8' came\."):
        Precision(speeds="int8")
    with pytest.raises(ValueError, match=r"x must .*head_dim"):
        rounded_rotation(rv.Rope(8), torch.ones(1, 6), torch.tensor([0]), OURS)
