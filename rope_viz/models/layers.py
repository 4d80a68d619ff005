"""The kinds of layers that a configuration has: their types, and which of them turn queries and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rope_viz import checks
from rope_viz.models import families
from rope_viz.models.card import Layers
from rope_viz.models.fields import Fields
from rope_viz.models.parameters import EVERY, for_each_layer, parameters_by_type, parameters_of_layers

# Types of layers by the letters of the families' patterns.
LETTERS = {
    "F": "full_attention",
    "S": "sliding_attention",
    "C": "chunked_attention",
    "L": "linear_attention",
    "I": "indexed_attention",
    "V": "conv",
    "H": "hybrid",
}
# Fields that give each layer's type without naming it.
SPELLED_OUT = ("block_types", "hybrid_layer_pattern", "attn_type_list", "attn_layer_indices")
# Fields that say how often a layer sees everything, and what the layers between are.
PATTERNS = {"sliding_window_pattern": "S", "global_attn_every_n_layers": "S", "full_attention_interval": "L"}
# Spellings of the same in files.
PATTERN_LETTERS = {"L": "S", "G": "F", "S": "S", "F": "F"}


def by_pattern(pattern: Mapping[str, Any], count: int) -> str:
    """A letter for each layer: a period, and what the first and the last are in spite of it."""
    first, last = pattern.get("first", ""), pattern.get("last", "")
    types = (pattern["period"] * count)[:count]
    types = (first + types[len(first) : count - len(last)] + last)[:count]
    return types[::-1] if pattern.get("backwards") else types


def head_dim_of(config: Fields, kind: str) -> int | None:
    """How wide the heads of a kind of layers are, if not as all: Gemma 4's are wider where all is seen."""
    if kind.startswith("full_attention"):
        return config.get("global_head_dim")
    return config.get("swa_head_dim") if kind.startswith("sliding_attention") else None


def kinds_of(config: Fields) -> dict[str, tuple[Fields | None, Layers | None]]:
    """By kind of layer: its parameters, None if it has no positions, and which layers are of that kind."""
    parameters = parameters_by_type(config)
    types = _layer_types(config, parameters)
    if not types:  # the file does not say how many layers there are
        return {kind: (found, None) for kind, found in parameters.items()}
    rotary = _turning(config, types)
    each = parameters_of_layers(config, types, parameters)
    turned = {name for turns, (name, found) in zip(rotary, each, strict=True) if turns and found is not None}
    for name in parameters.keys() - set(types):  # no layer is of this type
        unused = parameters[name]
        if unused is not None and name != EVERY and _named_by_none(name, types):
            unused.set_aside()
    kinds: dict[str, tuple[Fields | None, list[int]]] = {}
    for layer, (name, found) in enumerate(each):
        if not rotary[layer]:
            found = None
        if found is None and name in turned:
            name += " without positions"
        kinds.setdefault(name, (found, []))[1].append(layer)
    return {
        kind: (found, None if len(used) == len(types) else Layers(tuple(used), len(types)))
        for kind, (found, used) in kinds.items()
    }


def _named_by_none(name: str, types: Sequence[str]) -> bool:
    return all(families.RENAMED.get(layer_type, layer_type) != name for layer_type in types)


# Which type each layer has


def _layer_types(config: Fields, parameters: Mapping[str, Any]) -> list[str]:
    """Type of each layer; empty if the number of layers is unknown."""
    said = config.said("num_hidden_layers")
    given = _said_types(config, said or config.get("num_hidden_layers"))
    if given is not None:
        for name in (*PATTERNS, *SPELLED_OUT, "no_rope_layer_interval"):  # which then say nothing new
            config.said(name)
        return _checked(given, said, config, parameters)
    count = config.get("num_hidden_layers", 0)
    if isinstance(count, list | tuple):
        raise ValueError(f"num_hidden_layers must be a whole number; {count!r} came.")
    letters = by_pattern(_pattern(config), checks.at_least("num_hidden_layers", count, 0))
    types = [LETTERS[letter] for letter in letters]
    matters = len(parameters) > 1 or set(parameters) - {EVERY} or _some_without(config, types)
    return types if matters and types else [EVERY] * count


def _some_without(config: Fields, types: Sequence[str]) -> bool:
    family = config.get("model_type")
    return family in families.FULL_WITHOUT_POSITIONS or bool(families.WITHOUT_ATTENTION & set(types))


