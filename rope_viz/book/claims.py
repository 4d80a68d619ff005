"""Claims on trial in the built book: links between pages, and the script that sorts and filters the table."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.util import logging

from rope_viz.book.support import FOLDER

CARD, TABLE = 'class="rv-claim ', 'class="rv-claims"'
LINK = re.compile(r'<a href="(?P<name>[\w-]+)\.md#(?P<anchor>[\w-]+)">(?P<words>.*?)</a>')

logger = logging.getLogger(__name__)


def setup(app: Any) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("doctree-resolved", _link_pages)
    app.connect("html-page-context", _add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _claims(doctree: nodes.document) -> list[nodes.raw]:
    return [node for node in doctree.findall(nodes.raw) if CARD in node.astext() or TABLE in node.astext()]


def _link_pages(app: Any, doctree: nodes.document, page: str) -> None:
    # Cards name the chapters' sources beside their own page; the builder knows where their pages are.
    folder = page.rpartition("/")[0]

    def linked(link: re.Match[str]) -> str:
        target = f"{folder}/{link['name']}".lstrip("/")
        if target not in app.env.all_docs:
            logger.warning("a claim leads to %s, which is not in the book", target, location=page)
            return link["words"]
        address = app.builder.get_relative_uri(page, target) or page.rpartition("/")[2] + ".html"
        return f'<a href="{address}#{link["anchor"]}">{link["words"]}</a>'

    if app.builder.format == "html":
        for node in _claims(doctree):
            text = LINK.sub(linked, node.astext())
            node.children = [nodes.Text(text)]


def _add_script(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if doctree and any(TABLE in node.astext() for node in _claims(doctree)):
        app.add_js_file(f"{FOLDER}/claims.js", loading_method="defer")
