"""What a trained table of positions has learned, in matplotlib."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes

from rope_viz import theme
from rope_viz.curves import ComponentTable, ForesightTable, OffsetTable, PaceTable, StepTable
from rope_viz.plots.prints.common import LINES, axes_for

MARKS = ("o", "x", "d")
REACH = 0.8  # of the largest wave, in rows: crests may lean into the row above
READABLE = 0.1  # radians per token; slower turns crowd together at 1


def plot_offsets(curves: OffsetTable | Iterable[OffsetTable], *, ax: Axes | None = None) -> Axes:
    """Draw how alike two positions are against how far they are apart; see `rope_viz.plot_offsets`."""
    tables = [curves] if isinstance(curves, OffsetTable) else list(curves)
    ax = axes_for(ax)
    for i, table in enumerate(tables):
        ax.plot(
            table.offsets, table.cosines, label=table.label,
            color=theme.SERIES[i % len(theme.SERIES)], ls=LINES[theme.DASHES[i % len(theme.DASHES)]],
        )  # fmt: skip
    ax.set(xlabel="offset (tokens)", ylabel="mean cosine")
    if len(tables) > 1:
        ax.legend()
    return ax


def plot_components(table: ComponentTable, *, ax: Axes | None = None) -> Axes:
    """Draw a table's main components against position, row by row; see `rope_viz.plot_components`."""
    ax = axes_for(ax)
    rows, largest = len(table.values), np.abs(table.values).max()
    for row, values in enumerate(table.values):
        ax.plot(table.positions, REACH * values / largest - row, color=theme.SERIES[0], lw=1.2)
    names = [f"{row + 1} ({100 * share:.0f} %)" for row, share in enumerate(table.shares)]
    ax.set_yticks([-row for row in range(rows)], names)
    ax.set(xlabel="position (tokens)", ylabel="component (its share of the variance)")
    ax.grid(axis="y", visible=False)
    return ax


def plot_step(steps: StepTable | Iterable[StepTable], *, ax: Axes | None = None) -> Axes:
    """Draw the eigenvalues of a step and the unit circle; see `rope_viz.plot_step`."""
    tables = [steps] if isinstance(steps, StepTable) else list(steps)
    ax = axes_for(ax)
    angle = np.linspace(0, 2 * np.pi, 181)
    ax.plot(np.cos(angle), np.sin(angle), ":", color=theme.REFERENCE, label="_circle")
    for i, table in enumerate(tables):
        values, colour = table.eigenvalues, theme.SERIES[i % len(theme.SERIES)]
        ax.plot(values.real, values.imag, MARKS[i % len(MARKS)], color=colour, label=table.label)
    for period in tables[0].periods:
        turn = 2 * np.pi / period
        if turn > READABLE:
            ax.annotate(
                f"{period:.1f} tokens", (np.cos(turn), np.sin(turn)), (8, 0), textcoords="offset points",
                va="center", color=theme.SERIES[0],
            )  # fmt: skip
    ax.set(xlabel="real part", ylabel="imaginary part", xlim=(-1.15, 1.6), aspect="equal")
    if len(tables) > 1:
        ax.legend(loc="upper left")
    return ax


def plot_foresight(table: ForesightTable, *, ax: Axes | None = None) -> Axes:
    """Draw how much of later positions one step's matrix explains; see `rope_viz.plot_foresight`."""
    ax = axes_for(ax)
    ax.plot(table.steps, table.turning, color=theme.SCORE, label="turning: the matrix, step by step")
    ax.plot(table.steps, table.copying, "--", color=theme.REFERENCE, label="copying")
    ax.set(xlabel="steps ahead (tokens)", ylabel="share of variance explained (R²)")
    ax.legend()
    return ax


def plot_pace(
    table: PaceTable, *, gear: float = 1.0, turns: int | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how many tokens each hand takes for a turn, place by place; see `rope_viz.plot_pace`."""
    ax = axes_for(ax)
    for i, periods in enumerate(table.periods[:turns]):
        ax.plot(
            table.positions, periods / gear**i, ls=LINES[theme.DASHES[i % len(theme.DASHES)]],
            color=theme.pair_colour(i / max(len(table.periods) - 1, 1)),
            label=f"hand {i}" + (f" ÷ {gear**i:g}" if i and gear != 1 else ""),
        )  # fmt: skip
    ax.set(xlabel="position (tokens)", ylabel="tokens per turn" + (", divided" if gear != 1 else ""))
    ax.legend()
    return ax
