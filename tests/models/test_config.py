"""`Rope.from_config` on what real files hold: their fields, old and new, complete and sparse."""

from __future__ import annotations

import json
import re
import warnings

import pytest
import torch

from rope_viz.encodings import scaling
from rope_viz.encodings.base import NoPositions
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.models.card import Kind, Layers, ModelCard
from rope_viz.models.config import read_model
from rope_viz.models.rules import RULES

# The fields of published configurations that say something about positions.
LLAMA_31_8B = {
    "model_type": "llama",
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "max_position_embeddings": 131072,
    "rope_theta": 500000.0,
    "rope_scaling": {
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
        "rope_type": "llama3",
    },
}
GEMMA_3_4B = {  # as published: no head_dim, no heads, no base
    "model_type": "gemma3",
    "text_config": {
        "model_type": "gemma3_text",
        "hidden_size": 2560,
        "num_hidden_layers": 34,
        "rope_scaling": {"factor": 8.0, "rope_type": "linear"},
        "sliding_window": 1024,
    },
    "vision_config": {"hidden_size": 1152, "num_attention_heads": 16},
}
DEEPSEEK_V3 = {
    "model_type": "deepseek_v3",
    "hidden_size": 7168,
    "num_attention_heads": 128,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "v_head_dim": 128,
    "max_position_embeddings": 163840,
    "rope_theta": 10000,
    "rope_scaling": {
        "beta_fast": 32,
        "beta_slow": 1,
        "factor": 40,
        "mscale": 1.0,
        "mscale_all_dim": 1.0,
        "original_max_position_embeddings": 4096,
        "type": "yarn",
    },
}
GPT_OSS_20B = {
    "model_type": "gpt_oss",
    "head_dim": 64,
    "hidden_size": 2880,
    "num_attention_heads": 64,
    "max_position_embeddings": 131072,
    "layer_types": ["sliding_attention", "full_attention"] * 12,
    "rope_theta": 150000,
    "rope_scaling": {
        "beta_fast": 32.0,
        "beta_slow": 1.0,
        "factor": 32.0,
        "original_max_position_embeddings": 4096,
        "rope_type": "yarn",
        "truncate": False,
    },
}
PHI_3_MINI_128K = {
    "model_type": "phi3",
    "hidden_size": 3072,
    "num_attention_heads": 32,
    "max_position_embeddings": 131072,
    "original_max_position_embeddings": 4096,
    "rope_theta": 10000.0,
    "rope_scaling": {"long_factor": [1.5] * 48, "short_factor": [1.05] * 48, "type": "longrope"},
}
QWEN2_VL_7B = {
    "model_type": "qwen2_vl",
    "hidden_size": 3584,
    "num_attention_heads": 28,
    "max_position_embeddings": 32768,
    "rope_theta": 1000000.0,
    "rope_scaling": {"type": "mrope", "mrope_section": [16, 24, 24]},
}
QWEN3_VL_8B = {
    "model_type": "qwen3_vl",
    "text_config": {
        "model_type": "qwen3_vl_text",
        "head_dim": 128,
        "hidden_size": 4096,
        "num_attention_heads": 32,
        "max_position_embeddings": 262144,
        "rope_theta": 5000000,
        "rope_scaling": {"mrope_interleaved": True, "mrope_section": [24, 20, 20], "rope_type": "default"},
    },
}
SMOLLM3_3B = {
    "model_type": "smollm3",
    "hidden_size": 2048,
    "num_attention_heads": 16,
    "num_hidden_layers": 36,
    "max_position_embeddings": 65536,
    "no_rope_layer_interval": 4,
    "no_rope_layers": [1, 1, 1, 0] * 9,
    "rope_theta": 5000000.0,
}
LLAMA_4_SCOUT = {
    "model_type": "llama4",
    "text_config": {
        "model_type": "llama4_text",
        "head_dim": 128,
        "hidden_size": 5120,
        "num_attention_heads": 40,
        "num_hidden_layers": 48,
        "max_position_embeddings": 10485760,
        "no_rope_layers": [],
        "rope_theta": 500000.0,
        "rope_scaling": {
            "factor": 16.0,
            "high_freq_factor": 1.5,
            "low_freq_factor": 1.0,
            "original_max_position_embeddings": 8192,
            "rope_type": "llama3",
        },
    },
}
COHERE_R7B = {
    "model_type": "cohere2",
    "head_dim": 128,
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "max_position_embeddings": 132096,
    "rope_theta": 50000,
    "sliding_window_pattern": 4,
}
MODERNBERT_BASE = {
    "model_type": "modernbert",
    "hidden_size": 768,
    "num_attention_heads": 12,
    "num_hidden_layers": 22,
    "max_position_embeddings": 8192,
    "global_attn_every_n_layers": 3,
    "global_rope_theta": 160000.0,
    "local_rope_theta": 10000.0,
    "position_embedding_type": "absolute",
}
OLMO_3_7B = {
    "model_type": "olmo3",
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_hidden_layers": 4,
    "max_position_embeddings": 65536,
    "layer_types": ["sliding_attention", "sliding_attention", "sliding_attention", "full_attention"],
    "rope_theta": 500000,
    "rope_scaling": {
        "attention_factor": 1.2079441541679836,
        "beta_fast": 32,
        "beta_slow": 1,
        "factor": 8.0,
        "original_max_position_embeddings": 8192,
        "rope_type": "yarn",
    },
}
GEMMA_4 = {
    "model_type": "gemma4_text",
    "head_dim": 256,
    "global_head_dim": 512,
    "hidden_size": 2304,
    "num_attention_heads": 8,
    "layer_types": ["sliding_attention", "full_attention"],
    "rope_parameters": {
        "full_attention": {"partial_rotary_factor": 0.25, "rope_theta": 1e6, "rope_type": "proportional"},
        "sliding_attention": {"rope_theta": 10000.0, "rope_type": "default"},
    },
}


