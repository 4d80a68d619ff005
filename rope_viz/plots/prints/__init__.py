"""The pictures of the plotly figures in matplotlib, for print and slides: the same names, the same content.

Each takes an optional ``ax``, returns the Axes and shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes

from rope_viz.curves import (
    AngleTable,
    BiasTable,
    ComponentTable,
    CorkscrewTable,
    DecayTable,
    ForesightTable,
    Heatmap,
    OffsetTable,
    PaceTable,
    PathTable,
    ScoreTable,
    StepTable,
    WavelengthTable,
)
from rope_viz.encodings.rope import Rope
from rope_viz.plots.pictures import bias, learned, scores, turning
from rope_viz.plots.prints.renderer import draw

__all__ = [
    "plot_angles",
    "plot_biases",
    "plot_components",
    "plot_corkscrew",
    "plot_decay",
    "plot_foresight",
    "plot_heatmap",
    "plot_offsets",
    "plot_pace",
    "plot_paths",
    "plot_scores",
    "plot_step",
    "plot_wavelengths",
]


def plot_angles(table: AngleTable | Rope, *, log: bool = False, ax: Axes | None = None) -> Axes:
    """Draw angle against pair, one curve for each position; see `rope_viz.plot_angles`."""
    return draw(turning.angles(table, log=log), ax)


def plot_wavelengths(curves: WavelengthTable | Iterable[WavelengthTable], *, ax: Axes | None = None) -> Axes:
    """Draw tokens per turn against pair, beside the context; see `rope_viz.plot_wavelengths`."""
    return draw(turning.wavelengths(curves), ax)


def plot_corkscrew(table: CorkscrewTable | Rope, *, now: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw each pair's path as a spiral along the positions; see `rope_viz.plot_corkscrew`."""
    return draw(turning.corkscrew(table, now=now), ax)


def plot_paths(paths: PathTable | Iterable[PathTable], *, ax: Axes | None = None) -> Axes:
    """Draw where encodings put one vector, an arrow for each position; see `rope_viz.plot_paths`."""
    return draw(turning.paths(paths), ax)


def plot_scores(curves: ScoreTable | Iterable[ScoreTable], *, ax: Axes | None = None) -> Axes:
    """Draw score against distance, one curve for each table; see `rope_viz.plot_scores`."""
    return draw(scores.scores(curves), ax)


def plot_decay(
    curves: DecayTable | Iterable[DecayTable], *, log: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw quantities that are said to fall with distance; see `rope_viz.plot_decay`."""
    return draw(scores.decay(curves, log=log), ax)


def plot_biases(
    table: BiasTable,
    *,
    beside: BiasTable | None = None,
    low: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw bias against relative position, a small panel for each head; see `rope_viz.plot_biases`.

    The panels are ``ax.child_axes``.
    """
    return draw(bias.biases(table, beside=beside, low=low), ax)


def plot_heatmap(table: Heatmap, *, ax: Axes | None = None) -> Axes:
    """Draw a matrix: a position table, a bias, a rotation; see `rope_viz.plot_heatmap`."""
    return draw(bias.heatmap(table), ax)


def plot_offsets(curves: OffsetTable | Iterable[OffsetTable], *, ax: Axes | None = None) -> Axes:
    """Draw how alike two positions are against how far they are apart; see `rope_viz.plot_offsets`."""
    return draw(learned.offsets(curves), ax)


def plot_components(table: ComponentTable, *, ax: Axes | None = None) -> Axes:
    """Draw a table's main components against position, row by row; see `rope_viz.plot_components`."""
    return draw(learned.components(table), ax)


def plot_step(steps: StepTable | Iterable[StepTable], *, ax: Axes | None = None) -> Axes:
    """Draw the eigenvalues of a step and the unit circle; see `rope_viz.plot_step`."""
    return draw(learned.step(steps), ax)


def plot_foresight(table: ForesightTable, *, ax: Axes | None = None) -> Axes:
    """Draw how much of later positions one step's matrix explains; see `rope_viz.plot_foresight`."""
    return draw(learned.foresight(table), ax)


def plot_pace(
    table: PaceTable, *, gear: float = 1.0, turns: int | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how many tokens each hand takes for a turn, place by place; see `rope_viz.plot_pace`."""
    return draw(learned.pace(table, gear=gear, turns=turns), ax)
