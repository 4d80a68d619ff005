# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""xPos: the score depends on the distance only and decays with it.

Tolerances: factors of up to e^k carry a relative rounding of k · 2e-16 into float64, products of a query's
and a key's alike, so scores are compared relative to the size of what is summed.
"""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from rope_viz.encodings.attention import Layer, scores
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.xpos import XPos

laws = settings(max_examples=50, deadline=None)
LAYOUTS = ["interleaved", "half"]
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]


@st.composite
def encodings(draw) -> XPos:
    rotary_dim = 2 * draw(st.integers(1, 16))
    return XPos(
        rotary_dim + 2 * draw(st.integers(0, 3)),
        base=10 ** draw(st.floats(1, 7)),
        layout=draw(st.sampled_from(LAYOUTS)),
        scale_base=draw(st.floats(100, 2000)),
        gamma=draw(st.floats(0.2, 2)),
        center=draw(st.integers(-500, 500)),
        rotary_dim=rotary_dim,
    )


places = st.integers(-1000, 1000) | st.floats(-1000, 1000, allow_nan=False)
three = st.lists(places, min_size=3, max_size=3)
seeds = st.integers(0, 2**31)


def normal(*shape: int, seed: int, dtype: torch.dtype = torch.float64) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)


def score_by_complex_numbers(xpos: XPos, query: Tensor, key: Tensor, distance: float) -> complex:
    """Re Σ q · conj(k) · (zeta^(1/scale_base) · e^(i·speed))^distance, from the paper's own formula."""
    size, head_dim = xpos.rope.rotary_dim, xpos.rope.head_dim
    pairs = np.arange(size // 2)
    first, second = (2 * pairs, 2 * pairs + 1)
    if xpos.rope.layout == "half":
        first, second = pairs, pairs + size // 2
    q, k = (v.numpy()[first] + 1j * v.numpy()[second] for v in (query, key))
    zeta = (pairs / (size / 2) + xpos.gamma) / (1 + xpos.gamma)
    speeds = xpos.rope.base ** (-2.0 * pairs / size)
    step = zeta ** (distance / xpos.scale_base) * np.exp(1j * speeds * distance)
    passed = query.numpy()[size:head_dim] @ key.numpy()[size:head_dim]
    return float((q * k.conj() * step).real.sum() + passed)


# Laws


@laws
@given(encodings(), three, three, seeds)
def test_the_score_is_the_papers(xpos, at, to, seed):
    size = xpos.rope.head_dim
    query, key = normal(3, size, seed=seed), normal(3, size, seed=seed + 1)
    at, to = (torch.tensor(places, dtype=torch.float64) for places in (at, to))
    found = scores(query, key, xpos, query_positions=at, key_positions=to)
    for m in range(3):
        for n in range(3):
            distance = float(at[m]) - float(to[n])
            expected = score_by_complex_numbers(xpos, query[m], key[n], distance)
            # the largest growth is that of the fastest pair, over a negative distance
            growth = float(xpos.zeta[0]) ** (min(distance, 0) / xpos.scale_base)
            assert float(found[m, n]) == pytest.approx(expected, rel=1e-9, abs=1e-9 * growth)


@laws
@given(encodings(), three, three, st.integers(-1000, 1000), seeds)
def test_the_score_depends_on_the_distance_only(xpos, at, to, shift, seed):
    query, key = normal(3, xpos.rope.head_dim, seed=seed), normal(3, xpos.rope.head_dim, seed=seed + 1)
    at, to = torch.tensor(at, dtype=torch.float64), torch.tensor(to, dtype=torch.float64)
    near = xpos.rotate_query(query, at) @ xpos.rotate_key(key, to).T
    far = xpos.rotate_query(query, at + shift) @ xpos.rotate_key(key, to + shift).T
    growth = float(xpos.zeta[0]) ** (-2000 / xpos.scale_base)
    torch.testing.assert_close(far, near, rtol=1e-9, atol=1e-12 * growth)


@laws
@given(encodings(), three, st.integers(-500, 500), seeds)
def test_the_center_drops_out_of_the_score(xpos, at, center, seed):
    x = normal(3, xpos.rope.head_dim, seed=seed)
    rope = xpos.rope
    other = XPos(rope.head_dim, rope.base, rope.layout, xpos.scale_base, xpos.gamma, center, rope.rotary_dim)
    expected = xpos.rotate_query(x, at) @ xpos.rotate_key(x, at).T
    growth = float(xpos.zeta[0]) ** (-2000 / xpos.scale_base)
    torch.testing.assert_close(
        other.rotate_query(x, at) @ other.rotate_key(x, at).T, expected, rtol=1e-9, atol=1e-12 * growth
    )


@laws
@given(encodings(), three, seeds, st.sampled_from(DTYPES))
def test_at_its_own_position_a_score_is_the_plain_product(xpos, at, seed, dtype):
    at = [xpos.center + place / 4 for place in at]  # near enough for float16
    x = normal(3, xpos.rope.head_dim, seed=seed, dtype=dtype)
    query, key = xpos.rotate_query(x, at), xpos.rotate_key(x, at)
    assert query.dtype == key.dtype == dtype
    found = torch.linalg.vecdot(query.double(), key.double())
    plain = torch.linalg.vecdot(x.double(), x.double())
    # both results are rounded to the dtype; and five roundings in float32, twice
    relative = 4 * torch.finfo(dtype).eps + 16 * torch.finfo(torch.float32).eps
    torch.testing.assert_close(found, plain, rtol=relative, atol=1e-6)


@laws
@given(encodings(), three, seeds)
def test_query_and_key_are_the_rotation_times_inverse_factors(xpos, at, seed):
    x = normal(3, xpos.rope.head_dim, seed=seed)
    query, key, plain = xpos.rotate_query(x, at), xpos.rotate_key(x, at), xpos.rope.rotate(x, at)
    torch.testing.assert_close(query * key, plain * plain, rtol=1e-10, atol=1e-13)
    still = xpos.rope.rotary_dim
    assert torch.equal(query[:, still:], x[:, still:]) and torch.equal(key[:, still:], x[:, still:])


def test_at_the_center_it_is_rope():
    x = normal(1, 32, seed=0)
    assert torch.equal(XPos(32, center=700).rotate_query(x, [700]), Rope(32).rotate(x, [700]))


def test_equal_vectors_decay_with_the_distance_and_grow_ahead():
    """The largest score that equal pairs can have: no rotation is left out, so their envelope is measured."""
    xpos = XPos(64)
    size = lambda distance: float((xpos.zeta ** (distance / 512)).sum())  # noqa: E731
    factors = xpos.tables([0, 512, 1024], torch.float64).query.phasors.abs().sum(dim=1)
    assert factors.tolist() == pytest.approx([32.0, size(512), size(1024)])
    assert 32.0 > size(512) > size(1024) and size(-512) > 32.0


def test_the_constants_are_those_of_the_paper():
    zeta = XPos(64).zeta
    assert (float(zeta[0]), float(zeta[-1])) == (pytest.approx(0.4 / 1.4), pytest.approx(0.9777, abs=5e-5))
    torch.testing.assert_close(zeta, (torch.arange(0, 64, 2) + 0.4 * 64).double() / (1.4 * 64))


@laws
@given(encodings(), three, seeds, st.sampled_from([torch.float32, torch.bfloat16]))
def test_tables_made_once_give_the_same(xpos, at, seed, dtype):
    x, tables = normal(3, xpos.rope.head_dim, seed=seed, dtype=dtype), xpos.tables(at)
    assert torch.equal(xpos.rotate_query(x, tables), xpos.rotate_query(x, at))
    assert torch.equal(xpos.rotate_key(x, tables), xpos.rotate_key(x, at))


def test_gradients():
    xpos, at = XPos(8, center=3), [0, 700, -900]
    x = normal(3, 8, seed=1).requires_grad_()
    assert torch.autograd.gradcheck(lambda v: xpos.rotate_query(v, at), (x,))
    assert torch.autograd.gradcheck(lambda v: xpos.rotate_key(v, at), (x,))


def test_decoding_with_a_cache_gives_what_attention_gives():
    layer, x = Layer.random(16, heads=2), normal(9, 16, seed=2, dtype=torch.float32)
    for xpos in (XPos(16, scale_base=4), XPos(16, scale_base=4, center=5)):
        together = layer.attend(x, xpos, causal=True).output
        torch.testing.assert_close(layer.decode(x, xpos), together, rtol=0, atol=2e-5)


# Other people's code: float32 angles, so an angle of 500 rad is off by up to 6e-5 rad; scores sum 64 products.


@pytest.mark.parametrize("tokens", [64, 501])
def test_rotary_embedding_torch_agrees(tokens):
    from rotary_embedding_torch import RotaryEmbedding

    query, key = (normal(1, 2, tokens, 64, seed=seed, dtype=torch.float32) for seed in (3, 4))
    peer_query, peer_key = RotaryEmbedding(64, use_xpos=True).rotate_queries_and_keys(query, key)
    xpos = XPos(64, center=tokens // 2)  # as they choose it
    at = torch.arange(tokens)
    torch.testing.assert_close(xpos.rotate_query(query, at), peer_query, rtol=0, atol=5e-4)
    torch.testing.assert_close(xpos.rotate_key(key, at), peer_key, rtol=0, atol=5e-4)


def test_x_transformers_agrees():
    from x_transformers.x_transformers import RotaryEmbedding, apply_rotary_pos_emb

    query, key = (normal(1, 2, 300, 64, seed=seed, dtype=torch.float32) for seed in (5, 6))
    freqs, scale = RotaryEmbedding(32, use_xpos=True).forward_from_seq_len(300)
    xpos, at = XPos(64, center=150, rotary_dim=32), torch.arange(300)
    expected = apply_rotary_pos_emb(query, freqs, scale), apply_rotary_pos_emb(key, freqs, scale**-1.0)
    torch.testing.assert_close(xpos.rotate_query(query, at), expected[0], rtol=0, atol=5e-4)
    torch.testing.assert_close(xpos.rotate_key(key, at), expected[1], rtol=0, atol=5e-4)


def test_torchscale_agrees():
    """torchscale counts angles from 0 and factors from -ceil(tokens / 2); rewritten from its definition."""
    tokens, size = 11, 16
    query = normal(tokens, size, seed=7)
    lowest = -tokens // 2
    first, second = slice(0, None, 2), slice(1, None, 2)
    zeta = (np.arange(0, size, 2) + 0.4 * size) / (1.4 * size)
    factor = zeta ** (np.arange(lowest, tokens + lowest)[:, None] / 512)
    phasor = np.exp(1j * np.arange(tokens)[:, None] * 10000.0 ** -(np.arange(size // 2) / (size // 2)))
    expected = (query.numpy()[:, first] + 1j * query.numpy()[:, second]) * phasor * factor
    turned = XPos(size, center=-lowest).rotate_query(query, range(tokens)).numpy()
    np.testing.assert_allclose(turned[:, first] + 1j * turned[:, second], expected, rtol=0, atol=1e-13)


# Words


def test_arguments_are_shown():
    assert repr(XPos(8)) == (
        "XPos(head_dim=8, base=10000.0, layout='interleaved', scale_base=512.0, gamma=0.4, center=0.0)"
    )
    assert repr(XPos(8, rotary_dim=4)).endswith("rotary_dim=4)")


@pytest.mark.parametrize(
    ("build", "error", "text"),
    [
        (lambda: XPos(7), ValueError, "head_dim must be even and at least 2, because components turn in pairs; 7 came."),
        (lambda: XPos(8, scale_base=0), ValueError, "scale_base must be finite and above zero, because powers are divided by it; 0 came."),
        (lambda: XPos(8, gamma=0), ValueError, "gamma must be finite and above zero, or the fastest pair would vanish; 0 came."),
        (lambda: XPos(8, center=math.inf), ValueError, "center must be finite; inf came."),
        (lambda: XPos(8, center="middle"), TypeError, "center must be a number, 'middle' (str) came."),
        (lambda: XPos(8).rotate_query(torch.ones(3, 6), [0, 1, 2]), ValueError, "query must have head_dim = 8 entries on its last axis; shape (3, 6) came."),
        (lambda: XPos(8).rotate_key(torch.ones(3, 8), [0, 1]), ValueError, "x has 3 tokens (shape (3, 8)), positions has 2 (shape (2,))."),
        (lambda: XPos(8).rotate_key([1.0], [0]), TypeError, "key must be a torch tensor, list came."),
        (lambda: XPos(8).tables([0], torch.float16), ValueError, "dtype must be torch.float32 or torch.float64"),
        (lambda: XPos(8).rotate_key(torch.ones(1, 8), [math.nan]), ValueError, "positions must be finite"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(build, error, text):
    with pytest.raises(error, match=re.escape(text)):
        build()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
def test_the_gpu_agrees():
    xpos, x, at = XPos(64), normal(2, 9, 64, seed=11), torch.arange(9) * 500
    for rotate in (xpos.rotate_query, xpos.rotate_key):
        turned = rotate(x.cuda(), at.cuda())
        assert turned.device.type == "cuda"
        torch.testing.assert_close(turned.cpu(), rotate(x, at), rtol=1e-12, atol=1e-9)
