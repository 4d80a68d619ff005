"""Relative positions, which every bias reads: key position − query position, tokens."""

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
    """Relative positions (..., queries, keys), float64 or int64, and the device where the bias belongs."""
    nearest = device() if query is None else query.device
    target = query_positions.device if isinstance(query_positions, Tensor) else nearest
    at, to = as_positions(query_positions, nearest), as_positions(key_positions, target)
    if whole:
        at = checks.whole("query_positions", at, COUNTED)
        to = checks.whole("key_positions", to, COUNTED)
    return to[..., None, :] - at[..., :, None], target
