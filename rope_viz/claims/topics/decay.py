"""Claims of the chapter decay."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from rope_viz.claims.bench import NEAR, Array, hands, ones, scores_by_distance, vectors
from rope_viz.claims.claim import (
    FAILS,
    HOLDS,
    HOLDS_WHEN,
    Factory,
    Findings,
    Quantity,
    Ruling,
    fails,
    holds,
    holds_when,
    on_page,
)
from rope_viz.claims.view import view
from rope_viz.curves.common import exact_dtype, pair_components, to_numpy, to_torch
from rope_viz.encodings.rope import Rope
from rope_viz.models import pretrained

claim = on_page("What the geometry gives", __name__)

REACHES = (64, 256, 1_024)  # tokens: a share of pairs of distances depends on how far one looks
PEAK = 100.0


@claim(
    "Closer words are more likely to have a higher dot product and far ones a lower one.",
    shown=view("decay", show_bound=False, reach=1024, peak=100),
    expected=HOLDS_WHEN,
    broken={"added, not turned": HOLDS, "nothing turned": FAILS},
)
def near_words_score_higher(rope: Factory = Rope) -> Findings:
    """How often does the nearer of two distances score higher, for four kinds of query and key?"""
    encoding, many, dim = rope(64), 50, 64
    query, key = vectors(2, many, dim, seed=5)
    made = encoding.rotate_key(query, to_torch(np.full(many, PEAK)))
    heads = pretrained.smollm2_heads()
    asked, kept = heads.q[:, 20:].to(exact_dtype()), heads.k[:, 20:].mean(1, keepdim=True).to(exact_dtype())
    of_smollm2 = rope(asked.shape[-1], base=heads.base)
    distances = np.arange(REACHES[-1] + 1.0)
    curves = {
        "alike": scores_by_distance(encoding, query, query, distances),
        "strangers": scores_by_distance(encoding, query, key, distances),
        "made": scores_by_distance(encoding, query, made, distances),
        # (heads, queries, distances): each head's queries against its mean key, then the mean of the queries
        "heads": scores_by_distance(of_smollm2, asked, kept.expand_as(asked), distances).mean(1),
    }
    found = {}
    for name, what in KINDS.items():
        shares = [100 * _nearer_wins(curves[name][..., : reach + 1]) for reach in REACHES]
        low, high = min(share.mean() for share in shares), max(share.mean() for share in shares)
        if name == "heads":
            low, high = np.min(shares), np.max(shares)
        found[f"{name}_low"] = Quantity(low, f"nearer word scores higher, {what}, least over reaches", "%")
        found[f"{name}_high"] = Quantity(
            high, f"the same, most over reaches of {REACHES[0]} to {REACHES[-1]:,}", "%"
        )
        if name == "strangers":
            error = max(share.std() for share in shares) / np.sqrt(many)
            found["error"] = Quantity(error, "standard error of that share", "%")
    return found


KINDS = {
    "alike": "key = query",
    "strangers": "unrelated query and key",
    "made": f"key turned to peak at {PEAK:.0f}",
    "heads": "six heads of SmolLM2",
}


def _nearer_wins(curves: Array) -> Array:
    """Of all two distances, the share at which the nearer scores higher, for each curve."""
    wins = np.zeros(curves.shape[:-1])
    for apart in range(1, curves.shape[-1]):
        wins += (curves[..., :-apart] > curves[..., apart:]).sum(-1)
    return wins / (curves.shape[-1] * (curves.shape[-1] - 1) / 2)


@near_words_score_higher.judged
def judge_near_and_far(found: Findings) -> Ruling:
    # An even chance is 50 %; three standard errors are what chance alone may add.
    by_chance = 50 + 3 * found["error"].value
    sentence = (
        "Looking 64, 256 and 1,024 tokens far: of two words the nearer scores higher in "
        f"{found['alike_low']} to {found['alike_high']} of cases when key and query are the same vector; "
        f"in {found['strangers_low']} to {found['strangers_high']} (± {found['error']}) when they are "
        f"unrelated, which is chance; in {found['made_low']} to {found['made_high']} when the key was "
        f"turned to peak at {PEAK:.0f}; in {found['heads_low']} to {found['heads_high']} in six heads of "
        "SmolLM2."
    )
    if found["alike_low"].value <= by_chance:
        return fails(sentence)
    if found["strangers_low"].value <= by_chance:
        return holds_when("the key resembles the query", sentence)
    return holds(sentence)


@claim(
    "The further the word, the smaller the dot product, because cosine falls from 0 to π.",
    shown=view("decay", show_bound=False, show_gaussian=False, show_turned=False),
    expected=FAILS,
    broken={"too slow to come round": HOLDS, "nothing turned": FAILS},
)
def farther_is_smaller(rope: Factory = Rope) -> Findings:
    """Find, for each pair and for all together, the first distance at which the self-score rises again."""
    encoding = rope(128)
    cosines = hands(encoding, np.arange(40_000.0)).real
    fastest, slowest = _first_rise(cosines[:, 0]), _first_rise(cosines[:, -1])
    whole = scores_by_distance(encoding, ones(128), ones(128), NEAR)
    return {
        "fastest": Quantity(fastest, "the fastest pair's score falls as far as distance", "tokens"),
        "slowest": Quantity(slowest, "the slowest pair's", "tokens"),
        "whole": Quantity(_first_rise(whole), "the sum's, for all ones", "tokens"),
        "rises": Quantity(float((np.diff(whole) >= 0).sum()), "of its 256 steps do not go down"),
    }


def _first_rise(curve: Array) -> float:
    """The distance up to which a curve falls all the way."""
    rising = np.flatnonzero(np.diff(curve) >= 0)
    return float(rising[0]) if len(rising) else float(len(curve) - 1)


@farther_is_smaller.judged
def judge_farther(found: Findings) -> Ruling:
    if not found["rises"].value:
        return holds(f"The score falls on every step up to {found['whole']}.")
    return fails(
        f"For all ones the score falls up to a distance of {found['whole']}, and {found['rises']} of its "
        "256 steps go up. A cosine falls for half a turn and then rises: the fastest pair's after "
        f"{found['fastest']}, the slowest's after {found['slowest']}."
    )


OCTAVES = [2**power for power in range(5, 17)]  # 32 … 65,536 tokens


@claim(
    "Long-term decay: the upper bound of the score falls with distance.",
    shown=view("decay", show_ones=False, show_gaussian=False, show_turned=False, reach=16384),
    expected=FAILS,
    broken={"too slow to come round": HOLDS, "nothing turned": FAILS},
)
def bound_decays(rope: Factory = Rope) -> Findings:
    """RoFormer's bound for d = 128, from vectors that were really turned, and real scores beneath it."""
    encoding, dim = rope(128), 128
    curve = _bound(encoding, OCTAVES[-1])
    near = curve[: len(NEAR)]
    query, key = vectors(2, 500, dim, seed=11)
    first, second = pair_components(encoding)
    asked, kept = (to_numpy(x[:, first]) + 1j * to_numpy(x[:, second]) for x in (query, key))
    steps = np.abs(np.diff(asked * kept.conj(), axis=1, append=0)).max(1)
    bound = steps[:, None] * encoding.pairs * near  # (vectors, distances)
    plain = (np.abs(asked) * np.abs(kept)).sum(1)  # no turn can make a score larger
    scored = np.abs(scores_by_distance(encoding, query, key, NEAR))
    means = [float(curve[a:b].mean()) for a, b in pairwise(OCTAVES)]
    lowest = int(np.argmin(means))
    return {
        "start": Quantity(float(near[0]), "the bound's mean at distance 0"),
        "end": Quantity(float(near[-1]), "at 256"),
        "rises": Quantity(float((np.diff(near) > 0).sum()), "of its 256 steps go up"),
        "lowest": Quantity(
            means[lowest], f"least of its means over octaves, from {OCTAVES[lowest]:,} tokens on"
        ),
        "until": Quantity(OCTAVES[lowest + 1], "where that octave ends", "tokens"),
        "last": Quantity(means[-1], f"mean of the last octave, {OCTAVES[-2]:,} to {OCTAVES[-1]:,}"),
        "broken": Quantity(
            float((scored > bound * (1 + 1e-9)).sum()), "of 500 × 257 random scores above their bound"
        ),
        "vacuous": Quantity(
            float((bound / plain[:, None]).min()),
            "the bound ÷ the sum of all pairs' |query| × |key|, at least",
        ),
        "used": Quantity(100 * float((scored / bound).mean()), "mean score, of its bound", "%"),
    }


