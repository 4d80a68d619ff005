"""Vectors turned by transformers, rotary-embedding-torch, x-transformers and torchtune, beside ours."""

from __future__ import annotations

import importlib
import warnings

import pytest
import torch
from libraries import torchtune_module

from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from parity_cases import CLOSE, TOKENS, assert_same, rotary_modules, rounding, vectors


@pytest.mark.parametrize(
    ("model_type", "fields"),
    [
        ("llama", {}),
        ("mistral", {"head_dim": 64}),
        ("qwen3", {"rope_parameters": {"rope_type": "yarn", "factor": 4.0, "rope_theta": 1e4}}),
        ("gpt_neox", {}),
        ("stablelm", {}),
        ("phi", {}),
        ("gpt_oss", {}),
        ("glm4", {}),
        ("cohere", {}),
        ("helium", {}),
        ("ernie4_5", {}),
    ],
)
def test_vectors_turn_as_in_transformers(model_type, fields):
    config = CONFIG_MAPPING[model_type](**fields)
    _, code, _ = rotary_modules(model_type)
    rope = Rope.from_config(config)
    module = next(
        k for n, k in vars(code).items() if n.endswith("RotaryEmbedding") and k.__module__ == code.__name__
    )
    query, key = vectors(2, 3, TOKENS, rope.head_dim), vectors(2, 3, TOKENS, rope.head_dim, seed=1)
    cos, sin = module(config)(query, torch.arange(TOKENS)[None])
    turning = rope.rotary_dim if model_type in ("stablelm", "phi") else rope.head_dim  # which cut it outside
    turned = code.apply_rotary_pos_emb(query[..., :turning], key[..., :turning], cos, sin)
    for x, expected in zip((query, key), turned, strict=True):
        torch.testing.assert_close(rope.rotate(x, range(TOKENS))[..., :turning], expected, **CLOSE)


@pytest.mark.parametrize("model_type", ["gptj", "codegen"])
def test_vectors_turn_as_in_gptj(model_type):
    code = importlib.import_module(f"transformers.models.{model_type}.modeling_{model_type}")
    config = CONFIG_MAPPING[model_type]()
    rope = Rope.from_config(config)
    x = vectors(2, TOKENS, 3, rope.head_dim)  # their tokens come before the heads
    sin, cos = code.create_sinusoidal_positions(TOKENS, rope.rotary_dim).chunk(2, dim=-1)
    turned = code.apply_rotary_pos_emb(x[..., : rope.rotary_dim], sin[None], cos[None])
    ours = rope.rotate(x.transpose(1, 2), range(TOKENS)).transpose(1, 2)
    torch.testing.assert_close(ours[..., : rope.rotary_dim], turned, **CLOSE)
    assert torch.equal(ours[..., rope.rotary_dim :], x[..., rope.rotary_dim :])


def test_vectors_turn_as_in_roformer():
    code = importlib.import_module("transformers.models.roformer.modeling_roformer")
    config = CONFIG_MAPPING["roformer"]()
    rope = Rope.from_config(config)
    x = vectors(2, 3, TOKENS, rope.head_dim)
    table = code.RoFormerSinusoidalPositionalEmbedding(TOKENS, rope.head_dim)
    table.weight.data = torch.as_tensor(table.create_weight())
    turned, _ = code.RoFormerSelfAttention.apply_rotary_position_embeddings(table.weight[None, None], x, x)
    torch.testing.assert_close(rope.rotate(x, range(TOKENS)), turned.detach(), **CLOSE)


@pytest.mark.parametrize("model_type", ["llama4_text", "deepseek_v2"])
def test_vectors_turn_as_in_code_with_complex_numbers(model_type):
    config = CONFIG_MAPPING[model_type]()
    _, code, modules = rotary_modules(model_type)
    rope = Rope.from_config(config)
    x = vectors(2, 3, TOKENS, rope.head_dim)
    turns = next(iter(modules.values()))(x, torch.arange(TOKENS)[None])
    if model_type == "llama4_text":  # tokens before the heads
        turned = code.apply_rotary_emb(x.transpose(1, 2), x.transpose(1, 2), turns)[0].transpose(1, 2)
    else:
        turned = code.apply_rotary_emb(x, x, turns)[0]
    torch.testing.assert_close(rope.rotate(x, range(TOKENS)), turned, rtol=0, atol=64 * 5 * rounding(5e5))


def test_deepseek_v3_turns_neighbours_and_sorts_them_so_that_scores_are_the_same():
    config = CONFIG_MAPPING["deepseek_v3"]()
    _, code, modules = rotary_modules("deepseek_v3")
    rope = Rope.from_config(config)
    query, key = vectors(1, 2, TOKENS, 64), vectors(1, 2, TOKENS, 64, seed=1)
    cos, sin = next(iter(modules.values()))(query, torch.arange(TOKENS)[None])
    q, k = code.apply_rotary_pos_emb_interleave(query, key, cos, sin)
    ours_q, ours_k = rope.rotate(query, range(TOKENS)), rope.rotate(key, range(TOKENS))
    sort = [*range(0, 64, 2), *range(1, 64, 2)]
    torch.testing.assert_close(ours_q[..., sort], q, **CLOSE)
    torch.testing.assert_close(
        ours_q @ ours_k.mT, q @ k.mT, rtol=0, atol=1e-2
    )  # 64 products of size up to 10


