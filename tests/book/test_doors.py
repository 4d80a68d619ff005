"""The picture of the three doors says which are open, in words too."""

import re

import pytest

import rope_viz as rv


def test_the_open_door_is_marked_and_the_others_are_not():
    html = rv.draw_doors("bias")._repr_html_()
    assert html.count("rv-way rv-open") == 1
    assert "<b>bias — open</b>" in html and "<b>add</b>" in html and "<b>rotate</b>" in html


@pytest.mark.parametrize(("door", "sign"), [("add", "+"), ("rotate", "↻"), ("bias", "+")])
def test_through_an_open_door_something_happens_on_the_way(door, sign):
    ways = rv.draw_doors(door)._repr_html_().split('<span class="rv-way')[1:]
    acting = {re.search(r"<b>(\w+)", way)[1]: re.findall("<i>(.)</i>", way) for way in ways}
    assert acting == {name: [sign] * (name == door) for name in ("add", "rotate", "bias")}


def test_the_picture_has_its_sentence():
    assert 'aria-label="word -> [add: open] -> query, key' in rv.draw_doors("add")._repr_html_()


def test_doors_can_all_be_shut_or_open():
    assert "open" not in repr(rv.draw_doors())
    assert repr(rv.draw_doors("add", "rotate", "bias")).count("open") == 3


def test_an_unknown_door_is_refused():
    with pytest.raises(ValueError, match=r"opened must be one of 'add', 'rotate', 'bias'; 'window' came\."):
        rv.draw_doors("window")
