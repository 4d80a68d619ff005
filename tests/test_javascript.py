"""The JavaScript of explorers and pages: formatted, linted, right in its types, and bundled."""

from __future__ import annotations

import base64
import itertools
import json
import random
import subprocess
from pathlib import Path

import node
import numpy as np
import pytest
import torch
from paths import ROOT

import rope_viz
from rope_viz import words
from rope_viz.explorers import NAMES
from rope_viz.explorers.core import static


@pytest.fixture(scope="module")
def run():
    """Runs a script with node, in the repository."""
    node.modules()

    def run_script(*command: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*node.command("node"), *command], cwd=ROOT, input=text, capture_output=True, text=True
        )

    return run_script


def test_it_is_formatted_and_linted(run):
    done = run("node_modules/@biomejs/biome/bin/biome", "ci", "--colors=off")
    assert done.returncode == 0, f"run `npm run check`:\n{done.stdout}{done.stderr}"


def test_its_types_are_right(run):
    done = run("node_modules/typescript/bin/tsc", "--project", ".")
    assert done.returncode == 0, done.stdout


def test_a_name_that_nobody_uses_is_found(run):
    place = "--stdin-file-path=rope_viz/explorers/core/wrong.js"
    done = run(
        "node_modules/@biomejs/biome/bin/biome", "lint", "--colors=off", place, text="const unused = 1;"
    )
    assert done.returncode != 0


def test_a_name_that_does_not_exist_is_found(run, tmp_path: Path):
    path = tmp_path / "wrong.js"
    path.write_text("export const n = [1].lenght;")
    options = ["--ignoreConfig", "--allowJs", "--checkJs", "--noEmit"]
    done = run("node_modules/typescript/bin/tsc", *options, str(path))
    assert done.returncode != 0 and "'lenght' does not exist" in done.stdout


def test_the_committed_bundles_are_what_the_command_makes(run, tmp_path: Path):
    done = run("rope_viz/explorers/core/build.mjs", str(tmp_path))
    assert done.returncode == 0, done.stderr
    pages = (ROOT / "rope_viz/book/static" / name for name in ("your-model.js", "write.js", "micropython.js"))
    deck = (ROOT / "lectures/deck.js", ROOT / "lectures/deck.css")
    for committed in (*pages, *deck):
        made = tmp_path / committed.name
        assert made.read_bytes() == committed.read_bytes(), f"run `npm run build` and commit {committed.name}"
    for name in ("core", *NAMES):
        made = (tmp_path / "explorers" / name / "bundle.js").read_text("utf-8")
        assert made == static.script(name), f"run `npm run build` and commit the bundle of {name}"


@pytest.fixture(scope="module")
def values() -> list[float]:
    """Ties of every kind, and numbers of every size, with both signs."""
    draw = random.Random(0)
    ties = [sixteenth / 16 * 10.0**power for sixteenth in range(0, 400) for power in (-2, 0, 2)]
    sizes = [draw.random() * 10.0 ** draw.randint(-9, 9) for _ in range(2000)]
    return [sign * value for value in (*ties, *sizes) for sign in (1, -1)]


@pytest.mark.parametrize(
    ("call", "twin"),
    [
        ("fixed(v)", words.fixed),
        ("fixed(v, 0)", lambda value: words.fixed(value, 0)),
        ("fixed(v, 4)", lambda value: words.fixed(value, 4)),
        ("brief(v)", words.brief),
        ("measured(v)", words.measured),
    ],
)
def test_numbers_are_written_as_python_writes_them(run, values, call, twin):
    script = f"""
        import {{ brief, fixed, measured }} from "./rope_viz/explorers/core/words.js";
        import {{ readFileSync }} from "node:fs";
        console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((v) => {call})));
    """
    done = run("--input-type=module", "--eval", script, text=json.dumps(values))
    assert done.returncode == 0, done.stderr
    here = json.loads(done.stdout)
    assert [(v, js, twin(v)) for v, js in zip(values, here, strict=True) if js != twin(v)] == []


def test_float16_is_read_as_numpy_wrote_it(run):
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    every = every[np.isfinite(every)]
    script = """
        import { decoded } from "./rope_viz/explorers/inside/head.js";
        import { readFileSync } from "node:fs";
        const [vector] = decoded(readFileSync(0, "utf8"), 1);
        console.log(vector.join(" "));
    """
    done = run("--input-type=module", "--eval", script, text=base64.b64encode(every.tobytes()).decode())
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(np.array(done.stdout.split(), dtype=float), every.astype(float))


