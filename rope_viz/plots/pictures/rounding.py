"""What short number formats do to a rotation."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import numpy as np

from rope_viz import theme
from rope_viz.curves import ErrorTable
from rope_viz.plots.content import Axis, Line, Panel, Picture, Points, floats, one
from rope_viz.plots.pictures.common import curve, legend_of, several
from rope_viz.plots.pictures.learned import SYMBOLS


def errors(
    curves: ErrorTable | Iterable[ErrorTable], *, reports: Mapping[str, tuple[float, float]] | None = None
) -> Picture:
    tables = several(curves, ErrorTable)
    marks: list[Line | Points] = [
        curve(i, t.positions, np.where(t.errors > 0, t.errors, np.nan), t.label, "position {x:,}: {y:.1e}")
        for i, t in enumerate(tables)
    ]
    reported = dict(reports or {})
    for (name, (at, off)), symbol in zip(reported.items(), itertools.cycle(SYMBOLS)):
        hover = f"{name}: {off:.2f} at position {at:,}"
        marks.append(Points(floats(at), floats(off), theme.INK, name, symbol, size=11, hover=hover))
    said = [f"{t.label}: {t.errors[0]:.0e} at {t.positions[0]:,.0f}, {_end(t)}." for t in tables]
    said += [f"{name}: {off:.2f} at {at:,.0f}." for name, (at, off) in reported.items()]
    x_axis = Axis("position (tokens)", log=True)
    y_axis = Axis("tip of the worst hand off by (radii)", log=True)
    return one(
        Panel(tuple(marks), x_axis, y_axis, legend=legend_of([*tables, *reported])),
        "How far the tip of a hand is off at most, against position. " + " ".join(said),
        540,
    )


def _end(table: ErrorTable) -> str:
    last = np.flatnonzero(~np.isnan(table.errors))[-1]
    return f"{table.errors[last]:.0e} at {table.positions[last]:,.0f}"
