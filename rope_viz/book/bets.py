"""Bets in the pages: the directive ``{bet}`` asks one, ``{bets}`` gathers all of the book.

Without JavaScript, on paper and in a notebook a bet reads as its question and what may be said; in HTML its
answer opens. `bet.js` makes it a form, covers the explorer that would answer it, and keeps what was said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.utils import retrieve_glue_data
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from rope_viz.book.assets import FOLDER
from rope_viz.book.bet import COVERED, OPTIONS, Bet, read_bet, with_truth

SCRIPTS = {"rv-bet": ("bet-kept.js", "bet-curve.js", "bet.js"), "rv-bets": ("bet-kept.js", "bets.js")}
FOR_PAGES = ("name", "kind", "least", "most", "step", "unit", "at", "axes", "covers", "truth", "answer")

logger = logging.getLogger(__name__)


class BetDirective(SphinxDirective):
    """Asks one question."""

    has_content: ClassVar[bool] = True
    required_arguments: ClassVar[int] = 1
    option_spec: ClassVar[dict[str, Any]] = dict.fromkeys(OPTIONS, directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        """Make the nodes that need no script, and tell the environment of the bet."""
        try:
            bet = read_bet(self.arguments[0], self.options, list(self.content))
            bet = with_truth(bet, self._glued(bet.key)) if bet.key else bet
        except ValueError as error:
            raise self.error(str(error)) from error
        question = nodes.paragraph("", "", *self._inline(bet.question), classes=["rv-bet-question"])
        content = {name: value for name, value in asdict(bet).items() if name in FOR_PAGES}
        content |= {"question": question.astext(), "possibilities": self._texts(bet.possibilities)}
        if bet.possibilities:
            content["answer"] = content["possibilities"][content["truth"]]
        kept_by(self.env).setdefault(self.env.docname, []).append(content)
        box = nodes.container(classes=["rv-bet"], ids=[f"bet-{bet.name}"])
        box += [nodes.paragraph("", "Bet", classes=["rv-bet-mark"]), question, self._sayable(bet)]
        box += _raw("<details><summary>The answer</summary>")
        answer = self._inline(bet.answer) if bet.possibilities else [nodes.Text(bet.answer)]
        box += nodes.paragraph("", "It is: ", *answer, classes=["rv-bet-answer"])
        box += nodes.paragraph("", "", *self._inline(bet.reply), classes=["rv-bet-reply"])
        box += _raw("</details>")
        text = json.dumps(content, ensure_ascii=False).replace("<", r"\u003c")
        box += _raw(f'<script type="application/json">{text}</script>')
        return [box]

    def _sayable(self, bet: Bet) -> nodes.Node:
        if not bet.possibilities:
            return nodes.paragraph("", bet.said_how, classes=["rv-bet-sayable"])
        texts = (nodes.paragraph("", "", *self._inline(text)) for text in bet.possibilities)
        items = (nodes.list_item("", text) for text in texts)
        return nodes.bullet_list("", *items, classes=["rv-bet-sayable"])

    def _glued(self, key: str) -> str:
        try:
            return str(retrieve_glue_data(self.state.document, key).data["text/plain"])
        except (RetrievalError, KeyError) as error:
            raise ValueError(f"truth must be what a cell of this page glues; {key!r} came.") from error

    def _texts(self, texts: Iterable[str]) -> list[str]:
        return [nodes.paragraph("", "", *self._inline(text)).astext() for text in texts]

    def _inline(self, text: str) -> list[nodes.Node]:
        found, messages = self.state.inline_text(text, self.lineno)
        return [*found, *messages]


class gathered(nodes.General, nodes.Element):
    """The place of all bets, which are known once every page has been read."""


class BetsDirective(SphinxDirective):
    """Gathers the bets of the book."""

    def run(self) -> list[nodes.Node]:
        """Keep a place for them."""
        return [gathered()]


def setup(app: Any) -> None:
    """Connect both directives to Sphinx."""
    app.add_directive("bet", BetDirective)
    app.add_directive("bets", BetsDirective)
    app.connect("env-purge-doc", lambda app, env, page: kept_by(env).pop(page, None))
    app.connect("env-merge-info", _merge)
    app.connect("env-check-consistency", lambda app, env: _check_names(env))
    app.connect("doctree-resolved", _check_covers)
    app.connect("doctree-resolved", _gather)
    app.connect("html-page-context", _add_assets)


def kept_by(env: Any) -> dict[str, list[dict[str, Any]]]:
    """The bets of each page that has any, as Sphinx's environment keeps them."""
    if not hasattr(env, "rope_viz_bets"):
        env.rope_viz_bets = {}
    kept: dict[str, list[dict[str, Any]]] = env.rope_viz_bets
    return kept


def _merge(app: Any, env: Any, pages: Iterable[str], other: Any) -> None:
    kept_by(env).update({page: bets for page, bets in kept_by(other).items() if page in pages})


def _in_order(env: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every bet with its page, in the order of the book."""
    return [(page, bet) for page in env.collect_relations() for bet in kept_by(env).get(page, [])]


def _check_names(env: Any) -> None:
    pages: dict[str, str] = {}
    for page, bet in _in_order(env):
        if bet["name"] in pages:
            other = pages[bet["name"]]
            logger.warning("a bet must have a name of its own; %r is of %s too", bet["name"], other)
        pages[bet["name"]] = page


def _check_covers(app: Any, doctree: nodes.document, page: str) -> None:
    text = "".join(node.astext() for node in doctree.findall(nodes.raw))
    for bet in kept_by(app.env).get(page, []):
        covered = COVERED.fullmatch(bet["covers"])
        if covered and text.count(f'data-explorer="{covered["explorer"]}"') < int(covered["nth"] or 1):
            logger.warning("covers must be an explorer of the page; %r came", bet["covers"], location=page)


def _gather(app: Any, doctree: nodes.document, page: str) -> None:
    for place in list(doctree.findall(gathered)):
        rows = "".join(_row(app, page, *bet) for bet in _in_order(app.env))
        place.replace_self(_raw(f'<ol class="rv-bets">{rows}</ol>', "rv-bets"))


def _row(app: Any, page: str, chapter: str, bet: dict[str, Any]) -> str:
    address = f"{app.builder.get_relative_uri(page, chapter)}#bet-{bet['name']}"
    content = json.dumps(bet, ensure_ascii=False).replace("<", r"\u003c")
    return (
        f'<li><a href="{escape(address)}">{escape(app.env.titles[chapter].astext())}</a>'
        f"<p>{escape(bet['question'])}</p>"
        f"<details><summary>The answer</summary><p>It is: {escape(bet['answer'])}</p></details>"
        f'<script type="application/json">{content}</script></li>'
    )


def _add_assets(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    shown = (
        {name for node in doctree.findall(nodes.Element) for name in node["classes"]} if doctree else set()
    )
    scripts = [script for name in SCRIPTS if name in shown for script in SCRIPTS[name]]
    if scripts:
        app.add_css_file(f"{FOLDER}/bet.css")
    for script in dict.fromkeys(scripts):
        app.add_js_file(f"{FOLDER}/{script}", loading_method="defer")


def _raw(text: str, name: str = "") -> nodes.raw:
    return nodes.raw("", text, format="html", classes=[name] if name else [])
