"""Models whose layers turn differently, or not at all, each read from its own fields."""

from __future__ import annotations

import re

import pytest
from models.published_fields import (
    COHERE_R7B,
    GEMMA_3_4B,
    GPT_OSS_20B,
    LLAMA_4_SCOUT,
    MODERNBERT_BASE,
    OLMO_3_7B,
    SMOLLM3_3B,
)

from rope_viz.encodings import scaling
from rope_viz.encodings.base import NoPositions
from rope_viz.encodings.rope import Rope
from rope_viz.models.card import Layers
from rope_viz.models.config import read_model


def test_gemma_3_has_two_ropes_and_only_the_far_seeing_one_is_scaled():
    card = read_model(GEMMA_3_4B)
    near, far = Rope.all_from_config(GEMMA_3_4B).values()
    assert repr(near) == "Rope(head_dim=256, base=10000.0, layout='half')"
    assert repr(far) == "Rope(head_dim=256, base=1000000.0, layout='half', scaling=linear(factor=8.0))"
    assert card.kinds["sliding_attention"].layers == Layers(tuple(i for i in range(34) if (i + 1) % 6), 34)
    assert card.kinds["full_attention"].layers == Layers((5, 11, 17, 23, 29), 34)
    assert repr(Rope.from_config(GEMMA_3_4B, layer_type="full_attention")) == repr(far)
    text = (
        "layer_type must say which layers, because they turn at different speeds: 'sliding_attention' or "
        "'full_attention'. Rope.all_from_config gives all of them."
    )
    with pytest.raises(ValueError, match=re.escape(text)):
        Rope.from_config(GEMMA_3_4B)
    text = "layer_type must be one of 'sliding_attention', 'full_attention'; 'global' came."
    with pytest.raises(ValueError, match=re.escape(text)):
        Rope.from_config(GEMMA_3_4B, layer_type="global")


def test_modernbert_has_two_bases_in_its_older_and_its_newer_form():
    config = {name: value for name, value in MODERNBERT_BASE.items() if name != "position_embedding_type"}
    older = Rope.all_from_config(config)
    assert {kind: rope.base for kind, rope in older.items()} == {
        "full_attention": 160000.0,
        "sliding_attention": 10000.0,
    }
    assert read_model(config).kinds["full_attention"].layers.used == tuple(range(0, 22, 3))
    newer = {name: value for name, value in config.items() if not name.endswith("rope_theta")}
    newer["layer_types"] = ["sliding_attention" if i % 3 else "full_attention" for i in range(22)]
    newer["rope_parameters"] = {
        "sliding_attention": {"rope_theta": 10000.0, "rope_type": "default"},
        "full_attention": {"rope_theta": 160000.0, "rope_type": "default"},
    }
    assert repr(Rope.all_from_config(newer)) == repr(older)


def test_modernberts_file_says_absolute_and_means_rotary():
    assert Rope.from_config(MODERNBERT_BASE, layer_type="full_attention").base == 160000.0


def test_olmo_3_scales_the_layers_that_see_everything():
    near, far = Rope.all_from_config(OLMO_3_7B).values()
    assert near.scaling is None and near.attention_factor == 1.0
    assert far.scaling == scaling.yarn(8, 8192) and far.attention_factor == pytest.approx(1.20794, abs=5e-6)


def test_layers_that_differ_in_their_window_only_share_a_rope():
    assert read_model(GPT_OSS_20B).layers is None, "all layers turn"
    assert list(Rope.all_from_config(GPT_OSS_20B)) == ["sliding_attention", "full_attention"]


@pytest.mark.parametrize("form", ["as published", "interval only", "list only"])
def test_smollm3_leaves_every_fourth_layer_without_positions(form):
    left_out = {"interval only": "no_rope_layers", "list only": "no_rope_layer_interval"}.get(form)
    config = {name: value for name, value in SMOLLM3_3B.items() if name != left_out}
    card = read_model(config)
    assert card.layers == Layers(tuple(i for i in range(36) if (i + 1) % 4), 36)
    assert str(card).endswith("; 27 of 36 layers")
    kinds = Rope.all_from_config(config)
    assert list(kinds) == ["every layer", "every layer without positions"]
    assert isinstance(kinds["every layer without positions"], NoPositions)


def test_llama_4_leaves_every_fourth_layer_without_positions():
    rope = Rope.from_config(LLAMA_4_SCOUT)
    layers = read_model(LLAMA_4_SCOUT).layers
    assert len(layers.used) == 36 and layers.total == 48
    assert rope.layout == "interleaved"
    assert rope.scaling == scaling.llama3(16, 1, 1.5, 8192)


def test_cohere_2_turns_only_where_a_window_is_seen():
    kinds = Rope.all_from_config(COHERE_R7B)
    assert list(kinds) == ["sliding_attention", "full_attention"]
    assert isinstance(kinds["full_attention"], NoPositions)
    assert read_model(COHERE_R7B).layers.used == tuple(i for i in range(32) if (i + 1) % 4)
    with pytest.raises(
        ValueError, match="must be of layers with rotary embedding; 'full_attention' has none"
    ):
        Rope.from_config(COHERE_R7B, layer_type="full_attention")


def test_recurrent_layers_turn_nothing():
    config = {
        "model_type": "qwen3_next",
        "head_dim": 256,
        "partial_rotary_factor": 0.25,
        "rope_theta": 10000000,
        "layer_types": ["linear_attention", "linear_attention", "linear_attention", "full_attention"],
    }
    rope = Rope.from_config(config)
    assert rope.rotary_dim == 64 and read_model(config).layers == Layers((3,), 4)


def test_a_layer_type_without_parameters_has_no_positions():
    config = {
        "model_type": "beam",
        "head_dim": 128,
        "layer_types": ["sliding_attention", "full_attention"],
        "rope_parameters": {"sliding_attention": {"rope_theta": 1e4}, "full_attention": None},
    }
    assert isinstance(Rope.all_from_config(config)["full_attention"], NoPositions)
    assert read_model(config).layers == Layers((0,), 2)
