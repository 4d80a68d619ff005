"""Scores among the patches of an image: which patches does a query look at, and does its own place count?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from rope_viz.curves.common import Array, real_vector, to_numpy
from rope_viz.encodings.axes import grid_positions
from rope_viz.encodings.base import Encoding


def patch_scores(encoding: Encoding, query: Tensor, key: Tensor, height: int, width: int) -> Array:
    """Score one query at each patch of an image with one key at each patch.

    Parameters
    ----------
    encoding : Encoding
        Of places with two coordinates (x, y): `AxialRope`, `MixedRope` of one head, or `GeneratorRope`.
    query, key : Tensor, shape (head_dim,)
        Before rotation.
    height, width : int
        Patches.

    Returns
    -------
    array, shape (height, width, height, width)
        ``[y, x, y', x']``: query in row y and column x, key in row y' and column x'; not divided by √D.

    Raises
    ------
    TypeError, ValueError
        If the encoding has not two axes, or a vector is not one of finite real numbers.

    Examples
    --------
    >>> from rope_viz import AxialRope
    >>> scores = patch_scores(AxialRope(8), torch.ones(8), torch.ones(8), 3, 4)
    >>> scores.shape, float(scores[1, 2, 1, 2])
    ((3, 4, 3, 4), 8.0)
    """
    if encoding.axes != 2:
        raise ValueError(
            f"encoding must turn by two coordinates, column and row; {encoding!r} turns by "
            f"{encoding.axes or 'one position'}."
        )
    grid = grid_positions(height, width)
    turned = [
        turn(real_vector(name, vector).expand(len(grid), -1), grid)
        for name, vector, turn in (
            ("query", query, encoding.rotate_query),
            ("key", key, encoding.rotate_key),
        )
    ]
    return to_numpy(turned[0] @ turned[1].mT).reshape(height, width, height, width)


def turned_directions(inv_freq: Tensor, degrees: float) -> Tensor:
    """Turn the direction of every pair, counter-clockwise on an image whose rows are counted downwards.

    Parameters
    ----------
    inv_freq : Tensor, shape (2, pairs)
        Speeds along x and y, as of `AxialRope`.
    degrees : float

    Examples
    --------
    >>> turned_directions(torch.tensor([[1.0], [0.0]]), 90).round(decimals=3).abs().tolist()
    [[0.0], [1.0]]
    """
    cos, sin = (f(math.radians(degrees)) for f in (math.cos, math.sin))
    exact = inv_freq.to(torch.float64)
    return torch.tensor([[cos, sin], [-sin, cos]], dtype=torch.float64, device=exact.device) @ exact


def looking_at(encoding: Encoding, query: Tensor, offset: Sequence[float]) -> Tensor:
    """Make the key that a query at (0, 0) finds at an offset: the query itself, turned back by it.

    Parameters
    ----------
    encoding : Encoding
        Of places with two coordinates.
    query : Tensor, shape (head_dim,)
    offset : two numbers
        Key place minus query place, (columns to the right, rows down).

    Examples
    --------
    >>> from rope_viz import AxialRope
    >>> rope, query = AxialRope(8), torch.ones(8)
    >>> scores = patch_scores(rope, query, looking_at(rope, query, (1, -2)), 5, 5)
    >>> int(scores[4, 0].argmax())  # row 2, column 1
    11
    """
    back = torch.tensor([[-float(step) for step in offset]], dtype=torch.float64)
    return encoding.rotate_key(real_vector("query", query)[None], back)[0]


def by_place(scores: Array, offset: Sequence[int]) -> Array:
    """Read the score of one offset from every place of the query.

    Parameters
    ----------
    scores : array, shape (height, width, height, width)
        Of `patch_scores`.
    offset : two whole numbers
        Key place minus query place, (columns to the right, rows down).

    Returns
    -------
    array, shape (height, width)
        NaN where the key would lie outside the image.

    Examples
    --------
    >>> by_place(np.arange(16.0).reshape(2, 2, 2, 2), (1, 0))
    array([[ 1., nan],
           [11., nan]])
    """
    height, width = scores.shape[:2]
    found = np.full((height, width), np.nan)
    right, down = (int(step) for step in offset)
    y, x = np.mgrid[max(0, -down) : height - max(0, down), max(0, -right) : width - max(0, right)]
    found[y, x] = scores[y, x, y + down, x + right]
    return found


def unevenness(scores: Array) -> float:
    """The largest spread of one offset's score over all places of the query: 0 if differences alone count.

    Parameters
    ----------
    scores : array, shape (height, width, height, width)
        Of `patch_scores`.

    Examples
    --------
    >>> from rope_viz import AxialRope
    >>> unevenness(patch_scores(AxialRope(8), torch.ones(8), torch.ones(8), 5, 5)) < 1e-12
    True
    """
    height, width = scores.shape[:2]
    offsets = ((x, y) for x in range(1 - width, width) for y in range(1 - height, height))
    return max(float(np.nanmax(found) - np.nanmin(found)) for found in (by_place(scores, o) for o in offsets))


def corners(scores: Array, place: Sequence[int], offset: Sequence[int]) -> tuple[float, float, float, float]:
    """Read the four corners of the rectangle around a place: an offset, its opposite, and their two mirrors.

    Where half of the pairs turn with the column and half with the row, the first two have the same sum as
    the last two, for a score is then a sum of one part for the column and one for the row.

    Parameters
    ----------
    scores : array, shape (height, width)
        Of one query, or its weights.
    place : two whole numbers
        The query's (column, row).
    offset : two whole numbers
        (columns to the right, rows down).

    Returns
    -------
    four numbers
        At the offset, at its opposite, and at the offset mirrored upside down and left to right; NaN where a
        corner lies outside the image.
    """
    (x, y), (right, down) = place, offset
    found = [(x + right, y + down), (x - right, y - down), (x + right, y - down), (x - right, y + down)]
    height, width = scores.shape
    one, opposite, upside_down, sideways = (
        float(scores[row, column]) if 0 <= row < height and 0 <= column < width else float("nan")
        for column, row in found
    )
    return one, opposite, upside_down, sideways
