"""Real trained parameters, small enough to ship, each with where it comes from.

``data/PROVENANCE.md`` beside this file holds the same facts as a table; ``tools/extract_pretrained.py`` cuts
the files out of their packages again. Every file is checked against its sha256 before it is read, and read
without pickle. Tensors are on `rope_viz.device()`; each call reads anew, so that nothing is shared.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, fields
from importlib import resources
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from rope_viz.encodings.base import device
from rope_viz.encodings.rope import Layout, Rope
from rope_viz.models.provenance import (
    MINILM,
    MPNET,
    SMOLLM2_BY_LAG,
    SMOLLM2_HEADS,
    SMOLLM2_PAIRS,
    Provenance,
)


@dataclass(frozen=True, eq=False, repr=False)
class _Parameters:
    """Trained parameters that print as names and shapes."""

    provenance: Provenance

    def __repr__(self) -> str:
        given = ((field.name, getattr(self, field.name)) for field in fields(self)[1:])
        shapes = (f"{name} {tuple(value.shape)}" for name, value in given if isinstance(value, Tensor))
        return f"{type(self).__name__}({self.provenance.model}: {', '.join(shapes)})"


@dataclass(frozen=True, eq=False, repr=False)
class PositionTable(_Parameters):
    """Learned absolute positions.

    Attributes
    ----------
    table : Tensor, shape (positions, dim), float32
        What is added to the word at each position. Row 0 belongs to the first token of every text,
        [CLS], and is about five times as long as most others: leave it out before looking for patterns.
        The last two rows are about twice as long as most.
    provenance : Provenance
    """

    table: Tensor


@dataclass(frozen=True, eq=False, repr=False)
class RelativeBias(_Parameters):
    """A learned bias in T5's manner, ready for `rope_viz.T5Bias`.

    Attributes
    ----------
    table : Tensor, shape (num_buckets, heads), float32
        What is added to a logit, after q·k has been divided by ``sqrt(head_dim)``; one table serves all
        layers. No distance falls into bucket 16, so its row was never used.
    bidirectional, max_distance : as for `rope_viz.t5_bucket`
    head_dim : components of a query, by whose root the products are divided
    provenance : Provenance
    """

    table: Tensor
    bidirectional: bool = True
    max_distance: int = 128
    head_dim: int = 64


@dataclass(frozen=True, eq=False, repr=False)
class QueriesKeys(_Parameters):
    """Queries and keys of some heads on one text, before rotation.

    Attributes
    ----------
    q, k : Tensor, shape (heads, tokens, head_dim), float32
        As the projections give them: not rotated, not divided by ``sqrt(head_dim)``. Three query heads
        share one key head in this model; ``k`` holds each query head's own.
    heads : tuple of (layer, head), both counted from 0
    tokens : tuple of str
        The text as the model cuts it; joined, they are the text.
    inv_freq : Tensor, shape (head_dim / 2,), float64, on the CPU, radians per token
    base : as for `rope_viz.Rope`
    layout : pairs are neighbours, as in the file; Hugging Face's copy of the model has them in halves
    provenance : Provenance
    """

    q: Tensor
    k: Tensor
    heads: tuple[tuple[int, int], ...]
    tokens: tuple[str, ...]
    inv_freq: Tensor
    base: float = 100_000.0
    layout: ClassVar[Layout] = "interleaved"

    @property
    def rope(self) -> Rope:
        """The rotation that the model gives these queries and keys."""
        return Rope(self.q.shape[-1], base=self.base, layout=self.layout)


@dataclass(frozen=True, eq=False, repr=False)
class AttentionByLag(_Parameters):
    """How much each head looks how far back, on one text.

    Attributes
    ----------
    by_lag : Tensor, shape (layers, heads, lags), float32, share of a query's attention (0 to 1)
        Mean over the queries from position `first_query` on that have a key at this lag.
    lags : Tensor, shape (lags,), int64, tokens
        Query position − key position.
    tokens : length of the text
    first_query : the queries before it have hardly anything to choose from, and are left out
    provenance : Provenance
    """

    by_lag: Tensor
    lags: Tensor
    tokens: int = 148
    first_query: int = 8


@dataclass(frozen=True, eq=False, repr=False)
class PairsOfHeads(_Parameters):
    """What each pair of each head is and does, on one text; rounded to float16.

    Attributes
    ----------
    first : Tensor, shape (layers, heads), share of attention (0 to 1)
        On the text's first token, a mean over the queries from `first_query` on.
    size : Tensor, shape (layers, heads, pairs), shares that add up to 1
        Mean length of the queries' pair times that of the keys'.
    removed, still : Tensor, shape (layers, heads, pairs), share of attention (0 to 1)
        What goes elsewhere when this pair alone is left out of the score, and when it alone does not turn.
    tokens, first_query : as in `AttentionByLag`
    provenance : Provenance
    """

    first: Tensor
    size: Tensor
    removed: Tensor
    still: Tensor
    tokens: int = 148
    first_query: int = 8


def minilm_positions() -> PositionTable:
    """Load the learned positions of all-MiniLM-L6-v2: 512 rows of 384.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing, or is not the one whose checksum is recorded.

    References
    ----------
    Wang et al. (2020), MiniLM: Deep Self-Attention Distillation.

    Examples
    --------
    >>> minilm_positions()
    PositionTable(all-MiniLM-L6-v2: table (512, 384))
    """
    return PositionTable(MINILM, _tensor(_arrays(MINILM)["position_embeddings"]))


def mpnet_bias() -> RelativeBias:
    """Load the relative bias of all-mpnet-base-v2: 32 buckets, 12 heads.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing, or is not the one whose checksum is recorded.

    References
    ----------
    Song et al. (2020), MPNet: Masked and Permuted Pre-training for Language Understanding.

    Examples
    --------
    >>> mpnet_bias()
    RelativeBias(all-mpnet-base-v2: table (32, 12))
    """
    rows = np.loadtxt(io.BytesIO(_content(MPNET)), delimiter=",", dtype=np.float32)
    return RelativeBias(MPNET, _tensor(rows))


def smollm2_heads() -> QueriesKeys:
    """Load queries and keys of six heads of SmolLM2-135M-Instruct on a text of 148 tokens.

    Heads (16, 0), (11, 1), (1, 2) and (2, 1) look at the token before, with 71, 63, 62 and 57 % of their
    attention; (18, 8) looks at the first token and nowhere else; (0, 0) looks everywhere.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing, or is not the one whose checksum is recorded.

    References
    ----------
    Allal et al. (2025), SmolLM2: When Smol Goes Big.

    Examples
    --------
    >>> heads = smollm2_heads()
    >>> heads
    QueriesKeys(SmolLM2-135M-Instruct: q (6, 148, 64), k (6, 148, 64), inv_freq (32,))
    >>> heads.rope
    Rope(head_dim=64, base=100000.0, layout='interleaved')
    >>> "".join(heads.tokens)[:37]
    'The history of the compass began more'
    """
    found = _arrays(SMOLLM2_HEADS)
    return QueriesKeys(
        SMOLLM2_HEADS,
        q=_tensor(found["q"]),
        k=_tensor(found["k"]),
        heads=tuple((int(layer), int(head)) for layer, head in found["heads"]),
        tokens=tuple(str(token).replace("Ġ", " ") for token in found["tokens"]),
        inv_freq=torch.from_numpy(found["inv_freq"]),
    )


def smollm2_attention_by_lag() -> AttentionByLag:
    """Load the mean attention of SmolLM2-135M-Instruct at lags 0 to 99: 30 layers of 9 heads.

    The text is that of `smollm2_heads`.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing, or is not the one whose checksum is recorded.

    References
    ----------
    Allal et al. (2025), SmolLM2: When Smol Goes Big.

    Examples
    --------
    >>> smollm2_attention_by_lag()
    AttentionByLag(SmolLM2-135M-Instruct: by_lag (30, 9, 100), lags (100,))
    """
    by_lag = _tensor(_arrays(SMOLLM2_BY_LAG)["by_lag"])
    return AttentionByLag(SMOLLM2_BY_LAG, by_lag, torch.arange(by_lag.shape[-1], device=by_lag.device))


def smollm2_pairs() -> PairsOfHeads:
    """Load what the 32 pairs of each of SmolLM2-135M-Instruct's heads do: 30 layers of 9 heads.

    The text is that of `smollm2_heads`.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing, or is not the one whose checksum is recorded.

    References
    ----------
    Allal et al. (2025), SmolLM2: When Smol Goes Big.

    Examples
    --------
    >>> smollm2_pairs().size.shape
    torch.Size([30, 9, 32])
    """
    found = _arrays(SMOLLM2_PAIRS)
    first, size, removed, still = (_tensor(found[name]) for name in ("first", "size", "removed", "still"))
    return PairsOfHeads(SMOLLM2_PAIRS, first, size, removed, still)


def _content(provenance: Provenance) -> bytes:
    content = (resources.files(__package__) / "data" / provenance.file).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != provenance.sha256:
        raise ValueError(
            f"rope_viz/models/data/{provenance.file} must have the sha256 {provenance.sha256}, because its "
            f"numbers are quoted by name; {found} came. Install rope_viz again."
        )
    return content


def _arrays(provenance: Provenance) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(_content(provenance)), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def _tensor(array: np.ndarray) -> Tensor:
    return torch.from_numpy(array.astype(np.float32)).to(device())