@pytest.mark.parametrize("name", ["bfloat16", "float16", "float32"])
def test_numbers_are_rounded_to_short_formats_as_torch_rounds_them(run, values, name):
    ends = [2.0**power * (1 + step / 4096) for power in range(-26, 17) for step in range(0, 4096, 67)]
    tried = [*values, *ends, *(-end for end in ends), 65_519.99, 65_520.0, 3.3e38, 1e300, 2.0**-150, 0.0]
    script = f"""
        import {{ ROUND }} from "./rope_viz/explorers/precision/formats.js";
        import {{ readFileSync }} from "node:fs";
        console.log(JSON.parse(readFileSync(0, "utf8")).map(ROUND.{name}).join(" "));
    """
    done = run("--input-type=module", "--eval", script, text=json.dumps(tried))
    assert done.returncode == 0, done.stderr
    here = torch.tensor([float(number) for number in done.stdout.split()], dtype=torch.float64)
    rounded = torch.tensor(tried, dtype=torch.float64).float().to(getattr(torch, name)).double()
    assert [(v, a, b) for v, a, b in zip(tried, here.tolist(), rounded.tolist(), strict=True) if a != b] == []


def test_ways_are_counted_as_they_are_counted_of_programs(run):
    built = itertools.product(("steps", "once", "none"), ("twice", "once", "spot"), (False, True))
    states = [{"build": True, "passes": p, "table": t, "together": both} for p, t, both in built]
    states += [
        {"view": "layer", "tokens": tokens, "heads": heads} for tokens in (128, 4096) for heads in (1, 8)
    ]
    explorers = [rope_viz.explore_memory(rope_viz.Rope(64)) for _ in range(2 * len(states))]
    for i, (explorer, state) in enumerate(zip(explorers, states * 2, strict=True)):
        explorer.format = ("float32", "bfloat16")[i % 2]
        for name, value in state.items():
            setattr(explorer, name, value)
    script = """
        import { waysOf } from "./rope_viz/explorers/memory/counted.js";
        import { readFileSync } from "node:fs";
        console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(waysOf)));
    """
    asked = json.dumps([explorer.state for explorer in explorers], default=list)
    done = run("--input-type=module", "--eval", script, text=asked)
    assert done.returncode == 0, done.stderr
    for explorer, here in zip(explorers, json.loads(done.stdout), strict=True):
        assert [name for name, _ in here] == list(explorer.ways)
        for (name, steps), counted in zip(here, explorer.ways.values(), strict=True):
            one = [number for step in steps for number in (step["moved"], step["products"])]
            if name == "a copy":  # which is one step there, of both vectors
                one = [number / 2 for number in one] * 2
            other = [float(number) for step in counted for number in (step.moved, step.products)]
            assert one == pytest.approx(other), (name, explorer.state)


@pytest.mark.parametrize("speeds", [1, 8, 33])
@pytest.mark.parametrize(("first", "count"), [(0, 0), (0, 1), (3, 255), (1000, 257), (131_000, 600)])
def test_scores_at_every_distance_are_those_of_turned_pairs(run, speeds, first, count):
    """An odd number of hands, blocks that are not full, and a place far along a text."""
    hands = torch.rand(3, speeds, dtype=torch.float64, generator=torch.Generator().manual_seed(speeds))
    along, across, inv_freq = hands.tolist()
    script = """
        import { everyDistance } from "./rope_viz/explorers/core/every.js";
        import { readFileSync } from "node:fs";
        const { along, across, inv_freq, first, count } = JSON.parse(readFileSync(0, "utf8"));
        console.log([...everyDistance(inv_freq)({ along, across })(first, count)].join(" "));
    """
    asked = {"along": along, "across": across, "inv_freq": inv_freq, "first": first, "count": count}
    done = run("--input-type=module", "--eval", script, text=json.dumps(asked))
    assert done.returncode == 0, done.stderr
    angles = torch.arange(first, first + count, dtype=torch.float64)[:, None] * hands[2]
    score = (hands[0] * angles.cos() - hands[1] * angles.sin()).sum(-1)
    assert [float(number) for number in done.stdout.split()] == pytest.approx(score.tolist(), abs=1e-8)


def test_heads_answer_alike_in_whatever_order_lengths_are_asked(run):
    script = """
        import { createAsked, partsOf } from "./rope_viz/explorers/stretch/heads.js";
        const vector = (seed) => Array.from({ length: 8 }, (_, i) => Math.sin(seed * (i + 1)));
        const [query, key, first] = [1, 2, 3].map(vector);
        const parts = partsOf({ query: [query], key: [key], first: [first], sinks: [false] }, 0);
        const lengths = [600, 3, 90, 601, 90, 5000];
        const ask = (lengths, at) => lengths.map((length) => [length, at(length)]).sort(([a], [b]) => a - b);
        const fresh = () => createAsked(parts, { speeds: [1, 0.1, 0.01, 0.001], grown: 1.2 });
        console.log(JSON.stringify([ask(lengths, fresh()), ask(lengths, (length) => fresh()(length))]));
    """
    done = run("--input-type=module", "--eval", script)
    assert done.returncode == 0, done.stderr
    going_on, anew = json.loads(done.stdout)
    for (length, one), (same, other) in zip(going_on, anew, strict=True):
        assert length == same and one["farthest"] == other["farthest"]
        assert one["weight"] == pytest.approx(other["weight"], rel=1e-12)
