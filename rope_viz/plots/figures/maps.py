"""Matrices, in plotly."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from rope_viz import theme
from rope_viz.curves import Heatmap
from rope_viz.plots.figures.common import new_figure, plain


def plot_heatmap(table: Heatmap) -> go.Figure:
    """Draw a matrix: a position table, a bias, a rotation.

    Values of both signs get a map that is pale at zero.

    Parameters
    ----------
    table : Heatmap
        From `position_map`, `bias_map` or `matrix_map`.

    Returns
    -------
    plotly Figure
    """
    low, high = float(np.nanmin(table.values)), float(np.nanmax(table.values))
    signed = low < 0 < high
    reach = max(-low, high)
    figure = new_figure(
        f"{table.value_name} by {table.row_name} and {table.column_name} ({table.label}), "
        f"from {low:.3g} to {high:.3g}.",
        table.column_name, table.row_name,
    )  # fmt: skip
    figure.add_heatmap(
        z=table.values.astype(np.float32), x=table.columns, y=table.rows,
        colorscale=theme.colourscale(theme.SIGNED if signed else theme.LIGHT.pairs[::-1]),
        zmin=-reach if signed else low, zmax=reach if signed else high,
        colorbar={"title": {"text": plain(table.value_name), "side": "right"}, "thickness": 12},
        hovertemplate=f"{plain(table.row_name)} %{{y}}, {plain(table.column_name)} %{{x}}: "
        "%{z:.4g}<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(showgrid=False)
    return figure
