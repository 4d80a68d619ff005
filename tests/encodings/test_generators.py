"""Rotations by generators: the formula as a series, the others where generators commute, lengths always."""

from __future__ import annotations

import pytest
import torch
from axes_cases import EXACT

from rope_viz.encodings.attention import scores
from rope_viz.encodings.axial import AxialRope
from rope_viz.encodings.generators import GeneratorRope, tilted
from rope_viz.encodings.mixed import MixedRope

GRID = torch.tensor([[0.0, 0.0], [3.0, -2.0], [-7.0, 5.0], [0.5, 11.0]])


def vectors(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def as_blocks(pairs):
    """Where blocks of pair i and pair i + pairs / 2 have the components of interleaved pairs."""
    at = torch.arange(2 * pairs).view(2, pairs // 2, 2)
    return at.transpose(0, 1).flatten()


@pytest.mark.parametrize("rope", [AxialRope(16), MixedRope(16, seed=2)], ids=repr)
def test_untilted_planes_turn_as_the_rope_whose_speeds_they_have(rope):
    x, order = vectors(4, 16), as_blocks(8)
    turned = tilted(rope.inv_freq, 0).rotate_query(x[:, order], GRID)
    torch.testing.assert_close(turned, rope.rotate(x, GRID)[:, order], **EXACT)


@pytest.mark.parametrize("degrees", [0, 25, 90])
def test_rotation_is_the_exponential_series(degrees):
    rope = tilted(AxialRope(8, base=5.0).inv_freq, degrees)
    a, b = (torch.block_diag(*blocks) for blocks in rope.generators)
    for x, y in GRID[:2].tolist():
        power = series = torch.eye(8, dtype=torch.float64)
        for n in range(1, 40):
            power = power @ (x * a + y * b) / n
            series = series + power
        one = vectors(1, 8)
        torch.testing.assert_close(rope.rotate_key(one, [[x, y]]), one @ series.T, **EXACT)


def test_lengths_stay_and_differences_alone_count_only_where_generators_commute():
    q, k = vectors(2, 4, 16)
    at = {"query_positions": GRID, "key_positions": GRID.flip(0)}
    moved = {name: places + torch.tensor([2.0, -3.0]) for name, places in at.items()}
    for degrees, relative in ((0, True), (10, False), (90, False)):
        rope = tilted(AxialRope(16).inv_freq, degrees)
        torch.testing.assert_close(rope.rotate_query(q, GRID).norm(dim=-1), q.norm(dim=-1), **EXACT)
        here, there = (scores(q, k, rope, **places) for places in (at, moved))
        assert torch.allclose(here, there, rtol=0, atol=1e-9) is relative
        assert (rope.commutator < 1e-12) is relative


def test_dtype_and_repr():
    rope = tilted(AxialRope(8).inv_freq, 30)
    assert rope.rotate_query(vectors(4, 8).float(), GRID).dtype == torch.float32
    assert repr(rope) == "GeneratorRope(generators=(2, 2, 4, 4))"
    assert rope == tilted(AxialRope(8).inv_freq, 30) != tilted(AxialRope(8).inv_freq, 31)


@pytest.mark.parametrize(
    ("generators", "error", "said"),
    [
        (torch.ones(2, 1, 2, 2), ValueError, "generators must be skew-symmetric, .*by 2"),
        (torch.zeros(2, 4, 4), ValueError, r"generators must have shape \(axes, blocks, size, size\)"),
        (torch.zeros(2, 1, 2, 2, dtype=torch.int64), TypeError, "generators must hold floating-point"),
        (torch.full((1, 1, 2, 2), torch.nan), ValueError, "generators must be skew-symmetric"),
    ],
)
def test_what_is_no_generator_is_refused(generators, error, said):
    with pytest.raises(error, match=said):
        GeneratorRope(generators)


def test_what_does_not_fit_is_refused():
    rope = tilted(AxialRope(8).inv_freq, 30)
    with pytest.raises(ValueError, match="query must have head_dim = 8"):
        rope.rotate_query(vectors(4, 6), GRID)
    with pytest.raises(ValueError, match="positions must have shape"):
        rope.rotate_query(vectors(4, 8), [0, 1, 2, 3])
    with pytest.raises(ValueError, match="positions must have one entry per token: key has 3"):
        rope.rotate_key(vectors(3, 8), GRID)
    with pytest.raises(ValueError, match=r"inv_freq must have shape \(2, an even number of pairs\)"):
        tilted(torch.ones(2, 3), 30)
