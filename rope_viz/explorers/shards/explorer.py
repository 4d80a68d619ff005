"""A text that lies on several devices: by which positions each turns its keys, and the scores that result."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import checks, theme
from rope_viz.curves.caching import RIGHT, drawn
from rope_viz.curves.common import by_one_position
from rope_viz.curves.sharding import shard_positions
from rope_viz.encodings.attention import scores
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.speeds import KnownSpeeds
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import refusing, vector
from rope_viz.plots.content import Axis, Bars, Label, Panel, Picture, Points, Rule, floats
from rope_viz.words import fixed

SAID = traits_of("shards")
ORDERS, COUNTED = (dict(SAID[name]["options"]) for name in ("order", "counted"))
TOKENS = 16
FARTHEST = SAID["padding"]["most"] + TOKENS
WIDEST = 128  # components


class ShardsExplorer(Explorer):
    """Tokens on devices, positions, and the last token's scores; see `explore_shards`."""

    padding: int
    order: str
    counted: str
    devices: int
    given = traitlets.Dict().tag(sync=True)

    @traitlets.validate("given")
    def _are_speeds(self, proposal: Any) -> dict[str, Any]:
        return refusing(_given, proposal.value)

    def numbers(self) -> dict[str, Any]:
        held = shard_positions(TOKENS, self.devices, self.order)
        device, at = torch.empty(2, TOKENS, dtype=torch.long)
        for index, tokens in enumerate(held):
            device[tokens] = index
            behind = self.padding if self.counted == "text" or index == 0 else 0  # it lies on the first
            at[tokens] = behind + (tokens if self.counted == "text" else torch.arange(len(tokens)))
        speeds = self.given["speeds"]
        rope = KnownSpeeds(2 * len(speeds), speeds, 1.0, "interleaved", 1.0)
        query, key = (drawn(seed, TOKENS, rope.head_dim) for seed in (201, 202))
        last, scale = query[-1:], 1 / math.sqrt(rope.head_dim)
        made, right = (
            scores(last, key, rope, query_positions=places[-1:], key_positions=places, scale=scale)[0]
            for places in (at, torch.arange(TOKENS))
        )
        work = (held + 1).sum(1)
        return {
            "device": device.tolist(),
            "at": at.tolist(),
            "scores": made.tolist(),
            "right": right.tolist(),
            "off": float((made - right).abs().max()),
            "least_work": int(work.min()),
            "most_work": int(work.max()),
        }

    def summary(self) -> str:
        n = self.numbers()
        work = (
            f"each has {n['most_work']} scores to compute"
            if n["least_work"] == n["most_work"]
            else f"the first has {n['least_work']} scores to compute and the last {n['most_work']}"
        )
        return (
            f"{TOKENS} tokens on {self.devices} devices, {ORDERS[self.order]}; {work}. Positions are counted "
            f"in {COUNTED[self.counted]}, behind {self.padding} tokens of padding; the last token's scores "
            f"are {off_by(n['off'])}."
        )

    def picture(self) -> Picture:
        n = self.numbers()
        return Picture(((self._lanes(n),), (self._scores(n),)), self.summary(), height=480)

    def _lanes(self, n: Mapping[str, Any]) -> Panel:
        """A row for each device, and its tokens at the positions by which they are turned."""
        marks: list[Bars | Label] = []
        for token, (device, at) in enumerate(zip(n["device"], n["at"], strict=True)):
            colour = theme.QUERY if token == TOKENS - 1 else theme.KEY
            ends = floats(-device - 0.35), floats(-device + 0.35)
            marks.append(Bars(floats(at), *ends, (colour,), 0.8))
        names = tuple((-float(device), f"device {device + 1}") for device in range(self.devices))
        across = Axis("position by which a token is turned", (-0.6, FARTHEST - 0.4), grid=False)
        return Panel(tuple(marks), across, Axis("", (-self.devices + 0.4, 0.6), ticks=names, grid=False))

    def _scores(self, n: Mapping[str, Any]) -> Panel:
        """What the last token scores with each, and what it should."""
        tokens = floats(range(TOKENS))
        made = Points(tokens, floats(n["scores"]), theme.SCORE, name="score")
        right = Points(
            tokens, floats(n["right"]), theme.REFERENCE, name="right", size=13, hollow=np.ones(TOKENS, bool)
        )
        across = Axis("token in the text", (-0.6, TOKENS - 0.4), grid=False)
        return Panel((Rule(0.0, theme.GRID), right, made), across, Axis("score q·k/√D of the last token"))


def off_by(size: float) -> str:
    """How far scores are off, in words."""
    return f"off by up to {fixed(size)}" if size > RIGHT else "right"


def explore_shards(
    rope: Rope | None = None,
    *,
    padding: int = 0,
    order: str = "in order",
    counted: str = "text",
    devices: int = 4,
) -> ShardsExplorer:
    """Explore a text whose tokens lie on several devices, each turning what it holds.

    Parameters
    ----------
    rope : Rope, optional
        Any scaling rule and part that turns, of up to 128 components; attention factors and the layout are
        left out, because the vectors are random. 16 components by default.
    padding : int
        Tokens without meaning before the text, 0 to 16.
    order : {"in order", "zig-zag"}
        See `rope_viz.curves.shard_positions`.
    counted : {"text", "device"}
        Positions are those in the whole text, or each device counts from 0 what it holds, which is wrong.
    devices : {2, 4}

    Returns
    -------
    ShardsExplorer
        A widget; ``.save("shards.html")`` writes one file that works alone.

    Raises
    ------
    TypeError, ValueError
        If the rope turns by several coordinates or has too many components, or a parameter is out of range.

    Examples
    --------
    >>> explore_shards(order="zig-zag").numbers()["device"]
    [0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 2, 2, 1, 1, 0, 0]
    """
    rope = by_one_position(rope or Rope(16))
    checks.at_most("rope.head_dim", rope.head_dim, WIDEST, "because a browser computes it")
    still = [0.0] * ((rope.head_dim - rope.rotary_dim) // 2)
    given = {"speeds": [*rope.inv_freq.tolist(), *still]}
    return ShardsExplorer(given=given, padding=padding, order=order, counted=counted, devices=devices)


def _given(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"speeds": vector()("speeds", value["speeds"])}
