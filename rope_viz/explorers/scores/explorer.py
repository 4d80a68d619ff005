"""Score against distance: the same query and key at every distance, for bases and kinds of vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
import traitlets

from rope_viz import checks, theme
from rope_viz.curves import score_curve
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import refusing, text, vector
from rope_viz.plots.content import Axis, Label, Line, Panel, Picture, Points, Rule, floats, one
from rope_viz.words import brief, fixed

SAID = traits_of("scores")
FARTHEST = SAID["distance"]["most"]
DISTANCES = range(FARTHEST + 1)
HEAD_DIMS = tuple(SAID["head_dim"]["values"])
LABELS = {"ones": "all ones", "gaussian": "Gaussian, unrelated"}


class ScoreExplorer(Explorer):
    """Score of one query and one key against their distance; see `explore_scores`."""

    vectors: str
    distance: int
    shift: int
    base: float
    head_dim: int
    given = traitlets.Dict().tag(sync=True)
    gaussian = traitlets.Dict().tag(sync=True)

    @traitlets.validate("given")
    def _is_query_and_key(self, proposal: Any) -> dict[str, Any]:
        return refusing(_query_and_key, proposal.value)

    @traitlets.default("gaussian")
    def _draw_gaussian(self) -> dict[str, Any]:
        # Drawn on the CPU, so that every machine draws the same.
        query, key = torch.randn(2, HEAD_DIMS[-1], generator=torch.Generator().manual_seed(7)).tolist()
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
        rope = Rope(len(query), base=self.base)
        crest = int(score_curve(rope, query, key, DISTANCES).scores.argmax())
        scores = score_curve(rope, query, rope.rotate(key[None], [self.shift])[0], DISTANCES).scores
        lengths = [x.unflatten(-1, (-1, 2)).norm(dim=-1) for x in (query, key)]
        return {
            "base": self.base,
            "head_dim": rope.head_dim,
            "distance": self.distance,
            "score": float(scores[self.distance]),
            "crest_at": crest + self.shift,
            "highest_score": float(scores.max()),
            "highest_at": int(scores.argmax()),
            "largest_possible": float(lengths[0] @ lengths[1]),
            "scores": scores.tolist(),
        }

    def summary(self) -> str:
        n = self.numbers()
        turned = f", the key turned by the angles of {fixed(self.shift, 0)} tokens" if self.shift else ""
        return (
            f"Score of one query and one key ({self.label}{turned}) with base {brief(n['base'])} and "
            f"head_dim {n['head_dim']}: {fixed(n['score'])} at distance {n['distance']}; the highest of "
            f"distances 0 to {FARTHEST} is {fixed(n['highest_score'])}, at {n['highest_at']}."
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
        title = f"{self.label}; base {brief(n['base'])}, head_dim {n['head_dim']}"
        return one(Panel(marks, x, y, title), self.summary())


def explore_scores(
    query: Sequence[float] | None = None,
    key: Sequence[float] | None = None,
    *,
    label: str = "your vectors",
    vectors: str = "given",
    base: float | None = None,
    head_dim: int = 64,
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
    vectors : {"given", "ones", "gaussian"}
        Which are shown first: those, all ones, or two independent Gaussian ones (seeded).
    base : float, optional
        By default 10,000, and for SmolLM2 its own, 100,000.
    head_dim : {32, 64, 128}
        For the vectors that are made; the given ones have their own.
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
        If only one of query and key is given, they differ in length, or a parameter is out of its range.

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
        given, own_base = {"query": query, "key": key, "label": label}, 10_000.0
    return ScoreExplorer(
        given=given,
        vectors=vectors,
        base=own_base if base is None else base,
        head_dim=head_dim,
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
