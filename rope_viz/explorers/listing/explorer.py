"""The listing that is not RoPE: each faulty line can be put right, and each law says when it holds."""

from __future__ import annotations

from typing import Any

from rope_viz import theme
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.traits import synced, vector
from rope_viz.explorers.listing.trial import FAULTS, LAWS, measured, source
from rope_viz.plots.content import Axis, Label, Panel, Picture

STATES = 2 ** len(FAULTS)
SIGNS = {1: "✓", 0: "✗", -1: "·"}


class ListingExplorer(Explorer):
    """Code whose faulty lines can be exchanged, and the laws that it keeps; see `explore_listing`."""

    right: int
    table = synced((0.0,) * (STATES * len(LAWS)), vector(STATES * len(LAWS)))

    def numbers(self) -> dict[str, Any]:
        off = measured(self.right)
        return {
            "lines_right": self.right.bit_count(),
            "off": list(off),
            "laws": [-1 if value < 0 else int(value == 0) for value in off],
        }

    def summary(self) -> str:
        n = self.numbers()
        found = {
            "Holds": _named(n["laws"], 1),
            "Broken": _named(n["laws"], 0),
            "Cannot be tried": _named(n["laws"], -1),
        }
        told = " ".join(f"{how}: {'; '.join(laws)}." for how, laws in found.items() if laws)
        return f"{n['lines_right']} of {len(FAULTS)} faulty lines are put right. {told}"

    def picture(self) -> Picture:
        n, code = self.numbers(), source(self.right)
        was = set(source(0))
        exchanged = set(source(STATES - 1)) - was
        wrong = was - set(source(STATES - 1))
        shades = [
            theme.SCORE if line in exchanged else theme.SERIES[2] if line in wrong else theme.INK
            for line in code
        ]
        lines = tuple(
            Label(0, -row, line.replace(" ", "\u00a0"), shade, "right", 11)
            for row, (line, shade) in enumerate(zip(code, shades, strict=True))
        )
        laws = tuple(
            Label(0, -2 * row, f"{SIGNS[state]} {law['short']}", _shade(state), "right", 13)
            for row, (law, state) in enumerate(zip(LAWS, n["laws"], strict=True))
        )
        axes = Axis(limits=(0, 1)), Axis(limits=(-14.0, 1.0))
        code_panel = Panel(lines, *axes, bare=True, width=1.4)
        return Picture(((code_panel, Panel(laws, *axes, bare=True)),), self.summary())


def _named(laws: list[int], state: int) -> list[str]:
    return [law["short"] for law, found in zip(LAWS, laws, strict=True) if found == state]


def _shade(state: int) -> str:
    return {1: theme.SCORE, 0: theme.SERIES[2], -1: theme.MUTED}[state]


def explore_listing(*, right: int = 0) -> ListingExplorer:
    """Explore a much-copied listing that calls itself RoPE, by putting its faulty lines right one by one.

    It is a reconstruction with the same faults. Each of the 64 states between wrong and right is code that
    is run and measured when the explorer is made.

    Parameters
    ----------
    right : int
        Which faulty lines are put right, as bits, the first line's being 1; 0 to 63.

    Returns
    -------
    ListingExplorer
        A widget; ``.save("listing.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If ``right`` is out of its range.

    Examples
    --------
    >>> explore_listing(right=63).numbers()["laws"]
    [1, 1, 1, 1, 1, 1, 1]
    >>> explore_listing().numbers()["laws"]
    [0, -1, -1, -1, -1, -1, -1]
    """
    table = [value for state in range(STATES) for value in measured(state)]
    return ListingExplorer(right=right, table=table)
