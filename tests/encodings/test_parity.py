"""Other people's code: transformers, rotary-embedding-torch, x-transformers and torchtune.

They compute speeds and angles in float32. A float32 power ``base ** x`` is off by the rounding of x, times
ln(base), so their speeds are off by up to about ``(2 + ln base) · 2^-23``; and their angles by that times the
angle. mpmath, with 30 digits, says whose error a difference is: see `test_the_differences_are_theirs`. Where
code differs by more than rounding, a test with "disagree" in its name says in what.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import math
import warnings

import mpmath
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import torchtune_module
from torch import Tensor

from rope_viz.encodings import scaling
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.rope import Rope
from rope_viz.models import families
from rope_viz.models.card import ModelCard
from rope_viz.models.config import read_model
from rope_viz.models.layers import EVERY
from rope_viz.models.rules import RULES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import transformers
    from huggingface_hub.errors import StrictDataclassError
    from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

laws = settings(max_examples=60, deadline=None)
transformers.logging.set_verbosity_error()


def rounding(base: float) -> float:
    """How far a float32 speed may be off, as a share."""
    return (4 + math.log(max(base, 2))) * 2**-23


# Every rule of transformers


def theirs(head_dim: int, parameters: dict, context: int = 131_072, tokens: int | None = None, **more):
    """Speeds and attention factor from transformers' function for the rule."""
    config = transformers.LlamaConfig(
        hidden_size=4 * head_dim,
        num_attention_heads=4,
        max_position_embeddings=context,
        rope_parameters=dict(parameters),
        **more,
    )
    speeds, attention_factor = ROPE_INIT_FUNCTIONS[parameters["rope_type"]](config, seq_len=tokens)
    return speeds.to(torch.float64), attention_factor, config


def assert_same(rope: Rope, speeds: Tensor, attention_factor: float, steep: float = 1.0) -> None:
    """Equal up to float32; a blend loses what is lost in its share of the plain speed, ``steep`` times."""
    allowed = steep * rounding(rope.base) * Rope(rope.rotary_dim, rope.base).inv_freq
    assert ((rope.inv_freq - speeds).abs() <= allowed).all()
    assert rope.attention_factor == pytest.approx(attention_factor, rel=1e-12)


def check_rule(head_dim: int, parameters: dict, steep: float = 1.0, **more) -> None:
    tokens = more.get("tokens")
    speeds, attention_factor, config = theirs(head_dim, parameters, **more)
    rope = Rope.from_config(config)
    assert_same(rope if tokens is None else rope.at_length(tokens), speeds, attention_factor, steep)


lengths = st.integers(256, 65_536)
shared = st.fixed_dictionaries({"rope_theta": st.floats(1e3, 1e8), "factor": st.floats(1, 64)})
head_dims = st.integers(2, 64).map(lambda pairs: 2 * pairs)


@laws
@given(head_dims, shared)
def test_linear(head_dim, p):
    check_rule(head_dim, {"rope_type": "linear", **p})


@laws
@given(head_dims, shared, lengths, st.integers(1, 300_000))
def test_dynamic(head_dim, p, context, tokens):
    check_rule(head_dim, {"rope_type": "dynamic", **p}, steep=3, context=context, tokens=tokens)


