"""Biases of many heads against relative position: all of them small, one of them large."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets

from rope_viz import theme
from rope_viz.curves import bias_curve
from rope_viz.curves.bias import BiasTable
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.t5 import T5Bias
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused, refusing, text, vector
from rope_viz.plots.content import Axis, Label, Line, Panel, Picture, Points, Rule, floats
from rope_viz.words import brief, fixed

REACH = traits_of("heads")["offset"]["most"]
MOST_HEADS = 16
DEEPEST = -7.5  # of the axis: the token's own notch may go on below
OFFSETS = np.arange(-REACH, REACH + 1)


class HeadsExplorer(Explorer):
    """What each head adds to the score, by how far the key stands from the query; see `explore_heads`."""

    head: int
    offset: int
    beside: str
    as_factor: bool
    biases = traitlets.Dict().tag(sync=True)

    @traitlets.validate("biases")
    def _are_curves(self, proposal: Any) -> dict[str, Any]:
        return refusing(_curves, proposal.value)

    @traitlets.validate("head")
    def _is_there(self, proposal: Any) -> int:
        if self.biases and proposal.value >= len(self.biases["values"]):
            raise Refused(
                f"head must be smaller than the number of heads, {len(self.biases['values'])}; "
                f"{proposal.value} came."
            )
        return proposal.value

    @property
    def table(self) -> BiasTable:
        """All heads' biases, as they are drawn."""
        return BiasTable(OFFSETS.astype(float), np.array(self.biases["values"]), self.biases["label"])

    def numbers(self) -> dict[str, Any]:
        bias = self.table.values[self.head]
        against = "logarithm" if self.beside == "logarithm" else "distance"
        distance = np.arange(1, REACH + 1)
        place = np.log(distance) if against == "logarithm" else distance
        sides = bias[:REACH][::-1], bias[REACH + 1 :]
        explained = [self.table.straightness(against, keys=keys)[self.head] for keys in ("before", "after")]
        value = float(bias[self.offset + REACH])
        return {
            "bias": bias.tolist(),
            "value": value,
            "factor": math.exp(value),
            "best": float(bias.max()),
            "best_at": int(self.table.favourites[self.head]),
            "own": float(bias[REACH]),
            "lines": [float(number) for side in sides for number in np.polyfit(place, side, 1)[::-1]],
            "explained": [float(share) for share in explained],
        }

    def summary(self) -> str:
        n = self.numbers()
        where, best = ("the key " * bool(at) + _label(at) for at in (self.offset, n["best_at"]))
        return (
            f"Head {self.head} of {len(self.biases['values'])} ({self.biases['label']}) adds "
            f"{fixed(n['value'])} for {where.replace('the key', 'a key')}, which multiplies its weight by "
            f"{brief(n['factor'])}; most for {best}, {fixed(n['best'])}; for the token itself "
            f"{fixed(n['own'])}."
        )

    def picture(self) -> Picture:
        n, values = self.numbers(), self.table.values
        places = OFFSETS.astype(float)
        limits = DEEPEST, max(1.1 * float(values.max()), 0.5)
        sides = Axis(limits=(-REACH, REACH), ticks=(), grid=False), Axis(limits=limits, ticks=(), grid=False)
        colours = [theme.SCORE if head == self.head else theme.MUTED for head in range(len(values))]
        small = [
            Panel((Rule(0, theme.GRID, width=1), Line(places, curve, colour, width=1.4)), *sides, str(i))
            for i, (curve, colour) in enumerate(zip(values, colours, strict=True))
        ]
        chosen = (
            Rule(0, theme.MUTED, width=1),
            Line(places, floats(n["bias"]), theme.SCORE),
            Points(floats(self.offset), floats(n["value"]), theme.SCORE),
            Label(REACH, limits[1], f"head {self.head}", theme.INK, "left"),
        )
        x = Axis("key position − query position (tokens)", (-REACH, REACH))
        rows = [tuple(small[at : at + 6]) for at in range(0, len(small), 6)]
        large = Panel(chosen, x, Axis("added to the score", limits))
        heights = (1.0,) * len(rows) + (3.2,)
        return Picture((*rows, (large,)), self.summary(), 560, heights)


def explore_heads(
    encoding: Encoding | None = None, *, label: str = "", head: int = 0, offset: int = -1
) -> HeadsExplorer:
    """Explore what each head of an encoding adds to the score, by how far the key stands from the query.

    Parameters
    ----------
    encoding : Encoding, optional
        One whose bias depends on positions only, such as `T5Bias`, `Alibi` or `Kerple`, of 16 heads at most.
        By default the twelve heads of all-mpnet-base-v2, which were trained.
    label : str
        What it is called.
    head : int
        Which one is drawn large.
    offset : int
        Key position minus query position, −128 to 128 tokens, where it is read.

    Returns
    -------
    HeadsExplorer
        A widget; ``.save("heads.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If the encoding leaves the door ``bias`` shut, or a parameter is out of its range.

    Examples
    --------
    >>> explore_heads(head=6).numbers()["best_at"]
    -1
    """
    if encoding is None:
        from rope_viz.models.pretrained import mpnet_bias

        encoding, label = T5Bias(mpnet_bias().table), label or "MPNet, trained"
    table = bias_curve(encoding, OFFSETS.tolist(), label=label)
    # The digits that float32 has, and no more: each number of the page is one of the table's.
    values = [[float(str(np.float32(number))) for number in curve] for curve in table.values]
    return HeadsExplorer(biases={"label": table.label, "values": values}, head=head, offset=offset)


def _label(offset: int) -> str:
    return f"{abs(offset)} {'before' if offset < 0 else 'after'}" if offset else "the token itself"


def _curves(value: Mapping[str, Any]) -> dict[str, Any]:
    values = tuple(vector(len(OFFSETS))("values", curve) for curve in value["values"])
    if not 1 <= len(values) <= MOST_HEADS:
        raise ValueError(
            f"encoding must have from 1 to {MOST_HEADS} heads, each a panel; {len(values)} came."
        )
    return {"label": text("label", value["label"]), "values": values}
