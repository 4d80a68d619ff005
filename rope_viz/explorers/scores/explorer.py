"""Score against distance: the same query and key at every distance, for bases and kinds of vectors."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import checks, theme
from rope_viz.curves import score_curve
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import refusing, stops_of, text, vector
from rope_viz.plots.content import Axis, Label, Line, Panel, Picture, Points, Rule, floats, one
from rope_viz.words import brief, fixed

SAID = traits_of("scores")
FARTHEST = SAID["distance"]["most"]
DISTANCES = range(FARTHEST + 1)
HEAD_DIMS = tuple(SAID["head_dim"]["values"])
BASES = stops_of(SAID["base"])
LABELS = {
    "ones": "all ones",
    "gaussian": "Gaussian, unrelated",
    "turned": "all ones, key turned to peak at r",
}


class ScoreExplorer(Explorer):
    """Score of one query and one key against their distance; see `explore_scores`."""

    vectors: str
    base: float
    head_dim: int
    peak: int
    distance: int
    given = traitlets.Dict().tag(sync=True)
    gaussian = traitlets.Dict().tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tables = self._tables_for_stops()
        self._add_table_beside_stops()

    @traitlets.validate("given")
    def _is_query_and_key(self, proposal: Any) -> dict[str, Any]:
        return refusing(_query_and_key, proposal.value)

    @traitlets.default("gaussian")
    def _draw_gaussian(self) -> dict[str, Any]:
        # Drawn on the CPU, so that every machine draws the same.
        query, key = torch.randn(2, HEAD_DIMS[-1], generator=torch.Generator().manual_seed(7)).tolist()
        return {"query": query, "key": key}

    def _pair_of(self, kind: str, rope: Rope) -> tuple[torch.Tensor, torch.Tensor]:
        """Query and key of a kind."""
        if kind in ("given", "gaussian"):
            source = getattr(self, kind)
            query, key = (_exact(source[role])[: rope.head_dim] for role in ("query", "key"))
            return query, key
        ones = torch.ones(rope.head_dim, dtype=torch.float64)
        return ones, rope.rotate(ones[None], [self.peak])[0] if kind == "turned" else ones

    def _rope(self, kind: str, head_dim: int, base: float) -> Rope:
        return Rope(len(self.given["query"]) if kind == "given" else head_dim, base=base)

    def _curve(self, kind: str, head_dim: int, base: float) -> np.ndarray:
        rope = self._rope(kind, head_dim, base)
        return score_curve(rope, *self._pair_of(kind, rope), DISTANCES).scores

    def _tables_for_stops(self) -> dict[str, str]:
        """Torch's curves for every stop of the base slider, by kind and head_dim."""
        wanted = [(kind, size) for kind in ("ones", "gaussian") for size in HEAD_DIMS]
        wanted.append(("given", len(self.given["query"])))
        return {
            f"{kind}/{size}": _packed(np.stack([self._curve(kind, size, base) for base in BASES]))
            for kind, size in wanted
        }

    @traitlets.observe("base", "vectors", "head_dim")
    def _add_table_beside_stops(self, change: Any = None) -> None:
        """A base between the stops, set from Python, gets its own curve."""
        if self.base in BASES or not self.tables:
            return
        kind = "ones" if self.vectors == "turned" else self.vectors
        rope = self._rope(kind, self.head_dim, self.base)
        base = int(self.base) if self.base.is_integer() else self.base  # as JavaScript writes it
        curve = _packed(self._curve(kind, self.head_dim, self.base))
        self.tables = self.tables | {f"{kind}/{rope.head_dim}/{base}": curve}

    @property
    def label(self) -> str:
        """Which vectors are shown."""
        return (LABELS | {"given": self.given["label"]})[self.vectors]

    def numbers(self) -> dict[str, Any]:
        rope = self._rope(self.vectors, self.head_dim, self.base)
        query, key = self._pair_of(self.vectors, rope)
        scores = score_curve(rope, query, key, DISTANCES).scores
        lengths = [x.unflatten(-1, (-1, 2)).norm(dim=-1) for x in (query, key)]
        return {
            "base": self.base,
            "head_dim": rope.head_dim,
            "distance": self.distance,
            "score": float(scores[self.distance]),
            "highest_score": float(scores.max()),
            "highest_at": int(scores.argmax()),
            "largest_possible": float(lengths[0] @ lengths[1]),
            "scores": scores.tolist(),
        }

    def summary(self) -> str:
        n = self.numbers()
        return (
            f"Score of one query and one key ({self.label}) with base {brief(n['base'])} and head_dim "
            f"{n['head_dim']}: {fixed(n['score'])} at distance {n['distance']}; the highest of distances 0 "
            f"to {FARTHEST} is {fixed(n['highest_score'])}, at {n['highest_at']}."
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
    peak: int = 64,
    distance: int = 16,
) -> ScoreExplorer:
    """Explore how the score of a query and a key depends on the distance between them.

    The score is q·k after rotation, not divided by ``sqrt(head_dim)``. Beneath the curve that the
    browser computes lies the one that torch computed, with the largest difference.

    Parameters
    ----------
    query, key : sequence of float, shape (head_dim,), optional
        Interleaved pairs, before rotation. By default the mean query and the mean key of a head of
        SmolLM2 that looks at the token before (layer 16, head 0; the first token left out).
    label : str
        What they are called.
    vectors : {"given", "ones", "gaussian", "turned"}
        Which are shown first: those, all ones, two independent Gaussian ones (seeded), or all ones with
        the key turned so that the score is highest at ``peak``.
    base : float, optional
        By default 10,000, and for SmolLM2 its own, 100,000.
    head_dim : {32, 64, 128}
        For the vectors that are made; the given ones have their own.
    peak, distance : int
        0 to 256 tokens.

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
    >>> explore_scores(vectors="turned", peak=100).numbers()["highest_at"]
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
        peak=peak,
        distance=distance,
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


def _exact(values: Sequence[float]) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def _packed(curves: np.ndarray) -> str:
    """Little-endian float32 as base64."""
    return base64.b64encode(curves.astype("<f4").tobytes()).decode("ascii")
