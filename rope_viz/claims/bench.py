"""What experiments share: vectors with a seed, the bound of rounding, angles read off rotated vectors."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rope_viz.curves.common import exact_dtype, pair_components, to_numpy, to_torch
from rope_viz.encodings.attention import Layer, embed_words
from rope_viz.encodings.base import device
from rope_viz.encodings.rope import Rope

Array = NDArray[np.float64]

DOG_FIRST = "the dog chases the pig"
PIG_FIRST = "the pig chases the dog"
NEAR = np.arange(257.0)  # distances that articles draw
SWAPPED = [0, 4, 2, 3, 1]  # where the words of the one stand in the other


def rounding(farthest: float = 1.0) -> float:
    """Below this, relative to what is compared, a difference is the machine's and not the method's.

    Sums of some hundred products are off by less than 256 units of the last place. An angle is computed in
    double precision: that of position ``farthest`` is off by a few units of its own last place.
    """
    return 256 * torch.finfo(exact_dtype()).eps + 4 * torch.finfo(torch.float64).eps * farthest


def vectors(*shape: int, seed: int = 0) -> Tensor:
    """Gaussian components of unit variance, the same on every device."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64).to(device(), exact_dtype())


def ones(*shape: int) -> Tensor:
    return torch.ones(*shape, device=device(), dtype=exact_dtype())


def words(sentence: str, dim: int = 16) -> Tensor:
    return embed_words(sentence, dim).to(device(), exact_dtype())


def layer(dim: int = 16, seed: int = 1) -> Layer:
    drawn = Layer.random(dim, seed=seed)
    matrices = (drawn.to_query, drawn.to_key, drawn.to_value)
    return Layer(*(matrix.to(device(), exact_dtype()) for matrix in matrices))


def r_squared(values: Array, groups: NDArray[np.int64]) -> float:
    """Share of the variance of some values that the means of their groups explain."""
    sums, counts = np.bincount(groups, values), np.bincount(groups)
    means = sums / np.maximum(counts, 1)
    return 1 - float(((values - means[groups]) ** 2).sum() / ((values - values.mean()) ** 2).sum())


def largest(difference: Tensor) -> float:
    """The largest size among some numbers."""
    return float(difference.abs().max())


def at(*positions: float) -> Tensor:
    return to_torch(np.asarray(positions, dtype=np.float64))


def hands(rope: Rope, positions: Array) -> Array:
    """Where a rotation takes an arrow along each pair's first axis: (positions, pairs), complex.

    Read off a vector that was really rotated, not off the object's own table of angles.
    """
    first, second = pair_components(rope)
    start = torch.zeros(len(positions), rope.head_dim, device=device(), dtype=exact_dtype())
    start[:, first] = 1
    turned = to_numpy(rope.rotate_query(start, to_torch(positions)))
    return turned[:, first] + 1j * turned[:, second]


def scores_by_distance(rope: Rope, query: Tensor, key: Tensor, distances: Array, start: float = 10) -> Array:
    """Score queries and keys, each (..., head_dim), the key at ``start``: (..., distances)."""
    asked = query[..., None, :].expand(*query.shape[:-1], len(distances), query.shape[-1])
    turned = rope.rotate_query(asked, to_torch(start + distances))
    kept = rope.rotate_key(key[..., None, :], at(start))
    return to_numpy((turned * kept).sum(-1))


def matrix_of(encoding: Rope, position: float) -> Array:
    """What a rotation does to each component, from vectors that were really turned: (dim, dim)."""
    dim = encoding.head_dim
    basis = torch.eye(dim, device=device(), dtype=exact_dtype())
    places = position * ones(dim)
    return to_numpy(encoding.rotate_query(basis, places) - encoding.rotate_query(0 * basis, places))
