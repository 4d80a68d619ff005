"""Code that is right is found right: five libraries, in both layouts and in both directions."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
import torch
from libraries import torchtune_module
from rotary_embedding_torch import RotaryEmbedding as Lucidrains
from rotary_embedding_torch import apply_rotary_emb
from torch import Tensor

from rope_viz.encodings.rope import Rope
from rope_viz.examination import examine, with_tables

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from transformers import GPTJConfig, LlamaConfig
    from transformers.models.deepseek_v3 import modeling_deepseek_v3 as deepseek
    from transformers.models.gpt_neox import modeling_gpt_neox as neox
    from transformers.models.gptj import modeling_gptj as gptj
    from transformers.models.llama import modeling_llama as llama
    from x_transformers.x_transformers import RotaryEmbedding as XRotary
    from x_transformers.x_transformers import apply_rotary_pos_emb

RotaryPositionalEmbeddings = torchtune_module("modules/position_embeddings.py").RotaryPositionalEmbeddings
Llama3ScaledRoPE = torchtune_module("models/llama3_1/_position_embeddings.py").Llama3ScaledRoPE
D = 64
Turn = Callable[[Tensor, Tensor], Tensor]


def transformers_half(**parameters) -> Turn:
    rule = {"rope_type": "default", "rope_theta": 10_000.0, **parameters}
    config = LlamaConfig(hidden_size=4 * D, num_attention_heads=4, rope_parameters=rule)
    module = llama.LlamaRotaryEmbedding(config)

    def fn(x: Tensor, positions: Tensor) -> Tensor:
        cos, sin = module(x, positions[None])
        return llama.apply_rotary_pos_emb(x, x, cos, sin)[0]

    return fn


def transformers_neox(x: Tensor, positions: Tensor) -> Tensor:
    angles = (positions[:, None] * 10_000.0 ** -(torch.arange(0, 16, 2) / 16)).repeat(1, 2)[None]
    return neox.apply_rotary_pos_emb(x, x, angles.cos(), angles.sin())[0]


def transformers_interleaved(x: Tensor, positions: Tensor) -> Tensor:
    """GPT-J's, for x of shape (batch, tokens, heads, dim)."""
    table = gptj.create_sinusoidal_positions(GPTJConfig().n_positions * 2, D)
    sin, cos = table[positions][None].chunk(2, -1)
    return gptj.apply_rotary_pos_emb(x, sin, cos)


def deepseek_sorted(x: Tensor, positions: Tensor) -> Tensor:
    angles = (positions[:, None] * 10_000.0 ** -(torch.arange(0, D, 2) / D)).repeat(1, 2)[None]
    return deepseek.apply_rotary_pos_emb_interleave(x, x, angles.cos(), angles.sin())[0]


def x_transformers(x: Tensor, positions: Tensor) -> Tensor:
    freqs, _ = XRotary(D)(positions)
    return apply_rotary_pos_emb(x, freqs)


def lucidrains(x: Tensor, positions: Tensor) -> Tensor:
    rotary = Lucidrains(dim=D, cache_if_possible=False)
    return apply_rotary_emb(rotary(positions), x)


