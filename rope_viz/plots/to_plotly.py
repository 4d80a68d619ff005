"""A picture as a plotly Figure."""

from __future__ import annotations

import html
import math
import re
from typing import Any, TypeVar

import numpy as np
import plotly.graph_objects as go

from rope_viz import theme
from rope_viz.plots.content import (
    TITLE,
    Arrow,
    Axis,
    Bars,
    Beads,
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
    Threads,
    shared_out,
)
from rope_viz.plots.look import Theme, current

Drawn = TypeVar("Drawn", bound=go.Figure)

SYMBOLS = {
    "dot": "circle", "square": "square", "triangle": "triangle-up",
    "cross": "x-thin-open", "diamond": "diamond-open",
}  # fmt: skip
# Where the words' box is held, and how far it is moved from the point, in pixels.
SIDES: dict[str, dict[str, Any]] = {
    "left": {"xanchor": "right", "xshift": -10},
    "right": {"xanchor": "left", "xshift": 10},
    "above": {"yanchor": "bottom", "yshift": 4},
    "below": {"yanchor": "top", "yshift": -4},
    "centre": {},
}
GAP_ACROSS = 0.03  # between panels that are alike, of the figure
NAMED = 0.14  # between panels whose axes have names
BARE = {"showbackground": False, "zeroline": False, "title": {"text": ""}}


def draw(picture: Picture, kind: type[Drawn] = go.Figure) -> Drawn:
    """Draw a picture in the house layout; its sentence goes to ``fig.layout.meta["alt"]``."""
    now = current(picture)
    house = theme.plotly_layout(now.palette, now.text)
    house |= {"meta": {"alt": picture.alt}, "height": picture.height}
    figure = kind(layout=house | {"showlegend": False, "template": go.layout.Template()})
    for number, panel in enumerate(picture.panels, 1):
        if isinstance(panel, Space):
            _draw_space(figure, panel, now)
        else:
            _draw_panel(figure, panel, _nth(number), now)
    if picture.alike:
        _arrange_alike(figure, picture)
    elif len(picture.panels) > 1:
        _arrange(figure, picture)
    if picture.title:
        _give_title(figure, picture, now)
    return figure


def _give_title(figure: go.Figure, picture: Picture, now: Theme) -> None:
    """Write the title at the top."""
    place = {"x": 0.01, "xanchor": "left", "y": 1, "yanchor": "top", "yref": "container"}
    look = {"text": plain(picture.title), "pad": {"t": 12 * now.text}, "font": {"size": 19 * now.text}}
    figure.update_layout(title=place | look)
    make_room(figure, now)


def make_room(figure: go.Figure, now: Theme) -> None:
    """Keep the place at the top free for a title."""
    go.Figure.update_layout(figure, margin={"t": 48 * now.text})
    if figure.layout.showlegend and figure.layout.legend.orientation == "h":
        # The legend, whose lines depend on the page's width, keeps its first one empty for the title.
        empty = {"text": "\u00a0", "side": "top", "font": {"size": 26 * now.text}}
        go.Figure.update_layout(figure, legend={"title": empty})


def plain(text: str) -> str:
    """Text that plotly, which reads some HTML, shows as it stands."""
    return html.escape(text, quote=False)


def _draw_panel(figure: go.Figure, panel: Panel, number: str, now: Theme) -> None:
    x, y = f"x{number}", f"y{number}"
    for mark in panel.marks:
        if isinstance(mark, Rule):
            ends = {"xref": f"{x} domain", "yref": y, "x0": 0, "x1": 1, "y0": mark.y, "y1": mark.y}
            figure.add_shape(type="line", line=_stroke(mark), **ends)
        elif isinstance(mark, Label):
            at = {"x": _along(panel.x, mark.x), "y": _along(panel.y, mark.y), "xref": x, "yref": y}
            font = {"color": mark.colour, "size": mark.size}
            figure.add_annotation(at | SIDES[mark.side], text=plain(mark.text), font=font, showarrow=False)
        elif isinstance(mark, Arrow):
            tip = {"x": mark.x, "y": mark.y, "xref": x, "yref": y, "text": "", "arrowcolor": mark.colour}
            figure.add_annotation(tip, ax=0, ay=0, axref=x, ayref=y, arrowwidth=3, arrowhead=2)
        else:
            figure.add_trace(_trace(mark) | {"xaxis": x, "yaxis": y})
    axes = {f"xaxis{number}": _axis(panel.x, now), f"yaxis{number}": _axis(panel.y, now)}
    if panel.equal:
        axes[f"yaxis{number}"] |= {"scaleanchor": x, "scaleratio": 1}
    figure.update_layout(axes)
    if panel.bare:
        figure.update_layout({name: {"visible": False} for name in axes})
    if panel.title:
        place: dict[str, Any] = {
            "x": 0.5,
            "y": 1,
            "xref": f"{x} domain",
            "yref": f"{y} domain",
            "yanchor": "bottom",
        }
        figure.add_annotation(text=plain(panel.title), font={"size": 13 * now.text}, showarrow=False, **place)
    if panel.legend is not None:
        figure.update_layout(showlegend=True, legend=_legend(panel.legend))


