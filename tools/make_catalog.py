"""Write rope_viz/models/data/catalog.json: well-known models, and what their config.json says of positions.

    pip install -e ".[dev]"
    python tools/make_catalog.py            # writes the file, which the tests make again and compare

A model is here only with a source that can be named: its published file, of which the tests or
quoted_configs.json keep the fields about positions; or, for a family, its class in transformers.
"""

from __future__ import annotations

import json
import re
import runpy
import warnings
from pathlib import Path
from typing import Any

import transformers
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from rope_viz.models.config import read_model

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "rope_viz/models/data/catalog.json"
PUBLISHED = "tests/models/published_fields.py"

# By name in the list: the file of tests/models/configs, or the constant of PUBLISHED.
FILES = {
    "Bamba 9B": "bamba_9b.json",
    "DBRX": "dbrx_attn_config.json",
    "EXAONE 4 32B": "exaone4_pattern_string.json",
    "GLM-4 9B chat": "glm4_9b_chat_remote.json",
    "Kimi K2": "kimi_k2.json",
    "Kimi Linear": "kimi_linear.json",
    "MiMo-V2-Flash": "mimo_v2_flash.json",
    "MiniMax-Text-01": "minimax_text_01.json",
    "Qwen3-Next": "qwen3_next_interval.json",
    "Command R7B": "COHERE_R7B",
    "DeepSeek-V3": "DEEPSEEK_V3",
    "Gemma 3 4B": "GEMMA_3_4B",
    "gpt-oss 20B": "GPT_OSS_20B",
    "Llama 3.1 8B": "LLAMA_31_8B",
    "ModernBERT base": "MODERNBERT_BASE",
    "OLMo 3 7B": "OLMO_3_7B",
    "Qwen2-VL 7B": "QWEN2_VL_7B",
    "Qwen3-VL 8B": "QWEN3_VL_8B",
    "SmolLM3 3B": "SMOLLM3_3B",
}
# Fields about positions of published files, as public code and notes quote them.
QUOTED = Path(__file__).with_name("quoted_configs.json")
# Families whose classes say all that a file may leave out. A checkpoint's own file often says otherwise.
CLASSES = {
    "BLOOM": "bloom",
    "CodeGen": "codegen",
    "Command R": "cohere",
    "DeepSeek-V2": "deepseek_v2",
    "Falcon": "falcon",
    "Falcon-H1": "falcon_h1",
    "Gemma": "gemma",
    "Gemma 3n": "gemma3n",
    "Gemma 4": "gemma4",
    "GPT-2": "gpt2",
    "GPT-J": "gptj",
    "GPT-NeoX": "gpt_neox",
    "Granite": "granite",
    "Llama 3.2 Vision": "mllama",
    "Llama 4": "llama4",
    "Mixtral": "mixtral",
    "OLMo": "olmo",
    "Persimmon": "persimmon",
    "Phi": "phi",
    "RecurrentGemma": "recurrent_gemma",
    "RoFormer": "roformer",
    "StableLM": "stablelm",
}


def from_files() -> dict[str, tuple[dict[str, Any], str]]:
    """Configurations that the tests keep, and where."""
    constants = runpy.run_path(str(ROOT / PUBLISHED))
    found = {}
    for name, place in FILES.items():
        if place.endswith(".json"):
            path = f"tests/models/configs/{place}"
            found[name] = json.loads((ROOT / path).read_text(encoding="utf-8")), path
        else:
            found[name] = constants[place], f"{PUBLISHED}, {place}"
    return found


def quoted() -> dict[str, tuple[dict[str, Any], str]]:
    """Published files of which the fields about positions are quoted."""
    entries = json.loads(QUOTED.read_text(encoding="utf-8"))
    return {name: (said["config"], f"config.json of {said['of']}") for name, said in entries.items()}


def from_class(family: str) -> tuple[dict[str, Any], str]:
    """A family's defaults, and the class that has them."""
    kind = CONFIG_MAPPING[family].__name__
    return {"model_type": family}, f"{kind} of transformers {transformers.__version__}, defaults"


def slug(name: str) -> str:
    """The name as an address has it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def facts(config: dict[str, Any]) -> list[dict[str, Any]]:
    """What the reader makes of it, by kind of layer; nothing where it refuses."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            card = read_model(config)
    except ValueError:
        return []
    ropes = {name: kind.encoding for name, kind in card.kinds.items() if hasattr(kind.encoding, "base")}
    return [
        {
            "layers": name,
            "head_dim": rope.head_dim,
            "base": rope.base,
            "share": rope.rotary_dim / rope.head_dim,
            "rule": type(rope.scaling).__name__ if rope.scaling else None,
            "context": card.context,
        }
        for name, rope in ropes.items()
    ]


def catalog() -> list[dict[str, Any]]:
    """Every model, by name."""
    published = from_files() | quoted()
    found = published | {name: from_class(family) for name, family in CLASSES.items()}
    return [
        {
            "id": slug(name) + ("" if name in published else "-family"),
            "name": name,
            "published": name in published,
            "source": source,
            "config": config,
            "facts": facts(config),
        }
        for name, (config, source) in sorted(found.items(), key=lambda item: item[0].lower())
    ]


def as_text() -> str:
    """The file: a model a line."""
    lines = ",\n".join(" " + json.dumps(model, ensure_ascii=False) for model in catalog())
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    FILE.write_text(as_text(), encoding="utf-8")
