"""Claims of the chapter decay."""

from __future__ import annotations

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
from rope_viz.curves.common import exact_dtype, pair_components, to_numpy, to_torch
from rope_viz.encodings.rope import Rope
from rope_viz.models import pretrained

claim = on_page("What the geometry gives", __name__)


@claim(
    "Closer words are more likely to have a higher dot product and far ones a lower one.",
    anchor="first-a-bet",
    expected=HOLDS_WHEN,
    broken={"added, not turned": HOLDS},
)
def near_words_score_higher(rope: Factory = Rope) -> Findings:
    """How often does the nearer of two distances score higher, for four kinds of query and key?"""
    encoding, many, dim = rope(64), 200, 64
    query, key = vectors(2, many, dim, seed=5)
    made = encoding.rotate_key(query, to_torch(np.full(many, 100.0)))
    heads = pretrained.smollm2_heads()
    asked, kept = heads.q[0, 20:].to(exact_dtype()), heads.k[0, 20:].mean(0).to(exact_dtype())
    of_smollm2 = rope(asked.shape[-1], base=heads.base)
    curves = {
        "alike": scores_by_distance(encoding, query, query, NEAR),
        "strangers": scores_by_distance(encoding, query, key, NEAR),
        "made": scores_by_distance(encoding, query, made, NEAR),
        "head": scores_by_distance(of_smollm2, asked, kept.expand_as(asked), NEAR),
    }
    wins = {name: 100 * _nearer_wins(curve) for name, curve in curves.items()}
    rises = float((np.diff(curves["alike"].mean(0)) > 0).sum())
    nearer = "nearer word scores higher"
    return {
        "alike": Quantity(wins["alike"].mean(), f"{nearer}, key = query", "%"),
        "rises": Quantity(rises, "steps of 256 on which the mean of these scores rises"),
        "strangers": Quantity(wins["strangers"].mean(), f"{nearer}, unrelated query and key", "%"),
        "error": Quantity(wins["strangers"].std() / np.sqrt(many), "standard error of that share", "%"),
        "made": Quantity(wins["made"].mean(), f"{nearer}, key turned to peak at 100", "%"),
        "peak": Quantity(
            float(curves["made"].mean(0).argmax()), "where the mean of those scores peaks", "tokens"
        ),
        "head": Quantity(wins["head"].mean(), f"{nearer}, a previous-token head of SmolLM2", "%"),
    }


def _nearer_wins(curves: Array) -> Array:
    """Of all two distances, the share at which the nearer scores higher, for each curve."""
    near, far = np.triu_indices(curves.shape[-1], 1)
    return (curves[:, near] > curves[:, far]).mean(axis=1)


@near_words_score_higher.judged
def judge_near_and_far(found: Findings) -> Ruling:
    # An even chance is 50 %; three standard errors are what chance alone may add.
    by_chance = 50 + 3 * found["error"].value
    sentence = (
        f"Of two words the nearer scores higher in {found['alike']} of cases when key and query are the "
        f"same vector (their mean still rises on {found['rises']} of 256 steps), in {found['strangers']} ± "
        f"{found['error']} when they are unrelated, in {found['made']} when the key was turned to peak at "
        f"{found['peak']}, and in {found['head']} in a previous-token head of SmolLM2."
    )
    if found["alike"].value <= by_chance:
        return fails(sentence)
    if found["strangers"].value <= by_chance:
        return holds_when("the key resembles the query", sentence)
    return holds(sentence)


@claim(
    "The further the word, the smaller the dot product, because cosine falls from 0 to π.",
    anchor="first-a-bet",
    expected=HOLDS_WHEN,
    broken={"pair 0 left alone": FAILS},
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
        "rises": Quantity(float((np.diff(whole) > 0).sum()), "of its 256 steps go up"),
    }


def _first_rise(curve: Array) -> float:
    """The distance up to which a curve falls all the way."""
    rising = np.flatnonzero(np.diff(curve) >= 0)
    return float(rising[0]) if len(rising) else float(len(curve) - 1)


