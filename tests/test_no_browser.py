"""All but the tests in ``tests/browser`` run where no browser's library is installed."""

from __future__ import annotations

import subprocess
import sys

from paths import ROOT

FOLDERS = sorted(path.name for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py")))
COLLECT = """
import sys, pytest

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("playwright", "pytest_playwright"):
            raise ModuleNotFoundError(f"{name} must not be needed here")

sys.meta_path.insert(0, Missing())
sys.exit(pytest.main(["--collect-only", "-qq", "-p", "no:playwright", *sys.argv[1:]]))
"""


def test_mathematics_is_tested_without_a_browser():
    assert {"browser", "encodings", "curves", "models", "plots", "claims"} <= set(FOLDERS)
    folders = [f"tests/{name}" for name in FOLDERS if name != "browser"]
    command = [sys.executable, "-c", COLLECT, *folders]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert all(f"{folder}/" in run.stdout for folder in folders)
