"""How far pairs turn, in matplotlib."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rope_viz import theme
from rope_viz.curves import SHELF, AngleTable, CorkscrewTable, PathTable, WavelengthTable, index_of
from rope_viz.plots.prints.common import LINES, axes_for


def plot_angles(table: AngleTable, *, log: bool = False, ax: Axes | None = None) -> Axes:
    """Draw angle against pair, one curve for each position; see `rope_viz.plot_angles`."""
    ax = axes_for(ax)
    for row, position in enumerate(table.positions):
        colour = theme.pair_colour(1 - row / max(len(table.positions) - 1, 1))
        ax.plot(table.angles[row], "o-", ms=2.5, color=colour, label=f"{position:g}")
    ax.set(xlabel="pair", ylabel="angle (radians)", yscale="log" if log else "linear")
    ax.legend(title="position")
    return ax


def plot_corkscrew(table: CorkscrewTable, *, now: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw each pair's path as a spiral along the positions; see `rope_viz.plot_corkscrew`."""
    ax3: Any = axes_for(ax, projection="3d")
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
    ax = axes_for(ax)
    for i, table in enumerate(tables):
        colour = theme.SERIES[i % len(theme.SERIES)]
        ax.plot(*table.points.T, "o", color=colour, label=table.label)
        for position, (x, y) in zip(table.positions, table.points, strict=True):
            ax.plot([0, x], [0, y], color=colour, ls=LINES[theme.DASHES[i % len(theme.DASHES)]], lw=1)
            ax.annotate(f"{position:g}", (x, y), xytext=(4, 4), textcoords="offset points", color=colour)
    ax.set(xlabel="first component", ylabel="second component", aspect="equal")
    if len(tables) > 1:
        ax.legend()
    return ax


def plot_wavelengths(curves: WavelengthTable | Iterable[WavelengthTable], *, ax: Axes | None = None) -> Axes:
    """Draw tokens per turn against pair, beside the context; see `rope_viz.plot_wavelengths`."""
    tables = [curves] if isinstance(curves, WavelengthTable) else list(curves)
    ax = axes_for(ax)
    for i, table in enumerate(tables):
        colour = theme.SERIES[i % len(theme.SERIES)]
        pairs, over = np.arange(len(table.wavelengths)), table.unfinished
        ax.plot(pairs[~over], table.wavelengths[~over], "o", ms=4, color=colour, label=table.label)
        ax.plot(pairs[over], table.wavelengths[over], "o", ms=4, color=colour, mfc="none")
        ax.axhline(table.context, color=colour, ls=LINES[theme.DASHES[i % len(theme.DASHES)]], lw=1)
    ax.set(xlabel="pair", ylabel="wavelength (tokens per turn)", yscale="log")
    ax.legend()
    return ax
