"""Every path by which vectors are turned, held to one oracle: complex numbers in float64.

`rope_viz.encodings.kernel` has a path for memory that is laid out as complex numbers, one by parts, one for
a few tokens, one by torch.compile, and one for torch's transforms. Tolerances: what is rounded k times to a
dtype may be off by k halves of its ``eps``, times the size of the pair.
"""

from __future__ import annotations

import pytest
import torch
import torch.autograd.forward_ad as forward
from kernel_cases import (
    COMPILED,
    DTYPES,
    LAYOUTS,
    ROPES,
    STORED,
    as_stored,
    assert_rounded_once,
    normal,
)

from rope_viz.encodings import kernel
from rope_viz.encodings.base import Tables
from rope_viz.encodings.rope import Rope

# Values


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("kind", ROPES)
def test_however_it_is_stored_it_is_turned_and_left_alone(kind, stored, layout, dtype, block):
    rope, positions = Rope(**ROPES[kind], layout=layout), torch.tensor([5, 0, 100_000, -3, 7, 2, 9])
    x = as_stored(normal(3, 4, 7, rope.head_dim, dtype=dtype), stored)
    before = x.clone()
    assert_rounded_once(rope.rotate(x, positions), rope, x, positions)
    assert torch.equal(x, before)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ROPES)
def test_the_formula_is_right(kind, layout, dtype):
    rope, x, positions = (
        Rope(**ROPES[kind], layout=layout),
        normal(3, 4, ROPES[kind]["head_dim"]),
        [5, -3, 2, 9],
    )
    x = x.to(dtype)
    tables = rope.tables(positions, torch.float64 if dtype == torch.float64 else torch.float32)
    assert_rounded_once(kernel.plain(x, tables.phasors, layout), rope, x, positions)


def test_pairs_that_are_complex_numbers_are_multiplied_at_once(monkeypatch):
    monkeypatch.setattr(kernel, "SMALL", 0)
    monkeypatch.setattr(kernel, "_by_parts", None)  # would be called otherwise
    rope, x = Rope(8), normal(2, 3, 4, 8)
    for stored in ("plain", "heads after tokens", "one of three"):
        assert_rounded_once(rope.rotate(as_stored(x, stored), range(4)), rope, x, range(4))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stored", STORED[:-1])
def test_few_tokens_have_the_same_bits_wherever_they_lie(stored, layout):
    rope, x = Rope(8, layout=layout), normal(2, 3, 4, 8)
    assert torch.equal(rope.rotate(as_stored(x, stored), range(4)), rope.rotate(x, range(4)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_positions_of_each_sequence_broadcast_over_its_heads(layout, dtype, block):
    rope, positions = Rope(8, layout=layout), torch.arange(21).view(3, 1, 7) ** 2
    x = normal(3, 4, 7, 8, dtype=dtype)
    assert_rounded_once(rope.rotate(x, positions), rope, x, positions)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_blocks_change_no_bit(layout, dtype, monkeypatch):
    monkeypatch.setattr(kernel, "SMALL", 0)
    rope, x = Rope(64, layout=layout), normal(2, 3, 33, 64, dtype=dtype)
    tables = rope.tables(range(33), torch.float64 if dtype == torch.float64 else torch.float32)
    whole = rope.rotate(x, tables)
    for size in (1, 64, 2 * 3 * 64 * 5, 2 * 3 * 64 * 32):
        monkeypatch.setattr(kernel, "BLOCK", size)
        torch.testing.assert_close(rope.rotate(x, tables), whole, rtol=torch.finfo(dtype).eps, atol=1e-7)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(0, 8), (2, 0, 8), (0, 3, 8), (2, 0, 0, 8)])
def test_what_is_empty_stays_empty(shape, dtype, layout):
    rope, x = Rope(8, layout=layout), torch.empty(shape, dtype=dtype)
    tables = rope.tables(range(shape[-2]), torch.float64 if dtype == torch.float64 else torch.float32)
    assert rope.rotate(x, tables).shape == shape


@pytest.mark.parametrize("small", [0, 2**15])
@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_tangent_of_the_turns_is_never_lost(layout, compiled, small, monkeypatch):
    monkeypatch.setattr(kernel, "SMALL", small)
    rope, x = Rope(8, layout=layout), normal(4, 8)
    turns = rope.tables(range(4)).phasors
    with forward.dual_level():
        turned = rope.rotate(x, Tables(forward.make_dual(turns, 2 * turns)), compiled=compiled)
        torch.testing.assert_close(forward.unpack_dual(turned).tangent, 2 * rope.rotate(x, range(4)))


# Gradients


