"""The explorer of number formats: scores of two words along a text."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from explorers.stills import frame, marks

import rope_viz as rv
from rope_viz import explore_precision, theme
from rope_viz.plots.content import Axis, Bars, Label, Line, Points, Rule


def build():
    explorer = explore_precision(start=3000, build=True)
    explorer.angles, explorer.tables = "float32", "float16"
    return explorer


CASES = {
    "precision": explore_precision,
    "precision-far": lambda: explore_precision(rv.Rope(16, layout="half", rotary_dim=8), start=65_500),
    "precision-build": build,
}


def test_scores_are_those_of_the_rope_that_came():
    rope = rv.Rope(16, layout="half", rotary_dim=8, base=500.0)
    query, key = torch.randn(2, 16, dtype=torch.float64)
    n = explore_precision(rope, query=query, key=key, start=70_000, distance=3).numbers()
    exact = rv.scores(query[None], key[None], rope, query_positions=[3], key_positions=[0]).item() / 4
    assert n["exact"] == pytest.approx(exact)
    assert n["scores"][0] == pytest.approx(exact, abs=1e-5)
    assert math.isnan(n["scores"][2]), "float16 has no such position"
    at = torch.tensor([70_004, 70_007]).bfloat16().double()
    turned = rope.rotate(query[None], at[1:]) @ rope.rotate(key[None], at[:1]).T / 4
    assert n["scores"][3] == pytest.approx(turned.item(), abs=1)


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match=r"query and key must be given together, .*; one came\."):
        explore_precision(query=[1.0, 0.0])
    with pytest.raises(ValueError, match=r"key must be 16 finite numbers"):
        explore_precision(rv.Rope(16), query=[1.0] * 16, key=[1.0] * 8)
    with pytest.raises(ValueError, match=r"start must be at least 10; 9 came\."):
        explore_precision(start=9)
    explorer = explore_precision(rv.Rope(16))
    with pytest.raises(ValueError, match=r"two components for each of 8 speeds; 16 and 14 came\."):
        explorer.given = explorer.given | {"key": [1.0] * 14}


def test_its_still_shows_its_numbers():
    explorer = rv.explore_precision(start=300)
    picture, n = explorer.picture(), explorer.numbers()
    window, traces = picture.panels
    # In bfloat16 the sixteen from 300 on are 300 300 302 304 304 304 306 308 308 308 310 312 312 312 314 316.
    runs = [2, 1, 3, 1, 3, 1, 3, 1, 1]
    lanes = [[bar for bar in marks(picture, Bars) if bar.low[0] == -row - 0.2] for row in range(4)]
    assert [len(lane) for lane in lanes] == [16, 16, 16, 9]
    np.testing.assert_allclose([bar.width for bar in lanes[3]], np.array(runs) - 0.2)
    ends = np.cumsum(runs)
    np.testing.assert_allclose([bar.x[0] for bar in lanes[3]], ends - (np.array(runs) + 1) / 2)
    words = [(spot.x[0], spot.y[0], spot.colour) for spot in marks(picture, Points)]
    assert words[:2] == [(4, 0, theme.KEY), (5, 0, theme.QUERY)]
    assert words[-2:] == [(3.75, -3, theme.KEY), (4.25, -3, theme.QUERY)], "both are 304"
    names = ["float64 angles", "float32", "float16", "bfloat16"]
    assert [label.text for label in marks(picture, Label)] == names
    assert [text for _, text in window.x.ticks] == ["300", "315"]
    lines = marks(picture, Line, 1)
    assert [line.name for line in lines] == names[::-1]
    for line, score in zip(lines, n["scores"][::-1], strict=True):
        assert (line.x[0], line.x[-1], line.y[-1]) == (10, 300, score)
    assert marks(picture, Rule, 1)[0].y == n["exact"] == pytest.approx(2.3619, abs=1e-4)
    assert frame(traces)[1:] == (Axis("position", (10, 1e6), log=True), Axis("score q·k/√D"), set())
