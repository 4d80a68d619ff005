"""The explorer of positions."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz import explore_positions

CASES = {
    "positions": explore_positions,
    "positions-sinusoidal": lambda: explore_positions(table="sinusoidal", dim=16, position=300),
}


def test_the_explorer_shows_the_table_but_for_what_it_rounds():
    explorer = rv.explore_positions()
    table = torch.nn.functional.normalize(rv.pretrained.minilm_positions().table.double(), dim=1)
    for position in (0, 127, 300):
        explorer.position = position
        shown = torch.tensor(explorer.numbers()["cosines"], dtype=torch.float64)
        torch.testing.assert_close(shown, table @ table[position], rtol=0, atol=0.02)


def test_sinusoids_are_alike_by_offset_only():
    for position in (60, 300):
        numbers = rv.explore_positions(table="sinusoidal", position=position).numbers()
        assert numbers["uneven"] < 1e-12
        assert numbers["neighbour"] == pytest.approx(
            float(rv.Sinusoidal(64).inv_freq.cos().mean()), abs=1e-12
        )


def test_the_explorer_takes_a_table_of_ones_own():
    angles = torch.outer(
        torch.arange(40, dtype=torch.float64), torch.tensor([0.5, 0.05], dtype=torch.float64)
    )
    mine = torch.stack([angles.cos(), angles.sin()], dim=-1).flatten(1)
    explorer = rv.explore_positions(mine, label="mine", position=39)
    numbers = explorer.numbers()
    assert len(numbers["cosines"]) == 40 and explorer.label == "mine"
    assert numbers["neighbour_at"] == 38 and numbers["hundred_at"] == 0
    assert numbers["neighbour"] == pytest.approx((np.cos(0.5) + np.cos(0.05)) / 2, abs=0.02)
    explorer.table = "random"
    assert len(explorer.numbers()["cosines"]) == 40


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"learned": torch.ones(1, 4)}, "learned must have 2 to 512 rows, one per position; 1 came"),
        ({"learned": torch.eye(4) - torch.diag(torch.ones(4))}, "learned must have no row of zeros"),
        ({"position": 512}, "position must be smaller than the number of rows, 512; 512 came"),
        ({"dim": 5}, "dim must be one of 4, 8, 16, 32, 64; 5 came"),
    ],
)
def test_the_explorer_refuses_what_is_no_table(wrong, message):
    with pytest.raises(ValueError, match=message):
        rv.explore_positions(**wrong)
