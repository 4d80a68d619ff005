"""Makes a plotly figure of a picture, and puts one into another; plotly is loaded when the first is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from rope_viz.plots.content import Picture
from rope_viz.plots.look import Look, looking

if TYPE_CHECKING:
    import plotly.graph_objects as go


def drawn(picture: Picture, **look: Unpack[Look]) -> go.Figure:
    """Draw a picture, with the look that somebody wants."""
    looked = looking(picture, look, Look)
    from rope_viz.plots.figure import Figure

    return Figure.of(looked)


def put(figure: go.Figure, into: go.Figure, *, row: int, col: int) -> None:
    """Put a figure of one panel into a cell of `plotly.subplots.make_subplots`, with all that belongs to it.

    Traces alone would come without logarithmic axes, axis names, reference lines and words.

    Parameters
    ----------
    figure : plotly Figure
        From a ``plot_…`` function.
    into : plotly Figure
        From ``make_subplots``.
    row, col : int
        The cell, counted from 1.

    Raises
    ------
    ValueError
        If the figure has several panels, or is drawn in space.

    Examples
    --------
    >>> import rope_viz as rv
    >>> from plotly.subplots import make_subplots
    >>> both = make_subplots(1, 2)
    >>> rv.plots.put(rv.plot_angles(rv.Rope(64), log=True), both, row=1, col=1)
    >>> both.layout.yaxis.type, both.layout.yaxis.title.text
    ('log', 'angle (radians)')
    """
    layout = figure.to_dict()["layout"]
    names = sorted(name for name in layout if name.startswith(("xaxis", "yaxis", "scene")))
    if names != ["xaxis", "yaxis"]:
        raise ValueError(f"figure must have one panel on two axes; one with {', '.join(names)} came.")
    cell = into.get_subplot(row, col)
    if cell is None:
        raise ValueError(f"row and col must name a cell of into, counted from 1; {row} and {col} came.")
    for trace in figure.data:
        into.add_trace(trace, row=row, col=col)
    cell.xaxis.update(layout["xaxis"])
    cell.yaxis.update(layout["yaxis"])
    axes = {"x": _ref(cell.xaxis), "y": _ref(cell.yaxis)}
    for kind in ("shapes", "annotations"):
        moved = [
            {name: _on(axes, name, value) for name, value in one.items()} for one in layout.get(kind, [])
        ]
        into.update_layout({kind: [*getattr(into.layout, kind), *moved]})


def _ref(axis: Any) -> str:
    """How shapes call an axis: x2 for the layout's xaxis2."""
    return str(axis.plotly_name).replace("axis", "")


def _on(axes: dict[str, str], name: str, value: Any) -> Any:
    """What a shape or an annotation says, on other axes: "x domain" becomes "x2 domain"."""
    if not name.endswith("ref") or value == "pixel":
        return value
    axis, *rest = value.split()
    return " ".join([axes[axis], *rest])
