"""The browser's reader of configurations says what Python's says, on every file and family of the tests."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import node
import numpy as np
import pytest
from paths import ROOT

from rope_viz.book.your_model import catalog
from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope
from rope_viz.models import families
from rope_viz.models.config import read_model
from rope_viz.models.plain import RULES, model_as_data, rope_as_data, rope_from_data
from rope_viz.models.tables import tables

HERE = Path(__file__).parent
TABLES = tables()
USUAL = {"hidden_size": 4096, "num_attention_heads": 32, "num_hidden_layers": 12, "rope_theta": 5e5}
LENGTHS = (1, 4096, 5000, 131_072)
# What a file may say besides, much of it wrong.
FURTHER: list[dict[str, Any]] = [
    {"rope_scaling": {"type": "linear", "factor": 2.0, "beta_fast": 16}},
    {"rope_scaling": {"type": "dynamic", "factor": 2.0}, "max_position_embeddings": 4096},
    {"rope_scaling": {"type": "dynamic", "alpha": 1000.0}},
    {"rope_scaling": {"type": "yarn", "factor": 4, "mscale": 1.0, "mscale_all_dim": 0.7, "attn_factor": 0.8}},
    {"rope_scaling": {"type": "yarn"}},
    {"rope_scaling": {"type": "longrope", "short_factor": [1.0, 2], "long_factor": [3.0, 4]}},
    {"rope_scaling": {"type": "spiral"}},
    {"rope_scaling": {"rope_type": "yarn", "type": "linear"}},
    {"rope_scaling": {"mrope_section": [16, 24, 24], "mrope_interleaved": True}},
    {"rope_parameters": {"rope_type": "proportional", "partial_rotary_factor": 0.25, "rope_theta": 1e6}},
    {"rope_parameters": {"full_attention": {"rope_theta": 1e4}}, "layer_types": ["conv", "hybrid"] * 6},
    {"rope_parameters": [1]},
    {"rope_theta": [1e4, 5e5] * 6, "partial_rotary_factors": [0.5, 1.0] * 6},
    {"rope_theta": "10000", "head_dim": 64},
    {"rope_theta": 1e4, "rotary_emb_base": 1e6},
    {"rope_theta": -1},
    {"head_dim": 65},
    {"rotary_dim": 30, "rope_pct": 0.5},
    {"partial_rotary_factor": 1.5},
    {"rotary_dim": 256},
    {"layer_types": ["full_attention"] * 3},
    {"layer_types": ["mamba2"] * 12},
    {"layer_types": "full"},
    {"sliding_window_pattern": 3},
    {"sliding_window_pattern": "LXG"},
    {"full_attention_interval": 4},
    {"attn_layer_indices": [2, 5]},
    {"block_types": ["recurrent", "recurrent", "attention"]},
    {"no_rope_layers": [1, 1, 1, 0] * 3, "no_rope_layer_interval": 4},
    {"no_rope_layers": 5},
    {"layer_rope_theta": [0, 1e4] * 6},
    {"cross_attention_layers": [0, 4]},
    {"use_rope": False},
    {"use_dynamic_ntk": True, "nope_every": 4, "yarn": {"factor": 4, "name": "it's"}},
    {"alibi": True},
    {"num_hidden_layers": "12"},
    {"text_config": {"model_type": "qwen2", "head_dim": 64}, "rope_scaling": {"type": "linear", "factor": 2}},
    {"max_position_embeddings": None, "hidden_size": None},
    {"rope_condense_ratio": 8, "rope_interleave": True},
    {"rotary_scaling_factor": 2},
    {"qk_rope_head_dim": 64, "kv_lora_rank": 512},
]  # fmt: skip
SCRIPT = """
    import { readFileSync } from "node:fs";
    import { inWords } from "./rope_viz/book/reader/card.js";
    import { readModel } from "./rope_viz/book/reader/reader.js";
    import { setTables } from "./rope_viz/book/reader/tables.js";
    import { Refused } from "./rope_viz/book/reader/values.js";
    import { attentionFactor, speedsOf } from "./rope_viz/explorers/core/scaling.js";
    const { tables, configs, ropes, lengths } = JSON.parse(readFileSync(0, "utf8"));
    setTables(tables);
    const read = (config) => {
      try {
        const { model, warnings } = readModel(config);
        return { model, warnings, words: inWords(model) };
      } catch (error) {
        if (error instanceof Refused) return { refused: error.message };
        throw error;
      }
    };
    const speeds = ropes.map((rope) => lengths.map((n) => [attentionFactor(rope, n), ...speedsOf(rope, n)]));
    console.log(JSON.stringify({ read: configs.map(read), speeds }));
