"""Both libraries draw a picture's content: once for each kind of mark and each property of an axis."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex

import rope_viz as rv
from rope_viz import theme
from rope_viz.plots.content import (
    SYMBOLS,
    Arrow,
    Axis,
    Bars,
    Heat,
    Label,
    Legend,
    Line,
    Panel,
    Points,
    Rule,
    one,
)
from rope_viz.plots.to_matplotlib import draw as matplotlib
from rope_viz.plots.to_plotly import draw as plotly

X, Y = np.array([1.0, 2, 4]), np.array([3.0, 1, 2])
HOSTILE = "<b>$x_1$</b>"


def drawn(*marks, **panel):
    picture = one(Panel(marks, **panel), "A sentence.")
    return plotly(picture), matplotlib(picture)


def test_a_line():
    mark = Line(
        X, Y, theme.KEY, "b", "dash", width=4, opacity=0.5, dots=8, hover="at {x}: {detail:.2f} <", details=-Y
    )
    figure, ax = drawn(mark)
    (trace,), (line,) = figure.data, ax.lines
    np.testing.assert_array_equal([trace.x, trace.y], [X, Y])
    np.testing.assert_array_equal(line.get_xydata().T, [X, Y])
    assert trace.name == line.get_label() == "b"
    assert (trace.line.color, trace.line.dash, trace.line.width) == (theme.KEY, "dash", 4)
    assert (line.get_color(), line.get_linestyle(), line.get_linewidth()) == (theme.KEY, "--", 3)
    assert trace.opacity == line.get_alpha() == 0.5
    assert trace.mode == "lines+markers" and trace.marker.size == 8 and line.get_markersize() == 6
    assert trace.hovertemplate == "at %{x}: %{customdata:.2f} &lt;<extra></extra>"
    np.testing.assert_array_equal(trace.customdata, -Y)


def test_steps_change_halfway():
    figure, ax = drawn(Line(X, Y, theme.SCORE, steps=True))
    assert figure.data[0].line.shape == "hvh" and ax.lines[0].get_drawstyle() == "steps-mid"
    assert figure.data[0].hoverinfo == "skip"


def test_points_may_be_hollow_and_have_words():
    mark = Points(
        X, Y, theme.QUERY, "a", size=8, hollow=np.array([False, True, False]), texts=("p", "q", HOSTILE)
    )
    figure, ax = drawn(mark)
    (trace,) = figure.data
    np.testing.assert_array_equal([trace.x, trace.y], [X, Y])
    assert (
        list(trace.marker.symbol) == ["circle", "circle-open", "circle"] and trace.marker.color == theme.QUERY
    )
    full, hollow = ax.lines
    assert full.get_xdata().tolist() == [1, 4] and hollow.get_xdata().tolist() == [2]
    assert full.get_markerfacecolor() == theme.QUERY and hollow.get_markerfacecolor() == "none"
    assert full.get_label() == "a" and hollow.get_label().startswith("_")
    assert list(trace.text)[:2] == ["p", "q"] and trace.textposition == "top center"
    assert all(text.get_va() == "bottom" and text.xyann[1] > 0 for text in ax.texts), "above the points"
    assert [(text.get_text(), text.xy) for text in ax.texts] == [
        ("p", (1, 3)),
        ("q", (2, 1)),
        (HOSTILE, (4, 2)),
    ]


@pytest.mark.parametrize(
    ("symbol", "in_plotly", "in_matplotlib"),
    [
        ("dot", "circle", "o"),
        ("square", "square", "s"),
        ("triangle", "triangle-up", "^"),
        ("cross", "x-thin-open", "x"),
        ("diamond", "diamond-open", "d"),
    ],
)
def test_symbols(symbol, in_plotly, in_matplotlib):
    figure, ax = drawn(Points(X, Y, theme.KEY, symbol=symbol))
    assert figure.data[0].marker.symbol == in_plotly and ax.lines[0].get_marker() == in_matplotlib
    assert figure.data[0].marker.color == ax.lines[0].get_color() == theme.KEY


def test_each_symbol_of_curves_can_be_hollow():
    for symbol in SYMBOLS:
        figure, ax = drawn(Points(X, Y, theme.KEY, symbol=symbol, hollow=np.array([False, True, False])))
        full, hollow, _ = figure.data[0].marker.symbol
        assert hollow == f"{full}-open"
        assert len({line.get_marker() for line in ax.lines}) == 1
        assert ax.lines[1].get_markerfacecolor() == "none"


@pytest.mark.parametrize("log", [False, True])
def test_rules_and_labels_stand_at_their_values(log):
    figure, ax = drawn(
        Line(X, 100 * X, theme.SCORE), Rule(200, theme.KEY, "dot"), Label(2, 200, HOSTILE, theme.INK, "left"),
        y=Axis("y", log=log),
    )  # fmt: skip
    (rule,), line = figure.layout.shapes, ax.lines[1]
    assert rule.y0 == rule.y1 == 200 and (rule.x0, rule.x1, rule.xref) == (0, 1, "x domain")
    assert list(line.get_ydata()) == [200, 200] and line.get_color() == rule.line.color == theme.KEY
    (said,), (text,) = figure.layout.annotations, ax.texts
    # Of an annotation, plotly wants the exponent; of a shape, the value.
    assert (said.x, said.y) == (2, pytest.approx(np.log10(200) if log else 200)) and text.xy == (2, 200)
    assert said.xanchor == text.get_ha() == "right"
    assert (figure.layout.yaxis.type, ax.get_yscale()) == (("log", "log") if log else (None, "linear"))


def test_a_matrix_has_its_first_row_above():
    values = np.arange(6.0).reshape(2, 3)
    heat = Heat(X, np.array([0.0, 1]), values, theme.SIGNED, -7, 7, "value", hover="{value:.1f}")
    figure, ax = drawn(heat, y=Axis("row", reverse=True))
    (trace,), (mesh,) = figure.data, ax.collections
    np.testing.assert_array_equal(trace.z, values)
    assert (list(trace.x), list(trace.y)) == (list(X), [0, 1])
    corners = mesh.get_coordinates()  # halfway between the middles
    assert corners[0, :, 0].tolist() == [0.5, 1.5, 3, 5] and corners[:, 0, 1].tolist() == [-0.5, 0.5, 1.5]
    np.testing.assert_array_equal(mesh.get_array(), values)
    assert (trace.zmin, trace.zmax) == mesh.get_clim() == (-7, 7)
    assert [colour for _, colour in trace.colorscale] == list(theme.SIGNED)
    assert [to_hex(mesh.cmap(share)) for share in (0.0, 1.0)] == [theme.SIGNED[0], theme.SIGNED[-1]]
    assert trace.colorbar.title.text == ax.figure.axes[1].get_ylabel() == "value"
    assert figure.layout.yaxis.autorange == "reversed" and ax.yaxis.get_inverted()
    assert trace.hovertemplate == "%{z:.1f}<extra></extra>"


def test_axes_have_names_limits_and_ticks():
    x = Axis("x (tokens)", (1, 100), log=True)
    y = Axis("y", (0, 5), reverse=True, ticks=((1, "one"), (4, HOSTILE)), grid=False)
    figure, ax = drawn(Line(X, Y, theme.SCORE), x=x, y=y, equal=True)
    layout = figure.layout
    assert (
        (layout.xaxis.title.text, layout.yaxis.title.text)
        == (ax.get_xlabel(), ax.get_ylabel())
        == ("x (tokens)", "y")
    )
    assert layout.xaxis.type == ax.get_xscale() == "log" and layout.yaxis.type is None
    assert layout.xaxis.range == (0, 2) and ax.get_xlim() == (1, 100)
    assert layout.yaxis.range == ax.get_ylim() == (5, 0)
    assert layout.yaxis.tickvals == (1, 4) and ax.get_yticks().tolist() == [1, 4]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", HOSTILE]
    assert (layout.xaxis.showgrid, layout.yaxis.showgrid) == (True, False)
    assert layout.yaxis.scaleanchor == "x" and ax.get_aspect() == 1


def test_legends_list_the_marks_that_have_a_name():
    marks = Line(X, Y, theme.QUERY, "one"), Line(X, -Y, theme.REFERENCE), Points(X, Y, theme.KEY, "two")
    for legend in (Legend(), Legend("title")):
        figure, ax = drawn(*marks, legend=legend)
        assert figure.layout.showlegend
        assert [trace.name for trace in figure.data if trace.showlegend] == ["one", "two"]
        shown = ax.get_legend()
        assert [text.get_text() for text in shown.get_texts()] == ["one", "two"]
        assert [to_hex(handle.get_color()) for handle in shown.legend_handles] == [theme.QUERY, theme.KEY]
        assert (figure.layout.legend.title.text or "") == shown.get_title().get_text() == legend.title
    figure, ax = drawn(*marks)
    assert not figure.layout.showlegend and ax.get_legend() is None


def test_text_is_never_markup_nor_mathematics():
    one_, bad = torch.ones(8), HOSTILE + "{x}"
    table = rv.score_curve(rv.Rope(8), one_, one_, range(3), label=bad)
    figure, ax = rv.plot_scores([table] * 2), rv.prints.plot_scores([table] * 2)
    assert figure.data[0].name == "&lt;b&gt;$x_1$&lt;/b&gt;{x}"
    texts = [*ax.get_legend().get_texts(), ax.xaxis.label, ax.title]
    assert texts[0].get_text() == bad and not any(text.get_parse_math() for text in texts[:-1])


def test_bars_stand_between_their_ends():
    bars = Bars(
        X, np.array([0.0, 1, 2]), np.array([3.0, 2, 5]), (theme.KEY, theme.QUERY, theme.KEY), 0.5, theme.GRID
    )
    figure, ax = drawn(bars)
    (trace,), boxes = figure.data, ax.patches
    np.testing.assert_array_equal([trace.x, trace.base, trace.y], [X, bars.low, bars.high - bars.low])
    assert [box.get_x() + 0.25 for box in boxes] == list(X) and trace.width == boxes[0].get_width() == 0.5
    assert [(box.get_y(), box.get_y() + box.get_height()) for box in boxes] == [(0, 3), (1, 2), (2, 5)]
    assert list(trace.marker.color) == [to_hex(box.get_facecolor()) for box in boxes] == list(bars.colours)
    assert trace.marker.line.color == to_hex(boxes[0].get_edgecolor()) == theme.GRID


def test_an_arrow_points_from_the_origin():
    figure, ax = drawn(Arrow(3, -2, theme.QUERY), bare=True)
    (said,), (arrow,) = figure.layout.annotations, ax.texts
    assert (said.x, said.y, said.ax, said.ay) == (3, -2, 0, 0) and (said.axref, said.ayref) == ("x", "y")
    assert arrow.xy == (3, -2) and (arrow.arrow_patch._posA_posB or [arrow.xyann])[0] == (0, 0)
    assert to_hex(arrow.arrow_patch.get_facecolor()) == said.arrowcolor == theme.QUERY
    assert figure.layout.xaxis.visible is False and not ax.axison


def test_steps_of_a_matrix_have_a_colour_each():
    colours = (theme.KEY, theme.GRID, theme.QUERY)
    heat = Heat(X, X, np.arange(9.0).reshape(3, 3) % 3, colours, -0.5, 2.5, stepped=True, apart=True)
    figure, ax = drawn(heat)
    (trace,), (mesh,) = figure.data, ax.collections
    assert [to_hex(mesh.cmap(mesh.norm(value))) for value in (0, 1, 2)] == list(colours)
    assert [colour for _, colour in trace.colorscale] == [colour for colour in colours for _ in range(2)]
    assert [place for place, _ in trace.colorscale][1:5] == pytest.approx([1 / 3, 1 / 3, 2 / 3, 2 / 3])
    assert trace.xgap == trace.ygap == 2 and to_hex(mesh.get_edgecolor()[0]) == theme.PAPER
    assert not trace.showscale and len(ax.figure.axes) == 1
