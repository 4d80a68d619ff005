"""The pictures of the plotly figures in matplotlib, for print and slides: the same names, the same content.

Each takes an optional ``ax`` and what `PrintLook` names (title, figsize, palette, theme), and returns the
Axes, which a notebook shows as a picture. ``axes.figure.savefig("figure.pdf")`` writes PDF, SVG or PNG.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Unpack

from rope_viz.curves import (
    AngleTable,
    BiasTable,
    ComponentTable,
    CorkscrewTable,
    DecayTable,
    ErrorTable,
    ForesightTable,
    Heatmap,
    LengthTable,
    OffsetTable,
    PaceTable,
    PathTable,
    RaceTable,
    ScoreTable,
    StepTable,
    WavelengthTable,
)
from rope_viz.encodings.base import Encoding
from rope_viz.models.card import ModelCard
from rope_viz.plots.content import Picture
from rope_viz.plots.look import PrintLook, looking
from rope_viz.plots.pictures import bias, learned, rounding, scores, times, turning
from rope_viz.plots.pictures.common import Of, OneRope

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_angles(
    table: AngleTable | OneRope, *, log: bool = False, ax: Axes | None = None, **look: Unpack[PrintLook]
) -> Axes:
    """Draw angle against pair, one curve for each position; see `rope_viz.plot_angles`."""
    return _drawn(turning.angles(table, log=log), ax, look)


def plot_wavelengths(
    curves: Of[WavelengthTable | ModelCard], *, ax: Axes | None = None, **look: Unpack[PrintLook]
) -> Axes:
    """Draw tokens per turn against pair, beside the context; see `rope_viz.plot_wavelengths`."""
    return _drawn(turning.wavelengths(curves), ax, look)


def plot_corkscrew(
    table: CorkscrewTable | OneRope,
    *,
    now: int | None = None,
    ax: Axes | None = None,
    **look: Unpack[PrintLook],
) -> Axes:
    """Draw each pair's path as a spiral along the positions; see `rope_viz.plot_corkscrew`."""
    return _drawn(turning.corkscrew(table, now=now), ax, look)


def plot_paths(
    paths: PathTable | Iterable[PathTable], *, ax: Axes | None = None, **look: Unpack[PrintLook]
) -> Axes:
    """Draw where encodings put one vector, an arrow for each position; see `rope_viz.plot_paths`."""
    return _drawn(turning.paths(paths), ax, look)


def plot_scores(
    curves: Of[ScoreTable | OneRope],
    *,
    at: Sequence[float] = (),
    ax: Axes | None = None,
    **look: Unpack[PrintLook],
) -> Axes:
    """Draw score against distance, one curve for each table; see `rope_viz.plot_scores`."""
    return _drawn(scores.scores(curves, at=at), ax, look)


def plot_decay(
    curves: Of[DecayTable | OneRope],
    *,
    log: bool = False,
    ax: Axes | None = None,
    **look: Unpack[PrintLook],
) -> Axes:
    """Draw quantities that are said to fall with distance; see `rope_viz.plot_decay`."""
    return _drawn(scores.decay(curves, log=log), ax, look)


def plot_biases(
    table: BiasTable | Encoding,
    *,
    beside: BiasTable | Encoding | None = None,
    low: float | None = None,
    ax: Axes | None = None,
    **look: Unpack[PrintLook],
) -> Axes:
    """Draw bias against relative position, a small panel for each head; see `rope_viz.plot_biases`.

    The panels are ``ax.child_axes``.
    """
    return _drawn(bias.biases(table, beside=beside, low=low), ax, look)


def plot_heatmap(table: Heatmap, *, ax: Axes | None = None, **look: Unpack[PrintLook]) -> Axes:
    """Draw a matrix: a position table, a bias, a rotation; see `rope_viz.plot_heatmap`."""
    return _drawn(bias.heatmap(table), ax, look)


def plot_offsets(
    curves: OffsetTable | Iterable[OffsetTable], *, ax: Axes | None = None, **look: Unpack[PrintLook]
) -> Axes:
    """Draw how alike two positions are against how far they are apart; see `rope_viz.plot_offsets`."""
    return _drawn(learned.offsets(curves), ax, look)


def plot_components(table: ComponentTable, *, ax: Axes | None = None, **look: Unpack[PrintLook]) -> Axes:
    """Draw a table's main components against position, row by row; see `rope_viz.plot_components`."""
    return _drawn(learned.components(table), ax, look)


def plot_step(
    steps: StepTable | Iterable[StepTable], *, ax: Axes | None = None, **look: Unpack[PrintLook]
) -> Axes:
    """Draw the eigenvalues of a step and the unit circle; see `rope_viz.plot_step`."""
    return _drawn(learned.step(steps), ax, look)


def plot_foresight(table: ForesightTable, *, ax: Axes | None = None, **look: Unpack[PrintLook]) -> Axes:
    """Draw how much of later positions one step's matrix explains; see `rope_viz.plot_foresight`."""
    return _drawn(learned.foresight(table), ax, look)


def plot_pace(
    table: PaceTable,
    *,
    gear: float = 1.0,
    turns: int | None = None,
    ax: Axes | None = None,
    **look: Unpack[PrintLook],
) -> Axes:
    """Draw how many tokens each hand takes for a turn, place by place; see `rope_viz.plot_pace`."""
    return _drawn(learned.pace(table, gear=gear, turns=turns), ax, look)


def plot_errors(
    curves: ErrorTable | Iterable[ErrorTable],
    *,
    reports: Mapping[str, tuple[float, float]] | None = None,
    ax: Axes | None = None,
    **look: Unpack[PrintLook],
) -> Axes:
    """Draw how far hands in short formats are off; see `rope_viz.plot_errors`."""
    return _drawn(rounding.errors(curves, reports=reports), ax, look)


def plot_times(table: RaceTable, *, ax: Axes | None = None, **look: Unpack[PrintLook]) -> Axes:
    """Draw how long ways of turning took, and take at least; see `rope_viz.plots.plot_times`."""
    return _drawn(times.times(table), ax, look)


def plot_lengths(curves: Of[LengthTable], *, ax: Axes | None = None, **look: Unpack[PrintLook]) -> Axes:
    """Draw how long attention took as the text grew; see `rope_viz.plots.plot_lengths`."""
    return _drawn(times.lengths(curves), ax, look)


def _drawn(picture: Picture, ax: Axes | None, look: PrintLook) -> Axes:
    looked = looking(picture, look, PrintLook)
    from rope_viz.plots.to_matplotlib import draw

    return draw(looked, ax)
