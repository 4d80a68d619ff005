"""ALiBi: a penalty that grows linearly with the distance, with nothing learned."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.relative import relative_positions


class Alibi(Encoding):
    """Attention with linear biases: a penalty proportional to the distance, with nothing learned.

    ``bias = −slope · |distance|``, where each head has a slope of its own. With a causal mask this is the
    paper's bias; without one it is the symmetric form that encoders use. It is added after the products of
    queries and keys have been divided by the square root of head_dim.

    Parameters
    ----------
    heads : int
        For a power of two the slopes are ``2 ** (-8 h / heads)``, h = 1 … heads. For other numbers, as in
        the authors' code: all slopes for the power of two below, then every second slope for the power above.
    causal : bool
        Give keys after the query minus infinity, so that the bias is also the causal mask, as in the
        paper's figure 3.

    Raises
    ------
    TypeError, ValueError
        If ``heads`` is not a whole number above zero.

    References
    ----------
    Press, Smith and Lewis (2022), Train Short, Test Long, section 3 and figure 3.
    Code: ``get_slopes`` in ofirpress/attention_with_linear_biases, fairseq/models/transformer.py.

    Examples
    --------
    >>> Alibi(4).slopes
    tensor([0.2500, 0.0625, 0.0156, 0.0039], dtype=torch.float64)
    >>> Alibi(1).slopes
    tensor([0.0039], dtype=torch.float64)
    >>> Alibi(8, causal=True).bias(None, None, torch.arange(3), torch.arange(3))[0]
    tensor([[ 0.0000,    -inf,    -inf],
            [-0.5000,  0.0000,    -inf],
            [-1.0000, -0.5000,  0.0000]])
    """

    def __init__(self, heads: int, causal: bool = False) -> None:
        self.heads: int = checks.at_least("heads", heads, 1)
        self.causal = causal

    @property
    def slopes(self) -> Tensor:
        """Penalty of each head for each token of distance, shape (heads,), float64."""
        below = 2 ** (self.heads.bit_length() - 1)
        return torch.cat((_slopes(below), _slopes(2 * below)[0::2][: self.heads - below]))

    def bias(
        self, query: Tensor | None, key: Tensor | None, query_positions: Any, key_positions: Any
    ) -> Tensor:
        """Compute the bias of every query and key.

        Parameters
        ----------
        query, key : Tensor or None
            Only the query's dtype and device are used.
        query_positions, key_positions : Tensor, array or sequence, shape (..., queries) and (..., keys)
            Tokens; need not be whole.

        Returns
        -------
        Tensor, shape (..., heads, queries, keys)
            Computed in float64 and rounded once, to float64 if the query has it and to float32 otherwise;
            on the device of ``query_positions``.

        Raises
        ------
        TypeError, ValueError
            If a position is not a finite real number.
        """
        relative, target = relative_positions(query, query_positions, key_positions)
        # (..., queries, keys) -> (..., heads, queries, keys); 0 − x and not −x, so that distance 0 has no −0
        exact = 0 - relative.abs()[..., None, :, :] * self.slopes.to(relative.device)[:, None, None]
        if self.causal:
            exact = exact.masked_fill(relative[..., None, :, :] > 0, -math.inf)
        wide = query is not None and query.dtype == torch.float64
        return exact.to(torch.float64 if wide else torch.float32).to(target)

    def __repr__(self) -> str:
        return f"Alibi(heads={self.heads}{', causal=True' if self.causal else ''})"


def _slopes(heads: int) -> Tensor:
    """2^(−8h / heads) for h = 1 … heads, a power of two."""
    return 2.0 ** (-8 / heads * torch.arange(1, heads + 1, dtype=torch.float64))
