"""The tables hold what rotations give."""

import math

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz.curves import pair_components


@pytest.fixture(params=["interleaved", "half"])
def rope(request):
    return rv.Rope(head_dim=8, base=100.0, layout=request.param)


def test_angles_are_position_times_speed(rope):
    table = rv.angle_curve(rope, [0, 2.5, -3])
    np.testing.assert_allclose(table.angles, np.outer([0, 2.5, -3], rope.inv_freq), rtol=1e-15)


def test_hands_stand_at_the_angle_of_their_pair(rope):
    table = rv.corkscrew_curve(rope, tokens=20)
    turned = np.arctan2(table.hands[..., 1], table.hands[..., 0])
    expected = np.outer(rope.inv_freq, np.arange(20))
    np.testing.assert_allclose(np.exp(1j * turned), np.exp(1j * expected), atol=1e-12)


def test_the_thread_is_fine_enough_for_the_fastest_pair(rope):
    table = rv.corkscrew_curve(rope, tokens=30, samples_per_turn=20)
    step = np.diff(table.thread_positions).max() * rope.inv_freq.max()
    assert step <= 2 * math.pi / 20 + 1e-12


def test_the_thread_passes_through_its_ends(rope):
    table = rv.corkscrew_curve(rope, tokens=7)
    np.testing.assert_allclose(table.thread[:, [0, -1]], table.hands[:, [0, -1]], atol=1e-12)


def test_chosen_pairs_are_the_ones_shown(rope):
    table = rv.corkscrew_curve(rope, tokens=5, pairs=[3, 1])
    everything = rv.corkscrew_curve(rope, tokens=5)
    np.testing.assert_array_equal(table.hands, everything.hands[[3, 1]])
    np.testing.assert_array_equal(table.inv_freq, rope.inv_freq[[3, 1]])


@pytest.mark.parametrize("pairs", [[], [4], [-1]])
def test_unknown_pairs_are_refused(rope, pairs):
    with pytest.raises(ValueError, match="pairs must be indices from 0 to 3"):
        rv.corkscrew_curve(rope, pairs=pairs)


def test_a_corkscrew_has_a_length(rope):
    with pytest.raises(ValueError, match=r"tokens must be at least 2, a corkscrew has a length; 1 came\."):
        rv.corkscrew_curve(rope, tokens=1)


def test_scores_are_the_sum_of_cosines(rope):
    query, key = torch.randn(2, 8, dtype=torch.float64)
    first, second = pair_components(rope)
    q, k = (torch.complex(v[first], v[second]) for v in (query, key))
    distances = np.array([-4.0, 0, 0.5, 9, 1000])
    expected = [
        (q * k.conj() * torch.polar(torch.ones(4).double(), r * rope.inv_freq)).sum().real for r in distances
    ]
    np.testing.assert_allclose(rv.score_curve(rope, query, key, distances).scores, expected, atol=1e-12)


def test_a_path_shows_what_the_doors_do(rope):
    vector = torch.randn(8, dtype=torch.float64)
    turned = rv.curves.vector_path(rope, vector, [0, 3])
    first, second = pair_components(rope)
    np.testing.assert_allclose(turned.points[0], [vector[first][0], vector[second][0]])
    np.testing.assert_allclose(turned.lengths[1], turned.lengths[0])
    table = torch.randn(4, 8, dtype=torch.float64)
    added = rv.curves.vector_path(rv.Learned(table), vector, [2])
    np.testing.assert_allclose(added.points[0], (vector + table[2])[:2], rtol=1e-6)


def test_the_matrix_map_is_the_rotation(rope):
    table = rv.curves.matrix_map(rope, 3)
    x = torch.randn(8, dtype=torch.float64)
    np.testing.assert_allclose(table.values @ x.numpy(), rope.rotate(x[None], [3])[0], atol=1e-12)


def test_position_map_is_what_door_one_adds():
    table = torch.randn(9, 4)
    np.testing.assert_allclose(
        rv.curves.position_map(rv.Learned(table), 4, range(2, 7)).values, table[2:7], rtol=1e-6
    )


def test_bias_map_refuses_an_encoding_without_bias(rope):
    with pytest.raises(ValueError, match="encoding must open the door 'bias'"):
        rv.curves.bias_map(rope)


def test_bias_map_refuses_a_head_that_is_not_there():
    with pytest.raises(ValueError, match=r"head must be from 0 to 7; 8 came\."):
        rv.curves.bias_map(rv.Alibi(8), head=8)


def test_unfinished_pairs_have_a_wavelength_beyond_the_context(rope):
    table = rv.wavelength_curve(rope, 100)
    angle_at_the_end = 100 * rope.inv_freq.numpy()
    np.testing.assert_array_equal(table.unfinished, angle_at_the_end < 2 * math.pi)


def test_scores_per_length_are_cosines(rope):
    query, key = torch.randn(2, 8, dtype=torch.float64)
    plain, divided = (rv.score_curve(rope, query, key, range(5), per_length=p) for p in (False, True))
    np.testing.assert_allclose(divided.scores, plain.scores / float(query.norm() * key.norm()))
    assert "per length" in divided.unit and "not divided" in plain.unit
