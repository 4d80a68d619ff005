"""Where other people's code differs from ours by more than rounding, and in what."""

from __future__ import annotations

import importlib
import warnings

import torch
from parity_cases import quarter_turn

from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import transformers
    from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS


def test_disagree_transformers_reads_truncate_outside_of_the_layer_type():
    """Nested parameters: transformers looks for ``truncate`` beside the layer types, and rounds anyway.

    The field belongs to the layer type's parameters, as every other field of the rule does; ours reads it
    there. The flat form, where both agree, shows that the flag is meant to change the speeds.
    """
    p = {"rope_type": "yarn", "factor": 32.0, "original_max_position_embeddings": 4096, "rope_theta": 1e6}
    config = transformers.Gemma3TextConfig(
        rope_parameters={
            "full_attention": {**p, "truncate": False},
            "sliding_attention": {"rope_type": "default"},
        }
    )
    there, _ = ROPE_INIT_FUNCTIONS["yarn"](config, layer_type="full_attention")
    rounded, exact = (
        Rope(256, 1e6, scaling=scaling.yarn(32, 4096, truncate=truncate)).inv_freq
        for truncate in (True, False)
    )
    assert torch.equal(Rope.from_config(config, "full_attention").inv_freq, exact)
    torch.testing.assert_close(there.double(), rounded, rtol=1e-4, atol=0)
    assert float((rounded / exact - 1).abs().max()) > 0.02


def test_disagree_phimoe_in_transformers_never_takes_the_long_factors():
    """`PhimoeRotaryEmbedding.forward` computes its speeds without the length: the short list serves always.

    Its attention factor does follow the length. Phi-3's code in transformers and ours take the long list
    beyond the original length, as the rule is meant.
    """
    p = {"rope_type": "longrope", "short_factor": [1.0] * 64, "long_factor": [8.0] * 64, "rope_theta": 1e4}
    p |= {"short_mscale": 1.25, "long_mscale": 1.5, "original_max_position_embeddings": 16}
    config = transformers.PhimoeConfig(rope_parameters=p, max_position_embeddings=64)
    module = importlib.import_module("transformers.models.phimoe.modeling_phimoe").PhimoeRotaryEmbedding(
        config
    )
    cos, _ = module(torch.ones(1), torch.arange(64)[None])
    rope = Rope.from_config(config)
    assert (rope.attention_factor, rope.at_length(64).attention_factor) == (1.25, 1.5)
    short, long = (r.angles([15])[0].cos() * 1.5 for r in (rope, rope.at_length(64)))
    torch.testing.assert_close(cos[0, 15, :64].double(), short, rtol=0, atol=1e-5)
    assert float((short - long).abs().max()) > 1


def test_disagree_transformers_gives_olmo3s_base_to_one_layer_type_only():
    """Converting an older file, `Olmo3Config` takes ``rope_theta`` out for the first type of layers.

    The second type gets 500,000 whatever the file says. The published models have that base, so it shows in
    no result; ours gives the file's base to both.
    """
    types = ["sliding_attention", "full_attention"]
    older = {"model_type": "olmo3", "rope_theta": 300_000.0, "layer_types": types}
    converted = transformers.Olmo3Config(**older, num_hidden_layers=2).rope_parameters
    assert converted["full_attention"]["rope_theta"] == 300_000.0
    assert converted["sliding_attention"]["rope_theta"] == 500_000.0
    assert Rope.from_config({**older, "head_dim": 128}).base == 300_000.0


def test_disagree_nanochat_turns_backwards():
    code = importlib.import_module("transformers.models.nanochat.modeling_nanochat")
    turned = quarter_turn(code.apply_rotary_pos_emb)
    assert turned.flatten().tolist() == (-torch.eye(8)[4]).tolist()
