"""What is said to fall with distance, in plotly."""

from __future__ import annotations

from collections.abc import Iterable

import plotly.graph_objects as go

from rope_viz import theme
from rope_viz.curves import DecayTable
from rope_viz.plots.figures.common import LEGEND, cycle, new_figure, plain


def plot_decay(curves: DecayTable | Iterable[DecayTable], *, log: bool = False) -> go.Figure:
    """Draw quantities that are said to fall with distance.

    Parameters
    ----------
    curves : DecayTable or several
        From `decay_curve`, `cosine_sum` or `score_bound`.
    log : bool
        A logarithmic axis of distances, from the first distance above zero.

    Returns
    -------
    plotly Figure
    """
    tables = [curves] if isinstance(curves, DecayTable) else list(curves)
    names = list(dict.fromkeys(table.value_name for table in tables))
    figure = new_figure(
        " ".join(
            f"{t.label}: {t.value_name} from {t.values[0]:.3g} at distance {t.distances[0]:g} to "
            f"{t.values[-1]:.3g} at {t.distances[-1]:g}, rising on {t.rises} of {len(t.values) - 1} steps."
            for t in tables
        ),
        "distance (tokens)", " or ".join(names),
    )  # fmt: skip
    for table, colour, dash in zip(tables, cycle(theme.SERIES), cycle(theme.DASHES), strict=False):
        figure.add_scatter(
            x=table.distances, y=table.values, name=plain(table.label), mode="lines",
            line={"color": colour, "dash": dash, "width": 2},
            hovertemplate="distance %{x}: %{y:.4g}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(showlegend=len(tables) > 1, legend=LEGEND)
    if log:
        figure.update_xaxes(type="log", exponentformat="power")
    return figure
