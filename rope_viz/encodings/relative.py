"""Relative positions, from which the biases are made."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import as_positions, device

COUNTED = "rows count tokens"


def relative_positions(
    query: Tensor | None, query_positions: Any, key_positions: Any, *, whole: bool = False
) -> tuple[Tensor, torch.device]:
    """Subtract every query's position from every key's, after checking both.

    Parameters
    ----------
    query : Tensor or None
        Positions that are plain numbers go to its device, or to `device()` if it is None.
    query_positions, key_positions : Tensor, array or sequence, shape (..., queries) and (..., keys)
        Tokens.
    whole : bool
        Refuse positions that are not whole numbers.

    Returns
    -------
    relative : Tensor, shape (..., queries, keys)
        Tokens, negative where the key is before the query; int64 if ``whole``, else float64. On the CPU where
        the device has no float64.
    target : torch.device
        The device of the query positions, where the bias belongs.

    Raises
    ------
    TypeError, ValueError
        If a position is not a finite real number, or not whole where it must be.

    Examples
    --------
    >>> relative_positions(None, [0, 5], [0, 1, 2], whole=True)[0].tolist()
    [[0, 1, 2], [-5, -4, -3]]
    """
    nearest = device() if query is None else query.device
    target = query_positions.device if isinstance(query_positions, Tensor) else nearest
    at, to = as_positions(query_positions, nearest), as_positions(key_positions, target)
    if whole:
        at = checks.whole("query_positions", at, COUNTED)
        to = checks.whole("key_positions", to, COUNTED)
    return to[..., None, :] - at[..., :, None], target
