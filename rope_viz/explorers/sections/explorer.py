"""A video between words: which pairs of a head turn from one token to another."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import traitlets
from torch import Tensor

from rope_viz import theme
from rope_viz.curves.clips import angles_between, axis_of_pairs, clip_positions, clip_rope
from rope_viz.encodings.mixed import MixedRope
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.traits import Refused, refusing, vector
from rope_viz.plots.content import Axis, Bars, Label, Panel, Picture, Points, floats
from rope_viz.words import brief, fixed, measured

WORDS = ("Watch", "this", "clip"), ("Who", "scored", "first?")
FRAMES, ROWS, COLUMNS = 4, 3, 3
POSITIONS = clip_positions(len(WORDS[0]), FRAMES, ROWS, COLUMNS, len(WORDS[1]))
AXES = "time", "row", "column"
MOST_PAIRS = 128
LOWEST = 1e-5  # degrees, of the axis
ALIKE = 1e-12  # radians, below which a pair has not turned
SHARED = {
    "sections": "in sections",
    "interleaved": "in turn",
    "slow time": "time to the slow ones",
    "one line": "not at all: one long line",
    "own": "as your model does",
}


class SectionsExplorer(Explorer):
    """How far each pair turns from one token of a clip to another; see `explore_sections`."""

    query: int
    key: int
    order: str
    base: float
    own_inv_freq: Any = traitlets.List().tag(sync=True)
    own_axis: Any = traitlets.List().tag(sync=True)

    @traitlets.validate("own_inv_freq", "own_axis")
    def _are_numbers(self, proposal: Any) -> list[float]:
        numbers = proposal.value and refusing(vector(), proposal.trait.name, proposal.value)
        return list(numbers)

    @traitlets.validate("order")
    def _is_there(self, proposal: Any) -> str:
        if proposal.value == "own" and not self.own_inv_freq:
            raise Refused("order must be another, because no model of your own came; 'own' came.")
        return str(proposal.value)

    @property
    def rope(self) -> Rope:
        """The rotation that is shown."""
        if self.order != "own":
            return clip_rope(self.order, self.base)  # type: ignore[arg-type]
        speeds, axis = torch.tensor(self.own_inv_freq, dtype=torch.float64), torch.tensor(self.own_axis)
        return MixedRope(2 * len(speeds), inv_freq=(torch.arange(3)[:, None] == axis) * speeds)

    def numbers(self) -> dict[str, Any]:
        rope = self.rope
        between = angles_between(rope, POSITIONS, self.key, self.query)
        axis = axis_of_pairs(rope)
        turned = between.abs() > ALIKE
        return {
            "between": between.tolist(),
            "axis": axis.tolist(),
            "query_ids": self._ids(self.query),
            "key_ids": self._ids(self.key),
            "turned": [int((turned & (axis == a)).sum()) for a in (0, 1, 2)],
            "turned_all": int(turned.sum()),
            "most": float(_degrees(between).max()),
            "score": float(between.cos().mean()),
        }

    def _ids(self, token: int) -> list[int]:
        """What the pairs turn by: three ids, or the token's number on one line."""
        ids: list[int] = POSITIONS[token].tolist()
        return [token] * 3 if self.order == "one line" else ids

    def summary(self) -> str:
        n = self.numbers()
        parts = " and ".join(
            f"{count} of time" if name == "time" else f"{count} of the {name}"
            for name, count in zip(AXES, n["turned"], strict=True)
            if count
        )
        which = f", {parts}" if parts else ""
        most = f"; none by more than {measured(n['most'])}°" if n["turned_all"] else ""
        return (
            f"Query: {said(self.query)}, ids {ids_text(n['query_ids'])}. Key: {said(self.key)}, ids "
            f"{ids_text(n['key_ids'])}. Pairs shared out {SHARED[self.order]}{self._base}: {n['turned_all']} "
            f"of {len(n['axis'])} pairs turn from one to the other{which}{most}. Equal vectors "
            f"score {fixed(n['score'])} of the largest."
        )

    @property
    def _base(self) -> str:
        return "" if self.order == "own" else f", base {brief(self.base)}"

    def picture(self) -> Picture:
        n = self.numbers()
        between = np.maximum(_degrees(torch.tensor(n["between"], dtype=torch.float64)).numpy(), LOWEST)
        pairs = np.arange(len(between), dtype=float)
        colours = tuple(_colour(axis) for axis in n["axis"])
        bars = Bars(pairs, LOWEST + 0 * between, between, colours, 0.8)
        names = [
            Label((len(pairs) - 1) * (0.5 + 0.15 * i), 60, name, theme.LIGHT.series[i])
            for i, name in enumerate(AXES)
        ]
        x, y = (
            Axis("pair i, fast to slow", grid=False),
            Axis("turned apart by (degrees)", (LOWEST, 180), log=True),
        )
        return Picture(
            ((self._clip(),), (Panel((bars, *names), x, y),)), self.summary(), heights=(1.0, 1.6), height=480
        )

    def _clip(self) -> Panel:
        """Words, frames and words, with query and key among them."""
        at = np.array([place_of(token) for token in range(len(POSITIONS))])
        marks: list[Points | Label] = [Points(at[:, 0], at[:, 1], theme.GRID, size=12)]
        marks += [
            Points(floats(at[token, 0]), floats(at[token, 1]), colour, size=12)
            for token, colour in ((self.key, theme.KEY), (self.query, theme.QUERY))
        ]
        words = [*WORDS[0], *WORDS[1]]
        tokens = [*range(len(WORDS[0])), *range(len(POSITIONS) - len(WORDS[1]), len(POSITIONS))]
        marks += [
            Label(at[token, 0], at[token, 1], word, theme.INK, "right" if token > 20 else "left")
            for token, word in zip(tokens, words, strict=True)
        ]
        limits = Axis(limits=(-4, 21.5)), Axis(limits=(-0.7, ROWS - 0.3), reverse=True)
        return Panel(tuple(marks), *limits, "four frames between words: query blue, key orange", bare=True)


