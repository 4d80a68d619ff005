"""Rotating fast: the only door to whatever is done for speed.

`plain` is the formula. All else gives the same result without temporaries as large as the vectors, because
queries and keys are large, rotating them is little work, and the time goes into moving bytes:

- where a pair lies in memory as one complex number, one multiplication does it all;
- where it does not, parts that stay in the processor's cache are rotated one after the other;
- ``compiled=True`` lets torch.compile fuse everything into one pass, on a CPU and on a GPU;
- autograd sees one step, and keeps nothing but the tables.

Shapes: x is (..., tokens, head_dim), phasors are (..., tokens, pairs) and complex.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

import torch
from torch import Tensor
from torch._C import _are_functorch_transforms_active
from torch.autograd import forward_ad
from torch.compiler import is_compiling

from rope_viz.encodings.base import Tables

Layout = Literal["interleaved", "half"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
BLOCK = 3 * 2**18  # components of a part: with its temporary, it stays in the cache
SMALL = 2**15  # components up to which, on a CPU, the number of calls costs more than the bytes do
# Kinds of tensors that have a way of their own, and the module whose `rotate` is that way.
FOREIGN = {"DTensor": "rope_viz.encodings.sharded"}


def turn(x: Tensor, tables: Tables, layout: str, compiled: bool = False) -> Tensor:
    """Rotate the first ``2 · pairs`` components of ``x`` and let the others pass.

    The arithmetic is done in the precision of the tables and rounded once to the dtype of ``x``.
    """
    phasors = tables.phasors
    carried = has_tangent(x, phasors)
    learned = phasors.requires_grad or (carried and has_tangent(phasors))
    if learned or is_compiling() or _are_functorch_transforms_active():
        return plain(x, phasors, layout)  # torch sees every step, and fuses or transforms them itself
    if carried or (x.requires_grad and torch.is_grad_enabled()):
        return _Turn.apply(x, tables, layout, compiled)
    return _turned(x, tables, layout, compiled)


def plain(x: Tensor, phasors: Tensor, layout: str) -> Tensor:
    """The formula: (a, b) becomes (a cos - b sin, b cos + a sin)."""
    width, cos, sin = 2 * phasors.shape[-1], phasors.real, phasors.imag
    axis = -2 if layout == "half" else -1
    a, b = _split(x[..., :width].to(cos.dtype), layout).unbind(axis)
    turned = torch.stack((a * cos - b * sin, b * cos + a * sin), axis).flatten(-2).to(x.dtype)
    return turned if width == x.shape[-1] else torch.cat((turned, x[..., width:]), -1)


def foreign(x: Any) -> Callable[..., Any] | None:
    """How a tensor of another kind is rotated where it lies, or None for torch's own kind."""
    module = None if type(x) is Tensor else FOREIGN.get(type(x).__name__)
    return importlib.import_module(module).rotate if module else None


def has_tangent(*values: Tensor) -> bool:
    """Whether a derivative is carried along with any of them, forward."""
    if is_compiling():  # torch.compile keeps away from such tensors itself
        return False
    # Outside of all levels of forward differentiation, the cheap question spares the dear one.
    if getattr(forward_ad, "_current_level", 0) < 0:
        return False
    return any(forward_ad.unpack_dual(value).tangent is not None for value in values)


class _Turn(torch.autograd.Function):
    """Rotating as one step for autograd: the gradient is the gradient of the result, rotated back."""

    @staticmethod
    def forward(ctx, x, tables, layout, compiled):
        ctx.how = tables, layout, compiled
        return _turned(x, tables, layout, compiled)

    @staticmethod
    def backward(ctx, gradient):
        tables, layout, compiled = ctx.how
        return _Turn.apply(gradient, tables.back, layout, compiled), None, None, None

    @staticmethod
    def jvp(ctx, tangent, *_):
        return _Turn.apply(tangent, *ctx.how)


def _turned(x: Tensor, tables: Tables, layout: str, compiled: bool) -> Tensor:
    """Choose the way, and rotate ``x`` into new memory."""
    if 0 < x.numel() <= SMALL and x.is_cpu:
        return _in_few_calls(x, tables, layout)
    x = x.resolve_neg()  # torch.compile overlooks a minus sign that is not in memory
    whole = out = torch.empty_like(x)  # where pairs are packed in x, they are in it
    if tables.width < x.shape[-1]:
        out[..., tables.width :] = x[..., tables.width :]
        x, out = x[..., : tables.width], out[..., : tables.width]
    if layout == "interleaved" and x.dtype == tables.real and _packed(x):
        kind = tables.phasors.dtype
        torch.mul(x.view(kind), tables.phasors, out=out.view(kind))
    elif not (compiled and _fuse(x, tables, layout, out)):
        _by_parts(x, tables, layout, out)
    return whole


