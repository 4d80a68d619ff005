"""Turning on a CPU in one pass over memory: plain loops, which Numba compiles where it is installed.

A rotation reads two numbers and writes two, so a processor that does nothing else waits for memory. Written
as whole-tensor operations, it goes through memory several times; written as a loop, once. All else must be
done by the time that memory answers: so bfloat16 is turned two at a time, as words of 32 bits, cosines and
sines lie in the order of their use, and what tensors are like is looked at once for all that are alike.
"""

from __future__ import annotations

import contextlib
import functools
import math
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numba
import numpy as np
import torch
from llvmlite import ir
from numba.extending import intrinsic
from torch import Tensor

from rope_viz.encodings.tables import Tables

BLOCK = 2**14  # numbers that a thread turns before it takes more: enough to forget what starting costs
LINE = 64  # bytes that memory hands over at once
# Bytes before their use at which lines are asked for. A processor foresees the next line of one stream, but
# here four come and go in turns: both halves, where they are read and where they are written.
AHEAD = 2048
# Numba's simplest pool of threads, which it takes where it finds no other, ends the process if two ask at
# once. And no pool outlives a fork; where torch keeps to one thread, as in workers that load data, none is.
_ONE_AT_A_TIME = threading.Lock()

F32, F64, U32, U64 = np.float32, np.float64, np.uint32, np.uint64
ONE = U64(1)
_inlined = numba.njit(inline="always")


def turn_into(x: Tensor, tables: Tables, out: Tensor, layout: str) -> bool:
    """Turn ``x`` into ``out``, another place of a CPU's memory, if there is a loop for them; say whether.

    Shapes: x and out (..., tokens, 2 · pairs). Components of a vector must lie side by side, and those of
    bfloat16 so that two of them make a word.
    """
    if not (type(x) in _PLAIN and type(out) in _PLAIN):
        return False
    rows = tables.by_twos if layout == "half" and x.dtype == torch.bfloat16 else tables.side_by_side
    alike = layout, x.dtype, rows.dtype, x.shape, x.stride(), rows.shape, out.stride()
    turn, from_, to = _prepared(*alike, torch.get_num_threads()), x.data_ptr(), out.data_ptr()
    if turn is None or (from_ | to) % 4:
        return False
    with _ONE_AT_A_TIME:
        turn(from_, rows.data_ptr(), to)
    return True


_PLAIN = (Tensor, torch.nn.Parameter)