def _degrees(between: Tensor) -> Tensor:
    """How far two hands are apart, whole turns left out."""
    return torch.atan2(between.sin(), between.cos()).abs().rad2deg()


def _colour(axis: int) -> str:
    return theme.REFERENCE if axis < 0 else theme.LIGHT.series[axis]


def place_of(token: int) -> tuple[float, float]:
    """Where a token stands in the picture, in patches: a column of words, the frames, a column of words."""
    first, patches = len(WORDS[0]), FRAMES * ROWS * COLUMNS
    if token < first:
        return 0.0, float(token)
    if token >= first + patches:
        return 2.0 + FRAMES * (COLUMNS + 0.6), float(token - first - patches)
    frame, rest = divmod(token - first, ROWS * COLUMNS)
    row, column = divmod(rest, COLUMNS)
    return 1.5 + frame * (COLUMNS + 0.6) + column, float(row)


def said(token: int) -> str:
    """A token in words."""
    first, patches = len(WORDS[0]), FRAMES * ROWS * COLUMNS
    if token < first:
        return f"“{WORDS[0][token]}”"
    if token >= first + patches:
        return f"“{WORDS[1][token - first - patches]}”"
    frame, rest = divmod(token - first, ROWS * COLUMNS)
    return f"frame {frame}, row {rest // COLUMNS}, column {rest % COLUMNS}"


def ids_text(ids: list[int]) -> str:
    """Three position ids as they are written."""
    return f"({', '.join(map(str, ids))})"


def explore_sections(
    rope: MRope | None = None, *, query: int = 25, key: int = 16, order: str = "sections"
) -> SectionsExplorer:
    """Explore which pairs of a head turn when the frame, the row or the column of a token changes.

    The clip has 42 tokens: three words, four frames of 3 × 3 patches, three words.

    Parameters
    ----------
    rope : MRope, optional
        That of a model, such as ``rv.Rope.from_config(config)``; it is shown first. Without one there are
        four ways to share out the 64 pairs of a head of 128.
    query, key : int
        Tokens, 0 to 41.
    order : {"sections", "interleaved", "slow time", "one line"}
        As in Qwen2-VL; as in Qwen3-VL; as VideoRoPE proposes; or all tokens counted in one line.

    Returns
    -------
    SectionsExplorer
        A widget; ``.save("sections.html")`` writes one file that works alone.

    Raises
    ------
    TypeError, ValueError
        If ``rope`` is no MRope of three axes, or a parameter is out of its range.

    Examples
    --------
    >>> explore_sections(query=16, key=25).numbers()["turned"]  # the same patch a frame earlier
    [16, 0, 0]
    >>> explore_sections(query=1, key=0).numbers()["turned_all"]  # two words
    64
    """
    if rope is None:
        return SectionsExplorer(query=query, key=key, order=order)
    explorer = SectionsExplorer(query=query, key=key)
    explorer.own_inv_freq, explorer.own_axis = _own(rope)
    explorer.order = "own"
    return explorer


def _own(rope: Any) -> tuple[list[float], list[int]]:
    if not isinstance(rope, MRope):
        raise TypeError(
            "rope must be an MRope, whose pairs turn with time, row and column; "
            f"{type(rope).__name__} came. explore_clocks shows a Rope of one position."
        )
    if rope.axes != 3 or rope.pairs > MOST_PAIRS:
        raise ValueError(
            f"rope must turn by three axes and have at most {MOST_PAIRS} pairs, each a bar; {rope!r} came."
        )
    axis: Tensor = axis_of_pairs(rope)
    speeds = rope.inv_freq.sum(0)
    if not math.isfinite(float(speeds.sum())):
        raise ValueError(f"rope must have finite speeds; {rope!r} came.")
    return speeds.tolist(), axis.tolist()
