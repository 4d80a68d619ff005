"""Claims of the chapter relative-bias: what the bias is."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from rope_viz.claims.bench import largest, rounding, vectors
from rope_viz.claims.claim import (
    DEFINED,
    FAILS,
    HOLDS,
    HOLDS_WHEN,
    Factory,
    Findings,
    Quantity,
    Ruling,
    by_definition,
    fails,
    holds,
    holds_when,
    on_page,
    within,
)
from rope_viz.claims.view import view
from rope_viz.curves.common import exact_dtype
from rope_viz.encodings.attention import attend, scores
from rope_viz.encodings.base import Encoding, device
from rope_viz.encodings.t5 import T5Bias
from rope_viz.models import pretrained

claim = on_page("T5-style relative bias", __name__)

TOKENS = 300


def _mpnet(t5: Factory) -> Encoding:
    made: Encoding = t5(pretrained.mpnet_bias().table.to(exact_dtype()))
    return made


def _matrix(encoding: Encoding, asked: Tensor, kept: Tensor) -> Tensor:
    """What is added to the score of each query and key at some positions, (heads, queries, keys)."""
    query, key = (torch.zeros(len(at), 1, device=at.device, dtype=exact_dtype()) for at in (asked, kept))
    bias = encoding.bias(query, key, asked, kept)
    return query @ key.mT if bias is None else bias


@claim(
    "The bias of two words is the same wherever they stand in the sentence: its matrix is Toeplitz.",
    shown=view("buckets", offset=-3, length=64),
    expected=HOLDS,
    broken={"place counted too": FAILS},
)
def bias_is_toeplitz(t5: Factory = T5Bias) -> Findings:
    """Follow MPNet's bias along every diagonal of its matrix, and 5,000 tokens on."""
    encoding, at = _mpnet(t5), torch.arange(TOKENS, device=device())
    bias, farther = _matrix(encoding, at, at), _matrix(encoding, at + 5_000, at + 5_000)
    # Numbers of one diagonal stand below and to the right of each other.
    return {
        "along": Quantity(largest(bias[:, 1:, 1:] - bias[:, :-1, :-1]), "largest change along a diagonal"),
        "farther": Quantity(largest(farther - bias), "largest change 5,000 tokens on"),
    }


@bias_is_toeplitz.judged
def judge_diagonals(found: Findings) -> Ruling:
    if max(found["along"].value, found["farther"].value) > 0:
        return fails(
            f"The bias of one offset changes by up to {found['along']} from place to place, and by "
            f"{found['farther']} 5,000 tokens on."
        )
    return holds(
        f"In MPNet's twelve heads the numbers along a diagonal are equal {within(found['along'])}, and "
        "5,000 tokens on they are what they were."
    )


@claim(
    "There is one scalar for each offset.",
    shown=view("buckets", offset=-95, length=192),
    expected=FAILS,
    broken={"a number for each offset": HOLDS},
)
def one_scalar_for_each_offset(t5: Factory = T5Bias) -> Findings:
    """Count the offsets of a text, the numbers that they get, and those that have one to themselves."""
    at = torch.arange(TOKENS, device=device())
    bias = _matrix(_mpnet(t5), at, at)
    offsets = torch.cat((bias[:, 0], bias[:, 1:, 0]), dim=1).T  # (offsets, heads)
    _, which, counts = offsets.unique(dim=0, return_inverse=True, return_counts=True)
    return {
        "offsets": Quantity(len(offsets), f"offsets in {TOKENS} tokens"),
        "values": Quantity(len(counts), "different numbers for them, over all heads"),
        "alone": Quantity(int((counts[which] == 1).sum()), "offsets that share theirs with no other"),
    }


@one_scalar_for_each_offset.judged
def judge_each_offset(found: Findings) -> Ruling:
    if found["alone"].value == found["offsets"].value:
        return holds(f"Each of {found['offsets']} offsets has a number of its own.")
    return fails(
        f"In {TOKENS} tokens {found['offsets']} offsets share {found['values']} numbers. Only "
        f"{found['alone']} of them, the nearest, have one to themselves."
    )


