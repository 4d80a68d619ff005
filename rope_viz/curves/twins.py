"""Positions that get the same vector, because numbers end somewhere."""

from __future__ import annotations

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.absolute import Sinusoidal

AT_ONCE = 1 << 14  # rows that are compared in one go


def first_twin(
    encoding: Sinusoidal, dtype: torch.dtype, *, rounded: str = "vector", limit: int | None = None
) -> tuple[int, int] | None:
    """Find the first position whose vector an earlier one has as well, to the last bit.

    Parameters
    ----------
    encoding : Sinusoidal
    dtype : torch.dtype
        The format to which numbers are rounded.
    rounded : {"vector", "position"}
        The finished vector, all else being computed in double precision; or the position, before it meets
        the sines and cosines, as it happens where positions are counted in a short format.
    limit : int, optional
        Positions below this are tried: 65 536 by default, or 2²⁵ where it is the position that is rounded.

    Returns
    -------
    (int, int) or None
        The earlier and the later position; None if there are none below ``limit``.

    Examples
    --------
    >>> first_twin(Sinusoidal(64), torch.bfloat16, rounded="position")
    (256, 257)
    >>> first_twin(Sinusoidal(2), torch.bfloat16)
    (1, 711)
    """
    whole = checks.one_of("rounded", rounded, ("vector", "position")) == "vector"
    limit = checks.at_least("limit", (1 << 16 if whole else 1 << 25) if limit is None else limit, 1)
    if not whole:
        return _first_equal_neighbours(encoding, dtype, limit)
    seen: dict[bytes, int] = {}
    for start in range(0, limit, AT_ONCE):
        rows = _rows(encoding, torch.arange(start, min(start + AT_ONCE, limit), dtype=torch.float64), dtype)
        for position, row in enumerate(rows, start):
            earlier = seen.setdefault(row, position)
            if earlier != position:
                return earlier, position
    return None


def _first_equal_neighbours(encoding: Sinusoidal, dtype: torch.dtype, limit: int) -> tuple[int, int] | None:
    """Whole numbers leave a format one after another from a power of two on: try those."""
    power = 1
    while power + 1 < limit:
        pair = torch.tensor([power, power + 1], dtype=torch.float64).to(dtype).double()
        one, other = _rows(encoding, pair, torch.float64)
        if one == other:
            return power, power + 1
        power *= 2
    return None


def _rows(encoding: Sinusoidal, positions: Tensor, dtype: torch.dtype) -> list[bytes]:
    rows = encoding.table(positions.cpu(), dtype=torch.float64).to(dtype) + 0.0  # no zero below zero
    return [row.tobytes() for row in rows.to(torch.float64).numpy()]
