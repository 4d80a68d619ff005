"""What longer texts do to the hands: arcs that training never showed, and what real heads make of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.curves.common import Array, to_numpy
from rope_viz.encodings.rope import Rope
from rope_viz.models.pretrained import smollm2_heads

TURN = 2 * math.pi
AT_ONCE = 32_768  # distances that are scored in one piece, for the memory's sake


def unseen_arcs(trained: Rope, now: Rope, trained_length: int, length: int) -> Array:
    """Measure the arc that each hand sweeps in a text and never swept in any training text.

    A hand starts upright and goes on by its speed from token to token. One that came round in training has
    seen its whole dial; a slower one has seen the arc from 0 to its speed times the trained length.

    Parameters
    ----------
    trained, now : Rope
        As the model was trained, and as it reads the text.
    trained_length, length : int
        Tokens of the longest text in training, and of this one.

    Returns
    -------
    array, shape (pairs,), radians

    Examples
    --------
    >>> from rope_viz.encodings import scaling
    >>> plain, slowed = Rope(4, base=1e4), Rope(4, base=1e4, scaling=scaling.linear(2))
    >>> unseen_arcs(plain, plain, 100, 200), unseen_arcs(plain, slowed, 100, 200)
    (array([0., 1.]), array([0., 0.]))
    """
    seen = (trained.inv_freq * checks.at_least("trained_length", trained_length, 1)).clamp(max=TURN)
    swept = (now.inv_freq * checks.at_least("length", length, 1)).clamp(max=TURN)
    beyond = to_numpy((swept - seen).clamp(min=0))
    return np.where(beyond > 1e-9 * to_numpy(swept), beyond, 0.0)  # the same arc, but for rounding


def neighbours_apart(rope: Rope) -> float:
    """Measure how far the hands' tips move from one token to the next: root mean square, in radii.

    Examples
    --------
    >>> round(neighbours_apart(Rope(2)), 3)  # the chord of one radian
    0.959
    """
    return float((2 * (rope.inv_freq / 2).sin()).square().mean().sqrt())


@dataclass(frozen=True)
class MeanHead:
    """A head as three vectors of shape (head_dim,), before rotation; neighbouring components are pairs.

    Attributes
    ----------
    query, key : the mean query, and the mean key of all tokens but the first
    first : the first token's key
    sink : whether the head looks at the first token, else at the one before
    """

    query: Tensor
    key: Tensor
    first: Tensor
    sink: bool = False

    def scores(self, rope: Rope, key: Tensor, distances: Tensor) -> Tensor:
        """The mean query's scores with a key at some distances, divided by √D: (distances,), float64."""
        query, key = (x.view(-1, 2).double() for x in (self.query, key))
        along, across = (query * key).sum(-1), query[:, 1] * key[:, 0] - query[:, 0] * key[:, 1]
        angles = distances.double()[:, None] * rope.inv_freq
        products = angles.cos() @ along - angles.sin() @ across
        return products * rope.attention_factor**2 / math.sqrt(len(self.query))


def looked_at(rope: Rope, head: MeanHead, lengths: Sequence[int]) -> tuple[Array, Array]:
    """Ask how a head's attention falls in long texts of which every token but the first is the mean token.

    Parameters
    ----------
    rope : Rope
        At the speeds and the attention factor with which the text is read.
    head : MeanHead
    lengths : sequence of int
        Tokens of the texts, 3 or more.

    Returns
    -------
    weights : array, shape (lengths,)
        Share of the last token's attention that the token before gets, or the first one in a sink head.
    farthest : array, shape (lengths,)
        The distance of the token that scores highest.

    Examples
    --------
    >>> weights, farthest = looked_at(smollm2_heads().rope, mean_heads()[0], [8192, 16384])
    >>> weights.round(2), farthest
    (array([0.78, 0.02]), array([1.0000e+00, 1.6325e+04]))
    """
    longest = max(checks.at_least("lengths", length, 3) for length in lengths)
    parts = torch.arange(longest - 1, dtype=torch.float64).split(AT_ONCE)
    scores = torch.cat([head.scores(rope, head.key, part) for part in parts])
    ends = torch.tensor([length - 1 for length in lengths])
    first = head.scores(rope, head.first, ends)
    sums, best = scores.logcumsumexp(0)[ends - 1], scores.cummax(0)
    wanted = first if head.sink else scores[1].expand_as(first)
    weights = (wanted - torch.logaddexp(sums, first)).exp()
    farthest = torch.where(first > best.values[ends - 1], ends, best.indices[ends - 1])
    return to_numpy(weights), to_numpy(farthest)


def mean_heads(digits: int = 4) -> tuple[MeanHead, ...]:
    """Five shipped heads of SmolLM2, of which four look at the token before and the last at the first one.

    Parameters
    ----------
    digits : int
        Decimals to which the means are rounded.
    """
    heads = smollm2_heads()
    # The first token serves as a sink for attention and is unlike all others.
    query, key = (x[:5, 1:].double().mean(1).round(decimals=digits).cpu() for x in (heads.q, heads.k))
    first = heads.k[:5, 0].double().round(decimals=digits).cpu()
    return tuple(MeanHead(query[i], key[i], first[i], sink=i == 4) for i in range(5))
