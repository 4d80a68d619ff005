"""Position encodings of the second door: a number for each query and key, added to their score.

Shapes: a bias is (..., heads, queries, keys), the leading axes being those of the positions;
relative position = key position − query position, tokens.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.absolute import _normal
from rope_viz.encodings.base import Encoding, as_positions, device

COUNTED = "rows count tokens"


def t5_bucket(
    relative_position: Any, bidirectional: bool = True, num_buckets: int = 32, max_distance: int = 128
) -> Tensor:
    """Sort relative positions into T5's buckets: near ones alone, far ones in ever wider groups.

    In each direction the first half of the buckets holds one distance each; the others start at
    distances that grow geometrically up to ``max_distance``, and the last one is open. With two
    directions, keys after the query take the second half of the buckets; its first (16 of 32) would be
    for distance 0, which belongs to the past, so it is never used.

    Parameters
    ----------
    relative_position : Tensor, array, sequence or number, any shape
        Key position − query position, tokens; whole numbers.
    bidirectional : bool
        True in an encoder. False in a decoder: all buckets are for the past, keys after the query fall
        into bucket 0.
    num_buckets : int
        For both directions together; even if ``bidirectional``.
    max_distance : int
        Tokens; the last bucket starts before it.

    Returns
    -------
    Tensor, int64, shape and device of ``relative_position``
        From 0 to ``num_buckets - 1``.

    Raises
    ------
    TypeError, ValueError
        If a relative position is not whole, or the buckets cannot be laid out.

    Notes
    -----
    T5's code takes a logarithm in float32 and truncates it, so a distance on a border falls to whichever
    side the rounding sends it. Here the borders are found exactly, in whole numbers. For T5's settings the
    two agree; of 3,990 others that were tried, two differ, at one distance each (17 buckets in a direction
    up to 27 tokens, at distance 18; 19 up to 196, at 42). The formula in float64 is no safer: with 9
    buckets up to 128 tokens it misplaces 8, 16 and 64, which float32 gets right.

    References
    ----------
    Raffel et al. (2020), Exploring the Limits of Transfer Learning, section 2.1.
    Code: ``_relative_position_bucket`` in mesh_tensorflow/transformer/transformer_layers.py.

    Examples
    --------
    >>> t5_bucket(torch.tensor([-200, -8, -1, 0, 1, 8]))
    tensor([15,  8,  1,  0, 17, 24])
    >>> t5_bucket(torch.tensor([-200, -8, -1, 0, 1, 8]), bidirectional=False)
    tensor([31,  8,  1,  0,  0,  0])
    """
    starts = _checked_starts(bidirectional, num_buckets, max_distance)
    target = relative_position.device if isinstance(relative_position, Tensor) else device()
    exact = as_positions(relative_position)
    relative = checks.whole("relative_position", exact, COUNTED).to(target)
    return _bucket(relative, starts, bidirectional)


class T5Bias(Encoding):
    """A learned number for each bucket of distances and each head.

    T5 adds it to the products of queries and keys as they are, undivided by the square root of
    head_dim; MPNet, whose bias ships with the package, divides the products first.

    Parameters
    ----------
    table : Tensor, shape (num_buckets, heads)
        Used as it is, so that a table with ``requires_grad`` is trained.
    bidirectional, max_distance
        As for `t5_bucket`.

    Raises
    ------
    TypeError, ValueError
        If ``table`` is not a floating tensor with two axes, or its rows cannot be laid out as buckets.

    References
    ----------
    Raffel et al. (2020), Exploring the Limits of Transfer Learning, section 2.1.

    Examples
    --------
    >>> bias = T5Bias(torch.arange(8.0)[:, None])  # one head, whose bias is the number of the bucket
    >>> bias.bias(None, None, torch.arange(3), torch.arange(4))
    tensor([[[0., 5., 6., 6.],
             [1., 0., 5., 6.],
             [2., 1., 0., 5.]]])
    """

    def __init__(self, table: Tensor, bidirectional: bool = True, max_distance: int = 128) -> None:
        self.table = checks.table("table", table, "num_buckets", "heads")
        self.bidirectional = bidirectional
        self.max_distance = max_distance
        self._starts = _checked_starts(bidirectional, len(table), max_distance)

    @classmethod
    def random(
        cls,
        heads: int,
        num_buckets: int = 32,
        seed: int = 0,
        *,
        bidirectional: bool = True,
        max_distance: int = 128,
    ) -> T5Bias:
        """Make an untrained bias: normal numbers with standard deviation 1.

        Parameters
        ----------
        heads : int
            Columns of the table.
        num_buckets, bidirectional, max_distance
            As for `t5_bucket`.
        seed : int
            The same seed gives the same table on every device.

        Raises
        ------
        TypeError, ValueError
            If ``heads`` is not a whole number above zero, or the buckets cannot be laid out.

        Examples
        --------
        >>> T5Bias.random(heads=4)
        T5Bias(heads=4, num_buckets=32, bidirectional=True, max_distance=128)
        """
        columns = checks.at_least("heads", heads, 1)
        _checked_starts(bidirectional, num_buckets, max_distance)
        return cls(_normal(num_buckets, columns, seed, spread=1.0), bidirectional, max_distance)

    def bias(
        self, query: Tensor | None, key: Tensor | None, query_positions: Any, key_positions: Any
    ) -> Tensor:
        """Look up the bias of every query and key.

        Parameters
        ----------
        query, key : Tensor or None
            Not used, but that positions which are plain numbers go to the device of ``query``.
        query_positions, key_positions : Tensor, array or sequence, shape (..., queries) and (..., keys)
            Whole numbers, tokens.

        Returns
        -------
        Tensor, shape (..., heads, queries, keys)
            In the table's dtype, on the device of ``query_positions``; differentiable in the table.

        Raises
        ------
        TypeError, ValueError
            If a position is not whole.
        """
        apart, target = _apart(query, query_positions, key_positions, whole=True)
        bucket = _bucket(apart.to(self.table.device), self._starts, self.bidirectional)
        # (..., queries, keys, heads) -> (..., heads, queries, keys)
        return self.table[bucket].movedim(-1, -3).to(target)

    def __repr__(self) -> str:
        return (
            f"T5Bias(heads={self.table.shape[1]}, num_buckets={len(self.table)}, "
            f"bidirectional={self.bidirectional}, max_distance={self.max_distance})"
        )


class Alibi(Encoding):
    """A penalty that grows with the distance, at a slope of its own in each head; nothing is learned.

    ``bias = −slope · |distance|``. Under a causal mask this is the paper's bias; without one it is the
    symmetric form that encoders use. It is added after the products of queries and keys have been
    divided by the square root of head_dim.

    Parameters
    ----------
    heads : int
        For a power of two the slopes are ``2 ** (-8 h / heads)``, h = 1 … heads. For other numbers, as in
        the authors' code: those of the power of two below, then every other slope of the power above.
    causal : bool
        Give keys after the query minus infinity, so that the bias is mask and penalty in one, as the
        paper draws it.

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
        self.heads = checks.at_least("heads", heads, 1)
        self.causal = causal

    @property
    def slopes(self) -> Tensor:
        """Penalty of each head, shape (heads,), float64, per token."""
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
        apart, target = _apart(query, query_positions, key_positions)
        # (..., queries, keys) -> (..., heads, queries, keys); from 0, so that distance 0 is not −0
        exact = 0 - apart.abs()[..., None, :, :] * self.slopes.to(apart.device)[:, None, None]
        if self.causal:
            exact = exact.masked_fill(apart[..., None, :, :] > 0, -math.inf)
        wide = query is not None and query.dtype == torch.float64
        return exact.to(torch.float64 if wide else torch.float32).to(target)

    def __repr__(self) -> str:
        return f"Alibi(heads={self.heads}{', causal=True' if self.causal else ''})"


