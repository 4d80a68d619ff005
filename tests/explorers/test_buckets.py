"""The explorer of buckets."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from explorers.stills import frame, marks

import rope_viz as rv
from rope_viz import explore_buckets, theme
from rope_viz.plots.content import Axis, Bars, Heat, Points, Rule

CASES = {
    "buckets": explore_buckets,
    "buckets-decoder": lambda: explore_buckets(
        64, 40, bidirectional=False, length=48, offset=-33, mark_unused=True
    ),
}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: explore_buckets(31),
            "num_buckets must be even and at least 2, because each direction takes",
        ),
        (lambda: explore_buckets(66), "num_buckets must be from 4 to 64; 66 came."),
        (lambda: explore_buckets(offset=128), "offset must be from -127 to 127, as far apart as two of"),
        (lambda: explore_buckets(32, 8), "max_distance must be at least 9, because distances below 8 have"),
    ],
)
def test_the_explorer_refuses_what_cannot_be_laid_out(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_explorer_follows_what_is_set_one_by_one():
    explorer = explore_buckets(8, 8, length=64, offset=60)
    explorer.num_buckets, explorer.bidirectional, explorer.length = 64, False, 16
    assert (explorer.max_distance, explorer.offset) == (33, 15)


@pytest.mark.parametrize("bidirectional", [True, False])
def test_what_shares_a_bucket_is_said_of_both_ends(bidirectional):
    explorer = explore_buckets(bidirectional=bidirectional)
    for offset in (-127, -20, -1, 0, 1, 20, 127):
        explorer.offset = offset
        numbers = explorer.numbers()
        for end, beyond in ((numbers["shared_from"], -1), (numbers["shared_to"], 1)):
            inner = end if math.isfinite(end) else beyond * 10**6
            here, outside = rv.t5_bucket([inner, inner + beyond], bidirectional).tolist()
            assert here == numbers["bucket"]
            assert math.isinf(end) or outside != here


def test_its_still_shows_its_numbers():
    explorer = rv.explore_buckets(64, 40, bidirectional=False, length=48, offset=-33, mark_unused=True)
    picture, n = explorer.picture(), explorer.numbers()
    (bars,), (here,), (heat,) = marks(picture, Bars), marks(picture, Points), marks(picture, Heat, 1)
    np.testing.assert_array_equal((bars.low + bars.high) / 2, n["buckets"])
    assert (here.x, here.y) == (-33, n["bucket"])
    assert [rule.y for rule in marks(picture, Rule)] == [i for i, used in enumerate(n["used"]) if not used]
    at = torch.arange(48)
    expected = rv.t5_bucket(at[None] - at[:, None], False, 64, 40).numpy()
    np.testing.assert_array_equal(heat.values, np.where(np.triu(np.ones((48, 48)), 1), -1, expected))
    assert heat.colours[0] == theme.GRID and set(bars.colours[48:]) == {theme.GRID}, "later keys are not read"
    assert heat.colours[1] == theme.LIGHT.series[0] and here.colour == theme.SCORE
    apart = Axis("key position − query position (tokens)")
    keys = Axis("key position (tokens)", grid=False)
    queries = Axis("query position (tokens)", reverse=True, grid=False)
    assert [frame(panel) for panel in picture.panels] == [
        ("", apart, Axis("bucket"), set()),
        ("", keys, queries, {"equal"}),
    ]
