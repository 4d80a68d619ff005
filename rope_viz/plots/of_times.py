"""Plotly figures of what was measured, beside what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from rope_viz.curves import LengthTable, RaceTable
from rope_viz.plots.drawing import drawn
from rope_viz.plots.look import Look
from rope_viz.plots.pictures import times
from rope_viz.plots.pictures.common import Of

if TYPE_CHECKING:
    import plotly.graph_objects as go


def plot_times(table: RaceTable, **look: Unpack[Look]) -> go.Figure:
    """Draw how long ways of turning took, and how long each takes at least.

    Parameters
    ----------
    table : RaceTable
        From `race`.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> figure = rv.plots.plot_times(rv.curves.race())
    """
    return drawn(times.times(table), **look)


def plot_lengths(curves: Of[LengthTable], **look: Unpack[Look]) -> go.Figure:
    """Draw how many times as long attention took with positions, against the length of the text.

    Parameters
    ----------
    curves : LengthTable or several
        From `lengths`.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> figure = rv.plots.plot_lengths([rv.curves.lengths(name) for name in ("Rope", "T5Bias")])
    """
    return drawn(times.lengths(curves), **look)
