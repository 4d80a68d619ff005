"""Words that open another page's explorer: their links, and what is refused."""

from __future__ import annotations

import json
import logging
import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from explorer_cases import CASES

from rope_viz.book import opening
from rope_viz.book.driving import read_move
from rope_viz.book.renderers import EXPLORER

PAGES = {"book/one-pair": ["pair", "pair"], "book/score": ["scores"]}


def tree(page):
    """A page's tree with its explorers."""
    found = nodes.document(None, None)
    for name in PAGES[page]:
        explorer = CASES[name]()
        state = json.loads(json.dumps(explorer.state, default=list))
        payload = {"explorer": explorer.name, "state": state}
        found += nodes.raw("", "", format="html", classes=[EXPLORER], payload=payload)
    return found


APP = SimpleNamespace(
    env=SimpleNamespace(all_docs=PAGES, get_doctree=tree),
    builder=SimpleNamespace(get_relative_uri=lambda page, target: target.rpartition("/")[2] + ".html"),
)


def linked(page, asked):
    paragraph = nodes.paragraph("", "", opening.opening("", "three apart", page=page, asked=read_move(asked)))
    opening._link(APP, paragraph, "book/questions")
    return paragraph


def test_words_become_a_link_to_the_state():
    (link,) = linked("one-pair", "pair-2: length=24, query_position=20").findall(nodes.reference)
    assert link.astext() == "three apart"
    assert link["refuri"] == "one-pair.html?pair-2.length=24&pair-2.query_position=20#explorer-pair-2"


@pytest.mark.parametrize(
    ("page", "asked", "text"),
    [
        ("one-pear", "pair: length=24", "an opening must lead to a page of the book; 'one-pear' came."),
        ("score", "pair: length=24", "the explorer must be one of score, scores; 'pair' came."),
        ("score", "scores: shift=300", "shift must be from -256 to 256; 300 came."),
        ("score", "scores: sift=3", "a move must name a trait of scores, .*; 'sift' came."),
    ],
)
def test_what_leads_nowhere_is_said_and_stays_words(caplog, page, asked, text):
    with caplog.at_level(logging.WARNING):
        paragraph = linked(page, asked)
    assert paragraph.astext() == "three apart" and not list(paragraph.findall(nodes.reference))
    assert len(caplog.records) == 1
    assert re.search(text, caplog.text)
