"""Both libraries draw a picture's content: once for each kind of mark and each property of an axis."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import rope_viz as rv
from rope_viz import theme
from rope_viz.plots import figures, prints
from rope_viz.plots.content import (
    Axis,
    Beads,
    Heat,
    Label,
    Legend,
    Line,
    Panel,
    Points,
    Rule,
    Space,
    Threads,
    grid,
    one,
)
from rope_viz.plots.figures.renderer import draw as plotly
from rope_viz.plots.prints.renderer import draw as matplotlib

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
    assert [(text.get_text(), text.xy) for text in ax.texts] == [
        ("p", (1, 3)),
        ("q", (2, 1)),
        (HOSTILE, (4, 2)),
    ]


@pytest.mark.parametrize(
    ("symbol", "in_plotly", "in_matplotlib"),
    [("dot", "circle", "o"), ("cross", "x-thin-open", "x"), ("diamond", "diamond-open", "d")],
)
def test_symbols(symbol, in_plotly, in_matplotlib):
    figure, ax = drawn(Points(X, Y, theme.KEY, symbol=symbol))
    assert figure.data[0].marker.symbol == in_plotly and ax.lines[0].get_marker() == in_matplotlib
    assert figure.data[0].marker.color == ax.lines[0].get_color() == theme.KEY


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


def many(count=4):
    return [
        Panel(
            (Line(X, k * Y, theme.SCORE, f"line {k}"), Rule(k, theme.KEY)),
            Axis("across"),
            Axis("up"),
            f"panel {k}",
        )
        for k in range(count)
    ]


def test_panels_stand_in_their_order():
    picture = grid(many(), 3, "A sentence.", 300)
    figure, ax = plotly(picture), matplotlib(picture)
    titles = {said.text: said for said in figure.layout.annotations}
    for k, (trace, inner) in enumerate(zip(figure.data, ax.child_axes, strict=True)):
        np.testing.assert_array_equal(trace.y, k * Y)
        np.testing.assert_array_equal(inner.lines[0].get_ydata(), k * Y)
        assert inner.get_title() == f"panel {k}" and titles[f"panel {k}"].xref == f"{trace.xaxis} domain"
        assert figure.layout.shapes[k].yref == trace.yaxis
    domains = [
        (figure.layout[f"xaxis{k or ''}"].domain, figure.layout[f"yaxis{k or ''}"].domain)
        for k in ("", 2, 3, 4)
    ]
    places = [inner.get_position() for inner in ax.child_axes]
    for left, below in (
        ([x[0] for x, _ in domains], [y[0] for _, y in domains]),
        ([p.x0 for p in places], [p.y0 for p in places]),
    ):
        assert left[0] == pytest.approx(left[3]) and left[0] < left[1] < left[2], "from left to right"
        assert below[0] == pytest.approx(below[1]) and below[3] < below[0], "from above"


def test_what_panels_share_is_said_once():
    picture = grid(many(), 3, "A sentence.", 300)
    figure, ax = plotly(picture), matplotlib(picture)
    assert [said.text for said in figure.layout.annotations].count("across") == 1
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("across", "up")
    assert not any(inner.get_xlabel() or inner.get_ylabel() for inner in ax.child_axes)
    assert figure.layout.xaxis2.title.text is None and figure.layout.xaxis4.matches == "x"
    # The lowest of each column has numbers below, the first of each row at its left.
    below = [figure.layout[f"xaxis{k}"].showticklabels for k in ("", 2, 3, 4)]
    left = [figure.layout[f"yaxis{k}"].showticklabels for k in ("", 2, 3, 4)]
    assert (below, left) == ([False, True, True, True], [True, False, False, True])
    assert [inner.xaxis.get_tick_params()["labelbottom"] for inner in ax.child_axes] == below
    assert [inner.yaxis.get_tick_params()["labelleft"] for inner in ax.child_axes] == left


def test_one_panel_of_a_grid_is_a_picture_of_its_own():
    picture = grid(many(1), 1, "A sentence.", 300)
    figure, ax = plotly(picture), matplotlib(picture)
    assert len(figure.data) == len(ax.lines[:1]) == 1 and not ax.child_axes
    assert figure.layout.xaxis.title.text == ax.get_xlabel() == "across"
    assert figure.layout.annotations[0].text == ax.get_title() == "panel 0"


def test_threads_and_beads():
    y, z = np.stack([X, -X]), np.stack([Y, 9 - Y])
    space = Space(
        (Threads(X, y, z), Beads(2, y[:, 0], z[:, 0], theme.INK, ("a", "b"))),
        Axis("position (tokens)", (0, 4)), Axis("pair", ticks=((0, "0"), (9, "7"))),
    )  # fmt: skip
    picture = one(space, "A sentence.", 480)
    figure, ax = plotly(picture), matplotlib(picture)
    threads, beads = figure.data
    lifted = np.reshape([threads.x, threads.y, threads.z], (3, 2, 4))
    assert np.isnan(lifted[..., 3]).all()
    for k, line in enumerate(ax.lines):
        np.testing.assert_array_equal(lifted[:, k, :3], [X, y[k], z[k]])
        np.testing.assert_array_equal(line.get_data_3d(), [X, y[k], z[k]])
        assert line.get_color() == (theme.FAST_PAIR, theme.SLOW_PAIR)[k]
    assert threads.line.color[0] == 0 and threads.line.colorscale[0][1] == theme.FAST_PAIR
    np.testing.assert_array_equal([beads.x, beads.y, beads.z], [[2, 2], y[:, 0], z[:, 0]])
    np.testing.assert_array_equal(ax.collections[0]._offsets3d, [[2, 2], y[:, 0], z[:, 0]])
    assert list(beads.text) == ["a", "b"]
    scene = figure.layout.scene
    assert scene.zaxis.ticktext == ("pair 0", "7") and scene.xaxis.ticksuffix == " tokens"
    assert (ax.get_xlabel(), ax.get_zlabel(), ax.get_zticks().tolist()) == (
        "position (tokens)",
        "pair",
        [0, 9],
    )
    with pytest.raises(ValueError, match='ax must be made with projection="3d"; Axes without it came'):
        matplotlib(picture, Figure().add_subplot())


def test_a_given_ax_is_drawn_on_and_left_as_it_is_styled():
    ax = Figure().subplots()
    assert rv.prints.plot_angles(rv.Rope(8), ax=ax) is ax and len(ax.lines) == 7
    figure = rv.plot_angles(rv.Rope(8))
    assert figure.layout.meta["alt"].startswith("Angle against pair")
    assert (
        len(
            rv.prints.plot_biases(rv.bias_curve(rv.Alibi(4), range(-4, 5)), ax=Figure().subplots()).child_axes
        )
        == 4
    )


def test_text_is_never_markup_nor_mathematics():
    one_, bad = torch.ones(8), HOSTILE + "{x}"
    table = rv.score_curve(rv.Rope(8), one_, one_, range(3), label=bad)
    figure, ax = rv.plot_scores([table] * 2), rv.prints.plot_scores([table] * 2)
    assert figure.data[0].name == "&lt;b&gt;$x_1$&lt;/b&gt;{x}"
    texts = [*ax.get_legend().get_texts(), ax.xaxis.label, ax.title]
    assert texts[0].get_text() == bad and not any(text.get_parse_math() for text in texts[:-1])


@pytest.mark.parametrize("name", figures.__all__)
def test_prints_take_what_figures_take_and_an_ax(name):
    from inspect import signature

    here, there = signature(getattr(figures, name)).parameters, signature(getattr(prints, name)).parameters
    assert [*here, "ax"] == list(there)
    assert all(str(here[parameter]) == str(there[parameter]) for parameter in here)


def test_every_colour_of_a_figure_has_a_dark_partner():
    figure = plotly(grid(many(), 3, "A sentence.", 300))
    assert set(re.findall("#[0-9a-f]{6}", figure.to_json())) <= set(theme.DARK_OF)
    assert all(figure.layout[f"xaxis{k}"].zerolinecolor == theme.GRID for k in ("", 2, 3, 4))
