"""What a trained table of positions has learned: how alike positions are, and the rotation hidden in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rope_viz import checks
from rope_viz.curves.common import Array, to_numpy


@dataclass(frozen=True)
class OffsetTable:
    """Mean cosine between two positions' vectors, by how far apart they are.

    Attributes
    ----------
    offsets : (offsets,) tokens
    cosines : (offsets,)
    label : which table
    """

    offsets: Array
    cosines: Array
    label: str


@dataclass(frozen=True)
class StepTable:
    """One matrix that moves every position's vector to the next one's.

    Attributes
    ----------
    eigenvalues : (components,) complex; a pair of modulus 1 turns, by its angle per token
    periods : (turns,) tokens per turn, one for each conjugate pair, fastest first
    r_squared : share of the variance of the next position that the matrix explains
    copying : the same if the next position is taken to be this one
    path : (positions, 2) the positions in the plane of the fastest turn
    kept : share of the table's variance in the components used
    label : which table
    """

    eigenvalues: NDArray[np.complex128]
    periods: Array
    r_squared: float
    copying: float
    path: Array
    kept: float
    label: str


def offset_curve(table: Tensor, offsets: Sequence[int] = range(1, 129), *, label: str = "") -> OffsetTable:
    """Tabulate how alike two rows of a table are, by the number of rows between them.

    Parameters
    ----------
    table : Tensor, shape (positions, dim)
    offsets : sequence of int

    Examples
    --------
    >>> offset_curve(torch.eye(3), [0, 1]).cosines
    array([1., 0.])
    """
    unit = torch.nn.functional.normalize(table.double(), dim=-1)
    rows = len(unit)
    means = [float((unit[: rows - k] * unit[k:]).sum(-1).mean()) for k in offsets]
    return OffsetTable(np.asarray(list(offsets), dtype=float), np.asarray(means), label)


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
    reduced, kept = _main_components(table, checks.at_least("components", components, 2))
    before, after = reduced[:-1], reduced[1:]
    step = torch.linalg.lstsq(before, after).solution
    values, vectors = torch.linalg.eig(step)
    turning = [k for k in range(len(values)) if values[k].imag > 1e-9]
    turning.sort(key=lambda k: -float(values[k].angle()))
    fastest = reduced.to(vectors.dtype) @ vectors[:, turning[0]] if turning else reduced[:, 0] + 0j
    return StepTable(
        values.cpu().numpy(),
        np.asarray([2 * np.pi / float(values[k].angle()) for k in turning]),
        _explained(before @ step, after),
        _explained(before, after),
        to_numpy(torch.view_as_real(fastest)),
        kept,
        label,
    )


def steps_ahead(table: Tensor, steps: Sequence[int], components: int = 10) -> dict[int, float]:
    """Say how much of the row some steps ahead the fitted matrix explains, applied that often."""
    reduced, _ = _main_components(table, components)
    step = torch.linalg.lstsq(reduced[:-1], reduced[1:]).solution
    return {k: _explained(reduced[:-k] @ torch.linalg.matrix_power(step, k), reduced[k:]) for k in steps}


def _main_components(table: Tensor, components: int) -> tuple[Tensor, float]:
    centred = table.double() - table.double().mean(dim=0)
    left, sizes, _ = torch.linalg.svd(centred, full_matrices=False)
    kept = float((sizes[:components] ** 2).sum() / (sizes**2).sum())
    return left[:, :components] * sizes[:components], kept


def _explained(guess: Tensor, truth: Tensor) -> float:
    return 1 - float(((guess - truth) ** 2).sum() / ((truth - truth.mean(dim=0)) ** 2).sum())