@claim(
    "The bias is added to the query–key products inside self-attention, and no vector is added to the words.",
    shown=view("buckets", offset=-1),
    expected=DEFINED,
    broken={"bias doubled": FAILS, "words changed too": FAILS, "nothing added to the scores": FAILS},
)
def bias_is_added_to_scores(t5: Factory = T5Bias) -> Findings:
    """Add the table's numbers to the scores by hand, and look for the bias anywhere else."""
    trained, encoding, tokens = pretrained.mpnet_bias(), _mpnet(t5), 40
    table = trained.table.to(exact_dtype())
    at = torch.arange(tokens, device=device())
    by_hand = table[_sorted_by_hand(at[None] - at[:, None])].permute(2, 0, 1)  # (heads, queries, keys)
    query, key = vectors(2, table.shape[1], tokens, trained.head_dim)
    weighed = (query @ key.mT / trained.head_dim**0.5 + by_hand).softmax(-1) @ key
    return {
        "scores": Quantity(
            largest(scores(query, key, encoding) - query @ key.mT - by_hand),
            "scores less products, less the table's number",
        ),
        "output": Quantity(
            largest(attend(query, key, key, encoding).output - weighed),
            "attention less softmax(q·k/√D + bias) v",
        ),
        "words": Quantity(largest(encoding.add(query, at) - query), "what is added to the words"),
        "turned": Quantity(largest(encoding.rotate_query(query, at) - query), "what queries are turned by"),
    }


def _sorted_by_hand(relative: Tensor) -> Tensor:
    """T5's sorting as its paper's code writes it: 8 buckets of one distance, 8 by the logarithm up to 128."""
    distance = relative.abs()
    grown = 8 + (8 * torch.log(distance.clamp(min=1) / 8) / math.log(128 / 8)).floor().long()
    near = torch.where(distance < 8, distance, grown.clamp(max=15))
    return near + 16 * (relative > 0)


@bias_is_added_to_scores.judged
def judge_second_door(found: Findings) -> Ruling:
    if max(quantity.value for quantity in found.values()) > rounding():
        return fails(
            f"The scores differ from products plus the table's numbers by {found['scores']}, attention by "
            f"{found['output']}; the words change by {found['words']}, queries by {found['turned']}."
        )
    return by_definition(
        "That is what such a bias is. The scores are the products plus the table's numbers, "
        f"{within(found['scores'])}; attention is their softmax, {within(found['output'])}. "
        f"Words are what they were, {within(found['words'])}, and so are queries, {within(found['turned'])}."
    )


FARTHEST = 1_000_000  # tokens


@claim(
    "It extends to arbitrarily long sequences.",
    shown=view("buckets", offset=-400, length=512),
    expected=HOLDS_WHEN,
    broken={"ends at 500": FAILS, "a number for each offset": HOLDS},
)
def bias_extends_to_any_length(t5: Factory = T5Bias) -> Findings:
    """Ask for the bias of ever farther keys, and count from where on all of them get the same."""
    encoding = _mpnet(t5)
    distances = torch.cat((torch.arange(1_000), torch.tensor([10_000, FARTHEST]))).to(device())
    try:
        bias = _matrix(encoding, torch.tensor([FARTHEST], device=device()), FARTHEST - distances)
        answered, row = float(bias.isfinite().all()), bias[:, 0]  # (heads, distances)
    except (IndexError, ValueError):
        answered, row = 0.0, torch.zeros(1, len(distances))
    differing = (row != row[:, -1:]).any(0).nonzero().flatten()
    last = int(differing[-1]) + 1 if len(differing) else 0
    return {
        "answered": Quantity(
            answered, f"1 if there is a bias for keys up to {FARTHEST:,} tokens away, else 0"
        ),
        "last": Quantity(
            float(distances[min(last, len(distances) - 1)]), "from here on all keys have one bias", "tokens"
        ),
    }


@bias_extends_to_any_length.judged
def judge_length(found: Findings) -> Ruling:
    if found["answered"].value < 1:
        return fails(f"There is no bias for a key {FARTHEST:,} tokens away.")
    if found["last"].value < FARTHEST:
        return holds_when(
            "no more is asked for than a number",
            f"There is a bias for a key {FARTHEST:,} tokens away. But from {found['last']} on all keys "
            "have one and the same: beyond, there is no order any more. Whether a model's work survives "
            "that, training must say.",
        )
    return holds(
        f"Keys up to {FARTHEST:,} tokens away have biases, and the farthest is told from the others."
    )
