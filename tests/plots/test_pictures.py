"""What every plot shows: names, units, directions, order, values and two numbers of its sentence.

The numbers are computed here once more, from the formulas and not from the tables.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from picture_parts import axes_of, named, of_kind

import rope_viz as rv
from rope_viz import plots, theme
from rope_viz.curves import BiasTable, Heatmap, WavelengthTable
from rope_viz.plots import pictures, prints
from rope_viz.plots.content import Axis, Heat, Legend, Line, Points, Rule
from rope_viz.plots.pictures import bias, learned, rounding, scores, times, turning

ROPE = rv.Rope(head_dim=8, base=100.0)
SPEEDS = [100.0 ** (-2 * i / 8) for i in range(4)]
ONES = torch.ones(8, dtype=torch.float64)


def test_angles():
    picture = turning.angles(rv.angle_curve(ROPE, [3, 7]))
    assert list(axes_of(picture)) == named("pair", "angle (radians)")
    assert picture.panels[0].legend == Legend("position")
    three, seven = of_kind(picture, Line)
    assert (three.name, seven.name) == ("3", "7")
    for mark, position in ((three, 3), (seven, 7)):
        np.testing.assert_array_equal(mark.x, range(4))
        np.testing.assert_allclose(mark.y, [position * speed for speed in SPEEDS])
    # The farther the position, the faster the colour.
    assert (three.colour, seven.colour) == (theme.SLOW_PAIR, theme.FAST_PAIR)
    assert "for 2 positions" in picture.alt and "last pair 0.0316." in picture.alt
    assert turning.angles(rv.angle_curve(ROPE), log=True).panels[0].y.log


def test_corkscrew():
    picture = turning.corkscrew(rv.corkscrew_curve(ROPE, tokens=12), now=5)
    space = picture.panels[0]
    assert (space.x.name, space.x.limits, space.z.name) == ("position (tokens)", (0, 11), "pair")
    assert [text for _, text in space.z.ticks] == ["0", "1", "2", "3"]
    heights = [at for at, _ in space.z.ticks]
    assert heights == sorted(heights, reverse=True), "pair 0 is on top"
    threads, beads = space.marks
    for pair, height in enumerate(heights):
        angle = threads.x * SPEEDS[pair]
        np.testing.assert_allclose(threads.y[pair], np.cos(angle), atol=1e-12)
        np.testing.assert_allclose(threads.z[pair] - height, np.sin(angle), atol=1e-12)
        assert beads.y[pair] == pytest.approx(math.cos(5 * SPEEDS[pair]))
        assert beads.z[pair] - height == pytest.approx(math.sin(5 * SPEEDS[pair]))
    assert beads.x == 5 and beads.texts[2] == "pair 2 at position 5"
    assert f"makes {11 / (2 * math.pi):.1f} turns in 12 tokens" in picture.alt
    assert f"slowest {11 * SPEEDS[3] / (2 * math.pi):.3g}." in picture.alt
    many = turning.corkscrew(rv.corkscrew_curve(rv.Rope(64), tokens=4))
    assert [text for _, text in many.panels[0].z.ticks] == ["0", "4", "8", "12", "16", "20", "24", "28"]
    with pytest.raises(ValueError, match=r"now must be one of the table's positions, 0 to 11; 12 came\."):
        turning.corkscrew(rv.corkscrew_curve(ROPE, tokens=12), now=12)


def test_a_rope_stands_for_its_usual_table():
    assert [mark.name for mark in of_kind(turning.angles(ROPE), Line)] == list("1234567")
    assert turning.corkscrew(ROPE).panels[0].x.limits == (0, 63)


def test_paths():
    turned = rv.curves.vector_path(ROPE, ONES, range(3), label="turned")
    longer = rv.curves.vector_path(ROPE, 2 * ONES, [1], label="longer")
    picture = turning.paths([turned, longer])
    assert list(axes_of(picture)) == named("first component", "second component")
    assert picture.panels[0].equal, "lengths and angles can be compared"
    arrows, tips = of_kind(picture, Line)[0], of_kind(picture, Points)[0]
    expected = [(math.cos(m) - math.sin(m), math.sin(m) + math.cos(m)) for m in range(3)]
    np.testing.assert_allclose(np.stack([tips.x, tips.y], axis=1), expected)
    origin, tip, lifted = np.stack([arrows.x, arrows.y], axis=1).reshape(3, 3, 2).transpose(1, 0, 2)
    np.testing.assert_array_equal(origin, np.zeros((3, 2)))
    np.testing.assert_allclose(tip, expected)
    assert np.isnan(lifted).all()
    assert tips.texts == ("0", "1", "2")
    assert [mark.name for mark in of_kind(picture, Line)] == ["turned", "longer"]
    looks = [[mark.colour for mark in of_kind(picture, kind)] for kind in (Line, Points)]
    assert looks[0] == looks[1] and len(set(looks[0])) == 2
    assert "turned: length 1.41 to 1.41." in picture.alt and "longer: length 2.83" in picture.alt


def test_wavelengths():
    picture = turning.wavelengths(
        [rv.wavelength_curve(ROPE, 50, label="a"), WavelengthTable(np.ones(2), 9, "b")]
    )
    assert list(axes_of(picture)) == [Axis("pair"), Axis("wavelength (tokens per turn)", log=True)]
    first, second = of_kind(picture, Points)
    np.testing.assert_allclose(first.y, [2 * math.pi / speed for speed in SPEEDS])  # 6, 20, 63, 199 tokens
    assert first.hollow.tolist() == [False, False, True, True] and not second.hollow.any()
    assert [(rule.y, rule.colour) for rule in of_kind(picture, Rule)] == [
        (50, first.colour),
        (9, second.colour),
    ]
    assert (first.name, second.name) == ("a", "b")
    assert "a: 2 of 4 pairs never" in picture.alt and "b: 0 of 2 pairs never" in picture.alt


def test_scores():
    tables = [
        rv.score_curve(ROPE, ONES, ONES, range(9), label="equal"),
        rv.score_curve(ROPE, ONES, -ONES, range(5), label="opposite", per_length=True),
    ]
    picture = scores.scores(tables)
    assert list(axes_of(picture)) == named("distance (tokens)", "score (q·k, not divided)")
    equal, opposite = of_kind(picture, Line)
    np.testing.assert_allclose(equal.y, [2 * sum(math.cos(m * speed) for speed in SPEEDS) for m in range(9)])
    np.testing.assert_allclose(opposite.y, -equal.y[:5] / 8)
    assert (equal.name, opposite.name) == ("equal", "opposite")
    assert (equal.colour, equal.dash) != (opposite.colour, opposite.dash)
    assert (
        f"equal: 8 at distance 0, {equal.y[8]:.3g} at 8." in picture.alt and "opposite: -1 at" in picture.alt
    )
    assert scores.scores(tables[1]).panels[0].y.name == "score per length (q·k / |q||k|)"
    assert scores.scores(tables[0]).panels[0].legend is None, "one curve needs no legend"
    assert not of_kind(picture, Points)


def test_scores_are_written_where_they_are_asked_for():
    tables = [rv.score_curve(ROPE, ONES, sign * ONES, range(9), label=f"{sign}") for sign in (1, -1)]
    lines, read = (of_kind(scores.scores(tables, at=(0, 3)), kind) for kind in (Line, Points))
    three = 2 * sum(math.cos(3 * speed) for speed in SPEEDS)
    for line, points, sign in zip(lines, read, (1, -1), strict=True):
        np.testing.assert_array_equal(points.x, [0, 3])
        np.testing.assert_allclose(points.y, [8 * sign, three * sign])
        assert [float(text.replace("−", "-")) for text in points.texts] == pytest.approx(points.y, rel=0.01)
        assert points.colour == line.colour
    assert scores.scores(tables, at=[0]).panels[0].x.limits == (-0.96, 8.96), "half a number fits at each end"
    assert scores.scores(tables).panels[0].x.limits is None
    with pytest.raises(ValueError, match=r"at must be one of the table's distances, 0 to 8; 9 came\."):
        scores.scores(tables, at=[9])


@pytest.mark.parametrize("log", [False, True])
def test_decay(log):
    tables = [
        rv.curves.cosine_sum(ROPE, range(1, 6), label="a"),
        rv.decay_curve(ROPE, range(1, 3), label="b"),
    ]
    picture = scores.decay(tables, log=log)
    x, y = axes_of(picture)
    assert (x.name, x.log, y.log) == ("distance (tokens)", log, False)
    assert y.name == "mean cosine of the pairs or mean |partial sum| (hands)"
    cosines, lengths = of_kind(picture, Line)
    expected = [np.mean([math.cos(m * speed) for speed in SPEEDS]) for m in range(1, 6)]
    np.testing.assert_allclose(cosines.y, expected)
    np.testing.assert_array_equal(cosines.x, range(1, 6))
    assert (cosines.name, lengths.name) == ("a", "b")
    assert f"from {expected[0]:.3g} at distance 1 to {expected[4]:.3g} at 5" in picture.alt
    assert f"rising on {sum(np.diff(expected) > 0)} of 4 steps" in picture.alt


def test_biases():
    table = BiasTable(np.arange(-2.0, 3), np.array([[0.0, 1, 5, 2, 1]] + [[4.0, 1, 0, 0, -1]] * 3), "mine")
    picture = bias.biases(table, beside=rv.bias_curve(rv.Alibi(2), range(-2, 3)))
    assert [[panel.title for panel in row] for row in picture.rows] == [
        ["head 0", "head 1", "head 2"],
        ["head 3"],
    ]
    for panel, values in zip(picture.panels, table.values, strict=True):
        assert (panel.x.name, panel.y.name) == ("key − query position (tokens)", "bias")
        assert panel.x.limits == (-2, 2) and panel.x.ticks == ((-1, "−1"), (0, "0"), (1, "1"))
        assert panel.y.limits == pytest.approx((-1.36, 5.36))
        grey, line = panel.marks
        np.testing.assert_array_equal(line.x, table.offsets)
        np.testing.assert_array_equal(line.y, values)
        assert line.steps and line.colour == theme.SCORE and grey.colour == theme.REFERENCE
        # Two heads of ALiBi, 2⁻⁴ and 2⁻⁸ a token; the pen is lifted between them.
        others = np.reshape(grey.y, (2, 6))
        np.testing.assert_allclose(others[:, :5], -np.outer([2**-4, 2**-8], [2, 1, 0, 1, 2]))
        assert np.isnan(others[:, 5]).all()
    assert (
        "from -1 to 5." in picture.alt and "Head 0 is highest at +0. Head 1 is highest at -2." in picture.alt
    )
    assert "the 2 heads of Alibi" in picture.alt
    assert bias.biases(table, low=-9).panels[0].y.limits[0] == -9
    assert "grey" not in bias.biases(table).alt
    before = bias.biases(BiasTable(np.arange(-127.0, 1), np.zeros((1, 128)), "mine"))
    assert before.panels[0].x.ticks == ((-63, "−63"), (0, "0")), "offsets are whole, and none is said twice"


def test_heatmap():
    picture = bias.heatmap(rv.curves.bias_map(rv.Alibi(8), tokens=6))
    x, y = axes_of(picture)
    assert (x.name, y.name) == ("key position (tokens)", "query position (tokens)")
    assert y.reverse and not x.reverse, "the first row is on top, as in a matrix"
    (heat,) = of_kind(picture, Heat)
    np.testing.assert_array_equal([heat.x, heat.y], [range(6)] * 2)
    np.testing.assert_allclose(heat.values, [[-abs(m - n) / 2 for n in range(6)] for m in range(6)])
    assert (heat.low, heat.high, heat.name) == (-2.5, 0, "bias")
    assert heat.colours == theme.LIGHT.pairs[::-1]
    assert "from -2.5 to 0." in picture.alt


def test_a_map_of_both_signs_is_pale_at_zero():
    (heat,) = of_kind(bias.heatmap(rv.curves.matrix_map(rv.Rope(2), 3)), Heat)
    np.testing.assert_allclose(heat.values, [[math.cos(3), -math.sin(3)], [math.sin(3), math.cos(3)]])
    assert (heat.low, heat.high) == pytest.approx((math.cos(3), -math.cos(3)))
    assert heat.colours == theme.SIGNED
    up = Heatmap(np.array([[-1.0, 4.0]]), np.zeros(1), np.arange(2.0), "r", "c", "v", "l")
    (heat,) = of_kind(bias.heatmap(up), Heat)
    assert (heat.low, heat.high) == (-4, 4)


def test_every_plot_is_there_in_both_libraries_and_tested():
    makers = {
        name
        for module in (turning, scores, bias, learned, rounding, times)
        for name, made in vars(module).items()
        if getattr(made, "__module__", "") == module.__name__ and callable(made) and not name.startswith("_")
    }
    here, there = ({name for name in dir(module) if name.startswith("plot_")} for module in (plots, prints))
    assert {f"plot_{name}" for name in makers} == here == there
    tests = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*pictures.py")
    )
    assert makers <= set(re.findall(r"^def test_(\w+)\(", tests, re.M))
    assert pictures.__doc__


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: rv.plot_scores([]), "must be one ScoreTable or several; nothing came"),
        (lambda: rv.plot_scores(3), "must be one ScoreTable or several; int came"),
        (
            lambda: rv.prints.plot_decay([rv.score_curve(ROPE, ONES, ONES)]),
            "DecayTable or several; ScoreTable came",
        ),
    ],
)
def test_other_tables_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_map_may_have_no_number_somewhere():
    holes = np.array([[1.0, np.nan], [3.0, 2.0]])
    (heat,) = of_kind(bias.heatmap(Heatmap(holes, np.arange(2.0), np.arange(2.0), "r", "c", "v", "l")), Heat)
    assert (heat.low, heat.high) == (1, 3)
