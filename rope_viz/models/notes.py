"""What a configuration says of attention that no rotation shows."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope
from rope_viz.models import families
from rope_viz.models.card import Kind
from rope_viz.models.fields import Fields
from rope_viz.models.parameters import parameters_by_type


def notes_of(config: Fields, kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """Factors on logits beside the rule's, and parts that turn otherwise."""
    _nothing_new(config)
    return (*_logits(config, kinds), *_by_position(config), *_indexer(config))


def _nothing_new(config: Fields) -> None:
    """Fields that repeat what is known."""
    if config.get("model_type") in families.KNOWN:
        config.said("per_layer_config")  # Gemma 4's wider heads, and what does not turn
    scaled, count = config.raw().get("rope_scaling_layers"), config.get("num_hidden_layers", 0)
    if scaled and list(scaled) == list(range(count)):  # Molmo 2 scales all its layers
        config.said("rope_scaling_layers")


def _logits(config: Fields, kinds: Mapping[str, Kind]) -> list[str]:
    """DeepSeek multiplies its logits by the square of a second attention factor."""
    for kind in kinds.values():
        rule = kind.encoding.scaling if isinstance(kind.encoding, Rope) else None
        if isinstance(rule, scaling.yarn) and rule.mscale_all_dim and config.get("qk_rope_head_dim"):
            factor = 1 + 0.1 * rule.mscale_all_dim * math.log(max(rule.factor, 1))
            return [f"logits × {factor**2:.4g} besides (mscale_all_dim {rule.mscale_all_dim:g})"]
    return []


def _by_position(config: Fields) -> list[str]:
    found = []
    betas = [p.get("llama_4_scaling_beta") for p in parameters_by_type(config).values() if p is not None]
    if any(betas):
        found.append("queries grow with their position (llama_4_scaling_beta)")
    if config.get("attn_temperature_tuning"):
        found.append("queries of layers without positions grow with their position (attn_temperature_tuning)")
    if config.get("rotary_value"):
        found.append("values turn too (rotary_value)")
    return found


def _indexer(config: Fields) -> list[str]:
    layout = families.INDEXER.get(config.get("model_type", ""))
    return [f"an indexer chooses the keys, and turns in the {layout} layout"] if layout else []
