"""Claims on trial in the built book: the chapters' titles and order, links, and the script of the table."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.util import logging

from rope_viz.book.assets import FOLDER

CARD, TABLE = 'class="rv-claim ', 'class="rv-claims"'
# To a row of the table, or to an explorer of a chapter in some state.
LINK = re.compile(
    r'<a href="(?P<name>[\w-]+)\.ipynb(?P<row>#[\w-]+)?"'
    r'(?: data-place="(?P<place>[^"]+)")?>(?P<words>.*?)</a>'
)
ROWS = re.compile(r'<tr role="row" id="claim-.*</tr>', re.DOTALL)
CHAPTER = re.compile(r'(?<=data-sort=")[a-z][\w-]*')

logger = logging.getLogger(__name__)


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.connect("doctree-resolved", _fit_into_book)
    app.connect("html-page-context", _add_script)


def _claims(doctree: nodes.document) -> list[nodes.raw]:
    return [node for node in doctree.findall(nodes.raw) if CARD in node.astext() or TABLE in node.astext()]


def _fit_into_book(app: Any, doctree: nodes.document, page: str) -> None:
    if app.builder.format == "html":
        for node in _claims(doctree):
            text = ROWS.sub(lambda found: _in_order(app, found[0], page), node.astext())
            node.children = [nodes.Text(LINK.sub(lambda link: _linked(app, link, page), text))]


def _linked(app: Any, link: re.Match[str], page: str) -> str:
    # Cards name the chapters' notebooks beside their own; the builder knows where their pages are.
    target = _beside(page, link["name"])
    if target not in app.env.all_docs:
        logger.warning("a claim leads to %s, which is not in the book", target, location=page)
        return link["words"]
    words = escape(app.env.titles[target].astext()) if link["place"] else link["words"]
    address = app.builder.get_relative_uri(page, target) or page.rpartition("/")[2] + ".html"
    return f'<a href="{address}{link["row"] or link["place"]}">{words}</a>'


def _in_order(app: Any, rows: str, page: str) -> str:
    """Rows in the order of the chapters that they lead to, which they are sorted by as well."""
    order = {name: place for place, name in enumerate(app.env.collect_relations())}
    placed = []
    for row in rows.split("</tr>")[:-1]:
        chapters = CHAPTER.findall(row)
        place = order.get(_beside(page, chapters[-1]), len(order))
        placed.append((place, CHAPTER.sub(str(place), row) + "</tr>"))
    return "".join(row for _, row in sorted(placed, key=lambda placed: placed[0]))


def _beside(page: str, name: str) -> str:
    return f"{page.rpartition('/')[0]}/{name}".lstrip("/")


def _add_script(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if doctree and any(TABLE in node.astext() for node in _claims(doctree)):
        app.add_js_file(f"{FOLDER}/claims.js", loading_method="defer")