def _trace(mark: Mark) -> dict[str, Any]:
    if isinstance(mark, Heat):
        return {
            "type": "heatmap", "x": mark.x, "y": mark.y, "z": mark.values.astype(np.float32),
            "colorscale": _stairs(mark.colours) if mark.stepped else theme.colourscale(mark.colours),
            "zmin": mark.low, "zmax": mark.high, "showscale": bool(mark.name),
            "xgap": 2 * mark.apart, "ygap": 2 * mark.apart,
            "colorbar": {
                "title": {"text": plain(mark.name), "side": "right"}, "thickness": 12, "outlinewidth": 0,
            },
        } | _hover(mark.hover)  # fmt: skip
    if isinstance(mark, Bars):
        look = {"color": list(mark.colours), "line": {"color": mark.edge or None, "width": bool(mark.edge)}}
        return {
            "type": "bar", "x": mark.x, "y": mark.high - mark.low, "base": mark.low, "width": mark.width,
            "marker": look, "hoverinfo": "skip", "showlegend": False,
        }  # fmt: skip
    assert isinstance(mark, Line | Points)
    trace: dict[str, Any] = {"type": "scatter", "x": mark.x, "y": mark.y, "name": plain(mark.name)}
    trace |= {"showlegend": bool(mark.name), "customdata": mark.details} | _hover(mark.hover)
    if isinstance(mark, Line):
        trace |= {"mode": "lines+markers" if mark.dots else "lines", "opacity": mark.opacity}
        trace |= {"line": _stroke(mark) | {"shape": "hvh" if mark.steps else "linear"}}
        return trace | ({"marker": {"size": mark.dots}} if mark.dots else {})
    symbol: Any = SYMBOLS[mark.symbol]
    if mark.hollow is not None:
        symbol = np.where(mark.hollow, f"{symbol}-open", symbol)
    outline = {"line": {"width": 2, "color": mark.colour}} if mark.symbol in ("cross", "diamond") else {}
    trace |= {"mode": "markers+text" if mark.texts else "markers"}
    trace |= {"marker": {"color": mark.colour, "size": mark.size, "symbol": symbol} | outline}
    if not mark.texts:
        return trace
    texts = [plain(text) for text in mark.texts]
    # A number over the highest point stands above the axes, and must not be cut there.
    trace |= {"text": texts, "textposition": "top center", "textfont": {"color": mark.colour}}
    return trace | {"cliponaxis": False}


def _stroke(mark: Line | Rule) -> dict[str, Any]:
    return {"color": mark.colour, "dash": mark.dash, "width": mark.width}


def _hover(text: str) -> dict[str, Any]:
    if not text:
        return {"hoverinfo": "skip"}
    names = {"x": "x", "y": "y", "value": "z", "detail": "customdata"}
    placed = re.sub(r"\{(\w+)(:[^}]*)?\}", lambda m: f"%{{{names[m[1]]}{m[2] or ''}}}", plain(text))
    return {"hovertemplate": placed + "<extra></extra>"}


def _axis(axis: Axis, now: Theme) -> dict[str, Any]:
    title = {"text": plain(axis.name), "standoff": 15}  # beside the ticks, not on them
    made = theme.plotly_axis(now.palette) | {"title": title, "showgrid": axis.grid}
    if axis.log:
        made |= {"type": "log", "exponentformat": "power", "dtick": 1}
    if axis.limits is not None:
        limits = [_along(axis, value) for value in axis.limits]
        made |= {"range": limits[::-1] if axis.reverse else limits}
    elif axis.reverse:
        made |= {"autorange": "reversed"}
    if axis.ticks is not None:
        made |= {"tickvals": [at for at, _ in axis.ticks]}
        made |= {"ticktext": [plain(text) for _, text in axis.ticks]}
    return made if axis.grid else made | {"zeroline": False}


def _along(axis: Axis, value: float) -> float:
    """Where a value stands, in the numbers that plotly has on this axis."""
    return math.log10(value) if axis.log else value


def _legend(legend: Legend) -> dict[str, Any]:
    if legend.title:
        return {"title": {"text": plain(legend.title)}}
    # Above the picture, and as many lines up as a narrow page needs.
    return {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.03, "yanchor": "bottom"}


def _stairs(colours: tuple[str, ...]) -> list[list[float | str]]:
    ends = [(i / len(colours), (i + 1) / len(colours), colour) for i, colour in enumerate(colours)]
    return [[end, colour] for *both, colour in ends for end in both]


