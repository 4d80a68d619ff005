"""Figures of what a trained table of positions has learned; they are in `rope_viz.plots` with the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Unpack

from rope_viz.curves import ComponentTable, ForesightTable, OffsetTable, PaceTable, StepTable
from rope_viz.plots.drawing import drawn
from rope_viz.plots.look import Look
from rope_viz.plots.pictures import learned

if TYPE_CHECKING:
    import plotly.graph_objects as go


def plot_offsets(curves: OffsetTable | Iterable[OffsetTable], **look: Unpack[Look]) -> go.Figure:
    """Draw how alike two positions are against how far they are apart.

    Parameters
    ----------
    curves : OffsetTable or several
        From `offset_curve`.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> table = rv.pretrained.minilm_positions().table[1:]
    >>> figure = rv.plots.plot_offsets(rv.curves.offset_curve(table))
    """
    return drawn(learned.offsets(curves), **look)


def plot_components(table: ComponentTable, **look: Unpack[Look]) -> go.Figure:
    """Draw a table's main components against position, each in a row of its own, all on one scale.

    Parameters
    ----------
    table : ComponentTable
        From `component_curve`.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> table = rv.pretrained.minilm_positions().table[1:]
    >>> figure = rv.plots.plot_components(rv.curves.component_curve(table, 5))
    """
    return drawn(learned.components(table), **look)


def plot_step(steps: StepTable | Iterable[StepTable], **look: Unpack[Look]) -> go.Figure:
    """Draw the eigenvalues of the matrix that moves each position to the next, and the unit circle.

    Parameters
    ----------
    steps : StepTable or several
        From `step_curve`. The first is written beside its turns: how many tokens each takes.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> table = rv.pretrained.minilm_positions().table[1:]
    >>> figure = rv.plots.plot_step(rv.curves.step_curve(table))
    """
    return drawn(learned.step(steps), **look)


def plot_foresight(table: ForesightTable, **look: Unpack[Look]) -> go.Figure:
    """Draw how much of later positions the matrix of one step explains, and how much copying does.

    Parameters
    ----------
    table : ForesightTable
        From `foresight_curve`.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> table = rv.pretrained.minilm_positions().table[1:]
    >>> figure = rv.plots.plot_foresight(rv.curves.foresight_curve(table))
    """
    return drawn(learned.foresight(table), **look)


def plot_pace(
    table: PaceTable, *, gear: float = 1.0, turns: int | None = None, **look: Unpack[Look]
) -> go.Figure:
    """Draw how many tokens each hand takes for a turn, place by place.

    Parameters
    ----------
    table : PaceTable
        From `pace_curve`.
    gear : float
        Each hand's time is divided by this once more than the hand's before it: hands that are geared so
        come to lie on each other.
    turns : int, optional
        How many hands, fastest first.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> table = rv.pretrained.minilm_positions().table[1:]
    >>> step = rv.curves.step_curve(table)
    >>> figure = rv.plots.plot_pace(rv.curves.pace_curve(step), gear=3, turns=3)
    """
    return drawn(learned.pace(table, gear=gear, turns=turns), **look)
