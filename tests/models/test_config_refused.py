"""What of a configuration cannot be read, and what the error says."""

from __future__ import annotations

import re

import pytest
from models.published_fields import GEMMA_3_4B, LLAMA_31_8B, PHI_3_MINI_128K, QWEN2_VL_7B

from rope_viz.encodings.rope import Rope


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
