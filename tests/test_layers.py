"""Imports go one way: each layer, in a fresh interpreter, loads nothing of the layers after it."""

import subprocess
import sys

import pytest

DRAWING = {"plotly", "matplotlib", "ipywidgets", "anywidget"}
MATHEMATICS = [
    "absolute", "attention", "axes", "checks", "config", "encoding", "families", "latent", "pretrained",
    "relative", "rotation", "scaling", "turning", "xpos",
]  # fmt: skip
FORBIDDEN = {
    "rope_viz": DRAWING | {"torch", "numpy"},
    **{f"rope_viz.{name}": DRAWING for name in MATHEMATICS},
    "rope_viz.curves": DRAWING,
    "rope_viz.claims": DRAWING,
    "rope_viz.figures": {"matplotlib", "ipywidgets", "anywidget"},
    "rope_viz.prints": {"plotly", "ipywidgets", "anywidget"},
    "rope_viz.theme": DRAWING | {"torch"},
    "rope_viz.explorers": {"plotly", "matplotlib"},
}


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_loads_nothing_of_those_after_it(layer):
    code = f"import sys, {layer}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "rope_viz" in loaded.split()
    assert FORBIDDEN[layer] & set(loaded.split()) == set()
