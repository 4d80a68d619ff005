# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""The laws of rotation, held by drawn cases; complex numbers in float64 are the independent oracle.

Tolerances: one rounding of a result costs half an ``eps`` of its size, so what is rounded k times may be off
by k·eps times the longest pair; angles are float64, off by some 2e-16 of the angle.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from rope_viz.encodings.base import Tables, as_positions, device
from rope_viz.encodings.mixed import MixedRope
from rope_viz.encodings.mla import MLARope
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import linear
from rope_viz.encodings.xpos import XPos

laws = settings(max_examples=60, deadline=None)
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
LAYOUTS = ["interleaved", "half"]
GPUS = [name for name, there in (("cuda", torch.cuda.is_available()),) if there]
needs_gpu = pytest.mark.skipif(not GPUS, reason="no GPU here")


# Drawing


@st.composite
def ropes(draw, partial: bool = True) -> Rope:
    rotary_dim = 2 * draw(st.integers(1, 32))
    still = 2 * draw(st.integers(0, 8)) if partial else 0
    base = 10 ** draw(st.floats(1, 8))
    return Rope(rotary_dim + still, base=base, layout=draw(st.sampled_from(LAYOUTS)), rotary_dim=rotary_dim)


whole = st.integers(-10_000_000, 10_000_000)
between = st.floats(-1e6, 1e6, allow_nan=False)
places = whole | between


class Case(NamedTuple):
    rope: Rope
    x: Tensor
    positions: Tensor


@st.composite
def cases(draw, dtypes=DTYPES, partial: bool = True) -> Case:
    """A Rope, unit-variance vectors (..., tokens, head_dim) and a place for every token."""
    rope = draw(ropes(partial))
    tokens = draw(st.integers(0, 5))
    shape = (*draw(st.lists(st.integers(0, 3), max_size=2)), tokens, rope.head_dim)
    positions = torch.tensor(draw(st.lists(places, min_size=tokens, max_size=tokens)), dtype=torch.float64)
    return Case(rope, draw(vectors(shape, draw(st.sampled_from(dtypes)))), positions)


@st.composite
def vectors(draw, shape: tuple[int, ...], dtype: torch.dtype = torch.float64) -> Tensor:
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31)))
    return torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)


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


# Bad input, and what the error says


def says(text: str) -> str:
    return re.escape(text)


@pytest.mark.parametrize(
    ("arguments", "kind", "text"),
    [
        ({"head_dim": 7}, ValueError, "head_dim must be even and at least 2, because components turn in pairs; 7 came."),
        ({"head_dim": 0}, ValueError, "head_dim must be even and at least 2, because components turn in pairs; 0 came."),
        ({"head_dim": 64.0}, TypeError, "head_dim must be a whole number, 64.0 (float) came."),
        ({"head_dim": True}, TypeError, "head_dim must be a whole number, True (bool) came."),
        ({"rotary_dim": 5}, ValueError, "rotary_dim must be even and at least 2, because components turn in pairs; 5 came."),
        ({"head_dim": 64, "rotary_dim": 66}, ValueError, "rotary_dim must be at most 64, the head_dim; 66 came."),
        ({"base": 0}, ValueError, "base must be finite and above zero, because the speeds are its powers; 0 came."),
        ({"base": -1e4}, ValueError, "base must be finite and above zero, because the speeds are its powers; -10000.0 came."),
        ({"base": math.nan}, ValueError, "base must be finite and above zero, because the speeds are its powers; nan came."),
        ({"base": math.inf}, ValueError, "base must be finite and above zero, because the speeds are its powers; inf came."),
        ({"base": "10000"}, TypeError, "base must be a number, '10000' (str) came."),
        ({"layout": "neox"}, ValueError, "layout must be one of 'interleaved', 'half'; 'neox' came."),
    ],
)  # fmt: skip
def test_a_rope_that_cannot_be_says_why(arguments, kind, text):
    with pytest.raises(kind, match=says(text)):
        Rope(**arguments)


