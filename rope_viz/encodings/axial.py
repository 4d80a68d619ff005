"""Axial RoPE: the pairs are shared out among the axes of a position."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.axes import AxesRope
from rope_viz.encodings.rope import Layout
from rope_viz.encodings.scaling import Rule


class AxialRope(AxesRope):
    """Axial rotary embedding: each axis rotates pairs of its own.

    Of two axes, x rotates the first half of the pairs and y the second. Both use the same speeds, from one
    radian per step downwards. Each pair depends on one axis only, and none on a diagonal.

    Parameters
    ----------
    head_dim : int
        Components of a query or key vector.
    base : float
        The speeds along each axis are ``base ** (-2 axes · i / rotary_dim)`` radians per step. The paper's
        100 is small, because an image has tens of patches on a side, and a text thousands of tokens.
    layout : {"interleaved", "half"}
        Which components form a pair, as for `Rope`.
    axes : int
        2 for images (x, y), 3 for video; the order is that of the positions' last axis.
    rotary_dim : int, optional
        Rotate the first ``rotary_dim`` components only; a multiple of ``2 · axes``.
    scaling : Rule, optional
        A rule of `rope_viz.scaling`, applied to the speeds of each axis.

    Raises
    ------
    TypeError, ValueError
        As for `Rope`, and if ``rotary_dim`` is not a multiple of ``2 · axes``.

    References
    ----------
    Heo et al. (2024), Rotary Position Embedding for Vision Transformer, section 3.2; code: rope-vit,
    ``compute_axial_cis``. Qwen2-VL's vision tower does the same with ``base=10_000``,
    ``layout="half"`` and positions as (row, column).

    Examples
    --------
    >>> rope = AxialRope(head_dim=8)
    >>> rope.inv_freq
    tensor([[1.0000, 0.1000, 0.0000, 0.0000],
            [0.0000, 0.0000, 1.0000, 0.1000]], dtype=torch.float64)
    >>> from rope_viz import grid_positions
    >>> rope.rotate(torch.ones(6, 8), grid_positions(2, 3)).shape
    torch.Size([6, 8])
    """

    def __init__(
        self,
        head_dim: int = 64,
        base: float = 100.0,
        layout: Layout = "interleaved",
        axes: int = 2,
        rotary_dim: int | None = None,
        scaling: Rule | None = None,
    ) -> None:
        super().__init__(head_dim, base, layout, rotary_dim, scaling)
        self.axes: int = checks.at_least("axes", axes, 1)
        checks.multiple(
            "rotary_dim", self.rotary_dim, 2 * self.axes, f"so that each of {axes} axes rotates as many pairs"
        )

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair along each axis, shape (axes, pairs), float64, radians per step, scaled."""
        along = self._speeds_of(self.rotary_dim // self.axes)
        return torch.block_diag(*[along[None]] * self.axes)

    def _arguments(self) -> dict[str, Any]:
        return super()._arguments() | ({} if self.axes == 2 else {"axes": self.axes})
