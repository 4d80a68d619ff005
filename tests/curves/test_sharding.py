"""A text over several devices: each token once, equal work in zig-zag, scores by global positions."""

from __future__ import annotations

import pytest
import torch

import rope_viz as rv
from rope_viz.curves import shard_positions


@pytest.mark.parametrize(("tokens", "devices"), [(16, 4), (8, 1), (60, 5)])
def test_every_token_has_one_device(tokens, devices):
    for order in ("in order", "zig-zag"):
        held = shard_positions(tokens, devices, order)
        assert held.shape == (devices, tokens // devices)
        assert sorted(held.flatten().tolist()) == list(range(tokens))
    work = (held + 1).sum(1)  # keys that each device's queries look at
    assert (work == work[0]).all(), "zig-zag"
    for r, positions in enumerate(held.tolist()):
        piece = tokens // (2 * devices)
        front, back = r * piece, (2 * devices - 1 - r) * piece
        assert positions == [*range(front, front + piece), *range(back, back + piece)]


def test_devices_agree_by_global_positions_only():
    rope, (q, k) = rv.Rope(16), torch.randn(2, 16, 16, dtype=torch.float64)
    whole = rv.scores(q, k, rope)
    held = shard_positions(16, 4, "zig-zag")
    turned = {
        name: torch.cat([rope.rotate(k[at], places) for at, places in zip(held, counted, strict=True)])
        for name, counted in {"global": held, "local": torch.arange(4).repeat(4, 1)}.items()
    }
    queries = rope.rotate(q, range(16))
    off = {name: (queries @ keys.T - whole[:, held.flatten()]).abs().max() for name, keys in turned.items()}
    assert off["global"] < 1e-12 and off["local"] > 1


def test_sharding_is_checked():
    with pytest.raises(ValueError, match=r"order must be .*'zig-zag'.*; 'ring' came\."):
        shard_positions(16, 4, "ring")
    with pytest.raises(ValueError, match=r"tokens must be a multiple of 8, .*; 12 came\."):
        shard_positions(12, 4)
