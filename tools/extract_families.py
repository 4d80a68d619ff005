"""Write rope_viz/models/data/families.json: what transformers fills in where a config.json says nothing.

    pip install -e ".[dev]"
    python tools/extract_families.py            # writes the file, which the tests compare with transformers

Three tables by ``model_type``: the fields that a family's configuration has when its file leaves them out;
the part about words of models that also see or hear; and the families whose code has no rotation.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import warnings
from pathlib import Path
from typing import Any

import transformers
from huggingface_hub.errors import StrictDataclassError
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from rope_viz.models import families, layers, parts

FILE = Path(__file__).resolve().parent.parent / "rope_viz" / "models" / "data" / "families.json"
SIZES = """
hidden_size num_attention_heads num_hidden_layers head_dim max_position_embeddings rotary_dim
qk_rope_head_dim original_max_position_embeddings
""".split()  # noqa: SIM905
PROBE = 54_321.0
LETTERS = {layer_type: letter for letter, layer_type in layers.LETTERS.items()}


def defaults_of(model_type: str) -> dict[str, Any]:
    """Fields that the family's configuration has when nothing is said."""
    kind = CONFIG_MAPPING[model_type]
    plain = kind().to_dict()
    found = {}
    for name in SIZES:
        value = getattr(kind, kind.attribute_map.get(name, name), None)
        if isinstance(value, int) and value:
            found[name] = value
    parameters = plain.get("rope_parameters") or {}
    try:
        probed = kind(rope_theta=PROBE, rotary_emb_base=PROBE).to_dict().get("rope_parameters") or {}
    except TypeError:  # one that has a base for each layer
        probed = {}
    if model_type in families.TWO_BASES:
        near, far = (parameters[name]["rope_theta"] for name in ("sliding_attention", "full_attention"))
        return _with_pattern(found | {"rope_theta": far, "rope_local_base_freq": near}, model_type)
    followed = _followed(parameters, probed)
    if not followed or set(parameters) - {"rope_type", "rope_theta", "partial_rotary_factor"}:
        found["rope_parameters"] = {
            n: p for n, p in parameters.items() if not (followed and n == "rope_theta")
        }
        found |= {"rope_theta": followed} if followed else {}
    else:
        found |= {name: value for name, value in parameters.items() if name != "rope_type"}
    return _with_pattern(found, model_type)


def _with_pattern(found: dict[str, Any], model_type: str) -> dict[str, Any]:
    pattern = pattern_of(model_type)
    return found | ({"layer_pattern": pattern} if pattern else {})


def _followed(parameters: dict[str, Any], probed: dict[str, Any]) -> float | None:
    """The base that gives way to the file's ``rope_theta``, taken out of its place; None if none does."""
    if probed.get("rope_theta") == PROBE:
        return float(parameters["rope_theta"])
    for name, inner in probed.items():
        if isinstance(inner, dict) and inner.get("rope_theta") == PROBE:
            return float(parameters[name].pop("rope_theta"))
    return None


def pattern_of(model_type: str) -> dict[str, Any] | None:
    """The types of layers by a letter each: a period, and what the first and the last are in spite of it."""
    kind = CONFIG_MAPPING[model_type]
    count = kind.attribute_map.get("num_hidden_layers", "num_hidden_layers")
    try:
        long, short = ("".join(LETTERS[t] for t in kind(**{count: n}).layer_types or ()) for n in (48, 29))
    except (AttributeError, KeyError, ValueError, TypeError, StrictDataclassError):
        return None
    if not long:
        return None
    for period in range(1, 13):
        again = (long[12 : 12 + period] * 9)[-12 % period :][:period]
        for first in range(4):
            for last in range(2):
                found: dict[str, Any] = {
                    "period": again,
                    "first": long[:first],
                    "last": long[len(long) - last :],
                }
                found = {name: letters for name, letters in found.items() if letters}
                if all(layers.by_pattern(found, len(t)) == t for t in (long, short)):
                    return found
        found = {"period": long[-1 : -1 - period : -1], "backwards": True}
        if all(layers.by_pattern(found, len(t)) == t for t in (long, short)):
            return found
    return None


def part_of(model_type: str) -> tuple[str, str] | None:
    """The name of the part about words, and its family."""
    try:
        plain = CONFIG_MAPPING[model_type]().to_dict()
    except (ValueError, TypeError, AttributeError, ImportError, StrictDataclassError):
        return None
    for name in parts.WORDS_PARTS:
        if isinstance(plain.get(name), dict) and plain[name].get("model_type"):
            return name, plain[name]["model_type"]
    return None


def without_rotation(model_type: str) -> bool:
    """Whether the family's code nowhere speaks of a rotation."""
    kind = CONFIG_MAPPING[model_type]
    name = kind.__module__.replace(".configuration_", ".modeling_")
    try:
        source = inspect.getsource(importlib.import_module(name))
    except (ImportError, OSError):
        return False
    return not re.search("rotary|Rotary|(?<![a-z])rope(?![a-z])|RoPE[A-Z]", source)


def tables() -> dict[str, Any]:
    parts = {name: part_of(name) for name in sorted(CONFIG_MAPPING.keys())}
    known = sorted(families.KNOWN - {"qwen2_vl", "qwen2_5_vl"})  # whose class is that of the whole
    return {
        "transformers": transformers.__version__,
        "defaults": {name: defaults_of(name) for name in known},
        "parts": {name: part for name, part in parts.items() if part},
        "without_rotation": [
            n for n in sorted(CONFIG_MAPPING.keys()) if not parts[n] and without_rotation(n)
        ],
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity_error()
    rows = []
    for name, table in tables().items():
        if isinstance(table, dict):
            lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in table.items())
            rows.append(f" {json.dumps(name)}: {{\n{lines}\n }}")
        else:
            rows.append(f" {json.dumps(name)}: {json.dumps(table)}")
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n")
