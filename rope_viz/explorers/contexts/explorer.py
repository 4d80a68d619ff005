"""Wavelengths against a context: which pairs of a head ever come round."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from rope_viz import theme
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.speeds import OwnSpeeds, came_with
from rope_viz.explorers.core.traits import synced, vector
from rope_viz.plots.content import Axis, Label, Panel, Picture, Points, Rule, one
from rope_viz.words import brief

LIMITS = 10**0.5, 1e8  # tokens, of the axis


class ContextsExplorer(OwnSpeeds, Explorer):
    """Tokens that each pair needs for a turn, and a context that can be pulled; see `explore_contexts`."""

    context: int
    own_inv_freq = synced(tuple(Rope(128).inv_freq.tolist()), vector())

    def numbers(self) -> dict[str, Any]:
        waves = self.rope.wavelengths
        longest = float(waves.max())
        return {
            "wavelengths": waves.tolist(),
            "never_round": int((waves > self.context).sum()),
            "longest": longest,
            "arc": 360 * self.context / longest,
            "most_turns": self.context / math.tau,
        }

    def summary(self) -> str:
        n = self.numbers()
        waves = n["wavelengths"]
        return (
            f"The {len(waves)} pairs ({self.settings}) need from {brief(min(waves))} to "
            f"{_tokens(n['longest'])} for one turn. Within a context of {self.context:,} tokens "
            f"{n['never_round']} of them never come round, and the slowest turns by {brief(n['arc'])}°."
        )

    def picture(self) -> Picture:
        # A pair that stands still, or nearly, is drawn at the upper edge.
        waves = np.minimum(self.numbers()["wavelengths"], LIMITS[1])
        pairs = len(waves)
        dots = tuple(
            Points(
                np.array([float(i)]), waves[i : i + 1], theme.pair_colour(i / max(pairs - 1, 1)), size=7,
                hollow=waves[i : i + 1] > self.context,
            )
            for i in range(pairs)
        )  # fmt: skip
        line = Rule(self.context, theme.REFERENCE)
        name = Label(0.2 * pairs, self.context, f"context: {self.context:,} tokens", theme.REFERENCE, "above")
        x, y = Axis("pair i, fast to slow", (-1, pairs)), Axis("tokens for one turn", LIMITS, log=True)
        return one(Panel((line, *dots, name), x, y), self.summary())


def _tokens(wavelength: float) -> str:
    return f"{brief(wavelength)} tokens" if math.isfinite(wavelength) else "endlessly many tokens"


def explore_contexts(rope: Rope | None = None, *, context: int = 4096) -> ContextsExplorer:
    """Explore which pairs of a head ever come round within the texts that a model reads.

    Parameters
    ----------
    rope : Rope, optional
        Any, also a real model's. Its own speeds are shown, whatever rule made them, until head_dim or base
        are moved. ``Rope(128)`` by default.
    context : int
        Tokens that the model reads at most, 2 to 1,048,576.

    Returns
    -------
    ContextsExplorer
        A widget; ``.save("contexts.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Examples
    --------
    >>> explore_contexts(Rope(128, base=5e5), context=8192).numbers()["never_round"]
    29
    """
    rope = Rope(128) if rope is None else rope
    return ContextsExplorer(context=context, **came_with(rope))
