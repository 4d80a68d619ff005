# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""Rotations at positions with several axes: laws by drawn cases, complex numbers as oracle, errors."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import torch
from axes_cases import (
    EXACT,
    axial,
    components,
    drawn_places,
    given_frequencies,
    laws,
    mixed,
    multimodal,
    normal,
    seeds,
    vectors,
)
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from rope_viz.encodings import scaling
from rope_viz.encodings.axes import AxesRope, grid_positions
from rope_viz.encodings.axial import AxialRope
from rope_viz.encodings.base import device
from rope_viz.encodings.mixed import MixedRope
from rope_viz.encodings.mrope import MRope

encodings = axial() | mixed() | given_frequencies() | multimodal()


def turned_by_complex_numbers(rope: AxesRope, x: Tensor, positions: Tensor) -> np.ndarray:
    """One factor e^(i · position[axis] · speed) after the other, in float64."""
    first, second = components(rope)
    values = x.to(torch.float64).numpy().copy()
    turned = values[..., first] + 1j * values[..., second]
    speeds = rope.inv_freq.numpy()
    for axis in range(rope.axes):
        turned = turned * np.exp(1j * positions.numpy()[:, axis, None] * speeds[..., None, axis, :])
    values[..., first], values[..., second] = turned.real, turned.imag
    return values


# Laws


@laws
@given(encodings, seeds, st.data())
def test_the_axes_turn_one_after_the_other(rope, seed, data):
    x, at = vectors(rope, 3, seed), drawn_places(data, rope, 3)
    expected = torch.as_tensor(turned_by_complex_numbers(rope, x, at))
    torch.testing.assert_close(rope.rotate(x, at), expected, **EXACT)


@laws
@given(encodings, seeds, st.data())
def test_a_score_depends_on_the_displacement_only(rope, seed, data):
    query, key = vectors(rope, 3, seed), vectors(rope, 3, seed + 1)
    at, to = drawn_places(data, rope, 3), drawn_places(data, rope, 3)
    shift = drawn_places(data, rope, 1)

    def scores(by) -> Tensor:
        return rope.rotate_query(query, at + by) @ rope.rotate_key(key, to + by).mT

    torch.testing.assert_close(scores(shift), scores(0), rtol=0, atol=1e-8)


@laws
@given(encodings, seeds, st.data())
def test_two_rotations_are_one_by_the_sum(rope, seed, data):
    x, at, more = vectors(rope, 2, seed), drawn_places(data, rope, 2), drawn_places(data, rope, 2)
    torch.testing.assert_close(rope.rotate(rope.rotate(x, at), more), rope.rotate(x, at + more), **EXACT)


@laws
@given(encodings, seeds, st.data())
def test_every_pair_keeps_its_length(rope, seed, data):
    first, second = components(rope)
    x, at = vectors(rope, 3, seed), drawn_places(data, rope, 3)
    turned = rope.rotate(x, at)
    torch.testing.assert_close(
        torch.hypot(turned[..., first], turned[..., second]),
        torch.hypot(x[..., first], x[..., second]),
        **EXACT,
    )


@laws
@given(encodings, seeds)
def test_the_origin_changes_nothing(rope, seed):
    x = vectors(rope, 4, seed, torch.float32)
    torch.testing.assert_close(rope.rotate(x, torch.zeros(4, rope.axes)), x, rtol=0, atol=0)


@laws
@given(encodings, seeds, st.data())
def test_the_layouts_agree_after_the_permutation(rope, seed, data):
    x, at = vectors(rope, 3, seed), drawn_places(data, rope, 3)
    first, second = components(rope)
    order = [*first, *second, *range(rope.rotary_dim, rope.head_dim)]
    twin = MixedRope(rope.rotary_dim, layout="half", inv_freq=rope.inv_freq)
    turning = x[..., order][..., : rope.rotary_dim]
    expected = rope.rotate(x, at)[..., order][..., : rope.rotary_dim]
    torch.testing.assert_close(twin.rotate(turning, at), expected, **EXACT)


