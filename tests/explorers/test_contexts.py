"""The explorer of wavelengths and contexts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from explorers.stills import frame, marks

import rope_viz as rv
from rope_viz import explore_contexts, theme
from rope_viz.plots.content import Axis, Label, Points, Rule

STILL = rv.Rope(32, scaling=rv.scaling.proportional(0.25))
CASES = {
    "contexts": explore_contexts,
    "contexts-still": lambda: explore_contexts(STILL, context=64),
    "contexts-long": lambda: explore_contexts(rv.Rope(256, base=5e5), context=131_072),
}


def test_pairs_that_stand_still_are_drawn_and_said():
    explorer = CASES["contexts-still"]()
    n = explorer.numbers()
    assert n["longest"] == math.inf and n["arc"] == 0 and n["never_round"] == 12
    assert "need from 6.28 to endlessly many tokens for one turn" in explorer.summary()
    dots = [mark for mark in explorer.picture().panels[0].marks if isinstance(mark, Points)]
    assert [float(dot.y[0]) for dot in dots[4:]] == [1e8] * 12


def test_what_has_no_such_picture_is_refused():
    with pytest.raises(ValueError, match="AxialRope turns by 2 coordinates"):
        explore_contexts(rv.AxialRope(128))
    with pytest.raises(ValueError, match=r"context must be at least 2; 1 came\."):
        explore_contexts(context=1)


def test_its_still_shows_its_numbers():
    picture = rv.explore_contexts(rv.Rope(64), context=4000).picture()
    waves = 2 * np.pi * 10_000.0 ** (np.arange(32) / 32)
    dots, (line,) = marks(picture, Points), marks(picture, Rule)
    np.testing.assert_allclose([(dot.x[0], dot.y[0]) for dot in dots], list(enumerate(waves)))
    assert [bool(dot.hollow[0]) for dot in dots] == (waves > 4000).tolist()
    assert (dots[0].colour, dots[-1].colour) == (theme.FAST_PAIR, theme.SLOW_PAIR)
    (label,) = marks(picture, Label)
    assert (line.y, label.y, label.text, label.side) == (4000, 4000, "context: 4,000 tokens", "above")
    assert line.colour == label.colour == theme.REFERENCE
    x, y = Axis("pair i, fast to slow", (-1, 32)), Axis("tokens for one turn", (10**0.5, 1e8), log=True)
    assert frame(picture.panels[0]) == ("", x, y, set())
