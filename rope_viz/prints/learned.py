"""What a trained table of positions has learned, in matplotlib."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rope_viz import theme
from rope_viz.curves import OffsetTable, StepTable
from rope_viz.prints.common import LINES, axes_for


def plot_offsets(curves: OffsetTable | Iterable[OffsetTable], *, ax: Axes | None = None) -> Axes:
    """Draw how alike two positions are against how far they are apart; see `rope_viz.plot_offsets`."""
    tables = [curves] if isinstance(curves, OffsetTable) else list(curves)
    ax = axes_for(ax)
    for i, table in enumerate(tables):
        ax.plot(
            table.offsets, table.cosines, label=table.label,
            color=theme.SERIES[i % len(theme.SERIES)], ls=LINES[theme.DASHES[i % len(theme.DASHES)]],
        )  # fmt: skip
    ax.set(xlabel="offset (tokens)", ylabel="mean cosine")
    if len(tables) > 1:
        ax.legend()
    return ax


def plot_step(table: StepTable, *, ax: Axes | None = None) -> Axes:
    """Draw the eigenvalues of a step and the unit circle; see `rope_viz.plot_step`."""
    ax = axes_for(ax)
    angle = np.linspace(0, 2 * np.pi, 181)
    ax.plot(np.cos(angle), np.sin(angle), ":", color=theme.REFERENCE)
    ax.plot(table.eigenvalues.real, table.eigenvalues.imag, "o", color=theme.QUERY)
    ax.set(xlabel="real part", ylabel="imaginary part", aspect="equal")
    return ax


def plot_step_path(table: StepTable, *, last: int = 40, ax: Axes | None = None) -> Axes:
    """Draw the first positions in the plane of the fastest turn; see `rope_viz.plot_step_path`."""
    ax3: Any = axes_for(ax, projection="3d")
    path = table.path[:last]
    ax3.plot(np.arange(len(path)), path[:, 0], path[:, 1], "o-", ms=3, color=theme.QUERY)
    ax3.set(xlabel="position", yticks=[], zticks=[])
    ax3.set_box_aspect((2.4, 0.6, 0.6), zoom=1.2)
    return ax3
