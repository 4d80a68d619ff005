# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""Mixed RoPE: its frequencies before training, rope-vit in loops as oracle, diagonals, learning."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from axes_cases import EXACT, LAYOUTS, normal

from rope_viz.encodings.axes import grid_positions
from rope_viz.encodings.axial import AxialRope
from rope_viz.encodings.mixed import MixedRope


def test_before_training_pairs_point_along_a_direction_and_across_it():
    rope = MixedRope(64, heads=6, seed=3)
    along, across = rope.inv_freq.chunk(2, dim=-1)  # (heads, 2, 16)
    speeds = (10.0 ** (-4 * torch.arange(16, dtype=torch.float64) / 64)).expand(6, 16)
    for part in (along, across):
        torch.testing.assert_close(part.norm(dim=1), speeds, rtol=1e-14, atol=0)
    torch.testing.assert_close((along * across).sum(1), torch.zeros_like(speeds), rtol=0, atol=1e-15)
    directions = torch.atan2(along[:, 1], along[:, 0])
    assert bool((directions.std(dim=1) < 1e-14).all()) and len(directions[:, 0].unique()) == 6
    quarter_turn = torch.stack((-along[:, 1], along[:, 0]), dim=1)
    torch.testing.assert_close(across, quarter_turn, rtol=0, atol=1e-15)


def test_mixed_as_rope_vit_has_it():
    rope = MixedRope(16, heads=2, seed=4)
    x, height, width = normal(2, 12, 16, seed=5), 3, 4
    expected = x.numpy().copy()
    for head in range(2):
        for token in range(12):
            row, column = divmod(token, width)
            for pair in range(8):
                speed_x, speed_y = rope.inv_freq[head, :, pair].tolist()
                pair_of = expected[head, token, 2 * pair : 2 * pair + 2]
                turned = complex(*pair_of) * np.exp(1j * (column * speed_x + row * speed_y))
                pair_of[:] = turned.real, turned.imag
    turned = rope.rotate(x, grid_positions(height, width))
    torch.testing.assert_close(turned, torch.as_tensor(expected), **EXACT)


def test_a_mixed_pair_sees_diagonals():
    """Along a pair's own direction it turns, across it stands still: an axial pair cannot do that."""
    rope = MixedRope(4, seed=6)
    direction = rope.inv_freq[:, 0]
    across = torch.stack((-direction[1], direction[0]))
    assert abs(float(rope.angles(across[None])[0, 0])) < 1e-15
    assert float(rope.angles(direction[None])[0, 0]) == pytest.approx(1.0)


def test_mixed_with_axial_frequencies_is_axial():
    plain, x, at = AxialRope(32), normal(5, 32, seed=7), normal(5, 2, seed=8) * 50
    assert torch.equal(MixedRope(32, inv_freq=plain.inv_freq).rotate(x, at), plain.rotate(x, at))


def test_frequencies_can_be_learned():
    inv_freq = normal(2, 2, 3, seed=9).requires_grad_()
    x, at = normal(2, 4, 6, seed=10), normal(4, 2, seed=11)
    for layout in LAYOUTS:
        rotated = lambda f, layout=layout: MixedRope(6, layout=layout, inv_freq=f).rotate(x, at)  # noqa: E731
        assert torch.autograd.gradcheck(rotated, (inv_freq,))


def test_the_same_seed_gives_the_same_directions():
    assert torch.equal(MixedRope(32, heads=4, seed=1).inv_freq, MixedRope(32, heads=4, seed=1).inv_freq)
    assert not torch.equal(MixedRope(32, heads=4, seed=1).inv_freq, MixedRope(32, heads=4, seed=2).inv_freq)


def test_sequences_in_a_batch_have_places_of_their_own():
    rope = MixedRope(8, heads=3)
    x, at = normal(2, 3, 5, 8, seed=12), normal(2, 5, 2, seed=13)
    turned = rope.rotate(x, at[:, None])  # (batch, 1, tokens, axes)
    for one in range(2):
        torch.testing.assert_close(turned[one], rope.rotate(x[one], at[one]), **EXACT)


def test_arguments_are_shown():
    assert repr(MixedRope(8, heads=3)) == "MixedRope(head_dim=8, layout='interleaved', base=10.0, heads=3)"
    given = MixedRope(8, inv_freq=torch.ones(2, 4))
    assert repr(given) == "MixedRope(head_dim=8, layout='interleaved', inv_freq=(2, 4))"
    assert "frequencies given" in str(given) and "base 10" in str(MixedRope(8))


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda: MixedRope(6), "head_dim must be a multiple of 4, because half of the pairs rotate along a direction, half perpendicular to it; 6 came."),
        (lambda: MixedRope(8, heads=0), "heads must be at least 1; 0 came."),
        (lambda: MixedRope(8, inv_freq=torch.ones(2, 3)), "inv_freq must have shape (axes, 4) or (heads, axes, 4), a speed for each of 4 pairs; shape (2, 3) came."),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused(build, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        build()


def test_frequencies_must_be_real_numbers():
    with pytest.raises(
        TypeError, match=r"inv_freq must hold floating-point numbers, because speeds are not whole"
    ):
        MixedRope(8, inv_freq=torch.ones(2, 4, dtype=torch.int64))
