"""Moves and live numbers of the prose: read strictly, and held against the explorer that they name."""

from __future__ import annotations

import json

import numpy as np
import pytest
from chapters import CHAPTERS
from docutils import nodes
from explorer_cases import CASES

from rope_viz.book import driving
from rope_viz.book.driving import Asked, check_move, live_text, read_move
from rope_viz.explorers import restored


def payload(case: str) -> dict:
    """What a page has of an explorer."""
    explorer = CASES[case]()
    return {"explorer": explorer.name, "state": json.loads(json.dumps(explorer.state, default=list))}


@pytest.mark.parametrize("case", CASES)
def test_an_explorer_is_restored_from_its_payload(case):
    explorer = CASES[case]()
    assert restored(payload(case)).summary() == explorer.summary()
    np.testing.assert_equal(restored(payload(case)).numbers(), explorer.numbers())


def test_a_move_is_read():
    assert read_move("scores: base=1000000") == Asked("scores", {"base": "1000000"})
    asked = read_move("order-2: order=0,4,2,3,1, causal=true, door=rotate")
    assert asked == Asked("order-2", {"order": "0,4,2,3,1", "causal": "true", "door": "rotate"})


@pytest.mark.parametrize(
    "text", ["scores", "scores:", "scores: base", "scores: base 5", "Scores: base=5", "base=5"]
)
def test_a_move_that_is_none_is_refused(text):
    with pytest.raises(ValueError) as caught:
        read_move(text)
    rule = "a move must be written 'words <explorer: trait=value, trait=value>'"
    assert str(caught.value) == f"{rule}; {text!r} came."


@pytest.mark.parametrize(
    ("case", "traits"),
    [
        ("scores", {"vectors": "ones", "shift": "128", "base": "1000000"}),
        ("pair", {"length": "64", "key_position": "50", "query_position": "60"}),
        ("pair", {"key_position": "7", "query_position": "10"}),
        ("order", {"order": "0,4,2,3,1", "causal": "true"}),
        ("corkscrew", {"view_angle": "90", "matrix": "true"}),
        ("decay", {"show_bound": "false", "reach": "16384"}),
    ],
)
def test_allowed_moves_pass(case, traits):
    explorer = restored(payload(case))
    check_move(Asked(explorer.name, traits), explorer)
    for name, text in traits.items():
        assert str(explorer.state[name]).strip("()").replace(" ", "").removesuffix(".0").lower() == text


@pytest.mark.parametrize(
    ("case", "trait", "value", "text"),
    [
        ("order", "dor", "add", "a move must name a trait of order, door, order, .*; 'dor' came."),
        ("scores", "vectors", "random", "vectors must be one of 'given', .*; 'random' came."),
        ("scores", "shift", "300", "shift must be from -256 to 256; 300 came."),
        (
            "scores",
            "base",
            "500000",
            "base must be where its slider can stand, .* 316,000 or .*; 500000 came.",
        ),
        ("scores", "base", "much", "base must be a number, finite from 1 to .*; 'much' came."),
        ("pair", "query_position", "12", "query_position must be smaller than .*; 12 came, length is 12."),
        ("order", "causal", "yes", "causal must be True or False; 'yes' came."),
        ("corkscrew", "view_angle", "91", "view_angle must be a number, finite from -90 to 90.*; 91 came."),
    ],
)
def test_moves_that_an_explorer_cannot_make_are_refused(case, trait, value, text):
    explorer = restored(payload(case))
    with pytest.raises(ValueError, match=text):
        check_move(Asked(explorer.name, {trait: value}), explorer)


def page(*cases: str, **inline) -> tuple[nodes.paragraph, driving.driving]:
    """A page's tree: explorers, and one inline that belongs to one of them."""
    tree, node = nodes.paragraph(), driving.driving(**inline)
    for case in cases:
        tree += nodes.raw("", "", format="html", classes=[driving.EXPLORER], payload=payload(case))
    tree += node
    return tree, node


def test_the_second_of_a_kind_is_called_as_in_links():
    tree, node = page("pair", "order", "pair", key="pair-2", data={"number": "distance", "digits": "0"})
    driving._meet(node, driving.explorers_of(tree))
    assert node.astext() == "3"


@pytest.mark.parametrize(
    ("key", "number", "text"),
    [
        ("scores", "score", "the explorer must be one of this page's, pair, pair-2; 'scores' came."),
        ("pair-3", "score", "the explorer must be one of this page's, pair, pair-2; 'pair-3' came."),
        ("pair", "scoer", "a live number must be one that pair draws, length, .*score; 'scoer' came."),
        (
            "pair",
            "turned_query",
            "a live number must be one that pair draws, length, .*; 'turned_query' came.",
        ),
    ],
)
def test_live_numbers_that_no_explorer_draws_are_refused(key, number, text):
    tree, node = page("pair", "pair", key=key, data={"number": number, "digits": "2"})
    with pytest.raises(ValueError, match=text):
        driving._meet(node, driving.explorers_of(tree))


@pytest.mark.parametrize("value", [-1234.5, -0.004, 0.0, 0.125, 7.0, 999.5, 1e6])
def test_live_numbers_are_written_as_readouts_are(value):
    assert live_text(value, 2) == driving.words.fixed(value)
    rounded = live_text(value, 0).replace("−", "-").replace(",", "")
    assert abs(float(rounded) - value) <= 0.5 and "," in live_text(value * 1e4 + 1e4, 0)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.path.stem)
def test_each_chapter_s_prose_moves_its_pictures(chapter):
    assert chapter.text.count("{move}`") >= 2
