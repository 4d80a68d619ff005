"""What several pictures share: tables one or many, and how a curve among others looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar, cast

from rope_viz import theme
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.rope import Rope
from rope_viz.models.card import ModelCard
from rope_viz.plots.content import DASHES, SYMBOLS, Array, Dash, Legend, Line, Symbol

T = TypeVar("T")
SOURCES = Encoding, ModelCard  # of which usual tables are made
OneRope: TypeAlias = Rope | ModelCard  # of which there is a usual table
Of: TypeAlias = T | Iterable[T] | Mapping[str, T]  # one to be drawn, or several to be compared


def several(curves: Any, kind: type[T], of: Callable[..., T] | None = None) -> list[T]:
    """The tables that came, one or many, if they are of this kind.

    If ``of`` is said, encodings and models' cards may come as well, and it makes tables of them. The keys of
    a mapping are their labels.
    """
    if isinstance(curves, Mapping):
        named = [(str(label), one) for label, one in curves.items()]
    elif isinstance(curves, (kind, *SOURCES)) or not isinstance(curves, Iterable):
        named = [("", curves)]
    else:
        named = [("", one) for one in curves]
    rule = f"one {kind.__name__} or several"
    if not named:
        raise ValueError(f"the first argument must be {rule}; nothing came.")
    return [_table(one, label, kind, of, rule) for label, one in named]


def single(table: Any, kind: type[T], of: Callable[..., T] | None = None) -> T:
    """The table that came, if it is of this kind, or the one that ``of`` makes."""
    return _table(table, "", kind, of, f"a {kind.__name__}")


def _table(given: Any, label: str, kind: type[T], of: Callable[..., T] | None, rule: str) -> T:
    if of and isinstance(given, SOURCES):
        return of(given, label=label) if label else of(given)
    if not isinstance(given, kind):
        raise ValueError(f"the first argument must be {rule}; {type(given).__name__} came.")
    return cast(T, replace(cast(Any, given), label=label)) if label else given


def nth_colour(place: int) -> str:
    return theme.SERIES[place % len(theme.SERIES)]


def nth_dash(place: int) -> Dash:
    """Another one after each round of colours, so that no two of 25 curves look alike."""
    return DASHES[(place + place // len(theme.SERIES)) % len(DASHES)]


def nth_symbol(place: int) -> Symbol:
    """Another one after each round of colours; all can be full and hollow."""
    return SYMBOLS[place // len(theme.SERIES) % len(SYMBOLS)]


def curve(place: int, x: Array, y: Array, name: str, hover: str) -> Line:
    """The curve at this place among several, told from the others by colour and dash."""
    return Line(x, y, nth_colour(place), name, nth_dash(place), hover=hover)


def legend_of(tables: list[T]) -> Legend | None:
    """One curve needs no legend."""
    return Legend() if len(tables) > 1 else None
