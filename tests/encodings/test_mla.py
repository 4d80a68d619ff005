# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""MLA's head of two parts: what is rotated, what is not, and what a cache needs.

Tolerances: float64 throughout but where other people's float32 angles come in.
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

from rope_viz.encodings import scaling
from rope_viz.encodings.attention import Layer, attend, scores
from rope_viz.encodings.mla import CacheSize, MLARope
from rope_viz.encodings.rope import Rope

laws = settings(max_examples=50, deadline=None)
LAYOUTS = ["interleaved", "half"]
EXACT = {"rtol": 0, "atol": 1e-9}


@st.composite
def encodings(draw) -> MLARope:
    base = 10 ** draw(st.floats(1, 7))
    qk_nope_head_dim, qk_rope_head_dim = draw(st.integers(1, 12)), 2 * draw(st.integers(1, 12))
    return MLARope(qk_nope_head_dim, qk_rope_head_dim, base, draw(st.sampled_from(LAYOUTS)))


whole = st.integers(-100_000, 100_000)
three = st.lists(whole, min_size=3, max_size=3)
seeds = st.integers(0, 2**31)


def normal(*shape: int, seed: int, dtype: torch.dtype = torch.float64) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)


# Laws


@laws
@given(encodings(), three, seeds)
def test_only_the_last_part_is_rotated(rope, at, seed):
    x = normal(2, 3, rope.head_dim, seed=seed)
    plain = Rope(rope.qk_rope_head_dim, rope.rope.base, rope.rope.layout)
    for rotate in (rope.rotate_query, rope.rotate_key):
        rotated = rotate(x, at)
        assert torch.equal(rotated[..., : rope.qk_nope_head_dim], x[..., : rope.qk_nope_head_dim])
        assert torch.equal(
            rotated[..., rope.qk_nope_head_dim :], plain.rotate(x[..., rope.qk_nope_head_dim :], at)
        )


@laws
@given(encodings(), three, three, whole, seeds)
def test_a_score_depends_on_the_distance_only(rope, at, to, shift, seed):
    query, key = normal(3, rope.head_dim, seed=seed), normal(3, rope.head_dim, seed=seed + 1)
    at, to = torch.tensor(at), torch.tensor(to)
    near = rope.rotate_query(query, at) @ rope.rotate_key(key, to).T
    far = rope.rotate_query(query, at + shift) @ rope.rotate_key(key, to + shift).T
    torch.testing.assert_close(far, near, rtol=0, atol=1e-7)


@laws
@given(encodings(), three, seeds)
def test_a_shared_key_is_rotated_once_for_all_heads(rope, at, seed):
    own, shared = (
        normal(2, 4, 3, rope.qk_nope_head_dim, seed=seed),
        normal(2, 3, rope.qk_rope_head_dim, seed=seed + 1),
    )
    once = rope.join_key(own, rope.rotate_shared_key(shared, at))
    assert once.shape == (2, 4, 3, rope.head_dim)
    # Complex products of other shapes are vectorized elsewhere, so that the last bit may differ.
    torch.testing.assert_close(once, rope.rotate_key(rope.join_key(own, shared), at), rtol=0, atol=1e-14)
    for head in range(4):
        assert torch.equal(once[:, head, :, rope.qk_nope_head_dim :], once[:, 0, :, rope.qk_nope_head_dim :])


@laws
@given(encodings(), three, seeds)
def test_scores_from_the_cache_are_those_of_expanded_keys(rope, at, seed):
    heads, kv_lora_rank = 3, 5
    query = rope.rotate_query(normal(2, heads, 3, rope.head_dim, seed=seed), at)
    latent = normal(2, 3, kv_lora_rank, seed=seed + 1)
    shared = rope.rotate_shared_key(normal(2, 3, rope.qk_rope_head_dim, seed=seed + 2), at)
    to_key = normal(heads, rope.qk_nope_head_dim, kv_lora_rank, seed=seed + 3)
    expanded = rope.join_key(latent[:, None] @ to_key.mT, shared)  # (batch, heads, tokens, head_dim)
    found = rope.absorbed_scores(query, latent, shared, to_key)
    torch.testing.assert_close(found, query @ expanded.mT, rtol=0, atol=1e-11)


