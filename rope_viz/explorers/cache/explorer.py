"""A text written token by token by a small model: what its cache keeps, and what of it stays right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
import traitlets
from torch import Tensor

from rope_viz import checks, theme
from rope_viz.curves.caching import ABSENT, KEPT, MADE, REDONE, RIGHT, Decoded, Keeping, decode, drawn
from rope_viz.curves.common import Array, by_one_position
from rope_viz.encodings.absolute import Learned, Sinusoidal
from rope_viz.encodings.alibi import Alibi
from rope_viz.encodings.attention import Layer
from rope_viz.encodings.base import Encoding, NoPositions
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import dynamic_ntk
from rope_viz.encodings.shaw import ShawKeys
from rope_viz.encodings.t5 import T5Bias
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.speeds import KnownSpeeds
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import refusing, vector, whole
from rope_viz.plots.content import Axis, Bars, Label, Panel, Picture, Points, floats
from rope_viz.words import fixed

SAID = traits_of("cache")
ENCODINGS, WAYS = (dict(SAID[name]["options"]) for name in ("encoding", "kept"))
LAYER_WAYS = dict(SAID["first"]["options"])
WORDS = ("the", "dog", "chases", "the", "pig", "and", "the", "pig", "chases", "the", "dog", "back")
LAYERS = 2
CLIP = 4  # distances with a vector of their own, in Shaw's keys
FOLLOWING = dynamic_ntk(2.0, original_length=4)  # from the fifth token on the speeds follow the length
BYTES = 2  # of a number in bfloat16
LEAST = 4  # turning components: dynamic NTK keeps the fastest pair and slows the slowest
WIDEST = 128  # components; a browser computes all steps of all layers when the encoding is changed


class CacheExplorer(Explorer):
    """What a cache keeps of a text that grows, step by step; see `explore_cache`."""

    tokens: int
    encoding: str
    kept: str
    room: int
    places: str
    build: bool
    first: str
    second: str
    given = traitlets.Dict().tag(sync=True)

    @traitlets.validate("given")
    def _is_a_rope(self, proposal: Any) -> dict[str, Any]:
        return refusing(_given, proposal.value)

    @property
    def ways(self) -> tuple[str, str]:
        """What each of the two layers keeps."""
        return (self.first, self.second) if self.build else (self.kept, self.kept)

    def decoded(self) -> Decoded:
        """Write the whole text."""
        words, layers = small_model(self.given["head_dim"])
        return decode(words, layers, self._encoding(), Keeping(self.ways, self.room, self.places))

    def numbers(self) -> dict[str, Any]:
        found, each = self.decoded(), 2 * self.given["head_dim"] * BYTES  # a key and a value
        now = found.cells[:, self.tokens - 1]
        left = int((now[0] != ABSENT).sum())
        made, outputs = (found.cells == MADE).sum((0, 2)), found.outputs
        return {
            "cells": found.cells.flatten().tolist(),
            "off": np.nan_to_num(found.off, nan=-1).flatten().tolist(),
            "outputs": outputs.tolist(),
            "kept_bytes": each * left * sum(way != "nothing" for way in self.ways),
            "made_bytes": each * int(made[self.tokens - 1]),
            "whole_bytes": each * left * LAYERS,
            "redone": int((now == REDONE).sum()),
            "wrong": int((np.nan_to_num(found.off[:, self.tokens - 1]) > RIGHT).sum()),
            "output_off": float(outputs[self.tokens - 1]),
            "worst": float(outputs.max()),
            "made_in_all": each * int(made.sum()),
        }

    def summary(self) -> str:
        n = self.numbers()
        how = (
            f"layer 1 keeps {LAYER_WAYS[self.first]}, layer 2 {LAYER_WAYS[self.second]}"
            if self.build
            else f"kept: {WAYS[self.kept]}"
        )
        room = "" if self.room == len(WORDS) else f", room for {self.room}, counted in the {self.places}"
        whole = (
            f" For the whole text: {n['made_in_all']:,} bytes made, outputs {off_by(n['worst'])} at worst."
            if self.build
            else ""
        )
        tokens = "1 token" if self.tokens == 1 else f"{self.tokens} tokens"
        return (
            f"{tokens}, positions by {ENCODINGS[self.encoding]}; {how}{room}. With the last one "
            f"{n['made_bytes']:,} bytes of keys and values are made; a whole pass makes "
            f"{n['whole_bytes']:,}. {n['redone']} kept keys are turned or summed again, {n['wrong']} keys or "
            f"values are not those of the whole pass, and the output is {off_by(n['output_off'])}.{whole}"
        )

    def picture(self) -> Picture:
        n = self.numbers()
        shape = (LAYERS, len(WORDS), len(WORDS))
        grids = zip(np.array(n["cells"]).reshape(shape), np.array(n["off"]).reshape(shape), strict=True)
        panels = [self._grid(i, *grid, n["outputs"]) for i, grid in enumerate(grids)]
        return Picture((tuple(panels),), self.summary(), height=400)

    def _grid(self, layer: int, cells: Array, off: Array, outputs: list[float]) -> Panel:
        """A layer's cells, a row for each step so far, and behind the last layer the outputs."""
        count, marks = len(WORDS), []
        for step in range(self.tokens):
            row = [
                (float(n), cells[step, n], off[step, n]) for n in range(step + 1) if cells[step, n] != ABSENT
            ]
            row += [(count + 0.5, KEPT, outputs[step])] if layer == LAYERS - 1 else []
            for column, state, wrong in row:
                colour = theme.SCORE if column > count else theme.KEY
                marks += _cell(column, -step, state, wrong, colour)
        ticks = tuple((-float(i), word) for i, word in enumerate(WORDS)) if layer == 0 else ()
        places = tuple((float(n), str(n)) for n in (0, 3, 6, 9))
        ends = (-0.6, count + (1.1 if layer == LAYERS - 1 else -0.4))
        across = Axis("token", ends, ticks=places, grid=False)
        down = Axis("", (-count + 0.4, 0.6), ticks=ticks, grid=False)
        return Panel(tuple(marks), across, down, title=f"layer {layer + 1}")

    def _encoding(self) -> Encoding:
        dim, speeds = self.given["head_dim"], self.given["speeds"]
        ropes = {
            "rope": lambda: _rope(speeds, self.given["base"]),
            "dynamic": lambda: _Following(self.given),
        }
        return (ropes | OTHERS)[self.encoding](*([] if self.encoding in ropes else [dim]))