@pytest.mark.parametrize("stored", STORED[:-1])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ROPES)
def test_gradients_of_first_and_second_order_are_right(kind, layout, stored, block):
    rope = Rope(**ROPES[kind], layout=layout)
    tables = rope.tables([3, 0, 50], torch.float64)
    x = as_stored(normal(2, 2, 3, rope.head_dim, dtype=torch.float64), stored).requires_grad_()

    def turned(x):
        return rope.rotate(x, tables)

    assert torch.autograd.gradcheck(turned, x, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(turned, x, check_fwd_over_rev=True)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_the_gradient_is_as_exact_as_the_result(dtype, layout, block):
    rope, positions = Rope(8, layout=layout), torch.arange(7) * 1000
    x, wanted = normal(3, 7, 8, dtype=dtype).requires_grad_(), normal(3, 7, 8, dtype=dtype, seed=1)
    rope.rotate(x, positions).backward(wanted)
    assert_rounded_once(x.grad, rope, wanted, -positions)
    x.grad = None
    rope.rotate(x, positions).sum().backward()  # an expanded gradient, of stride 0
    assert_rounded_once(x.grad, rope, torch.ones_like(wanted), -positions)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_speeds_and_positions_learn(layout):
    rope, x = Rope(4, layout=layout), normal(3, 4, dtype=torch.float64)
    positions = torch.tensor([0.5, 2.0, -1.0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda positions: rope.rotate(x, positions), positions)
    assert torch.autograd.gradcheck(
        lambda x, turns: rope.rotate(x, Tables(turns)),
        (x.requires_grad_(), rope.tables(range(3), torch.float64).phasors.requires_grad_()),
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_tables_first_used_in_inference_serve_training(layout):
    rope, x = Rope(8, layout=layout), normal(3, 8)
    with torch.inference_mode():
        tables = rope.tables(range(3))
        rope.rotate(x, tables)
    x.requires_grad_()
    rope.rotate(x, tables).sum().backward()
    with torch.no_grad():
        assert torch.equal(x.grad, rope.rotate(torch.ones_like(x), tables.back))


# Torch's transforms


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_torch_func_sees_through(layout, dtype):
    rope, x = Rope(8, layout=layout), normal(5, 4, 3, 8, dtype=dtype)
    tables = rope.tables(range(3), torch.float64 if dtype == torch.float64 else torch.float32)
    near = {"rtol": torch.finfo(dtype).eps, "atol": 1e-12}

    def turned(x):
        return rope.rotate(x, tables)

    torch.testing.assert_close(torch.func.vmap(turned)(x), turned(x), **near)
    slope = torch.func.grad(lambda x: (turned(x) * x).float().sum())(x)
    assert slope.shape == x.shape
    _, along = torch.func.jvp(turned, (x,), (x,))
    torch.testing.assert_close(along, turned(x), **near)
    jacobian = torch.func.jacrev(turned)(x[0, 0])
    torch.testing.assert_close(torch.einsum("tdse,se->td", jacobian.double(), x[0, 0].double()).to(dtype),
                               turned(x[0, 0]), rtol=8 * near["rtol"], atol=8 * near["rtol"])  # fmt: skip


def test_sequences_may_be_mapped_over_with_positions_of_their_own():
    rope, x, positions = Rope(8), normal(5, 4, 3, 8), torch.arange(15).view(5, 3)
    mapped = torch.func.vmap(lambda x, turns: rope.rotate(x, Tables(turns)))(
        x, rope.tables(positions).phasors
    )
    torch.testing.assert_close(mapped, rope.rotate(x, positions[:, None]))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("compiled", [False, True])
def test_a_tangent_is_turned_alike_and_never_lost(compiled, layout, dtype, monkeypatch):
    monkeypatch.setattr(kernel, "_compiled", lambda layout: COMPILED[layout])
    monkeypatch.setattr(kernel, "SMALL", 0)
    rope, x, tangent = Rope(8, layout=layout), normal(3, 8, dtype=dtype), normal(3, 8, dtype=dtype, seed=1)
    tables = rope.tables(range(3))
    with forward.dual_level():
        turned = rope.rotate(forward.make_dual(x, tangent), tables, compiled=compiled)
        assert torch.equal(
            forward.unpack_dual(turned).tangent, rope.rotate(tangent, tables, compiled=compiled)
        )


# Tables


def test_tables_elsewhere_are_refused():
    rope = Rope(8)
    with pytest.raises(ValueError, match=r"tables must be on the device of x, .*x is on cpu, tables on meta"):
        rope.rotate(normal(3, 8), Tables(rope.tables(range(3)).phasors.to("meta")))
