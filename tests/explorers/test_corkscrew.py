"""The corkscrew explorer: which Rope it shows, what Python may set, and what a hand on the picture does."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz.explorers import explore_corkscrew
from rope_viz.explorers.core.traits import Refused
from rope_viz.plots.content import Beads

CASES = {
    "corkscrew": explore_corkscrew,
    "corkscrew-matrix": lambda: explore_corkscrew(rv.Rope(12, base=100.0), now=20, matrix=True),
    "corkscrew-half": lambda: explore_corkscrew(
        rv.Rope(16, layout="half", rotary_dim=8, scaling=rv.scaling.yarn(factor=16, original_length=4096)),
        matrix=True,
    ),
}


class Halved(rv.Rope):
    """Speeds that no formula of head_dim and base gives, as a scaling rule makes them."""

    @property
    def inv_freq(self):
        return super().inv_freq / 2


def test_a_ropes_own_speeds_are_shown_until_head_dim_or_base_are_moved():
    rope = Halved(16, base=500_000.0)
    explorer = explore_corkscrew(rope)
    assert explorer.numbers()["inv_freq"] == rope.inv_freq.tolist()
    explorer.base = 100.0
    assert explorer.numbers()["inv_freq"] == rv.Rope(16, base=100.0).inv_freq.tolist()
    explorer.base, explorer.head_dim = 500_000.0, 8
    assert explorer.numbers()["inv_freq"] == rv.Rope(8, base=500_000.0).inv_freq.tolist()
    explorer.head_dim = 16
    assert explorer.numbers()["inv_freq"] == rope.inv_freq.tolist()


def test_a_part_that_passes_through_stays_the_same_part():
    explorer = explore_corkscrew(rv.Rope(64, rotary_dim=16))
    assert len(explorer.numbers()["inv_freq"]) == 8
    explorer.head_dim = 128
    assert explorer.numbers()["inv_freq"] == rv.Rope(128, rotary_dim=32).inv_freq.tolist()


def test_pairs_that_never_turn_are_said_to_be_endless():
    explorer = explore_corkscrew(rv.Rope(4))
    explorer.own_inv_freq = (1.0, 0.0)
    explorer.highlighted = 1
    assert math.isinf(explorer.numbers()["highlighted_wavelengths"][0])
    assert "a whole turn takes endless tokens" in explorer.summary()


def test_hands_are_those_of_a_rotated_vector():
    explorer = explore_corkscrew(rv.Rope(8, base=100.0), now=7)
    hands = explorer.numbers()["hands"]
    for i, angle in enumerate(rv.Rope(8, base=100.0).angles([7])[0].tolist()):
        assert hands[2 * i : 2 * i + 2] == pytest.approx([math.cos(angle), math.sin(angle)], abs=1e-15)


def test_whole_turns_are_counted_when_they_are_complete():
    explorer = explore_corkscrew(rv.Rope(2), now=6)  # one radian per token: 6 tokens are not yet a turn
    assert explorer.numbers()["whole_turns"] == 0
    explorer.now = 7
    assert explorer.numbers()["whole_turns"] == 1


def test_what_no_longer_fits_follows():
    explorer = explore_corkscrew(rv.Rope(64), tokens=128, now=100, highlighted=range(20, 30))
    explorer.tokens = 50
    assert explorer.now == 49
    explorer.head_dim = 48
    assert (explorer.highlighted, explorer.highlighted_count) == (20, 4)
    explorer.head_dim = 8
    assert (explorer.highlighted, explorer.highlighted_count) == (3, 1)


@pytest.mark.parametrize(
    ("trait", "value", "text"),
    [
        (
            "now",
            128,
            "now must be smaller than tokens, the number of positions shown; 128 came, tokens is 128.",
        ),
        ("highlighted", 32, "highlighted must not reach beyond the last pair, 31; 32 came."),
        ("highlighted_count", 25, "highlighted_count must not reach beyond the last pair, 31; 25 came."),
        ("head_dim", 7, "head_dim must be even and at least 2, because components turn in pairs; 7 came."),
        (
            "head_dim",
            1024,
            "head_dim must be at most 512, because more springs are not told apart; 1024 came.",
        ),
    ],
)
def test_refusals_name_the_parameter_the_rule_and_the_value(trait, value, text):
    explorer = explore_corkscrew(rv.Rope(64))
    before = explorer.state
    with pytest.raises(Refused) as refused:
        setattr(explorer, trait, value)
    assert str(refused.value) == text
    assert explorer.state == before


@pytest.mark.parametrize("highlighted", [32, -1, range(3, 3), range(0, 8, 2), range(30, 33)])
def test_highlighted_must_be_neighbours_that_there_are(highlighted):
    with pytest.raises(ValueError, match="highlighted must be a pair from 0 to 31, or a range of neighbours"):
        explore_corkscrew(rv.Rope(64), highlighted=highlighted)


def test_a_ropes_attention_factor_is_the_radius_of_its_springs():
    rope = rv.Rope(64, scaling=rv.scaling.yarn(factor=16, original_length=4096))
    explorer = explore_corkscrew(rope, now=30)
    lengths = np.hypot(*np.reshape(explorer.numbers()["hands"], (-1, 2)).T)
    assert explorer.numbers()["radius"] == rope.attention_factor == pytest.approx(1.2773, abs=1e-4)
    np.testing.assert_allclose(lengths, rope.attention_factor)
    explorer.base = 500.0  # the plain formula
    assert explorer.numbers()["radius"] == 1


@pytest.mark.parametrize("layout", ["interleaved", "half"])
def test_the_layout_stays_and_shows_the_same_hands(layout):
    explorer = explore_corkscrew(rv.Rope(8, layout=layout), now=5)
    assert explorer.pair_layout == explorer.rope.layout == layout
    angles = explorer.rope.angles([5])[0].numpy()
    hands = np.reshape(explorer.numbers()["hands"], (-1, 2))
    np.testing.assert_allclose(hands, np.stack((np.cos(angles), np.sin(angles)), -1), atol=1e-15)


def test_its_still_shows_its_numbers():
    rope = rv.Rope(8, base=50.0, scaling=rv.scaling.yarn(4.0, 32))
    explorer = rv.explore_corkscrew(rope, tokens=20)
    explorer.now = 7
    threads, beads = explorer.picture().panels[0].marks
    assert isinstance(beads, Beads) and rope.attention_factor > 1.1
    shelf = [height for height, _ in explorer.picture().panels[0].z.ticks]
    hands = rope.rotate(torch.tensor([[1.0, 0] * 4], dtype=torch.float64), [7]).view(4, 2)
    np.testing.assert_allclose(np.stack([beads.y, beads.z - shelf], axis=1), hands)
    np.testing.assert_allclose(
        np.hypot(threads.y, threads.z - np.array(shelf)[:, None]), rope.attention_factor
    )


def test_a_still_of_a_corkscrew_that_is_too_long_to_wind_shows_tubes():
    rope = rv.Rope(12)
    explorer = rv.explore_corkscrew(rope, tokens=1_048_576, now=700_000)
    threads, beads = explorer.picture().panels[0].marks
    shelf = np.array([height for height, _ in explorer.picture().panels[0].z.ticks])[:, None]
    assert (threads.x[0], threads.x.max(), threads.x[-1], beads.x) == (0, 1_048_575, 0, 700_000)
    angles = rope.angles(torch.as_tensor(threads.x))[:, 5].numpy()
    np.testing.assert_allclose(threads.y[5], np.cos(angles), atol=1e-9)
    np.testing.assert_allclose((threads.z - shelf)[5], np.sin(angles), atol=1e-9)
    edges = (threads.z - shelf)[:5]
    half = len(threads.x) // 2
    assert (edges[:, :half] == 1).all() and (edges[:, half:] == -1).all() and (threads.y[:5] == 0).all()
    hands = rope.rotate(torch.tensor([[1.0, 0] * 6], dtype=torch.float64), [700_000]).view(6, 2)
    np.testing.assert_allclose(np.stack([beads.y, beads.z - shelf[:, 0]], axis=1), hands, atol=1e-9)
