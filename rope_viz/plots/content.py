"""What a picture is made of: panels, axes and marks, as frozen data.

A picture is made once from a table, drawn by two renderers (`to_plotly`, `to_matplotlib`) and
read by tests. Text stays text in both: neither markup nor mathematics is read from it. Hover texts may name
``{x}``, ``{y}``, ``{value}`` of a `Heat` and ``{detail}``, with a format as in ``{y:.3f}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Dash = Literal["solid", "dash", "dot", "dashdot", "longdash"]
DASHES: tuple[Dash, ...] = ("solid", "dash", "dot", "dashdot", "longdash")  # in the order of use
Symbol = Literal["dot", "square", "triangle", "cross", "diamond"]
SYMBOLS: tuple[Symbol, ...] = ("dot", "square", "triangle")  # in the order of use
TITLE = 46  # pixels between panels one above the other: the title of the lower one, and room for the eye
Side = Literal["left", "right", "above", "below", "centre"]


@dataclass(frozen=True)
class Axis:
    """One axis of a panel.

    Attributes
    ----------
    name : with its unit
    limits : the values at its beginning (left or below) and its end; found from the marks if None
    reverse : the smallest value stands at the end, as a matrix has its first row above
    log : logarithmic, in powers of 10
    ticks : value and text of each; found from the limits if None
    grid : draw a line across the panel at every tick
    """

    name: str = ""
    limits: tuple[float, float] | None = None
    reverse: bool = False
    log: bool = False
    ticks: tuple[tuple[float, str], ...] | None = None
    grid: bool = True


@dataclass(frozen=True, eq=False)
class Line:
    """Points joined by a line. NaN lifts the pen.

    Attributes
    ----------
    name : in the legend; a line without a name is not listed
    steps : hold each value from halfway before its x to halfway after
    dots : diameter of a dot at each point, in pixels; 0 for none
    details : one for each point, for the hover text
    """

    x: Array
    y: Array
    colour: str
    name: str = ""
    dash: Dash = "solid"
    width: float = 2
    opacity: float = 1
    steps: bool = False
    dots: float = 0
    hover: str = ""
    details: Array | None = None


@dataclass(frozen=True, eq=False)
class Points:
    """Points that nothing joins.

    Attributes
    ----------
    hollow : which are drawn as an outline, (points,) of bool; none if None
    texts : written above each
    size : diameter in pixels
    """

    x: Array
    y: Array
    colour: str
    name: str = ""
    symbol: Symbol = "dot"
    size: float = 8
    hollow: NDArray[np.bool_] | None = None
    texts: tuple[str, ...] = ()
    hover: str = ""
    details: Array | None = None


@dataclass(frozen=True)
class Rule:
    """A horizontal line through the whole panel, at a value of y."""

    y: float
    colour: str
    dash: Dash = "solid"
    width: float = 1.5


@dataclass(frozen=True)
class Label:
    """Words beside a point, as high as ``size`` in pixels."""

    x: float
    y: float
    text: str
    colour: str
    side: Side = "right"
    size: float = 14


@dataclass(frozen=True)
class Arrow:
    """From the origin to a point."""

    x: float
    y: float
    colour: str


@dataclass(frozen=True, eq=False)
class Bars:
    """Upright boxes.

    Attributes
    ----------
    x, low, high : (bars,) where each stands, and its two ends
    colours : of each
    width : of all, in units of x
    edge : colour of the outline; none if empty
    """

    x: Array
    low: Array
    high: Array
    colours: tuple[str, ...]
    width: float = 1
    edge: str = ""


@dataclass(frozen=True, eq=False)
class Heat:
    """A matrix as colours.

    Attributes
    ----------
    x, y : (columns,), (rows,) where the cells' middles stand
    values : (rows, columns)
    low, high : the values where the colours begin and end
    name : of the values, with their unit, on a bar that says which colour means what; no bar if empty
    stepped : each colour has an equal part of the values for itself, instead of passing into the next
    apart : a thin gap between the cells
    """

    x: Array
    y: Array
    values: Array
    colours: tuple[str, ...]
    low: float
    high: float
    name: str = ""
    stepped: bool = False
    apart: bool = False
    hover: str = ""


@dataclass(frozen=True, eq=False)
class Threads:
    """Lines in space, coloured from the fastest pair to the slowest: x (points,), y and z (lines, points)."""

    x: Array
    y: Array
    z: Array


@dataclass(frozen=True, eq=False)
class Beads:
    """Points in space, all at one x: y and z (points,), and what the hover text says of each."""

    x: float
    y: Array
    z: Array
    colour: str
    texts: tuple[str, ...] = ()


Mark: TypeAlias = Line | Points | Rule | Label | Arrow | Bars | Heat


@dataclass(frozen=True)
class Legend:
    """The names of the marks that have one."""

    title: str = ""


@dataclass(frozen=True)
class Panel:
    """Marks on two axes, later ones over earlier ones.

    Attributes
    ----------
    equal : one unit is as long on x as on y
    bare : the axes themselves are not drawn
    width : in proportion to the other panels of its row
    """

    marks: tuple[Mark, ...]
    x: Axis = Axis()
    y: Axis = Axis()
    title: str = ""
    legend: Legend | None = None
    equal: bool = False
    bare: bool = False
    width: float = 1


@dataclass(frozen=True)
class Space:
    """Marks on three axes, seen from the side without perspective. Nothing is written on y."""

    marks: tuple[Threads | Beads, ...]
    x: Axis
    z: Axis


@dataclass(frozen=True)
class Picture:
    """Panels in rows, and the sentence for those who cannot see them.

    Attributes
    ----------
    rows : from above
    height : pixels, at a width of about 700
    heights : of the rows, in proportion to each other; equal if there are none
    alike : all panels have the same axes, which are named once
    title : above everything
    theme : the name of the theme that its colours are of
    size : width and height in inches, where it is printed; as wide as a page if None
    """

    rows: tuple[tuple[Panel | Space, ...], ...]
    alt: str
    height: int = 420
    heights: tuple[float, ...] = ()
    alike: bool = False
    title: str = ""
    theme: str = "light"
    size: tuple[float, float] | None = None

    @property
    def panels(self) -> tuple[Panel | Space, ...]:
        """All panels, row by row."""
        return tuple(panel for row in self.rows for panel in row)


def one(panel: Panel | Space, alt: str, height: int = 420) -> Picture:
    """A picture of one panel."""
    return Picture(((panel,),), alt, height)


def grid(panels: Sequence[Panel], columns: int, alt: str, height: int) -> Picture:
    """A picture of panels with the same axes, row by row."""
    rows = tuple(tuple(panels[at : at + columns]) for at in range(0, len(panels), columns))
    return Picture(rows, alt, height, alike=len(panels) > 1)


def shared_out(parts: Sequence[float], gap: float) -> list[tuple[float, float]]:
    """Beginning and end of each part of 0 … 1, in these proportions."""
    room = (1 - gap * (len(parts) - 1)) / sum(parts)
    starts = [sum(parts[:i]) * room + i * gap for i in range(len(parts))]
    return [(start, min(start + part * room, 1)) for start, part in zip(starts, parts, strict=True)]


def floats(values: Any) -> Array:
    """A number or several as an array."""
    return np.atleast_1d(np.asarray(values, dtype=np.float64))
