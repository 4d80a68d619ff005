"""What a trained table of positions has learned, in plotly."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import plotly.graph_objects as go

from rope_viz import theme
from rope_viz.curves import OffsetTable, StepTable
from rope_viz.figures.common import cycle, new_figure, plain


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
    figure.update_layout(showlegend=len(tables) > 1, legend={"orientation": "h", "y": 1.16})
    return figure


def plot_step(table: StepTable) -> go.Figure:
    """Draw the eigenvalues of the matrix that moves each position to the next, and the unit circle.

    Parameters
    ----------
    table : StepTable
        From `step_curve`.

    Returns
    -------
    plotly Figure
    """
    turns = ", ".join(f"{period:.1f}" for period in table.periods)
    sizes = np.abs(table.eigenvalues)
    figure = new_figure(
        f"Eigenvalues of the step from a position to the next ({table.label}): moduli {sizes.min():.3f} to "
        f"{sizes.max():.3f}; one turn takes {turns} tokens.",
        "real part", "imaginary part",
    )  # fmt: skip
    angle = np.linspace(0, 2 * np.pi, 181)
    figure.add_scatter(
        x=np.cos(angle), y=np.sin(angle), mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": theme.REFERENCE, "dash": "dot", "width": 1.5},
    )  # fmt: skip
    figure.add_scatter(
        x=table.eigenvalues.real, y=table.eigenvalues.imag, mode="markers", showlegend=False,
        marker={"color": theme.QUERY, "size": 9},
        hovertemplate="%{x:.3f} + %{y:.3f} i<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(scaleanchor="x", scaleratio=1)
    return figure


def plot_step_path(table: StepTable, *, last: int = 40) -> go.Figure:
    """Draw the first positions of a table in the plane of its fastest turn, along the position axis.

    Parameters
    ----------
    table : StepTable
        From `step_curve`.
    last : int
        How many positions.

    Returns
    -------
    plotly Figure
    """
    path = table.path[:last]
    figure = new_figure(
        f"The first {len(path)} positions of {table.label} in the plane of the fastest turn, which takes "
        f"{table.periods[0]:.2f} tokens: a corkscrew."
    )
    figure.add_scatter3d(
        x=np.arange(len(path)), y=path[:, 0], z=path[:, 1], mode="lines+markers", showlegend=False,
        line={"color": theme.QUERY, "width": 4}, marker={"color": theme.QUERY, "size": 3},
        hovertemplate="position %{x}<extra></extra>",
    )  # fmt: skip
    bare = {"showbackground": False, "gridcolor": theme.GRID, "zeroline": False, "showticklabels": False}
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={
            "xaxis": bare | {"title": {"text": "position"}, "showticklabels": True},
            "yaxis": bare | {"title": {"text": ""}},
            "zaxis": bare | {"title": {"text": ""}},
            "aspectmode": "manual",
            "aspectratio": {"x": 2.4, "y": 0.6, "z": 0.6},
            "camera": {"eye": {"x": -0.9, "y": -1.5, "z": 0.6}, "projection": {"type": "orthographic"}},
        },
    )
    return figure
