"""What single pairs do in a trained head: attention drawn anew while some are left out or stand still."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor

from rope_viz.curves.common import by_one_position, pair_components
from rope_viz.encodings.rope import Rope

SETTLED = 8  # the queries before it have hardly anything to choose from


@dataclass(frozen=True)
class Placing:
    """Where a head believes its tokens to stand; by default where they do.

    Attributes
    ----------
    stretched : by what every position is multiplied
    later : tokens that are added to every position
    ahead : tokens that are added to the queries' positions alone
    """

    stretched: float = 1.0
    later: float = 0.0
    ahead: float = 0.0


def in_pairs(rope: Rope, x: Tensor) -> Tensor:
    """Read each pair of components as one complex number, what does not turn at the end.

    Parameters
    ----------
    rope : Rope
        Says which components are a pair.
    x : Tensor, shape (..., head_dim)
        Queries or keys before rotation.

    Returns
    -------
    Tensor, shape (..., head_dim / 2), complex128, on the CPU

    Examples
    --------
    >>> in_pairs(Rope(4), torch.tensor([1.0, 2.0, 3.0, 4.0])).tolist()
    [(1+2j), (3+4j)]
    """
    x = x.detach().cpu().double()
    first, second = pair_components(rope)
    rest = x[..., rope.rotary_dim :]
    turning = torch.complex(x[..., first], x[..., second])
    return torch.cat([turning, torch.complex(rest[..., 0::2], rest[..., 1::2])], dim=-1)


def speeds_of(rope: Rope) -> Tensor:
    """Radians per token of each pair of `in_pairs`, 0 for what does not turn: (head_dim / 2,), float64."""
    rope = by_one_position(rope)
    still = torch.zeros((rope.head_dim - rope.rotary_dim) // 2, dtype=torch.float64)
    return torch.cat([rope.inv_freq.cpu().double(), still])


def attention_without(
    query: Tensor,
    key: Tensor,
    speeds: Tensor,
    *,
    removed: Collection[int] = (),
    still: Collection[int] = (),
    placing: Placing | None = None,
) -> Tensor:
    """Causal attention of one head, some of whose pairs are left out or do not turn.

    Parameters
    ----------
    query, key : Tensor, shape (tokens, pairs), complex128
        As `in_pairs` gives them.
    speeds : Tensor, shape (pairs,)
        Radians per token.
    removed : pairs whose product is not added to the score
    still : pairs that do not turn: their product is added as it is at distance 0
    placing : Placing, optional

    Returns
    -------
    Tensor, shape (tokens, tokens), float64
        Weights, a row for each query.

    Examples
    --------
    >>> x = torch.ones(3, 2, dtype=torch.complex128)
    >>> attention_without(x, x, torch.tensor([1.0, 0.1]), removed=[0, 1])[2].tolist()
    [0.3333333333333333, 0.3333333333333333, 0.3333333333333333]
    """
    turning = torch.ones(len(speeds), dtype=torch.float64)
    turning[list(still)] = 0
    kept = torch.ones(len(speeds), dtype=torch.float64)
    kept[list(removed)] = 0
    placing = placing or Placing()
    keys = placing.stretched * torch.arange(len(key), dtype=torch.float64) + placing.later
    angles = (keys + placing.ahead)[:, None] * (speeds * turning), keys[:, None] * (speeds * turning)
    query, key = (
        x * torch.polar(torch.ones_like(a), a) for x, a in zip((query * kept, key), angles, strict=True)
    )
    # (tokens, pairs) complex -> logits; the head has two components for each pair
    logits = (query @ key.mH).real / (2 * len(speeds)) ** 0.5
    later = torch.ones(logits.shape, dtype=torch.bool).triu(1)
    return logits.masked_fill(later, -torch.inf).softmax(-1)


def looks_before(weights: Tensor, first_query: int = SETTLED) -> float:
    """Mean weight on the token just before, of the queries from ``first_query`` on."""
    return float(weights.diagonal(-1)[first_query - 1 :].mean())


def looks_first(weights: Tensor, first_query: int = SETTLED) -> float:
    """Mean weight on the text's first token, of the queries from ``first_query`` on."""
    return float(weights[first_query:, 0].mean())


def moved(weights: Tensor, others: Tensor, first_query: int = SETTLED) -> float:
    """Share of the attention that lies elsewhere than in ``others``, 0 to 1, a mean over queries."""
    return float((weights - others)[first_query:].abs().sum(-1).mean() / 2)


def pair_weights(query: Tensor, key: Tensor) -> Tensor:
    """How large each pair is: its share of the sum of mean |q| times mean |k|, (pairs,)."""
    sizes = query.abs().mean(0) * key.abs().mean(0)
    return sizes / sizes.sum()


def pair_uses(
    query: Tensor, key: Tensor, speeds: Tensor, first_query: int = SETTLED
) -> tuple[Tensor, Tensor]:
    """How much attention moves when one pair is left out, and when it stands still, pair by pair.

    Parameters
    ----------
    query, key, speeds : as for `attention_without`

    Returns
    -------
    removed, still : Tensor, shape (pairs,), share of the attention, 0 to 1
    """
    whole = attention_without(query, key, speeds)
    at = torch.arange(len(key), dtype=torch.float64)[:, None] * speeds
    turned = query * torch.polar(torch.ones_like(at), at), key * torch.polar(torch.ones_like(at), at)
    logits, found = (turned[0] @ turned[1].mH).real, []
    later = torch.ones(logits.shape, dtype=torch.bool).triu(1)
    for pair in range(len(speeds)):
        # (tokens, tokens): what the pair adds where it turns, and where it does not
        turning, standing = (
            torch.outer(q[:, pair], k[:, pair].conj()).real for q, k in (turned, (query, key))
        )
        ways = (logits - turning, logits - turning + standing)
        weights = (
            (way / (2 * len(speeds)) ** 0.5).masked_fill(later, -torch.inf).softmax(-1) for way in ways
        )
        found.append([moved(way, whole, first_query) for way in weights])
    removed, still = torch.tensor(found, dtype=torch.float64).T
    return removed, still