class ShawKeys(Encoding):
    """A learned vector for each near relative position, which the query reads as it reads the key.

    The bias is ``query · table[clip(relative position)]``: what a distance is worth depends on the word that
    asks. Distances beyond the table share its first and last row. The heads share the table.

    Parameters
    ----------
    table : Tensor, shape (2 · clip + 1, head_dim)
        Row ``clip + r`` belongs to relative position r; used as it is, so that it can be trained.
    scale : float, optional
        What the products of queries and keys are multiplied by, and the bias with them;
        ``1 / sqrt(head_dim)`` by default, as in `rope_viz.attend`.

    Raises
    ------
    TypeError, ValueError
        If ``table`` is not a floating tensor with two axes and an odd number of rows.

    References
    ----------
    Shaw, Uszkoreit and Vaswani (2018), Self-Attention with Relative Position Representations,
    equations 4 and 5 (the keys' part; the values' part, equation 3, is no bias and is left out).

    Examples
    --------
    >>> encoding = ShawKeys(torch.tensor([[-1.0], [0.0], [1.0]]))  # relative positions -1, 0 and 1
    >>> encoding.bias(torch.tensor([[[2.0], [3.0]]]), None, [0, 1], [0, 1, 2, 3])
    tensor([[[ 0.,  2.,  2.,  2.],
             [-3.,  0.,  3.,  3.]]])
    """

    def __init__(self, table: Tensor, scale: float | None = None) -> None:
        self.table = checks.table("table", table, "2 · clip + 1", "head_dim")
        if len(table) % 2 == 0:
            raise ValueError(
                f"table must have an odd number of rows, one for each relative position from −clip to "
                f"clip; {len(table)} came."
            )
        self.scale = 1 / math.sqrt(table.shape[1]) if scale is None else checks.positive("scale", scale)

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
        return cls(_normal(rows, columns, seed, spread=1.0))

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
        apart, _ = _apart(query, query_positions, key_positions, whole=True)
        checks.per_token(query, tuple(apart.shape[:-1]), name="query")
        near = apart.clamp(-self.clip, self.clip) + self.clip
        read = query @ (self.table.to(query) * self.scale).T  # (..., queries, 2 clip + 1)
        index = near.to(query.device).expand(*read.shape[:-1], near.shape[-1])
        bias = read.gather(-1, index)
        return bias if bias.ndim > 2 else bias[None]

    def __repr__(self) -> str:
        return f"ShawKeys(clip={self.clip}, head_dim={self.table.shape[1]})"


