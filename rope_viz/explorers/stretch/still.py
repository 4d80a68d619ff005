"""The explorer's still: the head's weight against the length, and below it the clocks or the speeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from rope_viz import theme
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.stretch.rules import BESIDE
from rope_viz.plots.content import Array, Axis, Label, Line, Mark, Panel, Picture, Points, floats

TURN = 2 * np.pi


class Shown(Protocol):
    """What a still asks of its explorer."""

    view: str
    trained: int
    length: int
    factor: float

    @property
    def fits(self) -> bool: ...

    def at_length(self, length: int, name: str | None = None) -> Rope: ...


def drawn(explorer: Shown, n: dict[str, Any], stops: Sequence[int], alt: str) -> Picture:
    """The picture of an explorer as it stands."""
    below = _wall(n) if explorer.view == "clocks" else _speeds(explorer, n)
    upper = (_weights(explorer, n, stops),) if explorer.fits else ()
    rows = ((below, *upper),)
    return Picture(rows, alt, height=460)


def _weights(explorer: Shown, n: dict[str, Any], stops: Sequence[int]) -> Panel:
    """The head's weight at every length so far; grey what it is without a rule."""
    lengths = floats(stops)
    low, high = floats([explorer.trained] * 2), floats([0, 100])
    marks: list[Mark] = [
        Line(low, high, theme.REFERENCE, dash="dash", width=1.2),
        Line(lengths, floats(n["plain_weights"]), theme.MUTED, dots=4, width=1),
        Line(lengths, floats(n["weights"]), theme.SCORE, dots=5, width=1.5),
        Label(explorer.trained, 104, "trained", theme.REFERENCE, "centre", 10),
    ]
    x = Axis("length of the text (tokens)", (float(stops[0]), float(stops[-1])), log=True)
    return Panel(tuple(marks), x, Axis("weight on what the head looks for (%)", (0, 108)), width=0.8)


def _wall(n: dict[str, Any]) -> Panel:
    """Dials: grey the arc that was seen in training, in the pair's colour what was not."""
    pairs = len(n["seen"])
    columns = min(pairs, 8 if pairs <= 32 else 16)
    marks: list[Mark] = []
    for i, (seen, swept, unseen) in enumerate(zip(n["seen"], n["swept"], n["unseen"], strict=True)):
        x, y = 2.5 * (i % columns), -2.9 * (i // columns)
        colour = theme.pair_colour(i / max(pairs - 1, 1))
        marks.append(_arc(x, y, 0, TURN, 1.0, colour, 0.8))
        marks += [_arc(x, y, 0, seen, r, theme.REFERENCE, 1.4, 0.35) for r in (0.2, 0.4, 0.6, 0.8)]
        if unseen:
            marks += [_arc(x, y, seen, seen + unseen, r, colour, 2.2) for r in (0.2, 0.4, 0.6, 0.8)]
        tip = floats([x, x + np.cos(swept)]), floats([y, y + np.sin(swept)])
        marks += [Line(*tip, colour, width=2), Label(x, y + 1, str(i), theme.MUTED, "above", 7)]
    return Panel(tuple(marks), equal=True, bare=True, width=1.2)


def _arc(
    x: float, y: float, start: float, end: float, reach: float, colour: str, width: float, opacity: float = 1
) -> Line:
    at = np.linspace(start, end, max(2, int(40 * (end - start) / TURN)))
    return Line(x + reach * np.cos(at), y + reach * np.sin(at), colour, width=width, opacity=opacity)


def _speeds(explorer: Shown, n: dict[str, Any]) -> Panel:
    """The share of its speed that each pair keeps, against its wavelength before: by all rules."""
    waves: Array = floats(explorer.at_length(explorer.length, "none").wavelengths)
    beside = np.array(n["beside"]).reshape(len(BESIDE), -1)
    least = 0.5 / max(explorer.factor, explorer.length / explorer.trained, 4)
    marks: list[Mark] = [
        Line(waves, np.maximum(ratios, least), theme.MUTED, width=1, opacity=0.6) for ratios in beside
    ]
    limit = min(1.0, explorer.trained / explorer.length)
    edge = floats([explorer.trained, explorer.trained, waves.max()]), floats([1.4, limit, limit])
    marks.append(Line(*edge, theme.REFERENCE, dash="dash", width=1.2))
    ratios = np.maximum(floats(n["ratios"]), least)
    for i, (wave, ratio) in enumerate(zip(waves, ratios, strict=True)):
        colour = theme.pair_colour(i / max(len(waves) - 1, 1))
        marks.append(Points(floats(wave), floats(ratio), colour, size=6))
    x = Axis("tokens for one turn, before", log=True)
    return Panel(tuple(marks), x, Axis("speed kept", (least, 1.5), log=True), width=1.2)
