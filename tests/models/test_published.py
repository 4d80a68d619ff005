"""Published files (or what of them says something of positions) that are easily read wrongly.

``configs/`` holds them by name. What is right was read in each model's own code.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import torch

from rope_viz.encodings import scaling
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.models.config import read_model
from rope_viz.models.fields import Fields

FILES = Path(__file__).parent / "configs"
# Per file: for each rotation its rotary_dim, head_dim, layout, base, and in how many layers it is.
RIGHT = {
    "bamba_9b": [(64, 128, "half", 1e4, 3)],
    "dbrx_attn_config": [(128, 128, "half", 5e5, 40)],
    "deepseek_v2_use_mla_false": [(128, 128, "half", 1e4, 12)],
    "exaone4_pattern_string": [(128, 128, "half", 1e6, 48)],
    "float_original_length": [(128, 128, "half", 1e4, 32)],
    "glm4_9b_chat_remote": [(64, 128, "interleaved", 5e6, 40)],
    "kimi_k2": [(64, 64, "interleaved", 5e4, 61)],
    "mimo_v2_flash": [(64, 192, "half", 5e6, 8), (64, 192, "half", 1e4, 40)],
    "minimax_text_01": [(64, 128, "half", 1e7, 10)],
    "nomic_v1_scaling": [(64, 64, "half", 1e3, 12)],
    "qwen3_next_interval": [(64, 256, "half", 1e7, 12)],
    "qwen3_next_no_share": [(64, 256, "half", 1e7, 1)],
    "stablelm_epoch_rope_pct": [(20, 80, "half", 1e4, 32)],
    "wrapper_vlm_config": [(128, 128, "half", 1e6, 80)],  # its family has 80 layers; the file does not say it
}
RULES = {
    "float_original_length": scaling.yarn(16, 8192),
    "kimi_k2": scaling.yarn(32, 4096, 1, 1, mscale=1.0, mscale_all_dim=1.0),
    "nomic_v1_scaling": scaling.dynamic_ntk(2, 2048),
}
REFUSED = {
    "both_rope_fields": "rope_parameters and rope_scaling must say the same, .* Take one out",
    "dinov3_vit": "is about images, whose places have rows and columns. AxialRope turns by both",
    "kimi_linear": "'kimi_linear' has recurrence in some layers, and no positions in the others, whatever",
    "mistral_params_json": r"params.json of Mistral or Meta, .* Rope\(head_dim, base, layout='interleaved'\)",
    "unknown_layer_types": "layer_types must be of .*; 'mamba2', 'mlp' came, .* Rename them",
}


def test_every_file_has_its_right_values():
    assert {path.stem for path in FILES.glob("*.json")} == set(RIGHT) | set(REFUSED)


@pytest.mark.parametrize("name", RIGHT)
def test_is_read_rightly_and_in_silence(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        card = read_model(FILES / f"{name}.json")
    total = max((kind.layers.total for kind in card.kinds.values() if kind.layers), default=None)
    found = [
        (
            rope.rotary_dim,
            rope.head_dim,
            rope.layout,
            rope.base,
            len(kind.layers.used) if kind.layers else total,
        )
        for kind in card.kinds.values()
        if isinstance(rope := kind.encoding, Rope)
    ]
    expected = [row if total else (*row[:-1], None) for row in RIGHT[name]]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert {kind.encoding.scaling for kind in card.kinds.values() if isinstance(kind.encoding, Rope)} == {
        RULES.get(name)
    }
    assert isinstance(next(iter(card.kinds.values())).encoding, MRope) == (name == "wrapper_vlm_config")


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_in_words(name):
    with pytest.raises(ValueError, match=REFUSED[name]):
        read_model(FILES / f"{name}.json")


# Other files of the same kinds


LLAMA = {"model_type": "llama", "hidden_size": 4096, "num_attention_heads": 32, "num_hidden_layers": 8}
PLAIN = "head_dim=128, base=10000.0, layout='half'"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        # a share, a base, a layout under another name
        ({"rope_pct": 0.25}, f"Rope({PLAIN}, rotary_dim=32)"),
        ({"rotary_emb_fraction": 0.5}, f"Rope({PLAIN}, rotary_dim=64)"),
        ({"attn_rotary_emb": 64}, f"Rope({PLAIN}, rotary_dim=64)"),
        ({"rope_base": 5e5}, "Rope(head_dim=128, base=500000.0, layout='half')"),
        ({"rotary_emb_interleaved": True}, "Rope(head_dim=128, base=10000.0, layout='interleaved')"),
        # a rule under another name, and one that says nothing
        ({"rope_condense_ratio": 8}, f"Rope({PLAIN}, scaling=linear(factor=8.0))"),
        ({"rope_scaling": {"type": "default", "factor": 1.0}}, f"Rope({PLAIN})"),
        # floats where whole numbers stand
        ({"head_dim": 64.0}, "Rope(head_dim=64, base=10000.0, layout='half')"),
        # Llama 4 Scout's: nothing between the pairs that keep their speed and those that are slowed
        (
            {"rope_scaling": {"rope_type": "llama3", "factor": 16.0, "low_freq_factor": 1.0}
             | {"high_freq_factor": 1.0, "original_max_position_embeddings": 8192}},
            f"Rope({PLAIN}, scaling=llama3(factor=16.0, high_freq_factor=1.0))",
        ),
        # the newer and the older field in agreement
        (
            {"rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 1e4}}
            | {"rope_scaling": {"type": "linear", "factor": 2.0}, "rope_theta": 1e4},
            f"Rope({PLAIN}, scaling=linear(factor=2.0))",
        ),
        # what the family fills in is left out by an empty field
        ({"model_type": "gemma", "head_dim": None}, f"Rope({PLAIN})"),
        # wrapped parts
        ({"model_type": "llava", "text_config": {"hidden_size": 2048}},
         "Rope(head_dim=64, base=10000.0, layout='half')"),
        ({"model_type": "t5gemma", "decoder": {"model_type": "t5_gemma_module", "head_dim": 64}},
         "Rope(head_dim=64, base=10000.0, layout='half')"),
        ({"model_type": "blt", "decoder_config": {"head_dim": 32}, "global_config": {"head_dim": 64}},
         "Rope(head_dim=64, base=500000.0, layout='interleaved')"),
        ({"model_type": "qwen3_vl"},
         "MRope(head_dim=128, base=500000.0, layout='half', sections=(24, 20, 20), order='interleaved')"),
        # latent attention of an unknown name, and one that says its layout
        ({"model_type": "moonlight", "qk_rope_head_dim": 64, "kv_lora_rank": 512},
         "Rope(head_dim=64, base=10000.0, layout='interleaved')"),
        ({"model_type": "moonlight", "qk_rope_head_dim": 64, "rope_interleave": False},
         "Rope(head_dim=64, base=10000.0, layout='half')"),
        # families that bring their code along
        ({"model_type": "internlm2"}, "Rope(head_dim=128, base=1000000.0, layout='half')"),
        ({"model_type": "baichuan"}, f"Rope({PLAIN})"),
    ],
    ids=str,
)  # fmt: skip
def test_kinds_that_were_dropped(config, expected):
    given = {"rope_theta": 1e4} if config.get("model_type") == "moonlight" else {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert repr(Rope.from_config({**LLAMA, **given, **config})) == expected


def test_without_a_ramp_a_pair_keeps_its_speed_or_is_slowed():
    rule = scaling.llama3(16, 1, 1, 8192)
    slowed = Rope(128, 5e5).inv_freq / Rope(128, 5e5, scaling=rule).inv_freq
    turns = 8192 * Rope(128, 5e5).inv_freq / (2 * torch.pi)
    assert torch.equal(slowed, torch.where(turns >= 1, 1.0, 16.0).to(slowed))
    assert 0 < int((turns < 1).sum()) < 64


def test_which_layers_turn_in_all_spellings():
    def used(**fields) -> list[int]:
        kinds = read_model({**LLAMA, **fields}).kinds.values()
        return [
            i
            for k in kinds
            if isinstance(k.encoding, Rope)
            for i in (k.layers.used if k.layers else range(8))
        ]

    assert used(attn_layer_indices=[2, 5]) == [2, 5]
    assert used(full_attn_idxs=[0]) == [0]
    assert used(attn_type_list=[0, 0, 0, 1, 0, 0, 0, 1]) == [3, 7]
    assert used(full_attention_interval=4) == [3, 7]
    assert used(block_types=["recurrent", "recurrent", "attention"]) == [2, 5]
    assert used(cross_attention_layers=[0, 4]) == [1, 2, 3, 5, 6, 7]
    assert used(model_type="exaone4", sliding_window_pattern="LG") == [0, 2, 4, 6]
    assert used(model_type="kolibri1") == [0, 1, 2, 3, 5, 6, 7]
    assert used(model_type="muse_spark_text", head_dim=64) == [0, 1, 2, 4, 5, 6]
    assert used(layer_rope_theta=[0, 1e4] * 4) == [1, 3, 5, 7]


def test_a_list_with_a_base_for_each_layer():
    types = ["full_attention", "sliding_attention"] * 4
    config = {**LLAMA, "model_type": "step3p5", "rope_theta": [5e6, 1e4] * 4, "layer_types": types}
    rule = {"rope_type": "llama3", "factor": 2.0, "low_freq_factor": 1.0, "high_freq_factor": 32.0}
    config |= {"rope_scaling": rule | {"original_max_position_embeddings": 131072}}
    config |= {"partial_rotary_factors": [0.5, 1.0] * 4}
    ropes = Rope.all_from_config(config)
    assert [(rope.base, rope.rotary_dim, rope.scaling is None) for rope in ropes.values()] == [
        (5e6, 64, False),
        (1e4, 128, True),
    ]
    mixed = Rope.all_from_config({**LLAMA, "rope_theta": [1e4, 1e4, 5e5, 5e5] * 2})
    assert {name: rope.base for name, rope in mixed.items()} == {
        "every layer, base 10000": 1e4,
        "every layer, base 500000": 5e5,
    }


# Nothing that speaks of positions is overlooked


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"use_dynamic_ntk": True}, "use_dynamic_ntk (True)"),
        ({"use_scaled_rope": True}, "use_scaled_rope (True)"),
        ({"rope_theta_of_the_far": 2e6}, "rope_theta_of_the_far (2000000.0)"),
        ({"nope_every": 4}, "nope_every (4)"),
        ({"attention": {"rotary_share": 0.5}}, "attention.rotary_share (0.5)"),
        ({"yarn": {"factor": 4}}, "yarn ({'factor': 4})"),
        ({"rope_scaling": {"type": "linear", "factor": 2.0, "beta_fast": 16}}, "rope_scaling.beta_fast (16)"),
        ({"rope_scaling": {"type": "yarn", "factor": 2.0, "attn_factor": 0.8}},
         "rope_scaling.attn_factor (0.8)"),
        ({"attention_layer_pattern": "GGL"}, "attention_layer_pattern ('GGL')"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_not_known_is_named(fields, named):
    with pytest.warns(UserWarning) as told:
        Rope.from_config({**LLAMA, **fields})
    text = (
        f"{named}: not read, because it is not known what it means in a configuration of model_type "
        "'llama'. If "
        "positions depend on it, the result is wrong; if not, take it out of the mapping."
    )
    assert [str(warning.message) for warning in told] == [text]
    assert told[0].filename == __file__, "at the line that asked"


def test_what_stands_beside_the_part_about_words_is_not_overlooked():
    inner = {**LLAMA, "rope_theta": 1e4}
    with pytest.warns(UserWarning, match=r"rope_scaling \(\{'type': 'linear', 'factor': 2\.0\}\)"):
        read_model({"text_config": inner, "rope_scaling": {"type": "linear", "factor": 2.0}})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_model(
            {"text_config": inner, "rope_theta": 1e4, "sliding_window": 5, "rope_local_base_freq": None}
        )
        read_model({"text_config": inner, "vision_config": {"rope_theta": 100.0}})


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"layer_types": ["full_attention"] * 3}, "layer_types must have an entry for each of 8 layers"),
        ({"layer_types": "full"}, "layer_types must be a list of words, one for each layer; 'full' came"),
        ({"rope_theta": 1e4, "rotary_emb_base": 1e6}, "rope_theta and rotary_emb_base must agree"),
        ({"rope_theta": 1e4, "rope_parameters": {"rope_theta": 1e6}}, "must be the same in rope_parameters"),
        ({"rope_scaling": {"type": "yarn"}}, "rope_type 'yarn' must come with the field 'factor'"),
        (
            {"rope_scaling": {"type": "llama3", "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4}},
            "rope_type 'llama3' must come with the field 'original_max_position_embeddings'",
        ),
        ({"rope_scaling": {"rope_type": "yarn", "type": "linear"}}, "rope_type and type must agree"),
        ({"rotary_scaling_factor": 2}, "rotary_scaling_factor must come with max_trained_positions"),
        ({"use_rope": False}, "has none, because use_rope is false"),
        ({"model_type": "bloom"}, r"'bloom' has ALiBi, a slope for each head \(rope_viz.Alibi\)"),
        ({"model_type": "baichuan", "hidden_size": 5120}, "has ALiBi"),
        ({"model_type": "chatglm", "position_encoding_2d": True}, "has two positions for each token"),
        ({"model_type": "nemotron_h", "rope_theta": 1e4}, "whatever base it names"),
        ({"model_type": "gemma4_text", "rope_scaling": {"type": "linear", "factor": 2}}, "each type"),
        ({"model_type": "exaone4", "sliding_window_pattern": "LXG"}, "must be a number or letters"),
        ({"rope_parameters": {"full_attention": {"rope_theta": 1e4}}, "layer_types": ["conv", "hybrid"] * 4},
         "rope_parameters must have an entry for each type of layers; 'full_attention' came, and none for"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_contradictions_and_gaps_are_refused(fields, text):
    with pytest.raises(ValueError, match=text):
        Rope.from_config({**LLAMA, **fields})


def test_a_name_on_the_hub_is_told_how_to_get_at_its_file():
    with pytest.raises(FileNotFoundError, match=r"AutoConfig\.from_pretrained\(name\), or the path"):
        Rope.from_config("meta-llama/Llama-3.1-8B")


def test_the_card_says_what_no_rotation_shows():
    deepseek = {"model_type": "deepseek_v32", "rope_scaling": {"type": "yarn", "factor": 40, "mscale": 1.0}}
    deepseek["rope_scaling"] |= {"mscale_all_dim": 1.0, "original_max_position_embeddings": 4096}
    assert read_model(deepseek).notes == (
        "logits × 1.874 besides (mscale_all_dim 1)",
        "an indexer chooses the keys, and turns in the half layout",
    )
    assert "logits × 1.874" in str(read_model(deepseek)) and "1.874" in read_model(deepseek)._repr_html_()
    assert "llama_4_scaling_beta" in str(read_model({"model_type": "ministral3"}))


def test_fields_remember_who_was_asked_for():
    fields = Fields({"rope_theta": 1e4, "rope_a": 1, "rope_b": None, "rope_c": [], "hidden_size": 8})
    assert list(fields.overlooked()) == ["rope_theta", "rope_a"]
    assert fields["rope_theta"] == 1e4 and list(fields.overlooked()) == ["rope_a"]


@pytest.mark.parametrize(
    ("fields", "error", "text"),
    [
        ({"num_hidden_layers": "8", "no_rope_layers": [1] * 8}, TypeError, "num_hidden_layers must be"),
        ({"no_rope_layers": 5}, ValueError, "no_rope_layers must be a list; 5 came."),
        ({"no_rope_layer_interval": "4"}, TypeError, "no_rope_layer_interval must be a whole number, '4'"),
        ({"hidden_size": "4096"}, TypeError, "hidden_size must be a whole number, '4096'"),
        ({"rope_theta": "10000"}, TypeError, "rope_theta must be a number, '10000'"),
        ({"rope_theta": float("nan")}, ValueError, "rope_theta must be finite and above zero; nan came."),
        ({"model_type": "mellum2", "rope_theta": 1e6, "swa_rope_theta": 1e4}, ValueError,
         "layer_types must say which layers have sliding_attention and which full_attention"),
        ({"model_type": "siglip_vision_model"}, ValueError, "is about images, whose places have"),
        ({"model_type": "eva02", "num_channels": 3}, ValueError, "is about images, whose places have rows"),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:layout 'half' is assumed")
def test_values_of_another_kind_are_refused_by_name(fields, error, text):
    with pytest.raises(error, match=text):
        Rope.from_config({**LLAMA, **fields})


def test_longrope_may_have_its_original_context():
    """MiniCPM's: both lengths are one, so that nothing is multiplied."""
    p = {"rope_type": "longrope", "short_factor": [1.0] * 64, "long_factor": [2.0] * 64}
    config = {**LLAMA, "model_type": "minicpm", "max_position_embeddings": 32768}
    rope = Rope.from_config({**config, "rope_scaling": {**p, "original_max_position_embeddings": 32768}})
    assert (rope.attention_factor, rope.scaling.original_length) == (1.0, 32768)
    with pytest.raises(
        ValueError, match="'longrope' must come with the field 'factor'; it has long_factor, "
    ):
        Rope.from_config({**config, "rope_scaling": p})
