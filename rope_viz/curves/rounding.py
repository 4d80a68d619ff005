"""What becomes of a rotation whose steps are kept in short formats: the wrong ways, made on purpose.

`rope_viz.Rope` computes angles in float64 and rounds once. Here each step is rounded where programs round it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.curves.common import Array, by_one_position, pair_components, to_numpy
from rope_viz.curves.tidy import Tidy
from rope_viz.encodings.rope import Rope

FORMATS = {name: getattr(torch, name) for name in ("bfloat16", "float16", "float32", "float64")}
SINCE = ("positions", "speeds", "tables", "vectors")
PLACES = 64  # positions among which the largest error is looked for


@dataclass(frozen=True)
class Precision:
    """The format in which each step of a rotation is kept.

    Attributes
    ----------
    positions, speeds : what is multiplied
    angles : their product
    tables : cosine and sine, and the products of them with a vector's components
    vectors : queries and keys, before and after they are turned
    """

    positions: str = "float64"
    speeds: str = "float64"
    angles: str = "float64"
    tables: str = "float64"
    vectors: str = "float64"

    def __post_init__(self) -> None:
        for step, name in vars(self).items():
            checks.one_of(step, name, tuple(FORMATS))


OURS = Precision(tables="float32", vectors="float32")


def kept_in(name: str, since: str = "positions") -> Precision:
    """Say that a format is used from some step of the rotation on.

    Parameters
    ----------
    name : {"bfloat16", "float16", "float32", "float64"}
    since : {"positions", "speeds", "tables", "vectors"}
        ``"positions"``: everything is in the format. ``"speeds"``: the speeds were cast to it, positions and
        angles are in float32. ``"tables"`` or ``"vectors"``: all that comes before is in float64.

    Examples
    --------
    >>> kept_in("bfloat16", "tables")
    Precision(positions='float64', speeds='float64', angles='float64', tables='bfloat16', vectors='bfloat16')
    """
    steps = {
        "positions": Precision(name, name, name, name, name),
        "speeds": Precision("float32", name, "float32", name, name),
        "tables": Precision(tables=name, vectors=name),
        "vectors": Precision(vectors=name),
    }
    return steps[checks.one_of("since", since, SINCE)]


def rounded_to(name: str, x: Tensor) -> Tensor:
    """Round to a format, by way of float32 as processors do, and give back float64."""
    exact = x.to(torch.float64)
    return exact if name == "float64" else exact.to(torch.float32).to(FORMATS[name]).to(torch.float64)


def rounded_angles(speeds: Tensor, positions: Tensor, precision: Precision) -> Tensor:
    """Angles where positions, speeds and angles are rounded: (..., pairs), float64, radians."""
    places = rounded_to(precision.positions, positions)[..., None]
    return rounded_to(precision.angles, places * rounded_to(precision.speeds, speeds))


def rounded_pairs(pairs: Tensor, speeds: Tensor, positions: Tensor, precision: Precision) -> Tensor:
    """Turn pairs of components, (..., tokens, pairs, 2), at some speeds, as `rounded_rotation` does."""
    angles = rounded_angles(speeds, positions, precision)

    def kept(value: Tensor) -> Tensor:
        return rounded_to(precision.tables, value)

    cos, sin = kept(angles.cos()), kept(angles.sin())
    one, other = rounded_to(precision.vectors, pairs).unbind(-1)
    turned = kept(one * cos) - kept(other * sin), kept(one * sin) + kept(other * cos)
    return rounded_to(precision.vectors, kept(torch.stack(turned, dim=-1)))


def rounded_rotation(rope: Rope, x: Tensor, positions: Tensor, precision: Precision) -> Tensor:
    """Turn vectors as a program does that keeps each step in some format.

    The attention factor of a scaling rule is left out.

    Parameters
    ----------
    rope : Rope
    x : Tensor, shape (..., tokens, head_dim)
    positions : Tensor, shape (tokens,)
    precision : Precision
        From `kept_in`, or step by step.

    Returns
    -------
    Tensor, shape (..., tokens, head_dim), float64
        Numbers that the format of ``precision.vectors`` holds.

    Examples
    --------
    >>> x = torch.ones(1, 2)
    >>> rounded_rotation(Rope(2), x, torch.tensor([257]), kept_in("bfloat16"))
    tensor([[ 0.9609, -1.0391]], dtype=torch.float64)
    >>> Rope(2).rotate(x, [256]).to(torch.bfloat16)
    tensor([[ 0.9609, -1.0391]], dtype=torch.bfloat16)
    """
    rope = by_one_position(rope)
    first, second = pair_components(rope)
    turned = rounded_to(precision.vectors, checks.last_axis("x", x, rope.head_dim, "head_dim")).clone()
    pairs = torch.stack([turned[..., first], turned[..., second]], dim=-1)
    pairs = rounded_pairs(pairs, rope.inv_freq.to(x.device), positions.to(x.device), precision)
    turned[..., first], turned[..., second] = pairs.unbind(-1)
    return turned


@dataclass(frozen=True)
class ErrorTable(Tidy, axes={"errors": ("position",)}, places={"position": "positions"}):
    """How far hands are off that were turned in a short format.

    Attributes
    ----------
    positions : (positions,) tokens
    errors : (positions,) largest distance of a hand's tip, (cos, sin), from where it should be, in radii
        (0 to 2), among all pairs and the 64 positions that end here
    label : what was kept in which format
    """

    positions: Array
    errors: Array
    label: str


def error_curve(
    rope: Rope, precision: Precision, positions: Iterable[float] | None = None, *, label: str
) -> ErrorTable:
    """Tabulate how far hands are off that are turned with rounded positions, speeds, angles and tables.

    Parameters
    ----------
    rope : Rope
    precision : Precision
        From `kept_in`; what is said of vectors has no part in it.
    positions : sequence of whole numbers, optional
        From 8 to 1,048,576 by default, four for each doubling.
    label : str

    Examples
    --------
    >>> table = error_curve(Rope(128), kept_in("bfloat16"), [100, 257], label="bfloat16")
    >>> table.errors.round(2)
    array([0.33, 0.96])
    """
    rope = by_one_position(rope)
    ends = np.round(8 * 2 ** (np.arange(69) / 4)) if positions is None else np.array([*positions], float)
    errors = []
    for end in ends:
        places = torch.arange(max(0.0, end - PLACES + 1), end + 1, dtype=torch.float64)
        true, rounded = rope.angles(places), rounded_angles(rope.inv_freq, places, precision)
        tips = [rounded_to(precision.tables, f(rounded)) - f(true) for f in (torch.cos, torch.sin)]
        largest = torch.hypot(*tips).max()  # NaN where a position is beyond the format
        errors.append(float(largest) if math.isfinite(largest) else math.nan)
    return ErrorTable(ends, np.array(errors), label)


def scores_along(
    rope: Rope, query: Tensor, key: Tensor, distance: int, positions: Iterable[float], precision: Precision
) -> Array:
    """Scores of one query and one key at the same distance, at several places of a text.

    Parameters
    ----------
    rope : Rope
    query, key : Tensor, shape (head_dim,)
    distance : int
        Query position − key position.
    positions : sequence of float
        Of the key.
    precision : Precision

    Returns
    -------
    array, shape (positions,)
        q·k, not divided by ``sqrt(head_dim)``; the products are summed in float64. NaN where a position is
        beyond the format.

    Examples
    --------
    >>> ones = torch.ones(2)
    >>> scores_along(Rope(2), ones, ones, 1, [255, 256, 257], kept_in("bfloat16")).round(1)
    array([ 1.1,  2. , -0.8])
    """
    places = torch.as_tensor([*positions], dtype=torch.float64)
    turned = [
        rounded_rotation(rope, vector.cpu().expand(len(places), -1), at, precision)
        for vector, at in ((query, places + distance), (key, places))
    ]
    return to_numpy((turned[0] * turned[1]).sum(-1))