@pytest.mark.parametrize(
    ("positions", "kind", "text"),
    [
        ([0, 1, math.nan], ValueError, "positions must be finite, because NaN and infinity have no angle; nan at entry 2 came."),
        ([math.inf, 1, 2], ValueError, "positions must be finite, because NaN and infinity have no angle; inf at entry 0 came."),
        ([0, 1], ValueError, "positions must have one entry per token: x has 3 tokens (shape (3, 8)), positions has 2 (shape (2,))."),
        (5, ValueError, "positions must have one entry per token: x has 3 tokens (shape (3, 8)), positions has no axis (shape ())."),
        ([[0, 1, 2]] * 2, ValueError, "positions must broadcast to the axes of x before its last: x has shape (3, 8), positions has shape (2, 3)."),
        (["a", "b", "c"], TypeError, "positions must be numbers; ['a', 'b', 'c'] came."),
        ([1j, 2j, 3j], TypeError, "positions must be real numbers; dtype torch.complex128 came."),
        (torch.tensor([True, False, True]), TypeError, "positions must be real numbers; dtype torch.bool came."),
    ],
)  # fmt: skip
def test_positions_without_an_angle_are_refused(positions, kind, text):
    with pytest.raises(kind, match=says(text)):
        Rope(8).rotate(torch.randn(3, 8), positions)


@pytest.mark.parametrize(
    ("dtype", "below"),
    [(torch.bfloat16, 256), (torch.float16, 2048), (torch.float32, 2**24), (torch.float8_e4m3fn, 16)],
)
def test_positions_that_their_dtype_cannot_hold_are_refused(dtype, below):
    # the first whole number that is lost becomes `below`, so `below` itself may be a lost one
    assert torch.tensor(below + 1.0, dtype=torch.float64).to(dtype) == below
    repair = "Give them as int64 or float64."
    text = f"positions must be exact, but {dtype} tells neighbouring whole numbers apart only below {below}; {below} came. {repair}"
    for sign in (1, -1):
        with pytest.raises(ValueError, match=says(text)):
            Rope(8).angles(torch.tensor([1.0, sign * below]).to(dtype))
    assert Rope(8).angles(torch.tensor([below - 1.0]).to(dtype))[0, 0] == below - 1


@pytest.mark.parametrize("positions", [torch.tensor([2**53]), torch.tensor([-(2.0**53)]).double(), [2**60]])
def test_positions_beyond_float64_are_refused(positions):
    text = "torch.float64 tells neighbouring whole numbers apart only below 9007199254740992; "
    with pytest.raises(ValueError, match=says(text) + r"\d+ came\. Give smaller ones\."):
        Rope(8).angles(positions)


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.float16])
def test_every_kind_of_number_may_be_a_position(kind):
    assert Rope(8).angles(np.array([3, 200], dtype=kind))[:, 0].tolist() == [3, 200]


def test_numpy_numbers_describe_a_rope():
    rope = Rope(np.int64(64), np.float32(10_000), rotary_dim=np.int32(32))
    assert repr(rope) == "Rope(head_dim=64, base=10000.0, layout='interleaved', rotary_dim=32)"


@pytest.mark.parametrize(
    ("x", "kind", "text"),
    [
        (torch.randn(8), ValueError, "x must have shape (..., tokens, head_dim); shape (8,) came."),
        (torch.randn(3, 6), ValueError, "x must have head_dim = 8 entries on its last axis; shape (3, 6) came."),
        (torch.ones(3, 8, dtype=torch.int64), TypeError, "x must hold floating-point numbers, because a turned vector is not whole; dtype torch.int64 came. Try x.float()."),
        (torch.ones(3, 8, dtype=torch.complex64), TypeError, "x must hold floating-point numbers"),
        (np.ones((3, 8)), TypeError, "x must be a torch tensor, ndarray came."),
    ],
)  # fmt: skip
def test_what_cannot_be_turned_is_refused(x, kind, text):
    with pytest.raises(kind, match=says(text)):
        Rope(8).rotate(x, range(3))