def test_a_rotation_between_matrix_and_latent_forbids_it():
    """Why position has components of its own: were the whole key rotated, no matrix would do for all of them."""
    rope, to_key = Rope(4), normal(4, 6, seed=0)
    in_the_query = [rope.matrix(-distance) @ to_key for distance in range(3)]  # what q would be multiplied by
    assert float((in_the_query[1] - in_the_query[0]).abs().max()) > 0.1
    assert float((in_the_query[2] - in_the_query[1]).abs().max()) > 0.1


@laws
@given(encodings(), three, seeds, st.sampled_from([torch.float32, torch.bfloat16]))
def test_tables_made_once_give_the_same(rope, at, seed, dtype):
    x, tables = normal(3, rope.head_dim, seed=seed, dtype=dtype), rope.tables(at)
    assert torch.equal(rope.rotate_query(x, tables), rope.rotate_query(x, at))
    assert torch.equal(rope.rotate_key(x, tables), rope.rotate_key(x, at))
    shared = x[:, rope.qk_nope_head_dim :]
    assert torch.equal(rope.rotate_shared_key(shared, tables), rope.rotate_shared_key(shared, at))
    assert rope.rotate_query(x, at).dtype == dtype


def test_gradients():
    rope, x, at = MLARope(2, 4), normal(3, 6, seed=1).requires_grad_(), [0, 700, -900]
    assert torch.autograd.gradcheck(lambda v: rope.rotate_query(v, at), (x,))


def test_it_opens_the_third_door():
    rope, layer = MLARope(12, 4), Layer.random(16, heads=2)
    x = normal(9, 16, seed=2, dtype=torch.float32)
    together = layer.attend(x, rope, causal=True).output
    torch.testing.assert_close(layer.decode(x, rope), together, rtol=0, atol=2e-5)


# The cache


def test_what_deepseek_caches():
    assert MLARope().cache_size() == CacheSize(mla=512 + 64, mha=128 * (128 + 64 + 128))
    assert MLARope().cache_size().ratio == pytest.approx(71.1, abs=0.02)
    # DeepSeek-V2, table 1: 9/2 of a head's components, where multi-head attention keeps 2 · heads of them
    assert MLARope().cache_size().mla == 9 / 2 * 128


def test_decoding_from_576_numbers_a_token():
    """Token by token with DeepSeek-V3's dimensions and few heads: nothing but latent and shared key is kept."""
    rope, heads, tokens = MLARope(), 2, 6
    query, latent = normal(heads, tokens, 192, seed=3), normal(tokens, 512, seed=4)
    shared, to_key = normal(tokens, 64, seed=5), normal(heads, 128, 512, seed=6) / 16
    cache = torch.empty(0, rope.cache_size().mla, dtype=torch.float64)
    keys = rope.rotate_key(rope.join_key(latent @ to_key.mT, shared), range(tokens))
    expected = rope.rotate_query(query, range(tokens)) @ keys.mT
    for token in range(tokens):
        rotated = rope.rotate_shared_key(shared[token : token + 1], [token])
        cache = torch.cat((cache, torch.cat((latent[token : token + 1], rotated), dim=-1)))
        now = rope.rotate_query(query[:, token : token + 1], [token])
        found = rope.absorbed_scores(now, *cache.split([512, 64], dim=-1), to_key)
        torch.testing.assert_close(found[:, 0], expected[:, token, : token + 1], **EXACT)


# Other people's code


def parameters(**rule) -> dict:
    return {"rope_type": "default", "rope_theta": 10_000.0} | rule


YARN = {
    "rope_type": "yarn",
    "factor": 40,
    "beta_fast": 32,
    "beta_slow": 1,
    "mscale": 1.0,
    "mscale_all_dim": 1.0,
}
YARN["original_max_position_embeddings"] = 4096


