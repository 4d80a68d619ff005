"""What the tables share: numbers to torch and back, in the precision that the device has."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rope_viz.encodings.base import device
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


def exact_dtype() -> torch.dtype:
    return torch.float32 if device().type == "mps" else torch.float64


def to_torch(values: Array) -> Tensor:
    return torch.as_tensor(values, dtype=torch.float64).to("cpu" if device().type == "mps" else device())


def to_numpy(tensor: Tensor) -> Array:
    return tensor.detach().cpu().to(torch.float64).numpy()


def name_of(rope: Rope) -> str:
    return f"head_dim {rope.head_dim}, base {rope.base:,.0f}"
