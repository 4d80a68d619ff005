"""All pairs of a head: springs along the position axis, cut by a plane at the position now."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import torch
import traitlets
from torch import Tensor

from rope_viz import checks
from rope_viz.curves import corkscrew_curve
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.base import Explorer
from rope_viz.explorers.traits import Refused, number, one_of, synced, vector, whole
from rope_viz.words import brief, fixed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TURN = 2 * math.pi
MOST_DIMENSIONS = 512


def _head_dim(name: str, value: Any) -> int:
    value = checks.even(name, value, "because components turn in pairs")
    return int(checks.at_most(name, value, MOST_DIMENSIONS, "because more springs are not told apart"))


class _Known(Rope):
    """A Rope whose speeds are known already, whatever rule made them."""

    def __init__(self, inv_freq: Sequence[float], base: float) -> None:
        super().__init__(2 * len(inv_freq), base=base)
        self._speeds = torch.tensor(inv_freq, dtype=torch.float64)

    @property
    def inv_freq(self) -> Tensor:
        return self._speeds


class CorkscrewExplorer(Explorer):
    """The pairs of a head as springs, turned by dragging; see `explore_corkscrew`."""

    name = "corkscrew"
    title = "The pairs of a head as springs along the positions"
    still_size = (9.0, 5.0)

    head_dim = synced(64, _head_dim)
    base = synced(
        10_000.0, number(1.0, 1e15, "because a base below one turns later pairs faster than pair 0")
    )
    tokens = synced(128, whole(2, 512))
    now = synced(40, whole(0))
    highlighted = synced(8, whole(0))
    highlighted_count = synced(1, whole(1))
    turn = synced(45.0, number(-90, 90, "degrees from a look from the side; 90 looks along the axis"))
    tilt = synced(6.0, number(-60, 60, "degrees from a level look"))
    matrix = synced(False, one_of((False, True)))
    # What the Rope came with: the share of its components that turn, and the speeds of its head_dim and base.
    rotary_share = synced(1.0, number(1e-9, 1.0))
    own_settings = synced((64.0, 10_000.0), vector(2))
    own_inv_freq = synced(tuple(Rope(64).inv_freq.tolist()), vector())

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
        if end > self._shown.pairs:
            raise Refused(
                f"{proposal.trait.name} must not reach beyond the last pair, {self._shown.pairs - 1}; "
                f"{proposal.value} came."
            )
        return proposal.value

    @traitlets.observe("tokens", "head_dim", "highlighted")
    def _follow(self, change: Any) -> None:
        # As the sliders do: what no longer fits moves to the last place that does.
        last = self._shown.pairs - 1
        self.now = min(self.now, self.tokens - 1)
        self.highlighted = min(self.highlighted, last)
        self.highlighted_count = min(self.highlighted_count, last - self.highlighted + 1)

    @property
    def _shown(self) -> Rope:
        """The Rope that is shown: its own speeds until head_dim or base are moved, then the plain formula."""
        if (self.head_dim, self.base) == tuple(self.own_settings):
            return _Known(self.own_inv_freq, self.base)
        turning = 2 * max(1, math.floor(self.head_dim * self.rotary_share / 2 + 0.5))
        return Rope(turning, base=self.base)

    def numbers(self) -> dict[str, Any]:
        rope = self._shown
        angles = rope.angles([self.now])[0]
        first_components = torch.tensor([[1.0, 0.0] * rope.pairs], dtype=torch.float64)
        chosen = slice(self.highlighted, self.highlighted + self.highlighted_count)
        turn, tilt = math.radians(self.turn), math.radians(self.tilt)
        return {
            "inv_freq": rope.inv_freq.tolist(),
            "angles": angles.tolist(),
            "hands": rope.rotate(first_components, [self.now])[0].tolist(),
            "highlighted_angles": angles[chosen].tolist(),
            "highlighted_wavelengths": rope.wavelengths[chosen].tolist(),
            "highlighted_turns_shown": ((self.tokens - 1) * rope.inv_freq[chosen] / TURN).tolist(),
            "whole_turns": int((angles >= TURN).sum()),
            "axis_on_screen": [math.cos(turn), math.sin(turn) * math.sin(tilt)],
        }

    def summary(self) -> str:
        n, first = self.numbers(), self.highlighted
        pairs, several = len(n["angles"]), self.highlighted_count > 1
        last = first + self.highlighted_count - 1
        name = f"pairs {first} to {last} have" if several else f"pair {first} has"
        angles, waves = n["highlighted_angles"], n["highlighted_wavelengths"]
        return (
            f"{pairs} pairs (head_dim {self.head_dim}, base {brief(self.base)}) over {self.tokens} "
            f"positions: at position {self.now}, {name} turned by {_spread(angles, fixed)} rad, "
            f"{_spread(angles, _turns)} turns; a whole turn takes {_spread(waves, _wave)} tokens. "
            f"{n['whole_turns']} of {pairs} pairs have made a whole turn."
        )

    def draw_still(self, figure: Figure) -> None:
        from rope_viz.plots import prints

        axes = figure.add_subplot(projection="3d")
        prints.plot_corkscrew(corkscrew_curve(self._shown, self.tokens), now=self.now, ax=axes)


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
    turn: float = 45.0,
    tilt: float = 6.0,
    matrix: bool = False,
) -> CorkscrewExplorer:
    """Explore the pairs of a head as springs along the position axis.

    Follow one pair's hand as the position grows, and its tip draws a spring. The plane at the position
    ``now`` cuts every spring at its hand; looked at along the axis, the springs are clocks.

    Parameters
    ----------
    rope : Rope, optional
        Any, also a real model's. Its own speeds are shown, whatever rule made them, until head_dim or
        base are moved. ``Rope(64)`` by default.
    tokens : int
        Positions shown, 2 to 512.
    now : int, optional
        Where the plane stands; a third of the way by default.
    highlighted : int or range, optional
        One pair, or neighbours: ``range(4, 8)``. A pair of the fastest quarter by default.
    turn, tilt : float
        How it is looked at, in degrees. ``turn=90, tilt=0`` looks along the axis.
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
    rope = Rope(64) if rope is None else rope
    chosen = _as_range(highlighted, rope.pairs)
    return CorkscrewExplorer(
        head_dim=rope.head_dim,
        base=rope.base,
        rotary_share=rope.rotary_dim / rope.head_dim,
        own_settings=(rope.head_dim, rope.base),
        own_inv_freq=rope.inv_freq.tolist(),
        tokens=tokens,
        now=tokens // 3 if now is None else now,
        highlighted=chosen.start,
        highlighted_count=len(chosen),
        turn=turn,
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
