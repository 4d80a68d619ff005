"""What each claim opens: an explorer that its chapter has, in a state that this explorer allows."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from chapters import CHAPTERS

import rope_viz as rv
from rope_viz.claims import CLAIMS
from rope_viz.claims.view import view
from rope_viz.explorers import NAMES
from rope_viz.explorers.core.static import traits_of

SHOWN = re.compile(r"^rv\.explore_(\w+)\(", re.MULTILINE)
PAGES = {chapter.path.stem: SHOWN.findall(chapter.text) for chapter in CHAPTERS}
each_claim = pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.slug)


@each_claim
def test_the_chapter_has_the_explorer(claim):
    name, _, number = claim.shown.key.partition("-")
    assert PAGES[claim.chapter].count(name) >= int(number or 1)


@each_claim
def test_the_explorer_allows_the_state(claim):
    name = claim.shown.key.partition("-")[0]
    assert name in NAMES and set(claim.shown.state) <= set(traits_of(name))
    explorer = getattr(rv, f"explore_{name}")()
    with explorer.hold_trait_notifications():
        for trait, value in claim.shown.state.items():
            setattr(explorer, trait, value)
    assert {trait: getattr(explorer, trait) for trait in claim.shown.state} == claim.shown.state


@pytest.mark.parametrize(
    ("state", "written"),
    [
        ({"matrix": True}, {"pair-2.matrix": ["true"]}),
        ({"order": (0, 2, 1)}, {"pair-2.order": ["0,2,1"]}),
        ({"inv_freq": 0.5, "length": 12}, {"pair-2.inv_freq": ["0.5"], "pair-2.length": ["12"]}),
        ({}, {}),
    ],
)
def test_a_place_is_a_link_s_query_and_fragment(state, written):
    address = urlsplit(view("pair-2", **state).place)
    assert parse_qs(address.query) == written and address.fragment == "explorer-pair-2"