"""


def configurations() -> list[dict[str, Any]]:
    """Files of the tests and of the catalog; every family, bare and with usual fields; and files that err."""
    paths = sorted((HERE / "configs").glob("*.json"))
    files = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    constants = runpy.run_path(str(HERE / "published_fields.py")).values()
    published = [value for value in constants if isinstance(value, dict) and "model_type" in value]
    known = {*TABLES["defaults"], *TABLES["parts"], *TABLES["sets"]["without_rotation"], *TABLES["not_read"]}
    known |= families.HALF_ELSEWHERE | families.INTERLEAVED_ELSEWHERE
    bare = [{"model_type": name} for name in sorted(known)]
    usual = [{"model_type": name, **USUAL} for name in sorted(TABLES["defaults"])]
    some = ("llama", "gemma3_text", "step3p5", "homemade", "deepseek_v3", "exaone4", "mimo_v2_flash")
    erring = [{"model_type": name, **USUAL, **fields} for name in some for fields in FURTHER]
    return [*files, *published, *(model["config"] for model in catalog()), *bare, *usual, *erring]


def in_python(config: dict[str, Any]) -> dict[str, Any]:
    """What the package makes of a file."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            card = read_model(config)
        except (ValueError, TypeError) as error:
            return {"refused": str(error)}
    model = json.loads(json.dumps(model_as_data(card, "")))
    return {"model": model, "warnings": [str(w.message) for w in told], "words": str(card).splitlines()}


def alike(a: Any, b: Any) -> bool:
    """The same but for the last bits of a number, and for 2.0 where JSON has 2."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[name], b[name]) for name in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, str) and isinstance(b, str):
        return re.sub(r"(?<=\d)\.0\b", "", a) == re.sub(r"(?<=\d)\.0\b", "", b)
    if isinstance(a, float) or isinstance(b, float):
        return a == pytest.approx(b, rel=1e-12, abs=0)
    return a == b


def ropes() -> list[Rope]:
    """One for each rule, and one without."""
    factors = tuple(1 + i / 7 for i in range(16))
    rules = [
        scaling.linear(3), scaling.ntk_aware(4), scaling.dynamic_ntk(2, 4096), scaling.proportional(0.3, 2),
        scaling.per_pair(factors),
        scaling.longrope(factors, factors[::-1], 4096, 32, long_attention_factor=1.5),
        scaling.yarn(8, 4096), scaling.yarn(8, 4096, truncate=False), scaling.yarn_paper(8, 4096),
        scaling.llama3(8), scaling.llama3(16, 1, 1),
    ]  # fmt: skip
    assert {type(rule).__name__ for rule in rules} == set(RULES)
    return [Rope(40, 1e4, rotary_dim=32, scaling=rule) for rule in (None, *rules)]


@pytest.fixture(scope="module")
def twin() -> dict[str, Any]:
    """What the browser's reader makes of all of it."""
    given = {"tables": TABLES, "configs": configurations(), "lengths": LENGTHS}
    given["ropes"] = [rope_as_data(rope) for rope in ropes()]
    command = [*node.command("node"), "--input-type=module", "--eval", SCRIPT]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(given), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_every_file_is_read_or_refused_as_python_does_it(twin):
    configs = configurations()
    python = [in_python(config) for config in configs]
    different = [
        (config, here, there)
        for config, here, there in zip(configs, python, twin["read"], strict=True)
        if not alike(here, there)
    ]
    assert different == []
    read = [found for found in python if "model" in found]
    assert len(read) > 500 and len(configs) - len(read) > 500 and any(found["warnings"] for found in read)


def test_every_rule_gives_the_speeds_that_torch_gives(twin):
    for rope, at_lengths in zip(ropes(), twin["speeds"], strict=True):
        for tokens, (factor, *speeds) in zip(LENGTHS, at_lengths, strict=True):
            fixed = rope.at_length(tokens)
            np.testing.assert_allclose(speeds, fixed.inv_freq, rtol=1e-12, atol=0, err_msg=f"{rope}")
            assert factor == pytest.approx(fixed.attention_factor, rel=1e-12)


def test_a_rope_comes_back_from_its_data():
    for rope in ropes():
        data = json.loads(json.dumps(rope_as_data(rope)))
        assert rope_from_data(data) == rope


def test_the_catalog_is_what_the_tool_makes(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_catalog

    assert make_catalog.FILE.read_text(encoding="utf-8") == make_catalog.as_text(), (
        "run tools/make_catalog.py"
    )
    sys.modules.pop("make_catalog")
    models = catalog()
    assert len({model["id"] for model in models}) == len(models) >= 40
    refused = {model["name"] for model in models if not model["facts"]}
    assert refused == {"BLOOM", "GPT-2", "Kimi Linear"}
