"""Biases of many heads, in plotly."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rope_viz import theme
from rope_viz.curves import BiasTable
from rope_viz.plots.figures.common import new_figure, plain

COLUMNS = 3


def plot_biases(table: BiasTable, *, beside: BiasTable | None = None, low: float | None = None) -> go.Figure:
    """Draw bias against relative position, a small panel for each head, all on the same axes.

    Parameters
    ----------
    table : BiasTable
        From `bias_curve`.
    beside : BiasTable, optional
        All its heads are drawn thin and grey in every panel, as a measure. The axes are those of ``table``.
    low : float, optional
        Where the axis of biases ends below; at the lowest of ``table`` by default.

    Returns
    -------
    plotly Figure
    """
    heads, columns = len(table.values), min(COLUMNS, len(table.values))
    rows = -(-heads // columns)
    lowest, high = table.values.min(), table.values.max()
    compared = f" Thin grey lines: the {len(beside.values)} heads of {beside.label}." if beside else ""
    figure = new_figure(
        f"Bias against relative position for {heads} heads ({table.label}), from {lowest:.3g} to {high:.3g}. "
        + " ".join(f"Head {head} is highest at {at:+d}." for head, at in enumerate(table.favourites))
        + compared
    )
    grid = make_subplots(
        rows, columns, shared_xaxes=True, shared_yaxes=True, horizontal_spacing=0.03, vertical_spacing=0.07,
        subplot_titles=[f"head {head}" for head in range(heads)],
    )  # fmt: skip
    figure.update_layout({key: grid.layout[key] for key in grid.layout if key[1:5] == "axis"})
    figure.update_layout(annotations=grid.layout.annotations)
    for head, values in enumerate(table.values):
        axes = {"xaxis": f"x{head + 1}" if head else "x", "yaxis": f"y{head + 1}" if head else "y"}
        if beside is not None:
            # One trace of many lines; NaN lifts the pen.
            lifted = np.pad(beside.values, ((0, 0), (0, 1)), constant_values=np.nan)
            figure.add_scatter(
                x=np.tile(np.append(beside.offsets, np.nan), len(lifted)), y=lifted.ravel(), mode="lines",
                line={"color": theme.REFERENCE, "width": 0.6}, opacity=0.6,
                hoverinfo="skip", showlegend=False, **axes,
            )  # fmt: skip
        figure.add_scatter(
            x=table.offsets, y=values, mode="lines", showlegend=False, name=f"head {head}",
            line={"color": theme.SCORE, "width": 2, "shape": "hvh"},
            hovertemplate="key − query = %{x}: %{y:.2f}<extra>" + f"head {head}</extra>", **axes,
        )  # fmt: skip
    space = 0.06 * (high - lowest)
    foot = lowest - space if low is None else low
    ends = table.offsets[[0, -1]]
    halfway = [ends[0] / 2, 0, ends[1] / 2]  # ticks at the ends would run into the next panel's
    figure.update_xaxes(range=list(ends), gridcolor=theme.GRID, tickvals=halfway)
    figure.update_yaxes(range=[foot, high + space], gridcolor=theme.GRID, nticks=5)
    figure.update_annotations(font={"size": 13, "color": theme.INK})
    figure.add_annotation(
        text="key position − query position (tokens)", x=0.5, y=0, yshift=-34, yanchor="top",
        xref="paper", yref="paper", showarrow=False,
    )  # fmt: skip
    figure.add_annotation(
        text=plain("bias"), x=0, y=1, xshift=-8, yshift=22, xanchor="right", yanchor="top",
        xref="paper", yref="paper", showarrow=False,
    )  # fmt: skip
    return figure.update_layout(height=60 + 150 * rows, margin={"b": 60, "t": 40})
