"""The kinds of layers that a configuration has, and the parameters of each kind's rotary embedding."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence

from rope_viz.models import families
from rope_viz.models.card import Layers
from rope_viz.models.file import Config

EVERY = "every layer"


def of_layer(config: Config, kind: str) -> Config:
    """The configuration as layers of one kind have it: Gemma 4's heads are wider where all is seen."""
    if kind == "full_attention" and config.get("global_head_dim"):
        return ChainMap({"head_dim": config["global_head_dim"]}, config)  # type: ignore[arg-type]
    return config


def kinds_of(config: Config) -> dict[str, tuple[Config | None, Layers | None]]:
    """By kind of layer: its parameters, None if it has no positions, and which layers are of that kind."""
    parameters = _parameters_by_type(config)
    types = _layer_types(config, parameters)
    if not types:  # the file does not say how many layers there are
        return {kind: (found, None) for kind, found in parameters.items()}
    rotary = _rotary_layers(config, types)
    kinds: dict[str, tuple[Config | None, list[int]]] = {}
    for layer, (layer_type, turns) in enumerate(zip(types, rotary, strict=True)):
        found = parameters.get(layer_type, parameters.get(EVERY)) if turns else None
        mixed = not turns and any(r for t, r in zip(types, rotary, strict=True) if t == layer_type)
        kinds.setdefault(layer_type + " without positions" * mixed, (found, []))[1].append(layer)
    return {
        kind: (found, None if len(used) == len(types) else Layers(tuple(used), len(types)))
        for kind, (found, used) in kinds.items()
    }


def _layer_types(config: Config, parameters: Config) -> list[str]:
    """Type of each layer; empty if the number of layers is unknown."""
    if config.get("layer_types"):
        return list(config["layer_types"])
    count = config.get("num_hidden_layers", 0)
    period, offset = families.full_attention_layers(config)
    if period and (len(parameters) > 1 or config.get("model_type") in families.FULL_WITHOUT_POSITIONS):
        return ["full_attention" if (i + offset) % period == 0 else "sliding_attention" for i in range(count)]
    return [EVERY] * count


def _rotary_layers(config: Config, types: Sequence[str]) -> list[bool]:
    """Whether each layer turns its queries and keys."""
    turns = [layer_type not in families.WITHOUT_ATTENTION for layer_type in types]
    if config.get("model_type") in families.FULL_WITHOUT_POSITIONS and "sliding_attention" in types:
        turns = [layer_type == "sliding_attention" for layer_type in types]
    given = config.get("no_rope_layers")  # in spite of its name, 1 stands for a layer with rotary embedding
    if not given and config.get("no_rope_layer_interval"):
        given = [(layer + 1) % config["no_rope_layer_interval"] for layer in range(len(types))]
    if given:
        if len(given) < len(types):
            raise ValueError(
                f"no_rope_layers must have an entry for each of {len(types)} layers; {len(given)} came."
            )
        turns = [turn and bool(entry) for turn, entry in zip(turns, given, strict=False)]
    bases = config.get("layer_rope_theta")
    if bases:
        if len(set(bases) - {0, None}) > 1:
            raise ValueError(
                f"layer_rope_theta must hold one base, and 0 for layers without positions; {bases} came."
            )
        turns = [turn and bool(base) for turn, base in zip(turns, bases, strict=True)]
    return turns


# Parameters, in their newer and older places


def _parameters_by_type(config: Config) -> dict[str, Config | None]:
    """Parameters of the rotary embedding by layer type, the companions outside of them filled in."""
    given = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if not isinstance(given, Mapping):
        raise ValueError(f"rope_parameters must be an object; {given!r} came.")
    outside = {name: config[name] for name in ("rope_theta", "partial_rotary_factor") if name in config}
    if any(isinstance(value, Mapping) for value in given.values()):
        nested = {kind: value for kind, value in given.items() if value is None or isinstance(value, Mapping)}
        return {kind: None if value is None else {**outside, **value} for kind, value in nested.items()}
    older = families.older_bases(config)
    if older and "rope_parameters" not in config:
        scaled = families.older_scaled_types(config)
        return {
            kind: {**outside, "rope_theta": base, **(given if kind in scaled else {})}
            for kind, base in older.items()
        }
    return {EVERY: {**outside, **given}}
