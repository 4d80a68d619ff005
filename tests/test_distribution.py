"""What is handed out: a source distribution that is the whole repository, a wheel that is the package."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from paths import BOOK, ROOT

PACKAGE = ROOT / "rope_viz"


def tracked() -> list[str]:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("git knows which files there are, and it is not here")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_the_source_distribution_has_every_file(tmp_path: Path):
    files = tracked()
    for name in files:
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "source" / name)
    build = f"from setuptools import build_meta; build_meta.build_sdist({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=tmp_path / "source", check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        inside = {name.partition("/")[2] for name in packed.getnames()}
    assert sorted(set(files) - inside) == []


def test_the_wheel_has_the_package_and_nothing_else():
    (wheel,) = (BOOK / "_static/rope_viz").glob("rope_viz-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    # What scripts are bundled by, checked with and made from is for the repository.
    here = (path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".mjs", ".ts"))
    left_out = {"__pycache__", "reader"}
    sources = PACKAGE / "book/writing"  # its scripts too; its texts are read at build
    kept = (p for p in here if not left_out & set(p.parts) and p.parent != sources)
    assert names == {str(p.relative_to(ROOT)) for p in kept}
