"""Attention with any encoding, as one function, and the encodings that the speed benchmark asks about."""

from __future__ import annotations

import functools
from typing import Any

import torch
from report import Row
from timing import Call, Spread, interleaved, ratios
from torch import Tensor
from torch.nn import functional

import rope_viz as rv

HEADS, HEAD_DIM = 8, 64
ROUNDINGS = 16  # of float32 in a score, whose error is the relative error of a weight
CHECKED = 64  # queries whose results are compared with float64
NONE, EACH_CALL, BEFORE = "NoPositions", "built in each call", "built before"
Way = tuple[str, str]  # the name of an encoding, and when it is built


def measure(lengths: tuple[int, ...] = (512, 1024, 2048, 4096), rounds: int = 21) -> list[Row]:
    """Rows of encodings, with the time of attention ÷ that without positions for growing lengths."""
    found = {f"{tokens:,} tokens": at_length(tokens, rounds) for tokens in lengths}
    return [
        {"encoding": name, "positions": when} | {tokens: found[tokens][name, when] for tokens in found}
        for name, when in next(iter(found.values()))
        if name != NONE
    ]


def at_length(tokens: int, rounds: int) -> dict[Way, Spread]:
    """Ratio of each encoding, by its name and by when it was built."""
    words, positions = torch.randn(tokens, HEADS * HEAD_DIM), torch.arange(tokens)
    vectors, calls = torch.randn(3, 1, HEADS, tokens, HEAD_DIM), {}
    for encoding in encodings(tokens):
        each_call = {"words": words, "positions": positions}
        for when, given in {EACH_CALL: each_call, BEFORE: made_before(encoding, **each_call)}.items():
            if given is not None:
                call = functools.partial(attention, encoding, *vectors, **(each_call | given))
                check(encoding, call, vectors, positions)
                calls[type(encoding).__name__, when] = call
    return ratios(interleaved(calls, rounds=rounds, seconds=15), (NONE, EACH_CALL))


def encodings(tokens: int) -> list[rv.Encoding]:
    """One or two for each door, and one that reads queries."""
    return [
        rv.NoPositions(),
        rv.Learned.random(tokens, HEADS * HEAD_DIM),
        rv.Sinusoidal(HEADS * HEAD_DIM),
        rv.T5Bias.random(HEADS),
        rv.Alibi(HEADS),
        rv.Rope(HEAD_DIM),
        rv.XPos(HEAD_DIM, center=tokens / 2),  # stretches grow away from the center, so it lies in the middle
        rv.ShawKeys.random(HEAD_DIM),
    ]


def made_before(encoding: rv.Encoding, words: Tensor, positions: Tensor) -> dict[str, Any] | None:
    """What depends on positions only, so that layers can share it: arguments of `attention`, or None."""
    if isinstance(encoding, rv.Rope | rv.XPos):
        return {"positions": encoding.tables(positions)}
    if isinstance(encoding, rv.Learned | rv.Sinusoidal):
        return {"rows": encoding.add(torch.zeros_like(words), positions)}
    if isinstance(encoding, rv.T5Bias | rv.Alibi):
        return {"bias": encoding.bias(None, None, positions, positions).contiguous()}
    return None


def attention(
    encoding: rv.Encoding,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    *,
    words: Tensor,
    positions: Any,
    rows: Tensor | None = None,
    bias: Tensor | None = None,
) -> Tensor:
    """What an encoding adds to a layer, through all three doors, and torch's attention itself.

    Words (tokens, heads · head_dim) enter the first layer. Vectors (batch, heads, tokens, head_dim)
    are given, so that projecting, which is the same for all encodings, is not measured.
    """
    encoding.add(words, positions) if rows is None else words + rows
    query, key = encoding.rotate_query(query, positions), encoding.rotate_key(key, positions)
    bias = encoding.bias(query, key, positions, positions) if bias is None else bias
    if bias is not None and bias.ndim < query.ndim:
        bias = bias[None]  # torch's fused attention takes masks with as many axes as queries have
    return functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)


def check(encoding: rv.Encoding, call: Call, vectors: Tensor, positions: Tensor) -> None:
    """Compare the first queries' results with the package's attention in float64."""
    query, key, value = vectors.double()
    some = query[..., :CHECKED, :], key, value
    wanted = rv.attend(*some, encoding, query_positions=positions[:CHECKED], key_positions=positions)
    error = float((call()[..., :CHECKED, :] - wanted.output).abs().max())
    allowed = ROUNDINGS * torch.finfo(vectors.dtype).eps * (1 + float(wanted.scores.abs().max()))
    if error > allowed:
        raise ValueError(
            f"{encoding} must be right to be timed, within {allowed:.1e}; it is off by {error:.1e}."
        )