def lucidrains_half_rotary(x: Tensor, positions: Tensor) -> Tensor:
    return apply_rotary_emb(Lucidrains(dim=D // 2, cache_if_possible=False)(positions), x)


def torchtune(module: torch.nn.Module) -> Turn:
    return lambda x, positions: module(x, input_pos=positions)


BTHD = {"shape": "batch tokens heads dim"}
# name: (function, how it is examined, layout, rotary_dim, base)
RIGHT: dict[str, tuple[Turn, dict, str, int, float]] = {
    "transformers llama": (transformers_half(), {}, "half", D, 10_000.0),
    "transformers llama, base": (transformers_half(rope_theta=500_000.0), {}, "half", D, 500_000.0),
    "transformers neox": (transformers_neox, {}, "half", 16, 10_000.0),
    "transformers gptj": (transformers_interleaved, BTHD, "interleaved", D, 10_000.0),
    "x-transformers": (x_transformers, {}, "interleaved", D, 10_000.0),
    "rotary-embedding-torch": (lucidrains, {}, "interleaved", D, 10_000.0),
    "rotary-embedding-torch, half of it": (lucidrains_half_rotary, {}, "interleaved", D // 2, 10_000.0),
    "torchtune": (torchtune(RotaryPositionalEmbeddings(D)), BTHD, "interleaved", D, 10_000.0),
    "torchtune, llama 3": (torchtune(Llama3ScaledRoPE(D, base=500_000)), BTHD, "interleaved", D, 500_000.0),
    "rope_viz half": (Rope(D, layout="half").rotate, {}, "half", D, 10_000.0),
    "rope_viz interleaved": (Rope(D).rotate, {}, "interleaved", D, 10_000.0),
}


def other_layout(fn: Turn, layout: str, rotary_dim: int) -> Turn:
    """The same rotation for vectors whose components lie in the other order."""
    to_half = torch.cat((torch.arange(0, rotary_dim, 2), torch.arange(1, rotary_dim, 2)))
    order = to_half if layout == "interleaved" else to_half.argsort()
    order = torch.cat((order, torch.arange(rotary_dim, D)))
    return lambda x, positions: fn(x[..., order.argsort()], positions)[..., order]


def other_direction(fn: Turn, layout: str, rotary_dim: int) -> Turn:
    """The same with the signs of both sines switched: a pair mirrored, turned and mirrored again."""
    signs = torch.ones(D)
    signs[slice(rotary_dim // 2, rotary_dim) if layout == "half" else slice(1, rotary_dim, 2)] = -1.0
    return lambda x, positions: signs.to(x.dtype) * fn(signs.to(x.dtype) * x, positions)


@pytest.mark.parametrize("clockwise", [False, True], ids=["as it is", "clockwise"])
@pytest.mark.parametrize("switched", [False, True], ids=["own layout", "other layout"])
@pytest.mark.parametrize("library", RIGHT)
def test_a_library_is_right_in_both_layouts_and_directions(library: str, switched: bool, clockwise: bool):
    fn, how, layout, rotary_dim, base = RIGHT[library]
    if clockwise:
        fn = other_direction(fn, layout, rotary_dim)
    if switched:
        fn, layout = (
            other_layout(fn, layout, rotary_dim),
            {"half": "interleaved", "interleaved": "half"}[layout],
        )
    found = examine(fn, **how)
    told = (found.fault, found.layout, found.rotary_dim, found.clockwise)
    assert told == (None, layout, rotary_dim, clockwise), found
    assert found.base == pytest.approx(base, rel=1e-3)


def test_deepseeks_sorts_components_as_it_turns():
    found = examine(deepseek_sorted)
    assert (found.fault, found.layout) == (None, "interleaved")
    assert any("another order" in note for note in found.notes)
    assert examine(deepseek_sorted, Rope(D).rotate).fault == "unlike"


RULES = {
    "linear": {"rope_type": "linear", "factor": 4.0},
    "yarn": {"rope_type": "yarn", "factor": 8.0, "original_max_position_embeddings": 4096},
    "llama3": {
        "rope_type": "llama3",
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    },
}
SAID = {"linear": "linear(factor=4)", "yarn": "8 times as slow", "llama3": "8 times as slow"}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_transformers_is_said(rule: str):
    fn = transformers_half(rope_theta=500_000.0, **RULES[rule])
    found = examine(fn)
    assert (found.fault, found.base) == (None, 500_000.0)
    assert SAID[rule] in found.scaling
    like = Rope.from_config(
        {"model_type": "llama", "head_dim": D, "rope_parameters": {"rope_theta": 5e5, **RULES[rule]}}
    )
    assert examine(fn, like=like).fault is None
    assert examine(fn, like=Rope(D, 500_000.0, "half")).fault == "speeds"
    assert any("attention factor" in note for note in found.notes) is (rule == "yarn")


def test_tables_are_looked_up_and_their_end_is_said():
    angles = torch.arange(300)[:, None] * Rope(D).inv_freq.float()
    phasors = torch.polar(torch.ones_like(angles), angles)

    def by_phasors(x: Tensor, phasors: Tensor) -> Tensor:
        return torch.view_as_real(torch.view_as_complex(x.unflatten(-1, (-1, 2))) * phasors).flatten(-2)

    def by_cosines(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        return llama.apply_rotary_pos_emb(x, x, cos[None], sin[None])[0]

    halves = angles.repeat(1, 2)
    for fn, layout in (
        (with_tables(by_phasors, phasors), "interleaved"),
        (with_tables(by_cosines, halves.cos(), halves.sin()), "half"),
        (with_tables(by_phasors, lambda positions: phasors[positions]), "interleaved"),
    ):
        found = examine(fn)
        assert (found.fault, found.layout, found.context) == (None, layout, 256)
