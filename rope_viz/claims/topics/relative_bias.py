"""Claims of the chapter relative-bias."""

from __future__ import annotations

import torch

from rope_viz.claims.bench import largest, rounding, vectors
from rope_viz.claims.claim import (
    HOLDS,
    Factory,
    Findings,
    Quantity,
    Ruling,
    fails,
    holds,
    on_page,
    within,
)
from rope_viz.curves.common import exact_dtype
from rope_viz.encodings.attention import attend, scores
from rope_viz.encodings.base import device
from rope_viz.encodings.t5 import T5Bias
from rope_viz.models import pretrained

claim = on_page("T5-style relative bias", __name__)


TOKENS = 300


@claim(
    "One scalar per offset, the same wherever the pair stands in the sentence: the bias matrix is Toeplitz.",
    anchor="first-a-bet",
    expected=HOLDS,
)
def bias_is_toeplitz(t5: Factory = T5Bias) -> Findings:
    """Follow MPNet's bias along every diagonal of its matrix, and count its different values."""
    trained = pretrained.mpnet_bias()
    encoding = t5(trained.table)
    at = torch.arange(TOKENS, device=device())
    bias = encoding.bias(None, None, at, at)
    farther = encoding.bias(None, None, at + 5_000, at + 5_000)
    # Numbers of one diagonal stand below and to the right of each other.
    along = max(largest(bias[:, 1:, 1:] - bias[:, :-1, :-1]), largest(farther - bias))
    offsets = torch.cat((bias[0, 0], bias[0, 1:, 0]))
    alone = sum(int((offsets == value).sum()) == 1 for value in offsets)
    return {
        "along": Quantity(along, "largest change along a diagonal, and 5,000 tokens on"),
        "offsets": Quantity(len(offsets), f"offsets in {TOKENS} tokens"),
        "values": Quantity(len(offsets.unique()), "different numbers for them in head 0"),
        "alone": Quantity(alone, "offsets that share their number with no other"),
    }


@bias_is_toeplitz.judged
def judge_diagonals(found: Findings) -> Ruling:
    if found["along"].value > 0:
        return fails(f"The bias of one offset changes by up to {found['along']} from place to place.")
    return holds(
        f"In MPNet's twelve heads the numbers along a diagonal are equal {within(found['along'])}, 5,000 "
        f"tokens on as well. But {found['offsets']} offsets share {found['values']} numbers; only "
        f"{found['alone']} have one to themselves."
    )


@claim(
    "The bias is added to the query–key products inside self-attention, and no vector is added to the words.",
    anchor="where-the-number-enters",
    expected=HOLDS,
)
def bias_is_added_to_scores(t5: Factory = T5Bias) -> Findings:
    """Subtract the bias from the scores, and look for it anywhere else."""
    trained = pretrained.mpnet_bias()
    encoding = t5(trained.table.to(exact_dtype()))
    tokens, heads = 40, trained.table.shape[1]
    at = torch.arange(tokens, device=device())
    bias = encoding.bias(None, None, at, at)
    uneven = 0.0
    for seed in (0, 1):
        query, key = vectors(2, heads, tokens, trained.head_dim, seed=seed)
        added = scores(query, key, encoding) - query @ key.mT
        uneven = max(uneven, largest(added - bias))
    by_hand = (query @ key.mT / trained.head_dim**0.5 + bias).softmax(-1) @ key
    return {
        "uneven": Quantity(uneven, "scores with the bias less those without, less the bias"),
        "by_hand": Quantity(
            largest(attend(query, key, key, encoding).output - by_hand),
            "attention less softmax(q·k/√D + bias) v",
        ),
        "words": Quantity(largest(encoding.add(query, at) - query), "what is added to the words"),
        "turned": Quantity(largest(encoding.rotate_query(query, at) - query), "what queries are turned by"),
        "size": Quantity(float(bias.std()), "spread of the bias itself"),
    }


@bias_is_added_to_scores.judged
def judge_second_door(found: Findings) -> Ruling:
    astray = max(found[name].value for name in ("uneven", "by_hand", "words", "turned"))
    if astray > rounding() or not found["size"].value:
        return fails(
            f"The scores differ from products plus bias by {found['uneven']}, the words change by "
            f"{found['words']}."
        )
    return holds(
        f"The scores are the products plus the bias, {within(found['uneven'])}; attention is their softmax, "
        f"{within(found['by_hand'])}; the words are what they were, {within(found['words'])}."
    )
