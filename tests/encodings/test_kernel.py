"""Every path by which vectors are turned, held to one oracle: complex numbers in float64.

`rope_viz.encodings.kernel` has a path for memory that is laid out as complex numbers, one by parts, one for
a few tokens, one by torch.compile, and one for torch's transforms. Tolerances: what is rounded k times to a
dtype may be off by k halves of its ``eps``, times the size of the pair.
"""

from __future__ import annotations

import itertools
import shutil
import weakref

import pytest
import torch
import torch.autograd.forward_ad as forward
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from rope_viz.encodings import kernel
from rope_viz.encodings.base import Tables
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import yarn

LAYOUTS = ["interleaved", "half"]
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]


def normal(*shape: int, dtype=torch.float32, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


def exact(rope: Rope, x: Tensor, positions) -> Tensor:
    """Turned in float64 by complex numbers, written without the package's arithmetic."""
    a, b, still = parts(rope, x.detach().double())
    number = (a + 1j * b) * torch.exp(1j * rope.angles(positions)) * rope.attention_factor
    if rope.layout == "half":
        return torch.cat((number.real, number.imag, still), -1)
    return torch.cat((torch.stack((number.real, number.imag), -1).flatten(-2), still), -1)


def parts(rope: Rope, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    rotating, still = x[..., : rope.rotary_dim], x[..., rope.rotary_dim :]
    if rope.layout == "half":
        return *rotating.chunk(2, -1), still
    return rotating[..., 0::2], rotating[..., 1::2], still


def assert_rounded_once(turned: Tensor, rope: Rope, x: Tensor, positions) -> None:
    """Half precision: as near as its dtype allows. float32 and float64: a few roundings."""
    assert (turned.shape, turned.dtype, turned.device) == (x.shape, x.dtype, x.device)
    want = exact(rope, x, positions)
    a, b, still = parts(rope, x.detach().double())
    length = torch.hypot(a, b) * rope.attention_factor
    length = torch.cat((length, length), -1) if rope.layout == "half" else length.repeat_interleave(2, -1)
    length = torch.cat((length, still.abs()), -1)
    if x.dtype in (torch.bfloat16, torch.float16):
        limits = torch.finfo(x.dtype)
        allowed = 0.5 * limits.eps * want.abs().clamp(min=limits.tiny) + 4 * 2**-24 * length
    else:
        allowed = 3 * torch.finfo(x.dtype).eps * length
    assert ((turned.double() - want).abs() <= allowed).all()


def as_stored(x: Tensor, how: str) -> Tensor:
    """The same numbers, elsewhere in memory."""
    if how == "odd offset":  # by one component: no pair begins where a complex number may
        return torch.cat((x.new_zeros(1), x.flatten()))[1:].view(x.shape)
    if how == "odd rows":
        return torch.cat((x, x[..., :1]), -1)[..., :-1]
    if how == "strided":
        return x.repeat_interleave(2, -1)[..., ::2]
    if how == "heads after tokens":
        return x.transpose(-2, -3).contiguous().transpose(-2, -3)
    if how == "one of three":
        return torch.stack((x, x, x))[1]
    if how == "negated":  # a minus sign that is not in memory
        return torch._neg_view(-x)
    if how == "expanded":
        return x[:1].expand(x.shape)
    return x


STORED = [
    "plain",
    "odd offset",
    "odd rows",
    "strided",
    "heads after tokens",
    "one of three",
    "negated",
    "expanded",
]
ROPES = {
    "whole": {"head_dim": 8},
    "partial": {"head_dim": 12, "rotary_dim": 6},
    "scaled": {"head_dim": 8, "scaling": yarn(factor=4, original_length=64)},
}


@pytest.fixture(params=["some tokens", "some sequences", "whole"])
def block(request, monkeypatch):
    """As large vectors are turned, two tokens or two sequences or so at a time; or as small ones, at once."""
    if request.param != "whole":
        monkeypatch.setattr(kernel, "BLOCK", 100 if request.param == "some tokens" else 500)
        monkeypatch.setattr(kernel, "SMALL", 0)


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


COMPILED = {"half": kernel._fused_half, "interleaved": kernel._fused_bfloat16}  # not compiled, for speed


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_compiled_model_takes_it_in_without_a_break(layout, dtype):
    rope, x = Rope(12, layout=layout, rotary_dim=8), normal(2, 3, 5, 12, dtype=dtype).requires_grad_()
    tables = rope.tables(range(5))
    model = torch.compile(lambda x: rope.rotate(2 * x, tables).square(), fullgraph=True, backend="aot_eager")
    near = {"rtol": 0, "atol": 128 * torch.finfo(dtype).eps}  # squares of up to 64, four roundings
    torch.testing.assert_close(model(x), rope.rotate(2 * x, tables).square(), **near)
    (slope,) = torch.autograd.grad(model(x).sum(), x)
    torch.testing.assert_close(slope, 8 * x.detach(), **near)  # because lengths stay


# The compiled paths


@pytest.fixture
def fresh(monkeypatch):
    """torch.compile has compiled nothing yet, so its limit of recompilations is far; and nothing is small."""
    monkeypatch.setattr(kernel, "SMALL", 0)
    torch.compiler.reset()
    kernel._compiled.cache_clear()
    yield
    torch.compiler.reset()
    kernel._compiled.cache_clear()


@pytest.fixture
def compiler(fresh):
    """Something that torch.compile can compile with on a CPU."""
    if not any(map(shutil.which, ("c++", "g++", "clang++"))):
        pytest.skip("torch.compile needs a C++ compiler")


@pytest.mark.parametrize(
    ("kind", "dtype"), [*(("whole", dtype) for dtype in DTYPES), ("partial", torch.bfloat16)]
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_compiled_is_as_exact(layout, kind, dtype, compiler, recwarn):
    rope, positions = Rope(**ROPES[kind], layout=layout), torch.arange(7) * 12_345
    tables = rope.tables(positions, torch.float64 if dtype == torch.float64 else torch.float32)
    x = normal(3, 4, 7, rope.head_dim, dtype=dtype).requires_grad_()
    turned = rope.rotate(x, tables, compiled=True)
    assert_rounded_once(turned.detach(), rope, x, positions)
    turned.backward(x.detach())
    assert_rounded_once(x.grad, rope, x, -positions)
    assert not [warning for warning in recwarn if "compiled=True" in str(warning.message)]


@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_compiled_turns_however_it_is_stored(layout, stored, compiler):
    rope, positions = Rope(8, layout=layout), torch.arange(7) * 12_345
    x = as_stored(normal(3, 4, 7, 8, dtype=torch.bfloat16), stored)
    before = x.clone()
    assert_rounded_once(rope.rotate(x, positions, compiled=True), rope, x, positions)
    assert torch.equal(x, before)


def test_bits_of_a_rounded_bfloat16_are_torchs():
    bits = torch.arange(-(2**31), 2**31, 99_991, dtype=torch.int64).to(torch.int32)
    ties = torch.arange(-(2**31) + 0x8000, 2**31, 0x10000, dtype=torch.int64).to(torch.int32)
    values = torch.cat((bits, ties, ties + 1, ties - 1)).view(torch.float32)
    values = values[~values.isnan()]
    mine = (kernel._to_upper(values) >> 16).to(torch.int16).view(torch.bfloat16)
    assert torch.equal(mine, values.bfloat16())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_not_finite_stays_so_in_its_pair_only(layout, compiler):
    rope, x = Rope(8, layout=layout), normal(6, 8, dtype=torch.bfloat16)
    x[1, 0], x[2, 1], x[3, 2] = torch.nan, torch.inf, -torch.inf
    x[4, :2] = 3e38  # one of the pair grows too large
    for compiled in (False, True):
        turned = rope.rotate(x, [5] * 6, compiled=compiled)
        want = exact(rope, x, [5] * 6)
        assert torch.equal(turned.isfinite(), want.to(torch.float32).bfloat16().isfinite())


def test_the_limit_of_recompilations_is_told_and_the_result_right(compiler):
    name = "recompile_limit" if hasattr(torch._dynamo.config, "recompile_limit") else "cache_size_limit"
    rope = Rope(8, layout="half")
    with torch._dynamo.config.patch(**{name: 1}):
        rope.rotate(normal(3, 8), range(3), compiled=True)
        x = normal(2, 3, 8)
        with pytest.warns(RuntimeWarning, match="compiled=True rotated without compiling: right") as told:
            turned = rope.rotate(x, range(3), compiled=True)
        assert told[0].filename == __file__
        assert_rounded_once(turned, rope, x, range(3))


def test_lengths_and_batches_do_not_use_up_the_limit(compiler, recwarn):
    rope = Rope(8, layout="half")
    for tokens, batch in itertools.product((1, 5, 6, 9, 13, 17), (2, 3, 5)):
        rope.rotate(normal(batch, 4, tokens, 8), range(tokens), compiled=True)
    assert not [warning for warning in recwarn if "compiled=True" in str(warning.message)]


@pytest.mark.parametrize(
    ("shape", "parts"),
    [
        ((4, 3, 16, 8), {(2, 3, 16, 8)}),  # 64 turns are few: sequences stay whole
        ((2, 9, 16, 8), {(1, 8, 16, 8), (1, 1, 16, 8)}),  # as do heads, where a sequence is too large
        ((4, 2, 32, 8), {(4, 2, 16, 8)}),  # 128 turns are many: some tokens of all
        ((1, 512, 2, 8), {(1, 64, 2, 8)}),
        ((640, 8), {(128, 8)}),
    ],
)
def test_what_is_large_is_turned_in_parts_that_stay_in_the_cache(shape, parts, monkeypatch):
    rope, x, seen = Rope(8, layout="half"), normal(*shape), set()
    monkeypatch.setattr(kernel, "BLOCK", 1024)
    monkeypatch.setattr(kernel, "SMALL", 0)
    half = kernel._half
    monkeypatch.setattr(kernel, "_half", lambda x, *rest: seen.add(tuple(x.shape)) or half(x, *rest))
    assert_rounded_once(rope.rotate(x, range(shape[-2])), rope, x, range(shape[-2]))
    assert seen == parts


def test_axes_that_do_not_merge_are_turned_as_well(compiler):
    rope, x = Rope(8, layout="half"), normal(3, 2, 2, 4, 7, 8).transpose(0, 1)
    assert x.stride(0) < x.stride(1)
    assert_rounded_once(rope.rotate(x, range(7), compiled=True), rope, x, range(7))


@pytest.mark.parametrize("small", [0, 2**15])
@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_negated_or_conjugated_when_read_is_turned_so(layout, compiled, small, compiler, monkeypatch):
    monkeypatch.setattr(kernel, "SMALL", small)
    rope, x = Rope(8, layout=layout), torch.complex(normal(3, 8), normal(3, 8, seed=1)).conj().imag
    tables = rope.tables(range(3))
    assert x.is_neg()
    assert_rounded_once(rope.rotate(x, tables, compiled=compiled), rope, x, range(3))
    back = rope.rotate(normal(3, 8), Tables(tables.phasors.conj()), compiled=compiled)
    assert_rounded_once(back, rope, normal(3, 8), [0, -1, -2])


# Memory


class Peak(TorchDispatchMode):
    """Most bytes that tensors held at a time beyond those that were there before."""

    def __init__(self) -> None:
        super().__init__()
        self.held, self.most, self.seen = 0, 0, weakref.WeakSet()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        before = {t.untyped_storage().data_ptr() for t in tree(args, kwargs) if isinstance(t, Tensor)}
        result = function(*args, **(kwargs or {}))
        for tensor in tree(result):
            if not isinstance(tensor, Tensor):
                continue
            storage = tensor.untyped_storage()
            if storage.data_ptr() in before or storage in self.seen:
                continue
            self.seen.add(storage)
            self.held += storage.nbytes()
            self.most = max(self.most, self.held)
            weakref.finalize(storage, self.free, storage.nbytes())
        return result

    def free(self, size: int) -> None:
        self.held -= size


def tree(*values):
    return torch.utils._pytree.tree_leaves(values)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_turning_needs_the_result_and_a_block_and_no_more(layout, dtype, monkeypatch):
    monkeypatch.setattr(kernel, "BLOCK", 2**12)
    rope, x = Rope(64, layout=layout), normal(2, 4, 512, 64, dtype=dtype)
    tables = rope.tables(range(512))
    rope.rotate(x, tables)  # makes what the tables keep
    bytes_, block = x.numel() * x.element_size(), 3 * 4 * 2**12
    with Peak() as peak:
        turned = rope.rotate(x, tables)
    assert bytes_ <= peak.most <= bytes_ + block
    x.requires_grad_()
    with Peak() as peak:
        turned = rope.rotate(x, tables)
    assert peak.most <= bytes_ + block
    loss = (turned.float() ** 2).sum()
    del turned
    saved = [tensor for tensor in gradients_keep(rope.rotate(x, tables)) if tensor.numel() >= x.numel()]
    assert not saved and loss.requires_grad


def gradients_keep(result: Tensor) -> list[Tensor]:
    node = result.grad_fn
    return [getattr(node, name) for name in dir(node) if name.startswith("_saved")] + list(
        getattr(node, "saved_tensors", ())
    )


def test_the_meter_of_memory_sees_copies():
    x = normal(8, 8)
    with Peak() as peak:
        kept = (x + 1).view(64)
        _ = x * 2
    assert kept.numel() == 64 and peak.most == 2 * 4 * 64


# Tables


def test_tables_elsewhere_are_refused():
    rope = Rope(8)
    with pytest.raises(ValueError, match=r"tables must be on the device of x, .*x is on cpu, tables on meta"):
        rope.rotate(normal(3, 8), Tables(rope.tables(range(3)).phasors.to("meta")))
