"""What a Hugging Face ``config.json`` says about rotary embedding, as arguments of `Rope`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Families whose files may leave the base out because their code has a default.
DEFAULT_BASE = {"llama": 10_000.0, "mistral": 10_000.0, "gpt_neox": 10_000.0, "gptj": 10_000.0}
# Families whose code pairs neighbouring components; all others split the head in halves.
INTERLEAVED = {"gptj", "cohere", "cohere2", "glm", "glm4", "codegen"}
BASE_NAMES = ("rope_theta", "rotary_emb_base")


def rope_arguments(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """Arguments for `Rope` from a configuration's path, folder or content."""
    config = read_config(source)
    config = config.get("text_config", config)  # models that also see or hear keep the words' part apart
    parameters = _parameters(config)
    head_dim = _head_dim(config)
    return {
        "head_dim": head_dim,
        "base": _base(config, parameters),
        "layout": "interleaved" if config.get("model_type") in INTERLEAVED else "half",
        "rotary_dim": _rotary_dim(config, parameters, head_dim),
    }


def read_config(source: str | Path | Mapping[str, Any]) -> Mapping[str, Any]:
    """The configuration as a mapping."""
    if isinstance(source, Mapping):
        return source
    if not isinstance(source, str | Path):
        raise TypeError(f"source must be a path or a mapping; {type(source).__name__} came.")
    path = Path(source)
    path = path / "config.json" if path.is_dir() else path
    if not path.exists():
        raise FileNotFoundError(
            f"source must be an existing config.json or its folder; {str(source)!r} came."
        )
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"source must be JSON, but {path} is broken: {error}.") from error
    if not isinstance(config, dict):
        raise ValueError(
            f"source must hold one JSON object, as config.json does; {path} holds a {type(config).__name__}."
        )
    return config


def _parameters(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The newer ``rope_parameters`` or the older ``rope_scaling``; only the plain rule is known yet."""
    parameters = config.get("rope_parameters") or config.get("rope_scaling") or {}
    rule = parameters.get("rope_type", parameters.get("type", "default"))
    if rule != "default":
        raise ValueError(f"rope_type must be 'default', the only rule read so far; {rule!r} came.")
    return parameters


def _head_dim(config: Mapping[str, Any]) -> int:
    if config.get("head_dim"):
        return config["head_dim"]
    hidden = config.get("hidden_size", config.get("n_embd"))
    heads = config.get("num_attention_heads", config.get("n_head"))
    if not hidden or not heads:
        raise ValueError(
            "source must give head_dim, or hidden_size and num_attention_heads; "
            f"{_kind(config)} has the fields {', '.join(sorted(config)) or 'none'}."
        )
    return hidden // heads


def _base(config: Mapping[str, Any], parameters: Mapping[str, Any]) -> float:
    given = [place[name] for place in (parameters, config) for name in BASE_NAMES if place.get(name)]
    base = given[0] if given else DEFAULT_BASE.get(config.get("model_type", ""))
    if base is None:
        raise ValueError(
            "source must describe a rotary embedding by rope_theta or rope_parameters; "
            f"{_kind(config)} has neither."
        )
    return float(base)


def _rotary_dim(config: Mapping[str, Any], parameters: Mapping[str, Any], head_dim: int) -> int | None:
    if config.get("rotary_dim"):
        return config["rotary_dim"]
    shares = (
        parameters.get("partial_rotary_factor"),
        config.get("partial_rotary_factor"),
        config.get("rotary_pct"),
    )
    share = next((share for share in shares if share is not None), None)
    return None if share is None else int(head_dim * share)


def _kind(config: Mapping[str, Any]) -> str:
    return f"a configuration of model_type {config.get('model_type', 'unknown')!r}"