@farther_is_smaller.judged
def judge_farther(found: Findings) -> Ruling:
    if found["fastest"].value < 1 or found["slowest"].value < 1:
        return fails(f"A pair's score does not fall at all: {found['fastest']} and {found['slowest']}.")
    if not found["rises"].value:
        return holds(f"The score falls on every step up to {found['whole']}.")
    return holds_when(
        "the distance is below half a pair's wavelength",
        f"The fastest pair's score falls up to a distance of {found['fastest']}, the slowest's up to "
        f"{found['slowest']}. Their sum, for all ones, falls up to {found['whole']}; {found['rises']} of "
        f"its 256 steps go up.",
    )


@claim(
    "Long-term decay: the upper bound of the score falls with distance.",
    anchor="first-a-bet",
    expected=HOLDS_WHEN,
    broken={"added, not turned": FAILS},
)
def bound_decays(rope: Factory = Rope) -> Findings:
    """RoFormer's bound for d = 128, from vectors that were really turned, and real scores beneath it."""
    encoding, dim = rope(128), 128
    curve = _bound(encoding, np.arange(16_385.0))
    near = curve[: len(NEAR)]
    query, key = vectors(2, 500, dim, seed=11)
    first, second = pair_components(encoding)
    asked, kept = (to_numpy(x[:, first]) + 1j * to_numpy(x[:, second]) for x in (query, key))
    steps = np.abs(np.diff(asked * kept.conj(), axis=1, append=0)).max(1)
    bound = steps[:, None] * encoding.pairs * near  # (vectors, distances)
    plain = (np.abs(asked) * np.abs(kept)).sum(1)  # no turn can make a score larger
    scored = np.abs(scores_by_distance(encoding, query, key, NEAR))
    return {
        "start": Quantity(float(near[0]), "the bound's mean at distance 0"),
        "end": Quantity(float(near[-1]), "at 256"),
        "rises": Quantity(float((np.diff(near) > 0).sum()), "of its 256 steps go up"),
        "middle": Quantity(float(curve[4_096:8_192].mean()), "its mean from 4,096 to 8,191"),
        "later": Quantity(float(curve[8_192:].mean()), "from 8,192 to 16,384"),
        "broken": Quantity(
            float((scored > bound * (1 + 1e-9)).sum()), "of 500 × 257 random scores above their bound"
        ),
        "vacuous": Quantity(
            float((bound / plain[:, None]).min()),
            "the bound ÷ the sum of all pairs' |query| × |key|, at least",
        ),
        "used": Quantity(100 * float((scored / bound).mean()), "mean score, of its bound", "%"),
    }


def _bound(encoding: Rope, distances: Array) -> Array:
    """Mean size of the partial sums S_1 … S_{d/2} of the turned unit arrows, (distances,)."""
    return np.abs(np.cumsum(hands(encoding, distances), axis=1)).mean(axis=1)


@bound_decays.judged
def judge_bound(found: Findings) -> Ruling:
    value = {name: quantity.value for name, quantity in found.items()}
    sentence = (
        f"From distance 0 to 256 the bound falls from {found['start']} to {found['end']}, but "
        f"{found['rises']} of the 256 steps go up; later it levels off: its mean is {found['middle']} "
        f"from 4,096 to 8,191 and {found['later']} from 8,192 to 16,384. And it is only a "
        f"bound: random scores use {found['used']} of it, and it is {found['vacuous']} or more times the "
        "bound that needs no rotation."
    )
    if value["broken"]:
        return fails(f"It is no bound: {found['broken']} of 128,500 random scores lie above it.")
    if value["end"] > value["start"] / 2:
        return fails(sentence)
    if value["rises"] or value["later"] > 0.9 * value["middle"]:
        return holds_when("one looks at the trend of the first few thousand tokens", sentence)
    return holds(sentence)
