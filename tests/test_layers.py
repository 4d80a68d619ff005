"""The house: a folder imports only from those before it, in no circle, and loads only what it needs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import rope_viz

PACKAGE = Path(rope_viz.__file__).parent
# From the ground up. Files beside the folders stand on the ground.
FLOORS = [
    "encodings",
    "examination",
    "models",
    "curves",
    "studies",
    "plots",
    "explorers",
    "claims",
    "book",
    "command",
]
FILES = {path: path.relative_to(PACKAGE).with_suffix("").parts for path in PACKAGE.rglob("*.py")}
# Doors for a reader's convenience: the file that has one, and the module that it loads when asked.
DOORS = {
    ("encodings/rope.py", "rope_viz.models.config"),
    ("encodings/rope.py", "rope_viz.models.card"),
    ("encodings/kernel.py", "rope_viz.encodings.sharded"),
}

WIDGETS = {"ipywidgets", "anywidget"}
DRAWING = {"plotly", "matplotlib"} | WIDGETS
LIBRARIES = {"transformers"}
FORBIDDEN = {
    "rope_viz": DRAWING | LIBRARIES | {"torch", "numpy"},
    "rope_viz.theme": DRAWING | LIBRARIES | {"torch"},
    **{
        f"rope_viz.{floor}": DRAWING | LIBRARIES
        for floor in ("encodings", "models", "curves", "studies", "claims")
    },
    "rope_viz.plots.to_plotly": {"matplotlib"} | WIDGETS,
    "rope_viz.plots.to_matplotlib": {"plotly"} | WIDGETS,
    "rope_viz.plots.prints": DRAWING | LIBRARIES,
    "rope_viz.plots.pictures": DRAWING | LIBRARIES,
    "rope_viz.explorers": {"plotly", "matplotlib"},
}


def imported(path: Path) -> set[tuple[str, ...]]:
    """Modules of the package that a file imports anywhere, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "rope_viz":
            parts = tuple((node.module or "").split(".")[1:])
            found |= {_module((*parts, alias.name)) or _module(parts) or parts for alias in node.names}
    return found


def _module(parts: tuple[str, ...]) -> tuple[str, ...] | None:
    path = PACKAGE.joinpath(*parts)
    return parts if parts and (path.with_suffix(".py").is_file() or path.is_dir()) else None


def floor_of(parts: tuple[str, ...]) -> int:
    return FLOORS.index(parts[0]) if parts[0] in FLOORS else -1


def test_every_folder_has_its_floor():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders == set(FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_from_floors_below(path: Path):
    here = FILES[path]
    assert [parts for parts in imported(path) if floor_of(parts) > floor_of(here)] == []


def test_no_imports_go_in_circles():
    graph = {_name(parts): {_name(p) for p in imported(path)} for path, parts in FILES.items()}
    TopologicalSorter(graph).prepare()  # which names a circle, if there is one


def test_modules_that_are_loaded_by_name_are_the_doors_that_there_may_be():
    by_name = re.compile(r'"(rope_viz\.[a-z_.]+)"')
    below = [path for path, parts in FILES.items() if floor_of(parts) < FLOORS.index("explorers")]
    found = {(str(p.relative_to(PACKAGE)), name) for p in below for name in by_name.findall(p.read_text())}
    assert found == DOORS


def _name(parts: tuple[str, ...]) -> str:
    return ".".join(parts).removesuffix(".__init__")


@pytest.mark.parametrize("module", FORBIDDEN)
def test_a_floor_loads_only_what_it_needs(module: str):
    folder = PACKAGE.joinpath(*module.split(".")[1:])
    files = [] if folder == PACKAGE else sorted(folder.glob("[!_]*.py"))
    modules = [module, *(f"{module}.{file.stem}" for file in files)]
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.split())
    assert module in loaded
    assert FORBIDDEN[module] & loaded == set()
