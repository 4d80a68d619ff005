"""What is said to fall with distance, in matplotlib."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes

from rope_viz import theme
from rope_viz.curves import DecayTable
from rope_viz.plots.prints.common import LINES, axes_for


def plot_decay(
    curves: DecayTable | Iterable[DecayTable], *, log: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw quantities that are said to fall with distance; see `rope_viz.plot_decay`."""
    tables = [curves] if isinstance(curves, DecayTable) else list(curves)
    ax = axes_for(ax)
    for i, table in enumerate(tables):
        ax.plot(
            table.distances, table.values, label=table.label,
            color=theme.SERIES[i % len(theme.SERIES)], ls=LINES[theme.DASHES[i % len(theme.DASHES)]],
        )  # fmt: skip
    names = list(dict.fromkeys(table.value_name for table in tables))
    ax.set(xlabel="distance (tokens)", ylabel=" or ".join(names), xscale="log" if log else "linear")
    if len(tables) > 1:
        ax.legend()
    return ax