def test_tables_of_another_kind_are_refused():
    rope, x = Rope(8), torch.randn(3, 8)
    with pytest.raises(ValueError, match="tables must hold 4 pairs, as this Rope turns; 8 came"):
        rope.rotate(x, Rope(16).tables(range(3)))
    with pytest.raises(ValueError, match=r"tables must be in torch.float64 to turn a torch.float64 tensor"):
        rope.rotate(x.double(), rope.tables(range(3)))
    with pytest.raises(ValueError, match=r"tables must be in torch.float32 to turn a torch.bfloat16 tensor"):
        rope.rotate(x.bfloat16(), rope.tables(range(3), torch.float64))
    with pytest.raises(ValueError, match=r"dtype must be torch.float32 or torch.float64"):
        rope.tables(range(3), torch.bfloat16)
    with pytest.raises(ValueError, match=r"x has 3 tokens .* positions has 4"):
        rope.rotate(x, rope.tables(range(4)))
    assert isinstance(rope.tables(range(3)), Tables)


# Where it is computed, and how it shows itself


def test_the_environment_chooses_the_device(monkeypatch):
    monkeypatch.setenv("ROPE_VIZ_DEVICE", "cpu")
    assert device() == torch.device("cpu")
    monkeypatch.setenv("ROPE_VIZ_DEVICE", "abacus")
    with pytest.raises(ValueError, match=r"ROPE_VIZ_DEVICE must name a torch device, .*'abacus' came"):
        device()


@laws
@given(ropes())
def test_repr_makes_the_same_rope_again(rope):
    again = eval(repr(rope), {"Rope": Rope})
    assert (again.head_dim, again.rotary_dim, again.layout) == (rope.head_dim, rope.rotary_dim, rope.layout)
    assert torch.equal(again.inv_freq, rope.inv_freq)


# Equality


@laws
@given(ropes())
def test_a_rope_equals_one_of_equal_arguments(rope):
    again = eval(repr(rope), {"Rope": Rope})
    assert again == rope and hash(again) == hash(rope) and len({again, rope}) == 1


@pytest.mark.parametrize(
    "other",
    [
        Rope(32),
        Rope(64, base=5.0),
        Rope(64, layout="half"),
        Rope(64, rotary_dim=32),
        Rope(64, scaling=linear(2)),
        MRope(64, 10_000.0, "interleaved", sections=(8, 12, 12)),
    ],
    ids=repr,
)
def test_a_rope_of_another_argument_or_class_is_another(other):
    assert Rope(64) != other and other != Rope(64)
    assert Rope(64) != "Rope(64)"


def test_scaled_ropes_and_given_frequencies_compare_by_value():
    assert Rope(64, scaling=linear(2)) == Rope(64, scaling=linear(2)) != Rope(64, scaling=linear(3))
    speeds = torch.ones(2, 4)
    assert MixedRope(8, inv_freq=speeds) == MixedRope(8, inv_freq=speeds.clone())
    assert MixedRope(8, inv_freq=speeds) != MixedRope(8, inv_freq=2 * speeds)


@pytest.mark.parametrize(
    ("make", "others"),
    [
        (XPos, [{"center": 5.0}, {"gamma": 0.5}, {"rotary_dim": 8}]),
        (MLARope, [{"qk_nope_head_dim": 8}, {"layout": "half"}, {"scaling": linear(2)}]),
    ],
)
def test_what_is_made_with_a_rope_compares_by_value_too(make, others):
    made = [make(), *(make(**other) for other in others)]
    for mine in made:
        assert [other for other in made if other == mine] == [mine]
        again = eval(repr(mine), {"XPos": XPos, "MLARope": MLARope, "linear": linear})
        assert again == mine and again is not mine and hash(again) == hash(mine)