OTHERS = {
    "none": lambda dim: NoPositions(),
    "learned": lambda dim: Learned(drawn(30, len(WORDS), dim)),
    "sinusoidal": Sinusoidal,
    "t5": lambda dim: T5Bias(drawn(31, 32, 1), bidirectional=False),
    "alibi": lambda dim: Alibi(1),
    "shaw": lambda dim: ShawKeys(drawn(32, 2 * CLIP + 1, dim)),
}


class _Following(Encoding):
    """Dynamic NTK in place of the rule that a Rope came with."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def at_length(self, tokens: int) -> Rope:
        """The rotation of texts of that length; what stood still stands still."""
        base, speeds = self.given["base"], len(self.given["speeds"])
        turned = Rope(self.given["rotary_dim"], base, scaling=FOLLOWING).at_length(tokens).inv_freq
        return _rope([*turned.tolist(), *[0.0] * (speeds - len(turned))], base)


def _rope(speeds: Sequence[float], base: float) -> Rope:
    return KnownSpeeds(2 * len(speeds), speeds, base, "interleaved", 1.0)


def small_model(dim: int) -> tuple[Tensor, list[Layer]]:
    """The text's words, (tokens, dim), and two layers of random matrices."""
    distinct = [*dict.fromkeys(WORDS)]
    words = torch.stack([drawn(100 + distinct.index(word), dim) for word in WORDS])
    matrices = [drawn(seed, 1, dim, dim) / math.sqrt(dim) for seed in range(1, 3 * LAYERS + 1)]
    return words, [Layer(*matrices[3 * i : 3 * i + 3]) for i in range(LAYERS)]


