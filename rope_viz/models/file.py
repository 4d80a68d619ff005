"""A configuration as a mapping, with its fields under the names that most families use."""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from rope_viz.models import families

Config = Mapping[str, Any]
# Names that single families have for what the others call alike.
OTHER_NAMES = {
    "rotary_emb_base": "rope_theta",
    "rotary_pct": "partial_rotary_factor",
    "n_embd": "hidden_size",
    "d_model": "hidden_size",
    "n_head": "num_attention_heads",
    "n_heads": "num_attention_heads",
    "layers_block_type": "layer_types",
    "n_layer": "num_hidden_layers",
    "n_layers": "num_hidden_layers",
    "n_positions": "max_position_embeddings",
    "max_seq_len": "max_position_embeddings",
    "max_sequence_length": "max_position_embeddings",
    "seq_length": "max_position_embeddings",
}
# Models that also see or hear keep the part about words in one of these, some of them nested.
WORDS_PARTS = ("text_config", "thinker_config", "llm_config", "language_config")


def read_config(source: Any) -> Config:
    """The configuration as a mapping, from a path, a folder, a mapping or a configuration object."""
    if isinstance(source, Mapping):
        return source
    if callable(getattr(source, "to_dict", None)):
        return source.to_dict()
    if not isinstance(source, str | PathLike):
        raise TypeError(
            "source must be a path, a mapping or a configuration with to_dict(); "
            f"{type(source).__name__} came."
        )
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


def words_part(config: Config) -> Config:
    for name in WORDS_PARTS:
        if isinstance(config.get(name), Mapping):
            return words_part(config[name])
    given = {name: value for name, value in config.items() if value is not None}
    for other, name in OTHER_NAMES.items():
        if other in given:
            given.setdefault(name, given[other])
    return ChainMap(given, families.DEFAULTS.get(config.get("model_type", ""), {}))


def name_of(config: Config) -> str:
    """What errors call it."""
    return f"a configuration of model_type {config.get('model_type', 'unknown')!r}"
