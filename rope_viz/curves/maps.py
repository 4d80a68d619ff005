"""Matrices to look at: what is added, what biases, what rotates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from rope_viz import checks
from rope_viz.curves.common import Array, an_encoding, by_one_position, name_of, to_numpy
from rope_viz.curves.tidy import Tidy
from rope_viz.encodings.base import Encoding, device
from rope_viz.encodings.rope import Rope


@dataclass(frozen=True)
class Heatmap(Tidy, axes={"values": ("row", "column")}, places={"row": "rows", "column": "columns"}):
    """A matrix with named axes.

    Attributes
    ----------
    values : (rows, columns)
    rows, columns : coordinates of the cells
    row_name, column_name, value_name : axis labels, units included
    """

    values: Array
    rows: Array
    columns: Array
    row_name: str
    column_name: str
    value_name: str
    label: str


def position_map(encoding: Encoding, dim: int, positions: Sequence[int] = range(128)) -> Heatmap:
    """What door one adds: the encoding's vector for each position.

    Parameters
    ----------
    encoding : Encoding
        `Learned` or `Sinusoidal`.
    dim : int
        Components of a word vector.
    """
    at = np.asarray(positions, dtype=np.int64)
    nothing = torch.zeros(len(at), checks.at_least("dim", dim, 1), device=device())
    added = an_encoding(encoding).add(nothing, torch.as_tensor(at, device=nothing.device))
    return Heatmap(
        to_numpy(added), at.astype(float), np.arange(dim, dtype=float),
        "position (tokens)", "component", "value added", repr(encoding),
    )  # fmt: skip


def bias_map(encoding: Encoding, tokens: int = 64, *, head: int = 0, head_dim: int = 64) -> Heatmap:
    """What door two adds: the bias of every query–key pair, for one head.

    Examples
    --------
    >>> from rope_viz.encodings.alibi import Alibi
    >>> bias_map(Alibi(8), tokens=3).values[2]
    array([-1. , -0.5,  0. ])
    """
    at = torch.arange(checks.at_least("tokens", tokens, 1), device=device())
    nothing = torch.zeros(tokens, head_dim, device=at.device)
    bias = an_encoding(encoding).bias(nothing, nothing, at, at)
    if bias is None:
        raise ValueError(f"encoding must open the door 'bias', as T5Bias and Alibi do; {encoding!r} came.")
    if not 0 <= head < bias.shape[0]:
        raise ValueError(f"head must be from 0 to {bias.shape[0] - 1}; {head} came.")
    where = np.arange(tokens, dtype=float)
    return Heatmap(
        to_numpy(bias[head]), where, where,
        "query position (tokens)", "key position (tokens)", "bias", f"{encoding!r}, head {head}",
    )  # fmt: skip


def matrix_map(rope: Rope, position: float) -> Heatmap:
    """The rotation at one position as a picture of its block matrix."""
    rope = by_one_position(rope)
    where = np.arange(rope.head_dim, dtype=float)
    return Heatmap(
        to_numpy(rope.matrix(position)), where, where,
        "component after", "component before", "matrix entry", f"{name_of(rope)}, position {position:g}",
    )  # fmt: skip
