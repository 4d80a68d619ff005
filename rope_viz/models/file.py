"""A configuration as a mapping, wherever it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

Config = Mapping[str, Any]


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
            f"source must be an existing config.json or its folder; {str(source)!r} came.{_hub(str(source))}"
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


def _hub(name: str) -> str:
    """How to get at a file on the hub, if it is one's name."""
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name) or name.endswith(".json"):
        return ""
    return (
        " If that is a model's name on the Hugging Face Hub, give "
        "transformers.AutoConfig.from_pretrained(name), or "
        "the path of its config.json that huggingface_hub.hf_hub_download(name, 'config.json') returns."
    )
