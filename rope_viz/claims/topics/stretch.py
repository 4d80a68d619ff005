"""Claims of the chapter stretch."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rope_viz.claims.bench import Array, hands
from rope_viz.claims.claim import (
    FAILS,
    HOLDS,
    Factory,
    Findings,
    Quantity,
    Ruling,
    fails,
    holds,
    on_page,
)
from rope_viz.claims.view import view
from rope_viz.curves.common import exact_dtype
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import yarn
from rope_viz.models import pretrained

claim = on_page("What the geometry gives", __name__)

TRAINED = 8_192  # tokens of SmolLM2's longest texts in training
APART = np.radians(1)  # a hand closer to one that training showed is no news
FROM = 20  # queries before it have hardly anything to choose from
ENOUGH = 10.0  # % of the attention for one of thousands of tokens: no matter of chance


@claim(
    "RoPE scales to long contexts.",
    shown=view("stretch", length=16_384),
    expected=FAILS,
    broken={"slow pairs slower by half": HOLDS, "added, not turned": FAILS, "nothing turned": FAILS},
)
def scales_to_long_contexts(rope: Factory = Rope) -> Findings:
    """Ask four real heads for the token before, in a text as long as in training and in one twice as long."""
    base = pretrained.smollm2_heads().base
    cured = yarn(2, original_length=TRAINED)
    held, left, kept = (
        _weight_before(rope(64, base=base, scaling=rule), tokens)
        for rule, tokens in ((None, TRAINED), (None, 2 * TRAINED), (cured, 2 * TRAINED))
    )
    seen = hands(Rope(64, base=base), np.arange(float(TRAINED)))
    now = hands(rope(64, base=base), np.arange(TRAINED, 2.0 * TRAINED))
    return {
        "held": Quantity(held, f"attention on the token before, in {TRAINED:,} tokens, mean of 4 heads", "%"),
        "left": Quantity(left, f"the same in {2 * TRAINED:,} tokens", "%"),
        "strangers": Quantity(_strangers(seen, now), "hands, of 32, that point where they never did before"),
        "cured": Quantity(kept, "attention on the token before by YaRN's rule, factor 2", "%"),
    }


def _weight_before(rope: Rope, tokens: int) -> float:
    """Attention on the token before, in %, of heads of SmolLM2 on its tokens' vectors in a random order."""
    heads = pretrained.smollm2_heads()
    order = drawn(tokens, heads.k.shape[1])
    found = []
    for q, k in zip(heads.q[:4, FROM:].to(exact_dtype()), heads.k[:4].to(exact_dtype()), strict=True):
        keys = rope.rotate_key(k[order.to(k.device)], torch.arange(tokens))
        last = torch.full((len(q),), tokens - 1)
        scores = rope.rotate_query(q, last) @ keys.T / q.shape[-1] ** 0.5
        found.append(float(scores.softmax(-1)[:, -2].mean()))
    return 100 * float(np.mean(found))


def drawn(tokens: int, known: int) -> Tensor:
    """Which of some known tokens stands where in a long text: the first one first, the others at random."""
    order = torch.randint(1, known, (tokens,), generator=torch.Generator().manual_seed(5))
    order[0] = 0
    return order


def _strangers(seen: Array, now: Array) -> float:
    """Pairs of which some hand is over a degree from all that were seen: (positions, pairs), complex."""
    return float(sum(_farthest(*pair) > APART for pair in zip(seen.T, now.T, strict=True)))


def _farthest(seen: Array, now: Array) -> float:
    """How far the loneliest of some hands is from the nearest of others, in radians."""
    around = np.sort(np.angle(seen))
    around = np.concatenate([around[-1:] - 2 * np.pi, around, around[:1] + 2 * np.pi])
    after = np.searchsorted(around, np.angle(now)).clip(1, len(around) - 1)
    gaps = np.minimum(np.angle(now) - around[after - 1], around[after] - np.angle(now))
    return float(gaps.max())


@scales_to_long_contexts.judged
def judge_long_contexts(found: Findings) -> Ruling:
    if found["held"].value <= ENOUGH:
        return fails(
            f"Even in a text as long as in training the heads find the token before by {found['held']} only."
        )
    sentence = (
        f"In texts as long as in training four heads of SmolLM2 lay {found['held']} of their attention on "
        f"the token before; in one twice as long {found['left']}."
    )
    if found["left"].value >= found["held"].value / 2 and not found["strangers"].value:
        return holds(f"{sentence} No hand points anywhere new.")
    return fails(
        f"{sentence} {found['strangers']} of 32 hands point where training never took them. (A rule that "
        f"slows these, YaRN's, brings back {found['cured']}. What scales is RoPE with such a rule, or "
        "trained on long texts.)"
    )
