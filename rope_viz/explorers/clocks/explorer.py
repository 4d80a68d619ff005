"""A wall of clocks, one for each pair: a position as all hands together show it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import theme
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.speeds import OwnSpeeds, came_with
from rope_viz.explorers.core.traits import Refused, synced, vector
from rope_viz.plots.content import Label, Line, Panel, Picture, floats, one
from rope_viz.words import brief, fixed

TURN = 2 * math.pi
SEEN = math.radians(5)  # a step of a hand that one sees


class ClocksExplorer(OwnSpeeds, Explorer):
    """The hands of all pairs at a position; see `explore_clocks`."""

    context: int
    position: int
    own_inv_freq = synced(tuple(Rope(64).inv_freq.tolist()), vector())

    @traitlets.validate("position")
    def _is_in_context(self, proposal: Any) -> int:
        if proposal.value >= self.context:
            raise Refused(
                f"position must be smaller than context, {self.context} tokens; {proposal.value} came."
            )
        return proposal.value

    @traitlets.observe("context")
    def _follow(self, change: Any) -> None:
        self.position = min(self.position, self.context - 1)

    def numbers(self) -> dict[str, Any]:
        rope = self.rope
        angles = rope.angles([self.position])[0]
        upright = torch.tensor([[1.0, 0.0]], dtype=torch.float64).tile(rope.head_dim // 2)
        return {
            "inv_freq": rope.inv_freq.tolist(),
            "angles": angles.tolist(),
            "hands": rope.rotate(upright, [self.position])[0, : rope.rotary_dim].tolist(),
            "whole_turns": torch.floor(angles / TURN).tolist(),
            "moved_visibly": int((rope.inv_freq > SEEN).sum()),
            "never_round": int((rope.wavelengths > self.context).sum()),
        }

    def summary(self) -> str:
        n = self.numbers()
        return (
            f"{len(n['angles'])} clocks ({self.settings}) at position "
            f"{self.position:,}: the fastest hand has made {fixed(n['angles'][0] / TURN, 1)} turns, "
            f"the slowest has turned by {brief(math.degrees(n['angles'][-1]))}°; {n['never_round']} "
            f"never come round within {self.context:,} tokens."
        )

    def picture(self) -> Picture:
        hands = np.reshape(self.numbers()["hands"], (-1, 2))
        columns = min(len(hands), 8 if len(hands) <= 32 else 16)
        ring = np.linspace(0, TURN, 61)
        marks: list[Line | Label] = []
        for i, (across, up) in enumerate(hands):
            x, y = 2.5 * (i % columns), -2.9 * (i // columns)
            colour = theme.pair_colour(i / max(len(hands) - 1, 1))
            marks += [
                Line(x + np.cos(ring), y + np.sin(ring), colour, width=1),
                Line(floats([x, x + across]), floats([y, y + up]), colour, width=2.7),
                Label(x, y + 1, str(i), theme.MUTED, "above", 9),
            ]
        return one(Panel(tuple(marks), equal=True, bare=True), self.summary())


def explore_clocks(rope: Rope | None = None, *, position: int = 100, context: int = 4096) -> ClocksExplorer:
    """Explore where the hand of every pair stands at a position, as a wall of clocks.

    Parameters
    ----------
    rope : Rope, optional
        Any, also a real model's. Its own speeds are shown, whatever rule made them, until head_dim or base
        are moved. ``Rope(64)`` by default.
    position : int
        Tokens; below ``context``.
    context : int
        Tokens that the model reads at most: a hand that needs longer for one turn never comes round.

    Returns
    -------
    ClocksExplorer
        A widget; ``.save("clocks.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Examples
    --------
    >>> explore_clocks(position=7).numbers()["whole_turns"][:2]
    [1.0, 0.0]
    """
    rope = Rope(64) if rope is None else rope
    return ClocksExplorer(context=context, position=position, **came_with(rope))
