"""Does the score fall with distance? RoFormer's bound, and what to hold against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.curves.common import (
    Array,
    by_one_position,
    name_of,
    pair_components,
    real_vector,
    to_numpy,
    to_torch,
)
from rope_viz.curves.tidy import Tidy
from rope_viz.encodings.rope import Rope


@dataclass(frozen=True)
class DecayTable(Tidy, axes={"values": ("distance",)}, places={"distance": "distances"}):
    """A quantity that is said to fall with distance.

    Attributes
    ----------
    distances : (distances,) tokens
    values : (distances,)
    value_name : what they are, with its unit
    label : of which Rope
    """

    distances: Array
    values: Array
    value_name: str
    label: str

    @property
    def rises(self) -> int:
        """How many steps from one distance to the next go up."""
        return int((np.diff(self.values) > 0).sum())


def decay_curve(rope: Rope, distances: Sequence[float] = range(257), *, label: str = "") -> DecayTable:
    """Tabulate RoFormer's decaying quantity: the mean length of the partial sums of all hands.

    Put the hands of the pairs, each at its angle for the distance, tip to tail; the mean distance of the
    joints from the origin is ``(2 / D) · sum_j |sum_{i <= j} exp(1j · distance · inv_freq[i])|``.

    Parameters
    ----------
    rope : Rope
    distances : sequence of numbers
        Tokens.

    References
    ----------
    Su et al. (2021), RoFormer, section 3.4.3 and figure 2.

    Examples
    --------
    >>> decay_curve(Rope(128), [0, 100]).values.round(3)
    array([32.5  , 10.227])
    """
    rope = by_one_position(rope)
    apart = np.asarray(distances, dtype=np.float64)
    values = _partial_sums(rope, apart).abs().mean(dim=-1)
    return DecayTable(apart, to_numpy(values), "mean |partial sum| (hands)", label or name_of(rope))


def envelope(table: DecayTable, *, per_doubling: int = 8) -> tuple[DecayTable, DecayTable, DecayTable]:
    """Gather a long curve in windows: the highest, the mean and the lowest value of each.

    On a logarithmic axis a curve over every whole distance is a thicket. The windows grow with the distance,
    so that they are as wide on that axis; each value above distance 0 counts in one of them.

    Parameters
    ----------
    table : DecayTable
        At rising distances, several of them above 0.
    per_doubling : int
        How many windows there are from one distance to its double.

    Returns
    -------
    tuple of DecayTable
        Highest, mean, lowest; each window stands at the distance where it begins.

    Examples
    --------
    >>> high, mean, low = envelope(decay_curve(Rope(128), range(64)), per_doubling=1)
    >>> high.distances
    array([ 1.,  2.,  4.,  8., 16., 32.])
    >>> mean.values[-1].round(2), low.values[-1].round(2)
    (np.float64(12.02), np.float64(9.93))
    """
    checks.at_least("per_doubling", per_doubling, 1)
    distances, values = table.distances[table.distances > 0], table.values[table.distances > 0]
    if len(distances) < 2 or (np.diff(distances) <= 0).any():
        raise ValueError(f"table must rise over two distances above 0 or more; {table.distances} came.")
    window = np.floor(np.log2(distances / distances[0]) * per_doubling + 1e-9).astype(int)
    starts = np.flatnonzero(np.diff(window, prepend=-1))
    counts = np.diff(starts, append=len(values))
    gathered = {
        "highest": np.maximum.reduceat(values, starts),
        "mean": np.add.reduceat(values, starts) / counts,
        "lowest": np.minimum.reduceat(values, starts),
    }
    high, mean, low = (
        replace(table, distances=distances[starts], values=found, label=f"{table.label}, {name}")
        for name, found in gathered.items()
    )
    return high, mean, low


def pair_products(rope: Rope, query: Tensor, key: Tensor) -> Tensor:
    """Multiply query and conjugate key pair by pair, as complex numbers, before anything is turned.

    Their sizes are the heights of the score's waves, their angles the phases: at distance r the score is the
    real part of ``sum_i products[i] · exp(1j · r · inv_freq[i])``.

    Parameters
    ----------
    rope : Rope
        Its layout says which components form a pair.
    query, key : Tensor, shape (..., head_dim)
        Shapes that go together.

    Returns
    -------
    Tensor, shape (..., pairs), complex128

    Examples
    --------
    >>> pair_products(Rope(4), torch.tensor([1.0, 0, 2, 0]), torch.tensor([0, 1.0, 3, 0]))
    tensor([0.-1.j, 6.+0.j], dtype=torch.complex128)
    """
    first, second = pair_components(rope)
    q, k = (torch.complex(v.double()[..., first], v.double()[..., second]) for v in (query, key))
    return q * k.conj()


def score_bound(
    rope: Rope, query: Tensor, key: Tensor, distances: Sequence[float] = range(257)
) -> DecayTable:
    """Tabulate RoFormer's upper bound of ``|score|`` for one query and one key.

    Abel's summation by parts: with ``h_i`` the complex product of query and conjugate key in pair i (and 0
    after the last) and ``S_j`` the partial sums of the hands,
    ``|score| <= max_i |h_{i+1} - h_i| · sum_j |S_j|``.

    Parameters
    ----------
    rope : Rope
    query, key : Tensor, shape (head_dim,)

    References
    ----------
    Su et al. (2021), RoFormer, equations 35-37.
    """
    rope = by_one_position(rope)
    apart = np.asarray(distances, dtype=np.float64)
    vectors = (real_vector(name, value, rope.head_dim) for name, value in (("query", query), ("key", key)))
    products = pair_products(rope, *vectors)
    steps = torch.diff(products, append=products.new_zeros(1)).abs()
    sums = _partial_sums(rope, apart).abs().sum(dim=-1)
    return DecayTable(apart, to_numpy(sums) * float(steps.max()), "upper bound of |score|", name_of(rope))


def cosine_sum(rope: Rope, distances: Sequence[float] = range(257), *, label: str = "") -> DecayTable:
    """Tabulate the mean cosine of all hands, ``(2 / D) · sum_i cos(distance · inv_freq[i])``.

    It is the score of equal query and key whose pairs are all equally long, divided by their lengths. Where
    it is below zero, a key that equals the query scores lower than one that has nothing to do with it.

    References
    ----------
    Men et al. (2024), Base of RoPE bounds context length, theorem 1.

    Examples
    --------
    >>> cosine_sum(Rope(128), [0, 1707]).values.round(4)
    array([ 1.    , -0.0078])
    """
    rope = by_one_position(rope)
    apart = np.asarray(distances, dtype=np.float64)
    values = torch.cos(rope.angles(to_torch(apart))).mean(dim=-1)
    return DecayTable(apart, to_numpy(values), "mean cosine of the pairs", label or name_of(rope))


def first_negative(rope: Rope, up_to: int = 100_000) -> int | None:
    """Find the first distance at which the mean cosine of all hands is below zero, or None up to a limit.

    Examples
    --------
    >>> first_negative(Rope(128))
    1707
    """
    values = cosine_sum(rope, range(checks.at_least("up_to", up_to, 1) + 1)).values
    below = np.flatnonzero(values < 0)
    return int(below[0]) if len(below) else None


def _partial_sums(rope: Rope, distances: Array) -> Tensor:
    # (distances, pairs): joint j is the sum of the hands 0 … j.
    angles = rope.angles(to_torch(distances))
    return torch.polar(torch.ones_like(angles), angles).cumsum(dim=-1)
