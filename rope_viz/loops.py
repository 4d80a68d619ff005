"""Turning on a CPU in one pass over memory: plain loops, which Numba compiles where it is installed.

A rotation reads two numbers and writes two, so a processor that does nothing else waits for memory. Written
as whole-tensor operations, it goes through memory several times; written as a loop, once.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numba
import numpy as np
import torch
from numba.extending import intrinsic
from torch import Tensor

BLOCK = 2**14  # pairs that a thread turns before it takes more: enough to forget what starting costs
# Numba's simplest pool of threads, which it takes where it finds no other, ends the process if two ask at
# once. And no pool outlives a fork; where torch keeps to one thread, as in workers that load data, none is.
_ONE_AT_A_TIME = threading.Lock()

F32, F64, U16, U32, U64 = np.float32, np.float64, np.uint16, np.uint32, np.uint64
ONE, TWO = U64(1), U64(2)
_inlined = numba.njit(inline="always")


def turn_into(x: Tensor, turns: Tensor, out: Tensor, layout: str) -> bool:
    """Turn ``x`` into ``out``, another place, if there is a loop for them; say whether there is.

    Shapes: x and out (..., tokens, 2 · pairs); turns (..., tokens, pairs), complex, to broadcast. Interleaved
    pairs must lie in memory as one number twice as wide would.
    """
    if not x.numel():
        return True
    threads = torch.get_num_threads()
    values: tuple[Tensor, ...] = (x, turns.expand(*x.shape[:-1], -1), out)
    turn = _loop(layout, x.dtype, turns.dtype, threads > 1) if all(map(_plain, values)) else None
    if turn is None:
        return False
    if x.ndim != 4:
        try:
            values = tuple(map(_four_axes, values))
        except RuntimeError:  # more axes, which do not merge
            return False
    x, turns, out = values
    places, steps = (
        (x.data_ptr(), turns.data_ptr(), out.data_ptr()),
        (x.stride(), turns.stride(), out.stride()),
    )
    with _ONE_AT_A_TIME:
        if 1 < threads < numba.config.NUMBA_NUM_THREADS:
            with _at_most(threads):
                turn(*places, *steps, tuple(turns.shape))
        else:
            turn(*places, *steps, tuple(turns.shape))
    return True


@contextlib.contextmanager
def _at_most(threads: int) -> Iterator[None]:
    """Numba's threads as many as torch's."""
    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        yield
    finally:
        numba.set_num_threads(before)


def _plain(value: Tensor) -> bool:
    """Whether its numbers are in a CPU's memory as they are, the components of a vector side by side."""
    kind = type(value)
    return (
        (kind is Tensor or kind is torch.nn.Parameter)
        and value.is_cpu
        and value.stride(-1) == 1
        and not value.is_neg()
        and not value.is_conj()
    )


def _four_axes(value: Tensor) -> Tensor:
    """(batch, heads, tokens, components), without copying."""
    return value[(None,) * (4 - value.ndim)] if value.ndim < 4 else value.view(-1, *value.shape[-3:])


@functools.cache
def _loop(layout: str, dtype: torch.dtype, turns: torch.dtype, several: bool) -> Callable[..., None] | None:
    """The compiled loop over all vectors, for one thread or several; None if there is none."""
    if (layout, dtype, turns) not in _KINDS:
        return None
    stored, real, turn_row = _KINDS[layout, dtype, turns]
    x_size, turn_size = dtype.itemsize, 2 * real().itemsize  # bytes from one component, and turn, to the next
    words, numbers = stored().itemsize, real().itemsize
    four = "UniTuple(i8, 4)"

    # Multiplying and adding may be one instruction; nothing else about the order of arithmetic is given up.
    @numba.njit(
        f"void(i8, i8, i8, {four}, {four}, {four}, {four})",
        parallel=several,
        nogil=True,
        error_model="numpy",
        fastmath={"contract"},
    )
    def turn_all(x, turns, out, x_steps, turns_steps, out_steps, shape):
        batch, heads, tokens, pairs = shape
        length = max(1, BLOCK // pairs)
        blocks = (tokens + length - 1) // length
        i, j, k = x_steps[2] * x_size, turns_steps[2] * turn_size, out_steps[2] * x_size
        for block in numba.prange(batch * heads * blocks):
            row, first = block // blocks, block % blocks * length
            b, h, count = row // heads, row % heads, min(length, tokens - first)
            source = _numbers(x + (b * x_steps[0] + h * x_steps[1]) * x_size + first * i, stored)
            table = _numbers(turns + (b * turns_steps[0] + h * turns_steps[1]) * turn_size + first * j, real)
            target = _numbers(out + (b * out_steps[0] + h * out_steps[1]) * x_size + first * k, stored)
            # Unsigned, for the compiler allows for counting from the end wherever a number may be negative.
            to_source, to_turn, to_target = U64(i // words), U64(j // numbers), U64(k // words)
            for token in range(count):
                t = U64(token)
                turn_row(source, t * to_source, table, t * to_turn, target, t * to_target, U64(pairs))

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


def _row_of_halves(load: Callable[..., Any], store: Callable[..., Any]) -> Callable[..., None]:
    """One token of the half layout, whose numbers are loaded and stored so."""

    @_inlined
    def turn_row(x, i, table, j, out, k, pairs):
        for p in range(pairs):
            a, b, c, s = load(x[i + p]), load(x[i + p + pairs]), table[j + TWO * p], table[j + TWO * p + ONE]
            out[k + p] = store(a * c - b * s)
            out[k + p + pairs] = store(b * c + a * s)

    return turn_row


@_inlined
def _row_of_words(x, i, table, j, out, k, pairs):
    """One token of interleaved bfloat16 pairs, each a word of 32 bits with b above a."""
    for p in range(pairs):
        a, b, c, s = _lower(x[i + p]), _upper(x[i + p]), table[j + TWO * p], table[j + TWO * p + ONE]
        out[k + p] = _word(a * c - b * s, b * c + a * s)


# A bfloat16 is the upper half of a float32.


@_inlined
def _as_it_is(value):
    return value


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
def _narrowed(value):
    return U16(U32(_rounded(value) >> U32(16)))


@_inlined
def _word(a, b):
    return U32(U32(_rounded(a) >> U32(16)) | U32(_rounded(b) & U32(0xFFFF0000)))


# What vectors and turns are stored as, and how a row of them is turned.
_KINDS: dict[tuple[str, torch.dtype, torch.dtype], tuple[Any, Any, Callable[..., None]]] = {
    ("half", torch.float32, torch.complex64): (F32, F32, _row_of_halves(_as_it_is, _as_it_is)),
    ("half", torch.float64, torch.complex128): (F64, F64, _row_of_halves(_as_it_is, _as_it_is)),
    ("half", torch.bfloat16, torch.complex64): (U16, F32, _row_of_halves(_lower, _narrowed)),
    ("interleaved", torch.bfloat16, torch.complex64): (U32, F32, _row_of_words),
}
