"""Biases of many heads, and matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from rope_viz import theme
from rope_viz.curves import BiasTable, Heatmap, bias_curve
from rope_viz.plots.content import Array, Axis, Heat, Line, Panel, Picture, grid, one
from rope_viz.plots.pictures.common import single

COLUMNS = 3


def biases(table: Any, *, beside: Any = None, low: float | None = None) -> Picture:
    table = single(table, BiasTable, bias_curve)
    beside = None if beside is None else single(beside, BiasTable, bias_curve)
    heads, (left, right) = len(table.values), table.offsets[[0, -1]]
    lowest, highest = float(table.values.min()), float(table.values.max())
    space = 0.06 * (highest - lowest)
    # Ticks at the ends would run into the next panel's; offsets are whole.
    ticks = tuple((at, f"{at:,}".replace("-", "−")) for at in sorted({int(left / 2), 0, int(right / 2)}))
    x = Axis("key − query position (tokens)", (left, right), ticks=ticks)
    y = Axis("bias", (lowest - space if low is None else low, highest + space))
    others = () if beside is None else (_all_at_once(beside),)
    panels = [
        Panel(
            (
                *others,
                Line(
                    table.offsets, values, theme.SCORE, f"head {head}", steps=True,
                    hover=f"head {head}, key − query = {{x}}: {{y:.2f}}",
                ),
            ),
            x, y, f"head {head}",
        )
        for head, values in enumerate(table.values)
    ]  # fmt: skip
    columns = min(COLUMNS, heads)
    return grid(
        panels, columns,
        f"Bias against relative position for {heads} heads ({table.label}), from {lowest:.3g} to "
        f"{highest:.3g}. "
        + " ".join(f"Head {head} is highest at {at:+d}." for head, at in enumerate(table.favourites))
        + (f" Thin grey lines: the {len(beside.values)} heads of {beside.label}." if beside else ""),
        60 + 150 * -(-heads // columns),
    )  # fmt: skip


def _all_at_once(table: BiasTable) -> Line:
    lifted = np.pad(table.values, ((0, 0), (0, 1)), constant_values=np.nan).ravel()
    offsets: Array = np.tile(np.append(table.offsets, np.nan), len(table.values))
    return Line(offsets, lifted, theme.REFERENCE, width=0.6, opacity=0.6)


def heatmap(table: Heatmap) -> Picture:
    low, high = float(np.nanmin(single(table, Heatmap).values)), float(np.nanmax(table.values))
    signed, reach = low < 0 < high, max(-low, high)
    heat = Heat(
        table.columns, table.rows, table.values,
        theme.SIGNED if signed else theme.LIGHT.pairs[::-1],
        -reach if signed else low, reach if signed else high, table.value_name,
        hover=f"{table.row_name} {{y}}, {table.column_name} {{x}}: {{value:.4g}}",
    )  # fmt: skip
    return one(
        Panel((heat,), Axis(table.column_name, grid=False), Axis(table.row_name, reverse=True, grid=False)),
        f"{table.value_name} by {table.row_name} and {table.column_name} ({table.label}), "
        f"from {low:.3g} to {high:.3g}.",
    )