# One rope


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            LLAMA_31_8B,
            "Rope(head_dim=128, base=500000.0, layout='half', scaling=llama3(factor=8.0))",
        ),
        (
            DEEPSEEK_V3,
            "Rope(head_dim=64, base=10000.0, layout='interleaved', scaling=yarn(factor=40.0, "
            "original_length=4096, mscale=1.0, mscale_all_dim=1.0, attention_factor=1.0))",
        ),
        (
            GPT_OSS_20B,
            "Rope(head_dim=64, base=150000.0, layout='half', scaling=yarn(factor=32.0, original_length=4096, "
            "truncate=False, attention_factor=1.3465735902799727))",
        ),
        (
            QWEN3_VL_8B,
            "MRope(head_dim=128, base=5000000.0, layout='half', sections=(24, 20, 20), order='interleaved')",
        ),
        (
            QWEN2_VL_7B,
            "MRope(head_dim=128, base=1000000.0, layout='half', sections=(16, 24, 24), order='contiguous')",
        ),
        (
            {
                "model_type": "mistral",
                "hidden_size": 5120,
                "num_attention_heads": 32,
                "head_dim": 128,
            },  # Nemo
            "Rope(head_dim=128, base=10000.0, layout='half')",
        ),
        (
            {
                "model_type": "gpt_neox",
                "hidden_size": 6144,
                "num_attention_heads": 64,
                "rotary_emb_base": 10000,
                "rotary_pct": 0.25,
            },
            "Rope(head_dim=96, base=10000.0, layout='half', rotary_dim=24)",
        ),
        (
            {"model_type": "gptj", "n_embd": 4096, "n_head": 16, "n_positions": 2048, "rotary_dim": 64},
            "Rope(head_dim=256, base=10000.0, layout='interleaved', rotary_dim=64)",
        ),
        (
            {
                "model_type": "glm4",
                "head_dim": 128,
                "hidden_size": 4096,
                "partial_rotary_factor": 0.5,
                "rope_theta": 1e4,
            },
            "Rope(head_dim=128, base=10000.0, layout='interleaved', rotary_dim=64)",
        ),
        (
            {
                "model_type": "hunyuan_v1_dense",
                "head_dim": 128,
                "rope_theta": 10000.0,
                "rope_scaling": {"alpha": 1000.0, "factor": 1.0, "type": "dynamic"},
            },
            "Rope(head_dim=128, base=10000.0, layout='half', scaling=ntk_aware(factor=1000.0))",
        ),
        (
            {"model_type": "dbrx", "d_model": 6144, "n_heads": 48, "rope_parameters": {"rope_theta": 500000}},
            "Rope(head_dim=128, base=500000.0, layout='half')",
        ),
    ],
    ids=lambda value: value.get("model_type") if isinstance(value, dict) else "",
)
def test_published_configurations(config, expected):
    assert repr(Rope.from_config(config)) == expected