def _bound(encoding: Rope, reach: int) -> Array:
    """Mean size of the partial sums S_1 … S_{d/2} of the turned unit arrows, at 0, 1, … up to ``reach``."""
    blocks = np.array_split(np.arange(float(reach)), 8)  # less memory at a time
    sums = [np.abs(np.cumsum(hands(encoding, block), axis=1)).mean(axis=1) for block in blocks]
    return np.concatenate(sums)


@bound_decays.judged
def judge_bound(found: Findings) -> Ruling:
    if found["broken"].value:
        return fails(f"It is no bound: {found['broken']} of 128,500 random scores lie above it.")
    sentence = (
        f"From distance 0 to 256 the bound goes from {found['start']} to {found['end']}, and "
        f"{found['rises']} of the 256 steps go up. Averaged from each distance to its double it is least, "
        f"{found['lowest']}, up to {found['until']}; up to {OCTAVES[-1]:,} the last such mean is "
        f"{found['last']}. And it is only a bound: random scores use {found['used']} of it, and it is "
        f"{found['vacuous']} or more times the bound that needs no rotation."
    )
    if found["until"].value < OCTAVES[-1] or found["end"].value >= found["start"].value:
        return fails(sentence)  # no longer falling, or never
    return holds_when("one looks at its trend", sentence) if found["rises"].value else holds(sentence)
