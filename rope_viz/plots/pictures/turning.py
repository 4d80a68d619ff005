"""How far pairs turn: angles, corkscrews, paths, wavelengths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from rope_viz import theme
from rope_viz.curves import (
    SHELF,
    AngleTable,
    CorkscrewTable,
    PathTable,
    WavelengthTable,
    angle_curve,
    corkscrew_curve,
    index_of,
    wavelength_curve,
)
from rope_viz.plots.content import (
    Axis,
    Beads,
    Legend,
    Line,
    Panel,
    Picture,
    Points,
    Rule,
    Space,
    Threads,
    one,
)
from rope_viz.plots.pictures.common import legend_of, nth_colour, nth_dash, nth_symbol, several


def angles(table: Any, *, log: bool = False) -> Picture:
    if not isinstance(table, AngleTable):
        table = angle_curve(table)
    pairs, last = np.arange(len(table.inv_freq), dtype=float), max(len(table.positions) - 1, 1)
    marks = tuple(
        Line(
            pairs, values, theme.pair_colour(1 - row / last), f"{position:g}", dots=4,
            hover=f"position {position:g}, pair {{x}}: {{y:.4g}} rad",
        )
        for row, (position, values) in enumerate(zip(table.positions, table.angles, strict=True))
    )  # fmt: skip
    return one(
        Panel(marks, Axis("pair"), Axis("angle (radians)", log=log), legend=Legend("position")),
        f"Angle against pair for {len(table.positions)} positions ({table.label}). Pair 0 turns "
        f"{table.inv_freq[0]:.3g} radians per token, the last pair {table.inv_freq[-1]:.3g}.",
    )


def corkscrew(table: Any, *, now: int | None = None) -> Picture:
    if not isinstance(table, CorkscrewTable):
        table = corkscrew_curve(table)
    count, last = len(table.pair_index), float(table.positions[-1])
    shelves, every = -SHELF * np.arange(count), max(count // 8, 1)
    marks: list[Threads | Beads] = [
        Threads(table.thread_positions, table.thread[..., 0], table.thread[..., 1] + shelves[:, None])
    ]
    if now is not None:
        across, up = table.hands[:, index_of(table.positions, now)].T
        said = tuple(f"pair {i} at position {now}" for i in table.pair_index)
        marks.append(Beads(now, across, up + shelves, theme.INK, said))
    ticks = tuple(
        (float(at), str(i)) for at, i in zip(shelves[::every], table.pair_index[::every], strict=True)
    )
    fastest, slowest = (speed * last / (2 * np.pi) for speed in (table.inv_freq.max(), table.inv_freq.min()))
    return one(
        Space(tuple(marks), Axis("position (tokens)", (0, last)), Axis("pair", ticks=ticks)),
        f"{count} spirals along the position axis ({table.label}). The fastest makes {fastest:.1f} turns in "
        f"{len(table.positions)} tokens, the slowest {slowest:.3g}.",
        480,
    )


def paths(curves: PathTable | Iterable[PathTable]) -> Picture:
    tables = several(curves, PathTable)
    marks: list[Line | Points] = []
    for i, table in enumerate(tables):
        # From the origin to each tip; the pen is lifted between.
        origin, lifted = np.zeros_like(table.points), np.full_like(table.points, np.nan)
        x, y = np.stack([origin, table.points, lifted], axis=1).reshape(-1, 2).T
        marks += [
            Line(x, y, nth_colour(i), table.label, nth_dash(i), width=1.5),
            Points(
                table.points[:, 0], table.points[:, 1], nth_colour(i),
                texts=tuple(f"{m:g}" for m in table.positions),
                hover="position {detail}: ({x:.3f}, {y:.3f})", details=table.positions,
            ),
        ]  # fmt: skip
    return one(
        Panel(
            tuple(marks), Axis("first component"), Axis("second component"),
            legend=legend_of(tables), equal=True,
        ),
        "One vector at several positions. "
        + " ".join(f"{t.label}: length {t.lengths.min():.3g} to {t.lengths.max():.3g}." for t in tables),
    )  # fmt: skip


def wavelengths(curves: Any) -> Picture:
    tables = several(curves, WavelengthTable, wavelength_curve)
    marks: list[Points | Rule] = []
    for i, table in enumerate(tables):
        marks += [
            Points(
                np.arange(len(table.wavelengths), dtype=float), table.wavelengths, nth_colour(i), table.label,
                nth_symbol(i), size=7, hollow=table.unfinished, hover="pair {x}: {y:,.0f} tokens per turn",
            ),
            Rule(table.context, nth_colour(i), nth_dash(i)),
        ]  # fmt: skip
    return one(
        Panel(tuple(marks), Axis("pair"), Axis("wavelength (tokens per turn)", log=True), legend=Legend()),
        "Tokens per turn against pair. "
        + " ".join(
            f"{t.label}: {t.unfinished.sum()} of {len(t.wavelengths)} pairs never finish a turn."
            for t in tables
        ),
    )
