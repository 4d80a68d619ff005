"""Both drawing libraries show the table's numbers, and nothing else."""

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz import theme
from rope_viz.curves import SHELF, Heatmap

ROPE = rv.Rope(head_dim=8, base=100.0)


@pytest.fixture
def corkscrew():
    return rv.corkscrew_curve(ROPE, tokens=12)


@pytest.fixture
def curves():
    one = torch.ones(8)
    return [
        rv.score_curve(ROPE, one, one, range(9), label="a"),
        rv.score_curve(ROPE, one, -one, range(5), label="b"),
    ]


def test_angles_are_drawn_as_tabulated():
    table = rv.angle_curve(ROPE, [1, 5])
    plotly, axes = rv.plot_angles(table), rv.prints.plot_angles(table)
    for row in range(2):
        np.testing.assert_array_equal(plotly.data[row].y, table.angles[row])
        np.testing.assert_array_equal(axes.lines[row].get_ydata(), table.angles[row])
    assert [trace.name for trace in plotly.data] == ["1", "5"]


def test_angles_on_a_logarithmic_axis():
    table = rv.angle_curve(ROPE)
    assert rv.plot_angles(table, log=True).layout.yaxis.type == "log"
    assert rv.prints.plot_angles(table, log=True).get_yscale() == "log"


def test_corkscrew_threads_are_the_rotated_hands(corkscrew):
    plotly, axes = rv.plot_corkscrew(corkscrew, now=3), rv.prints.plot_corkscrew(corkscrew, now=3)
    points = len(corkscrew.thread_positions)
    across = np.reshape(plotly.data[0].y, (4, points + 1))[:, :-1]
    up = np.reshape(plotly.data[0].z, (4, points + 1))[:, :-1] + SHELF * np.arange(4)[:, None]
    np.testing.assert_allclose(across, corkscrew.thread[..., 0], atol=1e-12)
    np.testing.assert_allclose(up, corkscrew.thread[..., 1], atol=1e-12)
    np.testing.assert_array_equal(plotly.data[1].y, corkscrew.hands[:, 3, 0])
    for pair, line in enumerate(axes.lines):
        drawn = np.array(line.get_data_3d())
        np.testing.assert_allclose(drawn[1:], corkscrew.thread[pair].T - [[0], [SHELF * pair]], atol=1e-12)


def test_corkscrew_refuses_a_position_outside(corkscrew):
    for plot in (rv.plot_corkscrew, rv.prints.plot_corkscrew):
        with pytest.raises(ValueError, match=r"now must be one of the table's positions, 0 to 11; 12 came\."):
            plot(corkscrew, now=12)


def test_paths_are_drawn_as_tabulated():
    table = rv.vector_path(ROPE, torch.ones(8), range(5))
    plotly, axes = rv.plot_paths(table), rv.prints.plot_paths(table)
    np.testing.assert_array_equal(np.stack([plotly.data[1].x, plotly.data[1].y], axis=1), table.points)
    np.testing.assert_array_equal(plotly.data[0].x[1::3], table.points[:, 0])
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), table.points)
    np.testing.assert_allclose(table.lengths, np.sqrt(2), rtol=1e-12)


def test_wavelengths_are_drawn_as_tabulated():
    table = rv.wavelength_curve(ROPE, 100)
    plotly, axes = rv.plot_wavelengths(table), rv.prints.plot_wavelengths(table)
    np.testing.assert_array_equal(plotly.data[0].y, table.wavelengths)
    assert [s == "circle-open" for s in plotly.data[0].marker.symbol] == list(table.unfinished)
    assert plotly.layout.shapes[0].y0 == 100
    drawn = np.concatenate([axes.lines[0].get_ydata(), axes.lines[1].get_ydata()])
    np.testing.assert_array_equal(drawn, table.wavelengths)


def test_scores_are_drawn_as_tabulated(curves):
    plotly, axes = rv.plot_scores(curves), rv.prints.plot_scores(curves)
    for table, trace, line in zip(curves, plotly.data, axes.lines, strict=True):
        np.testing.assert_array_equal(trace.y, table.scores)
        np.testing.assert_array_equal(line.get_xydata().T, [table.distances, table.scores])
        assert trace.name == line.get_label() == table.label


def test_one_score_table_needs_no_list(curves):
    assert len(rv.plot_scores(curves[0]).data) == len(rv.prints.plot_scores(curves[0]).lines) == 1


@pytest.mark.parametrize(
    "table",
    [
        rv.matrix_map(ROPE, 3),
        rv.bias_map(rv.Alibi(8), tokens=6),
        rv.position_map(rv.Sinusoidal(8), 8, range(5)),
    ],
)
def test_heatmaps_show_the_matrix(table):
    plotly, axes = rv.plot_heatmap(table), rv.prints.plot_heatmap(table)
    np.testing.assert_allclose(np.array(plotly.data[0].z), table.values, rtol=1e-6)
    np.testing.assert_array_equal(axes.collections[0].get_array(), table.values)


def test_a_signed_map_is_pale_at_zero():
    table = rv.matrix_map(ROPE, 3)
    trace = rv.plot_heatmap(table).data[0]
    assert trace.zmin == -trace.zmax
    assert trace.colorscale[2][1] == theme.SIGNED[2]


def test_every_figure_has_a_sentence_for_those_who_cannot_see_it(corkscrew, curves):
    figures = [
        rv.plot_angles(rv.angle_curve(ROPE)), rv.plot_corkscrew(corkscrew),
        rv.plot_scores(curves), rv.plot_heatmap(rv.matrix_map(ROPE, 1)),
    ]  # fmt: skip
    for figure in figures:
        assert len(figure.layout.meta["alt"]) > 40


def test_labels_are_text_and_never_markup():
    one, bad = torch.ones(8), "<script>alert(1)</script>"
    drawn = rv.plot_scores([rv.score_curve(ROPE, one, one, range(3), label=bad)] * 2)
    assert "<" not in drawn.data[0].name and "script" in drawn.data[0].name
    shown = rv.plot_heatmap(Heatmap(np.eye(2), np.arange(2.0), np.arange(2.0), bad, bad, bad, bad))
    assert "<" not in shown.layout.xaxis.title.text + shown.data[0].colorbar.title.text
