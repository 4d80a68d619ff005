"""A picture as matplotlib Axes."""

from __future__ import annotations

import io
import math
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import NullLocator
from mpl_toolkits.mplot3d.axes3d import Axes3D

from rope_viz import theme
from rope_viz.plots.content import (
    TITLE,
    Arrow,
    Axis,
    Bars,
    Heat,
    Label,
    Legend,
    Line,
    Mark,
    Panel,
    Picture,
    Points,
    Rule,
    Space,
    one,
    shared_out,
)
from rope_viz.plots.look import current
from rope_viz.plots.space_in_matplotlib import draw_space

DASHES = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-.", "longdash": (0, (8, 3))}
SYMBOLS = {"dot": "o", "square": "s", "triangle": "^", "cross": "x", "diamond": "d"}
SIDES: dict[str, dict[str, Any]] = {
    "left": {"xytext": (-8, 0), "ha": "right", "va": "center"},
    "right": {"xytext": (8, 0), "ha": "left", "va": "center"},
    "above": {"xytext": (0, 4), "ha": "center", "va": "bottom"},
    "below": {"xytext": (0, -4), "ha": "center", "va": "top"},
    "centre": {"xytext": (0, 0), "ha": "center", "va": "center"},
}
POINT = 0.75  # of a pixel of the content: it is printed a little finer than on the screen
WIDE, PIXELS_PER_INCH = 7.0, 105
GAP_ACROSS = 0.04  # between panels that are alike, of the axes
CHARACTERS, SWATCH = 82, 10  # of a line of a legend, and what the sign before a name takes of it


class _InNotebooks:
    """Axes that a notebook shows as a picture, though pyplot does not know their figure."""

    figure: Any

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.figure.savefig(file, format="png")
        return file.getvalue()


class _Shown(_InNotebooks, Axes):
    """Axes of a figure that pyplot does not keep."""


class _ShownInSpace(_InNotebooks, Axes3D):
    """The same with three axes."""


def draw(picture: Picture, ax: Axes | None = None) -> Axes:
    """Draw a picture on the given axes, or on those of a new figure in the house style.

    Panels that are alike become the children of the axes (``ax.child_axes``), row by row.
    """
    with mpl.rc_context(_style(picture)):
        if ax is None:
            # A figure that pyplot does not keep.
            return _draw_on(Figure(_size(picture), layout="constrained"), picture)
        _dress(ax)
        drawn = _draw_in(ax, picture)
        if picture.title:
            _give_title(ax, picture)
        return drawn


def _draw_in(ax: Axes, picture: Picture) -> Axes:
    if picture.alike:
        _draw_alike(ax, picture)
    elif isinstance(panel := picture.panels[0], Space):
        draw_space(ax, panel, current(picture))
    else:
        _draw_panel(ax, panel)
    return ax


def png(picture: Picture, size: tuple[float, float] | None = None) -> bytes:
    """Draw a picture as a file, of its own size or of this one, in inches."""
    file = io.BytesIO()
    with mpl.rc_context(_style(picture)):
        figure = Figure(size or _size(picture), layout="constrained")
        _draw_on(figure, picture)
        figure.savefig(file, format="png", dpi=150, metadata={"Software": None})
    return file.getvalue()


def _draw_on(figure: Figure, picture: Picture) -> Axes:
    """Draw on an empty figure; hand back the last axes."""
    if picture.title:
        _as_it_stands(figure.suptitle(picture.title, x=0.01, ha="left", fontsize="x-large"))
    if picture.alike or len(picture.panels) == 1:
        in_space = isinstance(picture.panels[0], Space)
        return _draw_in(figure.add_subplot(axes_class=_ShownInSpace if in_space else _Shown), picture)
    rows = figure.add_gridspec(len(picture.rows), 1, height_ratios=picture.heights or None)
    for i, panels in enumerate(picture.rows):
        row: Any = [rows[i]]  # a panel alone is lined up with those above and below
        if len(panels) > 1:
            row = rows[i].subgridspec(
                1, len(panels), width_ratios=[getattr(panel, "width", 1) for panel in panels]
            )
        for j, panel in enumerate(panels):
            last = _draw_in(figure.add_subplot(row[j], axes_class=_Shown), one(panel, picture.alt))
    return last


