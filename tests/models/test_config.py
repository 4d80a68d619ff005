"""`Rope.from_config` on what real files hold: their fields, old and new, complete and sparse."""

from __future__ import annotations

import json
import re
import warnings

import pytest
import torch
from models.published_fields import (
    DEEPSEEK_V3,
    GEMMA_3_4B,
    GEMMA_4,
    GPT_OSS_20B,
    LLAMA_31_8B,
    PHI_3_MINI_128K,
    QWEN2_VL_7B,
    QWEN3_VL_8B,
)

from rope_viz.encodings import scaling
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.models.config import read_model
from rope_viz.models.rules import RULES


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
