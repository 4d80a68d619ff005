"""The arithmetic of turning: vectors times cosines and sines, in each layout."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def turn(x: Tensor, turns: Tensor, layout: str) -> Tensor:
    """Turn the first components of ``x`` (..., tokens, head_dim) by ``turns`` (..., tokens, pairs), complex.

    The arithmetic is done in the precision of ``turns`` and rounded once to the dtype of ``x``.
    """
    rotary_dim = 2 * turns.shape[-1]
    turned = TURN[layout](x[..., :rotary_dim].to(turns.real.dtype), turns).to(x.dtype)
    if rotary_dim == x.shape[-1]:
        return turned
    return torch.cat((turned, x[..., rotary_dim:]), dim=-1)


def _turn_interleaved(x: Tensor, turns: Tensor) -> Tensor:
    # (..., R) -> (..., pairs) complex: a pair is one complex number, and turning it is one multiplication.
    pairs = torch.complex(x[..., 0::2], x[..., 1::2])
    return torch.view_as_real(pairs * turns).flatten(-2)


def _turn_half(x: Tensor, turns: Tensor) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    cos, sin = turns.real, turns.imag
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


TURN: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "interleaved": _turn_interleaved,
    "half": _turn_half,
}
