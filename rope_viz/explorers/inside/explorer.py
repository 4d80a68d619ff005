"""A trained head whose attention is drawn anew while some of its pairs are left out or stand still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
import traitlets
from torch import Tensor

from rope_viz import theme
from rope_viz.curves.inside import (
    Placing,
    attention_without,
    looks_before,
    looks_first,
    moved,
    pair_uses,
    pair_weights,
)
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused, refusing, synced
from rope_viz.explorers.inside.given import TrainedHeads, checked, decoded, taken
from rope_viz.plots.content import Axis, Bars, Heat, Label, Panel, Picture, Rule
from rope_viz.words import brief, fixed

SAID = traits_of("inside")
WAYS, PLACES = (dict(SAID[name]["options"]) for name in ("what", "placing"))
LISTED = 5  # keys that are named
PLACINGS = {
    "later": Placing(later=5000),
    "double": Placing(2),
    "half": Placing(0.5),
    "far": Placing(ahead=1e5),
}


def _indices(name: str, value: Any) -> tuple[int, ...]:
    """Pairs, each once: a list of whole numbers, or one."""
    found = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
    if not all(isinstance(i, int) and i >= 0 for i in found) or len({*found}) < len(found):
        raise ValueError(f"{name} must be indices of pairs, each once; {value!r} came.")
    return tuple(sorted(found))


class InsideExplorer(Explorer):
    """A trained head without some of its pairs; see `explore_inside`."""

    cut: int
    what: str
    head: int
    token: int
    placing: str
    uses: bool
    build: bool
    pair: int
    kept = synced((), _indices)
    given = traitlets.Dict().tag(sync=True)

    @traitlets.validate("given")
    def _are_heads(self, proposal: Any) -> dict[str, Any]:
        return refusing(checked, proposal.value)

    @traitlets.validate("cut", "head", "token", "pair", "kept")
    def _is_there(self, proposal: Any) -> Any:
        name, value = proposal.trait.name, proposal.value
        if self.given:
            pairs = len(self.given["speeds"])
            most = {
                "cut": pairs,
                "head": len(self.given["heads"]) - 1,
                "token": len(self.given["tokens"]) - 1,
            }.get(name, pairs - 1)
            if max(value, default=0) > most if name == "kept" else value > most:
                raise Refused(f"{name} must be at most {most}, because there are no more; {value} came.")
        return value

    @property
    def touched(self) -> list[int]:
        """Pairs that are left out, or stand still."""
        pairs = range(len(self.given["speeds"]))
        if self.build:
            return [pair for pair in pairs if pair not in self.kept]
        return [*(pairs[self.cut :] if self.what.startswith("slow") else pairs[: self.cut])]

    def _vectors(self) -> tuple[Tensor, Tensor, Tensor]:
        head, tokens = self.given["heads"][self.head], len(self.given["tokens"])
        query, key = (decoded(head[name], tokens) for name in ("query", "key"))
        return query, key, torch.tensor(self.given["speeds"], dtype=torch.float64)

    def _attention(self, query: Tensor, key: Tensor, speeds: Tensor) -> Tensor:
        out = self.build or self.what.endswith("out")
        still = range(len(speeds)) if self.placing == "none" else [] if out else self.touched
        return attention_without(
            query, key, speeds, removed=self.touched if out else (), still=still,
            placing=PLACINGS.get(self.placing),
        )  # fmt: skip

    def numbers(self) -> dict[str, Any]:
        vectors = self._vectors()
        whole, weights = attention_without(*vectors), self._attention(*vectors)
        sizes = pair_weights(*vectors[:2])
        out = self.build or self.what.endswith("out")
        uses = pair_uses(*vectors)[0 if out else 1] if self.uses else torch.zeros_like(sizes)
        # Weights that differ by less than rounding keep the order of the text.
        row = weights[self.token, : self.token + 1]
        top = torch.sort((row * 1e9).round(), descending=True, stable=True).indices[:LISTED]
        below = torch.ones(weights.shape, dtype=torch.bool).tril()
        return {
            "weights": weights[below].tolist(),
            "top": top.tolist(),
            "top_weights": row[top].tolist(),
            "top_whole": whole[self.token][top].tolist(),
            "before": looks_before(weights),
            "first": looks_first(weights),
            "whole_before": looks_before(whole),
            "whole_first": looks_first(whole),
            "moved": moved(weights, whole),
            "sizes": sizes.tolist(),
            "touched_size": float(sizes[self.touched].sum()),
            "untouched": len(sizes) - len(self.touched),
            "pair_size": float(sizes[self.pair]),
            "uses": uses.tolist(),
        }

    def summary(self) -> str:
        n, tokens = self.numbers(), self.given["tokens"]
        looks = "; ".join(
            f"“{tokens[key].strip()}” {fixed(weight)}"
            for key, weight in zip(n["top"][:3], n["top_weights"], strict=False)
        )
        return (
            f"{self.given['heads'][self.head]['label']}: {self._how()}; positions {PLACES[self.placing]}. "
            f"Of its weight {fixed(n['before'])} lies on the token before (whole head "
            f"{fixed(n['whole_before'])}) and {fixed(n['first'])} on the first token "
            f"({fixed(n['whole_first'])}). Token {self.token}, “{tokens[self.token].strip()}”, looks at "
            f"{looks}."
        )

    def _how(self) -> str:
        pairs = len(self.given["speeds"])
        if self.build:
            return f"{len(self.kept)} of {pairs} pairs, the others left out"
        if not self.touched:
            return f"all {pairs} pairs as they were trained"
        did = "left out" if self.what.endswith("out") else "standing still"
        return f"pairs {self.touched[0]} to {self.touched[-1]} of {pairs} {did}"

    def picture(self) -> Picture:
        n = self.numbers()
        return Picture(((self._map(n), self._pairs(n)),), self.summary(), 420)

    def _map(self, n: dict[str, Any]) -> Panel:
        tokens = len(self.given["tokens"])
        values = np.full((tokens, tokens), 0.0)
        values[np.tril_indices(tokens)] = n["weights"]
        at = np.arange(tokens, dtype=np.float64)
        shades = Heat(at, at, np.sqrt(values), (theme.PAPER, theme.SCORE), 0, 1)
        x, y = (
            Axis(f"{name}, token", (-0.5, tokens - 0.5), name == "query", grid=False)
            for name in ("key", "query")
        )
        return Panel((shades,), x, y, title="attention", equal=True)

    def _pairs(self, n: dict[str, Any]) -> Panel:
        sizes = 100 * np.array(n["sizes"])
        pairs = len(sizes)
        colours = tuple(
            theme.GRID if i in self.touched else theme.pair_colour(i / max(pairs - 1, 1))
            for i in range(pairs)
        )
        bars = Bars(np.arange(pairs, dtype=np.float64), np.zeros(pairs), sizes, colours, 0.8, theme.MUTED)
        waves = _wavelengths(self.given["speeds"])
        ticks = tuple((float(i), waves[i]) for i in range(0, pairs, max(pairs // 4, 1)))
        name = Label(0, float(sizes.max()), self._how(), theme.INK, "right")
        x = Axis("tokens for one turn of a pair", (-1, pairs), ticks=ticks, grid=False)
        marks: tuple[Any, ...] = (bars, Rule(0, theme.MUTED), name)
        return Panel(marks, x, Axis("share of |q||k| (%)", (0, 1.2 * float(sizes.max()))), title="its pairs")


def explore_inside(
    heads: TrainedHeads | None = None,
    *,
    rope: Rope | None = None,
    label: str = "your model",
    chosen: Sequence[tuple[int, int]] | None = None,
    cut: int | None = None,
    what: str = "slow-still",
    build: bool = False,
) -> InsideExplorer:
    """Explore what single pairs do in a trained head: its attention is drawn anew without them.

    Parameters
    ----------
    heads : QueriesKeys or Heads, optional
        What `rope_viz.pretrained.smollm2_heads` and `rope_viz.heads_of` give; four heads of SmolLM2 by
        default. The first 64 tokens are shown, and numbers are rounded to float16.
    rope : Rope, optional
        Another rotation for the same vectors, such as one with a scaling rule. The heads' own by default.
    label : str
        The name of the model whose heads are given.
    chosen : sequence of (layer, head), optional
        Which of them, 8 at most; the first ones by default.
    cut : int, optional
        The cursor stands before this pair; by default the slowest eighth lies beyond it.
    what : {"slow-still", "fast-still", "slow-out", "fast-out"}
        What happens to the pairs on one side of the cursor.
    build : bool
        Begin with no pair at all, to be chosen one by one.

    Returns
    -------
    InsideExplorer
        A widget; ``.save("inside.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If a head is not among those given, the text is shorter than 12 tokens, another rope turns vectors of
        another size or layout, or a parameter is out of its range.

    Examples
    --------
    >>> explorer = explore_inside(cut=8, what="fast-out")
    >>> n = explorer.numbers()
    >>> round(n["whole_before"], 2), round(n["before"], 2)
    (0.72, 0.0)
    """
    if heads is None:
        from rope_viz.models.pretrained import smollm2_heads

        heads, label = smollm2_heads(), "SmolLM2"
        chosen = chosen or [(16, 0), (18, 8), (1, 2), (0, 0)]
    given = taken(heads, rope, label, chosen)
    pairs, tokens = len(given["speeds"]), len(given["tokens"])
    token = min(SAID["token"]["default"], tokens - 1)
    cut = pairs - pairs // 8 if cut is None else cut
    return InsideExplorer(given=given, cut=cut, what=what, build=build, token=token)


def _wavelengths(speeds: Sequence[float]) -> list[str]:
    return [brief(2 * np.pi / speed) if speed else "∞" for speed in speeds]
