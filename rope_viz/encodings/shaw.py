"""Shaw's relative keys: a learned vector for each relative position, multiplied with the query."""

from __future__ import annotations

import math
from typing import Any

from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import Encoding, random_table
from rope_viz.encodings.relative import relative_positions


class ShawKeys(Encoding):
    """A learned vector for each relative position, which is added to the key.

    As ``query · (key + vector) = query · key + query · vector``, it is a bias that depends on the query:
    ``query · table[clip(relative position)]``. Relative positions beyond the table share its first and its
    last row. The heads share the table.

    Parameters
    ----------
    table : Tensor, shape (2 · clip + 1, head_dim)
        Row ``clip + r`` belongs to relative position r; used as it is, so that it can be trained.
    scale : float, optional
        Multiplies the bias; must be what multiplies the products of queries and keys. By default
        ``1 / sqrt(head_dim)``, as in `rope_viz.attend`.

    Raises
    ------
    TypeError, ValueError
        If ``table`` is not a floating tensor with two axes and an odd number of rows.

    References
    ----------
    Shaw, Uszkoreit and Vaswani (2018), Self-Attention with Relative Position Representations,
    equations 4 and 5. (Equation 3, which adds vectors to the values, is no bias and is left out.)

    Examples
    --------
    >>> import torch
    >>> encoding = ShawKeys(torch.tensor([[-1.0], [0.0], [1.0]]))  # relative positions -1, 0 and 1
    >>> encoding.bias(torch.tensor([[[2.0], [3.0]]]), None, [0, 1], [0, 1, 2, 3])
    tensor([[[ 0.,  2.,  2.,  2.],
             [-3.,  0.,  3.,  3.]]])
    """

    def __init__(self, table: Tensor, scale: float | None = None) -> None:
        self.table: Tensor = checks.table("table", table, "2 · clip + 1", "head_dim")
        if len(table) % 2 == 0:
            raise ValueError(
                f"table must have an odd number of rows, one for each relative position from −clip to "
                f"clip; {len(table)} came."
            )
        self.scale: float = (
            1 / math.sqrt(table.shape[1]) if scale is None else checks.positive("scale", scale)
        )

    @classmethod
    def random(cls, head_dim: int, clip: int = 16, seed: int = 0) -> ShawKeys:
        """Make an untrained table: normal numbers with standard deviation 1.

        Parameters
        ----------
        head_dim : int
            Components of a query.
        clip : int
            The largest distance with a row of its own, tokens.
        seed : int
            The same seed gives the same table on every device.

        Raises
        ------
        TypeError, ValueError
            If ``head_dim`` is not above zero, or ``clip`` is negative.

        Examples
        --------
        >>> ShawKeys.random(head_dim=64, clip=2)
        ShawKeys(clip=2, head_dim=64)
        """
        columns = checks.at_least("head_dim", head_dim, 1)
        rows = 2 * checks.at_least("clip", clip, 0) + 1
        return cls(random_table(rows, columns, seed, spread=1.0))

    @property
    def clip(self) -> int:
        """The largest distance with a row of its own, tokens."""
        return len(self.table) // 2

    def bias(self, query: Tensor, key: Tensor | None, query_positions: Any, key_positions: Any) -> Tensor:
        """Multiply every query with the vector of every key's relative position.

        Parameters
        ----------
        query : Tensor, shape (..., queries, head_dim)
        key : Tensor or None
            Not used.
        query_positions, key_positions : Tensor, array or sequence, shape (queries,) and (keys,)
            Whole numbers, tokens.

        Returns
        -------
        Tensor, shape (..., heads or 1, queries, keys)
            Dtype and device of ``query``; differentiable in the query and in the table.

        Raises
        ------
        TypeError, ValueError
            If ``query`` has another head_dim, there is not one position per query, or a position is not
            whole.
        """
        query = checks.last_axis("query", checks.floating("query", query), self.table.shape[1], "head_dim")
        relative, _ = relative_positions(query, query_positions, key_positions, whole=True)
        checks.per_token(query, tuple(relative.shape[:-1]), name="query")
        near = relative.clamp(-self.clip, self.clip) + self.clip
        products = query @ (self.table.to(query) * self.scale).T  # (..., queries, 2 clip + 1)
        index = near.to(query.device).expand(*products.shape[:-1], near.shape[-1])
        bias = products.gather(-1, index)
        return bias if bias.ndim > 2 else bias[None]

    def __repr__(self) -> str:
        return f"ShawKeys(clip={self.clip}, head_dim={self.table.shape[1]})"