def tiny_deepseek(rule: dict):
    from transformers.models.deepseek_v3.configuration_deepseek_v3 import DeepseekV3Config

    return DeepseekV3Config(
        hidden_size=32, num_attention_heads=3, num_key_value_heads=3, q_lora_rank=24, kv_lora_rank=16,
        qk_nope_head_dim=8, qk_rope_head_dim=12, v_head_dim=10, max_position_embeddings=512,
        rope_parameters=parameters(**rule), attn_implementation="eager",
    )  # fmt: skip


@pytest.mark.parametrize("interleaved", [True, False])
def test_the_scores_are_those_of_transformers(interleaved):
    """Vectors differ by a permutation that queries and keys share, so scores are compared.

    float32 angles of up to 500 rad are off by 6e-5 rad; a score sums 64 products of size one.
    """
    from transformers.models.deepseek_v3 import modeling_deepseek_v3 as module

    config = tiny_deepseek({})
    config.head_dim = 64
    query, key = normal(1, 4, 500, 64, seed=7, dtype=torch.float32), normal(1, 1, 500, 64, seed=8)
    key, at = key.float(), torch.arange(500)
    cos, sin = module.DeepseekV3RotaryEmbedding(config)(query, at[None])
    apply = module.apply_rotary_pos_emb_interleave if interleaved else module.apply_rotary_pos_emb
    theirs = torch.matmul(*(v.mT if v.shape[1] == 1 else v for v in apply(query, key, cos, sin)))
    rope = MLARope(layout="interleaved" if interleaved else "half")
    ours = rope.rope.rotate(query, at) @ rope.rotate_shared_key(key, at).mT
    torch.testing.assert_close(ours, theirs, rtol=0, atol=2e-3)


@pytest.mark.parametrize("rule", [{}, YARN], ids=["plain", "yarn"])
def test_a_layer_of_deepseek_is_rebuilt(rule):
    """The whole attention module of transformers, from its own weights, with this package's rotation."""
    from transformers.models.deepseek_v3 import modeling_deepseek_v3 as module

    torch.manual_seed(9)
    config = tiny_deepseek(rule)
    layer = module.DeepseekV3Attention(config, layer_idx=0).eval()
    words, at = torch.randn(1, 200, 32), torch.arange(200)
    mask = torch.full((200, 200), -math.inf).triu(1)[None, None]
    rotary = module.DeepseekV3RotaryEmbedding(config)
    with torch.no_grad():
        expected = layer(words, rotary(words, at[None]), mask)[0]
        found = rebuilt(layer, words, at, rule)
    torch.testing.assert_close(found, expected, rtol=0, atol=2e-5)


def rebuilt(layer, words: Tensor, at: Tensor, rule: dict) -> Tensor:
    yarn = scaling.yarn(factor=40, original_length=4096, mscale=1.0, mscale_all_dim=1.0) if rule else None
    rope = MLARope(8, 12, scaling=yarn)
    query = layer.q_b_proj(layer.q_a_layernorm(layer.q_a_proj(words))).unflatten(-1, (3, 20)).transpose(1, 2)
    latent, shared = layer.kv_a_proj_with_mqa(words).split([16, 12], dim=-1)
    latent = layer.kv_a_layernorm(latent)
    to_key, to_value = layer.kv_b_proj.weight.unflatten(0, (3, 18)).split([8, 10], dim=1)
    # nothing of the keys but what the cache holds: latent and rotated shared part
    products = rope.absorbed_scores(
        rope.rotate_query(query, at), latent, rope.rotate_shared_key(shared, at), to_key
    )
    scores = (products * layer.scaling).masked_fill(at > at[:, None], -math.inf)
    output = scores.softmax(dim=-1) @ (latent[:, None] @ to_value.mT)
    return layer.o_proj(output.transpose(1, 2).flatten(-2))


def test_the_arithmetic_of_deepseeks_own_code():
    """inference/model.py: neighbouring components as one complex number times e^(i · position · speed)."""
    rope, x = MLARope(6, 8), normal(4, 14, seed=10)
    at = np.array([0, 1, 50, 4000])
    pairs = x[:, 6::2].numpy() + 1j * x[:, 7::2].numpy()
    rotated = pairs * np.exp(1j * np.outer(at, 10_000.0 ** -(np.arange(0, 8, 2) / 8)))
    found = rope.rotate_query(x, at).numpy()
    np.testing.assert_allclose(found[:, 6::2] + 1j * found[:, 7::2], rotated, rtol=0, atol=1e-11)


