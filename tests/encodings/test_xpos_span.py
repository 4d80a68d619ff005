# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""xPos far from its center: factors that fit a dtype, refusals beyond, and what others do there."""

from __future__ import annotations

import math
import re

import pytest
import torch
from torch import Tensor

from rope_viz.encodings.xpos import XPos

DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]


def normal(*shape: int, seed: int, dtype: torch.dtype = torch.float64) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_vectors_within_the_span_stay_finite_and_exact(dtype):
    xpos = XPos(64)
    edge = math.floor(xpos.span(dtype))
    x = torch.full((2, 64), 16.0, dtype=dtype)
    for turned in (xpos.rotate_query(x, [-edge, edge]), xpos.rotate_key(x, [-edge, edge])):
        assert bool(turned.isfinite().all())
    faint = torch.full((2, 64), 1 / 16, dtype=dtype)
    products = torch.linalg.vecdot(
        xpos.rotate_query(faint, [-edge, edge]).double(), xpos.rotate_key(faint, [-edge, edge]).double()
    )
    torch.testing.assert_close(
        products, torch.full_like(products, 64 / 256), rtol=8 * torch.finfo(dtype).eps, atol=0
    )


@pytest.mark.parametrize(
    ("dtype", "span"), list(zip(DTYPES, ["288,386", "34,561", "34,561", "2,833"], strict=True))
)
def test_vectors_beyond_the_span_are_refused(dtype, span):
    xpos, x = XPos(64), torch.ones(1, 64, dtype=dtype)
    for rotate in (xpos.rotate_query, xpos.rotate_key):
        with pytest.raises(
            ValueError, match=f"positions must lie within {span} tokens of center = 0, because"
        ):
            rotate(x, [300_000])
    moved = XPos(64, center=300_000)
    assert bool(moved.rotate_query(x, [300_000]).isfinite().all())


def test_the_whole_text_of_the_refusal():
    text = (
        "positions must lie within 2,833 tokens of center = 100, because the decay of torch.float16 vectors further "
        "out leaves the dtype's range; 4,900 tokens came. Put center in the middle of the sequence, or take a dtype "
        "with a wider range."
    )
    xpos, x = XPos(64, center=100), torch.ones(2, 64, dtype=torch.float16)
    with pytest.raises(ValueError, match=re.escape(text)):
        xpos.rotate_key(x, [0, 5000])
    with pytest.raises(ValueError, match=re.escape(text)):
        xpos.rotate_key(x, xpos.tables([0, 5000]))  # which serve float32 too, and know how far they reach


def test_peers_overflow_where_this_refuses():
    """Half of 100,000 tokens is 50,000 from their center: keys become infinite, scores not numbers."""
    from x_transformers.x_transformers import RotaryEmbedding

    _, scale = RotaryEmbedding(64, use_xpos=True).forward_from_seq_len(100_000)
    assert bool((scale**-1.0).isinf().any())


def test_a_center_that_moves_with_the_length_spoils_a_cache():
    """One new query against 512 keys: a peer centers the two apart, which shifts every distance by 256 tokens."""
    from rotary_embedding_torch import RotaryEmbedding

    tokens = 512
    query, key = (normal(1, 1, tokens, 64, seed=seed, dtype=torch.float32) for seed in (9, 10))
    peer = RotaryEmbedding(64, use_xpos=True, cache_if_possible=False)
    peer_query, peer_key = peer.rotate_queries_and_keys(query, key)
    whole = (peer_query @ peer_key.mT)[0, 0, -1]
    cached_query, cached_key = peer.rotate_queries_with_cached_keys(query[..., -1:, :], key)
    cached = (cached_query @ cached_key.mT)[0, 0, 0]
    assert float((whole - cached).abs().max()) > 1
    ours, at = XPos(64, center=256), torch.arange(tokens)
    last = ours.rotate_query(query[..., -1:, :], [tokens - 1]) @ ours.rotate_key(key, at).mT
    torch.testing.assert_close(last[0, 0, 0], whole, rtol=0, atol=5e-3)
