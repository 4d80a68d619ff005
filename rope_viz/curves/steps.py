"""The rotation hidden in a trained table of positions: one matrix for every step from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rope_viz import checks
from rope_viz.curves.common import Array, to_numpy
from rope_viz.curves.learned import main_components
from rope_viz.curves.tidy import Tidy
from rope_viz.curves.turning import CorkscrewTable

FINE = 8  # points of a thread for each token
STILL = 1e-9  # imaginary part up to which an eigenvalue turns nothing


@dataclass(frozen=True)
class StepTable(Tidy, axes={"eigenvalues": ("component",)}):
    """One matrix that moves every position's vector to the next one's.

    Attributes
    ----------
    eigenvalues : (components,) complex; a pair of modulus 1 turns, by its angle per token
    periods : (turns,) tokens per turn, one for each conjugate pair, fastest first
    r_squared : share of the variance of the next position that the matrix explains
    copying : the same if the next position is taken to be this one
    planes : (turns, positions, 2) the positions in the plane of each turn, at a mean distance of 1 from 0,
        the first of them to the right
    kept : share of the table's variance in the components used
    label : which table
    """

    eigenvalues: NDArray[np.complex128]
    periods: Array
    r_squared: float
    copying: float
    planes: Array
    kept: float
    label: str

    @property
    def factors(self) -> NDArray[np.complex128]:
        """What one step multiplies each hand by, (turns,) complex, fastest first."""
        turning = self.eigenvalues[self.eigenvalues.imag > STILL]
        return turning[np.argsort(-np.angle(turning))]

    @property
    def turned(self) -> Array:
        """How far each hand has turned since the first position, (turns, positions), in whole turns."""
        angles = np.unwrap(np.arctan2(self.planes[..., 1], self.planes[..., 0]))
        return (angles - angles[:, :1]) / (2 * np.pi)

    def gears(self, first: int = 0) -> tuple[Array, Array]:
        """Measure how many turns each hand makes for one of the next slower, and how firmly.

        Parameters
        ----------
        first : int
            Index of the first position that counts.

        Returns
        -------
        ratios : (turns − 1,)
        slip : (turns − 1,) turns of the faster hand by which it strays from that ratio, root mean square

        Examples
        --------
        >>> angles = torch.outer(torch.arange(300.0), torch.tensor([0.9, 0.3]))
        >>> clock = torch.cat([angles.cos(), angles.sin()], dim=1)
        >>> step_curve(clock, 4).gears()[0].round(2)
        array([3.])
        """
        hands = self.turned[:, first:]
        lines = [np.polyfit(slow, fast, 1) for fast, slow in pairwise(hands)]
        slips = [
            np.std(fast - np.polyval(line, slow))
            for (fast, slow), line in zip(pairwise(hands), lines, strict=True)
        ]
        return np.array([line[0] for line in lines]), np.array(slips)


@dataclass(frozen=True)
class ForesightTable(Tidy, axes={"turning": ("step",), "copying": ("step",)}, places={"step": "steps"}):
    """How much of later positions the matrix of one step explains, applied as often as it takes.

    Attributes
    ----------
    steps : (steps,) tokens ahead
    turning : (steps,) share of the variance that the matrix explains; below 0 it does worse than their mean
    copying : (steps,) the same if the later position is taken to be this one
    label : which table
    """

    steps: Array
    turning: Array
    copying: Array
    label: str


@dataclass(frozen=True)
class PaceTable(Tidy, axes={"periods": ("turn", "position")}, places={"position": "positions"}):
    """How fast each hand goes at different places of a table.

    Attributes
    ----------
    positions : (windows,) the middle of each window, tokens
    periods : (turns, windows) tokens per turn
    label : which table
    """

    positions: Array
    periods: Array
    label: str


def step_curve(table: Tensor, components: int = 10, *, label: str = "") -> StepTable:
    """Fit one matrix to all steps from a position to the next, in the table's main components.

    Parameters
    ----------
    table : Tensor, shape (positions, dim)
        Rows of neighbouring positions.
    components : int
        Principal components that are kept.

    Examples
    --------
    >>> angle = torch.arange(50) * 0.5
    >>> circle = torch.stack([angle.cos(), angle.sin()], dim=1)
    >>> step_curve(circle, 2).periods.round(1)
    array([12.6])
    """
    reduced, kept = main_components(table, checks.at_least("components", components, 2))
    return turns_of(step_matrix(reduced), reduced, kept=float(kept.sum()), label=label)


def step_matrix(reduced: Tensor) -> Tensor:
    """Fit the matrix that moves every row to the next one, by least squares."""
    return torch.linalg.lstsq(reduced[:-1], reduced[1:]).solution


def turns_of(step: Tensor, reduced: Tensor, *, kept: float, label: str = "") -> StepTable:
    """Take a matrix of one step apart into its turns, and show the rows in the plane of each."""
    values, vectors = torch.linalg.eig(step)
    turning = [k for k in range(len(values)) if values[k].imag > STILL]
    turning.sort(key=lambda k: -float(values[k].angle()))
    hands = (reduced.to(vectors.dtype) @ vectors[:, turning]).T  # (turns, positions), complex
    # Length and direction of an eigenvector say nothing.
    hands = hands / hands.abs().mean(dim=1, keepdim=True) * (hands[:, :1].conj() / hands[:, :1].abs())
    return StepTable(
        values.cpu().numpy(),
        np.asarray([2 * np.pi / float(values[k].angle()) for k in turning]),
        _explained(reduced[:-1] @ step, reduced[1:]),
        _explained(reduced[:-1], reduced[1:]),
        to_numpy(torch.view_as_real(hands)),
        kept,
        label,
    )


def step_corkscrew(step: StepTable, tokens: int = 120) -> CorkscrewTable:
    """Prepare the turns that a table has learned for `rope_viz.plot_corkscrew`.

    Between two positions, where the table has nothing, the thread goes on along the turn.

    Parameters
    ----------
    step : StepTable
        From `step_curve`.
    tokens : int
        How many positions.

    Examples
    --------
    >>> angles = torch.arange(50) * 0.5
    >>> circle = torch.stack([angles.cos(), angles.sin()], dim=1)
    >>> step_corkscrew(step_curve(circle, 2), 20).hands.shape
    (1, 20, 2)
    """
    count = min(checks.at_least("tokens", tokens, 2), step.planes.shape[1])
    at = np.arange(count, dtype=float)
    fine = np.linspace(0, count - 1, FINE * (count - 1) + 1)
    hands = step.planes[:, :count]
    reach, angle = np.hypot(*hands.transpose(2, 0, 1)), np.unwrap(np.arctan2(hands[..., 1], hands[..., 0]))
    thread = [
        np.interp(fine, at, r) * np.stack([np.cos(turn), np.sin(turn)])
        for r, turn in zip(reach, (np.interp(fine, at, a) for a in angle), strict=True)
    ]
    return CorkscrewTable(
        2 * np.pi / step.periods, fine, np.stack(thread).transpose(0, 2, 1), at, hands,
        np.arange(len(hands)), step.label,
    )  # fmt: skip


def foresight_curve(
    table: Tensor,
    steps: Sequence[int] = range(1, 51),
    components: int = 10,
    *,
    fitted_on: int | None = None,
    label: str = "",
) -> ForesightTable:
    """Tabulate how much of the rows some steps ahead the fitted matrix explains, applied that often.

    Parameters
    ----------
    table : Tensor, shape (positions, dim)
    steps : sequence of int
        Tokens ahead.
    components : int
        Principal components that are kept.
    fitted_on : int, optional
        Components and matrix come from so many rows at the beginning, and are tried on the others; by
        default from all, and tried on all.

    Examples
    --------
    >>> angle = torch.arange(60) * torch.pi / 6
    >>> circle = torch.stack([angle.cos(), angle.sin()], dim=1)
    >>> foresight_curve(circle, [1, 6], 2, fitted_on=24).turning.round(2)
    array([1., 1.])
    """
    first = len(table) if fitted_on is None else checks.at_least("fitted_on", fitted_on, components + 1)
    known, tried = table[:first].double(), table[0 if fitted_on is None else first :].double()
    mean = known.mean(dim=0)
    axes = torch.linalg.svd(known - mean, full_matrices=False).Vh[:components].T
    return foreseen(step_matrix((known - mean) @ axes), (tried - mean) @ axes, steps, label=label)


def foreseen(step: Tensor, reduced: Tensor, steps: Sequence[int], *, label: str = "") -> ForesightTable:
    """Tabulate how much of the rows some steps ahead a matrix of one step explains, applied that often."""
    powers = {k: torch.linalg.matrix_power(step, k) for k in steps}
    return ForesightTable(
        np.asarray(list(steps), dtype=float),
        np.asarray([_explained(reduced[:-k] @ power, reduced[k:]) for k, power in powers.items()]),
        np.asarray([_explained(reduced[:-k], reduced[k:]) for k in powers]),
        label,
    )


def pace_curve(step: StepTable, window: int = 61) -> PaceTable:
    """Tabulate how many tokens each hand takes for a turn, place by place.

    Parameters
    ----------
    step : StepTable
        From `step_curve`.
    window : int
        Positions to which a straight line is fitted each time.

    Examples
    --------
    >>> angle = torch.arange(100) * 0.5
    >>> circle = torch.stack([angle.cos(), angle.sin()], dim=1)
    >>> pace_curve(step_curve(circle, 2)).periods[0, :2].round(1)
    array([12.6, 12.6])
    """
    width = checks.at_least("window", window, 2)
    turned = np.lib.stride_tricks.sliding_window_view(step.turned, width, axis=1)
    places = np.arange(width) - (width - 1) / 2
    slopes = turned @ places / (places @ places)
    middles = np.arange(slopes.shape[1], dtype=np.float64) + (width - 1) / 2
    return PaceTable(middles, np.float64(1) / slopes, step.label)


def _explained(guess: Tensor, truth: Tensor) -> float:
    return 1 - float(((guess - truth) ** 2).sum() / ((truth - truth.mean(dim=0)) ** 2).sum())
