"""From one layout to the other: wires, what code takes as pairs, and the scores that come of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import checks, theme
from rope_viz.curves.common import plain
from rope_viz.encodings.rope import Layout, Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import refusing
from rope_viz.plots.content import Axis, Label, Line, Panel, Picture, Points, Rule, floats
from rope_viz.words import fixed

BACK = 4  # the head looks so many tokens back
FARTHEST = traits_of("layouts")["distance"]["most"]
TAKEN = {"interleaved": "neighbours", "half": "one from each half"}


class LayoutsExplorer(Explorer):
    """Components on their way from neighbours to halves; see `explore_layouts`."""

    moved: int
    read: Layout
    view: str
    distance: int
    start: int
    head_dim: int
    base: float

    @traitlets.validate("moved")
    def _has_so_many(self, proposal: Any) -> int:
        reason = f"because head_dim = {self.head_dim} has {self.head_dim // 2} even components"
        return refusing(checks.at_most, "moved", proposal.value, self.head_dim // 2 - 1, reason)

    @traitlets.observe("head_dim")
    def _follow(self, change: Any) -> None:
        self.moved = min(self.moved, self.head_dim // 2 - 1)

    @property
    def order(self) -> list[int]:
        """The component at each place."""
        front = list(range(0, 2 * self.moved + 1, 2))
        return front + [component for component in range(self.head_dim) if component not in front]

    def numbers(self) -> dict[str, Any]:
        order, pairs = self.order, self.head_dim // 2
        trained = Rope(self.head_dim, base=self.base)
        code = Rope(self.head_dim, base=self.base, layout=self.read)
        query = torch.ones(1, self.head_dim, dtype=torch.float64)
        key = trained.rotate(query, [BACK])
        right = self._scores(trained, query, key)
        read = self._scores(code, query[:, order], key[:, order])
        places = torch.arange(self.head_dim).view(2, pairs).T if self.read == "half" else None
        taken = torch.tensor(order)[torch.arange(self.head_dim).view(pairs, 2) if places is None else places]
        as_trained = (taken == torch.arange(self.head_dim).view(pairs, 2)).all(1)
        return {
            "order": order,
            "trained": right.tolist(),
            "read": read.tolist(),
            "pairs_right": int(as_trained.sum()),
            "highest_at": int(read.argmax()),
            "turned_length": float(code.rotate(query, [self.start + FARTHEST]).norm()),
            "query_position": self.start + self.distance,
            "score": float(read[self.distance]),
            "score_trained": float(right[self.distance]),
        }

    def _scores(self, rope: Rope, query: torch.Tensor, key: torch.Tensor) -> torch.Tensor:
        """At all distances, the key at its position."""
        at = torch.arange(FARTHEST + 1) + self.start
        return rope.rotate(query.expand(len(at), -1), at) @ rope.rotate(key, [self.start])[0]

    def summary(self) -> str:
        n = self.numbers()
        return (
            f"Components {', '.join(map(str, n['order']))}, and the code takes {TAKEN[self.read]} as pairs: "
            f"{n['pairs_right']} of {self.head_dim // 2} are as trained. Query at position "
            f"{n['query_position']:,}, key at {self.start:,}: the score is {fixed(n['score'])}, trained "
            f"{fixed(n['score_trained'])}. It is highest at distance {n['highest_at']}, trained {BACK}; the "
            f"turned query is {fixed(n['turned_length'])} long."
        )

    def picture(self) -> Picture:
        n, pairs = self.numbers(), self.head_dim // 2
        wires = tuple(
            Line(floats([component, place]), floats([1, 0]), _colour(component // 2, pairs), dots=9)
            for place, component in enumerate(n["order"])
        )
        named = tuple(
            mark
            for place, component in enumerate(n["order"])
            for mark in (
                Label(component, 1, str(component), theme.INK, "above"),
                Label(place, 0, str(component), theme.INK, "below"),
            )
        )
        limits = Axis(limits=(-0.6, self.head_dim - 0.4)), Axis(limits=(-0.25, 1.25))
        title = f"above: trained; paired: {TAKEN[self.read]}"
        distances = np.arange(FARTHEST + 1.0)
        curves = (
            Rule(0, theme.MUTED, width=1),
            Line(distances, floats(n["trained"]), theme.REFERENCE, dash="dash"),
            Line(distances, floats(n["read"]), theme.SCORE),
            Points(floats(self.distance), floats(n["score"]), theme.SCORE),
        )
        x = Axis("distance m − n (tokens)", (0, FARTHEST))
        y = Axis("score q·k (dashed: as trained)", (-self.head_dim, 1.08 * self.head_dim))
        both = Panel((*wires, *named), *limits, title, bare=True), Panel(curves, x, y)
        return Picture((both,), self.summary())


def _colour(pair: int, pairs: int) -> str:
    return theme.pair_colour(pair / (pairs - 1))


def explore_layouts(
    rope: Rope | None = None, *, moved: int = 0, read: Layout = "interleaved", view: str = "head"
) -> LayoutsExplorer:
    """Explore the way from one layout to the other, and what code makes of weights in the wrong one.

    The vectors are those of a head that looks four tokens back, trained with neighbours as pairs: a query of
    ones, and a key that is turned by the angles of four tokens.

    Parameters
    ----------
    rope : Rope, optional
        Gives head_dim (4, 6, 8, 12 or 16) and base (1 to 1,000,000); 8 and 100 by default.
    moved : int
        How many even components, beside the first, have been moved to the front. With all of them
        there, the components stand in halves.
    read : {"interleaved", "half"}
        What the code takes as a pair.
    view : {"head", "checkpoint"}
        One query with its scores, or the rows of the three matrices of a small checkpoint.

    Returns
    -------
    LayoutsExplorer
        A widget; ``.save("layouts.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If the Rope turns only some components or has a scaling rule, or a parameter is out of its range.

    Examples
    --------
    >>> explore_layouts(moved=3).order
    [0, 2, 4, 6, 1, 3, 5, 7]
    >>> explore_layouts(moved=3, read="half").numbers()["pairs_right"]
    4
    """
    rope = plain(rope or Rope(8, base=100.0))
    explorer = LayoutsExplorer(head_dim=rope.head_dim, base=rope.base, read=read, view=view)
    explorer.moved = moved
    return explorer
