"""The directive ``{your-model}``: where a reader chooses a model or gives a ``config.json``.

The page's script reads it in the browser, as `rope_viz.models` does here, and draws it with the explorer of
models that stands on the same page. What the reader needs to know comes along as a file.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from rope_viz.book.assets import FOLDER
from rope_viz.models.tables import tables

MARK, DATA = "rv-your-model", "your-model-data.js"
WITHOUT_SCRIPT = (
    "<p>Choosing a model needs JavaScript. In Python the same is "
    "<code>rv.explore_model(&quot;config.json&quot;)</code>, and in words "
    "<code>rv.read_model(&quot;config.json&quot;)</code>.</p>"
)


class YourModel(SphinxDirective):
    """Keeps a place for what the script makes."""

    def run(self) -> list[nodes.Node]:
        """Make the place, with what it says without the script."""
        return [nodes.raw("", WITHOUT_SCRIPT, format="html", classes=[MARK])]  # in a div of this class


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.add_directive("your-model", YourModel)
    app.connect("builder-inited", _write_data)
    app.connect("html-page-context", _add_scripts)


def catalog() -> list[dict[str, Any]]:
    """Well-known models, with what their files or families say of positions, and the source of it."""
    text = resources.files("rope_viz.models").joinpath("data/catalog.json").read_text(encoding="utf-8")
    models: list[dict[str, Any]] = json.loads(text)
    return models


def data() -> str:
    """The script that hands a page the tables of families and the catalog."""
    known = json.dumps({"tables": tables(), "catalog": catalog()}, ensure_ascii=False, separators=(",", ":"))
    return f"window.ropeVizModels = {known};\n"


def _write_data(app: Any) -> None:
    if app.builder.format == "html":
        folder = Path(app.outdir) / "_static" / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DATA).write_text(data(), encoding="utf-8")


def _add_scripts(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    shown = {name for node in doctree.findall(nodes.raw) for name in node["classes"]} if doctree else set()
    if MARK in shown:
        app.add_css_file(f"{FOLDER}/your-model.css")
        for script in (DATA, "your-model.js"):
            app.add_js_file(f"{FOLDER}/{script}", loading_method="defer")
