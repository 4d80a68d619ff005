"""What the explorer of trained heads is given: queries and keys, as text that a page can carry."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from rope_viz.curves.common import Array, by_one_position
from rope_viz.curves.inside import in_pairs, speeds_of
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.traits import text, texts, vector

MOST_HEADS, MOST_TOKENS, LEAST_TOKENS = 8, 64, 12


class TrainedHeads(Protocol):
    """Queries and keys of some heads before rotation: `QueriesKeys` and `Heads` are such."""

    @property
    def q(self) -> Tensor:
        """Queries before rotation: (heads, tokens, head_dim)."""

    @property
    def k(self) -> Tensor:
        """Keys likewise, each query head's own."""

    @property
    def heads(self) -> tuple[tuple[int, int], ...]:
        """Layer and head of each."""

    @property
    def tokens(self) -> tuple[str, ...]:
        """The text."""

    @property
    def rope(self) -> Rope:
        """The rotation that the model gives them."""


def taken(
    heads: TrainedHeads, rope: Rope | None, label: str, chosen: Sequence[tuple[int, int]] | None
) -> dict[str, Any]:
    """Some of the heads, the beginning of their text, and the speeds of their pairs."""
    rope = _fitting(heads, rope)
    return {
        "heads": [_head(heads, rope, label, which) for which in _chosen(heads, chosen)],
        "tokens": list(heads.tokens[:MOST_TOKENS]),
        "speeds": speeds_of(rope).tolist(),
    }


def _fitting(heads: TrainedHeads, rope: Rope | None) -> Rope:
    own = heads.rope
    rope = by_one_position(own if rope is None else rope)
    if (rope.head_dim, rope.layout) != (own.head_dim, own.layout):
        raise ValueError(
            f"rope must turn vectors of {own.head_dim} components with pairs as {own.layout!r}, like the "
            f"heads; {rope!r} came."
        )
    return rope


def _chosen(heads: TrainedHeads, chosen: Sequence[tuple[int, int]] | None) -> list[int]:
    wanted = heads.heads[:MOST_HEADS] if chosen is None else [tuple(which) for which in chosen]
    for which in wanted:
        if which not in heads.heads:
            raise ValueError(
                f"chosen must name heads that were given, such as {heads.heads[0]} (layer, head); "
                f"{which} came."
            )
    if not 1 <= len(wanted) <= MOST_HEADS:
        raise ValueError(f"chosen must be from 1 to {MOST_HEADS} heads; {len(wanted)} came.")
    return [heads.heads.index(which) for which in wanted]


def _head(heads: TrainedHeads, rope: Rope, label: str, at: int) -> dict[str, str]:
    layer, head = heads.heads[at]
    vectors = {"query": heads.q[at], "key": heads.k[at]}
    found = {name: _encoded(name, in_pairs(rope, x[:MOST_TOKENS])) for name, x in vectors.items()}
    return found | {
        "label": f"{text('label', label)}, layer {layer} head {head}",
        "name": f"{layer} · {head}",
    }


def _encoded(name: str, pairs: Tensor) -> str:
    """Real and imaginary parts in turn, as float16."""
    numbers = torch.view_as_real(pairs).to(torch.float16)
    if not bool(numbers.isfinite().all()):
        raise ValueError(f"{name} must be finite and below 65,504, as float16 has it.")
    return base64.b64encode(numbers.numpy().astype("<f2").tobytes()).decode("ascii")


def decoded(written: str, tokens: int) -> Tensor:
    """Vectors as they were written, a complex number for each pair: (tokens, pairs)."""
    numbers: Array = np.frombuffer(base64.b64decode(written), dtype="<f2").astype(np.float64)
    return torch.view_as_complex(torch.from_numpy(numbers).reshape(tokens, -1, 2).contiguous())


def checked(value: Mapping[str, Any]) -> dict[str, Any]:
    """The same, if it fits together."""
    tokens, speeds = texts("tokens", value["tokens"]), vector()("speeds", value["speeds"])
    if not LEAST_TOKENS <= len(tokens) <= MOST_TOKENS:
        raise ValueError(
            f"tokens must be from {LEAST_TOKENS} to {MOST_TOKENS}, to be seen; {len(tokens)} came."
        )
    heads = [
        {name: text(name, head[name]) for name in ("label", "name", "query", "key")}
        for head in value["heads"]
    ]
    for head in heads:
        for name in ("query", "key"):
            pairs = decoded(head[name], len(tokens)).shape[-1]
            if pairs != len(speeds):
                raise ValueError(f"{name} must have {len(speeds)} pairs, as there are speeds; {pairs} came.")
    return {"heads": heads, "tokens": list(tokens), "speeds": list(speeds)}
