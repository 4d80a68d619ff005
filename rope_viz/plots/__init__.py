"""Plotly figures of the tables, and of a `Rope` itself where one table of it is usual. Nothing is shown.

Every figure carries a sentence for those who cannot see it in ``fig.layout.meta["alt"]``. What a figure shows
is made in `pictures`; `prints` has the same in matplotlib. No drawing library is loaded before it draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rope_viz.curves import (
    AngleTable,
    BiasTable,
    ComponentTable,
    CorkscrewTable,
    DecayTable,
    ErrorTable,
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
from rope_viz.plots import prints as prints
from rope_viz.plots.content import Picture
from rope_viz.plots.pictures import bias, learned, rounding, scores, turning

if TYPE_CHECKING:
    import plotly.graph_objects as go


def plot_angles(table: AngleTable | Rope, *, log: bool = False) -> go.Figure:
    """Draw angle against pair, one curve for each position.

    Parameters
    ----------
    table : AngleTable or Rope
        From `angle_curve`; of a Rope, the positions 1 … 7.
    log : bool
        Draw the angles on a logarithmic axis, on which the exponential fall is a straight line.

    Returns
    -------
    plotly Figure
    """
    return _drawn(turning.angles(table, log=log))


def plot_wavelengths(curves: WavelengthTable | Iterable[WavelengthTable]) -> go.Figure:
    """Draw tokens per turn against pair, and the context length as a line; hollow dots never come round.

    Parameters
    ----------
    curves : WavelengthTable or several
        From `wavelength_curve`.

    Returns
    -------
    plotly Figure
    """
    return _drawn(turning.wavelengths(curves))


def plot_corkscrew(table: CorkscrewTable | Rope, *, now: int | None = None) -> go.Figure:
    """Draw each pair's path through the positions as a spiral in 3-D, one above the other.

    Parameters
    ----------
    table : CorkscrewTable or Rope
        From `corkscrew_curve`; of a Rope, 64 tokens.
    now : int, optional
        Mark each pair's hand at this position.

    Returns
    -------
    plotly Figure
    """
    return _drawn(turning.corkscrew(table, now=now))


def plot_paths(paths: PathTable | Iterable[PathTable]) -> go.Figure:
    """Draw where encodings put one vector: an arrow for each position, in the plane of its first pair.

    Parameters
    ----------
    paths : PathTable or several
        From `vector_path`.

    Returns
    -------
    plotly Figure
    """
    return _drawn(turning.paths(paths))


def plot_scores(curves: ScoreTable | Iterable[ScoreTable], *, at: Sequence[float] = ()) -> go.Figure:
    """Draw score against distance, one curve for each table.

    Parameters
    ----------
    curves : ScoreTable or several
        From `score_curve`.
    at : sequence of float
        Distances at which each curve's score is written above it.

    Returns
    -------
    plotly Figure
    """
    return _drawn(scores.scores(curves, at=at))


def plot_decay(curves: DecayTable | Iterable[DecayTable], *, log: bool = False) -> go.Figure:
    """Draw quantities that are said to fall with distance.

    Parameters
    ----------
    curves : DecayTable or several
        From `decay_curve`, `cosine_sum` or `score_bound`.
    log : bool
        A logarithmic axis of distances, from the first distance above zero.

    Returns
    -------
    plotly Figure
    """
    return _drawn(scores.decay(curves, log=log))


def plot_biases(table: BiasTable, *, beside: BiasTable | None = None, low: float | None = None) -> go.Figure:
    """Draw bias against relative position, a small panel for each head, all on the same axes.

    Parameters
    ----------
    table : BiasTable
        From `bias_curve`.
    beside : BiasTable, optional
        All its heads are drawn thin and grey in every panel, as a measure. The axes are those of ``table``.
    low : float, optional
        Where the axis of biases ends below; at the lowest of ``table`` by default.

    Returns
    -------
    plotly Figure
    """
    return _drawn(bias.biases(table, beside=beside, low=low))


def plot_heatmap(table: Heatmap) -> go.Figure:
    """Draw a matrix: a position table, a bias, a rotation.

    Values of both signs get a map that is pale at zero.

    Parameters
    ----------
    table : Heatmap
        From `position_map`, `bias_map` or `matrix_map`.

    Returns
    -------
    plotly Figure
    """
    return _drawn(bias.heatmap(table))


def plot_offsets(curves: OffsetTable | Iterable[OffsetTable]) -> go.Figure:
    """Draw how alike two positions are against how far they are apart.

    Parameters
    ----------
    curves : OffsetTable or several
        From `offset_curve`.

    Returns
    -------
    plotly Figure
    """
    return _drawn(learned.offsets(curves))


def plot_components(table: ComponentTable) -> go.Figure:
    """Draw a table's main components against position, each in a row of its own, all on one scale.

    Parameters
    ----------
    table : ComponentTable
        From `component_curve`.

    Returns
    -------
    plotly Figure
    """
    return _drawn(learned.components(table))


def plot_step(steps: StepTable | Iterable[StepTable]) -> go.Figure:
    """Draw the eigenvalues of the matrix that moves each position to the next, and the unit circle.

    Parameters
    ----------
    steps : StepTable or several
        From `step_curve`. The first is written beside its turns: how many tokens each takes.

    Returns
    -------
    plotly Figure
    """
    return _drawn(learned.step(steps))


def plot_foresight(table: ForesightTable) -> go.Figure:
    """Draw how much of later positions the matrix of one step explains, and how much copying does.

    Parameters
    ----------
    table : ForesightTable
        From `foresight_curve`.

    Returns
    -------
    plotly Figure
    """
    return _drawn(learned.foresight(table))


def plot_pace(table: PaceTable, *, gear: float = 1.0, turns: int | None = None) -> go.Figure:
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

    Returns
    -------
    plotly Figure
    """
    return _drawn(learned.pace(table, gear=gear, turns=turns))


def plot_errors(
    curves: ErrorTable | Iterable[ErrorTable], *, reports: Mapping[str, tuple[float, float]] | None = None
) -> go.Figure:
    """Draw how far hands are off that are turned in short formats, against position, both logarithmic.

    Parameters
    ----------
    curves : ErrorTable or several
        From `error_curve`.
    reports : mapping of str to (float, float), optional
        Errors that somebody has reported, by name: the position and how far off, marked as diamonds.

    Returns
    -------
    plotly Figure
    """
    return _drawn(rounding.errors(curves, reports=reports))


def _drawn(picture: Picture) -> go.Figure:
    from rope_viz.plots.figure import Figure

    return Figure.of(picture)
