"""Words of the prose that open another page's explorer in some state.

``{open}`a text begun later <one-pair pair: length=24, query_position=20>` `` reads "a text begun later" and
leads to the explorer `pair` of the page `one-pair`, as the link of a claim's card does. That page stands
beside this one. The state is held against the explorer, as verbs are (`driving`).
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole

from rope_viz.book.driving import check_move, explorers_of, read_move
from rope_viz.claims.view import View
from rope_viz.explorers import restored

logger = logging.getLogger(__name__)


class opening(nodes.inline):
    """An inline of the prose that will be a link: `page`, and `asked`, an explorer of it and its traits."""


class Open(ReferenceRole):
    """The role ``{open}``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make an inline that becomes a link when all pages have been read."""
        page, _, asked = self.target.partition(" ")
        try:
            return [opening("", self.title, page=page, asked=read_move(asked))], []
        except ValueError:
            wrong = "an opening must be written 'words <page explorer: trait=value, trait=value>'; %r came."
            logger.warning(wrong, self.text, location=self.get_location())
            return [nodes.Text(self.title)], []


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.add_role("open", Open())
    app.connect("doctree-resolved", _link)


def _link(app: Any, doctree: nodes.document, page: str) -> None:
    for node in list(doctree.findall(opening)):
        target = f"{page.rpartition('/')[0]}/{node['page']}".lstrip("/")
        words: list[nodes.Node] = [nodes.Text(node.astext())]
        try:
            _check(app.env, target, node)
            address = app.builder.get_relative_uri(page, target)
            place = View(node["asked"].key, node["asked"].traits).place
            words = [nodes.reference("", "", *words, internal=True, refuri=address + place)]
        except ValueError as error:
            logger.warning(str(error), location=node)
        node.replace_self(words)


def _check(env: Any, target: str, node: opening) -> None:
    if target not in env.all_docs:
        raise ValueError(f"an opening must lead to a page of the book; {node['page']!r} came.")
    shown = explorers_of(env.get_doctree(target))
    key = node["asked"].key
    if key not in shown:
        raise ValueError(
            f"the explorer must be one of {node['page']}, {', '.join(shown) or 'none'}; {key!r} came."
        )
    check_move(node["asked"], restored(shown[key]))
