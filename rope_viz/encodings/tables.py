"""Cosines and sines, made once for many vectors: what they are, and those of many tokens in a row."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from rope_viz import checks

TOGETHER = 2  # blocks of consecutive positions that a thread makes at once


@dataclass(frozen=True, eq=False)
class Tables:
    """The turns of some positions, made once and used for queries, keys and every layer.

    Attributes
    ----------
    turns : Tensor, shape (..., tokens, pairs), complex64 or complex128
        ``cos + i·sin`` of each angle, times the attention factor; computed in float64, rounded once.
    width : int
        How many components of a vector turn, 2 · pairs.
    real : torch.dtype
        float32 or float64, the precision in which they turn.

    Raises
    ------
    TypeError
        If ``turns`` are not complex.
    """

    turns: Tensor
    width: int = field(init=False, repr=False)
    real: torch.dtype = field(init=False, repr=False)

    def __post_init__(self) -> None:
        checks.complex_numbers("turns", self.turns)
        # Every call asks for these, and a tensor takes longer to answer.
        object.__setattr__(self, "width", 2 * self.turns.shape[-1])
        object.__setattr__(self, "real", self.turns.real.dtype)

    @functools.cached_property
    def planes(self) -> tuple[Tensor, Tensor]:
        """Cosines of both halves of a vector, and sines with the sign that each half has them with.

        Each is (..., tokens, 2 · pairs) and contiguous; the sines of the second half are as they are.
        """
        cos, sin = self.turns.real, self.turns.imag
        return _kept(cos, cos), _kept(-sin, sin)

    @functools.cached_property
    def side_by_side(self) -> Tensor:
        """Cosines of each token and then its sines, (..., tokens, 2 · pairs) and contiguous."""
        return _kept(self.turns.real, self.turns.imag)

    @functools.cached_property
    def by_twos(self) -> Tensor:
        """As `side_by_side`, but of the cosines and of the sines those of even pairs before the others."""
        cos, sin = self.turns.real, self.turns.imag
        return _kept(cos[..., ::2], cos[..., 1::2], sin[..., ::2], sin[..., 1::2])

    @functools.cached_property
    def back(self) -> Tables:
        """The opposite turns, through which gradients go back."""
        with torch.inference_mode(False), torch.no_grad():
            return Tables(self.turns.conj().resolve_conj())


def _kept(*parts: Tensor) -> Tensor:
    with torch.inference_mode(False), torch.no_grad():  # what is kept must serve training as well
        return torch.cat(parts, -1)


def turns_in_a_row(starts: Tensor, steps: Tensor, tokens: int) -> Tensor:
    """Turns of consecutive positions, from those where a block starts and those of the steps within a block.

    Turns multiply where angles add, so ``starts`` (blocks, pairs) and ``steps`` (tokens of a block, pairs)
    need few cosines. Both are complex128; their product is rounded once, to complex64.
    """
    rows, pairs, parts = *steps.shape, torch.get_num_threads()
    # NumPy asks the system for large pages, torch only if told to; new memory then costs a quarter.
    turns = torch.from_numpy(np.empty((tokens, pairs), np.complex64))
    # Each thread has a part of its own, so that none waits while another's page of it is made.
    whole = parts * (tokens // (parts * rows))
    blocks = turns[: whole * rows].view(parts, -1, rows, pairs).split(TOGETHER, 1)
    firsts = starts[:whole].view(parts, -1, 1, pairs).split(TOGETHER, 1)
    # Some blocks at a time: enough for torch to take all threads, few enough to be rounded from the cache.
    for some, at in zip(blocks, firsts, strict=True):
        torch.mul(steps, at, out=some)
    for start in range(whole, len(starts)):
        block = turns[start * rows : (start + 1) * rows]
        torch.mul(steps[: len(block)], starts[start], out=block)
    return turns
