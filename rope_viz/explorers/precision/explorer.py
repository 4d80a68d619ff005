"""Two words moved along a text at one distance, their rotation kept in short formats."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import checks, theme
from rope_viz.curves.common import Array, by_one_position, pair_components
from rope_viz.curves.rounding import OURS, Precision, kept_in, rounded_pairs, rounded_to
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import refusing, stops_of, text, vector
from rope_viz.plots.content import Axis, Bars, Label, Legend, Line, Panel, Picture, Points, Rule, floats
from rope_viz.words import fixed

SAID = traits_of("precision")
STARTS = stops_of(SAID["start"])
WINDOW = 16  # tokens that are shown
BITS = {"bfloat16": 16, "float16": 16, "float32": 32}
SINCE = dict(SAID["rounded"]["options"])
EXACT = "float64 angles"


class PrecisionExplorer(Explorer):
    """The score of two words along a text, in several formats; see `explore_precision`."""

    start: int
    step: int
    distance: int
    rounded: str
    build: bool
    angles: str
    tables: str
    vectors: str
    given = traitlets.Dict().tag(sync=True)

    @traitlets.validate("given")
    def _is_query_key_and_speeds(self, proposal: Any) -> dict[str, Any]:
        return refusing(_given, proposal.value)

    @property
    def rows(self) -> dict[str, Precision]:
        """What is shown, by name: the exact way first."""
        if self.build:
            angles = dict.fromkeys(("positions", "speeds", "angles"), self.angles)
            return {EXACT: OURS, "yours": Precision(**angles, tables=self.tables, vectors=self.vectors)}
        short = ("float32", "float16", "bfloat16")
        return {EXACT: OURS} | {name: kept_in(name, self.rounded) for name in short}

    def _scores(self, precision: Precision, starts: Sequence[float]) -> torch.Tensor:
        """Scores divided by √D, with the key at each start and ``step`` further on."""
        at = torch.tensor([*starts], dtype=torch.float64) + self.step
        speeds, *vectors = (
            torch.tensor(self.given[name], dtype=torch.float64) for name in ("speeds", "query", "key")
        )
        query, key = (
            rounded_pairs(vector.view(-1, 2).expand(len(at), -1, -1), speeds, places, precision)
            for vector, places in zip(vectors, (at + self.distance, at), strict=True)
        )
        return (query * key).sum((-1, -2)) / math.sqrt(len(self.given["query"]))

    def numbers(self) -> dict[str, Any]:
        rows = self.rows.values()
        window = torch.arange(WINDOW, dtype=torch.float64) + self.start
        exact = float(self._scores(Precision(), [0])[0])
        traces = torch.stack([self._scores(row, STARTS) for row in rows])
        now = torch.cat([self._scores(row, [self.start]) for row in rows])
        worst = (traces[-1] - exact).abs().max()
        return {
            "exact": exact,
            "held": [place for row in rows for place in rounded_to(row.positions, window).tolist()],
            "scores": now.tolist(),
            "off": (now - exact).tolist(),
            "traces": traces.flatten().tolist(),
            "worst": float(worst),
            "bits": sum(BITS[name] for name in (self.angles, self.tables, self.vectors)),
        }

    def summary(self) -> str:
        n = self.numbers()
        held = np.array(n["held"]).reshape(-1, WINDOW).tolist()
        rows = [
            f"{name}: {off_by(off)}{_apart(places[self.step], places[self.step + self.distance])}"
            for name, off, places in zip(self.rows, n["off"], held, strict=True)
        ]
        how = f"In the short format: {SINCE[self.rounded]}."
        if self.build:
            how = (
                f"Yours has angles in {self.angles}, cos and sin in {self.tables}, queries and keys in "
                f"{self.vectors}, {n['bits']} bits together: {off_by(n['worst'])} at the worst of "
                f"{len(STARTS)} places up to position {STARTS[-1]:,.0f}."
            )
        return (
            f"Two words {self.distance} apart, the first at position {self.start + self.step:,} "
            f"({self.given['label']}); their score q·k/√D is {fixed(n['exact'])}. {'; '.join(rows)}. {how}"
        )

    def picture(self) -> Picture:
        n = self.numbers()
        names = [*self.rows]
        held = np.array(n["held"]).reshape(-1, WINDOW)
        traces = np.array(n["traces"]).reshape(-1, len(STARTS))
        rows = ((self._window(names, held),), (self._traces(names, traces, n),))
        return Picture(rows, self.summary(), height=620)

    def _window(self, names: Sequence[str], held: Array) -> Panel:
        """For each format blocks of positions that it takes for one, and where the words come to lie."""
        marks: list[Bars | Points | Label] = []
        for row, (name, places) in enumerate(zip(names, held, strict=True)):
            for first, last in blocks(places):
                middle, width = (first + last) / 2, last - first + 0.8
                low, high = floats(-row - 0.2), floats(-row + 0.2)
                marks.append(Bars(floats(middle), low, high, (theme.PAPER,), width, theme.REFERENCE))
            marks.append(Label(-0.5, -row + 0.38, name, theme.INK, "right"))
            words = {theme.KEY: self.step, theme.QUERY: self.step + self.distance}
            lie = {colour: sum(_block_of(places, word)) / 2 for colour, word in words.items()}
            aside = 0.25 if lie[theme.KEY] == lie[theme.QUERY] else 0.0
            marks += [
                Points(floats(lie[theme.KEY] - aside), floats(-row), theme.KEY, size=9),
                Points(floats(lie[theme.QUERY] + aside), floats(-row), theme.QUERY, size=9),
            ]
        ticks = tuple((float(at), f"{self.start + at:,}") for at in (0, WINDOW - 1))
        across = Axis("position", (-0.7, WINDOW - 0.3), ticks=ticks, grid=False)
        return Panel(tuple(marks), across, Axis("", (-len(names) + 0.4, 0.7), ticks=(), grid=False))

    def _traces(self, names: Sequence[str], traces: Array, n: dict[str, Any]) -> Panel:
        """The scores at all places so far, a line for each format."""
        passed = np.array(STARTS) <= self.start
        marks: list[Line | Rule] = [Rule(n["exact"], theme.REFERENCE, "dash")]
        for i, (name, scores) in reversed([*enumerate(zip(names, traces, strict=True))]):
            colour = theme.SERIES[i % len(theme.SERIES)]
            marks.append(Line(floats(STARTS)[passed], scores[passed], colour, name, dots=5, width=1))
        x = Axis("position", (STARTS[0], STARTS[-1]), log=True)
        return Panel(tuple(marks), x, Axis("score q·k/√D"), legend=Legend())


def blocks(places: Array) -> list[tuple[int, int]]:
    """First and last of each run of places that are held as one number."""
    starts = [0, *(np.flatnonzero(places[1:] != places[:-1]) + 1).tolist(), len(places)]
    return [(first, after - 1) for first, after in itertools.pairwise(starts)]


def _block_of(places: Array, word: int) -> tuple[int, int]:
    return next(ends for ends in blocks(places) if ends[0] <= word <= ends[1])


def off_by(value: float) -> str:
    """How far a score is off, in words."""
    if math.isnan(value):
        return "no number"
    return f"off by {fixed(value, 3) if abs(value) >= 5e-4 else 'less than 0.001'}"


def _apart(key: float, query: float) -> str:
    return f", {query - key:,.0f} apart" if math.isfinite(query) else ""


def explore_precision(
    rope: Rope | None = None,
    *,
    query: Sequence[float] | None = None,
    key: Sequence[float] | None = None,
    label: str = "your vectors",
    start: int = 10,
    distance: int = 1,
    rounded: str = "positions",
    build: bool = False,
) -> PrecisionExplorer:
    """Explore what rounding does to the score of two words that move along a text at one distance.

    Their score should stay. Each row keeps the rotation in another format, float64 angles in the first, and
    shows which positions its format can tell apart.

    Parameters
    ----------
    rope : Rope, optional
        Any layout, scaling rule and part that turns; attention factors are left out. SmolLM2's by default.
    query, key : sequence of float, shape (head_dim,), optional
        As the rope's layout has them, before rotation. By default the mean query and key of a head of SmolLM2
        that looks at the token before (layer 16, head 0); all ones beside a rope of one's own.
    label : str
        What they are called.
    start : int
        The first of the sixteen positions shown, 10 to 1,000,000.
    distance : int
        1 to 8 tokens.
    rounded : {"positions", "speeds", "tables", "vectors"}
        The first step that is kept in the short format; see `rope_viz.curves.kept_in`.
    build : bool
        Begin with a rotation of which each step has a format of its own.

    Returns
    -------
    PrecisionExplorer
        A widget; ``.save("precision.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If only one of query and key is given, one has another length than the rope turns, or a parameter is
        out of its range.

    Examples
    --------
    >>> explorer = explore_precision(start=252)
    >>> [round(score, 2) for score in explorer.numbers()["scores"]]
    [2.36, 2.36, 2.38, -2.51]
    """
    if (query is None) != (key is None):
        raise ValueError("query and key must be given together, because a score needs both; one came.")
    if query is None and rope is None:
        given = _smollm2()
    else:
        rope = by_one_position(rope or Rope(checks.even("the length of query", len(query or ()), PAIRED)))
        ones = [1.0] * rope.head_dim
        vectors = {"query": ones, "key": ones} if query is None else {"query": query, "key": key}
        given = {name: _in_pairs(rope, name, value) for name, value in vectors.items()}
        given["speeds"] = _speeds(rope)
        given["label"] = "all ones" if query is None else label
    return PrecisionExplorer(given=given, start=start, distance=distance, rounded=rounded, build=build)


PAIRED = "because components turn in pairs"


def _in_pairs(rope: Rope, name: str, value: Any) -> list[float]:
    """A vector's components pair by pair, those that stand still at the end."""
    numbers = torch.tensor(vector(rope.head_dim)(name, value), dtype=torch.float64)
    first, second = pair_components(rope)
    pairs = torch.stack([numbers[first], numbers[second]], dim=-1).flatten()
    together: list[float] = torch.cat([pairs, numbers[rope.rotary_dim :]]).tolist()
    return together


def _speeds(rope: Rope) -> list[float]:
    still = [0.0] * ((rope.head_dim - rope.rotary_dim) // 2)
    return [*rope.inv_freq.tolist(), *still]


def _smollm2() -> dict[str, Any]:
    from rope_viz.models.pretrained import smollm2_heads

    heads = smollm2_heads()
    layer, head = heads.heads[0]
    # The first token serves as a sink for attention and is unlike all others.
    query, key = (x[0, 1:].double().mean(0).tolist() for x in (heads.q, heads.k))
    label = f"SmolLM2 layer {layer} head {head}, mean vectors"
    return {"query": query, "key": key, "speeds": _speeds(heads.rope), "label": label}


def _given(value: Mapping[str, Any]) -> dict[str, Any]:
    query, key, speeds = (vector()(name, value[name]) for name in ("query", "key", "speeds"))
    if not len(query) == len(key) == 2 * len(speeds):
        raise ValueError(
            f"query and key must have two components for each of {len(speeds)} speeds; {len(query)} and "
            f"{len(key)} came."
        )
    return {"query": query, "key": key, "speeds": speeds, "label": text("label", value["label"])}