def test_partial_rope_is_its_mirror_image():
    """`Rope` rotates the first components of a head, MLA the last; moved, they score alike."""
    query, key = normal(5, 192, seed=11), normal(5, 192, seed=12)
    expected = scores(query, key, MLARope())
    first = Rope(192, rotary_dim=64)
    torch.testing.assert_close(scores(query.roll(64, -1), key.roll(64, -1), first), expected, **EXACT)
    assert attend(query, key, key, MLARope()).output.shape == (5, 192)


# Words


def test_arguments_are_shown():
    assert (
        repr(MLARope())
        == "MLARope(qk_nope_head_dim=128, qk_rope_head_dim=64, base=10000.0, layout='interleaved')"
    )
    assert repr(MLARope(scaling=scaling.linear(2))).endswith("scaling=linear(factor=2.0))")


@pytest.mark.parametrize(
    ("use", "error", "text"),
    [
        (lambda: MLARope(0), ValueError, "qk_nope_head_dim must be at least 1, or it is plain RoPE; 0 came."),
        (lambda: MLARope(4, 3), ValueError, "qk_rope_head_dim must be even and at least 2, because components are rotated in pairs; 3 came."),
        (lambda: MLARope(4, 2).rotate_query(torch.ones(3, 5), [0, 1, 2]), ValueError, "query must have head_dim = 6 entries on its last axis; shape (3, 5) came."),
        (lambda: MLARope(4, 2).rotate_key(torch.ones(3, 6), [0, 1]), ValueError, "positions must have one entry per token"),
        (lambda: MLARope(4, 2).rotate_shared_key(torch.ones(3, 6), [0, 1, 2]), ValueError, "shared_key must have qk_rope_head_dim = 2 entries on its last axis; shape (3, 6) came."),
        (lambda: MLARope(4, 2).join_key(torch.ones(3, 2), torch.ones(3, 2)), ValueError, "nope_key must have qk_nope_head_dim = 4 entries on its last axis; shape (3, 2) came."),
        (lambda: MLARope(4, 2).join_key(torch.ones(2, 3, 4), torch.ones(2, 2)), ValueError, "shared_key must have a row for each token of nope_key: shape (..., 3, 2); shape (2, 2) came, with nope_key (2, 3, 4)."),
        (lambda: MLARope(4, 2).absorbed_scores(torch.ones(3, 1, 6), torch.ones(7, 8), torch.ones(7, 2), torch.ones(3, 4, 9)), ValueError, "to_key must have shape (3, 4, 8), (heads, qk_nope_head_dim, kv_lora_rank); shape (3, 4, 9) came."),
        (lambda: MLARope(4, 2).absorbed_scores(torch.ones(3, 1, 6), torch.ones(7, 8), torch.ones(5, 2), torch.ones(3, 4, 8)), ValueError, "shared_key must have a row for each token of latent: shape (..., 7, 2); shape (5, 2) came, with latent (7, 8)."),
        (lambda: MLARope(4, 2).absorbed_scores(torch.ones(1, 6), torch.ones(7, 8), torch.ones(7, 2), torch.ones(1, 4, 8)), ValueError, "query must have shape (..., heads, tokens, head_dim); shape (1, 6) came."),
        (lambda: MLARope().cache_size(heads=0), ValueError, "heads must be at least 1; 0 came."),
        (lambda: MLARope().rotate_query([0.0], [0]), TypeError, "query must be a torch tensor, list came."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(use, error, text):
    with pytest.raises(error, match=re.escape(text)):
        use()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
def test_the_gpu_agrees():
    rope, x, at = MLARope(), normal(2, 9, 192, seed=13), torch.arange(9) * 500
    rotated = rope.rotate_query(x.cuda(), at.cuda())
    assert rotated.device.type == "cuda"
    torch.testing.assert_close(rotated.cpu(), rope.rotate_query(x, at), **EXACT)
