"""Phasors of positions, ``cos + i·sin`` of every angle: computed in float64, rounded once, and soon made.

Many positions in a row need few cosines and sines, because phasors multiply where angles add.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.compiler import is_compiling

from rope_viz.encodings.base import complex_of

ROW = 512  # positions whose phasors are multiplied at once, few enough to stay in the processor's cache


def phasors(
    positions: Tensor, angles: Callable[[Tensor], Tensor], factor: float, dtype: torch.dtype, additive: bool
) -> Tensor:
    """``factor · (cos + i·sin)`` of the angles, computed in float64 and rounded once to complex of ``dtype``.

    ``additive`` says that the angles of a sum of positions are the sums of their angles.
    """
    kind = complex_of(dtype)
    if additive and dtype == torch.float32 and _consecutive(positions):
        steps, starts = angles(torch.arange(ROW)), angles(positions[::ROW])
        return _products(_polar(starts, factor), _polar(steps, 1.0), len(positions))
    return _polar(angles(positions), factor).to(kind)


def _polar(angles: Tensor, factor: float) -> Tensor:
    return torch.polar(torch.full_like(angles, factor), angles)


def _consecutive(positions: Tensor) -> bool:
    """Whether these are many positions in a row, on a CPU, with no gradient to carry."""
    if positions.ndim != 1 or len(positions) < 4 * ROW or positions.requires_grad or not positions.is_cpu:
        return False
    if is_compiling():  # the values are not known
        return False
    row = torch.arange(len(positions), dtype=torch.float64).add_(positions[0])
    return torch.equal(positions, row)


def _products(starts: Tensor, steps: Tensor, tokens: int) -> Tensor:
    """Phasors of consecutive positions, by multiplying: phasors multiply where angles add.

    ``starts`` (blocks, pairs) are those at which each block begins, ``steps`` (ROW, pairs) those within a
    block. Both are complex128; each product is rounded once, to complex64.
    """
    rows, pairs, parts = *steps.shape, torch.get_num_threads()
    # NumPy asks the system for large pages, torch only if told to; new memory then costs a quarter.
    made = torch.from_numpy(np.empty((tokens, pairs), np.complex64))
    # Each thread has a part of its own, so that none waits while another's page of it is made; and two
    # blocks at a time are enough for torch to take all threads, few enough to be rounded from the cache.
    whole = parts * (tokens // (parts * rows))
    blocks = made[: whole * rows].view(parts, -1, rows, pairs).split(2, 1)
    firsts = starts[:whole].view(parts, -1, 1, pairs).split(2, 1)
    for some, at in zip(blocks, firsts, strict=True):
        torch.mul(steps, at, out=some)
    for start in range(whole, len(starts)):
        block = made[start * rows : (start + 1) * rows]
        torch.mul(steps[: len(block)], starts[start], out=block)
    return made
