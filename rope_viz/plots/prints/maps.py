"""Matrices, in matplotlib."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from rope_viz import theme
from rope_viz.curves import Heatmap
from rope_viz.plots.prints.common import axes_for


def plot_heatmap(table: Heatmap, *, ax: Axes | None = None) -> Axes:
    """Draw a matrix: a position table, a bias, a rotation; see `rope_viz.plot_heatmap`."""
    ax = axes_for(ax)
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