def _arrange(figure: go.Figure, picture: Picture) -> None:
    """Give every panel its place."""
    number = 0
    down = shared_out(picture.heights or [1] * len(picture.rows), NAMED)
    for row, (top, bottom) in zip(picture.rows, down, strict=True):
        widths = [panel.width if isinstance(panel, Panel) else 1 for panel in row]
        for left, right in shared_out(widths, NAMED):
            number += 1
            x = {"domain": (left, right), "anchor": f"y{_nth(number)}"}
            y = {"domain": (1 - bottom, 1 - top), "anchor": f"x{_nth(number)}"}
            figure.update_layout({f"xaxis{_nth(number)}": x, f"yaxis{_nth(number)}": y})


def _arrange_alike(figure: go.Figure, picture: Picture) -> None:
    """Give every panel its place; their axes are named once and zoomed together."""
    cells = [(i, j) for i, row in enumerate(picture.rows) for j in range(len(row))]
    across = shared_out([1] * max(map(len, picture.rows)), GAP_ACROSS)
    down = shared_out([1] * len(picture.rows), TITLE / picture.height)
    for number, (i, j) in enumerate(cells, 1):
        x = {"domain": across[j], "anchor": f"y{_nth(number)}", "showticklabels": (i + 1, j) not in cells}
        up = (1 - down[i][1], 1 - down[i][0])
        y = {"domain": up, "anchor": f"x{_nth(number)}", "showticklabels": j == 0, "nticks": 5}
        if number > 1:
            x, y = x | {"matches": "x"}, y | {"matches": "y"}
        named = {f"xaxis{_nth(number)}": x, f"yaxis{_nth(number)}": y}
        figure.update_layout({name: axis | {"title": None} for name, axis in named.items()})
    first = picture.panels[0]
    assert isinstance(first, Panel)  # one in space stands alone
    corner = {"x": 0, "y": 1, "xshift": -8, "yshift": 22, "xanchor": "right", "yanchor": "top"}
    foot = {"x": 0.5, "y": 0, "yshift": -34, "yanchor": "top"}
    for name, place in ((first.x.name, foot), (first.y.name, corner)):
        figure.add_annotation(text=plain(name), xref="paper", yref="paper", showarrow=False, **place)
    figure.update_layout(margin={"b": 60, "t": 40})


def _nth(number: int) -> str:
    return "" if number == 1 else str(number)


def _draw_space(figure: go.Figure, space: Space, now: Theme) -> None:
    for mark in space.marks:
        figure.add_trace(_threads(mark, now) if isinstance(mark, Threads) else _beads(mark))
    bare = BARE | {"gridcolor": now.palette.grid}
    # Titles of spatial axes lie on their ticks: the last tick of x and the first of z say what is what.
    unit = space.x.name[space.x.name.find("(") + 1 :].rstrip(")")
    ticks = space.z.ticks or ()
    words = [f"{space.z.name} {text}" if i == 0 else text for i, (_, text) in enumerate(ticks)]
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={
            "xaxis": bare | {"ticksuffix": f" {unit}", "showticksuffix": "last"},
            "yaxis": bare | {"showticklabels": False},
            "zaxis": bare | {"tickvals": [at for at, _ in ticks], "ticktext": words},
            "aspectmode": "manual",
            "aspectratio": {"x": 2.2, "y": 0.5, "z": 1.3},
            "camera": {"eye": {"x": -0.7, "y": -1.6, "z": 0.5}, "projection": {"type": "orthographic"}},
        },
    )


def _threads(mark: Threads, now: Theme) -> dict[str, Any]:
    # One trace for all, NaN between them: plotly's cost is per trace.
    count, points = mark.y.shape
    gap = np.full((count, 1), np.nan)
    return {
        "type": "scatter3d", "mode": "lines", "hoverinfo": "skip", "name": "threads", "showlegend": False,
        "x": np.tile(np.append(mark.x, np.nan), count),
        "y": np.concatenate([mark.y, gap], axis=1).ravel(),
        "z": np.concatenate([mark.z, gap], axis=1).ravel(),
        "line": {
            "width": 4 * now.stroke, "color": np.repeat(np.arange(count), points + 1),
            "colorscale": theme.colourscale(now.palette.pairs), "cmin": 0, "cmax": max(count - 1, 1),
        },
    }  # fmt: skip


def _beads(mark: Beads) -> dict[str, Any]:
    return {
        "type": "scatter3d", "mode": "markers", "showlegend": False,
        "marker": {"size": 4, "color": mark.colour},
        "x": np.full(len(mark.y), mark.x), "y": mark.y, "z": mark.z,
        "text": [plain(text) for text in mark.texts], "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
