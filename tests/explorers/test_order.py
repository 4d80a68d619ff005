"""The explorer of order."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest
from explorers.stills import frame, marks

import rope_viz as rv
from rope_viz import explore_order, theme
from rope_viz.plots.content import Axis, Heat


def begun(begins: int = 20, turn_values: bool = True, door: str = "rotate"):
    explorer = explore_order(door=door)
    explorer.begins, explorer.turn_values = begins, turn_values
    return explorer


CASES = {
    "order": explore_order,
    "order-rotate": lambda: explore_order(door="rotate", causal=True),
    "order-add": lambda: explore_order(door="add", layers=2),
    "order-deep": lambda: explore_order(layers=2, causal=True),
    "order-begun": begun,
}


@pytest.mark.parametrize("door", ["none", "bias", "rotate"])
def test_where_a_text_begins_is_told_by_turned_values_only(door):
    assert begun(100, False, door).numbers()["largest_change"] < 1e-9
    assert (begun(100, True, door).numbers()["largest_change"] > 0.1) == (door == "rotate")
    assert ("values turned too" in begun(100, True, door).summary()) == (door == "rotate")


def test_turned_values_are_averaged_as_they_are_turned():
    explorer = begun()
    found, weights = (np.reshape(explorer.numbers()[name], (5, -1)) for name in ("outputs", "weights"))
    matrix = np.reshape(explorer.matrices, (3, 3, 8, 8))[0, 2]
    values = np.reshape(explorer.vectors, (5, 8)) @ matrix
    for asking in range(5):
        for pair in range(4):
            speed = 10_000 ** (-2 * pair / 8)
            turned = [
                complex(*v[2 * pair :][:2]) * cmath.exp(1j * (20 + n) * speed) for n, v in enumerate(values)
            ]
            mean = sum(w * value for w, value in zip(weights[asking], turned, strict=True))
            assert math.isclose(found[asking, 2 * pair], mean.real, abs_tol=1e-9)
            assert math.isclose(found[asking, 2 * pair + 1], mean.imag, abs_tol=1e-9)


def test_its_still_shows_its_numbers():
    explorer = rv.explore_order()
    explorer.order = (4, 1, 2, 3, 0)
    picture, n = explorer.picture(), explorer.numbers()
    (heat,) = marks(picture, Heat)
    np.testing.assert_array_equal(heat.values.T.ravel(), n["outputs"])
    most = np.abs(n["outputs"]).max()
    assert (heat.low, heat.high, heat.colours) == (-most, most, theme.SIGNED)
    words = tuple(enumerate(["pig", "dog", "chases", "the", "the"]))
    rows = Axis(reverse=True, ticks=(), grid=False)  # the first component is on top
    assert frame(picture.panels[0]) == (
        "what comes out for each word", Axis(ticks=words, grid=False), rows, set()
    )  # fmt: skip