def _draw_panel(ax: Axes, panel: Panel) -> None:
    for mark in panel.marks:
        _draw_mark(ax, mark)
    _set_axis(ax, "x", panel.x)
    _set_axis(ax, "y", panel.y)
    if panel.equal:
        ax.set_aspect("equal")
    if panel.bare:
        ax.set_axis_off()
    if panel.title:
        _as_it_stands(ax.set_title(panel.title, fontsize="medium"))
    if panel.legend is not None:
        _draw_legend(ax, panel.legend)


def _draw_mark(ax: Axes, mark: Mark) -> None:
    if isinstance(mark, Heat):
        _draw_heat(ax, mark)
    elif isinstance(mark, Rule):
        ax.axhline(mark.y, **_stroke(mark))
    elif isinstance(mark, Label):
        at = {"xy": (mark.x, mark.y), "textcoords": "offset points"} | SIDES[mark.side]
        ax.annotate(mark.text, color=mark.colour, fontsize=mark.size * POINT, parse_math=False, **at)
    elif isinstance(mark, Arrow):
        look = {"arrowstyle": "-|>", "lw": 2.5, "shrinkA": 0, "shrinkB": 0, "color": mark.colour}
        ax.annotate("", (mark.x, mark.y), (0, 0), arrowprops=look)
    elif isinstance(mark, Bars):
        outline: Any = {"edgecolor": mark.edge} if mark.edge else {}
        ax.bar(mark.x, mark.high - mark.low, mark.width, mark.low, color=mark.colours, **outline)
    elif isinstance(mark, Points):
        _draw_points(ax, mark)
    else:
        ax.plot(
            mark.x, mark.y, label=mark.name or "_", alpha=mark.opacity,
            marker="o" if mark.dots else "", markersize=mark.dots * POINT,
            drawstyle="steps-mid" if mark.steps else "default", **_stroke(mark),
        )  # fmt: skip


def _draw_heat(ax: Axes, mark: Heat) -> None:
    colours = (
        ListedColormap(mark.colours)
        if mark.stepped
        else LinearSegmentedColormap.from_list("rope_viz", mark.colours)
    )
    mesh = ax.pcolormesh(
        mark.x, mark.y, mark.values, shading="nearest", cmap=colours, vmin=mark.low, vmax=mark.high,
        edgecolors=mpl.rcParams["axes.facecolor"] if mark.apart else "none",
    )  # fmt: skip
    if mark.name:
        bar = ax.figure.colorbar(mesh, ax=ax)
        _as_it_stands(bar.ax.yaxis.label, mark.name)


def _draw_points(ax: Axes, mark: Points) -> None:
    look: dict[str, Any] = {"linestyle": "", "marker": SYMBOLS[mark.symbol], "color": mark.colour}
    look |= {"markersize": mark.size * POINT}
    if mark.hollow is None:
        ax.plot(mark.x, mark.y, label=mark.name or "_", **look)
    else:
        for chosen, inside, name in ((~mark.hollow, mark.colour, mark.name), (mark.hollow, "none", "")):
            ax.plot(mark.x[chosen], mark.y[chosen], label=name or "_", markerfacecolor=inside, **look)
    if mark.texts:
        ax.margins(0.1)
    for x, y, text in zip(mark.x, mark.y, mark.texts, strict=False):
        _draw_mark(ax, Label(x, y, text, mark.colour, "above"))


def _stroke(mark: Line | Rule) -> dict[str, Any]:
    return {"color": mark.colour, "linestyle": DASHES[mark.dash], "linewidth": mark.width * POINT}


def _set_axis(ax: Axes, which: Literal["x", "y"], axis: Axis) -> None:
    drawn = getattr(ax, f"{which}axis")
    if axis.log:
        ax.set(**{f"{which}scale": "log"})
    if axis.limits is not None:
        ax.set(**{f"{which}lim": axis.limits})
    if axis.reverse:
        drawn.set_inverted(True)
    if axis.ticks is not None:
        drawn.set_ticks([at for at, _ in axis.ticks], [text for _, text in axis.ticks])
        drawn.set_minor_locator(NullLocator())  # a logarithmic axis has numbers of its own between ours
        for text in drawn.get_ticklabels():
            _as_it_stands(text)
    if not axis.grid:
        ax.grid(visible=False, axis=which)
    _as_it_stands(drawn.label, axis.name)


