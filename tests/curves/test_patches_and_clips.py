"""Scores among patches and angles within a clip: by loops, and by transformers' own numbering."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz.curves.clips import ORDERS, angles_between, axis_of_pairs, clip_positions, clip_rope
from rope_viz.curves.patches import (
    by_place,
    corners,
    looking_at,
    patch_scores,
    turned_directions,
    unevenness,
)
from rope_viz.encodings.generators import tilted

AXIAL = rv.AxialRope(8, base=20.0)


def vectors(count, size):
    return torch.randn(count, size, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def test_each_entry_is_the_score_of_its_two_patches():
    query, key = vectors(2, 8)
    found = patch_scores(AXIAL, query, key, 3, 4)
    for y, x, row, column in itertools.product(range(3), range(4), range(3), range(4)):
        one = AXIAL.rotate(query[None], [[x, y]]) @ AXIAL.rotate(key[None], [[column, row]]).T
        assert found[y, x, row, column] == pytest.approx(one.item())


def test_an_offset_is_read_from_every_place_that_has_it():
    scores = np.arange(3.0 * 4 * 3 * 4).reshape(3, 4, 3, 4)
    for right, down in ((0, 0), (2, -1), (-3, 2)):
        found = by_place(scores, (right, down))
        for y, x in itertools.product(range(3), range(4)):
            inside = 0 <= y + down < 3 and 0 <= x + right < 4
            assert found[y, x] == scores[y, x, y + down, x + right] if inside else math.isnan(found[y, x])


def test_unevenness_is_the_largest_spread_of_an_offset():
    query, key = vectors(2, 8)
    assert unevenness(patch_scores(AXIAL, query, key, 4, 4)) < 1e-12
    scores = patch_scores(tilted(AXIAL.inv_freq, 40), query, key, 4, 4)
    spread = {}
    for y, x, row, column in itertools.product(range(4), repeat=4):
        spread.setdefault((column - x, row - y), []).append(scores[y, x, row, column])
    assert unevenness(scores) == pytest.approx(max(max(s) - min(s) for s in spread.values()))


def test_corners_of_a_rectangle():
    scores = np.arange(25.0).reshape(5, 5)
    assert corners(scores, (2, 1), (1, -1)) == (3, 11, 13, 1)
    assert np.isnan(corners(scores, (4, 1), (1, 1))[::2]).all()


def test_a_query_finds_its_key_where_it_looks_and_directions_turn_as_on_paper():
    query = torch.ones(8, dtype=torch.float64)
    found = patch_scores(AXIAL, query, looking_at(AXIAL, query, (2, -1)), 5, 5)[3, 1]
    assert np.unravel_index(found.argmax(), found.shape) == (2, 3) and found.max() == pytest.approx(8)
    turned = turned_directions(AXIAL.inv_freq, 30)
    x, y = turned[:, 0].tolist()
    assert (x, y) == pytest.approx((math.cos(math.pi / 6), -math.sin(math.pi / 6))), "upwards, y being down"


def test_another_number_of_axes_is_refused():
    for encoding in (rv.Rope(8), rv.AxialRope(12, axes=3)):
        with pytest.raises(ValueError, match="encoding must turn by two coordinates"):
            patch_scores(encoding, torch.ones(8), torch.ones(8), 3, 3)


def test_ids_of_a_clip_are_those_that_transformers_gives():
    qwen = pytest.importorskip("transformers.models.qwen2_vl.modeling_qwen2_vl")
    from transformers import Qwen2VLConfig

    turning = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [1, 1, 2]}
    tiny = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "num_key_value_heads": 1,
            "intermediate_size": 8, "vocab_size": 16, "rope_parameters": turning}  # fmt: skip
    vision = {"depth": 1, "embed_dim": 8, "hidden_size": 8, "num_heads": 1, "spatial_merge_size": 1}
    config = Qwen2VLConfig(text_config=tiny, vision_config=vision, video_token_id=3, vision_start_token_id=1,
                           vision_end_token_id=2, image_token_id=4)  # fmt: skip
    model = qwen.Qwen2VLModel(config)
    # Behind a clip of more frames than rows and columns its words go on among the frames' numbers, where the
    # paper goes on above the largest one, as here: those words are left out.
    for frames, alike in ((3, 27), (4, 3 + 4 * 6)):
        before, rows, columns, after = 3, 2, 3, 6
        # The last of the words before is the sign that a video starts.
        tokens = torch.tensor([[5] * (before - 1) + [1] + [3] * frames * rows * columns + [6] * after])
        kinds = (tokens == 3).int() * 2
        given = {"video_grid_thw": torch.tensor([[frames, rows, columns]])}
        try:
            ids, _ = model.get_rope_index(tokens, mm_token_type_ids=kinds, **given)
        except TypeError:  # older ones find the video themselves
            ids, _ = model.get_rope_index(tokens, **given)
        ours = clip_positions(before, frames, rows, columns, after)
        assert torch.equal(ids[:, 0].T[:alike], ours[:alike])


def test_orders_share_out_pairs_as_models_do():
    axis = {order: axis_of_pairs(clip_rope(order)).tolist() for order in ORDERS}
    assert axis["sections"] == [0] * 16 + [1] * 24 + [2] * 24
    assert axis["interleaved"] == [0, 1, 2] * 20 + [0] * 4
    assert axis["slow time"] == [1, 2] * 24 + [0] * 16
    assert axis["one line"] == [-1] * 64
    with pytest.raises(ValueError, match="rope must turn each pair with one of three axes"):
        axis_of_pairs(rv.MixedRope(8))
    with pytest.raises(ValueError, match=r"order must be one of 'sections'.*; 'any' came"):
        clip_rope("any")


def test_angles_are_differences_of_ids_times_speeds():
    at, speeds = clip_positions(2, 3, 2, 2, 1), [1e6 ** (-i / 64) for i in range(64)]
    one, other = 3, 12
    differences = (at[other] - at[one]).tolist()
    for order in ORDERS[:3]:
        axis = axis_of_pairs(clip_rope(order)).tolist()
        expected = [differences[a] * speed for a, speed in zip(axis, speeds, strict=True)]
        assert angles_between(clip_rope(order), at, one, other).tolist() == pytest.approx(expected)
    line = angles_between(clip_rope("one line"), at, one, other).tolist()
    assert line == pytest.approx([9 * speed for speed in speeds])


def test_an_empty_clip_is_refused():
    with pytest.raises(ValueError, match="frames must be at least 1"):
        clip_positions(1, 0, 2, 2, 1)
