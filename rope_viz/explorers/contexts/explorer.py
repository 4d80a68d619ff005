"""Wavelengths against a context: which pairs of a head ever come round."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from rope_viz import theme
from rope_viz.curves.common import plain
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.plots.content import Axis, Label, Panel, Picture, Points, Rule, one
from rope_viz.words import brief

LIMITS = 10**0.5, 1e8  # tokens, of the axis


class ContextsExplorer(Explorer):
    """Tokens that each pair needs for a turn, and a context that can be pulled; see `explore_contexts`."""

    context: int
    base: float
    head_dim: int

    @property
    def rope(self) -> Rope:
        """The Rope that is shown."""
        return Rope(self.head_dim, base=self.base)

    def numbers(self) -> dict[str, Any]:
        waves = self.rope.wavelengths
        longest = float(waves[-1])
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
            f"With base {brief(self.base)} the {len(waves)} pairs of a head need from {brief(waves[0])} to "
            f"{brief(n['longest'])} tokens for one turn. Within a context of {self.context:,} tokens "
            f"{n['never_round']} of them never come round, and the slowest turns by {brief(n['arc'])}°."
        )

    def picture(self) -> Picture:
        waves = np.array(self.numbers()["wavelengths"])
        pairs = len(waves)
        dots = tuple(
            Points(
                np.array([float(i)]), waves[i : i + 1], theme.pair_colour(i / (pairs - 1)), size=7,
                hollow=waves[i : i + 1] > self.context,
            )
            for i in range(pairs)
        )  # fmt: skip
        line = Rule(self.context, theme.REFERENCE)
        name = Label(0.2 * pairs, self.context, f"context: {self.context:,} tokens", theme.REFERENCE, "above")
        x, y = Axis("pair i, fast to slow", (-1, pairs)), Axis("tokens for one turn", LIMITS, log=True)
        return one(Panel((line, *dots, name), x, y), self.summary())


def explore_contexts(rope: Rope | None = None, *, context: int = 4096) -> ContextsExplorer:
    """Explore which pairs of a head ever come round within the texts that a model reads.

    Parameters
    ----------
    rope : Rope, optional
        Gives head_dim (32, 64, 128 or 256) and base (100 to 10,000,000); 128 and 10,000 by default.
    context : int
        Tokens that the model reads at most, 2 to 1,048,576.

    Returns
    -------
    ContextsExplorer
        A widget; ``.save("contexts.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If the Rope turns only some components or has a scaling rule, or a parameter is out of its range.

    Examples
    --------
    >>> explore_contexts(Rope(128, base=5e5), context=8192).numbers()["never_round"]
    29
    """
    rope = plain(rope or Rope(128))
    return ContextsExplorer(context=context, head_dim=rope.head_dim, base=rope.base)
