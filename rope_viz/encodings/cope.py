"""CoPE: a position is not the number of tokens in between, but of those that matter to the query."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import Encoding, as_positions, random_table
from rope_viz.encodings.relative import relative_positions


class CoPE(Encoding):
    """Contextual position encoding: a count of the tokens from key to query, each weighted by a gate.

    The gate ``sigmoid(scale · query · key)``, between 0 and 1, says how much a token counts for a query. The
    contextual position of a key is the sum of the gates from that key to the query, both included. A
    learned vector belongs to each whole position, and the bias is its product with the query; between two
    whole positions the bias is interpolated.

    If a query's gates are all 1, the contextual position is the distance plus one, and the bias is that of
    `ShawKeys`. If they open at full stops only, it is the number of sentences.

    Parameters
    ----------
    table : Tensor, shape (max_position + 1, head_dim)
        Row p belongs to contextual position p; larger positions share the last row. Used as it is, so that
        it can be trained. The heads share the table.
    scale : float, optional
        What the products of queries and keys are multiplied by before the sigmoid; ``1 / sqrt(head_dim)`` by
        default, as in the authors' code. The bias itself is not scaled.

    Raises
    ------
    TypeError, ValueError
        If ``table`` is not a floating tensor with two axes, or ``scale`` is not above zero.

    Notes
    -----
    CoPE is made for causal attention. Keys after the query have contextual position 0, whatever their number.

    References
    ----------
    Golovneva et al. (2024), Contextual Position Encoding: Learning to Count What's Important, section 4 and
    appendix B.

    Examples
    --------
    The first component of a key says "full stop". A query that looks for it counts sentences, one that does
    not care (all its gates are one half) counts half the tokens.

    >>> import torch
    >>> stop = torch.tensor([0.0, 1.0, 0.0, 0.0, 1.0, 0.0])
    >>> keys = torch.stack((100 * stop - 50, torch.zeros(6)), dim=-1)
    >>> cope = CoPE.random(head_dim=2, max_position=8)
    >>> cope.contextual_positions(torch.tensor([[9.0, 0.0], [0.0, 0.0]]), keys, [5, 5], range(6))
    tensor([[2.0000, 2.0000, 1.0000, 1.0000, 1.0000, 0.0000],
            [3.0000, 2.5000, 2.0000, 1.5000, 1.0000, 0.5000]])
    """

    def __init__(self, table: Tensor, scale: float | None = None) -> None:
        self.table: Tensor = checks.table("table", table, "max_position + 1", "head_dim")
        self.scale: float = (
            1 / math.sqrt(table.shape[1]) if scale is None else checks.positive("scale", scale)
        )

    @classmethod
    def random(cls, head_dim: int, max_position: int = 64, seed: int = 0) -> CoPE:
        """Make an untrained table: normal numbers with standard deviation 1.

        Parameters
        ----------
        head_dim : int
            Components of a query.
        max_position : int
            The largest contextual position with a row of its own.
        seed : int
            The same seed gives the same table on every device.

        Raises
        ------
        TypeError, ValueError
            If ``head_dim`` is not above zero, or ``max_position`` is negative.

        Examples
        --------
        >>> CoPE.random(head_dim=64)
        CoPE(max_position=64, head_dim=64)
        """
        columns = checks.at_least("head_dim", head_dim, 1)
        rows = checks.at_least("max_position", max_position, 0) + 1
        return cls(random_table(rows, columns, seed, spread=1.0))

    @property
    def max_position(self) -> int:
        """The largest contextual position with a row of its own."""
        return len(self.table) - 1

    def contextual_positions(
        self, query: Tensor, key: Tensor, query_positions: Any, key_positions: Any
    ) -> Tensor:
        """Sum each query's gates from every key up to the query.

        Parameters
        ----------
        query, key : Tensor, shape (..., queries, head_dim) and (..., keys, head_dim)
        query_positions, key_positions : Tensor, array or sequence, shape (queries,) and (keys,)
            Tokens; only their order counts.

        Returns
        -------
        Tensor, shape (..., queries, keys)
            From 0 to ``max_position``, in float64 for float64 queries and in float32 for others.

        Raises
        ------
        TypeError, ValueError
            If ``query`` or ``key`` has another head_dim, or has not one position for each token.
        """
        relative, _ = relative_positions(query, query_positions, key_positions)
        for name, x, tokens in (("query", query, relative.shape[-2]), ("key", key, relative.shape[-1])):
            checks.last_axis(name, checks.floating(name, x), self.table.shape[1], "head_dim")
            checks.per_token(x, (tokens,), name=name)
        wide = torch.promote_types(query.dtype, torch.float32)
        gates = (self.scale * query.to(wide) @ key.to(wide).mT).sigmoid()
        gates = gates.masked_fill(relative.to(query.device) > 0, 0)
        latest_first = as_positions(key_positions, query.device).argsort(descending=True).to(query.device)
        counts = gates[..., latest_first].cumsum(dim=-1)[..., latest_first.argsort()]
        return counts.clamp(max=self.max_position)

    def bias(self, query: Tensor, key: Tensor, query_positions: Any, key_positions: Any) -> Tensor:
        """Multiply every query with the vector of every key's contextual position.

        Parameters and errors are those of `contextual_positions`.

        Returns
        -------
        Tensor, shape (..., heads or 1, queries, keys)
            Dtype and device of ``query``; differentiable in the query, the keys and the table.
        """
        place = self.contextual_positions(query, key, query_positions, key_positions)
        products = query.to(place.dtype) @ self.table.to(place).T  # (..., queries, max_position + 1)
        products = products.expand(*place.shape[:-1], -1)
        below = place.detach().floor()
        above = (below + 1).clamp(max=self.max_position)
        start, end = (products.gather(-1, row.to(torch.int64)) for row in (below, above))
        bias = torch.lerp(start, end, place - below).to(query.dtype)
        return bias if bias.ndim > 2 else bias[None]

    def __repr__(self) -> str:
        return f"CoPE(max_position={self.max_position}, head_dim={self.table.shape[1]})"