def test_newer_field_names_say_the_same_as_older_ones():
    newer = {name: value for name, value in LLAMA_31_8B.items() if not name.startswith("rope_")}
    newer["rope_parameters"] = {"rope_theta": 500000.0, **LLAMA_31_8B["rope_scaling"]}
    assert repr(Rope.from_config(newer)) == repr(Rope.from_config(LLAMA_31_8B))


def test_phi_3_keeps_its_original_length_outside_and_its_factor_nowhere():
    rope = Rope.from_config(PHI_3_MINI_128K)
    assert rope.scaling.original_length == 4096
    assert rope.scaling.factor == 32
    assert rope.attention_factor == pytest.approx(1.19024, abs=5e-6)
    older = {**PHI_3_MINI_128K, "rope_scaling": {**PHI_3_MINI_128K["rope_scaling"], "type": "su"}}
    assert repr(Rope.from_config(older)) == repr(rope)


def test_a_multimodal_rope_knows_its_context():
    rope = Rope.from_config(QWEN2_VL_7B)
    assert isinstance(rope, MRope) and read_model(QWEN2_VL_7B).context == 32768
    flat = {name: value for name, value in QWEN2_VL_7B.items() if name != "rope_scaling"}
    assert repr(Rope.from_config(flat)) == repr(rope), "the family's sections are known"


def test_the_part_about_words_may_lie_deep():
    inner = {"model_type": "qwen2", "hidden_size": 896, "num_attention_heads": 14, "rope_theta": 1e6}
    assert Rope.from_config({"thinker_config": {"text_config": inner}}).head_dim == 64
    assert Rope.from_config({"model_type": "internvl_chat", "llm_config": inner}).head_dim == 64


def test_the_newest_parameters_may_name_a_share_and_the_rule_proportional():
    ropes = Rope.all_from_config(GEMMA_4)
    assert ropes["full_attention"].head_dim == ropes["full_attention"].rotary_dim == 512
    assert ropes["full_attention"].scaling == scaling.proportional(0.25)
    assert int((ropes["full_attention"].inv_freq > 0).sum()) == 64
    assert repr(ropes["sliding_attention"]) == "Rope(head_dim=256, base=10000.0, layout='half')"


# Layers that differ


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


# Layouts


def test_an_unknown_family_is_read_with_a_warning():
    config = {"model_type": "homemade", "head_dim": 64, "rope_theta": 1e4}
    text = "layout 'half' is assumed, because model_type 'homemade' is not known; say layout= to be sure."
    with pytest.warns(UserWarning, match=re.escape(text)):
        assert Rope.from_config(config).layout == "half"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Rope.from_config(config, layout="interleaved").layout == "interleaved"
        assert Rope.from_config(LLAMA_31_8B).layout == "half"


def test_latent_attention_says_its_layout_itself():
    assert Rope.from_config({**DEEPSEEK_V3, "rope_interleave": False}).layout == "half"


# Where it is read from


class Configuration:
    """What a configuration object of transformers offers."""

    def to_dict(self) -> dict:
        return dict(LLAMA_31_8B)


def test_files_folders_mappings_and_objects(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(LLAMA_31_8B))
    expected = repr(Rope.from_config(LLAMA_31_8B))
    for source in (path, str(path), tmp_path, str(tmp_path), Configuration()):
        assert repr(Rope.from_config(source)) == expected


def test_reading_changes_nothing():
    before = json.dumps(GEMMA_3_4B)
    Rope.all_from_config(GEMMA_3_4B)
    assert json.dumps(GEMMA_3_4B) == before


# How it shows itself


def alone(rope: Rope, context: int) -> ModelCard:
    """A model all of whose layers have this Rope."""
    return ModelCard({"every layer": Kind(rope)}, context)


