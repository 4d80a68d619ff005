"""Score against distance: the same query and key at every distance, for bases and kinds of vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
import traitlets

from rope_viz import checks, theme
from rope_viz.curves import largest_score, score_curve
from rope_viz.curves.common import by_one_position
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.speeds import OwnSpeeds, came_with
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import refusing, synced, text, vector
from rope_viz.plots.content import Axis, Label, Line, Panel, Picture, Points, Rule, floats, one
from rope_viz.words import fixed

SAID = traits_of("scores")
FARTHEST = SAID["distance"]["most"]
DISTANCES = range(FARTHEST + 1)
MOST = SAID["head_dim"]["most"]
LABELS = {"ones": "all ones", "gaussian": "Gaussian, unrelated"}


class ScoreExplorer(OwnSpeeds, Explorer):
    """Score of one query and one key against their distance; see `explore_scores`."""

    vectors: str
    distance: int
    shift: int
    attention_factor: float
    own_inv_freq = synced(tuple(Rope(64).inv_freq.tolist()), vector())
    given = traitlets.Dict().tag(sync=True)
    gaussian = traitlets.Dict().tag(sync=True)

    @traitlets.validate("given")
    def _is_query_and_key(self, proposal: Any) -> dict[str, Any]:
        return refusing(_query_and_key, proposal.value)

    @traitlets.default("gaussian")
    def _draw_gaussian(self) -> dict[str, Any]:
        # Drawn on the CPU, so that every machine draws the same.
        query, key = torch.randn(2, MOST, generator=torch.Generator().manual_seed(7)).tolist()
        return {"query": query, "key": key}

    def _query_and_key(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The vectors shown, the key not yet turned by ``shift``."""
        if self.vectors == "ones":
            ones = torch.ones(self.head_dim, dtype=torch.float64)
            return ones, ones
        source = getattr(self, self.vectors)
        size = len(source["query"]) if self.vectors == "given" else self.head_dim
        query, key = (torch.tensor(source[role], dtype=torch.float64)[:size] for role in ("query", "key"))
        return query, key

    @property
    def label(self) -> str:
        """Which vectors are shown."""
        return (LABELS | {"given": self.given["label"]})[self.vectors]

    def numbers(self) -> dict[str, Any]:
        query, key = self._query_and_key()
        rope = self.rope_of(len(query))
        crest = int(score_curve(rope, query, key, DISTANCES).scores.argmax())
        # A key turned by the angles of some tokens gives each distance the score of as many tokens less.
        nearer = range(-self.shift, FARTHEST + 1 - self.shift)
        scores = score_curve(rope, query, key, nearer).scores
        return {
            "base": self.base,
            "head_dim": rope.head_dim,
            "distance": self.distance,
            "score": float(scores[self.distance]),
            "crest_at": crest + self.shift,
            "highest_score": float(scores.max()),
            "highest_at": int(scores.argmax()),
            "largest_possible": largest_score(rope, query, key),
            "scores": scores.tolist(),
        }

    def summary(self) -> str:
        n = self.numbers()
        turned = f", the key turned by the angles of {fixed(self.shift, 0)} tokens" if self.shift else ""
        return (
            f"Score of one query and one key ({self.label}{turned}; "
            f"{self.settings_of(n['head_dim'])}): {fixed(n['score'])} at distance {n['distance']}; "
            f"the highest of distances 0 to {FARTHEST} is {fixed(n['highest_score'])}, at {n['highest_at']}."
        )

    def picture(self) -> Picture:
        n = self.numbers()
        marks = (
            Line(floats(DISTANCES), floats(n["scores"]), theme.SCORE),
            Points(floats(n["distance"]), floats(n["score"]), theme.SCORE, size=11),
            Rule(n["largest_possible"], theme.REFERENCE, "dash"),
            Label(0.9 * FARTHEST, n["largest_possible"], "every pair aligned", theme.MUTED, "below"),
        )
        x, y = Axis("distance m − n (tokens)", (0, FARTHEST)), Axis("score q·k, not divided by √D")
        title = f"{self.label}; {self.settings_of(n['head_dim'])}"
        return one(Panel(marks, x, y, title), self.summary())


def explore_scores(
    query: Sequence[float] | None = None,
    key: Sequence[float] | None = None,
    *,
    rope: Rope | None = None,
    label: str = "your vectors",
    vectors: str | None = None,
    distance: int = 16,
    shift: int = 0,
) -> ScoreExplorer:
    """Explore how the score of a query and a key depends on the distance between them.

    The score is q·k after rotation, not divided by ``sqrt(head_dim)``. The crest of the curve can be pulled
    to another distance: what does it is a key whose pairs are turned, before any position comes in.

    Parameters
    ----------
    query, key : sequence of float, shape (head_dim,), optional
        Interleaved pairs, before rotation. By default the mean query and the mean key of a head of
        SmolLM2 that looks at the token before (layer 16, head 0; the first token left out).
    label : str
        What they are called.
    vectors : {"given", "ones", "gaussian"}, optional
        Which are shown first: those, all ones, or two independent Gaussian ones (seeded). By default those,
        if the Rope turns as many components.
    rope : Rope, optional
        Any, also a real model's. Its own speeds and attention factor are shown, whatever rule made them,
        until head_dim or base are moved; components that pass through count as well. By default one for the
        vectors, of base 10,000, and for SmolLM2's of its own, 100,000.
    distance : int
        Where the score is read, 0 to 256 tokens.
    shift : int
        The key is turned first by the angles of so many tokens, −256 to 256, which shifts the curve by as
        many.

    Returns
    -------
    ScoreExplorer
        A widget; ``.save("scores.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If only one of query and key is given, they differ in length, are not as long as the Rope's head_dim,
        or a parameter is out of its range.

    Examples
    --------
    >>> explore_scores(vectors="ones", shift=100).numbers()["highest_at"]
    100
    """
    if (query is None) != (key is None):
        raise ValueError("query and key must be given together, because a score needs both; one came.")
    if query is None:
        given, own_base = _smollm2(), 100_000.0
    else:
        given, own_base = refusing(_query_and_key, {"query": query, "key": key, "label": label}), 10_000.0
    size = len(given["query"])
    rope = Rope(size, base=own_base) if rope is None else by_one_position(rope)
    if query is not None and rope.head_dim != size:
        raise ValueError(
            f"query and key must have the rope's head_dim, {rope.head_dim} components; {size} came."
        )
    return ScoreExplorer(
        **came_with(rope),
        attention_factor=rope.attention_factor,
        given=given,
        vectors=vectors or ("given" if rope.head_dim == size else "ones"),
        distance=distance,
        shift=shift,
    )


def _smollm2() -> dict[str, Any]:
    from rope_viz.models.pretrained import smollm2_heads

    heads = smollm2_heads()
    layer, head = heads.heads[0]
    # The first token serves as a sink for attention and is unlike all others.
    query, key = (x[0, 1:].double().mean(0).tolist() for x in (heads.q, heads.k))
    return {"query": query, "key": key, "label": f"SmolLM2 layer {layer} head {head}, mean vectors"}


def _query_and_key(value: Mapping[str, Any]) -> dict[str, Any]:
    query, key = (vector()(role, value[role]) for role in ("query", "key"))
    checks.even("the length of query", len(query), "because components turn in pairs")
    if len(key) != len(query):
        raise ValueError(f"key must be as long as query, {len(query)} components; {len(key)} came.")
    return {"query": query, "key": key, "label": text("label", value["label"])}