def test_qwen2_vl_turns_by_three_axes():
    config = CONFIG_MAPPING["qwen2_vl_text"]()
    _, code, modules = rotary_modules("qwen2_vl_text")
    rope = Rope.from_config(config)
    x = vectors(1, 2, TOKENS, rope.head_dim)
    places = torch.randint(0, 64, (3, 1, TOKENS), generator=torch.Generator().manual_seed(0))
    cos, sin = modules["Qwen2VLRotaryEmbedding"](x, places)
    turned, _ = code.apply_rotary_pos_emb(x, x, cos, sin)
    torch.testing.assert_close(rope.rotate(x, places[:, 0].T), turned, **CLOSE)


def test_qwen3_vl_turns_by_three_axes_that_take_turns():
    config = CONFIG_MAPPING["qwen3_vl_text"]()
    _, code, modules = rotary_modules("qwen3_vl_text")
    rope = Rope.from_config(config)
    x = vectors(1, 2, TOKENS, rope.head_dim)
    places = torch.randint(0, 64, (3, 1, TOKENS), generator=torch.Generator().manual_seed(0))
    cos, sin = modules["Qwen3VLTextRotaryEmbedding"](x, places)
    turned, _ = code.apply_rotary_pos_emb(x, x, cos, sin)
    torch.testing.assert_close(rope.rotate(x, places[:, 0].T), turned, **CLOSE)


def test_rotary_embedding_torch():
    from rotary_embedding_torch import RotaryEmbedding

    x = vectors(2, 3, TOKENS, 64)
    ours = Rope(64).rotate(x, range(TOKENS))
    torch.testing.assert_close(ours, RotaryEmbedding(dim=64).rotate_queries_or_keys(x).detach(), **CLOSE)
    shifted = RotaryEmbedding(dim=64).rotate_queries_or_keys(x, offset=7).detach()
    torch.testing.assert_close(Rope(64).rotate(x, range(7, 7 + TOKENS)), shifted, **CLOSE)
    partial = RotaryEmbedding(dim=32).rotate_queries_or_keys(x).detach()
    torch.testing.assert_close(Rope(64, rotary_dim=32).rotate(x, range(TOKENS)), partial, **CLOSE)
    slower = RotaryEmbedding(dim=64, interpolate_factor=4.0).rotate_queries_or_keys(x).detach()
    linear = Rope(64, scaling=scaling.linear(4))
    torch.testing.assert_close(linear.rotate(x, range(TOKENS)), slower, **CLOSE)
    larger = RotaryEmbedding(dim=64, theta_rescale_factor=4.0).rotate_queries_or_keys(x).detach()
    ntk = Rope(64, scaling=scaling.ntk_aware(4))
    torch.testing.assert_close(ntk.rotate(x, range(TOKENS)), larger, **CLOSE)


def test_x_transformers():
    from x_transformers.x_transformers import RotaryEmbedding, apply_rotary_pos_emb

    x = vectors(2, 3, TOKENS, 64)
    for module, rope in (
        (RotaryEmbedding(64), Rope(64)),
        (RotaryEmbedding(32), Rope(64, rotary_dim=32)),
        (RotaryEmbedding(64, base=500_000), Rope(64, 500_000.0)),
        (RotaryEmbedding(64, interpolation_factor=4.0), Rope(64, scaling=scaling.linear(4))),
        (RotaryEmbedding(64, base_rescale_factor=4.0), Rope(64, scaling=scaling.ntk_aware(4))),
    ):
        angles, length = module.forward_from_seq_len(TOKENS)
        torch.testing.assert_close(
            rope.rotate(x, range(TOKENS)), apply_rotary_pos_emb(x, angles, length), **CLOSE
        )


def test_torchtune():
    module = torchtune_module("modules/position_embeddings.py").RotaryPositionalEmbeddings(
        64, max_seq_len=TOKENS
    )
    x = vectors(2, 3, TOKENS, 64)
    turned = module(x.transpose(1, 2)).transpose(1, 2)  # tokens before the heads
    torch.testing.assert_close(Rope(64).rotate(x, range(TOKENS)), turned, **CLOSE)


def test_torchtunes_llama3():
    kind = torchtune_module("models/llama3_1/_position_embeddings.py").Llama3ScaledRoPE
    for head_dim, factor in ((128, 8), (64, 32)):
        module = kind(head_dim, max_seq_len=TOKENS, base=500_000, scale_factor=factor)
        rope = Rope(head_dim, 500_000.0, scaling=scaling.llama3(factor))
        assert_same(rope, module.theta.to(torch.float64), 1.0, steep=4)
        x = vectors(2, 3, TOKENS, head_dim)
        turned = module(x.transpose(1, 2)).transpose(1, 2)
        torch.testing.assert_close(rope.rotate(x, range(TOKENS)), turned, rtol=0, atol=64 * 5 * rounding(5e5))
