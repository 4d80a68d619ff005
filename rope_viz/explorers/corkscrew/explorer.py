"""All pairs of a head: springs along the position axis, cut by a plane at the position now."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz.curves import CorkscrewTable, corkscrew_curve
from rope_viz.curves.common import by_one_position, name_of
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.speeds import OwnSpeeds, came_with
from rope_viz.explorers.core.traits import Refused, synced, vector
from rope_viz.plots.content import Picture
from rope_viz.plots.pictures import turning
from rope_viz.words import brief, fixed

TURN = 2 * math.pi
# A still winds every spring over as many positions; over more, one of more than TURNS turns is a tube.
WOUND, TURNS, SAMPLES = 512, 80, 24


class CorkscrewExplorer(OwnSpeeds, Explorer):
    """The pairs of a head as springs, turned by dragging; see `explore_corkscrew`."""

    tokens: int
    now: int
    highlighted: int
    highlighted_count: int
    view_angle: float
    tilt: float
    matrix: bool
    own_inv_freq = synced(tuple(Rope(12).inv_freq.tolist()), vector())

    @traitlets.validate("now")
    def _is_shown(self, proposal: Any) -> int:
        if proposal.value >= self.tokens:
            raise Refused(
                f"now must be smaller than tokens, the number of positions shown; {proposal.value} came, "
                f"tokens is {self.tokens}."
            )
        return proposal.value

    @traitlets.validate("highlighted", "highlighted_count")
    def _are_pairs(self, proposal: Any) -> int:
        end = proposal.value + (1 if proposal.trait.name == "highlighted" else self.highlighted)
        if end > self.rope.pairs:
            raise Refused(
                f"{proposal.trait.name} must not reach beyond the last pair, {self.rope.pairs - 1}; "
                f"{proposal.value} came."
            )
        return proposal.value

    @traitlets.observe("tokens", "head_dim", "highlighted")
    def _follow(self, change: Any) -> None:
        # As the sliders do: what no longer fits moves to the last place that does.
        last = self.rope.pairs - 1
        self.now = min(self.now, self.tokens - 1)
        self.highlighted = min(self.highlighted, last)
        self.highlighted_count = min(self.highlighted_count, last - self.highlighted + 1)

    def numbers(self) -> dict[str, Any]:
        rope = self.rope
        angles = rope.angles([self.now])[0]
        chosen = slice(self.highlighted, self.highlighted + self.highlighted_count)
        angle, tilt = math.radians(self.view_angle), math.radians(self.tilt)
        return {
            "inv_freq": rope.inv_freq.tolist(),
            "angles": angles.tolist(),
            "hands": _hands(rope, self.now),
            "radius": rope.attention_factor,
            "highlighted_angles": angles[chosen].tolist(),
            "highlighted_wavelengths": rope.wavelengths[chosen].tolist(),
            "highlighted_turns_shown": ((self.tokens - 1) * rope.inv_freq[chosen] / TURN).tolist(),
            "whole_turns": int((angles >= TURN).sum()),
            "axis_on_screen": [math.cos(angle), math.sin(angle) * math.sin(tilt)],
        }

    def summary(self) -> str:
        n, first = self.numbers(), self.highlighted
        pairs, several = len(n["angles"]), self.highlighted_count > 1
        last = first + self.highlighted_count - 1
        name = f"pairs {first} to {last} have" if several else f"pair {first} has"
        angles, waves = n["highlighted_angles"], n["highlighted_wavelengths"]
        return (
            f"{pairs} pairs ({self.settings}) over {self.tokens:,} "
            f"positions: at position {self.now:,}, {name} turned by {_spread(angles, fixed)} rad, "
            f"{_spread(angles, _turns)} turns; a whole turn takes {_spread(waves, _wave)} tokens. "
            f"{n['whole_turns']} of {pairs} pairs have made a whole turn."
        )

    def picture(self) -> Picture:
        wound = corkscrew_curve if self.tokens <= WOUND else partial(_with_tubes, now=self.now)
        shown = turning.corkscrew(wound(self.rope, self.tokens), now=self.now)
        return replace(shown, alt=self.summary())


def _with_tubes(rope: Rope, tokens: int, *, now: int) -> CorkscrewTable:
    """As `corkscrew_curve`, but a spring of too many turns is drawn as the two edges of its tube.

    Every line goes to the last position and back again, the edges on different ways.
    """
    last, turns = tokens - 1, rope.inv_freq * (tokens - 1) / TURN
    fine = np.linspace(0, last, SAMPLES * TURNS + 1)
    angles = rope.angles(fine)
    there = torch.stack([angles.cos(), angles.sin()], -1).transpose(0, 1) * rope.attention_factor
    thread = torch.cat([there, there.flip(1)], 1)
    edge = torch.zeros_like(there)
    edge[..., 1] = rope.attention_factor
    thread = torch.where((turns > TURNS)[:, None, None], torch.cat([edge, -edge], 1), thread)
    whole = np.unique([0, now, last]).astype(float)
    hands = torch.tensor([_hands(rope, int(position)) for position in whole]).view(len(whole), -1, 2)
    return CorkscrewTable(
        rope.inv_freq.numpy(), np.concatenate([fine, fine[::-1]]), thread.numpy(),
        whole, hands.transpose(0, 1).numpy(), np.arange(rope.pairs), name_of(rope),
    )  # fmt: skip


def _hands(rope: Rope, position: int) -> list[float]:
    """Where each pair carries (1, 0): both components of pair 0, then of pair 1, and so on."""
    components = torch.arange(2 * rope.pairs).view(rope.pairs, 2)
    if rope.layout == "half":
        components = components.flatten().view(2, rope.pairs).T
    x = torch.zeros(1, rope.head_dim, dtype=torch.float64)
    x[0, components[:, 0]] = 1
    return rope.rotate(x, [position])[0][components.flatten()].tolist()


def _spread(values: Sequence[float], say: Callable[[float], str]) -> str:
    """One number of a single pair, or the first and last of several."""
    first, last = say(values[0]), say(values[-1])
    return first if first == last else f"{first} to {last}"


def _turns(angle: float) -> str:
    return fixed(angle / TURN)


def _wave(wavelength: float) -> str:
    return brief(wavelength) if math.isfinite(wavelength) else "endless"


def explore_corkscrew(
    rope: Rope | None = None,
    *,
    tokens: int = 128,
    now: int | None = None,
    highlighted: int | range | None = None,
    view_angle: float = 45.0,
    tilt: float = 6.0,
    matrix: bool = False,
) -> CorkscrewExplorer:
    """Explore the pairs of a head as springs along the position axis.

    Follow one pair's hand as the position grows, and its tip draws a spring. The plane at the position
    ``now`` cuts every spring at its hand; looked at along the axis, the springs are clocks.

    Parameters
    ----------
    rope : Rope, optional
        Any, also a real model's. Its own speeds and attention factor (the springs' radius) are shown,
        whatever rule made them, until head_dim or base are moved. ``Rope(12)``, six pairs, by default.
    tokens : int
        Positions shown, 2 to 1,048,576. Where a turn would be too short to be seen, a spring is a tube.
    now : int, optional
        Where the plane stands; a third of the way by default.
    highlighted : int or range, optional
        One pair, or neighbours: ``range(4, 8)``. A pair of the fastest quarter by default.
    view_angle, tilt : float
        How it is looked at, in degrees. ``view_angle=90, tilt=0`` looks along the axis.
    matrix : bool
        Show the rotation at ``now`` as a block matrix beside the springs, for up to six pairs.

    Returns
    -------
    CorkscrewExplorer
        A widget; ``.save("corkscrew.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Examples
    --------
    >>> explorer = explore_corkscrew(Rope(head_dim=8, base=10_000.0), tokens=256, now=100)
    >>> explorer.numbers()["whole_turns"]
    2
    >>> explorer.base = 100.0
    >>> explorer.numbers()["whole_turns"]
    3
    """
    rope = Rope(12) if rope is None else by_one_position(rope)
    chosen = _as_range(highlighted, rope.pairs)
    return CorkscrewExplorer(
        **came_with(rope),
        pair_layout=rope.layout,
        attention_factor=rope.attention_factor,
        tokens=tokens,
        now=tokens // 3 if now is None else now,
        highlighted=chosen.start,
        highlighted_count=len(chosen),
        view_angle=view_angle,
        tilt=tilt,
        matrix=matrix,
    )


def _as_range(highlighted: int | range | None, pairs: int) -> range:
    first = pairs // 4 if highlighted is None else highlighted
    chosen = first if isinstance(first, range) else range(first, first + 1)
    if len(chosen) == 0 or chosen.step != 1 or chosen.start < 0 or chosen.stop > pairs:
        raise ValueError(
            f"highlighted must be a pair from 0 to {pairs - 1}, or a range of neighbours; "
            f"{highlighted!r} came."
        )
    return chosen
