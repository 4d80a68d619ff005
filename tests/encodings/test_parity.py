"""Every family of transformers that is known here: its own code beside what its files are read as."""

from __future__ import annotations

import copy
import inspect
import warnings

import pytest
import torch

from rope_viz.encodings.rope import Rope
from rope_viz.models import families
from rope_viz.models.card import ModelCard
from rope_viz.models.config import read_model
from rope_viz.models.layers import EVERY

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from huggingface_hub.errors import StrictDataclassError
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from parity_cases import KNOWN, SUITED, WHOLE, compare, modules_of, quarter_turn, rotary_modules


@pytest.mark.parametrize("model_type", KNOWN)
def test_a_familys_own_module_has_the_same_speeds(model_type):
    config, _, modules = rotary_modules(model_type)
    assert compare(Rope.all_from_config(config), modules), (
        f"transformers has no module for {model_type} any more"
    )


@pytest.mark.parametrize("model_type", sorted(set(families.SECTIONS) - WHOLE))
def test_a_familys_own_module_gives_each_pair_to_the_same_axis(model_type):
    """One axis at position 1, the others at 0: the cosines that are not 1 are that axis's."""
    config, _, modules = rotary_modules(model_type)
    rope = Rope.from_config(config)
    module = next(module for module in modules.values() if hasattr(module, "mrope_section"))
    assert rope.sections == tuple(module.mrope_section)
    for axis in range(3):
        cos, _ = module(torch.ones(1), torch.eye(3)[axis].long().reshape(3, 1, 1))
        pairs = cos.flatten()[0::2] if rope.layout == "interleaved" else cos.flatten().chunk(2)[0]
        # the slowest pairs turn too little for a float32 cosine to show
        seen = rope.inv_freq.amax(dim=0) > 1e-3
        assert torch.equal(pairs[seen] < 1, (rope.axis_of_pair == axis)[seen])


def test_the_issue_asks_for_twenty_families_and_gets_a_hundred():
    asked = """
    llama llama4_text mllama_text_model mistral mixtral qwen2 qwen3 qwen2_vl_text qwen3_vl_text gemma2
    gemma3_text phi3 gpt_neox stablelm glm4 cohere cohere2 smollm3 deepseek_v3 gpt_oss modernbert olmo olmo2
    """.split()  # noqa: SIM905
    assert set(asked) <= set(KNOWN) and len(KNOWN) > 100


@pytest.mark.parametrize("model_type", KNOWN)
def test_a_familys_own_code_has_the_same_layout(model_type):
    """Turn one component by a quarter: its partner shows itself."""
    config, code, _ = rotary_modules(model_type)
    rope = next(rope for rope in Rope.all_from_config(config).values() if isinstance(rope, Rope))
    partner = {"half": 4, "interleaved": 1}[rope.layout]
    if hasattr(code, "apply_rotary_pos_emb_interleave"):  # neighbours, which it then sorts into halves
        assert model_type in families.LATENT
        return
    if (
        hasattr(code, "apply_rotary_emb")
        and "freqs_cis" in inspect.signature(code.apply_rotary_emb).parameters
    ):
        quarter = torch.full((1, 1, 4), 1j)
        x = torch.eye(8)[0].reshape(1, 1, 1, 8)
        turned = code.apply_rotary_emb(x, x, quarter)[0]
    else:
        turned = quarter_turn(code.apply_rotary_pos_emb)
    assert turned.flatten().tolist() == torch.eye(8)[partner].tolist()


# What a published file may say of a family, and no more; the rest is filled in by transformers' own class.
RULE = {"rope_type": "linear", "factor": 4.0}
SPARSE = {
    "nothing": {},
    "other sizes": {"hidden_size": 1280, "num_attention_heads": 10, "num_hidden_layers": 13},
    "an older base": {"rope_theta": 54_321.0},
    "an older rule": {"rope_theta": 54_321.0, "rope_scaling": RULE},
    "no head_dim": {"head_dim": None, "hidden_size": 2048, "num_attention_heads": 16},
}
# The older name of the base, where a family has one of its own.
BASES = {"gpt_neox": "rotary_emb_base", "gpt_neox_japanese": "rotary_emb_base"}
BASES |= dict.fromkeys(["modernbert", "modernbert-decoder"], "global_rope_theta")
# Files that no model has, which transformers reads otherwise: with a width of heads that it forgets,
# without the
# rule, or with sections that do not fit.
NO_FILES = {(name, "no head_dim") for name in (*families.LATENT, "glm_ocr_text", "zamba2")}
NO_FILES |= {("esm", "an older rule"), ("recurrent_gemma", "an older rule"), ("mistral4", "an older rule")}
NO_FILES |= {("glm_ocr_text", "other sizes"), ("moonshine_streaming", "an older rule")}
# `test_disagree_transformers_gives_olmo3s_base_to_one_layer_type_only`
NO_FILES |= {("olmo3", "an older base"), ("olmo3", "an older rule")}


