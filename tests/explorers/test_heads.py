"""The explorer of the heads of a relative bias."""

from __future__ import annotations

import numpy as np
import pytest
from explorers.stills import frame, marks

import rope_viz as rv
from rope_viz import explore_heads, theme
from rope_viz.plots.content import Axis, Label, Line, Points

CASES = {"heads": explore_heads, "heads-alibi": lambda: explore_heads(rv.Alibi(8), label="ALiBi", head=3)}


def test_values_are_those_of_the_trained_table_to_float32():
    table = rv.pretrained.mpnet_bias().table
    values = np.array(explore_heads().biases["values"], dtype=np.float32)
    offsets = np.arange(-128, 129)
    np.testing.assert_array_equal(values, table[rv.t5_bucket(offsets)].T.numpy())


def test_a_straight_line_explains_alibi_wholly_and_a_logarithm_does_not():
    explorer = explore_heads(rv.Alibi(8), head=2)
    numbers = explorer.numbers()
    assert numbers["explained"] == pytest.approx([1, 1])
    assert numbers["lines"] == pytest.approx([0, -(2**-3), 0, -(2**-3)])
    explorer.beside = "logarithm"
    assert max(explorer.numbers()["explained"]) < 0.9


def test_what_is_no_bias_of_a_few_heads_is_refused():
    with pytest.raises(ValueError, match="encoding must open the door 'bias'"):
        explore_heads(rv.Sinusoidal(64))
    with pytest.raises(ValueError, match=r"encoding must have from 1 to 16 heads, each a panel; 32 came\."):
        explore_heads(rv.Alibi(32))
    with pytest.raises(ValueError, match=r"head must be smaller than the number of heads, 12; 12 came\."):
        explore_heads(head=12)
    with pytest.raises(ValueError, match=r"offset must be from -128 to 128; 129 came\."):
        explore_heads(offset=129)


def test_its_still_shows_its_numbers():
    picture = rv.explore_heads(head=7, offset=-3).picture()
    table = rv.pretrained.mpnet_bias().table
    offsets = np.arange(-128, 129)
    expected = table[rv.t5_bucket(offsets)].T.double().numpy()
    assert [len(row) for row in picture.rows] == [6, 6, 1]
    for head, curve in enumerate(expected):
        (line,) = marks(picture, Line, head)
        np.testing.assert_allclose(line.y, curve, atol=1e-6)
        assert line.colour == (theme.SCORE if head == 7 else theme.MUTED)
        assert picture.panels[head].title == str(head)
    (large,), (here,), (name,) = (marks(picture, kind, 12) for kind in (Line, Points, Label))
    np.testing.assert_array_equal(large.x, offsets)
    np.testing.assert_allclose(large.y, expected[7], atol=1e-6)
    assert (here.x, here.y) == (-3, pytest.approx(expected[7, 125])) and name.text == "head 7"
    x = Axis("key position − query position (tokens)", (-128, 128))
    y = Axis("added to the score", (-7.5, pytest.approx(1.1 * float(table.max()), rel=1e-6)))
    assert frame(picture.panels[12]) == ("", x, y, set())
    assert picture.panels[0].y.limits == y.limits
