"""What the comparisons with other people's code share: transformers' modules for every family known here."""

from __future__ import annotations

import copy
import importlib
import inspect
import math
import warnings

import pytest
import torch
from hypothesis import settings
from torch import Tensor

from rope_viz.encodings.base import Encoding
from rope_viz.encodings.rope import Rope
from rope_viz.models import families

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import transformers
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

laws = settings(max_examples=60, deadline=None)
transformers.logging.set_verbosity_error()


def rounding(base: float) -> float:
    """How far a float32 speed may be off, as a share."""
    return (4 + math.log(max(base, 2))) * 2**-23


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


def assert_same_family(rope: Rope, speeds: Tensor, attention_factor: float) -> None:
    ours = rope.inv_freq if rope.inv_freq.ndim == 1 else rope.inv_freq.sum(dim=0)  # M-RoPE: an axis per pair
    torch.testing.assert_close(ours, speeds.to(torch.float64), rtol=4 * rounding(rope.base), atol=0)
    assert rope.attention_factor == pytest.approx(attention_factor, rel=1e-12)


def vectors(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


TOKENS = 64
# An angle of up to 64 rad is off by 64 · rounding(base) in their code, a component by that times its size.
CLOSE = {"rtol": 0, "atol": 64 * 5 * rounding(1e4)}


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


def assert_same(rope: Rope, speeds: Tensor, attention_factor: float, steep: float = 1.0) -> None:
    """Equal up to float32; a blend loses what is lost in its share of the plain speed, ``steep`` times."""
    allowed = steep * rounding(rope.base) * Rope(rope.rotary_dim, rope.base).inv_freq
    assert ((rope.inv_freq - speeds).abs() <= allowed).all()
    assert rope.attention_factor == pytest.approx(attention_factor, rel=1e-12)