def _said_types(config: Fields, count: int | None) -> list[str] | None:
    """Types of layers as a file spells them out, in one of several ways."""
    types = config.said("layer_types")
    if types is not None:
        if isinstance(types, str) or not all(isinstance(t, str) for t in types):
            raise ValueError(f"layer_types must be a list of words, one for each layer; {types!r} came.")
        return list(types)
    period = config.listed("block_types")
    if period is not None:  # Griffin's
        return (list(period) * (count or len(period)))[: count or len(period)]
    numbered = config.listed("hybrid_layer_pattern")
    if numbered is not None:  # MiMo's: 1 for a window
        return ["sliding_attention" if entry else "full_attention" for entry in numbered]
    attending = config.listed("attn_type_list")
    if attending is not None:  # MiniMax's: 1 for softmax attention
        return ["full_attention" if entry else "linear_attention" for entry in attending]
    indices = config.listed("attn_layer_indices")
    if indices is not None and count:
        return ["full_attention" if layer in indices else "linear_attention" for layer in range(count)]
    return None


def _checked(types: list[str], count: int | None, config: Fields, parameters: Mapping[str, Any]) -> list[str]:
    further = config.get("num_nextn_predict_layers") or 0  # listed too, though they stand beside the model
    if count is not None and len(types) == count + further:
        types = types[:count]
    if count is not None and len(types) != count:
        raise ValueError(
            f"layer_types must have an entry for each of {count} layers; {len(types)} came. Correct "
            "one of the two."
        )
    known = families.LAYER_TYPES | families.WITHOUT_ATTENTION | set(parameters)
    strange = [t for t in dict.fromkeys(types) if t not in known]
    if strange:
        raise ValueError(
            f"layer_types must be of {', '.join(sorted(known - {EVERY}))}; "
            f"{', '.join(map(repr, strange))} came, "
            "of which it is not known whether they turn. Rename them to 'full_attention' or "
            "'linear_attention'."
        )
    return types


def _pattern(config: Fields) -> Mapping[str, Any]:
    """The family's pattern, with the period that the file gives it."""
    pattern: Mapping[str, Any] = config.get("layer_pattern") or {"period": ""}
    if config.raw().get("order_of_interleaved_layers") == "local_attn_first":  # as they always are
        config.said("order_of_interleaved_layers")
    spelled = config.said("sliding_window_pattern")
    if isinstance(spelled, str):
        return {"period": _spelled_out(spelled)}
    for name, other in PATTERNS.items():
        length = config.said(name)
        if length:
            others = [letter for letter in pattern["period"] if letter not in "FI"]
            far = next((letter for letter in pattern["period"] if letter in "FI"), "F")
            near = (others[0] if others else other) * (checks.at_least(name, length, 1) - 1)
            return {"period": far + near if pattern["period"][:1] == far and others else near + far}
    return pattern


def _spelled_out(pattern: str) -> str:
    if not pattern or set(pattern) - set(PATTERN_LETTERS):
        raise ValueError(
            "sliding_window_pattern must be a number or letters, L or S for a window and G or F for "
            "layers that "
            f"see everything; {pattern!r} came."
        )
    return "".join(PATTERN_LETTERS[letter] for letter in pattern)


# Which layers turn


def _turning(config: Fields, types: Sequence[str]) -> list[bool]:
    """Whether each layer turns its queries and keys."""
    turns = [layer_type not in families.WITHOUT_ATTENTION for layer_type in types]
    if config.get("model_type") in families.FULL_WITHOUT_POSITIONS and "sliding_attention" in types:
        turns = [layer_type == "sliding_attention" for layer_type in types]
    bases = for_each_layer(config, "layer_rope_theta", len(types))
    for given in (_rope_layers(config, len(types)), bases):
        if given:
            turns = [turn and bool(entry) for turn, entry in zip(turns, given, strict=True)]
    for elsewhere in config.listed("cross_attention_layers") or ():  # their keys are those of an image
        if 0 <= elsewhere < len(turns):
            turns[elsewhere] = False
    return turns


def _rope_layers(config: Fields, count: int) -> Sequence[Any]:
    """An entry for each layer, 1 for one that turns, in spite of the fields' names."""
    given = config.listed("no_rope_layers")
    if not given and config.get("no_rope_layer_interval"):
        interval = config.whole("no_rope_layer_interval")
        return [(layer + 1) % interval for layer in range(count)]
    config.said("no_rope_layer_interval")  # which the list spells out, and which gives way to it
    if given and len(given) < count:
        raise ValueError(f"no_rope_layers must have an entry for each of {count} layers; {len(given)} came.")
    return (given or ())[:count]
