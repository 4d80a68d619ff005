"""Leads from each picture of the gallery to where it lives.

An explorer leads to the first page that moves it, a figure to its entry in the reference.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.util import logging

from rope_viz.book.driving import explorers_of

GALLERY = 'class="rv-gallery"'
SHOWN = re.compile(r'<a data-shown="(?P<name>\w+)">')

logger = logging.getLogger(__name__)


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.connect("doctree-resolved", _lead)


def _lead(app: Any, doctree: nodes.document, page: str) -> None:
    shown = [node for node in doctree.findall(nodes.raw) if GALLERY in node.astext()]
    moved = _pages_of_explorers(app) if shown else {}
    for node in shown:
        text = SHOWN.sub(lambda found: f'<a href="{_place(app, page, found["name"], moved)}">', node.astext())
        node.children = [nodes.Text(text)]


def _pages_of_explorers(app: Any) -> dict[str, str]:
    """The first page after the book's own that shows an explorer, by the explorer's name."""
    pages: dict[str, str] = {}
    for page in app.env.collect_relations():
        if page != app.config.root_doc:
            for explorer in explorers_of(app.env.get_doctree(page)):
                pages.setdefault(explorer, page)
    return pages


def _place(app: Any, page: str, name: str, moved: dict[str, str]) -> str:
    """Address of a page that moves an explorer; else of the reference."""
    explorer = name.removeprefix("explore_")
    if explorer != name and explorer in moved:
        return f"{app.builder.get_relative_uri(page, moved[explorer])}#explorer-{explorer}"
    objects = app.env.get_domain("py").objects
    found = objects.get(f"rope_viz.{name}") or objects.get(f"rope_viz.plots.{name}")
    if found is None:
        logger.warning("the gallery shows %s, which is on no page of the book", name, location=page)
        return ""
    return f"{app.builder.get_relative_uri(page, found.docname)}#{found.node_id}"
