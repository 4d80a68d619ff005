"""The explorer of positions."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from explorers.stills import colours, frame, marks

import rope_viz as rv
from rope_viz import explore_positions, theme
from rope_viz.explorers.positions.explorer import _fresh
from rope_viz.plots.content import Axis, Heat, Line, Points, Rule

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
        torch.testing.assert_close(shown, table @ table[position], rtol=0, atol=0.004)


def test_what_is_said_in_words_is_of_the_whole_table():
    explorer = rv.explore_positions()
    table = torch.nn.functional.normalize(rv.pretrained.minilm_positions().table.double(), dim=1)
    cosines = table @ table.T
    for m in (0, 127, 200, 300, 511):
        explorer.position = m
        numbers = explorer.numbers()
        near, far = (m + by if m + by < 512 else m - by for by in (1, 100))
        apart = [n for n in range(512) if abs(n - m) >= 10]
        twin = max(apart, key=lambda n, m=m: cosines[m, n])
        uneven = [abs(cosines[m, m + by] - cosines[m, m - by]) for by in range(1, min(50, m, 511 - m) + 1)]
        assert (numbers["neighbour_at"], numbers["hundred_at"], numbers["twin_at"]) == (near, far, twin)
        assert numbers["neighbour"] == pytest.approx(float(cosines[m, near]), abs=6e-6)
        assert numbers["hundred"] == pytest.approx(float(cosines[m, far]), abs=6e-6)
        assert numbers["twin"] == pytest.approx(float(cosines[m, twin]), abs=6e-6)
        assert numbers["uneven"] == pytest.approx(float(max(uneven, default=0)), abs=6e-6)


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
    assert numbers["neighbour"] == pytest.approx((np.cos(0.5) + np.cos(0.05)) / 2, abs=6e-6)
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


def test_the_random_table_is_near_normal_and_its_rows_are_strangers():
    explorer = rv.explore_positions(table="random", dim=64)
    numbers = _fresh().flatten()
    assert abs(float(numbers.mean() / numbers.std())) < 0.02
    kurtosis = float(((numbers - numbers.mean()) / numbers.std()).pow(4).mean())
    assert kurtosis == pytest.approx(3, abs=0.4)  # of a sum of four: 2.7
    cosines = explorer.rows() @ explorer.rows().T
    apart = cosines[~torch.eye(512, dtype=torch.bool)]
    assert float(apart.mean()) == pytest.approx(0, abs=0.005)
    assert float(apart.std()) == pytest.approx(1 / 8, rel=0.03)  # of independent directions of 64 components


def test_its_still_shows_its_numbers():
    explorer = rv.explore_positions(table="sinusoidal", dim=8, position=30)
    picture, n = explorer.picture(), explorer.numbers()
    (curve,), (own, twin) = marks(picture, Line), marks(picture, Points)
    np.testing.assert_array_equal(curve.y, n["cosines"])
    assert (own.x, own.y, twin.x, twin.y) == (30, 1, n["twin_at"], n["twin"])
    assert colours([curve, own, twin]) == [theme.SCORE, theme.QUERY, theme.KEY]
    beside, square = picture.panels
    n_axis, m_axis = Axis("position n (tokens)"), Axis("position m (tokens)", reverse=True, grid=False)
    cosine = Axis("cosine with position 30", (-1, 1.05))
    assert frame(beside) == (explorer.label, n_axis, cosine, set())
    assert frame(square) == ("", Axis(n_axis.name, grid=False), m_axis, {"equal"})
    ((zero,), (row,)) = (marks(picture, Rule, panel) for panel in (0, 1))
    assert (zero.y, row.y, row.colour) == (0, 30, theme.QUERY)
    (square,) = marks(picture, Heat, 1)
    assert (square.low, square.high, square.colours) == (-1, 1, theme.SIGNED)
    unit = torch.nn.functional.normalize(rv.Sinusoidal(8).table(range(512), dtype=torch.float64), dim=1)
    block = (unit[:4] @ unit[8:12].T).mean()
    assert square.values[0, 2] == pytest.approx(float(block)) and (square.y[0], square.x[2]) == (2, 10)