def test_one_line_tells_what_a_model_has():
    assert str(read_model(LLAMA_31_8B)) == (
        "Rope: 64 pairs (half layout, 128 components), base 500,000, 6.283 … 20,473,564 tokens per turn, "
        "25 pairs never finish one in 131,072 tokens; "
        "llama3, factor 8, original length 8,192, ramp 4 to 1 turns"
    )
    assert str(Rope(8, rotary_dim=4, base=100)) == (
        "Rope: 2 pairs (interleaved layout, 4 of 8 components), base 100, 6.283 … 63 tokens per turn"
    )
    still = str(alone(Rope(8, scaling=scaling.proportional(0)), context=10))
    assert "4 stand still, base 10,000, ∞ tokens per turn, 4 pairs never finish one in 10 tokens" in still


def test_the_number_of_unfinished_turns_is_that_of_the_facts():
    for base, count in ((1e4, 18), (5e5, 32), (1e6, 33)):
        assert f" {count} pairs never finish one in 4,096 tokens" in str(alone(Rope(128, base), context=4096))


def test_one_table_tells_the_same():
    html = read_model(LLAMA_31_8B)._repr_html_()
    assert html.startswith("<table><caption>Rope</caption>") and html.endswith("</table>")
    rows = dict(re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', html))
    assert rows == {
        "what turns": "64 pairs (half layout, 128 components)",
        "base": "500,000",
        "tokens per turn": "6.283 … 20,473,564",
        "unfinished turns": "25 pairs never finish one in 131,072 tokens",
        "scaling": "llama3, factor 8, original length 8,192, ramp 4 to 1 turns",
    }
    assert "Llama 3.1&#x27;s: fast pairs stay" in html
    assert "style" not in html and "#" not in html.replace("&#x27;", "")


def test_layers_that_differ_have_a_line_and_a_table_each():
    first, second = str(read_model(GEMMA_3_4B)).splitlines()
    assert first.startswith("sliding_attention: Rope: 128 pairs") and first.endswith("29 of 34 layers")
    assert "base 1,000,000" in second and second.endswith("; linear, factor 8; 5 of 34 layers")
    html = read_model(GEMMA_3_4B)._repr_html_()
    assert re.findall("<caption>(.*?)</caption>", html) == ["Rope, sliding_attention", "Rope, full_attention"]
    layers = str(read_model(COHERE_R7B))
    assert layers.startswith("Rope: ") and layers.endswith("24 of 32 layers")


def test_a_rope_by_itself_shows_itself_too():
    rope = Rope.from_config(LLAMA_31_8B)
    assert "tokens per turn; llama3, factor 8" in str(rope)
    assert rope._repr_html_() == read_model({**LLAMA_31_8B, "max_position_embeddings": None})._repr_html_()


def test_ropes_for_several_axes_and_the_emptiest_one_show_themselves():
    assert str(MRope(128)).startswith("MRope: 64 pairs (half layout, 128 components), base 1,000,000")
    assert Rope(2)._repr_html_().count("<tr>") == 3


# Bad input, and what the error says


def changed(config: dict, **fields) -> dict:
    return {**config, **fields}


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (
            changed(LLAMA_31_8B, rope_scaling={"rope_type": "spiral"}),
            "rope_type must be one of 'default', 'mrope', 'linear', 'dynamic', 'yarn', 'llama3', 'longrope', "
            "'su', 'proportional'; 'spiral' came.",
        ),
        (
            changed(LLAMA_31_8B, rope_scaling={"rope_type": "axial"}),
            "'axial' came. Images have AxialRope.",
        ),
        (
            changed(LLAMA_31_8B, rope_scaling={"rope_type": "linear"}),
            "rope_type 'linear' must come with the field 'factor'; ",
        ),
        (
            {"model_type": "gpt2", "n_embd": 768, "n_head": 12},
            "source must describe a rotary embedding; a configuration of model_type 'gpt2' has a "
            "learned table "
            "(rope_viz.Learned).",
        ),
        (
            {"model_type": "bert", "hidden_size": 768, "position_embedding_type": "absolute"},
            "source must describe a rotary embedding; a configuration of model_type 'bert' has a "
            "learned table "
            "(rope_viz.Learned).",
        ),
        (
            {"model_type": "falcon", "alibi": True},
            "source must describe a rotary embedding; a configuration of model_type 'falcon' has "
            "ALiBi, a slope for "
            "each head (rope_viz.Alibi).",
        ),
        (
            {"architectures": ["Unknown"]},
            "source must give head_dim, or hidden_size and num_attention_heads; a configuration of "
            "model_type 'unknown' has the fields architectures.",
        ),
        ({}, "a configuration of model_type 'unknown' has the fields none."),
        (
            {"model_type": "nanochat", "head_dim": 128},
            "source must be of a family whose rotation Rope has; that of a configuration of model_type "
            "'nanochat' turns backwards, by minus the angle.",
        ),
        (
            {"model_type": "granitemoehybrid", "position_embedding_type": "nope"},
            "has position_embedding_type 'nope'.",
        ),
        (
            {"model_type": "llama", "num_hidden_layers": 2, "no_rope_layers": [0, 0]},
            "source must describe a rotary embedding; all layers of a configuration of model_type 'llama' do "
            "without.",
        ),
        (
            {"model_type": "smollm3", "num_hidden_layers": 4, "no_rope_layers": [1, 0]},
            "no_rope_layers must have an entry for each of 4 layers; 2 came.",
        ),
        (
            {"model_type": "granite_swa", "head_dim": 64, "num_hidden_layers": 2, "rope_theta": 1e4}
            | {"layer_rope_theta": [1e4]},
            "layer_rope_theta must have an entry for each of 2 layers; 1 came.",
        ),
        (
            {"model_type": "zamba2", "hidden_size": 2560, "num_attention_heads": 32},
            "a configuration of model_type 'zamba2' has none unless use_mem_rope is true.",
        ),
        (changed(LLAMA_31_8B, rope_scaling="yarn"), "rope_scaling must be an object; 'yarn' came."),
        (changed(LLAMA_31_8B, rope_theta=-1), "rope_theta must be finite and above zero; -1 came."),
        (
            changed(LLAMA_31_8B, partial_rotary_factor=2),
            "partial_rotary_factor must be between 0 and 1, the share that turns; 2 came.",
        ),
        (
            changed(PHI_3_MINI_128K, hidden_size=4096),
            "factors must be one per pair, of which there are 64; 48 came.",
        ),
        (
            changed(QWEN2_VL_7B, rope_scaling={"mrope_section": [1, 2, 3]}),
            "sections must sum to 64",
        ),
        (
            changed(QWEN2_VL_7B, rope_scaling={"rope_type": "dynamic", "factor": 2}),
            "mrope_section must come with a rule for every length; dynamic_ntk came.",
        ),
        (changed(GEMMA_3_4B["text_config"], head_dim=255), "head_dim must be even and at least 2"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:layout 'half' is assumed")
def test_what_cannot_be_read_says_why(config, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        Rope.from_config(config)


def test_files_that_are_no_configuration_say_why(tmp_path):
    text = f"source must be an existing config.json or its folder; {str(tmp_path / 'missing')!r} came."
    with pytest.raises(FileNotFoundError, match=re.escape(text)):
        Rope.from_config(tmp_path / "missing")
    with pytest.raises(FileNotFoundError, match=r"source must be an existing config\.json or its folder"):
        Rope.from_config(tmp_path)  # a folder without one
    path = tmp_path / "config.json"
    path.write_text('{"model_type": "llama",')
    with pytest.raises(ValueError, match=re.escape(f"source must be JSON, but {path} is broken: ")):
        Rope.from_config(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=re.escape(f"source must be JSON, but {path} is broken: ")):
        Rope.from_config(path)
    path.write_text("[1, 2]")
    text = f"source must hold one JSON object, as config.json does; {path} holds a list."
    with pytest.raises(ValueError, match=re.escape(text)):
        Rope.from_config(path)
    text = "source must be a path, a mapping or a configuration with to_dict(); int came."
    with pytest.raises(TypeError, match=re.escape(text)):
        Rope.from_config(7)


def test_every_rule_of_a_configuration_has_its_parity_test():
    assert set(RULES) == {
        "default", "mrope", "linear", "dynamic", "yarn", "llama3", "longrope", "su", "proportional",
    }  # fmt: skip


def test_configurations_are_read_without_transformers():
    import subprocess
    import sys

    code = (
        "import sys, rope_viz as rv; rv.Rope.from_config({'model_type': 'llama'}); "
        "sys.exit('transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_reading_is_float64():
    assert Rope.from_config(LLAMA_31_8B).inv_freq.dtype == torch.float64
