"""How exact a turned vector is, at positions up to ten million, against 50 digits of mpmath.

What a float32 result may be off by: cosine and sine are rounded once (2^-25 of a unit), so are two products
and their sum; for components up to 5 that is at most 5 · 4 · 2^-25 ≈ 6e-7. Angles are float64 and cost 1e-8.
"""

from __future__ import annotations

import functools
import math
import re

import mpmath
import pytest
import torch
from torch import Tensor

from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope

LAYOUTS = ["interleaved", "half"]
HEAD_DIM = 64
PLACES = [0, 1, 7, 255, 1023, 4095, 65_537, 131_071, 999_999, 1_000_000, 3_141_593, 9_999_999, 10_000_000]
POSITIONS = [*PLACES, *(-place for place in PLACES[5:])]
BASES = [1e4, 5e5, 1e6, 1e7]


@functools.cache
def exact_turns(base: float) -> Tensor:
    """cos + i·sin of every angle, (positions, pairs), from 50 digits."""
    with mpmath.workdps(50):
        speeds = [mpmath.mpf(base) ** (-mpmath.mpf(2 * i) / HEAD_DIM) for i in range(HEAD_DIM // 2)]
        rows = [[complex(mpmath.expj(place * speed)) for speed in speeds] for place in POSITIONS]
    return torch.tensor(rows, dtype=torch.complex128)


def exactly_turned(x: Tensor, base: float, layout: str) -> Tensor:
    """What turning gives, in float64; its own error is some 1e-15."""
    wide = x.to(torch.float64)
    first, second = (wide[..., 0::2], wide[..., 1::2]) if layout == "interleaved" else wide.chunk(2, dim=-1)
    turned = torch.complex(first, second) * exact_turns(base)
    if layout == "interleaved":
        return torch.view_as_real(turned).flatten(-2)
    return torch.cat((turned.real, turned.imag), dim=-1)


def unit_vectors(dtype: torch.dtype = torch.float32) -> Tensor:
    """200 vectors of unit variance at every position; some components are larger than 4."""
    x = torch.randn(200, len(POSITIONS), HEAD_DIM, generator=torch.Generator().manual_seed(0))
    assert 4 < float(x.abs().max()) < 5
    return x.to(dtype)


def off_by(rope: Rope, x: Tensor) -> float:
    expected = exactly_turned(x, rope.base, rope.layout)
    return float((rope.rotate(x, POSITIONS).to(torch.float64) - expected).abs().max())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("base", BASES)
def test_float32_is_off_by_less_than_a_millionth_at_any_position(base, layout):
    assert off_by(Rope(HEAD_DIM, base, layout), unit_vectors()) < 1e-6


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("base", BASES)
def test_float64_is_off_by_the_rounding_of_its_angle(base, layout):
    # ten million radians are known to 1e-9, and their speed to as much
    assert off_by(Rope(HEAD_DIM, base, layout), unit_vectors(torch.float64)) < 1e-8


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("base", BASES)
def test_half_precision_is_within_one_rounding_of_the_exact_result(base, dtype, layout):
    x = unit_vectors(dtype)
    expected = exactly_turned(x, base, layout)
    turned = Rope(HEAD_DIM, base, layout).rotate(x, POSITIONS)
    assert turned.dtype == dtype
    smallest = torch.finfo(dtype).smallest_normal
    step = torch.finfo(dtype).eps * 2 ** torch.floor(torch.log2(expected.abs().clamp(min=smallest)))
    # half a step for the rounding, and what float32 had lost before
    assert ((turned.to(torch.float64) - expected).abs() <= step / 2 + 1e-6).all()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("base", BASES)
def test_tables_are_as_exact(base, layout):
    turns = Rope(HEAD_DIM, base, layout).tables(POSITIONS).phasors
    # one rounding of numbers up to 1 (2^-25), in two directions, and the angle's
    assert float((turns.to(torch.complex128) - exact_turns(base)).abs().max()) < 2**-24


def test_a_peer_is_off_by_more_than_a_hundredth_at_a_million():
    """The same measure on float32 angles, as nearly all code computes them."""
    from transformers import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding, apply_rotary_pos_emb

    x = unit_vectors()
    config = LlamaConfig(hidden_size=HEAD_DIM, num_attention_heads=1)
    cos, sin = LlamaRotaryEmbedding(config)(x, torch.tensor(POSITIONS)[None])
    turned, _ = apply_rotary_pos_emb(x[:, None], x[:, None], cos, sin)
    error = (turned[:, 0].to(torch.float64) - exactly_turned(x, 1e4, "half")).abs().amax(dim=(0, 2))
    assert error[POSITIONS.index(1_000_000)] > 0.01
    assert off_by(Rope(HEAD_DIM, 1e4, "half"), x) < 1e-6


def test_the_known_loss_of_half_precision_angles_is_not_ours():
    """gpt-neox issue 1003: angles in float16 turn position 1857 by 1045 rad instead of 1044.27."""
    speeds = 10_000.0 ** -(torch.arange(0, 32, 2) / 32)
    rounded = torch.arange(2048).half()[:, None] * speeds.half()
    exact = Rope(32).angles(range(2048))
    assert float(rounded[1857, 1]) == 1045.0
    assert float(exact[1857, 1]) == pytest.approx(1044.2678, abs=5e-5)
    assert float((rounded.double().cos() - exact.cos()).abs().max()) > 0.7


# Nothing that one call leaves behind may spoil the next


def every_call(rope: Rope, dtype: torch.dtype) -> Tensor:
    return rope.rotate(unit_vectors(dtype)[0], POSITIONS)


@pytest.mark.parametrize("first", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("then", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_a_call_in_one_dtype_leaves_the_next_as_it_would_have_been(first, then):
    rope = Rope(HEAD_DIM, 5e5)
    every_call(rope, first)
    assert torch.equal(every_call(rope, then), every_call(Rope(HEAD_DIM, 5e5), then))


def test_a_call_with_few_positions_leaves_many_as_they_would_have_been():
    rope, x = Rope(HEAD_DIM), unit_vectors()[0]
    rope.rotate(x[:2], [0, 1])
    rope.rotate(x[:2], torch.tensor([5.5, 1e6], dtype=torch.float64))
    assert torch.equal(rope.rotate(x, POSITIONS), Rope(HEAD_DIM).rotate(x, POSITIONS))


def test_a_call_in_inference_mode_leaves_training_as_it_would_have_been():
    rope, x = Rope(HEAD_DIM), unit_vectors()[0]
    with torch.inference_mode():
        rope.rotate(x, POSITIONS)
    x.requires_grad_()
    rope.rotate(x, POSITIONS).sum().backward()
    assert x.grad is not None


def test_a_change_of_a_rope_shows_at_once():
    rope, x = Rope(HEAD_DIM), unit_vectors()[0]
    rope.rotate(x, POSITIONS)
    rope.scaling = scaling.linear(4)
    expected = Rope(HEAD_DIM, scaling=scaling.linear(4)).rotate(x, POSITIONS)
    assert torch.equal(rope.rotate(x, POSITIONS), expected)


def test_autocast_leaves_the_turning_exact():
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for layout in LAYOUTS:
            assert off_by(Rope(HEAD_DIM, layout=layout), unit_vectors()) < 1e-6


@pytest.mark.parametrize("default", [torch.float64, torch.bfloat16, torch.float16])
def test_the_default_dtype_changes_nothing(default):
    x = unit_vectors()
    before = torch.get_default_dtype()
    torch.set_default_dtype(default)
    try:
        for layout in LAYOUTS:
            assert off_by(Rope(HEAD_DIM, layout=layout), x) < 1e-6
    finally:
        torch.set_default_dtype(before)


# Positions in a dtype that cannot hold them


def test_positions_that_bfloat16_would_merge_raise():
    positions = torch.arange(300, dtype=torch.bfloat16)
    text = (
        "positions must be exact, but torch.bfloat16 tells neighbouring whole numbers apart only below 256; "
        "300 came. Give them as int64 or float64."
    )
    with pytest.raises(ValueError, match=re.escape(text)):
        Rope(HEAD_DIM).rotate(torch.randn(300, HEAD_DIM), positions)
    assert [float(p) for p in positions[255:260]] == [255, 256, 256, 258, 260]


def test_positions_beyond_float32_raise_and_are_exact_in_int64():
    rope = Rope(2)
    with pytest.raises(
        ValueError, match=r"torch\.float32 tells neighbouring whole numbers apart only below 16777216;"
    ):
        rope.angles(torch.tensor([16_777_217.0]))
    with mpmath.workdps(50):
        exact = float(mpmath.cos(16_777_217))
    assert math.cos(float(rope.angles(torch.tensor([16_777_217]))[0, 0])) == pytest.approx(exact, abs=1e-15)
