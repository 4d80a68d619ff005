"""Plotly figures of the tables, and of a `Rope` itself where one table of it is usual. Nothing is shown.

Every figure carries a sentence for those who cannot see it in ``fig.layout.meta["alt"]``. What a figure shows
is made in `pictures`; `prints` has the same in matplotlib. No drawing library is loaded before it draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Unpack

from rope_viz.curves import (
    AngleTable,
    BiasTable,
    CorkscrewTable,
    DecayTable,
    ErrorTable,
    Heatmap,
    PathTable,
    ScoreTable,
    WavelengthTable,
)
from rope_viz.encodings.base import Encoding
from rope_viz.models.card import ModelCard
from rope_viz.plots import prints as prints
from rope_viz.plots.drawing import drawn
from rope_viz.plots.drawing import put as put
from rope_viz.plots.look import Look as Look
from rope_viz.plots.look import use_theme as use_theme
from rope_viz.plots.of_learned import plot_components as plot_components
from rope_viz.plots.of_learned import plot_foresight as plot_foresight
from rope_viz.plots.of_learned import plot_offsets as plot_offsets
from rope_viz.plots.of_learned import plot_pace as plot_pace
from rope_viz.plots.of_learned import plot_step as plot_step
from rope_viz.plots.of_times import plot_lengths as plot_lengths
from rope_viz.plots.of_times import plot_times as plot_times
from rope_viz.plots.pictures import bias, rounding, scores, turning
from rope_viz.plots.pictures.common import Of, OneRope

if TYPE_CHECKING:
    import plotly.graph_objects as go


def plot_angles(table: AngleTable | OneRope, *, log: bool = False, **look: Unpack[Look]) -> go.Figure:
    """Draw angle against pair, one curve for each position.

    Parameters
    ----------
    table : AngleTable, Rope or ModelCard
        From `angle_curve`; of a Rope, the positions 1 … 7.
    log : bool
        Draw the angles on a logarithmic axis, on which the exponential fall is a straight line.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> figure = rv.plot_angles(rv.Rope(64))
    """
    return drawn(turning.angles(table, log=log), **look)


def plot_wavelengths(curves: Of[WavelengthTable | ModelCard], **look: Unpack[Look]) -> go.Figure:
    """Draw tokens per turn against pair, and the context length as a line; hollow dots never come round.

    Parameters
    ----------
    curves : WavelengthTable or ModelCard, or several
        From `wavelength_curve`, or `read_model`, whose card says the context. Keys of a mapping are names.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> figure = rv.plot_wavelengths(rv.wavelength_curve(rv.Rope(64), 4096))
    """
    return drawn(turning.wavelengths(curves), **look)


def plot_corkscrew(
    table: CorkscrewTable | OneRope, *, now: int | None = None, **look: Unpack[Look]
) -> go.Figure:
    """Draw each pair's path through the positions as a spiral in 3-D, one above the other.

    Parameters
    ----------
    table : CorkscrewTable, Rope or ModelCard
        From `corkscrew_curve`; of a Rope, 64 tokens.
    now : int, optional
        Mark each pair's hand at this position.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> figure = rv.plot_corkscrew(rv.Rope(16, base=100.0), now=20)
    """
    return drawn(turning.corkscrew(table, now=now), **look)


def plot_paths(paths: PathTable | Iterable[PathTable], **look: Unpack[Look]) -> go.Figure:
    """Draw where encodings put one vector: an arrow for each position, in the plane of its first pair.

    Parameters
    ----------
    paths : PathTable or several
        From `vector_path`.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> import torch
    >>> figure = rv.plot_paths(rv.curves.vector_path(rv.Rope(2), torch.tensor([1.0, 0.5])))
    """
    return drawn(turning.paths(paths), **look)


def plot_scores(
    curves: Of[ScoreTable | OneRope], *, at: Sequence[float] = (), **look: Unpack[Look]
) -> go.Figure:
    """Draw score against distance, one curve for each table.

    Parameters
    ----------
    curves : ScoreTable, Rope or ModelCard, or several
        From `score_curve`; of a Rope, the scores of a query and a key of ones. Keys of a mapping are names.
    at : sequence of float
        Distances at which each curve's score is written above it.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> import torch
    >>> ones = torch.ones(64)
    >>> figure = rv.plot_scores(rv.score_curve(rv.Rope(64), ones, ones), at=[0, 100])
    """
    return drawn(scores.scores(curves, at=at), **look)


def plot_decay(curves: Of[DecayTable | OneRope], *, log: bool = False, **look: Unpack[Look]) -> go.Figure:
    """Draw quantities that are said to fall with distance.

    Parameters
    ----------
    curves : DecayTable, Rope or ModelCard, or several
        From `decay_curve`, `cosine_sum` or `score_bound`; of a Rope, RoFormer's. Keys of a mapping are names.
    log : bool
        A logarithmic axis of distances, from the first distance above zero.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> figure = rv.plot_decay(rv.decay_curve(rv.Rope(64)))
    """
    return drawn(scores.decay(curves, log=log), **look)


def plot_biases(
    table: BiasTable | Encoding,
    *,
    beside: BiasTable | Encoding | None = None,
    low: float | None = None,
    **look: Unpack[Look],
) -> go.Figure:
    """Draw bias against relative position, a small panel for each head, all on the same axes.

    Parameters
    ----------
    table : BiasTable or Encoding
        From `bias_curve`; of an encoding that adds a bias, as far as 128 tokens to both sides.
    beside : BiasTable or Encoding, optional
        All its heads are drawn thin and grey in every panel, as a measure. The axes are those of ``table``.
    low : float, optional
        Where the axis of biases ends below; at the lowest of ``table`` by default.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> figure = rv.plot_biases(rv.bias_curve(rv.Alibi(4), range(-16, 17)))
    """
    return drawn(bias.biases(table, beside=beside, low=low), **look)


def plot_heatmap(table: Heatmap, **look: Unpack[Look]) -> go.Figure:
    """Draw a matrix: a position table, a bias, a rotation.

    Values of both signs get a map that is pale at zero.

    Parameters
    ----------
    table : Heatmap
        From `position_map`, `bias_map` or `matrix_map`.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> figure = rv.plot_heatmap(rv.curves.position_map(rv.Sinusoidal(64), 64))
    """
    return drawn(bias.heatmap(table), **look)


def plot_errors(
    curves: ErrorTable | Iterable[ErrorTable],
    *,
    reports: Mapping[str, tuple[float, float]] | None = None,
    **look: Unpack[Look],
) -> go.Figure:
    """Draw how far hands are off that are turned in short formats, against position, both logarithmic.

    Parameters
    ----------
    curves : ErrorTable or several
        From `error_curve`.
    reports : mapping of str to (float, float), optional
        Errors that somebody has reported, by name: the position and how far off, marked as diamonds.
    **look : title, height, palette, theme
        See `rope_viz.plots.Look`.

    Returns
    -------
    plotly Figure

    Examples
    --------
    >>> import rope_viz as rv
    >>> kept = rv.curves.kept_in("bfloat16")
    >>> figure = rv.plots.plot_errors(rv.curves.error_curve(rv.Rope(128), kept, label="bfloat16"))
    """
    return drawn(rounding.errors(curves, reports=reports), **look)
