"""Both libraries put panels in their places, in the plane and in space, and say once what they share."""

from __future__ import annotations

import re
import struct

import numpy as np
import pytest
from matplotlib.figure import Figure

import rope_viz as rv
from rope_viz import plots, theme
from rope_viz.plots import prints
from rope_viz.plots.content import (
    Axis,
    Beads,
    Legend,
    Line,
    Panel,
    Picture,
    Rule,
    Space,
    Threads,
    grid,
    one,
)
from rope_viz.plots.to_matplotlib import draw as matplotlib
from rope_viz.plots.to_matplotlib import png
from rope_viz.plots.to_plotly import draw as plotly

X, Y = np.array([1.0, 2, 4]), np.array([3.0, 1, 2])
HOSTILE = "<b>$x_1$</b>"


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
        said = titles[f"panel {k}"]
        assert (said.x, said.y, said.yref, said.yanchor) == (0.5, 1, f"{trace.yaxis} domain", "bottom")
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
    across, up = (
        [said for said in figure.layout.annotations if said.text == name] for name in ("across", "up")
    )
    assert [(said.x, said.y, said.yanchor) for said in across] == [(0.5, 0, "top")], "in the middle below"
    assert [(said.x, said.y, said.xanchor) for said in up] == [(0, 1, "right")], "in the upper corner"
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
    assert (threads.mode, beads.mode) == ("lines", "markers")
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


def test_a_given_ax_is_drawn_on():
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


@pytest.mark.parametrize("name", [name for name in dir(plots) if name.startswith("plot_")])
def test_prints_take_what_figures_take_and_an_ax(name):
    from inspect import signature

    here, there = signature(getattr(plots, name)).parameters, signature(getattr(prints, name)).parameters
    assert [*here][-1:] == [*there][-1:] == ["look"] and [*here][:-1] == [*there][:-2] and "ax" in there
    assert all(str(here[parameter]) == str(there[parameter]) for parameter in [*here][:-1])


def test_every_colour_of_a_figure_has_a_dark_partner():
    figure = plotly(grid(many(), 3, "A sentence.", 300))
    assert set(re.findall("#[0-9a-f]{6}", figure.to_json())) <= set(theme.DARK_OF)
    assert all(figure.layout[f"xaxis{k}"].zerolinecolor == theme.GRID for k in ("", 2, 3, 4))


def test_panels_of_their_own_axes_keep_their_names_and_proportions():
    above = Panel((Line(X, Y, theme.SCORE),), Axis("a"), Axis("b"), width=3)
    beside, below = Panel((Rule(1, theme.KEY),), Axis("c")), Panel((Rule(2, theme.KEY),), Axis("d"))
    picture = Picture(((above, beside), (below,)), "A sentence.", heights=(1, 2))
    figure, ax = plotly(picture), matplotlib(picture)
    layout, drawn_axes = figure.layout, ax.figure.axes
    assert (
        [layout[f"xaxis{k}"].title.text for k in ("", 2, 3)]
        == [inner.get_xlabel() for inner in drawn_axes]
        == ["a", "c", "d"]
    )
    (a, b), (c, d) = layout.xaxis.domain, layout.xaxis2.domain
    assert (b - a) / (d - c) == pytest.approx(3) and (a, d) == (0, 1) and layout.xaxis3.domain == (0, 1)
    assert (
        layout.yaxis3.domain[0] == 0
        and layout.yaxis.domain[1] == 1
        and layout.yaxis.domain == layout.yaxis2.domain
    )
    assert (layout.yaxis3.domain[1]) / (1 - layout.yaxis.domain[0]) == pytest.approx(2)
    first, second, third = (inner.get_subplotspec().get_position(ax.figure) for inner in drawn_axes)
    assert first.x1 < second.x0 and third.y1 < first.y0 and third.height > 1.5 * first.height


def test_a_still_is_a_file_of_its_size():
    data = png(one(Panel((Line(X, Y, theme.SCORE),)), "A sentence."), (4, 2))
    assert data[:4] == b"\x89PNG" and struct.unpack(">II", data[16:24]) == (600, 300)


def test_panels_one_above_the_other_are_lined_up():
    wide, narrow = (Axis("y", ticks=((0, text),)) for text in ("1,000,000,000", "1"))
    rows = tuple((Panel((Line(X, Y, theme.SCORE),), y=axis),) for axis in (wide, narrow))
    figure = matplotlib(Picture(rows, "A sentence.")).get_figure(root=True)
    figure.draw_without_rendering()
    above, below = (inner.get_position() for inner in figure.axes)
    assert (above.x0, above.x1) == pytest.approx((below.x0, below.x1)) and above.y0 > below.y1


@pytest.mark.parametrize("height", [360, 660])
def test_a_title_has_room_below_the_row_above(height):
    picture = grid(many(6), 3, "A sentence.", height)
    layout, ax = plotly(picture).layout, matplotlib(picture)
    gap = layout.yaxis.domain[0] - layout.yaxis4.domain[1]
    assert gap * (height - layout.margin.t - layout.margin.b) > 25
    figure = ax.get_figure(root=True)
    figure.draw_without_rendering()
    title, above = ax.child_axes[3].title.get_window_extent(), ax.child_axes[0].get_window_extent()
    assert title.y1 < above.y0


def test_short_names_share_one_line_of_the_legend():
    def columns(*names):
        marks = tuple(Line(X, Y, theme.SCORE, name) for name in names)
        return matplotlib(one(Panel(marks, legend=Legend()), "A sentence.")).get_legend()._ncols

    assert columns("a name that is rather long", "short", "brief") == 3
    assert columns(*["a name that is rather long"] * 4) == 2
