"""The rules that several files ask of their arguments, and what their errors say.

Every text names the parameter, the rule with its reason, and the value that came. A rule that one file alone
needs lives there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral, Real
from typing import TypeVar

import torch
from torch import Tensor
from torch.compiler import is_compiling

Word = TypeVar("Word", bound=str)


def even(name: str, value: int, reason: str) -> int:
    """A positive even whole number."""
    value = _whole(name, value)
    if value < 2 or value % 2:
        raise ValueError(f"{name} must be even and at least 2, {reason}; {value} came.")
    return value


def at_least(name: str, value: int, least: int, reason: str = "") -> int:
    """A whole number with a lower bound."""
    value = _whole(name, value)
    if value < least:
        raise ValueError(f"{name} must be at least {least}{', ' + reason if reason else ''}; {value} came.")
    return value


def at_most(name: str, value: float, most: float, reason: str) -> float:
    """A number with an upper bound."""
    if value > most:
        raise ValueError(f"{name} must be at most {most}, {reason}; {value} came.")
    return value


def positive(name: str, value: float, reason: str = "") -> float:
    """A finite number above zero."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, {value!r} ({type(value).__name__}) came.")
    if not (math.isfinite(value) and value > 0):
        raise ValueError(
            f"{name} must be finite and above zero{', ' + reason if reason else ''}; {value} came."
        )
    return float(value)


def finite(name: str, value: float) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, {value!r} ({type(value).__name__}) came.")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be finite; {value} came.")
    return float(value)


