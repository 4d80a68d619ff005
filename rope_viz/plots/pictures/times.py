"""What was measured: times of turning beside their floors, and of attention as the text grows."""

from __future__ import annotations

import numpy as np

from rope_viz import theme
from rope_viz.curves import LengthTable, RaceTable
from rope_viz.plots.content import Axis, Label, Legend, Line, Panel, Picture, Points, floats, one
from rope_viz.plots.pictures.common import Of, curve, legend_of, several, single

ROOM = 1.1  # beside the first and the last length


def times(table: RaceTable) -> Picture:
    table = single(table, RaceTable)
    rows = -np.arange(len(table.ways), dtype=float)
    # Names above their rows and not beside them, so that a phone has room for the axis.
    least = float(min(table.counted.min(), table.low.min()))
    marks: list[Label | Line | Points] = [
        Label(least, row + 0.36, way, theme.INK, "right") for way, row in zip(table.ways, rows, strict=True)
    ]
    marks += [
        Line(floats((low, high)), floats((row, row)), theme.SCORE, width=4)
        for low, high, row in zip(table.low, table.high, rows, strict=True)
    ]
    marks += [
        Points(
            table.counted, rows, theme.INK, "counted, at least", "cross", 9, hover="{x:.2f} copies at least"
        ),
        Points(table.median, rows, theme.SCORE, "measured", size=10, hover="{x:.2f} copies"),
    ]
    said = [
        f"{way}: counted {least:.2f}, measured {took:.2f}."
        for way, least, took in zip(table.ways, table.counted, table.median, strict=True)
    ]
    y_axis = Axis("", (-len(rows) + 0.6, 0.75), ticks=(), grid=False)
    x_axis = Axis("time (copies)", log=True)
    return one(
        Panel(tuple(marks), x_axis, y_axis, legend=Legend()),
        f"Times of turning queries and keys ({table.label}) in copies. " + " ".join(said),
        460,
    )


def lengths(curves: Of[LengthTable]) -> Picture:
    tables = several(curves, LengthTable)
    marks = tuple(
        curve(i, t.tokens, t.median, t.label, "{x:,} tokens: {y:.2f}") for i, t in enumerate(tables)
    )
    said = [
        f"{t.label}: {t.median[0]:.2f} at {t.tokens[0]:,.0f} tokens, {t.median[-1]:.2f} at "
        f"{t.tokens[-1]:,.0f}."
        for t in tables
    ]
    ticks = tuple((float(n), f"{n:,.0f}") for n in tables[0].tokens)
    ends = tables[0].tokens[0] / ROOM, tables[0].tokens[-1] * ROOM
    x_axis = Axis("length of the text (tokens)", ends, log=True, ticks=ticks)
    y_axis = Axis("time ÷ attention without positions", log=True)
    return one(
        Panel(marks, x_axis, y_axis, legend=legend_of(tables)),
        "How many times as long attention takes with positions, against the length of the text. "
        + " ".join(said),
        460,
    )
