"""Imports go one way: each layer, in a fresh interpreter, loads nothing of the layers after it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import rope_viz

WIDGETS = {"ipywidgets", "anywidget"}
DRAWING = {"plotly", "matplotlib"} | WIDGETS
MATHEMATICS = [
    "absolute", "attention", "axes", "checks", "config", "encoding", "families", "latent", "pretrained",
    "relative", "rotation", "scaling", "sharding", "tables", "turning", "xpos",
]  # fmt: skip
FORBIDDEN = {
    "rope_viz": DRAWING | {"torch", "numpy"},
    **{f"rope_viz.{name}": DRAWING | {"transformers", "numba"} for name in MATHEMATICS},
    "rope_viz.loops": DRAWING | {"transformers"},
    "rope_viz.curves": DRAWING,
    "rope_viz.claims": DRAWING,
    "rope_viz.figures": {"matplotlib"} | WIDGETS,
    "rope_viz.prints": {"plotly"} | WIDGETS,
    "rope_viz.theme": DRAWING | {"torch"},
    "rope_viz.explorers": {"plotly", "matplotlib"},
}
# What the book's build and its cells load; they stand after all layers.
LAST = {"book_claims", "book_quiz", "book_support", "colophon", "doors"}


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_loads_nothing_of_those_after_it(layer):
    code = f"import sys, {layer}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.split())
    assert layer in loaded
    assert FORBIDDEN[layer] & loaded == set()


def test_every_module_stands_in_a_layer():
    found = {path.stem for path in Path(rope_viz.__file__).parent.glob("[!_]*.py")}
    found |= {path.parent.name for path in Path(rope_viz.__file__).parent.glob("*/__init__.py")}
    listed = {layer.removeprefix("rope_viz.") for layer in FORBIDDEN} - {"rope_viz"}
    assert found - LAST == listed - LAST