def share(name: str, value: float, of_what: str) -> float:
    """A number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, {value!r} ({type(value).__name__}) came.")
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be between 0 and 1, the share {of_what}; {value} came.")
    return float(value)


def one_of(name: str, value: object, allowed: Iterable[Word]) -> Word:
    """One of a few words."""
    allowed = tuple(allowed)
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}; {value!r} came.")
    return allowed[allowed.index(value)]


def floating(name: str, value: object, reason: str = "a turned vector is not whole") -> Tensor:
    """A tensor of real floating-point numbers."""
    if not isinstance(value, Tensor):
        raise TypeError(f"{name} must be a torch tensor, {type(value).__name__} came.")
    if not value.is_floating_point():
        raise TypeError(
            f"{name} must hold floating-point numbers, because {reason}; "
            f"dtype {value.dtype} came. Try {name}.float()."
        )
    return value


def last_axis(name: str, value: Tensor, size: int, size_name: str) -> Tensor:
    """A tensor whose last axis has a given length."""
    if value.ndim < 2:
        raise ValueError(
            f"{name} must have shape (..., tokens, {size_name}); shape {tuple(value.shape)} came."
        )
    if value.shape[-1] != size:
        raise ValueError(
            f"{name} must have {size_name} = {size} entries on its last axis; "
            f"shape {tuple(value.shape)} came."
        )
    return value


def positions(value: Tensor, name: str = "positions") -> Tensor:
    """Finite real positions that their own dtype can hold."""
    if value.is_complex() or value.dtype == torch.bool:
        raise TypeError(f"{name} must be real numbers; dtype {value.dtype} came.")
    if is_compiling():
        return _exact_by_dtype(name, value)
    if value.is_meta:
        raise ValueError(f"{name} must hold numbers, which a tensor on the device meta does not; one came.")
    if value.numel() == 0:
        return value
    exact = (value.cpu() if value.device.type == "mps" else value).to(torch.float64)
    low, high = torch.stack(exact.aminmax()).tolist()
    if not math.isfinite(high - low):
        raise ValueError(
            f"{name} must be finite, because NaN and infinity have no angle; {_first_bad(exact)} came."
        )
    # From 2 / eps on, neighbouring whole numbers share one value: bfloat16 makes 257 a 256. Whole numbers
    # are held by their own dtype, and then by the float64 in which angles are computed.
    kind = value.dtype if value.is_floating_point() else torch.float64
    apart = 2 / torch.finfo(kind).eps
    if max(-low, high) >= apart:
        repair = "smaller ones" if kind == torch.float64 else "them as int64 or float64"
        raise ValueError(
            f"{name} must be exact, but {kind} tells neighbouring whole numbers apart only below "
            f"{apart:.0f}; {max(-low, high):.0f} came. Give {repair}."
        )
    return value


def within(exact: Tensor, length: int | None, reason: str) -> None:
    """Positions up to which a rule that changes with the length holds."""
    if length is None:
        return
    known_values("positions", f"they must stay below {length}, {reason}")
    if exact.numel() and (largest := float(exact.max())) >= length:
        raise ValueError(
            f"positions must stay below {length}, {reason}; {largest:g} came. "
            f"Say the sequence's length: rope.at_length({int(largest) + 1})."
        )


def known_values(name: str, reason: str) -> None:
    """Refuse to go by values while a program is compiled, which does not know them."""
    if is_compiling():
        raise ValueError(
            f"{name} must be tables in a program that torch compiles, because {reason}, and it cannot see "
            f"their values; a tensor came. Make the tables before, with tables({name})."
        )


def per_token(x: Tensor, positions_shape: tuple[int, ...], axes: int | None = None, name: str = "x") -> None:
    """One position per token, of so many axes where it has any, and axes before that which broadcast."""
    shape = tuple(x.shape)
    if axes is not None:
        position_axes(positions_shape, axes)
    placed = positions_shape if axes is None else positions_shape[:-1]
    if placed == shape[-2:-1]:
        return
    if not placed or placed[-1] != shape[-2]:
        count = placed[-1] if placed else "no axis"
        raise ValueError(
            f"positions must have one entry per token: {name} has {shape[-2]} tokens (shape {shape}), "
            f"positions has {count} (shape {positions_shape})."
        )
    try:
        broadcast = torch.broadcast_shapes(placed, shape[:-1])
    except RuntimeError:
        broadcast = ()
    if broadcast != shape[:-1]:
        wanted = "(batch, 1, tokens)" if axes is None else f"(batch, 1, tokens, {axes})"
        raise ValueError(
            f"positions must broadcast to the axes of {name} before its last: {name} has shape {shape}, "
            f"positions has shape {positions_shape}. Positions per sequence need an axis for the heads: "
            f"shape {wanted}."
        )


def position_axes(positions_shape: tuple[int, ...], axes: int) -> None:
    """Positions with a coordinate for each axis."""
    if len(positions_shape) < 2 or positions_shape[-1] != axes:
        raise ValueError(
            f"positions must have shape (..., tokens, {axes}), a coordinate for each of {axes} axes; "
            f"shape {positions_shape} came."
        )


def table(name: str, value: object, rows: str, columns: str) -> Tensor:
    """A tensor of learned numbers with two axes, neither of them empty."""
    value = floating(name, value, "it is learned")
    if value.ndim != 2 or 0 in value.shape:
        raise ValueError(
            f"{name} must have shape ({rows}, {columns}), neither of them empty; "
            f"shape {tuple(value.shape)} came."
        )
    return value


def whole(name: str, value: Tensor, reason: str) -> Tensor:
    """Whole numbers, which may come in a floating dtype; int64."""
    if value.is_floating_point():
        broken = value != value.round()
        if bool(broken.any()):
            raise ValueError(
                f"{name} must be whole numbers, because {reason}; {float(value[broken][0])} came."
            )
    return value.to(torch.int64)


def multiple(name: str, value: int, of: int, reason: str) -> int:
    """A multiple of a whole number."""
    if value % of:
        raise ValueError(f"{name} must be a multiple of {of}, {reason}; {value} came.")
    return value


def with_heads(name: str, value: Tensor) -> Tensor:
    """Vectors with an axis for heads."""
    if value.ndim < 3:
        raise ValueError(
            f"{name} must have shape (..., heads, tokens, head_dim); shape {tuple(value.shape)} came."
        )
    return value


def shape(name: str, value: object, wanted: tuple[int, ...], words: str) -> Tensor:
    """A floating tensor of one shape."""
    value = floating(name, value, "it multiplies what is not whole")
    if value.shape != wanted:
        raise ValueError(f"{name} must have shape {wanted}, {words}; shape {tuple(value.shape)} came.")
    return value


def as_many_tokens(name: str, value: Tensor, beside: str, other: Tensor) -> None:
    """Two tensors with one row for each of the same tokens."""
    tokens, size = other.shape[-2], value.shape[-1]
    if value.shape[-2] != tokens:
        raise ValueError(
            f"{name} must have a row for each token of {beside}: shape (..., {tokens}, {size}); "
            f"shape {tuple(value.shape)} came, with {beside} {tuple(other.shape)}."
        )


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, {value!r} ({type(value).__name__}) came.")
    return int(value)


def _exact_by_dtype(name: str, value: Tensor) -> Tensor:
    """Positions of a dtype that holds all that are usual, for their values cannot be seen."""
    if value.is_floating_point() and value.dtype not in (torch.float32, torch.float64):
        raise ValueError(
            f"{name} must be whole numbers, float32 or float64 in a program that torch compiles, which "
            f"cannot see whether {value.dtype} holds their values exactly; {value.dtype} came."
        )
    return value


def _first_bad(value: Tensor) -> str:
    index = int((~torch.isfinite(value)).flatten().nonzero()[0])
    return f"{float(value.flatten()[index])} at entry {index}"