def _apart(
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


def _bucket(relative: Tensor, starts: tuple[int, ...], bidirectional: bool) -> Tensor:
    distance = relative.abs() if bidirectional else (-relative).clamp(min=0)
    # Bucket 0 starts at 0, so the buckets that have begun by a distance, less that one, number its own.
    bucket = torch.bucketize(distance, torch.tensor(starts[1:], device=relative.device), right=True)
    return bucket + (relative > 0) * len(starts) if bidirectional else bucket


def _checked_starts(bidirectional: bool, num_buckets: int, max_distance: int) -> tuple[int, ...]:
    if bidirectional:
        checks.even("num_buckets", num_buckets, "because each direction takes half of them")
    least = 4 if bidirectional else 2
    checks.at_least("num_buckets", num_buckets, least, "two for each direction that is seen")
    each = num_buckets // 2 if bidirectional else num_buckets
    alone = each // 2
    reason = f"because distances below {alone} have buckets of their own"
    checks.at_least("max_distance", max_distance, alone + 1, reason)
    return _starts(each, max_distance)


@lru_cache(maxsize=64)
def _starts(buckets: int, max_distance: int) -> tuple[int, ...]:
    """The distance at which each bucket of one direction starts.

    The j-th of the far ones starts at the least whole d ≥ alone · (max_distance / alone)^(j / far). Both
    sides to the power of ``far`` are whole numbers, which compare exactly; the estimate only saves steps.
    """
    alone = buckets // 2
    far = buckets - alone
    starts = list(range(alone))
    for j in range(far):
        estimate = int(alone * (max_distance / alone) ** (j / far))
        d = max(starts[-1], estimate - 1)
        while d**far * alone**j < alone**far * max_distance**j:
            d += 1
        starts.append(d)
    return tuple(starts)


def _slopes(heads: int) -> Tensor:
    """2^(−8h / heads) for h = 1 … heads, a power of two."""
    return 2.0 ** (-8 / heads * torch.arange(1, heads + 1, dtype=torch.float64))
