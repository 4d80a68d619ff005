"""Attention with any encoding, as one function, and the encodings that the speed benchmark asks about."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import torch
from report import Row
from timing import Call, Ratio, interleaved, ratios
from torch import Tensor
from torch.nn import functional

from rope_viz import (
    Alibi,
    CoPE,
    Encoding,
    Learned,
    NoPositions,
    Rope,
    ShawKeys,
    Sinusoidal,
    T5Bias,
    XPos,
    attend,
)

LENGTHS = (512, 1024, 2048, 4096)
HEADS, HEAD_DIM = 8, 64
ROUNDINGS = 16  # of float32 in a score, whose error is the relative error of a weight
CHECKED = 64  # queries whose results are compared with float64
NONE = "NoPositions"
Way = tuple[str, str]  # the name of an encoding, and when it is built
EACH_CALL, BEFORE = "built in each call", "built before"


def measure(lengths: Iterable[int] = LENGTHS, **how: Any) -> list[Row]:
    """Rows of encodings, with the time of attention ÷ that without positions for growing lengths.

    Parameters
    ----------
    lengths : iterable of int
        Tokens.
    **how
        For `timing.interleaved`.
    """
    measured = {tokens: at_length(tokens, **how) for tokens in lengths}
    names = next(iter(measured.values()))
    return [
        {"encoding": name, "positions": when}
        | {f"{tokens:,} tokens": measured[tokens][name, when] for tokens in measured}
        for name, when in names
        if name != NONE
    ]


def at_length(tokens: int, heads: int = HEADS, head_dim: int = HEAD_DIM, **how: Any) -> dict[Way, Ratio]:
    """Ratio of each encoding, by its name and by when it was built."""
    words, positions = torch.randn(tokens, heads * head_dim), torch.arange(tokens)
    query, key, value = torch.randn(3, 1, heads, tokens, head_dim)
    given = words, query, key, value, positions
    ways: dict[Way, Encoding] = {}
    for name, encoding in encodings(heads, head_dim, tokens).items():
        ways[name, EACH_CALL] = encoding
        if name != NONE and can_be_built_before(encoding):
            ways[name, BEFORE] = BuiltBefore(encoding, words, query, positions)
    for way, encoding in ways.items():
        check(way, encoding, *given)
    calls: dict[Way, Call] = {
        way: functools.partial(attention, encoding, *given) for way, encoding in ways.items()
    }
    return ratios(interleaved(calls, **{"warm_up": 1} | how), (NONE, EACH_CALL))


def check(
    way: Way, encoding: Encoding, words: Tensor, query: Tensor, key: Tensor, value: Tensor, positions: Tensor
) -> None:
    """Compare the first queries' results with the package's attention in float64."""
    bare = encoding.encoding if isinstance(encoding, BuiltBefore) else encoding
    few = slice(0, CHECKED)
    wide = query[..., few, :].double(), key.double(), value.double()
    wanted = attend(*wide, bare, query_positions=positions[few], key_positions=positions)
    found = attention(encoding, words, query, key, value, positions)[..., few, :]
    error = float((found - wanted.output).abs().max())
    allowed = ROUNDINGS * torch.finfo(query.dtype).eps * (1 + float(wanted.scores.abs().max()))
    if error > allowed:
        raise ValueError(f"{way} must be right to be timed, within {allowed:.1e}; it is off by {error:.1e}.")


def encodings(heads: int, head_dim: int, tokens: int) -> dict[str, Encoding]:
    """The encodings that are timed, by name: one or two for each door, and what depends on the query."""
    made = [
        NoPositions(),
        Learned.random(tokens, heads * head_dim),
        Sinusoidal(heads * head_dim),
        T5Bias.random(heads),
        Alibi(heads),
        Rope(head_dim),
        # in the middle, because stretches grow away from the center; for queries before it, too
        XPos(head_dim, center=tokens / 2),
        ShawKeys.random(head_dim),
    ]
    return {type(encoding).__name__: encoding for encoding in made}


def attention(
    encoding: Encoding, words: Tensor, query: Tensor, key: Tensor, value: Tensor, positions: Tensor
) -> Tensor:
    """What an encoding adds to a layer, through all three doors, and torch's attention itself.

    Parameters
    ----------
    encoding : Encoding
    words : Tensor, shape (tokens, heads · head_dim)
        What enters the first layer. Queries and keys are given, so that projecting, which is the same for
        all encodings, is not measured.
    query, key, value : Tensor, shape (batch, heads, tokens, head_dim)
    positions : Tensor, shape (tokens,)
    """
    encoding.add(words, positions)
    rotated = encoding.rotate_query(query, positions), encoding.rotate_key(key, positions)
    bias = encoding.bias(*rotated, positions, positions)
    if bias is not None and bias.ndim < query.ndim:
        bias = bias[
            None
        ]  # torch's fused attention takes a mask with as many axes as queries have, and no other
    return functional.scaled_dot_product_attention(*rotated, value, attn_mask=bias)


class BuiltBefore(Encoding):
    """An encoding whose vectors, tables or biases were made beforehand, as layers can share them.

    Parameters
    ----------
    encoding : Encoding
    words, query : Tensor
        Of the shapes that will come.
    positions : Tensor, shape (tokens,)

    Raises
    ------
    ValueError
        If the bias depends on queries or keys, so that none can be made before them.
    """

    def __init__(self, encoding: Encoding, words: Tensor, query: Tensor, positions: Tensor) -> None:
        if not can_be_built_before(encoding):
            raise ValueError(
                f"encoding must have a bias that reads neither queries nor keys; {encoding!r} came."
            )
        self.encoding = encoding
        self.rows = encoding.add(torch.zeros_like(words), positions)
        self.opens_add = bool(self.rows.any())
        bias = encoding.bias(query, query, positions, positions)
        self.kept_bias = None if bias is None else bias.contiguous()
        self.tables: Any = encoding.tables(positions) if isinstance(encoding, Rope | XPos) else positions

    def add(self, x: Tensor, positions: Tensor) -> Tensor:
        """Door 1."""
        return x + self.rows if self.opens_add else x

    def bias(
        self, query: Tensor, key: Tensor, query_positions: Tensor, key_positions: Tensor
    ) -> Tensor | None:
        """Door 2."""
        return self.kept_bias

    def rotate_query(self, query: Tensor, positions: Tensor) -> Tensor:
        """Door 3 for queries."""
        return self.encoding.rotate_query(query, self.tables)

    def rotate_key(self, key: Tensor, positions: Tensor) -> Tensor:
        """Door 3 for keys."""
        return self.encoding.rotate_key(key, self.tables)


def can_be_built_before(encoding: Encoding) -> bool:
    """Whether all that an encoding makes depends on the positions only."""
    return not isinstance(encoding, ShawKeys | CoPE)