@functools.lru_cache(4096)
def _prepared(
    layout: str,
    dtype: torch.dtype,
    real: torch.dtype,
    shape: torch.Size,
    x_steps: tuple[int, ...],
    rows_shape: torch.Size,
    out_steps: tuple[int, ...],
    threads: int,
) -> Callable[[int, int, int], None] | None:
    """The loop for tensors that are like these, which then needs their addresses; None if there is none."""
    if (layout, dtype, real) not in _KINDS:
        return None
    together = 2 if dtype == torch.bfloat16 else 1  # components that are one number to the loop
    uneven = [*x_steps[:-1], *out_steps[:-1], shape[-1] // 2 if layout == "half" else shape[-1]]
    if x_steps[-1] != 1 or out_steps[-1] != 1 or any(count % together for count in uneven):
        return None
    x, out = (torch.empty_strided(shape, steps, device="meta") for steps in (x_steps, out_steps))
    rows = torch.empty(rows_shape, device="meta").expand(*shape[:-1], -1)
    try:
        x, rows, out = (each.view(*_four_axes(shape)) for each in (x, rows, out))
    except RuntimeError:  # more axes, which do not merge
        return None
    *outer, width = x.shape
    turn = functools.partial(
        _loop(layout, dtype, real, threads > 1),
        tuple(step // together for step in x.stride()[:-1]),
        rows.stride()[:-1],
        tuple(step // together for step in out.stride()[:-1]),
        (*outer, width // together),
    )
    return _at_most(threads)(turn) if 1 < threads < numba.config.NUMBA_NUM_THREADS else turn


def _four_axes(shape: torch.Size) -> tuple[int, ...]:
    """(batch, heads, tokens, components)."""
    *batch, heads, tokens, width = (1, 1, *shape) if len(shape) < 4 else shape
    return math.prod(batch), heads, tokens, width


@contextlib.contextmanager
def _at_most(threads: int) -> Iterator[None]:
    """Numba's threads as many as torch's."""
    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        yield
    finally:
        numba.set_num_threads(before)


@functools.cache
def _loop(layout: str, dtype: torch.dtype, real: torch.dtype, several: bool) -> Callable[..., None]:
    """The compiled loop over all vectors, for one thread or several."""
    stored, number, turn_row = _KINDS[layout, dtype, real]
    size, rows_size = stored().itemsize, number().itemsize  # bytes
    steps = "UniTuple(i8, 3)"

    # Multiplying and adding may be one instruction; nothing else about the order of arithmetic is given up.
    @numba.njit(
        f"void({steps}, {steps}, {steps}, UniTuple(i8, 4), i8, i8, i8)",
        parallel=several,
        nogil=True,
        error_model="numpy",
        fastmath={"contract"},
    )
    def turn_all(x_steps, rows_steps, out_steps, shape, x, rows, out):
        batch, heads, tokens, width = shape
        length = max(1, BLOCK // width)
        blocks = (tokens + length - 1) // length
        ahead = max(1, AHEAD // (width * size))
        for block in numba.prange(batch * heads * blocks):
            row, first = block // blocks, block % blocks * length
            b, h, count = row // heads, row % heads, min(length, tokens - first)
            source = x + (b * x_steps[0] + h * x_steps[1] + first * x_steps[2]) * size
            table = rows + (b * rows_steps[0] + h * rows_steps[1] + first * rows_steps[2]) * rows_size
            target = out + (b * out_steps[0] + h * out_steps[1] + first * out_steps[2]) * size
            for token in range(count):
                for start in range(0, width * size, LINE):
                    _soon_read(source + (token + ahead) * x_steps[2] * size + start)
                    _soon_written(target + (token + ahead) * out_steps[2] * size + start)
                turn_row(
                    _numbers(source + token * x_steps[2] * size, stored),
                    _numbers(table + token * rows_steps[2] * rows_size, number),
                    _numbers(target + token * out_steps[2] * size, stored),
                    U64(width),  # unsigned, for a number below zero would count from the end
                )

    return turn_all


@_inlined
def _numbers(address, kind):
    """The numbers from an address on. Their end is neither known nor asked for: loops keep to their shape."""
    return numba.carray(_pointer(address), (2**32,), kind)


@intrinsic
def _pointer(context, address):
    def generate(context, builder, signature, arguments):
        return builder.inttoptr(arguments[0], context.get_value_type(numba.types.voidptr))

    return numba.types.voidptr(address), generate


def _prefetch(to_write: bool) -> Callable[[int], None]:
    """Ask memory for what is at an address, and go on meanwhile."""

    @intrinsic
    def soon(context, address):
        def generate(context, builder, signature, arguments):
            whole, where = ir.IntType(32), builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())
            kind = ir.FunctionType(ir.VoidType(), [where.type, whole, whole, whole])
            prefetch = builder.module.declare_intrinsic("llvm.prefetch", [where.type], kind)
            data, to_stay = whole(1), whole(3)
            builder.call(prefetch, [where, whole(int(to_write)), to_stay, data])
            return context.get_dummy_value()

        return numba.types.void(address), generate

    return soon


_soon_read, _soon_written = _prefetch(False), _prefetch(True)

# How a row of numbers is turned, by a row of cosines and sines that lie as `Tables` says.


@_inlined
def _halves(x, rows, out, width):
    pairs = width >> ONE
    for p in range(pairs):
        a, b, c, s = x[p], x[p + pairs], rows[p], rows[p + pairs]
        out[p], out[p + pairs] = a * c - b * s, b * c + a * s


@_inlined
def _halves_by_twos(x, rows, out, width):
    twos = width >> ONE
    for p in range(twos):
        first, second = x[p], x[p + twos]
        a, b, c, s = _lower(first), _lower(second), rows[p], rows[p + width]
        d, e, f, t = _upper(first), _upper(second), rows[p + twos], rows[p + width + twos]
        out[p] = _word(a * c - b * s, d * f - e * t)
        out[p + twos] = _word(b * c + a * s, e * f + d * t)


@_inlined
def _neighbours(x, rows, out, width):
    for p in range(width):
        a, b, c, s = _lower(x[p]), _upper(x[p]), rows[p], rows[p + width]
        out[p] = _word(a * c - b * s, b * c + a * s)


# A bfloat16 is the upper half of a float32, and a word holds two of them, the second above the first.


@_inlined
def _lower(word):
    return U32(U32(word) << U32(16)).view(F32)


@_inlined
def _upper(word):
    return U32(word & U32(0xFFFF0000)).view(F32)


@_inlined
def _rounded(value):
    """Bits of a float32 whose upper half is the nearest bfloat16, the even one if two are as near."""
    bits = F32(value).view(U32)
    return U32(bits + U32(0x7FFF) + U32(U32(bits >> U32(16)) & U32(1)))


@_inlined
def _word(first, second):
    return U32(U32(_rounded(first) >> U32(16)) | U32(_rounded(second) & U32(0xFFFF0000)))


# What vectors, and cosines and sines, are stored as, and how a row of them is turned.
_KINDS: dict[tuple[str, torch.dtype, torch.dtype], tuple[Any, Any, Callable[..., None]]] = {
    ("half", torch.float32, torch.float32): (F32, F32, _halves),
    ("half", torch.float64, torch.float64): (F64, F64, _halves),
    ("half", torch.bfloat16, torch.float32): (U32, F32, _halves_by_twos),
    ("interleaved", torch.bfloat16, torch.float32): (U32, F32, _neighbours),
}
