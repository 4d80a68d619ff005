"""Scaling rules by the names that configurations have for them."""

from __future__ import annotations

from collections.abc import Callable

from rope_viz import checks
from rope_viz.encodings import scaling
from rope_viz.models import families
from rope_viz.models.fields import Fields
from rope_viz.models.parameters import kind_of

LENGTH, LONGEST = "original_max_position_embeddings", "max_position_embeddings"


def rule_of(config: Fields, parameters: Fields) -> scaling.Rule | None:
    name = _name(config, parameters)
    if name == "default":
        return _older(config)
    if name not in RULES:
        hint = " Images have AxialRope." if name == "axial" else ""
        raise ValueError(f"rope_type must be one of {', '.join(map(repr, RULES))}; {name!r} came.{hint}")
    try:
        return RULES[name](config, parameters)
    except KeyError as error:
        raise ValueError(
            f"rope_type {name!r} must come with the field {error}; it has {', '.join(parameters.names())}."
        ) from error


def _name(config: Fields, parameters: Fields) -> str:
    newer, older = parameters.said("rope_type"), parameters.said("type")
    if newer and older and newer != older and {newer, older} - {"default", "mrope", "su", "longrope"}:
        raise ValueError(
            f"rope_type and type must agree; {newer!r} and {older!r} came. Take one of them out."
        )
    name = kind_of({"rope_type": newer, "type": older})
    if name == "yarn" and config.get("model_type") in families.LONGROPE_AS_YARN:
        return "longrope"
    if name == "default":  # some files say no rule, and its factor for all that: none
        _harmless(parameters, {"factor": 1, LENGTH: None})
        config.said(LENGTH)
    return name


def _harmless(p: Fields, values: dict[str, float | None]) -> None:
    """Ask for fields that change nothing, if they have these values (None: any)."""
    for name, value in values.items():
        if value is None or p.raw().get(name) == value:
            p.said(name)


def _older(config: Fields) -> scaling.Rule | None:
    """A rule that older files name by its factor."""
    factor = config.get("rotary_scaling_factor")
    if factor and factor != 1:
        if config.get("max_trained_positions") is None:
            raise ValueError(
                "rotary_scaling_factor must come with max_trained_positions, from which on it "
                f"counts; {factor!r} came."
            )
        return scaling.dynamic_ntk(factor, config.whole("max_trained_positions"))
    return (
        scaling.linear(config["rope_condense_ratio"]) if config.get("rope_condense_ratio", 1) != 1 else None
    )


def _plain(config: Fields, p: Fields) -> None:
    return None


def _linear(config: Fields, p: Fields) -> scaling.Rule:
    return scaling.linear(p["factor"])


def _dynamic(config: Fields, p: Fields) -> scaling.Rule:
    if p.get("alpha"):  # Hunyuan's, fixed for every length
        for name in (
            "factor",
            "beta_fast",
            "beta_slow",
            "mscale",
            "mscale_all_dim",
        ):  # which do nothing there
            p.said(name)
        return scaling.ntk_aware(p["alpha"])
    return scaling.dynamic_ntk(p["factor"], config.whole(LONGEST))


def _yarn(config: Fields, p: Fields) -> scaling.Rule:
    length = _original_length(config, p)
    _harmless(
        p,
        {"finetuned": None, "max_position_embeddings": None, "llama_4_scaling_beta": None, "attn_factor": 1},
    )
    _harmless(p, {"extrapolation_factor": 1})
    return scaling.yarn(
        factor=_factor(config, p, length),
        original_length=length,
        beta_fast=p.get("beta_fast") or 32,
        beta_slow=p.get("beta_slow") or 1,
        truncate=p.get("truncate", True),
        **{name: p[name] for name in ("mscale", "mscale_all_dim", "attention_factor") if p.get(name)},
    )


def _llama3(config: Fields, p: Fields) -> scaling.Rule:
    if p.said(LENGTH) is None and config.said(LENGTH) is None:
        raise KeyError(LENGTH)
    return scaling.llama3(
        p["factor"], p["low_freq_factor"], p["high_freq_factor"], _original_length(config, p)
    )


# Phi-3.5-MoE has an attention factor for each list; others have one or none.
ATTENTION_NAMES = {
    "short_mscale": "attention_factor",
    "long_mscale": "long_attention_factor",
    "attention_factor": "attention_factor",
}


def _longrope(config: Fields, p: Fields) -> scaling.Rule:
    length = _original_length(config, p)
    given = {ours: p[theirs] for theirs, ours in ATTENTION_NAMES.items() if p.get(theirs)}
    if p.get("factor") is None and (p.said(LENGTH) or config.get(LENGTH)) and config.get(LONGEST):
        given["factor"] = config.whole(LONGEST) / length  # 1 in MiniCPM, whose context is the original one
        return scaling.longrope(p["short_factor"], p["long_factor"], length, **given)
    return scaling.longrope(
        p["short_factor"], p["long_factor"], length, factor=_factor(config, p, length), **given
    )


def _proportional(config: Fields, p: Fields) -> scaling.Rule:
    return scaling.proportional(p.get("partial_rotary_factor", 1.0), p.get("factor", 1.0))


def _original_length(config: Fields, p: Fields) -> int:
    """Phi-3 keeps it outside of the parameters, where it counts before the one inside."""
    p.said(LENGTH)
    for place, name in ((config, LENGTH), (p, LENGTH), (config, LONGEST)):
        if place.get(name):
            return place.whole(name)
    raise KeyError(LENGTH)


def _factor(config: Fields, p: Fields, length: int) -> float:
    """How many times longer the context becomes: as it is said, or as the two lengths have it."""
    factor = p.get("factor")
    if factor is not None:
        return float(checks.positive("factor", factor))
    if config.get(LONGEST) is None or config.whole(LONGEST) <= length:
        raise KeyError("factor")
    return config.whole(LONGEST) / length


RULES: dict[str, Callable[[Fields, Fields], scaling.Rule | None]] = {
    "default": _plain,
    "mrope": _plain,  # the older name of the plain rule with mrope_section
    "linear": _linear,
    "dynamic": _dynamic,
    "yarn": _yarn,
    "llama3": _llama3,
    "longrope": _longrope,
    "su": _longrope,  # its older name
    "proportional": _proportional,
}
