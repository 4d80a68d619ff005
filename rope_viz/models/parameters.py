"""The parameters of the rotary embedding by type of layer, in their newer and older places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rope_viz.models import families
from rope_viz.models.fields import Fields

EVERY = "every layer"


def parameters_by_type(config: Fields) -> dict[str, Fields | None]:
    """Parameters by type of layer, or for every layer."""
    name, given = _said(config)
    two_said = config.said("rope_local_base_freq") is not None
    if not given and not two_said and config.get("rope_parameters"):  # the family's
        name, given = "rope_parameters", config["rope_parameters"]
    whole = config.adopt(name, Fields(given, outer=config))
    if (
        _is_nested(config.default("rope_parameters") or {})
        and given
        and not _is_nested(given)
        and not two_said
    ):
        return _scaled_where_full(config, whole)
    if _is_nested(given):
        return _nested(config, whole, given)
    if config.get("rope_local_base_freq") is not None:
        if given and name == "rope_parameters" and not two_said:
            raise ValueError(
                "rope_parameters must have an entry for each type of layers, because "
                f"{config['model_type']!r} has two "
                f"bases; {dict(given)} came."
            )
        return _two_bases(config, whole)
    inside = given.get("rope_theta")
    if inside is not None and _said(config)[1] and config.said("rope_theta") not in (None, inside):
        raise ValueError(
            f"rope_theta must be the same in {name} and outside of it; {inside!r} and "
            f"{config.said('rope_theta')!r} came. Take one of them out."
        )
    return {EVERY: whole}


def parameters_of_layers(
    config: Fields, types: Sequence[str], parameters: Mapping[str, Fields | None]
) -> list[tuple[str, Fields | None]]:
    """For each layer the name of its kind and its parameters."""
    bases, shares = (
        for_each_layer(config, name, len(types)) for name in ("rope_theta", "partial_rotary_factor")
    )
    bases = bases or for_each_layer(config, "layer_rope_theta", len(types))
    if bases is None and shares is None:
        return [(layer_type, _of_type(layer_type, parameters)) for layer_type in types]
    values = list(zip(types, bases or [None] * len(types), shares or [None] * len(types), strict=True))
    several = {t for t in types if len({value for value in values if value[0] == t and value[1] != 0}) > 1}
    return [_of_layer(config, value, value[0] in several, parameters) for value in values]


# Where a file says it


def _said(config: Fields) -> tuple[str, Mapping[str, Any]]:
    """The field that the file has, and what is in it; nothing if it has none."""
    found = {}
    for name in ("rope_parameters", "rope_scaling"):
        value = config.said(name)
        if not value:
            continue
        if not isinstance(value, Mapping):
            raise ValueError(f"{name} must be an object; {value!r} came.")
        found[name] = value
    if len(found) == 2 and not _agree(*found.values()):
        raise ValueError(
            "rope_parameters and rope_scaling must say the same, because they are the newer and the "
            "older name of "
            f"one thing; {dict(found['rope_parameters'])} and {dict(found['rope_scaling'])} came. "
            "Take one out."
        )
    return next(iter(found.items()), ("rope_parameters", {}))


def _agree(newer: Mapping[str, Any], older: Mapping[str, Any]) -> bool:
    plain = [{**values, "rope_type": kind_of(values)} for values in (newer, older)]
    for values in plain:
        values.pop("type", None)
    return all(plain[0].get(name) == value for name, value in plain[1].items())


def kind_of(parameters: Mapping[str, Any]) -> str:
    """The rule's name, from its newer or older field."""
    return str(parameters.get("rope_type") or parameters.get("type") or "default")


def _is_nested(given: Mapping[str, Any]) -> bool:
    """Whether parameters are given by type of layer."""
    return any(isinstance(value, Mapping) for value in given.values())


def _nested(config: Fields, whole: Fields, given: Mapping[str, Any]) -> dict[str, Fields | None]:
    if kind_of(given) == "default":  # some files have it beside the types
        whole.said("rope_type"), whole.said("type")
    bases = [value.get("rope_theta") for value in given.values() if isinstance(value, Mapping)]
    if config.raw().get("rope_theta") in bases:  # says nothing new
        config.said("rope_theta")
    return {
        kind: whole.part(kind) if isinstance(value, Mapping) else None
        for kind, value in given.items()
        if isinstance(value, Mapping) or (value is None and kind in families.LAYER_TYPES)
    }


def _scaled_where_full(config: Fields, whole: Fields) -> dict[str, Fields | None]:
    """One rule for a family whose types of layers have parameters of their own."""
    if config.get("model_type") not in families.SCALED_WHERE_FULL:
        raise ValueError(
            "rope_parameters must have an entry for each type of layers, as "
            f"{', '.join(config.default('rope_parameters'))}, because those of "
            f"{config['model_type']!r} differ; "
            f"{whole.raw()} came."
        )
    return {"sliding_attention": Fields({}, outer=config), "full_attention": whole}


def _two_bases(config: Fields, far: Fields) -> dict[str, Fields | None]:
    """Older files give a second base, for layers that see a window; a rule is for the others only."""
    one = config.get("model_type") in families.ONE_BASE and config.said("rope_local_base_freq") is None
    window = {"rope_theta": config["rope_theta" if one else "rope_local_base_freq"]}
    everywhere = config.get("model_type") in families.SCALED_EVERYWHERE
    near = far.having(window) if everywhere else Fields(window, outer=config)
    return {"sliding_attention": near, "full_attention": far}


# An entry for each layer


def for_each_layer(config: Fields, name: str, count: int) -> list[Any] | None:
    """A field's entries, if it has one for each layer."""
    value = config.get(name)
    if not isinstance(value, list | tuple):
        return None
    further = config.get("num_nextn_predict_layers") or 0
    if len(value) not in (count, count + further):
        raise ValueError(f"{name} must have an entry for each of {count} layers; {len(value)} came.")
    return list(value[:count])


def _of_type(layer_type: str, parameters: Mapping[str, Fields | None]) -> Fields | None:
    for name in (layer_type, families.RENAMED.get(layer_type, layer_type), EVERY):
        if name in parameters:
            return parameters[name]
    if layer_type in families.WITHOUT_ATTENTION:
        return None
    if layer_type == EVERY:
        raise ValueError(
            f"layer_types must say which layers have {' and which '.join(parameters)}, because they differ; "
            "none came."
        )
    raise ValueError(
        "rope_parameters must have an entry for each type of layers; "
        f"{', '.join(map(repr, parameters))} came, and "
        f"none for {layer_type!r}."
    )


def _of_layer(
    config: Fields, value: tuple[str, Any, Any], several: bool, parameters: Mapping[str, Fields | None]
) -> tuple[str, Fields | None]:
    layer_type, base, share = value
    common = None if base == 0 else _of_type(layer_type, parameters)
    if common is None:
        return layer_type, None
    own = {"rope_theta": base, "partial_rotary_factor": share}
    own = {name: number for name, number in own.items() if number is not None}
    name = ", ".join([layer_type, *(f"{FACT[n]} {number:g}" for n, number in own.items() if several)])
    if layer_type != "full_attention" and config.get("model_type") in families.SCALED_WHERE_FULL:
        return name, Fields(own, outer=config)
    return name, common.having(own)


FACT = {"rope_theta": "base", "partial_rotary_factor": "share"}
