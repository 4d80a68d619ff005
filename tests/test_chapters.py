"""Every chapter runs as the notebook that a learner opens, and names only what the package has."""

from __future__ import annotations

import re
from functools import reduce
from pathlib import Path

import jupytext
import pytest
import yaml
from nbclient import NotebookClient

import rope_viz

ROOT = Path(__file__).parents[1]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
FILES = [TOC["root"], *(entry["file"] for part in TOC.get("parts", [TOC]) for entry in part["chapters"])]
CHAPTERS = [ROOT / f"{name}.md" for name in FILES]
NOTEBOOKS = [path for path in CHAPTERS if "{code-cell}" in path.read_text(encoding="utf-8")]
# `rv.scores`, `rv.prints.plot_angles`: the dotted name, up to the first that is no name.
PUBLIC_NAME = re.compile(r"\brv((?:\.[A-Za-z_]\w*)+)")


@pytest.mark.parametrize("chapter", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapter_runs(chapter: Path):
    notebook = jupytext.read(chapter)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=_folder(chapter)).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    warned = [output.text for output in outputs if output.get("name") == "stderr"]
    assert warned == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_names_what_exists(chapter: Path):
    names = {match[1] for match in PUBLIC_NAME.finditer(chapter.read_text(encoding="utf-8"))}
    unknown = sorted(f"rv{name}" for name in names if not _exists(name))
    assert unknown == []


def _folder(chapter: Path) -> dict[str, dict[str, str]]:
    return {"metadata": {"path": str(chapter.parent)}}


def _exists(dotted: str) -> bool:
    try:
        reduce(getattr, dotted.strip(".").split("."), rope_viz)
    except AttributeError:
        return False
    return True
