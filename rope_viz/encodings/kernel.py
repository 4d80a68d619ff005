"""The arithmetic of turning: vectors times cosines and sines, in each layout, as fast as memory allows.

`plain` says what is computed. The rest of this file gives the same result without temporaries the size of the
vectors: queries and keys are large, turning them is little work, and so the time goes into moving bytes. What
is asked to be compiled is turned by `rope_viz.encodings.loops` on a CPU, by torch.compile elsewhere.

Shapes: x is (..., tokens, head_dim), turns are (..., tokens, pairs) and complex.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import math
import operator
import warnings
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import torch
from torch import Tensor
from torch._C import _are_functorch_transforms_active
from torch.compiler import is_compiling

from rope_viz.checks import has_tangent
from rope_viz.encodings.tables import Tables

LAYOUTS = ("interleaved", "half")
BLOCK = 3 * 2**18  # components that are turned at once where a temporary is needed: it stays in the cache
SMALL = 2**15  # components up to which the number of calls costs more than the bytes do, on a CPU


def turn(x: Tensor, tables: Tables, layout: str, out: Tensor | None = None, compiled: bool = False) -> Tensor:
    """Turn the first ``2 · pairs`` components of ``x``; the others pass.

    The arithmetic is done in the precision of the tables and rounded once to the dtype of ``x``.
    """
    turns = tables.turns
    carried = has_tangent(turns, x)
    learned = turns.requires_grad or (carried and has_tangent(turns))
    if learned or is_compiling() or _are_functorch_transforms_active():
        turned = plain(x, turns, layout)  # torch sees every step, and fuses or transforms them itself
        return turned if out is None else out.copy_(turned)
    if out is None:
        if carried or (x.requires_grad and torch.is_grad_enabled()):
            return _Turn.apply(x, tables, layout, compiled)
        return _write(x, tables, layout, None, compiled)
    # Where derivatives are recorded, none of these has one: `checks.writable` has seen to that.
    if _small(x) or out.is_neg():
        return out.copy_(_write(x, tables, layout, None, compiled))
    if not _overlap(x, out):
        return _write(x, tables, layout, out, compiled)
    if _same_place(x, out) and not compiled:
        return _write(x, tables, layout, out, compiled, in_place=True)
    return out.copy_(_write(x, tables, layout, None, compiled))


def plain(x: Tensor, turns: Tensor, layout: str) -> Tensor:
    """What turning is: (a, b) becomes (a cos - b sin, b cos + a sin)."""
    width, cos, sin = 2 * turns.shape[-1], turns.real, turns.imag
    axis = -2 if layout == "half" else -1
    a, b = _split(x[..., :width].to(cos.dtype), layout).unbind(axis)
    turned = torch.stack((a * cos - b * sin, b * cos + a * sin), axis).flatten(-2).to(x.dtype)
    return turned if width == x.shape[-1] else torch.cat((turned, x[..., width:]), -1)


class _Turn(torch.autograd.Function):
    """Turning as one step for autograd: the gradient is the gradient of the result, turned back."""

    @staticmethod
    def forward(ctx, x, tables, layout, compiled):
        ctx.how = tables, layout, compiled
        return _write(x, tables, layout, None, compiled)

    @staticmethod
    def backward(ctx, gradient):
        tables, layout, compiled = ctx.how
        return _Turn.apply(gradient, tables.back, layout, compiled), None, None, None

    @staticmethod
    def jvp(ctx, tangent, *_):
        return _Turn.apply(tangent, *ctx.how)


def _small(x: Tensor) -> bool:
    return 0 < x.numel() <= SMALL and x.is_cpu


def _few_calls(x: Tensor, tables: Tables, layout: str) -> Tensor:
    """What `_write` computes, with temporaries, and in as few calls as can be."""
    width, turns, still = tables.width, tables.turns, None
    if width < x.shape[-1]:
        x, still = x[..., :width], x[..., width:]
    wide = x.type(tables.real)  # for so few numbers .to() takes half as long again
    if layout == "half":
        cos, sin = tables.planes
        turned = wide.roll(width // 2, -1).mul_(sin).addcmul_(wide, cos)
    else:
        wide = wide.resolve_neg()
        if not (wide.is_contiguous() and _packed(wide)):  # the same loops wherever it lies, so the same bits
            wide = wide.clone(memory_format=torch.contiguous_format)
        turned = (wide.view(turns.dtype) * turns).view(wide.dtype)
    turned = turned.type(x.dtype)
    return turned if still is None else torch.cat((turned, still), -1)


def _write(
    x: Tensor, tables: Tables, layout: str, out: Tensor | None, compiled: bool, in_place: bool = False
) -> Tensor:
    """Turn ``x`` into ``out``, which is another place (a new one if None) or, if ``in_place``, the same."""
    if out is None:
        if _small(x):
            return _few_calls(x, tables, layout)
        out = torch.empty_like(x)
    x = x.resolve_neg()  # nothing below may see a sign that is not in memory: torch.compile overlooks it
    whole, width = out, tables.width
    if width < x.shape[-1]:
        out[..., width:] = x[..., width:]
        x, out = x[..., :width], out[..., :width]
    if layout == "interleaved" and x.dtype == tables.real and _packed(x) and _packed(out):
        # A pair is one complex number in memory, and turning it is one multiplication.
        kind = tables.turns.dtype
        torch.mul(x.view(kind), tables.turns, out=out.view(kind))
    elif not (compiled and (_write_loops(x, tables, layout, out) or _write_fused(x, tables, layout, out))):
        _write_blocks(x, tables, layout, out, in_place)
    return whole


def _write_blocks(x: Tensor, tables: Tables, layout: str, out: Tensor, in_place: bool) -> None:
    """A part at a time, so that what is written between is read back from the cache."""
    turn_part, turns = _steps(x, tables, layout, in_place)
    if x.numel() <= BLOCK or not x.is_cpu:
        turn_part(x, out, *turns)
    elif tables.turns.ndim == 2 and tables.turns.numel() <= BLOCK // 16:
        # Whole sequences, for each lies in one piece, and the turns stay in the cache as well.
        _part_by_part(lambda x, out: turn_part(x, out, *turns), (x, out), range(x.ndim - 2))
    else:  # some tokens of all sequences, so that the turns of each are read once
        _part_by_part(turn_part, (x, out, *turns), (-2,))


def _part_by_part(turn_part: Callable[..., None], whole: Sequence[Tensor], axes: Sequence[int]) -> None:
    """Divide along the first of these axes, and along the next what is still too large."""
    x, (axis, *further) = whole[0], axes
    length = max(1, BLOCK * x.shape[axis] // x.numel())
    for part in zip(*(each.split(length, axis) for each in whole), strict=True):
        if further and part[0].numel() > BLOCK:
            _part_by_part(turn_part, part, further)
        else:
            turn_part(*part)


def _steps(
    x: Tensor, tables: Tables, layout: str, in_place: bool
) -> tuple[Callable[..., None], Sequence[Tensor]]:
    """How a part is turned, and with what."""
    if layout == "interleaved":
        return _interleaved, [tables.turns]
    if x.dtype != tables.real:
        return _half_by_copy(tables.real, x.device), tables.side_by_side.chunk(2, -1)
    cos, sin = tables.planes
    return _half_in_place if in_place else _half, [cos, *sin.chunk(2, -1)]


def _interleaved(x: Tensor, out: Tensor, turns: Tensor) -> None:
    copied = x.to(turns.real.dtype, copy=True, memory_format=torch.contiguous_format)
    copied.view(turns.dtype).mul_(turns)
    out.copy_(copied)


def _half(x: Tensor, out: Tensor, cos: Tensor, minus_sin: Tensor, sin: Tensor) -> None:
    (a, b), (turned_a, turned_b) = x.chunk(2, -1), out.chunk(2, -1)
    torch.mul(x, cos, out=out)
    turned_a.addcmul_(b, minus_sin)
    turned_b.addcmul_(a, sin)


def _half_in_place(x: Tensor, out: Tensor, *turns: Tensor) -> None:
    turned = torch.empty_like(x)
    _half(x, turned, *turns)
    out.copy_(turned)


def _half_by_copy(dtype: torch.dtype, device: torch.device) -> Callable[..., None]:
    """In a copy in that dtype, whose memory parts of one shape share."""

    @functools.lru_cache(maxsize=1)
    def memory(shape: torch.Size) -> tuple[Tensor, ...]:
        wide = torch.empty(shape, dtype=dtype, device=device)
        a, b = wide.chunk(2, -1)
        return wide, a, b, torch.empty_like(a, memory_format=torch.contiguous_format)

    def turn_part(x: Tensor, out: Tensor, cos: Tensor, sin: Tensor) -> None:
        wide, a, b, spare = memory(x.shape)
        wide.copy_(x)
        # Half of another copy is all the memory that this takes: the less, the more stays in the cache.
        torch.mul(a, sin, out=spare)
        a.mul_(cos).addcmul_(b, sin, value=-1)
        torch.addcmul(spare, b, cos, out=b)
        out.copy_(wide)

    return turn_part


def _write_loops(x: Tensor, tables: Tables, layout: str, out: Tensor) -> bool:
    """On a CPU, turn in loops that Numba compiles, where it is installed; say whether they did."""
    if not (x.is_cpu and (loops := _loops()) and loops.turn_into(x, tables, out, layout)):
        return False
    if not out.is_inference():
        torch.autograd.graph.increment_version(out)  # torch has not seen that it was written
    return True


@functools.cache
def _loops() -> ModuleType | None:
    """The module of loops, which loads Numba; None where that is not installed."""
    return importlib.import_module("rope_viz.encodings.loops") if importlib.util.find_spec("numba") else None


def _write_fused(x: Tensor, tables: Tables, layout: str, out: Tensor) -> bool:
    """Let torch.compile fuse it all into one pass, where it can; say whether it did."""
    cos, sin = tables.side_by_side.chunk(2, -1)
    if layout == "half":
        arguments = _split(x, layout), cos[..., None, :], sin[..., None, :], _split(out, layout)
    elif x.dtype == torch.bfloat16 and _packed(x) and _packed(out):
        arguments = x.view(torch.int32), cos, sin, out.view(torch.int32)
    else:
        return False
    try:
        _compiled(layout)(*arguments)
    except getattr(torch._dynamo.exc, "FailOnRecompileLimitHit", ()):
        warnings.warn(
            "compiled=True turned without compiling: right, but several times slower, because torch.compile "
            "has met more kinds of arguments than torch._dynamo.config.recompile_limit allows. Raise that "
            "limit, or leave compiled out.",
            RuntimeWarning,
            stacklevel=5,  # who called rotate
        )
        return False
    return True


@functools.cache
def _compiled(layout: str) -> Callable[..., None]:
    """One function for each layout, and of each one for each kind of memory, with recompilations of its own.

    fullgraph, because then torch.compile never falls back in silence.
    """
    fused = _fused_half if layout == "half" else _fused_bfloat16
    known = inspect.signature(torch.compile).parameters
    alone: dict[str, Any] = (
        {"isolate_recompiles": True} if "isolate_recompiles" in known else {}
    )  # since torch 2.13

    @functools.cache
    def of_kind(*kind: object) -> Callable[..., None]:
        return torch.compile(fused, fullgraph=True, **alone)

    def turn_compiled(x: Tensor, cos: Tensor, sin: Tensor, out: Tensor) -> None:
        of_kind(x.dtype, x.is_inference(), out.is_inference())(x, cos, sin, out)

    return turn_compiled


def _fused_half(x: Tensor, cos: Tensor, sin: Tensor, out: Tensor) -> None:
    # (..., tokens, 2, pairs), the shape that makes the compiler's loops free of divisions.
    a, b = x.to(cos.dtype).split(1, dim=-2)
    first = (torch.arange(2, device=x.device) == 0)[:, None]
    out.copy_(torch.where(first, a * cos - b * sin, b * cos + a * sin))


def _fused_bfloat16(pairs: Tensor, cos: Tensor, sin: Tensor, out: Tensor) -> None:
    # A bfloat16 is the upper half of a float32, and an interleaved pair of them is one int32, b above a.
    upper = -65536
    a, b = (pairs << 16).view(torch.float32), (pairs & upper).view(torch.float32)
    first, second = _to_upper(a * cos - b * sin), _to_upper(b * cos + a * sin)
    out.copy_(((first >> 16) & 0xFFFF) | (second & upper))


def _to_upper(value: Tensor) -> Tensor:
    """Bits of a float32 after rounding to the nearest bfloat16, to even if two are as near."""
    bits = value.view(torch.int32)
    return bits + 0x7FFF + ((bits >> 16) & 1)


def _split(x: Tensor, layout: str) -> Tensor:
    """(..., 2 · pairs) to (..., 2, pairs) or (..., pairs, 2), without copying."""
    pairs = x.shape[-1] // 2
    return x.unflatten(-1, (2, pairs) if layout == "half" else (pairs, 2))


def _packed(x: Tensor) -> bool:
    """Whether every pair of neighbours lies in memory as one number twice as wide would."""
    *others, last = x.stride()
    return last == 1 and math.gcd(x.storage_offset(), *others) % 2 == 0  # all of them are even


def _same_place(x: Tensor, y: Tensor) -> bool:
    return x.data_ptr() == y.data_ptr() and x.stride() == y.stride() and x.dtype == y.dtype


def _overlap(x: Tensor, y: Tensor) -> bool:
    """Whether the stretches of memory from first to last component have anything in common.

    They are on one device, alike in shape and dtype, and not empty.
    """
    if x.is_contiguous() and y.is_contiguous():
        return abs(x.data_ptr() - y.data_ptr()) < x.nbytes
    (x_first, x_last), (y_first, y_last) = _stretch(x), _stretch(y)
    return x_first <= y_last and y_first <= x_last


def _stretch(x: Tensor) -> tuple[int, int]:
    """Addresses of the first and the last component."""
    steps, first = x.stride(), x.data_ptr()
    return first, first + x.element_size() * (sum(map(operator.mul, x.shape, steps)) - sum(steps))
