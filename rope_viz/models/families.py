"""What the code of model families knows and their ``config.json`` does not say.

By ``model_type``, read in the code of transformers 5; the tests compare every entry with that code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Pair i is components (i, i + rotary_dim / 2).
HALF = _names(
    """
    afmoe apertus arcee aria_text bamba beam bitnet chameleon cosmos3_edge_text csm cwm dbrx
    deepseek_ocr2_text diffllama diffusion_gemma_text doge dots1 embedding_gemma2_text emu3_text_model
    esm esmc eurobert evolla exaone4 exaone_moe falcon falcon_h1 flex_olmo flint gemma gemma2
    gemma3_text gemma3n_text gemma4_text gemma4_unified_text glm4_moe gpt_neox gpt_neox_japanese gpt_oss
    granite granite4_vision_text granite_docling_text granite_swa granitemoe granitemoe_swa
    granitemoehybrid granitemoeshared gte hrm_text hunyuan_v1_dense hunyuan_v1_moe hy_v3 hy_v4
    hyperclovax idefics jais2 jetmoe jina_embeddings_v3 kolibri1 laguna lfm2 lfm2_moe lfm3 llama mellum
    mimo_v2_flash minicpm3 minimax minimax_m2 ministral ministral3 mistral mixtral mllama_text_model
    modernbert modernbert-decoder molmo2_text muse_glimmer_text muse_spark_text nemotron nomic_bert olmo
    olmo2 olmo3 olmo_hybrid olmoe paddleocr_vl_text persimmon phi phi3 phi4_multimodal phimoe qwen2
    qwen2_5_omni_text qwen2_5_vl qwen2_5_vl_text qwen2_moe qwen2_vl qwen2_vl_text qwen3 qwen3_5_moe_text
    qwen3_5_text qwen3_moe qwen3_next qwen3_omni_moe_text qwen3_vl_moe_text qwen3_vl_text qwen4_exp_text
    recurrent_gemma seed_oss smollm3 solar_open stablelm starcoder2 step3p5 t5gemma2_text ultrabert
    unlimited_ocr_text vaultgemma zamba2 zaya
    """
)
# Pair i is components (2i, 2i + 1).
INTERLEAVED = _names(
    """
    blt_global_transformer codegen cohere cohere2 ernie4_5 ernie4_5_moe glm glm4 glm4v_text
    glm_ocr_text gptj helium llama4_text moonshine_streaming openai_privacy_filter roformer
    """
)
# Multi-head latent attention: neighbours too, unless ``rope_interleave`` is false.
LATENT = _names(
    """
    axk1 axk2 bailing_hybrid deepseek_v2 deepseek_v3 deepseek_v32 dots3_note_text glm4_moe_lite glm_moe_dsa
    longcat_flash mistral4 mistral_large4_text youtu
    """
)
KNOWN = HALF | INTERLEAVED | LATENT
# Families whose code asks ``position_embedding_type`` whether to turn at all.
CHOOSING = _names("esm granitemoehybrid")
# Families whose rotation is another one than Rope's, and what it does.
NOT_READ = {
    "cohere2_moe": "is chosen by a layer's window and by its feed-forward part",
    "deepseek_v4": "turns the last components, and turns the result of attention back",
    "ernie4_5_vl_moe_text": "shares its pairs out to time, height and width in an order of its own",
    "hunyuan_vl_text": "may turn the two components of a pair by different axes",
    "nanochat": "turns backwards, by minus the angle",
    "neomme": "is one of rows and columns in the order of patches",
}

# Layers of these types are recurrent or convolutions: nothing is turned there.
WITHOUT_ATTENTION = _names("linear_attention mamba conv recurrent")
# Where layers see a sliding window, only these turn; layers that see everything do without positions.
FULL_WITHOUT_POSITIONS = _names("afmoe cohere2 exaone4 exaone_moe flint")

# Pairs per axis (time, height, width) of multimodal families, where a file does not say it …
SECTIONS = {
    **dict.fromkeys(_names("qwen2_vl qwen2_vl_text qwen2_5_vl qwen2_5_vl_text"), (16, 24, 24)),
    **dict.fromkeys(_names("qwen2_5_omni_text paddleocr_vl_text"), (16, 24, 24)),
    **dict.fromkeys(_names("qwen3_vl_text qwen3_vl_moe_text qwen3_omni_moe_text"), (24, 20, 20)),
    **dict.fromkeys(_names("qwen3_5_text qwen3_5_moe_text qwen4_exp_text"), (11, 11, 10)),
    **dict.fromkeys(_names("glm4v_text glm_ocr_text"), (8, 12, 12)),
    "cosmos3_edge_text": (24, 20, 20),
}
# … and those whose pairs alternate, time, height, width, time …
TURNS = _names(
    """
    cosmos3_edge_text qwen3_5_moe_text qwen3_5_text qwen3_omni_moe_text qwen3_vl_moe_text qwen3_vl_text
    qwen4_exp_text
    """
)


def _sizes(hidden_size: int, heads: int, base: float = 10_000.0, **more: Any) -> dict[str, Any]:
    return {"hidden_size": hidden_size, "num_attention_heads": heads, "rope_theta": base, **more}


# Fields that files leave out, above all the part about words of models that see, and files from before RoPE's
# base could be chosen.
DEFAULTS: dict[str, dict[str, Any]] = {
    "codegen": _sizes(4096, 16, rotary_dim=64),
    "cohere": _sizes(8192, 64, 500_000.0),
    "cohere2": _sizes(8192, 64, sliding_window_pattern=4),
    "deepseek_v2": _sizes(4096, 32, qk_rope_head_dim=64),
    "deepseek_v3": _sizes(7168, 128, qk_rope_head_dim=64),
    "esm": _sizes(768, 12),
    "exaone4": _sizes(4096, 32, sliding_window_pattern=4),
    "falcon": _sizes(4544, 71),
    "gemma": _sizes(3072, 16, head_dim=256),
    "gemma2": _sizes(2304, 8, head_dim=256),
    "gemma3_text": _sizes(
        2304, 8, 1_000_000.0, head_dim=256, rope_local_base_freq=10_000.0, sliding_window_pattern=6
    ),
    "gemma4_text": {"global_head_dim": 512},
    "gemma4_unified_text": {"global_head_dim": 512},
    "diffusion_gemma_text": {"global_head_dim": 512},
    "embedding_gemma2_text": {"global_head_dim": 512},
    "glm": _sizes(4096, 32, head_dim=128, partial_rotary_factor=0.5),
    "glm4": _sizes(4096, 32, head_dim=128, partial_rotary_factor=0.5),
    "gpt_neox": _sizes(6144, 64, partial_rotary_factor=0.25),
    "gptj": _sizes(4096, 16, rotary_dim=64),
    "llama": _sizes(4096, 32),
    "llama4_text": _sizes(5120, 40, 500_000.0, head_dim=128, no_rope_layer_interval=4),
    "mistral": _sizes(4096, 32),
    "mixtral": _sizes(4096, 32, 1_000_000.0),
    "mllama_text_model": _sizes(4096, 32, 500_000.0),
    "modernbert": _sizes(
        768, 12, global_rope_theta=160_000.0, local_rope_theta=10_000.0, global_attn_every_n_layers=3
    ),
    "olmo": _sizes(4096, 32),
    "olmo2": _sizes(4096, 32),
    "persimmon": _sizes(4096, 64, partial_rotary_factor=0.5),
    "phi": _sizes(2048, 32, partial_rotary_factor=0.5),
    "phi3": _sizes(3072, 32),
    "qwen2": _sizes(4096, 32),
    "qwen2_vl": _sizes(8192, 64, 1_000_000.0),
    "qwen2_vl_text": _sizes(8192, 64, 1_000_000.0),
    "qwen2_5_vl": _sizes(8192, 64, 1_000_000.0),
    "qwen2_5_vl_text": _sizes(8192, 64, 1_000_000.0),
    "qwen3": _sizes(4096, 32, head_dim=128),
    "qwen3_vl_text": _sizes(4096, 32, 500_000.0, head_dim=128),
    "roformer": _sizes(768, 12),
    "smollm3": _sizes(2048, 16, 2_000_000.0, no_rope_layer_interval=4),
    "stablelm": _sizes(2560, 32, partial_rotary_factor=0.25),
    "zamba2": {"use_mem_rope": False},
}


def full_attention_layers(config: Mapping[str, Any]) -> tuple[int, int]:
    """Period and offset of the layers that see everything where others see a window; 0 if none are known."""
    if config.get("global_attn_every_n_layers"):
        return config["global_attn_every_n_layers"], 0
    return config.get("sliding_window_pattern") or config.get("_sliding_window_pattern") or 0, 1


def older_bases(config: Mapping[str, Any]) -> dict[str, float]:
    """Bases by layer type where older files gave two, or scale the layers of one type only."""
    if "rope_local_base_freq" in config:  # Gemma 3
        return {"sliding_attention": config["rope_local_base_freq"], "full_attention": config["rope_theta"]}
    if "local_rope_theta" in config:  # ModernBERT
        return {
            "sliding_attention": config["local_rope_theta"],
            "full_attention": config["global_rope_theta"],
        }
    if config.get("model_type") == "olmo3":
        return dict.fromkeys(["sliding_attention", "full_attention"], config.get("rope_theta", 500_000.0))
    return {}


def older_scaled_types(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Layer types to which an older file's ``rope_scaling`` applies."""
    if "local_rope_theta" in config:
        return "sliding_attention", "full_attention"
    return ("full_attention",)
