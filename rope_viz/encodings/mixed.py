"""Mixed RoPE: every axis rotates every pair, at learned frequencies."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.axes import AxesRope
from rope_viz.encodings.base import Tables
from rope_viz.encodings.rope import Layout


class MixedRope(AxesRope):
    """Mixed rotary embedding (RoPE-Mixed): every axis rotates every pair.

    A pair's frequencies along the axes form a vector, and its angle is the product of that vector with the
    position. So a pair follows positions along one direction, which may be a diagonal. The frequencies are
    learned, for each head and layer. Before training, a head's vectors point along one random direction or
    perpendicular to it. With ``inv_freq`` given, any matrix (axes, pairs) will do.

    Parameters
    ----------
    head_dim : int
        Components of a query or key vector.
    base : float
        Before training, speeds are ``base ** (-4 i / head_dim)`` radians per step, once along the
        direction and once perpendicular to it. Not used where ``inv_freq`` is given.
    layout : {"interleaved", "half"}
        Which components form a pair, as for `Rope`.
    heads : int, optional
        Draw a direction for each head; queries and keys are then (..., heads, tokens, head_dim). By default
        all heads have one direction. Not used where ``inv_freq`` is given.
    inv_freq : Tensor, shape (axes, pairs) or (heads, axes, pairs), optional
        Frequencies, radians per step; used as they are, so that they can be trained.
    seed : int
        Of the random directions; the same on every device.

    Raises
    ------
    TypeError, ValueError
        As for `Rope`; if ``head_dim`` is not a multiple of 4 where directions are drawn; if ``inv_freq`` is
        not a floating tensor of that shape.

    References
    ----------
    Heo et al. (2024), Rotary Position Embedding for Vision Transformer, section 3.2; code: rope-vit,
    ``init_random_2d_freqs`` and ``compute_mixed_cis``.

    Examples
    --------
    >>> rope = MixedRope(head_dim=8, heads=3)
    >>> rope.inv_freq.shape
    torch.Size([3, 2, 4])
    >>> from rope_viz import grid_positions
    >>> rope.rotate(torch.ones(3, 6, 8), grid_positions(2, 3)).shape
    torch.Size([3, 6, 8])
    >>> diagonal = MixedRope(head_dim=2, inv_freq=torch.tensor([[0.5], [0.5]]))
    >>> diagonal.angles([[4, 0], [0, 4], [2, 2], [4, -4]]).flatten().tolist()
    [2.0, 2.0, 2.0, 0.0]
    """

    def __init__(
        self,
        head_dim: int = 64,
        base: float = 10.0,
        layout: Layout = "interleaved",
        heads: int | None = None,
        inv_freq: Tensor | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(head_dim, base, layout)
        self.frequencies_given: bool = inv_freq is not None
        if inv_freq is None:
            inv_freq = self._before_training(heads, seed)
        self._inv_freq = _frequencies("inv_freq", inv_freq, self.pairs)
        self.axes: int = inv_freq.shape[-2]

    @property
    def inv_freq(self) -> Tensor:
        """Speeds of the pairs, (axes, pairs) or (heads, axes, pairs), float64, radians per step."""
        return self._inv_freq.to(torch.float64)

    @property
    def heads(self) -> int | None:
        """How many heads have frequencies of their own; None where all share them."""
        return self._inv_freq.shape[0] if self._inv_freq.ndim == 3 else None

    def _before_training(self, heads: int | None, seed: int) -> Tensor:
        reason = "because half of the pairs rotate along a direction, half perpendicular to it"
        checks.multiple("head_dim", self.head_dim, 4, reason)
        count = 1 if heads is None else checks.at_least("heads", heads, 1)
        generator = torch.Generator().manual_seed(seed)
        direction = 2 * math.pi * torch.rand(count, 1, generator=generator, dtype=torch.float64)
        speeds = self._speeds_of(self.head_dim // 2)
        along = torch.stack((speeds * direction.cos(), speeds * direction.sin()), dim=1)
        across = torch.stack((-speeds * direction.sin(), speeds * direction.cos()), dim=1)
        both = torch.cat((along, across), dim=-1)  # (heads, 2, pairs)
        return both[0] if heads is None else both

    def _tables_for(self, x: Tensor, positions: Any) -> Tables:
        if self.heads is not None:
            _heads(x, self.heads)
            if isinstance(positions, Tables):  # which have an axis for the heads already
                return positions.fitted_to(x, self.pairs)
        return super()._tables_for(x, positions)

    def __repr__(self) -> str:
        speeds = (
            f"inv_freq={tuple(self._inv_freq.shape)}"
            if self.frequencies_given
            else f"base={self.base}, heads={self.heads}"
        )
        return f"MixedRope(head_dim={self.head_dim}, layout={self.layout!r}, {speeds})"


def _frequencies(name: str, value: object, pairs: int) -> Tensor:
    """Speeds of pairs along axes, for all heads or for each."""
    value = checks.floating(name, value, "speeds are not whole")
    if value.ndim not in (2, 3) or value.shape[-1] != pairs or 0 in value.shape:
        raise ValueError(
            f"{name} must have shape (axes, {pairs}) or (heads, axes, {pairs}), a speed for each of {pairs} "
            f"pairs; shape {tuple(value.shape)} came."
        )
    return value


def _heads(x: Tensor, count: int) -> None:
    """Vectors with an axis for heads that have frequencies of their own."""
    if x.ndim < 3 or x.shape[-3] != count:
        raise ValueError(
            f"x must have shape (..., {count}, tokens, head_dim), because each of {count} heads has "
            f"frequencies of its own; shape {tuple(x.shape)} came."
        )
