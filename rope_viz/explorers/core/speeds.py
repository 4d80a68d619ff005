"""Explorers of any Rope: its own speeds, whatever rule made them, until head_dim or base are moved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import torch
from torch import Tensor

from rope_viz.curves.common import by_one_position, rule_of
from rope_viz.encodings.rope import Rope
from rope_viz.words import brief


class KnownSpeeds(Rope):
    """A Rope whose speeds and attention factor are known already."""

    def __init__(
        self, head_dim: int, inv_freq: Sequence[float], base: float, layout: Any, attention_factor: float
    ) -> None:
        super().__init__(head_dim, base=base, layout=layout, rotary_dim=2 * len(inv_freq))
        self._speeds, self._factor = torch.tensor(inv_freq, dtype=torch.float64), attention_factor

    @property
    def inv_freq(self) -> Tensor:
        return self._speeds

    @property
    def attention_factor(self) -> float:
        return self._factor


class OwnSpeeds:
    """What an explorer of any Rope shares with the others; speeds.js is its twin.

    Its ``explorer.json`` has the traits that `came_with` gives.
    """

    head_dim: int
    base: float
    rotary_share: float
    own_settings: tuple[float, ...]
    own_inv_freq: tuple[float, ...]
    own_rule: str
    # Explorers of speeds alone know neither; where the traits exist, they stand before these.
    pair_layout: Literal["interleaved", "half"] = "interleaved"
    attention_factor: float = 1.0

    @property
    def rope(self) -> Rope:
        """The Rope that is shown: as it came while head_dim and base stand so, then by the plain formula."""
        return self.rope_of(self.head_dim)

    @property
    def settings(self) -> str:
        """What the Rope that is shown was made of, in words."""
        return self.settings_of(self.head_dim)

    def rope_of(self, size: int) -> Rope:
        """The Rope that turns vectors of so many components, which may be fewer or more than head_dim."""
        if self._is_own(size):
            return KnownSpeeds(size, self.own_inv_freq, self.base, self.pair_layout, self.attention_factor)
        rotated = 2 * max(1, math.floor(size * self.rotary_share / 2 + 0.5))
        return Rope(size, base=self.base, layout=self.pair_layout, rotary_dim=rotated)

    def settings_of(self, size: int) -> str:
        """What the Rope of vectors of so many components was made of, in words."""
        rotated = self.rope_of(size).rotary_dim
        part = "" if rotated == size else f", {rotated} turning"
        rule = f", {self.own_rule}" if self.own_rule and self._is_own(size) else ""
        return f"head_dim {size}{part}, base {brief(self.base)}{rule}"

    def _is_own(self, size: int) -> bool:
        return (size, self.base) == tuple(self.own_settings)


def came_with(rope: Rope) -> dict[str, Any]:
    """The traits of `OwnSpeeds` for a Rope; of an MRope or MLARope for what one position turns."""
    rope = by_one_position(rope)
    return {
        "head_dim": rope.head_dim,
        "base": rope.base,
        "rotary_share": rope.rotary_dim / rope.head_dim,
        "own_settings": (rope.head_dim, rope.base),
        "own_inv_freq": rope.inv_freq.tolist(),
        "own_rule": rule_of(rope),
    }
