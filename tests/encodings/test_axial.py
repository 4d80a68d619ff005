# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""Axial RoPE: its frequencies, rope-vit patch by patch as oracle, other people's code."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import torch
from axes_cases import EXACT, FLOAT32_ANGLES, axial, laws, normal
from hypothesis import given
from torch import Tensor

from rope_viz.encodings import scaling
from rope_viz.encodings.axes import grid_positions
from rope_viz.encodings.axial import AxialRope
from rope_viz.encodings.rope import Rope


@laws
@given(axial())
def test_each_axis_has_the_speeds_of_a_rope_of_its_own(rope):
    per_axis = rope.rotary_dim // rope.axes
    speeds = rope.base ** -(torch.arange(0, per_axis, 2, dtype=torch.float64) / per_axis)
    expected = torch.kron(torch.eye(rope.axes, dtype=torch.float64), speeds)
    torch.testing.assert_close(rope.inv_freq, expected, rtol=1e-15, atol=0)


def test_axial_as_rope_vit_has_it():
    head_dim, height, width = 64, 14, 10
    x = normal(3, height * width, head_dim, seed=0)
    turned = rope_vit_axial(x, height, width, base=100.0)
    torch.testing.assert_close(AxialRope(head_dim).rotate(x, grid_positions(height, width)), turned, **EXACT)


def rope_vit_axial(x: Tensor, height: int, width: int, base: float) -> Tensor:
    """Patch after patch, pair after pair: the first quarter of the components by x, the next by y."""
    result, quarter = x.numpy().copy(), x.shape[-1] // 4
    for token in range(height * width):
        row, column = divmod(token, width)
        for pair in range(2 * quarter):
            place, index = (column, pair) if pair < quarter else (row, pair - quarter)
            factor = np.exp(1j * place * base ** (-4 * index / x.shape[-1]))
            turned = (result[..., token, 2 * pair] + 1j * result[..., token, 2 * pair + 1]) * factor
            result[..., token, 2 * pair], result[..., token, 2 * pair + 1] = turned.real, turned.imag
    return torch.as_tensor(result)


def test_one_axis_is_plain_rope():
    x, at = normal(5, 32, seed=1), torch.arange(5) * 1000
    plain = Rope(32, 1e4, "half").rotate(x, at)
    assert torch.equal(AxialRope(32, 1e4, "half", axes=1).rotate(x, at[:, None]), plain)


def test_axial_pairs_do_not_see_the_other_axis():
    rope = AxialRope(64)
    x = normal(2, 64, seed=2)
    turned = rope.rotate(x, [[3, 5], [3, 900]])
    assert torch.equal(rope.rotate(x, [[3, -70], [3, 0]])[:, :32], turned[:, :32])


def test_a_rule_applies_to_the_speeds_of_each_axis():
    half_speed = AxialRope(32, scaling=scaling.linear(factor=2))
    assert torch.equal(half_speed.inv_freq, AxialRope(32).inv_freq / 2)


def test_the_vision_tower_of_qwen2_vl_is_axial():
    from transformers.models.qwen2_vl import modeling_qwen2_vl as module
    from transformers.models.qwen2_vl.configuration_qwen2_vl import Qwen2VLVisionConfig

    config = Qwen2VLVisionConfig(embed_dim=320, num_heads=4)
    x, at = normal(24, 4, 80, seed=19, dtype=torch.float32), grid_positions(4, 6).cpu().flip(-1)
    cos, sin = module.Qwen2VLVisionRotaryEmbedding(config)(x, at)
    expected = module.apply_rotary_pos_emb_vision(x, x, cos, sin)[0]  # (tokens, heads, head_dim)
    turned = AxialRope(80, 1e4, "half").rotate(x.transpose(0, 1), at).transpose(0, 1)
    torch.testing.assert_close(turned, expected, **FLOAT32_ANGLES)


@pytest.mark.parametrize("sizes", [(14, 10), (4, 5, 6)])
def test_rotary_embedding_torch_agrees(sizes):
    from rotary_embedding_torch import RotaryEmbedding, apply_rotary_emb

    axes = len(sizes)
    peer = RotaryEmbedding(dim=24, theta=100)  # components of one axis
    freqs = peer.get_axial_freqs(*sizes).flatten(0, axes - 1)
    x = normal(1, 2, math.prod(sizes), 24 * axes, seed=20, dtype=torch.float32)
    at = torch.cartesian_prod(*(torch.arange(size) for size in sizes))
    turned = AxialRope(24 * axes, 100.0, axes=axes).rotate(x, at)
    torch.testing.assert_close(turned, apply_rotary_emb(freqs, x), **FLOAT32_ANGLES)


def test_arguments_are_shown():
    assert repr(AxialRope(48, axes=3)) == "AxialRope(head_dim=48, base=100.0, layout='interleaved', axes=3)"


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda: AxialRope(6), "rotary_dim must be a multiple of 4, so that each of 2 axes rotates as many pairs; 6 came."),
        (lambda: AxialRope(8, axes=0), "axes must be at least 1; 0 came."),
        (lambda: grid_positions(0, 3), "height must be at least 1; 0 came."),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused(build, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        build()
