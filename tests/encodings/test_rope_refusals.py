# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""What a Rope refuses, and in which words; what it shows of itself; and which are equal."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import torch
from hypothesis import given
from rope_cases import laws, ropes

from rope_viz.encodings.base import Tables, device
from rope_viz.encodings.mixed import MixedRope
from rope_viz.encodings.mla import MLARope
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import linear
from rope_viz.encodings.xpos import XPos


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
