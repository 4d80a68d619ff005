"""What the tables share: numbers to torch and back, in the precision that the device has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rope_viz.encodings.base import Encoding, device
from rope_viz.encodings.mla import MLARope
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.models.card import ModelCard

Array = NDArray[np.float64]


def index_of(positions: Array, position: float, name: str = "now", what: str = "positions") -> int:
    """Where a position, or a distance, stands in a table; ``name`` is the parameter that asks for it."""
    found = np.flatnonzero(positions == position)
    if not len(found):
        raise ValueError(
            f"{name} must be one of the table's {what}, {positions[0]:g} to {positions[-1]:g}; "
            f"{position} came."
        )
    return int(found[0])


def pair_components(rope: Rope) -> tuple[slice, slice]:
    """Where a vector keeps the first and the second component of its pairs, by the layout."""
    if rope.layout == "interleaved":
        return slice(0, rope.rotary_dim, 2), slice(1, rope.rotary_dim, 2)
    return slice(0, rope.pairs), slice(rope.pairs, rope.rotary_dim)


def by_one_position(rope: Any) -> Rope:
    """The rotation as a function of one position: of an MRope the one that words get, of an MLARope its own.

    A model's card stands for its Rope.

    Raises
    ------
    TypeError, ValueError
        If it is no Rope, or those of several kinds of layers, or its positions have several coordinates.
    """
    if isinstance(rope, Mapping) and rope:
        raise TypeError(
            f"rope must be that of one kind of layer, like ropes[{next(iter(rope))!r}]; "
            f"those of {', '.join(map(repr, rope))} came."
        )
    if isinstance(rope, ModelCard):
        return by_one_position(rope.rope)
    if isinstance(rope, MRope):
        return rope.of_words()
    if isinstance(rope, MLARope):
        return rope.rope
    if not isinstance(rope, Rope):
        raise TypeError(f"rope must be a Rope, which turns pairs; {type(rope).__name__} came.")
    if rope.axes is not None:
        raise ValueError(
            f"rope must turn by one position, because distances are drawn; {type(rope).__name__} turns "
            f"by {rope.axes} coordinates. Draw the Rope of one axis."
        )
    return rope


def real_vector(name: str, value: Any, size: int | None = None) -> Tensor:
    """A vector of finite real numbers, of a size or of any, on the device, as exact as it can be."""
    if not isinstance(value, Tensor) or value.is_complex() or value.dtype == torch.bool:
        came = f"dtype {value.dtype}" if isinstance(value, Tensor) else type(value).__name__
        raise TypeError(f"{name} must be a torch tensor of real numbers; {came} came.")
    if size is None and value.ndim != 1:
        raise ValueError(f"{name} must have one axis, its components; shape {tuple(value.shape)} came.")
    if size is not None and value.shape != (size,):
        raise ValueError(f"{name} must have shape ({size},), as the rope turns; {tuple(value.shape)} came.")
    if value.is_meta or not bool(value.isfinite().all()):
        raise ValueError(f"{name} must hold finite numbers; {value} came.")
    return value.to(device(), exact_dtype())


def an_encoding(value: Any) -> Encoding:
    """What opens doors into attention."""
    if not isinstance(value, Encoding):
        raise TypeError(
            f"encoding must be an Encoding, like Rope(64) or Alibi(8); {type(value).__name__} came."
        )
    return value


def exact_dtype() -> torch.dtype:
    return torch.float32 if device().type == "mps" else torch.float64


def to_torch(values: Array) -> Tensor:
    return torch.as_tensor(values, dtype=torch.float64).to("cpu" if device().type == "mps" else device())


def to_numpy(tensor: Tensor) -> Array:
    return tensor.detach().cpu().to(torch.float64).numpy()


def name_of(rope: Rope) -> str:
    """What tells one Rope from another in a legend; the part that turns and the rule where they differ."""
    part = "" if rope.rotary_dim == rope.head_dim else f", {rope.rotary_dim} turning"
    rule = f", {rule_of(rope)}" if rope.scaling else ""
    return f"head_dim {rope.head_dim}{part}, base {rope.base:,.0f}{rule}"


def rule_of(rope: Rope) -> str:
    """The scaling rule with its factor, "yarn 4"; nothing where there is none."""
    factor = getattr(rope.scaling, "factor", None)
    return f"{type(rope.scaling).__name__}{f' {factor:g}' if factor else ''}" if rope.scaling else ""


def plain(rope: Rope) -> Rope:
    """A Rope for pictures that are drawn anew for other bases: with one speed formula for all components."""
    rope = by_one_position(rope)
    if rope.scaling is not None or rope.rotary_dim != rope.head_dim:
        raise ValueError(
            f"rope must turn all components by the plain formula; {rope!r} came. "
            "explore_model shows any Rope."
        )
    return rope
