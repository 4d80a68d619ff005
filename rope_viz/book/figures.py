"""Puts a figure's still beside it, for paper and pages without JavaScript; gives explorers the whole width.

A notebook's output has the plotly figure and the still (``rope_viz.plots.figure``) one beside the other, and
Sphinx would keep one of them.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from docutils import nodes

from rope_viz.book.renderers import EXPLORER, FIGURE, with_still

WIDE = "full-width"  # the theme folds its contents away while one of these is on the screen


def setup(app: Any) -> None:
    """Connect to Sphinx: before it notes which pictures there are."""
    app.connect("doctree-read", _join, priority=400)
    app.connect("doctree-read", _widen)


def _join(app: Any, doctree: nodes.document) -> None:
    for bundle in doctree.findall(lambda node: isinstance(node, nodes.container) and "nb_element" in node):
        figure = next((node for node in bundle.findall(nodes.raw) if FIGURE in node["classes"]), None)
        still = next(iter(bundle.findall(nodes.image)), None)
        if figure is None or still is None or bundle["nb_element"] != "mime_bundle":
            continue
        _, file = app.env.relfn2path(still["uri"], app.env.docname)
        content = base64.b64encode(Path(file).read_bytes()).decode("ascii")
        figure.children = [nodes.Text(with_still(figure.astext(), content))]


def _widen(app: Any, doctree: nodes.document) -> None:
    for figure in doctree.findall(nodes.figure):
        if any(EXPLORER in node["classes"] for node in figure.findall(nodes.raw)):
            figure["classes"].append(WIDE)