@laws
@given(encodings, seeds, st.data(), st.sampled_from([torch.float32, torch.bfloat16, torch.float16]))
def test_results_are_rounded_once(rope, seed, data, dtype):
    x, at = vectors(rope, 3, seed, dtype), drawn_places(data, rope, 3)
    turned = rope.rotate(x, at)
    assert (turned.dtype, turned.shape) == (dtype, x.shape)
    expected = rope.rotate(x.to(torch.float64), at)
    # cosine, sine, two products and a sum in float32, then one rounding to the dtype
    allowed = (
        1.5 * float(expected.abs().max()) * (torch.finfo(dtype).eps + 2 * torch.finfo(torch.float32).eps)
    )
    torch.testing.assert_close(turned.to(torch.float64), expected, rtol=0, atol=allowed)


@laws
@given(encodings, seeds, st.data())
def test_the_matrix_is_the_rotation(rope, seed, data):
    x, at = vectors(rope, 1, seed), drawn_places(data, rope, 1)
    matrix = rope.matrix(at[0])
    assert matrix.shape == (*rope.inv_freq.shape[:-2], rope.head_dim, rope.head_dim)
    torch.testing.assert_close((matrix @ x.mT).mT, rope.rotate(x, at), **EXACT)
    identity = torch.eye(rope.head_dim, dtype=torch.float64).expand_as(matrix)
    torch.testing.assert_close(matrix @ matrix.mT, identity, **EXACT)


@laws
@given(encodings, seeds, st.data())
def test_tables_made_once_give_the_same(rope, seed, data):
    x, at = vectors(rope, 3, seed, torch.float32), drawn_places(data, rope, 3)
    assert torch.equal(rope.rotate(x, rope.tables(at)), rope.rotate(x, at))


# The grid


@laws
@given(st.integers(1, 9), st.integers(1, 9))
def test_the_grid_goes_row_by_row(height, width):
    expected = [[index % width, index // width] for index in range(height * width)]  # as rope-vit counts
    grid = grid_positions(height, width)
    assert (grid.tolist(), grid.dtype, grid.device.type) == (expected, torch.int64, device().type)


# Everywhere


def test_places_beyond_a_rules_length_are_refused():
    rope = AxialRope(32, scaling=scaling.dynamic_ntk(factor=2, original_length=100))
    with pytest.raises(ValueError, match="positions must stay below 100"):
        rope.angles([[3, 100]])
    assert rope.at_length(200).angles([[3, 100]]).shape == (1, 16)


@pytest.mark.parametrize(
    ("use", "text"),
    [
        (lambda: AxialRope(8).angles([1, 2]), "positions must have shape (..., tokens, 2), a coordinate for each of 2 axes; shape (2,) came."),
        (lambda: AxialRope(8).angles([[1, 2, 3]]), "positions must have shape (..., tokens, 2), a coordinate for each of 2 axes; shape (1, 3) came."),
        (lambda: AxialRope(8).rotate(torch.ones(3, 8), [[0, 0], [1, 0]]), "positions must have one entry per token: x has 3 tokens (shape (3, 8)), positions has 2 (shape (2, 2))."),
        (lambda: AxialRope(8).rotate(torch.ones(5, 4, 3, 8), torch.zeros(4, 3, 2)), "Positions per sequence need an axis for the heads: shape (batch, 1, tokens, 2)."),
        (lambda: MRope(128).rotate(torch.ones(2, 128), [[0, 0], [1, 1]]), "positions must have shape (..., tokens, 3), a coordinate for each of 3 axes; shape (2, 2) came."),
        (lambda: MixedRope(8, heads=3).rotate(torch.ones(2, 8), [[0, 0], [1, 1]]), "x must have shape (..., 3, tokens, head_dim), because each of 3 heads has frequencies of its own; shape (2, 8) came."),
        (lambda: AxialRope(8).matrix([1, 2, 3]), "position must be one place with 2 coordinates; shape (3,) came."),
        (lambda: AxialRope(8).angles([[0, math.nan]]), "positions must be finite"),
    ],
)  # fmt: skip
def test_places_that_do_not_fit_are_refused(use, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        use()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
@pytest.mark.parametrize("rope", [AxialRope(64), MixedRope(64, heads=2), MRope(64, sections=(12, 10, 10))])
def test_the_gpu_agrees(rope):
    x, at = normal(2, 9, 64, seed=21), normal(9, rope.axes, seed=22) * 1000
    turned = rope.rotate(x.cuda(), at.cuda())
    assert turned.device.type == "cuda"
    torch.testing.assert_close(turned.cpu(), rope.rotate(x, at), **EXACT)
