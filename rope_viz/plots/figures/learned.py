"""What a trained table of positions has learned, in plotly."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import plotly.graph_objects as go

from rope_viz import theme
from rope_viz.curves import ComponentTable, ForesightTable, OffsetTable, PaceTable, StepTable
from rope_viz.plots.figures.common import LEGEND, cycle, new_figure, plain

SYMBOLS = ("circle", "x-thin-open", "diamond-open")
THICK = {"line": {"width": 2}}
REACH = 0.8  # of the largest wave, in rows: crests may lean into the row above
READABLE = 0.1  # radians per token; slower turns crowd together at 1


def plot_offsets(curves: OffsetTable | Iterable[OffsetTable]) -> go.Figure:
    """Draw how alike two positions are against how far they are apart.

    Parameters
    ----------
    curves : OffsetTable or several
        From `offset_curve`.

    Returns
    -------
    plotly Figure
    """
    tables = [curves] if isinstance(curves, OffsetTable) else list(curves)
    figure = new_figure(
        "Mean cosine of two positions' vectors by offset. "
        + " ".join(
            f"{t.label}: {t.cosines[0]:.2f} at {t.offsets[0]:g}, {t.cosines[-1]:.2f} at {t.offsets[-1]:g}."
            for t in tables
        ),
        "offset (tokens)", "mean cosine",
    )  # fmt: skip
    for table, colour, dash in zip(tables, cycle(theme.SERIES), cycle(theme.DASHES), strict=False):
        figure.add_scatter(
            x=table.offsets, y=table.cosines, name=plain(table.label), mode="lines",
            line={"color": colour, "dash": dash, "width": 2},
            hovertemplate="offset %{x}: %{y:.3f}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(showlegend=len(tables) > 1, legend=LEGEND)
    return figure


def plot_components(table: ComponentTable) -> go.Figure:
    """Draw a table's main components against position, each in a row of its own, all on one scale.

    Parameters
    ----------
    table : ComponentTable
        From `component_curve`.

    Returns
    -------
    plotly Figure
    """
    rows, largest = len(table.values), np.abs(table.values).max()
    shares = [f"{100 * share:.0f} %" for share in table.shares]
    figure = new_figure(
        f"The {rows} main components of a table of positions, against position ({table.label}). "
        f"Shares of the variance: {', '.join(shares)}.",
        "position (tokens)", "component (its share of the variance)",
    )  # fmt: skip
    for row, (values, share) in enumerate(zip(table.values, shares, strict=True)):
        figure.add_scatter(
            x=table.positions, y=REACH * values / largest - row, mode="lines", showlegend=False,
            line={"color": theme.SERIES[0], "width": 1.6}, customdata=values,
            hovertemplate="position %{x}: %{customdata:.3f}<extra>" + f"component {row + 1}, {share}</extra>",
        )  # fmt: skip
    figure.update_yaxes(
        tickvals=[-row for row in range(rows)], showgrid=False, zeroline=False,
        ticktext=[f"{row + 1} ({share})" for row, share in enumerate(shares)],
    )  # fmt: skip
    return figure.update_layout(height=90 + 52 * rows)


def plot_step(steps: StepTable | Iterable[StepTable]) -> go.Figure:
    """Draw the eigenvalues of the matrix that moves each position to the next, and the unit circle.

    Parameters
    ----------
    steps : StepTable or several
        From `step_curve`. The first is written beside its turns: how many tokens each takes.

    Returns
    -------
    plotly Figure
    """
    tables = [steps] if isinstance(steps, StepTable) else list(steps)
    figure = new_figure(
        "Eigenvalues of the step from a position to the next, and the unit circle. "
        + " ".join(_in_words(table) for table in tables),
        "real part", "imaginary part",
    )  # fmt: skip
    angle = np.linspace(0, 2 * np.pi, 181)
    figure.add_scatter(
        x=np.cos(angle), y=np.sin(angle), mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": theme.REFERENCE, "dash": "dot", "width": 1.5},
    )  # fmt: skip
    for place, (table, colour) in enumerate(zip(tables, cycle(theme.SERIES), strict=False)):
        values = table.eigenvalues
        figure.add_scatter(
            x=values.real, y=values.imag, mode="markers", name=plain(table.label),
            marker={"color": colour, "size": 9, "symbol": SYMBOLS[place % len(SYMBOLS)]} | THICK,
            customdata=2 * np.pi / np.maximum(np.abs(np.angle(values)), 1e-9),
            hovertemplate="%{x:.4f} + %{y:.4f} i: one turn takes %{customdata:.1f} tokens<extra></extra>",
        )  # fmt: skip
    for period in tables[0].periods:
        turn = 2 * np.pi / period
        if turn > READABLE:
            figure.add_annotation(
                x=np.cos(turn), y=np.sin(turn), text=f"{period:.1f} tokens", showarrow=False,
                xanchor="right", xshift=-10, font={"color": theme.SERIES[0]},
            )  # fmt: skip
    figure.update_xaxes(range=[-1.15, 1.6])
    figure.update_yaxes(scaleanchor="x", scaleratio=1)
    return figure.update_layout(showlegend=len(tables) > 1, legend=LEGEND)


def plot_foresight(table: ForesightTable) -> go.Figure:
    """Draw how much of later positions the matrix of one step explains, and how much copying does.

    Parameters
    ----------
    table : ForesightTable
        From `foresight_curve`.

    Returns
    -------
    plotly Figure
    """
    figure = new_figure(
        f"Share of the variance explained against steps ahead ({table.label}). Turning: "
        f"{table.turning[0]:.3f} at {table.steps[0]:g}, {table.turning[-1]:.2f} at {table.steps[-1]:g}. "
        f"Copying: {table.copying[0]:.2f} at {table.steps[0]:g}, {table.copying[-1]:.2f} at "
        f"{table.steps[-1]:g}.",
        "steps ahead (tokens)", "share of variance explained (R²)",
    )  # fmt: skip
    for name, values, colour, dash in (
        ("turning: the matrix, step by step", table.turning, theme.SCORE, "solid"),
        ("copying", table.copying, theme.REFERENCE, "dash"),
    ):
        figure.add_scatter(
            x=table.steps, y=values, name=name, mode="lines",
            line={"color": colour, "dash": dash, "width": 2},
            hovertemplate="%{x} ahead: %{y:.3f}<extra></extra>",
        )  # fmt: skip
    return figure.update_layout(legend=LEGEND)


def plot_pace(table: PaceTable, *, gear: float = 1.0, turns: int | None = None) -> go.Figure:
    """Draw how many tokens each hand takes for a turn, place by place.

    Parameters
    ----------
    table : PaceTable
        From `pace_curve`.
    gear : float
        Each hand's time is divided by this once more than the hand's before it: hands that are geared so
        come to lie on each other.
    turns : int, optional
        How many hands, fastest first.

    Returns
    -------
    plotly Figure
    """
    shown = [periods / gear**i for i, periods in enumerate(table.periods[:turns])]
    divided = f", divided by {gear:g} for each slower hand" if gear != 1 else ""
    figure = new_figure(
        f"Tokens per turn{divided}, against position, for {len(shown)} hands ({table.label}). "
        + " ".join(f"{_hand(i, gear)}: {p.min():.2f} to {p.max():.2f}." for i, p in enumerate(shown)),
        "position (tokens)", "tokens per turn, divided" if divided else "tokens per turn",
    )  # fmt: skip
    for i, (periods, dash) in enumerate(zip(shown, cycle(theme.DASHES), strict=False)):
        colour = theme.pair_colour(i / max(len(table.periods) - 1, 1))
        figure.add_scatter(
            x=table.positions, y=periods, mode="lines", name=_hand(i, gear),
            line={"color": colour, "dash": dash, "width": 2},
            hovertemplate="position %{x}: %{y:.2f}<extra></extra>",
        )  # fmt: skip
    return figure.update_layout(legend=LEGEND)


def _hand(i: int, gear: float) -> str:
    return f"hand {i}" + (f" ÷ {gear**i:g}" if i and gear != 1 else "")


def _in_words(table: StepTable) -> str:
    sizes, turns = np.abs(table.eigenvalues), ", ".join(f"{period:.1f}" for period in table.periods)
    return f"{table.label}: moduli {sizes.min():.3f} to {sizes.max():.3f}; one turn takes {turns} tokens."
