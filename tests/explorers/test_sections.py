"""The explorer of a video between words."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from explorers.stills import marks

import rope_viz as rv
from rope_viz import explore_sections, theme
from rope_viz.plots.content import Bars, Label, Points

QWEN3 = {
    "model_type": "qwen3_vl_text",
    "head_dim": 128,
    "rope_parameters": {"rope_type": "default", "rope_theta": 5e6, "mrope_section": [24, 20, 20],
                        "mrope_interleaved": True},
}  # fmt: skip
CASES = {
    "sections": explore_sections,
    "sections-words": lambda: explore_sections(query=40, key=8, order="slow time"),
    "sections-own": lambda: explore_sections(rv.MRope(32, sections=(4, 6, 6)), query=20),
}


def test_pairs_turn_with_the_axis_that_changes():
    for query, turned in ((25, [16, 0, 0]), (19, [0, 24, 0]), (17, [0, 0, 24]), (29, [16, 24, 24])):
        assert explore_sections(query=query, key=16).numbers()["turned"] == turned
    for query, turned in ((25, [24, 0, 0]), (19, [0, 20, 0]), (17, [0, 0, 20])):
        assert explore_sections(query=query, order="interleaved").numbers()["turned"] == turned


def test_a_column_turns_slow_pairs_only_where_it_has_the_last_section():
    found = {order: explore_sections(query=17, key=16, order=order).numbers()["most"] for order in
             ("sections", "interleaved", "slow time")}  # fmt: skip
    speeds = 1e6 ** -(torch.tensor([40.0, 2.0, 1.0], dtype=torch.float64) / 64)
    assert list(found.values()) == pytest.approx(speeds.rad2deg().tolist())


def test_words_are_turned_as_in_a_text_in_every_order_that_has_sections():
    plain = rv.Rope(128, base=1e6)
    for order in ("sections", "interleaved", "slow time"):
        n = explore_sections(query=41, key=2, order=order).numbers()
        # The video between them takes four numbers: 3 … 6. "first?" is 9.
        assert n["query_ids"] == [9, 9, 9] and n["turned_all"] == 64
        assert n["between"] == pytest.approx((7 * plain.inv_freq).tolist())
    counted = explore_sections(query=41, key=2, order="one line").numbers()
    assert counted["between"] == pytest.approx((39 * plain.inv_freq).tolist())
    assert counted["turned"] == [0, 0, 0]


def test_the_score_is_that_of_the_model_s_own_rope():
    rope = rv.Rope.from_config(QWEN3)
    explorer = explore_sections(rope, query=24, key=10)
    one = torch.ones(1, 128, dtype=torch.float64)
    query, key = (rope.rotate(one, [at]) for at in ([5, 4, 3], [3, 5, 4]))
    assert explorer.order == "own"
    assert explorer.numbers()["score"] == pytest.approx(float(query @ key.T) / 128)
    assert "as your model does" in explorer.summary()


@pytest.mark.parametrize(
    ("rope", "error", "said"),
    [
        (rv.Rope(16), TypeError, "rope must be an MRope, .*; Rope came.*explore_clocks"),
        (rv.MRope(16, sections=(4, 4)), ValueError, "rope must turn by three axes"),
        (rv.MRope(512, sections=(64, 96, 96)), ValueError, "at most 128 pairs, each a bar"),
    ],
)
def test_what_cannot_be_shown_is_refused(rope, error, said):
    with pytest.raises(error, match=said):
        explore_sections(rope)


def test_an_order_of_ones_own_needs_a_model():
    with pytest.raises(ValueError, match="order must be another, because no model of your own came"):
        explore_sections(order="own")


def test_its_still_shows_its_numbers():
    picture = rv.explore_sections(query=17, key=0, order="interleaved").picture()
    clip, turned = picture.panels
    every, key, query = marks(picture, Points)
    # Token 17 is in frame 1, row 1, column 2; the third word of those after the clip stands in the last row.
    assert (every.x[41], every.y[41]) == (every.x[39], 2) and len(every.x) == 42
    assert (key.x[0], key.y[0], key.colour) == (every.x[0], 0, theme.KEY)
    assert (query.x[0], query.y[0], query.colour) == (every.x[8] + every.x[12] - every.x[3], 1, theme.QUERY)
    words = marks(picture, Label)
    assert [label.text for label in words] == ["Watch", "this", "clip", "Who", "scored", "first?"]
    (bars,) = marks(picture, Bars, 1)
    ids = np.array([4, 4, 5])[[*[0, 1, 2] * 20, 0, 0, 0, 0]]
    angles = np.abs(np.angle(np.exp(1j * ids * 1e6 ** (-np.arange(64) / 64)), deg=True))
    np.testing.assert_allclose(bars.high, angles)
    assert bars.colours[:4] == (*theme.LIGHT.series, theme.LIGHT.series[0])
    assert turned.y.log and turned.y.limits == (1e-5, 180) and clip.bare
    assert turned.y.name == "turned apart by (degrees)" and turned.x.name == "pair i, fast to slow"
