"""Biases of many heads, in matplotlib."""

from __future__ import annotations

from matplotlib.axes import Axes

from rope_viz import theme
from rope_viz.curves import BiasTable
from rope_viz.plots.prints.common import LINES, axes_for


def plot_biases(
    table: BiasTable,
    *,
    beside: BiasTable | None = None,
    low: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw bias against relative position, one line for each head; see `rope_viz.plot_biases`.

    The lines share one pair of axes, so that they fit into any figure.
    """
    ax = axes_for(ax)
    if beside is not None:
        for other in beside.values:
            ax.plot(beside.offsets, other, color=theme.REFERENCE, lw=0.6, alpha=0.6, label="_beside")
    for head, values in enumerate(table.values):
        ax.plot(
            table.offsets, values, label=f"head {head}", drawstyle="steps-mid",
            color=theme.pair_colour(head / max(len(table.values) - 1, 1)),
            ls=LINES[theme.DASHES[head % len(theme.DASHES)]],
        )  # fmt: skip
    space = 0.06 * (table.values.max() - table.values.min())
    ax.set(
        xlabel="key position − query position (tokens)", ylabel="bias",
        xlim=(table.offsets[0], table.offsets[-1]),
        ylim=(table.values.min() - space if low is None else low, table.values.max() + space),
    )  # fmt: skip
    if len(table.values) > 1:
        ax.legend(ncols=2, fontsize=8)
    return ax
