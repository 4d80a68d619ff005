"""Matplotlib twins of the plotly figures, for print and slides: the same names, the same numbers.

Each takes a table and an optional ``ax``, returns the Axes and shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from rope_viz import theme
from rope_viz.curves import SHELF, AngleTable, CorkscrewTable, Heatmap, PathTable, ScoreTable, index_of

_LINES = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-.", "longdash": (0, (8, 3))}


def plot_angles(table: AngleTable, *, log: bool = False, ax: Axes | None = None) -> Axes:
    """Draw angle against pair, one curve for each position; see `rope_viz.plot_angles`."""
    ax = _axes(ax)
    for row, position in enumerate(table.positions):
        colour = theme.pair_colour(1 - row / max(len(table.positions) - 1, 1))
        ax.plot(table.angles[row], "o-", ms=2.5, color=colour, label=f"{position:g}")
    ax.set(xlabel="pair", ylabel="angle (radians)", yscale="log" if log else "linear")
    ax.legend(title="position")
    return ax


def plot_corkscrew(table: CorkscrewTable, *, now: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw each pair's path as a spiral along the positions; see `rope_viz.plot_corkscrew`."""
    ax3: Any = _axes(ax, projection="3d")
    count = len(table.pair_index)
    shelves = -SHELF * np.arange(count)
    for row, shelf in enumerate(shelves):
        colour = theme.pair_colour(row / max(count - 1, 1))
        across, up = table.thread[row].T
        ax3.plot(table.thread_positions, across, up + shelf, color=colour, lw=1.3)
    if now is not None:
        across, up = table.hands[:, index_of(table.positions, now)].T
        ax3.scatter(np.full(count, now), across, up + shelves, color=theme.INK, s=12, depthshade=False)
    shown = slice(None, None, max(count // 8, 1))
    ax3.set_xlabel("position (tokens)", labelpad=8)
    ax3.set_zlabel("pair")
    ax3.set_yticks([])
    ax3.set_zticks(shelves[shown], [str(i) for i in table.pair_index[shown]])
    ax3.set_box_aspect((2.4, 0.5, 1.5), zoom=1.25)
    ax3.set_xlim(0, table.positions[-1])
    ax3.set_proj_type("ortho")
    ax3.view_init(elev=14, azim=-66)
    ax3.grid(False)
    for axis in (ax3.xaxis, ax3.yaxis, ax3.zaxis):
        axis.pane.set_visible(False)
    return ax3


def plot_paths(paths: PathTable | Iterable[PathTable], *, ax: Axes | None = None) -> Axes:
    """Draw where encodings put one vector, an arrow for each position; see `rope_viz.plot_paths`."""
    tables = [paths] if isinstance(paths, PathTable) else list(paths)
    ax = _axes(ax)
    for i, table in enumerate(tables):
        colour = theme.SERIES[i % len(theme.SERIES)]
        ax.plot(*table.points.T, "o", color=colour, label=table.label)
        for position, (x, y) in zip(table.positions, table.points, strict=True):
            ax.plot([0, x], [0, y], color=colour, ls=_LINES[theme.DASHES[i % len(theme.DASHES)]], lw=1)
            ax.annotate(f"{position:g}", (x, y), xytext=(4, 4), textcoords="offset points", color=colour)
    ax.set(xlabel="first component", ylabel="second component", aspect="equal")
    if len(tables) > 1:
        ax.legend()
    return ax


def plot_scores(curves: ScoreTable | Iterable[ScoreTable], *, ax: Axes | None = None) -> Axes:
    """Draw score against distance, one curve for each table; see `rope_viz.plot_scores`."""
    tables = [curves] if isinstance(curves, ScoreTable) else list(curves)
    ax = _axes(ax)
    for i, table in enumerate(tables):
        ax.plot(
            table.distances, table.scores, label=table.label,
            color=theme.SERIES[i % len(theme.SERIES)], ls=_LINES[theme.DASHES[i % len(theme.DASHES)]],
        )  # fmt: skip
    ax.set(xlabel="distance (tokens)", ylabel="score (q·k, not divided)")
    if len(tables) > 1:
        ax.legend()
    return ax


def plot_heatmap(table: Heatmap, *, ax: Axes | None = None) -> Axes:
    """Draw a matrix: a position table, a bias, a rotation; see `rope_viz.plot_heatmap`."""
    ax = _axes(ax)
    low, high = float(np.nanmin(table.values)), float(np.nanmax(table.values))
    signed = low < 0 < high
    reach = max(-low, high)
    colours = theme.SIGNED if signed else theme.LIGHT.pairs[::-1]
    picture = ax.pcolormesh(
        table.columns, table.rows, table.values, shading="nearest",
        cmap=LinearSegmentedColormap.from_list("rope_viz", colours),
        vmin=-reach if signed else low, vmax=reach if signed else high,
    )  # fmt: skip
    ax.figure.colorbar(picture, ax=ax, label=table.value_name)
    ax.set(xlabel=table.column_name, ylabel=table.row_name)
    ax.invert_yaxis()
    ax.grid(False)
    return ax


def _axes(ax: Axes | None, **kwargs: Any) -> Axes:
    """The given axes, or those of a new figure in the house style, which pyplot does not keep."""
    if ax is not None:
        return ax
    with mpl.rc_context(theme.matplotlib_style()):
        return Figure(layout="constrained").add_subplot(**kwargs)
