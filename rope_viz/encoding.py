"""The three doors by which a position can enter attention: add, bias, rotate.

Every encoding of the package is an `Encoding` that opens one door and leaves the others shut, so
attention, decoding with a cache, studies and timings are written once, against the doors.
"""

from __future__ import annotations

from torch import Tensor


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

    def bias(self, query: Tensor, query_positions: Tensor, key_positions: Tensor) -> Tensor | None:
        """Door 2: what is added to the scores, ``(heads or 1, queries, keys)``, or None.

        ``query`` is there for encodings whose bias depends on it (Shaw's relative keys).
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
