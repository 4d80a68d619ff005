"""Scores, in plotly."""

from __future__ import annotations

from collections.abc import Iterable

import plotly.graph_objects as go

from rope_viz import theme
from rope_viz.curves import ScoreTable
from rope_viz.plots.figures.common import LEGEND, cycle, new_figure, plain


def plot_scores(curves: ScoreTable | Iterable[ScoreTable]) -> go.Figure:
    """Draw score against distance, one curve for each table.

    Parameters
    ----------
    curves : ScoreTable or several
        From `score_curve`.

    Returns
    -------
    plotly Figure
    """
    tables = [curves] if isinstance(curves, ScoreTable) else list(curves)
    figure = new_figure(
        "Score against distance. "
        + " ".join(f"{t.label}: {t.scores[0]:.3g} at distance {t.distances[0]:g}, "
                   f"{t.scores[-1]:.3g} at {t.distances[-1]:g}." for t in tables),
        "distance (tokens)", tables[0].unit,
    )  # fmt: skip
    for table, colour, dash in zip(tables, cycle(theme.SERIES), cycle(theme.DASHES), strict=False):
        figure.add_scatter(
            x=table.distances, y=table.scores, name=plain(table.label), mode="lines",
            line={"color": colour, "dash": dash, "width": 2},
            hovertemplate="distance %{x}: %{y:.4g}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(showlegend=len(tables) > 1, legend=LEGEND)
    return figure
