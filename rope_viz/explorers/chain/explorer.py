"""RoFormer's curve as it is made: the hands of all pairs tip to tail, a chain that curls up with distance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from rope_viz import theme
from rope_viz.curves import decay_curve
from rope_viz.curves.common import plain
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.plots.content import Axis, Line, Panel, Picture, Points, floats
from rope_viz.words import brief, fixed

FARTHEST = traits_of("chain")["distance"]["most"]


class ChainExplorer(Explorer):
    """The chain of hands at one distance, and the mean distance of its joints at all; see `explore_chain`."""

    distance: int
    base: float
    head_dim: int

    @property
    def rope(self) -> Rope:
        """The Rope that is shown."""
        return Rope(self.head_dim, base=self.base)

    def numbers(self) -> dict[str, Any]:
        rope = self.rope
        upright = torch.tensor([[1.0, 0.0] * rope.pairs], dtype=torch.float64)
        hands = rope.rotate(upright, [self.distance])[0].view(-1, 2)
        joints = hands.cumsum(0)
        lengths = joints.norm(dim=1)
        curve = decay_curve(rope, range(FARTHEST + 1)).values.tolist()
        return {
            "joints": joints.flatten().tolist(),
            "lengths": lengths.tolist(),
            "end": float(lengths[-1]),
            "mean": curve[self.distance],
            "straight": int((rope.angles([self.distance])[0] < math.pi / 2).sum()),
            "curve": curve,
        }

    def summary(self) -> str:
        n = self.numbers()
        return (
            f"At a distance of {self.distance} tokens the chain of {len(n['lengths'])} hands (base "
            f"{brief(self.base)}) ends {fixed(n['end'])} from its beginning, and its joints lie "
            f"{fixed(n['mean'])} from there on average, of {fixed(n['curve'][0])} at distance 0; "
            f"{n['straight']} hands have turned by less than a quarter."
        )

    def picture(self) -> Picture:
        n = self.numbers()
        ends = np.vstack([[0, 0], np.reshape(n["joints"], (-1, 2))])
        hands = len(n["lengths"])
        strands = tuple(
            Line(ends[i : i + 2, 0], ends[i : i + 2, 1], theme.pair_colour(i / (hands - 1)), width=2.4)
            for i in range(hands)
        )
        around = np.linspace(0, math.tau, 181)
        circle = Line(
            n["mean"] * np.cos(around), n["mean"] * np.sin(around), theme.REFERENCE, dash="dash", width=1.6
        )
        axes = Axis(limits=(-0.2 * hands, 1.02 * hands)), Axis(limits=(-0.22 * hands, 0.33 * hands))
        chain = Panel((circle, *strands), *axes, equal=True, bare=True, width=1.5)
        curve = Line(np.arange(FARTHEST + 1, dtype=float), floats(n["curve"]), theme.REFERENCE)
        here = Points(floats(self.distance), floats(n["mean"]), theme.REFERENCE)
        x, y = Axis("distance m − n (tokens)"), Axis("mean distance of the joints", (0, hands / 2 + 2))
        return Picture(((chain, Panel((curve, here), x, y)),), self.summary())


def explore_chain(rope: Rope | None = None, *, distance: int = 12) -> ChainExplorer:
    """Explore what RoFormer's curve measures: a chain of hands that curls up as the distance grows.

    The hands of all pairs, each turned by its angle for the distance, are laid tip to tail, fast ones first.
    The mean distance of the joints from the beginning is the curve.

    Parameters
    ----------
    rope : Rope, optional
        Gives head_dim (128 or 256) and base (100 to 10,000,000); 128 and 10,000 by default.
    distance : int
        Tokens, 0 to 256.

    Returns
    -------
    ChainExplorer
        A widget; ``.save("chain.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If the Rope turns only some components or has a scaling rule, or a parameter is out of its range.

    References
    ----------
    Su et al. (2021), RoFormer, section 3.4.3 and figure 2.

    Examples
    --------
    >>> round(explore_chain(distance=64).numbers()["mean"], 2)
    10.09
    """
    rope = plain(rope or Rope(128))
    return ChainExplorer(distance=distance, head_dim=rope.head_dim, base=rope.base)
