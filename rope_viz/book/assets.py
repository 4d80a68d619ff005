"""Puts what pages need beside them, and into those pages only that show it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import plotly
from docutils import nodes

from rope_viz import theme
from rope_viz.book.renderers import EXPLORER, FIGURE
from rope_viz.explorers.core import static as explorers

LIVING = "rv-living"  # the figure that turns by itself
FOLDER = "rope_viz"  # of the book's own assets, below _static


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.add_css_file(f"{FOLDER}/theme.css")
    app.add_css_file(f"{FOLDER}/figures.css")
    app.add_css_file(f"{FOLDER}/print.css", media="print")
    app.add_js_file(f"{FOLDER}/print.js", loading_method="defer")
    app.add_js_file(f"{FOLDER}/reachable.js", loading_method="defer")
    app.connect("builder-inited", _write_assets)
    app.connect("html-page-context", _add_scripts)


def redirect_page(target: str) -> str:
    """A whole small page that leads from the book's root to its first page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>To the book</title>'
        f'<meta http-equiv="refresh" content="0; url={target}"></head>'
        f'<body><main><h1><a href="{target}">To the book</a></h1></main></body></html>\n'
    )


def _write_assets(app: Any) -> None:
    # Before the pages, so that Sphinx finds the files and adds their checksums to the links.
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theme.css").write_text(theme.css_variables(), encoding="utf-8")
    for file in (Path(__file__).parent / "static").iterdir():
        if file.suffix in (".js", ".css"):  # others are for the build
            shutil.copy(file, folder)
    shutil.copy(Path(plotly.__file__).parent / "package_data/plotly.min.js", folder)
    explorers.write_assets(folder)
    if app.config.master_doc != "index":
        target = app.builder.get_target_uri(app.config.master_doc)
        (Path(app.outdir) / "index.html").write_text(redirect_page(target), encoding="utf-8")


def _add_scripts(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    parts = doctree.findall(lambda node: isinstance(node, nodes.raw | nodes.figure)) if doctree else ()
    shown = {name for node in parts for name in node["classes"]}
    if FIGURE in shown:
        dark = json.dumps(theme.DARK_OF)
        app.add_js_file(None, body=dark, type="application/json", id="rv-dark-colours")
        app.add_js_file(f"{FOLDER}/book-plotly.js", loading_method="defer")
    if EXPLORER in shown:
        app.add_css_file(f"{FOLDER}/explorers.css")
        app.add_js_file(f"{FOLDER}/explorers.js", loading_method="defer")
    if LIVING in shown:
        app.add_js_file(f"{FOLDER}/living.js", loading_method="defer")
