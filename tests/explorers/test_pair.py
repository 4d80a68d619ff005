"""The explorer of pair."""

from __future__ import annotations

import math

import numpy as np
import pytest
from explorers.stills import colours, frame, marks

import rope_viz as rv
from rope_viz import explore_pair, theme
from rope_viz.plots.content import Arrow, Axis, Bars, Label, Line, Points

CASES = {
    "pair": explore_pair,
    "pair-hostile": lambda: explore_pair(
        ["<script>document.title = 'taken'</script>", "</script><b>x</b>", "<!--", "&amp;"],
        query_word="</script><b>x</b>",
        key_word="<script>document.title = 'taken'</script>",
    ),
}


def test_its_still_shows_its_numbers():
    explorer = rv.explore_pair("one two three", query_word="three", key_word="two", inv_freq=0.7)
    picture, n = explorer.picture(), explorer.numbers()
    query, key = marks(picture, Arrow, 1)
    for arrow, vector, position, colour in (
        (query, (0.3, 1.0), 2, theme.QUERY),
        (key, (1.0, 0.5), 1, theme.KEY),
    ):
        drawn, expected = complex(arrow.x, arrow.y), complex(*vector) * np.exp(0.7j * position)
        assert drawn == pytest.approx(expected) and arrow.colour == colour
    assert [label.text for label in marks(picture, Label, 1)] == ["three", "two"]
    (boxes,) = marks(picture, Bars)
    assert boxes.colours[1:3] == (theme.KEY, theme.QUERY) and set(boxes.colours[3:]) == {theme.PAPER}
    (curve,), (here,) = marks(picture, Line, 2), marks(picture, Points, 2)
    assert (here.x, here.y) == (1, pytest.approx(n["score"]))
    assert np.interp(1, curve.x, curve.y) == pytest.approx(n["score"], abs=1e-3)
    assert colours([curve, here]) == [theme.SCORE] * 2
    words, circle, score = picture.panels
    assert frame(words) == ("", Axis(limits=(-0.5, 11.5)), Axis(limits=(-1.3, 1.3)), {"bare"})
    assert [(label.x, label.text, label.colour) for label in marks(picture, Label)] == [
        (2, "three, m = 2", theme.QUERY),
        (1, "two, n = 1", theme.KEY),
    ]
    most = math.hypot(1, 0.5)  # the longer arrow, the key's
    for axis, reach in ((circle.x, 1.4 * most), (circle.y, 1.3 * most)):
        assert axis.limits == pytest.approx((-reach, reach)) and not axis.reverse
    assert circle.equal and circle.bare
    assert frame(score) == ("", Axis("distance m − n (tokens)"), Axis("score q·k"), set())