@laws
@given(
    head_dims,
    shared,
    lengths,
    st.fixed_dictionaries(
        {},
        optional={
            "beta_fast": st.floats(16, 64),
            "beta_slow": st.floats(0.25, 8),
            "truncate": st.booleans(),
            "mscale": st.floats(0, 2),
            "mscale_all_dim": st.floats(0, 2),
            "attention_factor": st.floats(0.5, 2),
        },
    ),
)
def test_yarn(head_dim, p, original_length, options):
    p = {"rope_type": "yarn", "original_max_position_embeddings": original_length, **p, **options}
    low, high = scaling.yarn(
        p["factor"],
        original_length,
        p.get("beta_fast", 32),
        p.get("beta_slow", 1),
        truncate=p.get("truncate", True),
    ).ramp(head_dim // 2, p["rope_theta"])
    # their ramp is float32: an index of up to 64, rounded, over the ramp's length
    check_rule(head_dim, p, steep=2 + 64 / abs(high - low))


@laws
@given(head_dims, shared, lengths, st.floats(0.5, 8), st.floats(0.5, 32))
def test_llama3(head_dim, p, original_length, low, more):
    bounds = {"low_freq_factor": low, "high_freq_factor": low + more}
    p = {"rope_type": "llama3", "original_max_position_embeddings": original_length, **bounds, **p}
    check_rule(head_dim, p, steep=2 + (low + more) / more)


@laws
@given(head_dims, shared, lengths, st.data(), st.integers(1, 200_000))
def test_longrope(head_dim, p, original_length, data, tokens):
    lists = st.lists(st.floats(1, 100), min_size=head_dim // 2, max_size=head_dim // 2)
    p = {"rope_type": "longrope", "short_factor": data.draw(lists), "long_factor": data.draw(lists), **p}
    p["original_max_position_embeddings"] = original_length
    check_rule(head_dim, p, tokens=tokens)


@laws
@given(head_dims, shared, st.floats(0, 1))
def test_proportional(head_dim, p, share):
    check_rule(head_dim, {"rope_type": "proportional", "partial_rotary_factor": share, **p})


@pytest.mark.parametrize("base", [1e4, 5e5, 1e7])
@pytest.mark.parametrize("head_dim", [64, 128])
@pytest.mark.parametrize("rule", list(ROPE_INIT_FUNCTIONS))
def test_every_rule_over_a_grid(rule, head_dim, base):
    for factor in (1.0, 2.0, 8.0, 40.0):
        p = {"rope_type": rule, "rope_theta": base, "factor": factor, "partial_rotary_factor": 0.5}
        if rule in ("yarn", "llama3", "longrope"):
            p["original_max_position_embeddings"] = 4096
        if rule == "llama3":
            p |= {"low_freq_factor": 1.0, "high_freq_factor": 4.0}
        if rule == "longrope":
            p |= {"short_factor": [1.1] * (head_dim // 4), "long_factor": [4.0] * (head_dim // 4)}
        for tokens in (None, 4096, 100_000):
            check_rule(head_dim, p, steep=8, context=8192, tokens=tokens)


def test_no_rule_of_transformers_is_missing():
    assert set(ROPE_INIT_FUNCTIONS) <= set(RULES)


def test_the_differences_are_theirs():
    """Speeds against 30 digits: theirs are off by some 1e-7 of themselves, ours by some 1e-16."""
    for head_dim, base in ((128, 1e4), (64, 5e5), (256, 1e7)):
        speeds, _, _ = theirs(head_dim, {"rope_type": "linear", "rope_theta": base, "factor": 1.0})
        with mpmath.workdps(30):
            exact = [mpmath.mpf(base) ** (-mpmath.mpf(2 * i) / head_dim) for i in range(head_dim // 2)]
            off = [
                max(float(abs(mpmath.mpf(float(s)) / e - 1)) for s, e in zip(found, exact, strict=True))
                for found in (Rope(head_dim, base).inv_freq, speeds)
            ]
        assert off[0] < 5e-15, "ours: a float64 power"
        assert 1e-8 < off[1] < rounding(base), "theirs: a float32 power"


# Every family that is known here


def rotary_modules(model_type: str) -> tuple[dict, object, dict[str, torch.nn.Module]]:
    """Default configuration of a family, the module of its model, and its rotary embeddings by class name."""
    config = CONFIG_MAPPING[model_type](**copy.deepcopy(SUITED.get(model_type, {})))
    return config.to_dict(), code_of(config), modules_of(config)


def code_of(config) -> object:
    return importlib.import_module(type(config).__module__.replace(".configuration_", ".modeling_"))


def modules_of(config) -> dict[str, torch.nn.Module]:
    """Its rotary embeddings by class name."""
    code, found = code_of(config), {}
    for name, kind in vars(code).items():
        if not (
            inspect.isclass(kind) and name.endswith("RotaryEmbedding") and kind.__module__ == code.__name__
        ):
            continue
        if "config" in inspect.signature(kind.__init__).parameters:
            try:
                found[name] = kind(config)
            except (AttributeError, KeyError, ValueError, TypeError):
                continue  # of another part of the model, as its vision tower
    return found


# What must be said where a family's default configuration does not suit its own code: an odd number of
# components would turn, no layer has positions, they are absolute, or sections do not add up.
SUITED = {
    "bamba": {"attn_layer_indices": [1, 3]},
    "esm": {"position_embedding_type": "rotary"},
    "glm4_moe": {"head_dim": 128},
    "glm4v_text": {
        "rope_parameters": {"rope_theta": 1e4, "rope_type": "default", "partial_rotary_factor": 0.5}
    },
    "granitemoehybrid": {"layer_types": ["attention"] * 32, "position_embedding_type": "rope"},
    "qwen3_omni_moe_text": {"head_dim": 128},
    "qwen4_exp_text": {"partial_rotary_factor": 0.25},
    "zamba2": {"use_mem_rope": True},
}
WITHOUT_MODULE = {"gptj", "codegen", "roformer"}  # their code has a function instead, tested below
WHOLE = {"qwen2_vl", "qwen2_5_vl"}  # older files kept the part about words among the rest
KNOWN = sorted(families.KNOWN - WITHOUT_MODULE - WHOLE)


@pytest.mark.parametrize("model_type", KNOWN)
def test_a_familys_own_module_has_the_same_speeds(model_type):
    config, _, modules = rotary_modules(model_type)
    assert compare(Rope.all_from_config(config), modules), (
        f"transformers has no module for {model_type} any more"
    )


def compare(encodings: dict[str, Encoding], modules: dict[str, torch.nn.Module]) -> int:
    """Compare speeds and attention factors; how many were."""
    compared = 0
    for module in modules.values():
        for name, speeds in module.named_buffers():
            if not name.endswith("inv_freq") or "original" in name:
                continue
            kind = name.removesuffix("inv_freq").rstrip("_")
            if kind and kind not in encodings:  # no layer of this type
                continue
            ropes = [encodings[kind]] if kind else [r for r in encodings.values() if isinstance(r, Rope)]
            factor = getattr(module, f"{kind}_attention_scaling" if kind else "attention_scaling", 1.0)
            for rope in ropes:
                assert_same_family(rope, speeds, factor)
                compared += 1
    return compared


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


def assert_same_family(rope: Rope, speeds: Tensor, attention_factor: float) -> None:
    ours = rope.inv_freq if rope.inv_freq.ndim == 1 else rope.inv_freq.sum(dim=0)  # M-RoPE: an axis per pair
    torch.testing.assert_close(ours, speeds.to(torch.float64), rtol=4 * rounding(rope.base), atol=0)
    assert rope.attention_factor == pytest.approx(attention_factor, rel=1e-12)


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


def quarter_turn(apply) -> Tensor:
    x = torch.eye(8)[0].reshape(1, 1, 1, 8)
    first = next(iter(inspect.signature(apply).parameters))
    for width in (8, 4):  # most code wants each cosine twice
        cos, sin = torch.zeros(1, 1, width), torch.ones(1, 1, width)
        try:
            return apply(x, x, cos, sin)[0] if first == "q" else apply(x, cos, sin)
        except RuntimeError:
            continue
    raise AssertionError("no width of cosines fits")


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


# Turning vectors


def vectors(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


TOKENS = 64
# An angle of up to 64 rad is off by 64 · rounding(base) in their code, a component by that times its size.
CLOSE = {"rtol": 0, "atol": 64 * 5 * rounding(1e4)}


@pytest.mark.parametrize(
    ("model_type", "fields"),
    [
        ("llama", {}),
        ("mistral", {"head_dim": 64}),
        ("qwen3", {"rope_parameters": {"rope_type": "yarn", "factor": 4.0, "rope_theta": 1e4}}),
        ("gpt_neox", {}),
        ("stablelm", {}),
        ("phi", {}),
        ("gpt_oss", {}),
        ("glm4", {}),
        ("cohere", {}),
        ("helium", {}),
        ("ernie4_5", {}),
    ],
)
def test_vectors_turn_as_in_transformers(model_type, fields):
    config = CONFIG_MAPPING[model_type](**fields)
    _, code, _ = rotary_modules(model_type)
    rope = Rope.from_config(config)
    module = next(
        k for n, k in vars(code).items() if n.endswith("RotaryEmbedding") and k.__module__ == code.__name__
    )
    query, key = vectors(2, 3, TOKENS, rope.head_dim), vectors(2, 3, TOKENS, rope.head_dim, seed=1)
    cos, sin = module(config)(query, torch.arange(TOKENS)[None])
    turning = rope.rotary_dim if model_type in ("stablelm", "phi") else rope.head_dim  # which cut it outside
    turned = code.apply_rotary_pos_emb(query[..., :turning], key[..., :turning], cos, sin)
    for x, expected in zip((query, key), turned, strict=True):
        torch.testing.assert_close(rope.rotate(x, range(TOKENS))[..., :turning], expected, **CLOSE)


@pytest.mark.parametrize("model_type", ["gptj", "codegen"])
def test_vectors_turn_as_in_gptj(model_type):
    code = importlib.import_module(f"transformers.models.{model_type}.modeling_{model_type}")
    config = CONFIG_MAPPING[model_type]()
    rope = Rope.from_config(config)
    x = vectors(2, TOKENS, 3, rope.head_dim)  # their tokens come before the heads
    sin, cos = code.create_sinusoidal_positions(TOKENS, rope.rotary_dim).chunk(2, dim=-1)
    turned = code.apply_rotary_pos_emb(x[..., : rope.rotary_dim], sin[None], cos[None])
    ours = rope.rotate(x.transpose(1, 2), range(TOKENS)).transpose(1, 2)
    torch.testing.assert_close(ours[..., : rope.rotary_dim], turned, **CLOSE)
    assert torch.equal(ours[..., rope.rotary_dim :], x[..., rope.rotary_dim :])


def test_vectors_turn_as_in_roformer():
    code = importlib.import_module("transformers.models.roformer.modeling_roformer")
    config = CONFIG_MAPPING["roformer"]()
    rope = Rope.from_config(config)
    x = vectors(2, 3, TOKENS, rope.head_dim)
    table = code.RoFormerSinusoidalPositionalEmbedding(TOKENS, rope.head_dim)
    table.weight.data = torch.as_tensor(table.create_weight())
    turned, _ = code.RoFormerSelfAttention.apply_rotary_position_embeddings(table.weight[None, None], x, x)
    torch.testing.assert_close(rope.rotate(x, range(TOKENS)), turned.detach(), **CLOSE)


@pytest.mark.parametrize("model_type", ["llama4_text", "deepseek_v2"])
def test_vectors_turn_as_in_code_with_complex_numbers(model_type):
    config = CONFIG_MAPPING[model_type]()
    _, code, modules = rotary_modules(model_type)
    rope = Rope.from_config(config)
    x = vectors(2, 3, TOKENS, rope.head_dim)
    turns = next(iter(modules.values()))(x, torch.arange(TOKENS)[None])
    if model_type == "llama4_text":  # tokens before the heads
        turned = code.apply_rotary_emb(x.transpose(1, 2), x.transpose(1, 2), turns)[0].transpose(1, 2)
    else:
        turned = code.apply_rotary_emb(x, x, turns)[0]
    torch.testing.assert_close(rope.rotate(x, range(TOKENS)), turned, rtol=0, atol=64 * 5 * rounding(5e5))


def test_deepseek_v3_turns_neighbours_and_sorts_them_so_that_scores_are_the_same():
    config = CONFIG_MAPPING["deepseek_v3"]()
    _, code, modules = rotary_modules("deepseek_v3")
    rope = Rope.from_config(config)
    query, key = vectors(1, 2, TOKENS, 64), vectors(1, 2, TOKENS, 64, seed=1)
    cos, sin = next(iter(modules.values()))(query, torch.arange(TOKENS)[None])
    q, k = code.apply_rotary_pos_emb_interleave(query, key, cos, sin)
    ours_q, ours_k = rope.rotate(query, range(TOKENS)), rope.rotate(key, range(TOKENS))
    sort = [*range(0, 64, 2), *range(1, 64, 2)]
    torch.testing.assert_close(ours_q[..., sort], q, **CLOSE)
    torch.testing.assert_close(
        ours_q @ ours_k.mT, q @ k.mT, rtol=0, atol=1e-2
    )  # 64 products of size up to 10


def test_qwen2_vl_turns_by_three_axes():
    config = CONFIG_MAPPING["qwen2_vl_text"]()
    _, code, modules = rotary_modules("qwen2_vl_text")
    rope = Rope.from_config(config)
    x = vectors(1, 2, TOKENS, rope.head_dim)
    places = torch.randint(0, 64, (3, 1, TOKENS), generator=torch.Generator().manual_seed(0))
    cos, sin = modules["Qwen2VLRotaryEmbedding"](x, places)
    turned, _ = code.apply_rotary_pos_emb(x, x, cos, sin)
    torch.testing.assert_close(rope.rotate(x, places[:, 0].T), turned, **CLOSE)


def test_qwen3_vl_turns_by_three_axes_that_take_turns():
    config = CONFIG_MAPPING["qwen3_vl_text"]()
    _, code, modules = rotary_modules("qwen3_vl_text")
    rope = Rope.from_config(config)
    x = vectors(1, 2, TOKENS, rope.head_dim)
    places = torch.randint(0, 64, (3, 1, TOKENS), generator=torch.Generator().manual_seed(0))
    cos, sin = modules["Qwen3VLTextRotaryEmbedding"](x, places)
    turned, _ = code.apply_rotary_pos_emb(x, x, cos, sin)
    torch.testing.assert_close(rope.rotate(x, places[:, 0].T), turned, **CLOSE)


def test_rotary_embedding_torch():
    from rotary_embedding_torch import RotaryEmbedding

    x = vectors(2, 3, TOKENS, 64)
    ours = Rope(64).rotate(x, range(TOKENS))
    torch.testing.assert_close(ours, RotaryEmbedding(dim=64).rotate_queries_or_keys(x).detach(), **CLOSE)
    shifted = RotaryEmbedding(dim=64).rotate_queries_or_keys(x, offset=7).detach()
    torch.testing.assert_close(Rope(64).rotate(x, range(7, 7 + TOKENS)), shifted, **CLOSE)
    partial = RotaryEmbedding(dim=32).rotate_queries_or_keys(x).detach()
    torch.testing.assert_close(Rope(64, rotary_dim=32).rotate(x, range(TOKENS)), partial, **CLOSE)
    slower = RotaryEmbedding(dim=64, interpolate_factor=4.0).rotate_queries_or_keys(x).detach()
    linear = Rope(64, scaling=scaling.linear(4))
    torch.testing.assert_close(linear.rotate(x, range(TOKENS)), slower, **CLOSE)
    larger = RotaryEmbedding(dim=64, theta_rescale_factor=4.0).rotate_queries_or_keys(x).detach()
    ntk = Rope(64, scaling=scaling.ntk_aware(4))
    torch.testing.assert_close(ntk.rotate(x, range(TOKENS)), larger, **CLOSE)


def test_x_transformers():
    from x_transformers.x_transformers import RotaryEmbedding, apply_rotary_pos_emb

    x = vectors(2, 3, TOKENS, 64)
    for module, rope in (
        (RotaryEmbedding(64), Rope(64)),
        (RotaryEmbedding(32), Rope(64, rotary_dim=32)),
        (RotaryEmbedding(64, base=500_000), Rope(64, 500_000.0)),
        (RotaryEmbedding(64, interpolation_factor=4.0), Rope(64, scaling=scaling.linear(4))),
        (RotaryEmbedding(64, base_rescale_factor=4.0), Rope(64, scaling=scaling.ntk_aware(4))),
    ):
        angles, length = module.forward_from_seq_len(TOKENS)
        torch.testing.assert_close(
            rope.rotate(x, range(TOKENS)), apply_rotary_pos_emb(x, angles, length), **CLOSE
        )


def test_torchtune():
    module = torchtune_module("modules/position_embeddings.py").RotaryPositionalEmbeddings(
        64, max_seq_len=TOKENS
    )
    x = vectors(2, 3, TOKENS, 64)
    turned = module(x.transpose(1, 2)).transpose(1, 2)  # tokens before the heads
    torch.testing.assert_close(Rope(64).rotate(x, range(TOKENS)), turned, **CLOSE)


def test_torchtunes_llama3():
    kind = torchtune_module("models/llama3_1/_position_embeddings.py").Llama3ScaledRoPE
    for head_dim, factor in ((128, 8), (64, 32)):
        module = kind(head_dim, max_seq_len=TOKENS, base=500_000, scale_factor=factor)
        rope = Rope(head_dim, 500_000.0, scaling=scaling.llama3(factor))
        assert_same(rope, module.theta.to(torch.float64), 1.0, steep=4)
        x = vectors(2, 3, TOKENS, head_dim)
        turned = module(x.transpose(1, 2)).transpose(1, 2)
        torch.testing.assert_close(rope.rotate(x, range(TOKENS)), turned, rtol=0, atol=64 * 5 * rounding(5e5))


# Where code disagrees


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
