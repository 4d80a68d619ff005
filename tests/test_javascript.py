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
