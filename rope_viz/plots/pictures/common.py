"""What several pictures share: tables one or many, and how a curve among others looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from rope_viz import theme
from rope_viz.plots.content import DASHES, Array, Dash, Legend, Line

T = TypeVar("T")


def several(curves: T | Iterable[T], kind: type[T]) -> list[T]:
    """The tables that came, one or many, if they are of this kind."""
    tables = [curves] if isinstance(curves, kind) or not isinstance(curves, Iterable) else list(curves)
    wrong = [table for table in tables if not isinstance(table, kind)]
    if wrong or not tables:
        came = type(wrong[0]).__name__ if wrong else "nothing"
        raise ValueError(f"the first argument must be one {kind.__name__} or several; {came} came.")
    return tables


def single(table: T, kind: type[T]) -> T:
    """The table that came, if it is of this kind."""
    if not isinstance(table, kind):
        raise ValueError(f"the first argument must be a {kind.__name__}; {type(table).__name__} came.")
    return table


def nth_colour(place: int) -> str:
    return theme.SERIES[place % len(theme.SERIES)]


def nth_dash(place: int) -> Dash:
    """Another one after each round of colours, so that no two of 25 curves look alike."""
    return DASHES[(place + place // len(theme.SERIES)) % len(DASHES)]


def curve(place: int, x: Array, y: Array, name: str, hover: str) -> Line:
    """The curve at this place among several, told from the others by colour and dash."""
    return Line(x, y, nth_colour(place), name, nth_dash(place), hover=hover)


def legend_of(tables: list[T]) -> Legend | None:
    """One curve needs no legend."""
    return Legend() if len(tables) > 1 else None
