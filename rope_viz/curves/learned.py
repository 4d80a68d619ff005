"""What a trained table of positions has learned: how alike positions are, and its main components."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.curves.common import Array, to_numpy
from rope_viz.curves.tidy import Tidy


@dataclass(frozen=True)
class OffsetTable(Tidy, axes={"cosines": ("offset",)}, places={"offset": "offsets"}):
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
class ComponentTable(
    Tidy,
    axes={"values": ("component", "position"), "shares": ("component",)},
    places={"position": "positions"},
):
    """A table's main components, position by position.

    Attributes
    ----------
    positions : (positions,) tokens
    values : (components, positions), largest share first
    shares : (components,) of the table's variance
    label : which table
    """

    positions: Array
    values: Array
    shares: Array
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


def component_curve(table: Tensor, components: int = 10, *, label: str = "") -> ComponentTable:
    """Tabulate the main components of a table's rows, position by position.

    Parameters
    ----------
    table : Tensor, shape (positions, dim)
        Rows of neighbouring positions.
    components : int
        How many, those that hold most of the variance first.

    Examples
    --------
    >>> angle = torch.arange(50) * 0.5
    >>> circle = torch.stack([2 * angle.cos(), angle.sin()], dim=1)
    >>> component_curve(circle, 2).shares.round(1)
    array([0.8, 0.2])
    """
    reduced, shares = main_components(table, checks.at_least("components", components, 1))
    return ComponentTable(np.arange(len(reduced), dtype=float), to_numpy(reduced.T), to_numpy(shares), label)


def random_walk(rows: int, dim: int, *, seed: int = 0) -> Tensor:
    """Make a table without a rule, but smooth: each row is the one before it and a random step.

    A control for whatever is found in a trained table: what a walk has too comes of smoothness alone.

    Parameters
    ----------
    rows, dim : int
    seed : int

    Returns
    -------
    Tensor, shape (rows, dim), float64

    Examples
    --------
    >>> walk = random_walk(511, 384)
    >>> offset_curve(walk, [1]).cosines.round(2)
    array([0.99])
    """
    shape = checks.at_least("rows", rows, 1), checks.at_least("dim", dim, 1)
    steps = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    return steps.double().cumsum(0)


def main_components(table: Tensor, components: int) -> tuple[Tensor, Tensor]:
    """Rows in their principal components, (positions, components), and each one's share of the variance."""
    centred = table.double() - table.double().mean(dim=0)
    left, sizes, _ = torch.linalg.svd(centred, full_matrices=False)
    shares = sizes**2 / (sizes**2).sum()
    return left[:, :components] * sizes[:components], shares[:components]
