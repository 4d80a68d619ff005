"""Turning by torch.compile, inside a compiled model and by itself, held to complex numbers in float64."""

import itertools
import shutil

import pytest
import torch
from kernel_cases import (
    DTYPES,
    LAYOUTS,
    ROPES,
    STORED,
    as_stored,
    assert_rounded_once,
    exact,
    normal,
)

from rope_viz.encodings import kernel
from rope_viz.encodings.base import Tables
from rope_viz.encodings.rope import Rope


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
