"""How far pairs turn, in plotly."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import plotly.graph_objects as go

from rope_viz import theme
from rope_viz.curves import SHELF, AngleTable, CorkscrewTable, PathTable, WavelengthTable, index_of
from rope_viz.plots.figures.common import LEGEND, cycle, new_figure, plain


def plot_angles(table: AngleTable, *, log: bool = False) -> go.Figure:
    """Draw angle against pair, one curve for each position.

    Parameters
    ----------
    table : AngleTable
        From `angle_curve`.
    log : bool
        Draw the angles on a logarithmic axis, on which the exponential fall is a straight line.

    Returns
    -------
    plotly Figure
    """
    pairs = np.arange(len(table.inv_freq))
    figure = new_figure(
        f"Angle against pair for {len(table.positions)} positions ({table.label}). Pair 0 turns "
        f"{table.inv_freq[0]:.3g} radians per token, the last pair {table.inv_freq[-1]:.3g}.",
        "pair", "angle (radians)",
    )  # fmt: skip
    for row, position in enumerate(table.positions):
        colour = theme.pair_colour(1 - row / max(len(table.positions) - 1, 1))
        figure.add_scatter(
            x=pairs, y=table.angles[row], name=f"{position:g}", mode="lines+markers",
            line={"color": colour, "width": 2}, marker={"size": 4},
            hovertemplate="pair %{x}: %{y:.4g} rad<extra>position " + f"{position:g}</extra>",
        )  # fmt: skip
    figure.update_layout(legend={"title": {"text": "position"}})
    if log:
        figure.update_yaxes(type="log", exponentformat="power")
    return figure


def plot_corkscrew(table: CorkscrewTable, *, now: int | None = None) -> go.Figure:
    """Draw each pair's path through the positions as a spiral in 3-D, one above the other.

    Parameters
    ----------
    table : CorkscrewTable
        From `corkscrew_curve`.
    now : int, optional
        Mark each pair's hand at this position.

    Returns
    -------
    plotly Figure
    """
    count = len(table.pair_index)
    shelves, every = -SHELF * np.arange(count), max(count // 8, 1)
    figure = new_figure(
        f"{count} spirals along the position axis ({table.label}). The fastest makes "
        f"{table.inv_freq.max() * table.positions[-1] / (2 * np.pi):.1f} turns in {len(table.positions)} "
        f"tokens, the slowest {table.inv_freq.min() * table.positions[-1] / (2 * np.pi):.3g}.",
    )
    # One trace for all threads, NaN between them: plotly's cost is per trace.
    gap = np.full((count, 1), np.nan)
    along = np.tile(np.append(table.thread_positions, np.nan), count)
    across = np.concatenate([table.thread[..., 0], gap], axis=1).ravel()
    up = np.concatenate([table.thread[..., 1] + shelves[:, None], gap], axis=1).ravel()
    share = np.repeat(np.arange(count), len(table.thread_positions) + 1)
    figure.add_scatter3d(
        x=along, y=across, z=up, mode="lines", hoverinfo="skip", name="threads", showlegend=False,
        line={
            "width": 4, "color": share, "colorscale": theme.colourscale(theme.LIGHT.pairs),
            "cmin": 0, "cmax": max(count - 1, 1),
        },
    )  # fmt: skip
    if now is not None:
        across, up = table.hands[:, index_of(table.positions, now)].T
        figure.add_scatter3d(
            x=np.full(count, now), y=across, z=up + shelves, mode="markers", name=f"position {now}",
            marker={"size": 4, "color": theme.INK}, customdata=table.pair_index, showlegend=False,
            hovertemplate="pair %{customdata} at position %{x}<extra></extra>",
        )  # fmt: skip
    bare = {"showbackground": False, "gridcolor": theme.GRID, "zeroline": False}
    unmarked = bare | {"showticklabels": False}
    figure.update_layout(
        height=480,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={
            # Titles of spatial axes lie on their ticks; the last position and first pair say what is what.
            "xaxis": bare | {"title": {"text": ""}, "ticksuffix": " tokens", "showticksuffix": "last"},
            "yaxis": unmarked | {"title": {"text": ""}},
            "zaxis": bare | {
                "title": {"text": ""},
                "tickvals": shelves[::every],
                "ticktext": [f"pair {i}" if i == 0 else str(i) for i in table.pair_index[::every]],
            },
            "aspectmode": "manual",
            "aspectratio": {"x": 2.2, "y": 0.5, "z": 1.3},
            "camera": {"eye": {"x": -0.7, "y": -1.6, "z": 0.5}, "projection": {"type": "orthographic"}},
        },
    )  # fmt: skip
    return figure


def plot_paths(paths: PathTable | Iterable[PathTable]) -> go.Figure:
    """Draw where encodings put one vector: an arrow for each position, in the plane of its first pair.

    Parameters
    ----------
    paths : PathTable or several
        From `vector_path`.

    Returns
    -------
    plotly Figure
    """
    tables = [paths] if isinstance(paths, PathTable) else list(paths)
    figure = new_figure(
        "One vector at several positions. "
        + " ".join(f"{t.label}: length {t.lengths.min():.3g} to {t.lengths.max():.3g}." for t in tables),
        "first component", "second component",
    )  # fmt: skip
    for table, colour, dash in zip(tables, cycle(theme.SERIES), cycle(theme.DASHES), strict=False):
        # One trace for all arrows: origin, tip, gap.
        arrows = np.stack(
            [np.zeros_like(table.points), table.points, np.full_like(table.points, np.nan)], axis=1
        )
        figure.add_scatter(
            x=arrows[..., 0].ravel(), y=arrows[..., 1].ravel(), mode="lines", hoverinfo="skip",
            line={"color": colour, "dash": dash, "width": 1.5}, name=plain(table.label),
        )  # fmt: skip
        figure.add_scatter(
            x=table.points[:, 0], y=table.points[:, 1], mode="markers+text", showlegend=False,
            marker={"color": colour, "size": 8}, text=[f"{m:g}" for m in table.positions],
            textposition="top center", textfont={"color": colour},
            hovertemplate="position %{text}: (%{x:.3f}, %{y:.3f})<extra></extra>",
        )  # fmt: skip
    figure.update_layout(showlegend=len(tables) > 1, legend=LEGEND)
    figure.update_yaxes(scaleanchor="x", scaleratio=1)
    return figure


def plot_wavelengths(curves: WavelengthTable | Iterable[WavelengthTable]) -> go.Figure:
    """Draw tokens per turn against pair, and the context length as a line; hollow dots never come round.

    Parameters
    ----------
    curves : WavelengthTable or several
        From `wavelength_curve`.

    Returns
    -------
    plotly Figure
    """
    tables = [curves] if isinstance(curves, WavelengthTable) else list(curves)
    figure = new_figure(
        "Tokens per turn against pair. "
        + " ".join(
            f"{t.label}: {t.unfinished.sum()} of {len(t.wavelengths)} pairs never finish a turn."
            for t in tables
        ),
        "pair", "wavelength (tokens per turn)",
    )  # fmt: skip
    for table, colour, dash in zip(tables, cycle(theme.SERIES), cycle(theme.DASHES), strict=False):
        symbols = np.where(table.unfinished, "circle-open", "circle")
        figure.add_scatter(
            x=np.arange(len(table.wavelengths)), y=table.wavelengths, mode="markers", name=plain(table.label),
            marker={"color": colour, "symbol": symbols, "size": 7},
            hovertemplate="pair %{x}: %{y:,.0f} tokens per turn<extra></extra>",
        )  # fmt: skip
        figure.add_hline(y=table.context, line={"color": colour, "dash": dash, "width": 1.5})
    figure.update_yaxes(type="log", exponentformat="power", dtick=1)
    figure.update_layout(showlegend=True, legend=LEGEND)
    return figure
