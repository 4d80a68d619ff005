"""Scaling rules by the names that configurations have for them."""

from __future__ import annotations

from collections.abc import Callable

from rope_viz.encodings import scaling
from rope_viz.models.file import Config


def rule_of(config: Config, parameters: Config) -> scaling.Rule | None:
    name = parameters.get("rope_type", parameters.get("type", "default"))
    if name not in RULES:
        hint = " Images have AxialRope." if name == "axial" else ""
        raise ValueError(f"rope_type must be one of {', '.join(map(repr, RULES))}; {name!r} came.{hint}")
    try:
        return RULES[name](config, parameters)
    except KeyError as error:
        raise ValueError(
            f"rope_type {name!r} must come with the field {error}; {dict(parameters)} came."
        ) from error


def _plain(config: Config, p: Config) -> None:
    return None


def _linear(config: Config, p: Config) -> scaling.Rule:
    return scaling.linear(p["factor"])


def _dynamic(config: Config, p: Config) -> scaling.Rule:
    if p.get("alpha"):  # Hunyuan's, fixed for every length
        return scaling.ntk_aware(p["alpha"])
    return scaling.dynamic_ntk(p["factor"], config["max_position_embeddings"])


def _yarn(config: Config, p: Config) -> scaling.Rule:
    length = _original_length(config, p)
    return scaling.yarn(
        factor=p.get("factor") or config["max_position_embeddings"] / length,
        original_length=length,
        beta_fast=p.get("beta_fast") or 32,
        beta_slow=p.get("beta_slow") or 1,
        truncate=p.get("truncate", True),
        **{name: p[name] for name in ("mscale", "mscale_all_dim", "attention_factor") if p.get(name)},
    )


def _llama3(config: Config, p: Config) -> scaling.Rule:
    return scaling.llama3(
        p["factor"], p["low_freq_factor"], p["high_freq_factor"], _original_length(config, p)
    )


# Phi-3.5-MoE has an attention factor for each list; others have one or none.
ATTENTION_NAMES = {
    "short_mscale": "attention_factor",
    "long_mscale": "long_attention_factor",
    "attention_factor": "attention_factor",
}


def _longrope(config: Config, p: Config) -> scaling.Rule:
    length = _original_length(config, p)
    return scaling.longrope(
        p["short_factor"],
        p["long_factor"],
        length,
        factor=p.get("factor") or config["max_position_embeddings"] / length,
        **{ours: p[theirs] for theirs, ours in ATTENTION_NAMES.items() if p.get(theirs)},
    )


def _proportional(config: Config, p: Config) -> scaling.Rule:
    return scaling.proportional(p.get("partial_rotary_factor", 1.0), p.get("factor", 1.0))


def _original_length(config: Config, p: Config) -> int:
    """Phi-3 keeps it outside of the parameters, where it counts before the one inside."""
    name = "original_max_position_embeddings"
    return config.get(name) or p.get(name) or config["max_position_embeddings"]


RULES: dict[str, Callable[[Config, Config], scaling.Rule | None]] = {
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
