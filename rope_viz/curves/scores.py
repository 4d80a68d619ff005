"""Scores against distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rope_viz.curves.common import (
    Array,
    by_one_position,
    name_of,
    pair_components,
    real_vector,
    to_numpy,
    to_torch,
)
from rope_viz.curves.tidy import Tidy
from rope_viz.encodings.rope import Rope


@dataclass(frozen=True)
class ScoreTable(Tidy, axes={"scores": ("distance",)}, places={"distance": "distances"}):
    """Score of one query and one key against the distance between them.

    Attributes
    ----------
    distances : (distances,) tokens, query position minus key position
    scores : (distances,) q·k after rotation, not divided by sqrt(head_dim)
    label : which vectors
    unit : what the scores were divided by, if anything
    """

    distances: Array
    scores: Array
    label: str
    unit: str = "score (q·k, not divided)"


def score_curve(
    rope: Rope,
    query: Tensor,
    key: Tensor,
    distances: Sequence[float] = range(257),
    *,
    label: str = "",
    per_length: bool = False,
) -> ScoreTable:
    """Score one query against one key at growing distance.

    Parameters
    ----------
    rope : Rope
    query, key : Tensor, shape (head_dim,)
    distances : sequence of numbers
        Query position minus key position.
    per_length : bool
        Divide by the lengths of query and key, so that no curve leaves -1 … 1.

    Examples
    --------
    >>> import torch
    >>> ones = torch.ones(4)
    >>> score_curve(Rope(4, base=100.0), ones, ones, [0, 1]).scores.round(3)
    array([4.   , 3.071])
    """
    rope = by_one_position(rope)
    apart = np.asarray(distances, dtype=np.float64)
    vectors = [
        real_vector(name, value, rope.head_dim).expand(len(apart), -1)
        for name, value in (("query", query), ("key", key))
    ]
    turned = rope.rotate(vectors[0], to_torch(apart))
    kept = rope.rotate(vectors[1], to_torch(np.zeros_like(apart)))
    scores = to_numpy((turned * kept).sum(-1))
    if not np.isfinite(scores).all():
        raise ValueError("query and key must be so short that their score is finite; longer ones came.")
    if not per_length:
        return ScoreTable(apart, scores, label or name_of(rope))
    lengths = float(query.double().norm() * key.double().norm())
    return ScoreTable(apart, scores / lengths, label or name_of(rope), "score per length (q·k / |q||k|)")


def largest_score(rope: Rope, query: Tensor, key: Tensor) -> float:
    """Score a query and a key as if every pair that turns were aligned; what stands still keeps its part.

    No distance gives more, and few give as much.

    Parameters
    ----------
    rope : Rope
    query, key : Tensor, shape (head_dim,)

    Examples
    --------
    >>> largest_score(Rope(4), torch.tensor([3.0, 4, 0, 1]), torch.tensor([0.0, 2, 1, 0]))
    11.0
    """
    rope = by_one_position(rope)
    # Turned by nothing, but longer by the attention factor.
    q, k = (rope.rotate(real_vector("vector", x, rope.head_dim)[None], [0])[0] for x in (query, key))
    first, second = pair_components(rope)
    lengths = [torch.hypot(x[first], x[second]) for x in (q, k)]
    still = (q * k)[first] + (q * k)[second]
    pairs = torch.where(rope.inv_freq.to(q) > 0, lengths[0] * lengths[1], still)
    return float(pairs.sum() + (q * k)[rope.rotary_dim :].sum())