@pytest.mark.parametrize("file", SPARSE)
@pytest.mark.parametrize("model_type", KNOWN)
def test_a_sparse_file_is_read_as_its_familys_code_reads_it(model_type, file):
    suited = SUITED.get(model_type, {})
    older = file.startswith("an older")
    if (model_type, file) in NO_FILES or (older and "rope_parameters" in suited):
        return
    kind = CONFIG_MAPPING[model_type]
    names = {**kind.attribute_map, **({"rope_theta": BASES[model_type]} if model_type in BASES else {})}
    said = {names.get(name, name): value for name, value in SPARSE[file].items()} | suited
    try:
        config = kind(**copy.deepcopy(said))
        modules = modules_of(config)
    except (StrictDataclassError, ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError):
        pytest.skip("transformers itself refuses such a file")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            card = read_model({"model_type": model_type, **said})
        except ValueError as error:  # one rule, where each type of layers has its own
            assert file == "an older rule" and "must have an entry for each type of layers" in str(error)
            return
    if any("rope_theta (54321.0)" in str(warning.message) for warning in told):
        assert older  # transformers takes no notice of it
        card = read_model({"model_type": model_type, **{n: v for n, v in said.items() if n != "rope_theta"}})
    elif told:
        raise AssertionError([str(warning.message) for warning in told])
    encodings = {name: kind.encoding for name, kind in card.kinds.items()}
    assert compare(encodings, modules), f"transformers has no rotary module for {model_type} any more"
    count = config.num_hidden_layers
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rotating_layers(card, count) == rotating_layers(read_model(config), count)


def rotating_layers(card: ModelCard, count: int) -> dict[str, list[int]]:
    """Which layers rotate, by how they do."""
    found: dict[str, list[int]] = {}
    for kind in card.kinds.values():
        if isinstance(kind.encoding, Rope):
            found.setdefault(repr(kind.encoding), []).extend(
                kind.layers.used if kind.layers else range(count)
            )
    return {how: sorted(layers) for how, layers in found.items()}


@pytest.mark.parametrize(
    "model_type", ["smollm3", "llama4_text", "cohere2", "gemma3_text", "modernbert", "exaone4"]
)
def test_which_layers_turn_is_as_transformers_has_it(model_type):
    config = CONFIG_MAPPING[model_type]()
    types = config.layer_types
    turning = {
        "smollm3": lambda i: config.no_rope_layers[i],
        "llama4_text": lambda i: config.no_rope_layers[i],
        "cohere2": lambda i: types[i] == "sliding_attention",  # Cohere2Attention.forward
        "exaone4": lambda i: types[i] == "sliding_attention",  # Exaone4Attention.forward
    }.get(model_type, lambda i: True)
    expected = [bool(turning(i)) for i in range(config.num_hidden_layers)]
    bare = {"model_type": model_type, "num_hidden_layers": config.num_hidden_layers}
    for source in (config, bare):
        found = [False] * len(expected)
        for name, kind in read_model(source).kinds.items():
            for layer in kind.layers.used if isinstance(kind.encoding, Rope) else ():
                found[layer] = name in (types[layer], EVERY)
        assert found == expected


# Older forms, as transformers converts them


OLDER = {
    "gemma3_text": {"rope_scaling": {"rope_type": "linear", "factor": 8.0}, "rope_theta": 2e6}
    | {"rope_local_base_freq": 2e4},
    "modernbert": {"global_rope_theta": 8e4, "local_rope_theta": 5e3},
    "olmo3": {
        "rope_theta": 500_000.0,
        "rope_scaling": {"rope_type": "yarn", "factor": 8.0, "original_max_position_embeddings": 8192},
    },
    "llama": {"rope_theta": 3e5, "rope_scaling": {"type": "dynamic", "factor": 3.0}},
    "gpt_neox": {"rotary_emb_base": 20_000, "rotary_pct": 0.5},
    "phi3": {
        "rope_theta": 2e4,
        "max_position_embeddings": 131_072,
        "original_max_position_embeddings": 4096,
        "rope_scaling": {"type": "longrope", "short_factor": [1.1] * 48, "long_factor": [9.0] * 48},
    },
    "deepseek_v3": {
        "rope_scaling": {"type": "yarn", "factor": 40, "mscale": 1.0, "mscale_all_dim": 0.8}
        | {"original_max_position_embeddings": 4096},
    },
    "stablelm": {"rope_theta": 2e4, "partial_rotary_factor": 0.5},
    "qwen2_vl_text": {"rope_theta": 2e6, "rope_scaling": {"type": "mrope", "mrope_section": [16, 24, 24]}},
    "hunyuan_v1_dense": {
        "head_dim": 128,
        "rope_scaling": {"type": "dynamic", "alpha": 1000.0, "factor": 1.0},
    },
    "minimax_m2": {"rotary_dim": 64, "rope_theta": 5e6, "head_dim": 128},
}  # fmt: skip


@pytest.mark.parametrize("model_type", list(OLDER))
def test_older_files_are_read_as_transformers_converts_them(model_type):
    kind = CONFIG_MAPPING[model_type]
    sizes = {"max_position_embeddings": 4096, **OLDER[model_type]}
    newer = kind(**{name: dict(v) if isinstance(v, dict) else v for name, v in sizes.items()}).to_dict()
    plain = {name: value for name, value in newer.items() if not name.startswith(("rope_", "partial"))}
    older = {
        name: value for name, value in plain.items() if name not in ("rotary_dim", "layer_types")
    } | sizes
    if "layer_types" in newer:
        older["layer_types"] = newer["layer_types"]
    if model_type == "hunyuan_v1_dense":
        older["rope_theta"] = 10_000.0
    ours, converted = Rope.all_from_config(older), Rope.all_from_config(newer)
    assert {k: repr(v) for k, v in ours.items()} == {k: repr(v) for k, v in converted.items()}
