"""The decay debate in numbers: RoFormer's curve, its bound, and where the cosines turn negative."""

import cmath
import math

import numpy as np
import pytest
import torch

import rope_viz as rv

ROPE = rv.Rope(128)


def roformer_by_hand(distance, dim=128, base=10_000.0):
    """The double sum of the paper's figure, written out."""
    total, partial = 0.0, 0j
    for i in range(dim // 2):
        partial += cmath.exp(1j * distance * base ** (-2 * i / dim))
        total += abs(partial)
    return total / (dim / 2)


def test_roformers_curve_point_by_point():
    table = rv.decay_curve(ROPE)
    np.testing.assert_allclose(table.values, [roformer_by_hand(m) for m in range(257)], rtol=1e-12)


def test_an_envelope_counts_every_distance_once():
    table = rv.decay_curve(ROPE, range(3_000))
    high, mean, low = rv.curves.envelope(table)
    ends = [*high.distances[1:], 3_000]
    assert high.distances[0] == 1 and (np.diff(np.log2(high.distances)) >= 0.5 / 8).all()
    for i, (start, end) in enumerate(zip(high.distances, ends, strict=True)):
        window = [table.values[m] for m in range(int(start), int(end))]
        assert (max(window), min(window)) == (high.values[i], low.values[i])
        assert mean.values[i] == pytest.approx(sum(window) / len(window))
    assert high.label.endswith("highest") and low.value_name == table.value_name


def test_an_envelope_needs_distances_that_rise():
    with pytest.raises(
        ValueError, match=r"table must rise over two distances above 0 or more; \[0\. 1\.\] came"
    ):
        rv.curves.envelope(rv.decay_curve(ROPE, [0, 1]))
    with pytest.raises(ValueError, match=r"per_doubling must be .*; 0 came"):
        rv.curves.envelope(rv.decay_curve(ROPE), per_doubling=0)


def test_the_curve_levels_off():
    _, mean, low = rv.curves.envelope(rv.decay_curve(ROPE, range(65_536)), per_doubling=1)
    octaves = dict(zip(mean.distances, mean.values, strict=True))
    assert octaves[256] > octaves[1_024] > octaves[4_096] > 4.6
    assert octaves[32_768] == pytest.approx(octaves[4_096], rel=0.02)
    assert low.values[-1] < 1.3


def test_it_is_not_monotone():
    assert rv.decay_curve(ROPE).rises == 115


def test_the_bound_bounds_every_score():
    generator = torch.Generator().manual_seed(0)
    for _ in range(20):
        query, key = torch.randn(2, 128, dtype=torch.float64, generator=generator)
        score = rv.score_curve(ROPE, query, key, range(513)).scores
        bound = rv.curves.score_bound(ROPE, query, key, range(513)).values
        assert (np.abs(score) <= bound * (1 + 1e-12)).all()


@pytest.mark.parametrize("layout", ["interleaved", "half"])
def test_a_score_is_made_of_its_pairs_products(layout):
    rope = rv.Rope(16, layout=layout)
    queries, keys = torch.randn(2, 3, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    products = rv.curves.pair_products(rope, queries[:, None], keys)  # each query with each key
    for m, query in enumerate(queries):
        for n, key in enumerate(keys):
            waves = sum(
                abs(h) * np.cos(7 * 10_000 ** (-i / 8) + np.angle(h))
                for i, h in enumerate(products[m, n].numpy())
            )
            assert rv.score_curve(rope, query, key, [7]).scores[0] == pytest.approx(waves)


def test_the_bound_is_tight_for_one_pair():
    pair = rv.Rope(2)
    query, key = torch.tensor([3.0, 0.0]), torch.tensor([2.0, 0.0])
    assert rv.curves.score_bound(pair, query, key, [0]).values[0] == pytest.approx(6.0)


def test_the_cosine_sum_is_the_score_of_equal_vectors():
    ones = torch.ones(128, dtype=torch.float64)
    scores = rv.score_curve(ROPE, ones, ones, range(100)).scores
    np.testing.assert_allclose(rv.curves.cosine_sum(ROPE, range(100)).values, scores / 128, atol=1e-12)


@pytest.mark.parametrize(("base", "where"), [(1e4, 1707), (5e5, 18438), (1e6, 27115)])
def test_where_the_cosines_turn_negative(base, where):
    rope = rv.Rope(128, base=base)
    assert rv.curves.first_negative(rope) == where
    speeds = [base ** (-2 * i / 128) for i in range(64)]
    assert sum(math.cos(where * s) for s in speeds) < 0 < sum(math.cos((where - 1) * s) for s in speeds)


def test_they_may_stay_positive():
    assert rv.curves.first_negative(ROPE, up_to=1706) is None
