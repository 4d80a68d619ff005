"""The table of sinusoids: two rows, one pair of their components as hands, and the turn between them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import theme
from rope_viz.encodings.absolute import Sinusoidal
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused
from rope_viz.plots.content import Axis, Heat, Line, Panel, Picture, Rule, floats
from rope_viz.words import brief, fixed

LAST = traits_of("sinusoids")["position"]["most"]


class SinusoidsExplorer(Explorer):
    """Rows of sinusoids and the turn that leads from one to another; see `explore_sinusoids`."""

    position: int
    shift: int
    pair: int
    dim: int

    @traitlets.validate("position")
    def _has_a_row(self, proposal: Any) -> int:
        if proposal.value + self.shift > LAST:
            raise Refused(
                f"position must be at most {LAST - self.shift}, because the table ends at {LAST} and shift "
                f"is {self.shift}; {proposal.value} came."
            )
        return proposal.value

    @traitlets.validate("pair")
    def _is_there(self, proposal: Any) -> int:
        if proposal.value >= self.dim // 2:
            raise Refused(f"pair must be smaller than dim / 2, {self.dim // 2}; {proposal.value} came.")
        return proposal.value

    @traitlets.observe("shift", "dim")
    def _follow(self, change: Any) -> None:
        self.position = min(self.position, LAST - self.shift)
        self.pair = min(self.pair, self.dim // 2 - 1)

    def numbers(self) -> dict[str, Any]:
        at = [self.position, self.position + self.shift]
        rows = Sinusoidal(self.dim).table(at, dtype=torch.float64).cpu()
        speed = float(Rope(self.dim).inv_freq[self.pair])
        return {
            "row": rows[0].tolist(),
            "further": rows[1].tolist(),
            "angle": self.position * speed,
            "turned": self.shift * speed,
            "dot": float(rows[0] @ rows[1]),
        }

    def summary(self) -> str:
        n, further = self.numbers(), self.position + self.shift
        row, other = (
            f"({fixed(values[2 * self.pair])}, {fixed(values[2 * self.pair + 1])})"
            for values in (n["row"], n["further"])
        )
        return (
            f"Of {self.dim} sinusoids, pair {self.pair} has the sine and cosine {row} at position "
            f"{self.position} and {other} at {further}: a turn by {brief(n['turned'])} rad. The dot product "
            f"of the two rows is {fixed(n['dot'])}, wherever they stand."
        )

    def picture(self) -> Picture:
        n = self.numbers()
        places = np.arange(LAST + 1, dtype=float)
        table = Sinusoidal(self.dim).table(range(LAST + 1), dtype=torch.float64).cpu().numpy()
        rows = (
            Heat(np.arange(self.dim, dtype=float), places, table, theme.SIGNED, -1, 1),
            Rule(self.position, theme.QUERY),
            Rule(self.position + self.shift, theme.KEY),
        )
        around = np.linspace(0, math.tau, 121)
        hands = tuple(
            Line(floats([0, math.cos(angle)]), floats([0, math.sin(angle)]), colour, width=3)
            for angle, colour in (
                (n["angle"], theme.QUERY),
                (n["angle"] + n["turned"], theme.KEY),
            )
        )
        ring = Line(np.cos(around), np.sin(around), theme.MUTED, width=1)
        x, y = Axis("component", grid=False), Axis("position (tokens)", reverse=True, grid=False)
        clock = Panel((ring, *hands), title=f"pair {self.pair}", equal=True, bare=True)
        return Picture(((Panel(rows, x, y, width=1.4), clock),), self.summary())


def explore_sinusoids(
    *, position: int = 20, shift: int = 3, pair: int = 4, dim: int = 64
) -> SinusoidsExplorer:
    """Explore the table of sinusoids: one turn leads from each row to the one ``shift`` further on.

    Parameters
    ----------
    position : int
        A row, 0 to 99.
    shift : int
        Tokens from this row to the other, 0 to 60.
    pair : int
        Which sine and cosine are drawn as a hand.
    dim : {16, 32, 64}
        Components of each row; the base is 10,000.

    Returns
    -------
    SinusoidsExplorer
        A widget; ``.save("sinusoids.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    References
    ----------
    Vaswani et al. (2017), Attention Is All You Need, section 3.5.

    Examples
    --------
    >>> round(explore_sinusoids(pair=0, shift=2).numbers()["turned"], 2)
    2.0
    """
    return SinusoidsExplorer(dim=dim, shift=shift, position=position, pair=pair)