def _in_few_calls(x: Tensor, tables: Tables, layout: str) -> Tensor:
    """For a few tokens: with temporaries, and in as few calls of torch as can be."""
    width, still = tables.width, None
    if width < x.shape[-1]:
        x, still = x[..., :width], x[..., width:]
    wide = x.type(tables.real)  # .to() takes half as long again
    if layout == "half":
        cos, sin = tables.planes
        turned = wide.roll(width // 2, -1).mul_(sin).addcmul_(wide, cos)
    else:
        wide = wide.resolve_neg()
        if not (wide.is_contiguous() and _packed(wide)):  # the same loops wherever it lies, so the same bits
            wide = wide.clone(memory_format=torch.contiguous_format)
        turned = (wide.view(tables.phasors.dtype) * tables.phasors).view(wide.dtype)
    turned = turned.type(x.dtype)
    return turned if still is None else torch.cat((turned, still), -1)


def _by_parts(x: Tensor, tables: Tables, layout: str, out: Tensor) -> None:
    """Rotate a part at a time, so that what is written between is read back from the cache."""
    turn_part: Callable[..., None]
    factors: list[Tensor]
    if layout == "interleaved":
        turn_part, factors = _interleaved, [tables.phasors]
    else:
        cos, sin = tables.planes
        turn_part, factors = _half, [cos, *sin.chunk(2, -1)]
    if x.numel() <= BLOCK or not x.is_cpu:
        turn_part(x, out, *factors)
    elif tables.phasors.ndim == 2 and tables.phasors.numel() <= BLOCK // 16:
        # Whole sequences, for each lies in one piece, and the factors stay in the cache as well.
        _each_part(lambda x, out: turn_part(x, out, *factors), (x, out), range(x.ndim - 2))
    else:  # some tokens of all sequences, so that the factors of each are read once
        _each_part(turn_part, (x, out, *factors), (-2,))


def _each_part(turn_part: Callable[..., None], whole: Sequence[Tensor], axes: Sequence[int]) -> None:
    """Divide along the first of these axes, and along the next what is still too large."""
    x, (axis, *further) = whole[0], axes
    length = max(1, BLOCK * x.shape[axis] // x.numel())
    for part in zip(*(each.split(length, axis) for each in whole), strict=True):
        if further and part[0].numel() > BLOCK:
            _each_part(turn_part, part, further)
        else:
            turn_part(*part)


def _interleaved(x: Tensor, out: Tensor, phasors: Tensor) -> None:
    wide = x.to(phasors.real.dtype, copy=True, memory_format=torch.contiguous_format)
    wide.view(phasors.dtype).mul_(phasors)
    out.copy_(wide)


def _half(x: Tensor, out: Tensor, cos: Tensor, minus_sin: Tensor, sin: Tensor) -> None:
    wide = x.to(cos.dtype)
    turned = out if out.dtype == cos.dtype else torch.empty_like(wide)
    (a, b), (turned_a, turned_b) = wide.chunk(2, -1), turned.chunk(2, -1)
    torch.mul(wide, cos, out=turned)
    turned_a.addcmul_(b, minus_sin)
    turned_b.addcmul_(a, sin)
    if turned is not out:
        out.copy_(turned)


def _fuse(x: Tensor, tables: Tables, layout: str, out: Tensor) -> bool:
    """Let torch.compile make one pass of it, where it can; say whether it did."""
    (cos, _), (_, sin) = (plane.chunk(2, -1) for plane in tables.planes)
    if layout == "half":
        arguments = _split(x, layout), cos[..., None, :], sin[..., None, :], _split(out, layout)
    elif x.dtype == torch.bfloat16 and _packed(x):
        arguments = x.view(torch.int32), cos, sin, out.view(torch.int32)
    else:
        return False
    try:
        _compiled(layout)(*arguments)
    except getattr(torch._dynamo.exc, "FailOnRecompileLimitHit", ()):
        warnings.warn(
            "compiled=True rotated without compiling: right, but several times slower, because torch.compile "
            "has met more kinds of arguments than torch._dynamo.config.recompile_limit allows. Raise that "
            "limit, or leave compiled out.",
            RuntimeWarning,
            stacklevel=5,  # who called rotate
        )
        return False
    return True


@functools.cache
def _compiled(layout: str) -> Callable[..., None]:
    """The compiled function of a layout; each kind of memory counts its recompilations for itself.

    fullgraph, because then torch.compile never falls back in silence.
    """
    fused = _fused_half if layout == "half" else _fused_bfloat16
    since_2_13 = "isolate_recompiles" in inspect.signature(torch.compile).parameters
    alone: dict[str, Any] = {"isolate_recompiles": True} if since_2_13 else {}

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
    """Whether every two neighbours lie in memory as one number twice as wide would."""
    *others, last = x.stride()
    return last == 1 and math.gcd(x.storage_offset(), *others) % 2 == 0  # all of them are even