def _draw_legend(ax: Axes, legend: Legend) -> None:
    names = ax.get_legend_handles_labels()[1]
    if legend.title:
        drawn = ax.legend(title=legend.title)
    else:  # above the picture, where it covers nothing
        drawn = ax.legend(
            loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2, ncols=_columns(ax, names)
        )
    for text in (drawn.get_title(), *drawn.get_texts()):
        _as_it_stands(text)


def _columns(ax: Axes, names: list[str]) -> int:
    """How many names of a legend have room side by side."""
    inches = ax.get_position().width * ax.get_figure(root=True).get_figwidth()  # type: ignore[union-attr]
    room = CHARACTERS * (inches / (0.775 * WIDE)) * (11 / mpl.rcParams["font.size"])
    lengths = [len(name) + SWATCH for name in names]
    return len(names) if sum(lengths) <= room + 1e-6 else max(1, int(room) // max(lengths))


def _as_it_stands(text: Text, words: str | None = None) -> None:
    """Show text, dollar signs included, as it stands."""
    text.set_parse_math(False)
    if words is not None:
        text.set_text(words)


def _style(picture: Picture) -> dict[Any, Any]:
    now = current(picture)
    return theme.matplotlib_style(now.palette, now.text)


def _size(picture: Picture) -> tuple[float, float]:
    return picture.size or (WIDE, picture.height / PIXELS_PER_INCH)


def _dress(ax: Axes) -> None:
    """Give somebody's axes, made in another style, the house's: what was drawn on them stays."""
    style: dict[Any, Any] = dict(mpl.rcParams)
    ax.set_facecolor(style["axes.facecolor"])
    ax.get_figure(root=False).set_facecolor(style["figure.facecolor"])  # type: ignore[union-attr]
    for text in (ax.xaxis.label, ax.yaxis.label, ax.title):
        text.set(color=style["text.color"], fontsize=style["font.size"])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_tick_params(colors=style["xtick.color"], labelsize=style["font.size"])
    ax.spines[:].set_color(style["axes.edgecolor"])
    if "top" in ax.spines:
        ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    ax.grid(color=style["grid.color"])


def _give_title(ax: Axes, picture: Picture) -> None:
    """Write the title over somebody's axes, above a legend that may stand there."""
    legend, rows = ax.get_legend(), 0
    if legend is not None and not legend.get_title().get_text():
        names = [text.get_text() for text in legend.get_texts()]
        rows = math.ceil(len(names) / _columns(ax, names))
    pad = 8 + 1.5 * rows * mpl.rcParams["font.size"]
    _as_it_stands(
        ax.set_title(picture.title, loc="left", fontsize="x-large", pad=pad, color=mpl.rcParams["text.color"])
    )


def _draw_alike(ax: Axes, picture: Picture) -> None:
    """Draw small panels inside the axes, which keep nothing but the names that all panels share."""
    ax.grid(visible=False)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    across = shared_out([1] * max(map(len, picture.rows)), GAP_ACROSS)
    down = shared_out([1] * len(picture.rows), TITLE / picture.height)
    cells = [(i, j) for i, row in enumerate(picture.rows) for j in range(len(row))]
    first: Axes | None = None
    for (i, j), panel in zip(cells, picture.panels, strict=True):
        assert isinstance(panel, Panel)  # one in space stands alone
        (left, right), (top, bottom) = across[j], down[i]
        place = (left, 1 - bottom, right - left, bottom - top)
        inner = ax.inset_axes(place, sharex=first, sharey=first)
        first = first or inner
        _draw_panel(inner, panel)
        inner.set(xlabel="", ylabel="")
        inner.tick_params(labelbottom=(i + 1, j) not in cells, labelleft=j == 0)
        for axis, name, room in ((ax.xaxis, panel.x.name, 20), (ax.yaxis, panel.y.name, 26)):
            axis.labelpad = room  # points, for the tick labels of the panels
            _as_it_stands(axis.label, name)
