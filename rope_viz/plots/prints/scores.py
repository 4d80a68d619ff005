"""Scores, in matplotlib."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes

from rope_viz import theme
from rope_viz.curves import ScoreTable
from rope_viz.plots.prints.common import LINES, axes_for


def plot_scores(curves: ScoreTable | Iterable[ScoreTable], *, ax: Axes | None = None) -> Axes:
    """Draw score against distance, one curve for each table; see `rope_viz.plot_scores`."""
    tables = [curves] if isinstance(curves, ScoreTable) else list(curves)
    ax = axes_for(ax)
    for i, table in enumerate(tables):
        ax.plot(
            table.distances, table.scores, label=table.label,
            color=theme.SERIES[i % len(theme.SERIES)], ls=LINES[theme.DASHES[i % len(theme.DASHES)]],
        )  # fmt: skip
    ax.set(xlabel="distance (tokens)", ylabel=tables[0].unit)
    if len(tables) > 1:
        ax.legend()
    return ax
