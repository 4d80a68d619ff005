"""What the tables share: numbers to torch and back, in the precision that the device has."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rope_viz.encodings.base import Encoding, device
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope

Array = NDArray[np.float64]


def index_of(positions: Array, position: float) -> int:
    """Where a position stands in a table."""
    found = np.flatnonzero(positions == position)
    if not len(found):
        raise ValueError(
            f"now must be one of the table's positions, {positions[0]:g} to {positions[-1]:g}; "
            f"{position} came."
        )
    return int(found[0])


def pair_components(rope: Rope) -> tuple[slice, slice]:
    """Where a vector keeps the first and the second component of its pairs, by the layout."""
    if rope.layout == "interleaved":
        return slice(0, rope.rotary_dim, 2), slice(1, rope.rotary_dim, 2)
    return slice(0, rope.pairs), slice(rope.pairs, rope.rotary_dim)


def by_one_position(rope: Rope) -> Rope:
    """The rotation as a function of one position: of an MRope the one that words get.

    Raises
    ------
    TypeError, ValueError
        If it is no Rope, or its positions have several coordinates.
    """
    if not isinstance(rope, Encoding):
        raise TypeError(f"rope must be a Rope, which turns pairs; {type(rope).__name__} came.")
    if isinstance(rope, MRope):
        return rope.of_words()
    if rope.axes is not None:
        raise ValueError(
            f"rope must turn by one position, because distances are drawn; {type(rope).__name__} turns "
            f"by {rope.axes} coordinates. Draw the Rope of one axis."
        )
    return rope


def exact_dtype() -> torch.dtype:
    return torch.float32 if device().type == "mps" else torch.float64


def to_torch(values: Array) -> Tensor:
    return torch.as_tensor(values, dtype=torch.float64).to("cpu" if device().type == "mps" else device())


def to_numpy(tensor: Tensor) -> Array:
    return tensor.detach().cpu().to(torch.float64).numpy()


def name_of(rope: Rope) -> str:
    return f"head_dim {rope.head_dim}, base {rope.base:,.0f}"
