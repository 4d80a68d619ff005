"""What the code of model families knows and their ``config.json`` does not say.

By ``model_type``, read in the code of transformers 5; the tests compare every entry with that code.
"""

from __future__ import annotations

from typing import Any


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Pair i is components (i, i + rotary_dim / 2).
HALF = _names(
    """
    afmoe apertus arcee aria_text bamba beam bitnet chameleon cosmos3_edge_text csm cwm dbrx
    csm_depth_decoder_model deepseek_ocr2_text dia_decoder dia_encoder diffllama diffusion_gemma_text doge
    dots1 embedding_gemma2_text emu3_text_model
    esm esmc eurobert evolla exaone4 exaone_moe falcon falcon_h1 flex_olmo flint gemma gemma2
    gemma3_text gemma3n_text gemma4_text gemma4_unified_text glm4_moe gpt_neox gpt_neox_japanese gpt_oss
    granite granite4_vision_text granite_docling_text granite_swa granitemoe granitemoe_swa
    granitemoehybrid granitemoeshared gte hrm_text hunyuan_v1_dense hunyuan_v1_moe hy_v3 hy_v4
    higgs_audio_v2 hyperclovax idefics jais2 jetmoe jina_embeddings_v3 kolibri1 laguna lfm2 lfm2_moe lfm3
    llama mellum
    mimo_v2_flash minicpm3 minimax minimax_m2 ministral ministral3 mistral mixtral mllama_text_model
    modernbert modernbert-decoder molmo2_text muse_glimmer_text muse_spark_text nemotron nomic_bert olmo
    olmo2 olmo3 olmo_hybrid olmoe paddleocr_vl_text persimmon phi phi3 phi4_multimodal phimoe qwen2
    qwen2_5_omni_text qwen2_5_vl qwen2_5_vl_text qwen2_moe qwen2_vl qwen2_vl_text qwen3 qwen3_5_moe_text
    qwen3_5_text qwen3_moe qwen3_next qwen3_omni_moe_text qwen3_vl_moe_text qwen3_vl_text qwen4_exp_text
    recurrent_gemma seed_oss smollm3 solar_open stablelm starcoder2 step3p5 t5_gemma_module t5gemma2_decoder
    t5gemma2_text ultrabert
    unlimited_ocr_text vaultgemma voxtral_realtime_text zamba2 zaya
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
# The same of families that bring their own code along.
HALF_ELSEWHERE = _names(
    """
    RefinedWeb RefinedWebModel aquila baichuan bailing_moe bailing_moe_v2 codeshell deepseek exaone hunyuan
    hf_olmo internlm internlm2 minicpm minimax_m1 minimax_text_01 mixformer-sequential molmo new openelm
    orion phi-msft qwen skywork
    stablelm_epoch telechat xverse
    """
)
INTERLEAVED_ELSEWHERE = _names("chatglm moss")
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

# Families whose attention has no rotation, whatever base their file names; `parts.without_rotation` has more.
WITHOUT_ROTATION = _names("glm5_next_text inkling_text jamba kimi_linear nemotron_h zamba")

# Layers of these types are recurrent, convolutions or experts: nothing is turned there.
WITHOUT_ATTENTION = _names("linear_attention mamba conv recurrent moe")
# Types of layers with attention, and older names of some.
LAYER_TYPES = _names(
    """
    full_attention attention sliding_attention chunked_attention window_attention indexed_attention hybrid
    deepseek_sparse_attention qwen_sparse_attention reference_sliding_attention hybrid_sliding
    minimax_m3_sparse
    """
)
RENAMED = {
    "attention": "full_attention",
    "deepseek_sparse_attention": "indexed_attention",
    "qwen_sparse_attention": "indexed_attention",
}
# Where layers see a sliding window, only these turn; layers that see everything do without positions.
FULL_WITHOUT_POSITIONS = _names(
    "afmoe cohere2 exaone4 exaone_moe flint kolibri1 muse_glimmer_text muse_spark_text"
)
# Families whose older files have a base for layers that see a window, and one for the others.
TWO_BASES = _names(
    "gemma3_text gemma3n_text modernbert modernbert-decoder olmo3 t5gemma2_decoder t5gemma2_text"
)
# Where older files give two bases, a rule is for the layers that see everything, except in these …
SCALED_EVERYWHERE = _names("modernbert modernbert-decoder")
# … and so it is in this one, whose files have a base for each layer.
SCALED_WHERE_FULL = _names("step3p5")
# Older files of this one have one base, which is that of all layers.
ONE_BASE = _names("olmo3")
# Families that call another rule yarn.
LONGROPE_AS_YARN = _names("phi3 phi4_multimodal")

# Families whose indexer, which chooses the keys, turns in another layout than attention.
INDEXER = dict.fromkeys(_names("axk2 deepseek_v32"), "half")
# Families with `rope_ratio`, by which they multiply their base.
WITH_RATIO = _names("chatglm")
# Heads that are several times as wide as the hidden size has them, because they see two words' vectors.
WIDER_HEADS = {"zamba2": 2}

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


# What files leave out and transformers' configurations do not name either.
_PLAIN = (
    "RefinedWeb RefinedWebModel baichuan codeshell hf_olmo internlm minicpm mixformer-sequential "
    "openelm phi-msft "
    "qwen xverse"
)
_WIDER = "diffusion_gemma_text embedding_gemma2_text gemma4_text gemma4_unified_text"
DEFAULTS: dict[str, dict[str, Any]] = {
    **{name: {"rope_theta": 10_000.0} for name in _names(f"codegen esm gptj roformer {_PLAIN}")},
    **{name: {"global_head_dim": 512} for name in _names(_WIDER)},
    **{name: {"no_rope_layer_interval": 4} for name in _names("llama4_text mistral_large4_text smollm3")},
    "chatglm": {"rope_theta": 10_000.0, "partial_rotary_factor": 0.5},
    "internlm2": {"rope_theta": 1_000_000.0},
    "mimo_v2_flash": {"rope_theta": 5_000_000.0, "partial_rotary_factor": 0.334},
    "mllama_text_model": {"cross_attention_layers": [3, 8, 13, 18, 23, 28, 33, 38]},
    "zamba2": {
        "use_mem_rope": False,
        "layer_pattern": {"period": "L" + 7 * "LLLLLH" + "LLLLH" + "LLLH" + "LL"},
    },
}
