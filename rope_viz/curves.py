"""Tables: what real rotations give, as frozen NumPy arrays with names and units, ready to be drawn.

The mathematics runs in torch on `rope_viz.device()`; nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rope_viz import checks
from rope_viz.encoding import Encoding
from rope_viz.rotation import Rope, device

Array = NDArray[np.float64]
SHELF = 2.6  # height between two corkscrews whose hands are 1 long


@dataclass(frozen=True)
class AngleTable:
    """Angle of each pair at some positions.

    Attributes
    ----------
    positions : (positions,) tokens
    inv_freq : (pairs,) radians per token
    angles : (positions, pairs) radians, not wrapped
    label : what was turned
    """

    positions: Array
    inv_freq: Array
    angles: Array
    label: str


@dataclass(frozen=True)
class CorkscrewTable:
    """The path of each pair's hand as the position grows, and where it stands at the tokens.

    Attributes
    ----------
    inv_freq : (pairs,) radians per token
    thread_positions : (points,) tokens, finer than one token
    thread : (pairs, points, 2) components of a unit vector, turned
    positions : (tokens,) tokens
    hands : (pairs, tokens, 2) the same at whole positions
    pair_index : (pairs,) which pairs of the Rope these are
    label : what was turned
    """

    inv_freq: Array
    thread_positions: Array
    thread: Array
    positions: Array
    hands: Array
    pair_index: NDArray[np.int64]
    label: str


@dataclass(frozen=True)
class PathTable:
    """Where an encoding puts one vector's first pair, position by position.

    Attributes
    ----------
    positions : (positions,) tokens
    points : (positions, 2) the pair's two components
    label : which encoding
    """

    positions: Array
    points: Array
    label: str

    @property
    def lengths(self) -> Array:
        """Length of the arrow at each position, (positions,)."""
        return np.hypot(*self.points.T)


@dataclass(frozen=True)
class ScoreTable:
    """Score of one query and one key against the distance between them.

    Attributes
    ----------
    distances : (distances,) tokens, query position minus key position
    scores : (distances,) q·k after rotation, not divided by sqrt(head_dim)
    label : which vectors
    """

    distances: Array
    scores: Array
    label: str


@dataclass(frozen=True)
class Heatmap:
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


def angle_curve(rope: Rope, positions: Sequence[float] = range(1, 8)) -> AngleTable:
    """Tabulate the angle of every pair at some positions.

    Parameters
    ----------
    rope : Rope
    positions : sequence of numbers
        1 … 7 by default.

    Examples
    --------
    >>> angle_curve(Rope(4, base=100.0), [1, 2]).angles
    array([[1. , 0.1],
           [2. , 0.2]])
    """
    at = np.asarray(positions, dtype=np.float64)
    return AngleTable(at, _array(rope.inv_freq), _array(rope.angles(_tensor(at))), _name(rope))


def corkscrew_curve(
    rope: Rope, tokens: int = 64, *, pairs: Sequence[int] | None = None, samples_per_turn: int = 24
) -> CorkscrewTable:
    """Turn one unit vector in every pair through the positions 0 … tokens − 1.

    Parameters
    ----------
    rope : Rope
    tokens : int
        How many positions.
    pairs : sequence of int, optional
        Which pairs to keep; all by default.
    samples_per_turn : int
        The thread is turned at fractional positions too, so that the fastest pair looks round.

    Examples
    --------
    >>> corkscrew_curve(Rope(8), tokens=16).hands.shape
    (4, 16, 2)
    """
    checks.at_least("tokens", tokens, 2, "a corkscrew has a length")
    chosen = np.arange(rope.pairs) if pairs is None else np.asarray(list(pairs), dtype=np.int64)
    if chosen.size == 0 or chosen.min() < 0 or chosen.max() >= rope.pairs:
        raise ValueError(f"pairs must be indices from 0 to {rope.pairs - 1}; {list(chosen)} came.")
    fastest = float(rope.inv_freq[torch.as_tensor(chosen)].max())
    points = int(np.ceil((tokens - 1) * max(fastest * samples_per_turn / (2 * np.pi), 1))) + 1
    fine, whole = np.linspace(0, tokens - 1, points), np.arange(tokens, dtype=np.float64)
    return CorkscrewTable(
        _array(rope.inv_freq)[chosen],
        fine,
        _hands(rope, fine)[chosen],
        whole,
        _hands(rope, whole)[chosen],
        chosen,
        _name(rope),
    )


def vector_path(
    encoding: Encoding, vector: Tensor, positions: Sequence[float] = range(8), *, label: str = ""
) -> PathTable:
    """Send one vector through the doors ``add`` and ``rotate`` at each position.

    Parameters
    ----------
    encoding : Encoding
    vector : Tensor, shape (dim,)

    Examples
    --------
    >>> vector_path(Rope(2), torch.tensor([2.0, 0.0]), [0, 1]).points.round(2)
    array([[2.  , 0.  ],
           [1.08, 1.68]])
    """
    at = np.asarray(positions, dtype=np.float64)
    copies = vector.to(device(), _exact()).expand(len(at), -1)
    placed = encoding.rotate_query(encoding.add(copies, _tensor(at)), _tensor(at))
    pair = [pair_components(encoding)[i].start for i in (0, 1)] if isinstance(encoding, Rope) else [0, 1]
    return PathTable(at, _array(placed[:, pair]), label or repr(encoding))


def score_curve(
    rope: Rope, query: Tensor, key: Tensor, distances: Sequence[float] = range(257), *, label: str = ""
) -> ScoreTable:
    """Score one query against one key at growing distance.

    Parameters
    ----------
    rope : Rope
    query, key : Tensor, shape (head_dim,)
    distances : sequence of numbers
        Query position minus key position.

    Examples
    --------
    >>> ones = torch.ones(4)
    >>> score_curve(Rope(4, base=100.0), ones, ones, [0, 1]).scores.round(3)
    array([4.   , 3.071])
    """
    apart = np.asarray(distances, dtype=np.float64)
    vectors = [vector.to(device(), _exact()).expand(len(apart), -1) for vector in (query, key)]
    turned = rope.rotate(vectors[0], _tensor(apart))
    kept = rope.rotate(vectors[1], _tensor(np.zeros_like(apart)))
    return ScoreTable(apart, _array((turned * kept).sum(-1)), label or _name(rope))


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
    added = encoding.add(nothing, torch.as_tensor(at, device=nothing.device))
    return Heatmap(
        _array(added), at.astype(float), np.arange(dim, dtype=float),
        "position (tokens)", "component", "value added", repr(encoding),
    )  # fmt: skip


def bias_map(encoding: Encoding, tokens: int = 64, *, head: int = 0, head_dim: int = 64) -> Heatmap:
    """What door two adds: the bias of every query–key pair, for one head.

    Examples
    --------
    >>> from rope_viz.relative import Alibi
    >>> bias_map(Alibi(8), tokens=3).values[2]
    array([-1. , -0.5,  0. ])
    """
    at = torch.arange(checks.at_least("tokens", tokens, 1), device=device())
    bias = encoding.bias(torch.zeros(tokens, head_dim, device=at.device), at, at)
    if bias is None:
        raise ValueError(f"encoding must open the door 'bias', as T5Bias and Alibi do; {encoding!r} came.")
    if not 0 <= head < bias.shape[0]:
        raise ValueError(f"head must be from 0 to {bias.shape[0] - 1}; {head} came.")
    where = np.arange(tokens, dtype=float)
    return Heatmap(
        _array(bias[head]), where, where,
        "query position (tokens)", "key position (tokens)", "bias", f"{encoding!r}, head {head}",
    )  # fmt: skip


def matrix_map(rope: Rope, position: float) -> Heatmap:
    """The rotation at one position as a picture of its block matrix."""
    where = np.arange(rope.head_dim, dtype=float)
    return Heatmap(
        _array(rope.matrix(position)), where, where,
        "component after", "component before", "matrix entry", f"{_name(rope)}, position {position:g}",
    )  # fmt: skip


def index_of(positions: Array, position: float) -> int:
    """Where a position stands in a table."""
    found = np.flatnonzero(positions == position)
    if not len(found):
        raise ValueError(
            f"now must be one of the table's positions, {positions[0]:g} to {positions[-1]:g}; "
            f"{position} came."
        )
    return int(found[0])


def _hands(rope: Rope, positions: Array) -> Array:
    """A unit vector in every pair, really rotated: (pairs, positions, 2)."""
    start = torch.zeros(len(positions), rope.head_dim, dtype=_exact(), device=device())
    first, second = pair_components(rope)
    start[:, first] = 1
    turned = rope.rotate(start, _tensor(positions))
    return np.stack([_array(turned[:, first]).T, _array(turned[:, second]).T], axis=-1)


def pair_components(rope: Rope) -> tuple[slice, slice]:
    """Where a vector keeps the first and the second component of its pairs, by the layout."""
    if rope.layout == "interleaved":
        return slice(0, rope.rotary_dim, 2), slice(1, rope.rotary_dim, 2)
    return slice(0, rope.pairs), slice(rope.pairs, rope.rotary_dim)


def _exact() -> torch.dtype:
    return torch.float32 if device().type == "mps" else torch.float64


def _tensor(values: Array) -> Tensor:
    return torch.as_tensor(values, dtype=torch.float64).to("cpu" if device().type == "mps" else device())


def _array(tensor: Tensor) -> Array:
    return tensor.detach().cpu().to(torch.float64).numpy()


def _name(rope: Rope) -> str:
    return f"head_dim {rope.head_dim}, base {rope.base:,.0f}"
