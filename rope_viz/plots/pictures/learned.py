"""What a trained table of positions has learned."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from rope_viz import theme
from rope_viz.curves import ComponentTable, ForesightTable, OffsetTable, PaceTable, StepTable
from rope_viz.plots.content import Axis, Label, Legend, Line, Panel, Picture, Points, Symbol, one
from rope_viz.plots.pictures.common import curve, legend_of, nth_colour, nth_dash, several, single

SYMBOLS: tuple[Symbol, ...] = ("dot", "cross", "diamond")
REACH = 0.8  # of the largest wave, in rows: crests may lean into the row above
READABLE = 0.1  # radians per token; slower turns crowd together at 1


def offsets(curves: OffsetTable | Iterable[OffsetTable]) -> Picture:
    tables = several(curves, OffsetTable)
    marks = (curve(i, t.offsets, t.cosines, t.label, "offset {x}: {y:.3f}") for i, t in enumerate(tables))
    return one(
        Panel(tuple(marks), Axis("offset (tokens)"), Axis("mean cosine"), legend=legend_of(tables)),
        "Mean cosine of two positions' vectors by offset. "
        + " ".join(
            f"{t.label}: {t.cosines[0]:.2f} at {t.offsets[0]:g}, {t.cosines[-1]:.2f} at {t.offsets[-1]:g}."
            for t in tables
        ),
    )


def components(table: ComponentTable) -> Picture:
    count, largest = len(single(table, ComponentTable).values), np.abs(table.values).max()
    shares = [f"{100 * share:.0f} %" for share in table.shares]
    marks = tuple(
        Line(
            table.positions, REACH * values / largest - row, theme.SERIES[0], width=1.6,
            hover=f"component {row + 1} ({share}), position {{x}}: {{detail:.3f}}", details=values,
        )
        for row, (values, share) in enumerate(zip(table.values, shares, strict=True))
    )  # fmt: skip
    rows = tuple((float(-row), f"{row + 1} ({share})") for row, share in enumerate(shares))
    return one(
        Panel(
            marks, Axis("position (tokens)"),
            Axis("component (its share of the variance)", ticks=rows, grid=False),
        ),
        f"The {count} main components of a table of positions, against position ({table.label}). "
        f"Shares of the variance: {', '.join(shares)}.",
        90 + 52 * count,
    )  # fmt: skip


def step(steps: StepTable | Iterable[StepTable]) -> Picture:
    tables = several(steps, StepTable)
    angle = np.linspace(0, 2 * np.pi, 181)
    circle = Line(np.cos(angle), np.sin(angle), theme.REFERENCE, dash="dot", width=1.5)
    values = tuple(
        Points(
            table.eigenvalues.real, table.eigenvalues.imag, nth_colour(i), table.label,
            SYMBOLS[i % len(SYMBOLS)], 9,
            hover="{x:.4f} + {y:.4f} i: one turn takes {detail:.1f} tokens",
            details=2 * np.pi / np.maximum(np.abs(np.angle(table.eigenvalues)), 1e-9),
        )
        for i, table in enumerate(tables)
    )  # fmt: skip
    labels = tuple(
        Label(np.cos(per_token), np.sin(per_token), f"{period:.1f} tokens", nth_colour(0), "left")
        for period, per_token in ((period, 2 * np.pi / period) for period in tables[0].periods)
        if per_token > READABLE
    )
    return one(
        Panel(
            (circle, *values, *labels), Axis("real part", (-1.15, 1.6)), Axis("imaginary part"),
            legend=legend_of(tables), equal=True,
        ),
        "Eigenvalues of the step from a position to the next, and the unit circle. "
        + " ".join(_in_words(table) for table in tables),
    )  # fmt: skip


def foresight(table: ForesightTable) -> Picture:
    table = single(table, ForesightTable)
    hover = "{x} ahead: {y:.3f}"
    marks = (
        Line(table.steps, table.turning, theme.SCORE, "turning: the matrix, step by step", hover=hover),
        Line(table.steps, table.copying, theme.REFERENCE, "copying", "dash", hover=hover),
    )
    first, last = table.steps[[0, -1]]
    return one(
        Panel(marks, Axis("steps ahead (tokens)"), Axis("share of variance explained (R²)"), legend=Legend()),
        f"Share of the variance explained against steps ahead ({table.label}). Turning: "
        f"{table.turning[0]:.3f} at {first:g}, {table.turning[-1]:.2f} at {last:g}. "
        f"Copying: {table.copying[0]:.2f} at {first:g}, {table.copying[-1]:.2f} at {last:g}.",
    )


def pace(table: PaceTable, *, gear: float = 1.0, turns: int | None = None) -> Picture:
    periods_shown = single(table, PaceTable).periods[:turns]
    shown = [periods / gear**i for i, periods in enumerate(periods_shown)]
    names = [f"hand {i}" + (f" ÷ {gear**i:g}" if i and gear != 1 else "") for i in range(len(shown))]
    divided, slowest = gear != 1, max(len(table.periods) - 1, 1)
    marks = tuple(
        Line(
            table.positions, periods, theme.pair_colour(i / slowest), name, nth_dash(i),
            hover="position {x}: {y:.2f}",
        )
        for i, (periods, name) in enumerate(zip(shown, names, strict=True))
    )  # fmt: skip
    return one(
        Panel(
            marks, Axis("position (tokens)"), Axis("tokens per turn" + ", divided" * divided), legend=Legend()
        ),
        f"Tokens per turn{f', divided by {gear:g} for each slower hand' * divided}, against position, for "
        f"{len(shown)} hands ({table.label}). "
        + " ".join(f"{name}: {p.min():.2f} to {p.max():.2f}." for name, p in zip(names, shown, strict=True)),
    )


def _in_words(table: StepTable) -> str:
    sizes, turns = np.abs(table.eigenvalues), ", ".join(f"{period:.1f}" for period in table.periods)
    return f"{table.label}: moduli {sizes.min():.3f} to {sizes.max():.3f}; one turn takes {turns} tokens."