def off_by(share: float) -> str:
    """How far an output is off, in words."""
    return f"off by {fixed(100 * share, 1)} %" if share > RIGHT else "right"


def _cell(column: float, row: float, state: int, off: float, colour: str) -> list[Bars | Points | Label]:
    """Filled if it is right, paler if it was kept; else hollow, with a bar that says how far it is off."""
    low, high = floats(row - 0.4), floats(row + 0.4)
    if off > RIGHT:
        bar = floats(row - 0.4 + 0.8 * min(off, 1))
        hollow = Bars(floats(column), low, high, (theme.PAPER,), 0.8, colour)
        return [hollow, Bars(floats(column), low, bar, (theme.INK,), 0.8)]
    fill = colour if state == MADE else theme.GRID
    marks: list[Bars | Points | Label] = [Bars(floats(column), low, high, (fill,), 0.8, colour)]
    return marks + ([Points(floats(column), floats(row), colour, size=5)] if state == REDONE else [])


def explore_cache(
    rope: Rope | None = None,
    *,
    tokens: int = 6,
    encoding: str = "rope",
    kept: str = "ready",
    room: int = 12,
    places: str = "text",
    build: bool = False,
) -> CacheExplorer:
    """Explore what a cache keeps while a small model of two layers writes, and what of it stays right.

    Each step is a row. A token's key and value are compared with those that a whole pass over the same tokens
    makes, in both layers, and so is the output.

    Parameters
    ----------
    rope : Rope, optional
        Any scaling rule and part that turns, of 4 to 128 components; attention factors are left out, and so
        is the layout, because the matrices are random. 8 components and base 100 by default.
    tokens : int
        Steps that are shown, 1 to 12.
    encoding : {"none", "learned", "sinusoidal", "t5", "alibi", "shaw", "rope", "dynamic"}
        ``"dynamic"`` is dynamic NTK made for 4 tokens, in place of the rope's own rule.
    kept : {"ready", "moved", "bare", "nothing"}
        See `rope_viz.curves.caching.Keeping`.
    room : int
        Tokens that the cache holds, 3 to 12; then each new one takes the place of the oldest.
    places : {"text", "cache"}
        Where positions are counted.
    build : bool
        Begin with a choice for each layer.

    Returns
    -------
    CacheExplorer
        A widget; ``.save("cache.html")`` writes one file that works alone.

    Raises
    ------
    TypeError, ValueError
        If the rope turns by several coordinates, or too few components or too many, or a parameter is out of
        its range.

    Examples
    --------
    >>> explorer = explore_cache(tokens=12)
    >>> explorer.numbers()["made_bytes"], explorer.numbers()["whole_bytes"], explorer.numbers()["wrong"]
    (64, 768, 0)
    """
    rope = by_one_position(rope or Rope(8, base=100.0))
    whole(LEAST)("rope.rotary_dim", rope.rotary_dim)
    still = [0.0] * ((rope.head_dim - rope.rotary_dim) // 2)
    given = {
        "head_dim": checks.at_most("rope.head_dim", rope.head_dim, WIDEST, "because a browser computes it"),
        "rotary_dim": rope.rotary_dim,
        "base": rope.base,
        "speeds": [*rope.inv_freq.tolist(), *still],
    }
    settings = {"tokens": tokens, "encoding": encoding, "kept": kept, "room": room, "places": places}
    return CacheExplorer(given=given, build=build, **settings)


def _given(value: Mapping[str, Any]) -> dict[str, Any]:
    speeds = vector()("speeds", value["speeds"])
    dim = whole(2, WIDEST)("head_dim", value["head_dim"])
    if dim != 2 * len(speeds):
        raise ValueError(f"speeds must be one for two of {dim} components; {len(speeds)} came.")
    rotary = whole(LEAST, dim)("rotary_dim", value["rotary_dim"])
    base = checks.positive("base", value["base"], "because the speeds are its powers")
    return {"head_dim": dim, "rotary_dim": rotary, "base": base, "speeds": speeds}
