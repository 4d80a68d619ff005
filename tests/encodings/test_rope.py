"""The laws of rotation, held by drawn cases; complex numbers in float64 are the independent oracle.

Tolerances: one rounding of a result costs half an ``eps`` of its size, so what is rounded k times may be off
by k·eps times the longest pair; angles are float64, off by some 2e-16 of the angle.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from rope_cases import GPUS, LAYOUTS, cases, laws, needs_gpu, places, ropes, vectors, whole
from torch import Tensor

from rope_viz.encodings.base import as_positions
from rope_viz.encodings.rope import Rope

# Judging


def components(rope: Rope) -> tuple[np.ndarray, np.ndarray]:
    """Which two components form each pair, by the definition of the layout."""
    pairs = np.arange(rope.rotary_dim // 2)
    return (2 * pairs, 2 * pairs + 1) if rope.layout == "interleaved" else (pairs, pairs + len(pairs))


def turned_by_complex_numbers(rope: Rope, x: Tensor, positions: Tensor) -> np.ndarray:
    """e^(i·m·base^(-2i/R)) times the pair as a complex number, all in float64."""
    first, second = components(rope)
    values = x.to(torch.float64).numpy().copy()
    speeds = rope.base ** (-2.0 * np.arange(len(first)) / rope.rotary_dim)
    turned = (values[..., first] + 1j * values[..., second]) * np.exp(1j * np.outer(positions, speeds))
    values[..., first], values[..., second] = turned.real, turned.imag
    return values


def assert_near(actual: Tensor, expected: Tensor | np.ndarray, roundings: float, dtype: torch.dtype) -> None:
    """Equal up to some roundings of numbers as large as the largest pair; 3e-8 for angles at 10 million."""
    expected = torch.as_tensor(expected, dtype=torch.float64)
    size = max(float(expected.abs().max()), 1.0) * math.sqrt(2) if expected.numel() else 1.0
    # float16 and bfloat16 are turned in float32, so two more roundings of that size come on top
    allowed = size * (roundings * torch.finfo(dtype).eps + 3e-8)
    torch.testing.assert_close(actual.to(torch.float64), expected, rtol=0, atol=allowed)


# Laws


@laws
@given(cases())
def test_rotation_is_multiplication_by_a_complex_number(case):
    turned = case.rope.rotate(case.x, case.positions)
    assert_near(turned, turned_by_complex_numbers(*case), 2, case.x.dtype)
    assert (turned.shape, turned.dtype) == (case.x.shape, case.x.dtype)


@laws
@given(cases())
def test_every_pair_keeps_its_length(case):
    first, second = components(case.rope)

    def lengths(x: Tensor) -> Tensor:
        x = x.to(torch.float64)
        return torch.hypot(x[..., first], x[..., second])

    assert_near(lengths(case.rope.rotate(case.x, case.positions)), lengths(case.x), 3, case.x.dtype)


@laws
@given(cases(dtypes=[torch.float64]), whole, st.data())
def test_a_score_depends_on_the_distance_only(case, shift, data):
    rope, key, positions = case
    query = data.draw(vectors(tuple(key.shape)))
    near = rope.rotate(query, positions + 7), rope.rotate(key, positions)
    far = rope.rotate(query, positions + 7 + shift), rope.rotate(key, positions + shift)
    scores, shifted = (torch.linalg.vecdot(q, k) for q, k in (near, far))
    # 20 million radians are known to 4e-9, and there are up to 80 components of size 4
    torch.testing.assert_close(shifted, scores, rtol=0, atol=1e-6)


@laws
@given(cases(), whole)
def test_two_rotations_are_one_by_the_sum(case, more):
    rope, x, positions = case
    twice = rope.rotate(rope.rotate(x, positions), torch.full_like(positions, float(more)))
    assert_near(twice, rope.rotate(x, positions + more), 6, x.dtype)


@laws
@given(cases())
def test_position_zero_changes_nothing(case):
    torch.testing.assert_close(
        case.rope.rotate(case.x, torch.zeros_like(case.positions)), case.x, rtol=0, atol=0
    )


@laws
@given(cases())
def test_the_negative_position_turns_back(case):
    rope, x, positions = case
    assert_near(rope.rotate(rope.rotate(x, positions), -positions), x.to(torch.float64), 6, x.dtype)


@laws
@given(cases())
def test_the_layouts_agree_after_the_permutation(case):
    rope, x, positions = case
    pairs, rest = rope.pairs, list(range(rope.rotary_dim, rope.head_dim))
    order = [*range(0, 2 * pairs, 2), *range(1, 2 * pairs, 2), *rest]  # even components first, then odd
    halves = Rope(rope.head_dim, rope.base, "half", rope.rotary_dim)
    neighbours = Rope(rope.head_dim, rope.base, "interleaved", rope.rotary_dim)
    expected = neighbours.rotate(x, positions)[..., order].to(torch.float64)
    # float32 products may be fused in one layout and not in the other: one rounding
    assert_near(halves.rotate(x[..., order], positions), expected, 2, x.dtype)


@laws
@given(cases(dtypes=[torch.float64, torch.float32]), st.floats(-3, 3), st.data())
def test_rotation_is_linear(case, factor, data):
    rope, x, positions = case
    y = data.draw(vectors(tuple(x.shape), x.dtype))
    expected = rope.rotate(x, positions).double() + factor * rope.rotate(y, positions).double()
    assert_near(rope.rotate(x + factor * y, positions), expected, 12, x.dtype)


@laws
@given(cases())
def test_components_beyond_rotary_dim_pass_through(case):
    rope, x, positions = case
    turned = rope.rotate(x, positions)
    torch.testing.assert_close(turned[..., rope.rotary_dim :], x[..., rope.rotary_dim :], rtol=0, atol=0)


@laws
@given(cases(dtypes=[torch.float64]), st.data())
def test_the_gradient_is_turned_back(case, data):
    rope, x, positions = case
    upstream = data.draw(vectors(tuple(x.shape)))
    x = x.clone().requires_grad_()
    rope.rotate(x, positions).backward(upstream)
    assert_near(x.grad, rope.rotate(upstream, -positions), 2, torch.float64)


def test_the_gradient_passes_torchs_own_check():
    x = torch.randn(2, 3, 6, dtype=torch.float64, requires_grad=True)
    for layout in LAYOUTS:
        rope = Rope(6, layout=layout, rotary_dim=4)
        assert torch.autograd.gradcheck(lambda v, rope=rope: rope.rotate(v, [0, 5, 9]), (x,))


@laws
@given(ropes(), places)
def test_the_matrix_does_what_rotate_does(rope, position):
    x = torch.randn(1, rope.head_dim, dtype=torch.float64)
    matrix = rope.matrix(position)
    assert_near(matrix @ x[0], rope.rotate(x, [position])[0], 8, torch.float64)
    assert_near(matrix @ matrix.T, torch.eye(rope.head_dim), 8, torch.float64)


@laws
@given(cases())
def test_tables_give_what_positions_give(case):
    rope, x, positions = case
    dtype = torch.float64 if x.dtype == torch.float64 else torch.float32
    torch.testing.assert_close(
        rope.rotate(x, rope.tables(positions, dtype)), rope.rotate(x, positions), rtol=0, atol=0
    )


@laws
@given(ropes())
def test_speeds_fall_from_one_radian_per_token(rope):
    assert rope.inv_freq[0] == 1.0
    assert rope.inv_freq.dtype == torch.float64
    assert (rope.inv_freq.diff() < 0).all()
    torch.testing.assert_close(
        rope.inv_freq * rope.wavelengths, torch.full((rope.pairs,), 2 * math.pi).double()
    )


@needs_gpu
@laws
@given(cases())
def test_the_gpu_gives_what_the_cpu_gives(case):
    rope, x, positions = case
    there = rope.rotate(x.to(GPUS[0]), positions.to(GPUS[0]))
    assert there.device.type == GPUS[0]
    assert_near(there.cpu(), rope.rotate(x, positions).to(torch.float64), 2, x.dtype)


# Shapes


def test_positions_may_differ_between_the_sequences_of_a_batch():
    rope, x = Rope(8), torch.randn(2, 3, 4, 8)  # batch, heads, tokens, head_dim
    positions = torch.tensor([[0, 1, 2, 3], [10, 11, 12, 13]])
    turned = rope.rotate(x, positions[:, None, :])
    for sequence in range(2):
        torch.testing.assert_close(turned[sequence], rope.rotate(x[sequence], positions[sequence]))


def test_strided_views_are_turned_like_their_copies_and_left_alone():
    rope = Rope(8)
    stored = torch.randn(2, 5, 3, 8)  # batch, tokens, heads, head_dim
    view, before = stored.transpose(1, 2), stored.clone()
    torch.testing.assert_close(rope.rotate(view, range(5)), rope.rotate(view.contiguous(), range(5)))
    assert torch.equal(stored, before)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("shape", [(0, 8), (2, 0, 8), (0, 3, 8), (0, 0, 8)])
def test_nothing_in_gives_nothing_out(shape, layout):
    turned = Rope(8, layout=layout, rotary_dim=4).rotate(torch.empty(shape), range(shape[-2]))
    assert turned.shape == shape


def test_positions_come_as_anything_that_holds_numbers():
    rope, x = Rope(8), torch.randn(3, 8)
    expected = rope.rotate(x, torch.tensor([4, 5, 6]))
    for positions in ([4, 5, 6], (4.0, 5.0, 6.0), range(4, 7), np.arange(4, 7), torch.arange(4.0, 7.0)):
        torch.testing.assert_close(rope.rotate(x, positions), expected, rtol=0, atol=0)


def test_plain_numbers_keep_all_their_digits():
    assert as_positions([0.1, 1e7 + 0.1]).tolist() == [0.1, 1e7 + 0.1]


def test_the_doors_of_query_and_key_are_rotate():
    rope, x = Rope(8), torch.randn(3, 8)
    for door in (rope.rotate_query, rope.rotate_key):
        torch.testing.assert_close(door(x, range(3)), rope.rotate(x, range(3)), rtol=0, atol=0)
    assert rope.bias(x, x, range(3), range(3)) is None
    assert rope.add(x, range(3)) is x
