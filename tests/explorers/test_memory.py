"""The explorer of what turning moves and multiplies, on any machine."""

from __future__ import annotations

import math

import pytest
from explorers.stills import colours, frame, marks

import rope_viz as rv
from rope_viz import explore_memory, theme
from rope_viz.plots.content import Axis, Label, Line, Points


def built():
    explorer = explore_memory(balance=10, format="bfloat16", build=True)
    explorer.passes, explorer.table, explorer.kept = "none", "spot", "bfloat16"
    return explorer


CASES = {
    "memory": explore_memory,
    "memory-layer": lambda: explore_memory(
        rv.Rope(64), view="layer", balance=150, heads=1, format="bfloat16"
    ),
    "memory-build": built,
}


def test_times_are_copies_at_least():
    # 32 heads of 128 components in float32: 16 multiplications for each byte that a copy moves, and a matrix
    # of 128 × 128 numbers beside 64 vectors for query and key each.
    for balance, matrix in ((0.5, 32), (2, 8), (10, 3), (500, 3)):
        times = explore_memory(balance=balance).numbers()["times"]
        assert times == pytest.approx([matrix, 5 + 2 / 64, 1 + 1 / 64])
    one = explore_memory(rv.Rope(64), heads=1, balance=500).numbers()
    assert one["times"] == pytest.approx([1 + 64 / 2, 5 + 2 / 2, 1 + 1 / 2])
    assert one["products"] == [2 * 64 * 64, 4 * 64, 4 * 64]
    assert "; 1 head of 64 components" in explore_memory(rv.Rope(64), heads=1).summary()


def test_a_layer_s_times_are_those_of_its_steps():
    n = explore_memory(
        rv.Rope(64), view="layer", balance=100, heads=8, tokens=1024, format="bfloat16"
    ).numbers()
    scores, vector = 8 * 1024, 8 * 64 * 2
    attend = max(4 * vector, 2 * 64 * scores / 100)
    once, written = 4 * vector + 2 * 64 * 4, 2 * scores
    assert n["times"][0] == pytest.approx((once + attend) / attend)
    assert n["times"][2] == pytest.approx((attend + scores / 100) / attend)
    assert n["times"][4] == pytest.approx((written + max(4 * vector + written, attend)) / attend)
    assert n["steps"] == [2, 11, 1, 1, 2] and len(n["moving"]) == len(n["multiplying"]) == 17


@pytest.mark.parametrize(
    ("passes", "table", "kept", "together", "moved"),
    [
        ("steps", "twice", "float32", False, 10 * 256 * 2 + 2 * 2 * 64 * 4),
        ("once", "twice", "bfloat16", True, 2 * 256 * 2 + 2 * 64 * 2),
        ("none", "once", "float32", True, 64 * 4),
        ("none", "spot", "float32", False, 0),
    ],
)
def test_what_is_built_moves_what_it_says(passes, table, kept, together, moved):
    mine = explore_memory(rv.Rope(64), heads=2, format="bfloat16", build=True)
    mine.passes, mine.table, mine.kept, mine.together = passes, table, kept, together
    n = mine.numbers()
    assert n["moved"][-1] == pytest.approx(moved)
    assert n["products"][-1] == 2 * 256 + 128 * (table == "spot")
    # A cosine near 1 is rounded by up to half a unit in its last place, float32 angles by far more.
    digits = {"float32": 24, "bfloat16": 8}[kept]
    if table == "spot":
        assert n["off"] > 1e-3
    else:
        assert 2.0 ** -(digits + 2) < n["off"] < math.sqrt(2) * 2.0 ** -(digits + 1)


def test_usual_code_built_by_hand_is_the_usual_code():
    mine = explore_memory(heads=4, build=True)
    n = mine.numbers()
    assert n["moved"][-1] == n["moved"][1] and n["times"][-1] == pytest.approx(n["times"][1])


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(ValueError, match=r"rope must turn whole vectors, because .*; 16 of 64 turn\."):
        explore_memory(rv.Rope(64, rotary_dim=16))
    with pytest.raises(
        ValueError, match=r"balance must be a number, finite from 0.5 to 500, because .*; 0 came"
    ):
        explore_memory(balance=0)
    with pytest.raises(ValueError, match=r"heads must be at least 1; 0 came\."):
        explore_memory(heads=0)
    with pytest.raises(ValueError, match=r"format must be one of 'float32', 'bfloat16'; 'int8' came\."):
        explore_memory(format="int8")


def test_its_still_shows_its_numbers():
    explorer = rv.explore_memory(balance=2)
    picture, n = explorer.picture(), explorer.numbers()
    slope, flat = marks(picture, Line)
    assert (slope.x.tolist(), slope.y.tolist()) == ([0.01, 2], [0.01, 2])
    assert (flat.x.tolist(), flat.y.tolist()) == ([2, 1000], [2, 2])
    assert colours([slope, flat]) == [*theme.LIGHT.series[:2]]
    # 128 multiplications of a number that is read and written, and the matrix beside 32 of them.
    spots = [(point.x[0], point.y[0]) for point in marks(picture, Points)]
    assert spots[0] == pytest.approx((128 / (8 + 4 * 4), 2)) and spots[2] == pytest.approx(
        (2 / 8.125, 2 / 8.125)
    )
    assert [label.text for label in marks(picture, Label)] == ["1", "2", "3"]
    unit, *bars = marks(picture, Line, 1)
    assert unit.x.tolist() == [1, 1] and unit.colour == theme.REFERENCE
    assert len(bars) == 2 * (2 + 10 + 1), "a bar for moving and one for multiplying, of every step"
    first = [(bar.x[0], bar.x[1], bar.colour) for bar in bars[:4]]
    assert first[1][:2] == pytest.approx((0, 0.97 * 4)) and first[3][0] == pytest.approx(4)
    assert first[0][1] == pytest.approx(0.97 * 1.5) and first[0][2] == theme.LIGHT.series[0]
    ends = [bar.x[1] for bar in bars if bar.colour == theme.LIGHT.series[0] and -1.5 < bar.y[0] < -0.5]
    assert ends[-1] == pytest.approx(n["times"][1], abs=0.05) and len(ends) == 10
    said = [label.text for label in marks(picture, Label, 1)]
    assert said == ["1 block matrix: 8.00", "2 step by step: 5.03", "3 in one pass: 1.02"]
    roof, lanes = picture.panels
    reach = Axis("multiplications for each byte that is moved", (0.01, 1000), log=True)
    assert frame(roof) == (
        "",
        reach,
        Axis("multiplications in the time of a byte", (0.01, 1000), log=True),
        set(),
    )
    assert lanes.x.name == "at least as long as a copy, times"
