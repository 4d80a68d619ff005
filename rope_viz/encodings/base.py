"""The three doors by which a position can enter attention: add, bias, rotate.

Every encoding of the package is an `Encoding` that opens one door and leaves the others shut, so
attention, decoding with a cache, studies and timings are written once, against the doors.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rope_viz import checks


class Encoding:
    """A position encoding with all three doors shut; subclasses open the one they use.

    Shapes: ``x`` is ``(..., tokens, dim)`` before the first layer; queries and keys are
    ``(..., heads, tokens, head_dim)``; positions are ``(tokens,)``, or ``(tokens, axes)`` for encodings of
    places with several coordinates.
    """

    axes: int | None = None  # coordinates of a position; None where it is one number

    def add(self, x: Tensor, positions: Tensor) -> Tensor:
        """Door 1: what enters the first layer, shape of ``x``."""
        return x

    def bias(
        self, query: Tensor, key: Tensor, query_positions: Tensor, key_positions: Tensor
    ) -> Tensor | None:
        """Door 2: what is added to the scores, or None where the door is shut.

        Parameters
        ----------
        query, key : Tensor, shape (..., queries, head_dim) and (..., keys, head_dim)
            As they are multiplied to make the score, so already rotated if the encoding rotates. Encodings
            whose bias depends on positions only, such as `T5Bias` and `Alibi`, need neither and take None.
        query_positions, key_positions : Tensor, shape (queries,) and (keys,)
            Tokens. When a model writes word by word with a cache, there is one query, and a key for each
            token so far.

        Returns
        -------
        Tensor, shape (..., heads or 1, queries, keys), or None
        """
        return None

    def rotate_query(self, query: Tensor, positions: Tensor) -> Tensor:
        """Door 3 for queries: shape of ``query``."""
        return query

    def rotate_key(self, key: Tensor, positions: Tensor) -> Tensor:
        """Door 3 for keys: shape of ``key``."""
        return key


class NoPositions(Encoding):
    """No position at all: attention sees a bag of words."""

    def __repr__(self) -> str:
        return "NoPositions()"


def device() -> torch.device:
    """Choose where the package computes: CUDA, else Apple's MPS, else the CPU.

    The environment variable ``ROPE_VIZ_DEVICE`` overrides the choice. No other place in the package
    chooses a device: results live where the arguments live, and plain numbers become tensors here.

    Raises
    ------
    ValueError
        If ``ROPE_VIZ_DEVICE`` names no device that torch knows.

    Examples
    --------
    >>> isinstance(device(), torch.device)
    True
    """
    wanted = os.environ.get("ROPE_VIZ_DEVICE")
    if wanted:
        try:
            return torch.device(wanted)
        except RuntimeError as error:
            raise ValueError(
                f"ROPE_VIZ_DEVICE must name a torch device, like 'cpu' or 'cuda'; {wanted!r} came."
            ) from error
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def as_positions(positions: Any, fallback: torch.device | None = None) -> Tensor:
    """Checked positions in float64, on their own device or the fallback (the CPU if it lacks float64)."""
    if not isinstance(positions, Tensor):
        try:
            positions = torch.as_tensor(np.asarray(positions))  # NumPy keeps plain floats in float64
        except (TypeError, ValueError, RuntimeError) as error:
            raise TypeError(f"positions must be numbers; {positions!r} came.") from error
        target = fallback or device()
    else:
        target = positions.device
    return checks.positions(positions).to("cpu" if target.type == "mps" else target).to(torch.float64)


def random_table(rows: int, columns: int, seed: int, *, spread: float) -> Tensor:
    """Normal numbers with standard deviation ``spread``: an untrained table, (rows, columns).

    They are drawn on the CPU, so that a seed gives the same table on every device.
    """
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(rows, columns, generator=generator) * spread).to(device())
