"""What the geometry gives: claims 21 to 26 and 30."""

from __future__ import annotations

import numpy as np
import torch

from rope_viz.claims.bench import Array, hands, ones, rounding, scores_by_distance, vectors
from rope_viz.claims.trial import Claim, Factory, Findings, Quantity, Ruling, fails, holds, holds_when, within
from rope_viz.curves.common import exact_dtype, pair_components, to_numpy, to_torch
from rope_viz.encodings.rope import Rope
from rope_viz.models import pretrained

TOPIC = "What the geometry gives"
ANGLES, SCORES, DECAY = "wavelengths", "score", "decay"
NEAR = np.arange(257.0)  # distances that articles draw


def follow_the_angles(rope: Factory = Rope) -> Findings:
    """Turn from position 0 to 7 in small steps, so that no turn is lost, and read every pair's angle."""
    steps = 8
    fine = np.arange(7 * steps + 1) / steps
    angles = np.unwrap(np.angle(hands(rope(64), fine)), axis=0)[steps::steps]  # (positions 1 … 7, pairs)
    ratios = angles[:, 1:] / angles[:, :-1]
    return {
        "ratio": Quantity(float(ratios.mean()), "angle of a pair over that of the pair before"),
        "uneven": Quantity(float(np.ptp(ratios)), "spread of this ratio over pairs and positions"),
        "least": Quantity(
            float(np.diff(angles, axis=0).min()), "least rise of an angle from t to t + 1", "rad"
        ),
        "most": Quantity(float(np.diff(angles, axis=0).max()), "largest rise", "rad"),
    }


def judge_exponential(found: Findings) -> Ruling:
    if found["uneven"].value > rounding() or not 0 < found["ratio"].value < 1:
        return fails(f"The ratio from pair to pair is not constant: it spreads over {found['uneven']}.")
    if found["least"].value <= 0:
        return fails("Some angles do not grow with the position.")
    return holds(
        f"From each pair to the next the angle shrinks by the same factor, {found['ratio']}, for t = 1 … 7: "
        f"an exponential. From t to t + 1 every angle rises, the fastest pair's by {found['most']}, the "
        f"slowest's by only {found['least']}."
    )


def compare_steps(rope: Factory = Rope) -> Findings:
    """Compare the turn from one position to a later one, at five places of a text."""
    encoding, places = rope(64), np.array([1.0, 2, 3, 1_000, 100_000])
    uneven = {}
    for step in (1, 3):
        turn = hands(encoding, places + step) / hands(encoding, places)  # (places, pairs), complex
        uneven[step] = float(np.abs(np.angle(turn / turn[0])).max())
    # The shortcut that many programs take: angles multiplied out in single precision.
    speeds = encoding.inv_freq.float()
    ends = [torch.tensor(place, dtype=torch.float32) * speeds for place in (100_000, 100_001)]
    shortcut = ((ends[1].double() - ends[0].double()) - encoding.inv_freq).abs().max()
    return {
        "one": Quantity(uneven[1], "largest difference between steps of one", "rad"),
        "three": Quantity(uneven[3], "between steps of three", "rad"),
        "shortcut": Quantity(float(shortcut), "between steps of one, angles in single precision", "rad"),
    }


def judge_steps(found: Findings) -> Ruling:
    if max(found["one"].value, found["three"].value) > rounding():
        return fails(f"Steps of one differ by up to {found['one']}, steps of three by {found['three']}.")
    return holds(
        f"From 1 to 2, from 2 to 3, from 100,000 to 100,001: each pair turns by the same angle, "
        f"{within(found['one'])}; words three apart likewise, {within(found['three'])}. (Angles kept in "
        f"single precision are off by up to {found['shortcut']}.)"
    )


def score_a_vector_with_itself(rope: Factory = Rope) -> Findings:
    """Score a vector at position 1 against itself elsewhere, in the plane and in 64 dimensions."""
    found = {}
    for dim in (2, 64):
        encoding, x = rope(dim), vectors(dim, seed=3)
        measured = scores_by_distance(encoding, x, x, NEAR, start=1)
        elsewhere = scores_by_distance(encoding, x, x, NEAR, start=500)
        size = float((x @ x).sqrt()) ** 2
        one = size * np.cos(NEAR)  # pair 0 turns one radian per token
        first, second = pair_components(encoding)
        squares = to_numpy(x[first] ** 2 + x[second] ** 2)
        speeds = 10_000.0 ** (-np.arange(0, dim, 2) / dim)
        many = np.cos(NEAR[:, None] * speeds) @ squares
        name = "plane" if dim == 2 else "head"
        found[f"{name}_one"] = Quantity(
            _apart(measured, one, size), f"score less |A||B| cos, {dim} dimensions"
        )
        found[f"{name}_sum"] = Quantity(
            _apart(measured, many, size), f"score less the sum over pairs, {dim} dimensions"
        )
        found[f"{name}_moved"] = Quantity(
            _apart(measured, elsewhere, size), f"from position 1 to 500, {dim} dimensions"
        )
    return found


def _apart(one: Array, other: Array, size: float) -> float:
    return float(np.abs(one - other).max() / size)


def judge_self_score(found: Findings) -> Ruling:
    value = {name: quantity.value for name, quantity in found.items()}
    if max(value["plane_one"], value["plane_moved"], value["head_moved"]) > rounding():
        return fails(
            f"In the plane the score differs from the cosine by {found['plane_one']} of |A||B|, and from "
            f"one place to another by {found['plane_moved']}; in 64 dimensions by {found['head_moved']}."
        )
    sentence = (
        f"In the plane the score is |A||B| cos(rθ), {within(found['plane_one'])} of |A||B|. In 64 "
        f"dimensions no single angle will do: one cosine is wrong by {found['head_one']} of |A||B|, the sum "
        f"of 32 by {found['head_sum']}. Either way only the distance counts, {within(found['head_moved'])}."
    )
    if value["head_one"] > rounding():
        return holds_when("there is one pair; with more, their cosines add up", sentence)
    return holds(sentence)


def ask_near_and_far(rope: Factory = Rope) -> Findings:
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


def wait_for_the_rise(rope: Factory = Rope) -> Findings:
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


def look_for_both_kinds(rope: Factory = Rope) -> Findings:
    """Does a rotation know the other tokens? Does a score know more than the difference?"""
    encoding = rope(64)
    query, key = vectors(2, 64, seed=8)
    alone = encoding.rotate_query(query[None], to_torch(np.array([7.0])))[0]
    crowd = vectors(50, 64, seed=9)
    crowd[7] = query
    among = encoding.rotate_query(crowd, to_torch(np.arange(50.0)))[7]
    starts = [scores_by_distance(encoding, query, key, NEAR, start=start) for start in (0, 1, 77, 5_000)]
    size = float(query.norm() * key.norm())
    return {
        "alone": Quantity(
            float((alone - among).abs().max()), "a rotated vector alone less the same among 50"
        ),
        "moved": Quantity(
            float(np.ptp(starts, axis=0).max()) / size, "change of scores with the place, relative to |q||k|"
        ),
        "told": Quantity(float(np.ptp(starts[0])) / size, "change of scores with the distance"),
    }


def judge_both_kinds(found: Findings) -> Ruling:
    if max(found["alone"].value, found["moved"].value) > rounding() or found["told"].value < rounding():
        return fails(
            f"A rotated vector changes by {found['alone']} with its neighbours, scores by {found['moved']} "
            f"of |q||k| with the place and by {found['told']} with the distance."
        )
    return holds(
        f"A rotated vector does not change with its neighbours, {within(found['alone'])}. Scores change by "
        f"{found['told']} of |q||k| with the distance and by {found['moved']} with the place."
    )


def draw_the_bound(rope: Factory = Rope) -> Findings:
    """RoFormer's bound for d = 128, from vectors that were really turned, and real scores beneath it."""
    encoding, dim = rope(128), 128
    far = np.concatenate((NEAR, [512, 1_000, 2_048, 4_096, 8_192, 16_384]))
    curve = _bound(encoding, far)
    near = curve[: len(NEAR)]
    query, key = vectors(2, 500, dim, seed=11)
    first, second = pair_components(encoding)
    asked, kept = (to_numpy(x[:, first]) + 1j * to_numpy(x[:, second]) for x in (query, key))
    steps = np.abs(np.diff(asked * kept.conj(), axis=1, append=0)).max(1)
    bound = steps[:, None] * encoding.pairs * near  # (vectors, distances)
    scored = np.abs(scores_by_distance(encoding, query, key, NEAR))
    return {
        "start": Quantity(float(near[0]), "the bound's mean at distance 0"),
        "end": Quantity(float(near[-1]), "at 256"),
        "rises": Quantity(float((np.diff(near) > 0).sum()), "of its 256 steps go up"),
        "lowest": Quantity(float(curve[-4]), "at 2,048"),
        "later": Quantity(float(curve[-1]), "at 16,384"),
        "broken": Quantity(
            float((scored > bound * (1 + 1e-9)).sum()), "of 500 × 257 random scores above their bound"
        ),
        "used": Quantity(100 * float((scored / bound).mean()), "mean score, of its bound", "%"),
    }


def _bound(encoding: Rope, distances: Array) -> Array:
    """Mean size of the partial sums S_1 … S_{d/2} of the turned unit arrows, (distances,)."""
    return np.abs(np.cumsum(hands(encoding, distances), axis=1)).mean(axis=1)


def judge_bound(found: Findings) -> Ruling:
    value = {name: quantity.value for name, quantity in found.items()}
    sentence = (
        f"From distance 0 to 256 the bound falls from {found['start']} to {found['end']}, but "
        f"{found['rises']} of the 256 steps go up; it is {found['lowest']} at 2,048 and {found['later']} at "
        f"16,384. And it is only a bound: random scores use {found['used']} of it."
    )
    if value["broken"]:
        return fails(f"It is no bound: {found['broken']} of 128,500 random scores lie above it.")
    if value["end"] > value["start"] / 2:
        return fails(sentence)
    if value["rises"] or value["later"] > value["lowest"]:
        return holds_when("one looks at the trend of the first two thousand tokens", sentence)
    return holds(sentence)


CLAIMS = (
    Claim(
        slug="angles-fall-exponentially",
        number=21,
        wording="For each position t the angles fall like an exponential over the pairs, and the whole "
        "curve moves up as t grows (t = 1 … 7).",
        topic=TOPIC,
        chapter=ANGLES,
        anchor="seven-curves-one-shape",
        experiment=follow_the_angles,
        rule=judge_exponential,
    ),
    Claim(
        slug="every-step-is-equal",
        number=22,
        wording="The step between neighbouring positions is the same everywhere: t = 1→2 as t = 2→3. Any "
        "two words three apart have the same difference of angles.",
        topic=TOPIC,
        chapter=ANGLES,
        anchor="every-step-is-the-same-step",
        experiment=compare_steps,
        rule=judge_steps,
    ),
    Claim(
        slug="self-score-is-a-cosine",
        number=23,
        wording="The dot product of a rotated vector at position 1 with itself at other positions is "
        "|A||B| cos of the angle difference, so it depends on the distance only.",
        topic=TOPIC,
        chapter=SCORES,
        anchor="a-sum-of-waves",
        experiment=score_a_vector_with_itself,
        rule=judge_self_score,
    ),
    Claim(
        slug="near-words-score-higher",
        number=24,
        wording="Closer words are more likely to have a higher dot product and far ones a lower one.",
        topic=TOPIC,
        chapter=DECAY,
        anchor="first-a-bet",
        experiment=ask_near_and_far,
        rule=judge_near_and_far,
    ),
    Claim(
        slug="farther-is-smaller",
        number=25,
        wording="The further the word, the smaller the dot product, because cosine falls from 0 to π.",
        topic=TOPIC,
        chapter=DECAY,
        anchor="first-a-bet",
        experiment=wait_for_the_rise,
        rule=judge_farther,
    ),
    Claim(
        slug="absolute-and-relative",
        number=26,
        wording="RoPE combines absolute and relative: the rotation of a token depends on its own position "
        "alone, the score on the difference alone.",
        topic=TOPIC,
        chapter=SCORES,
        anchor="same-distance-same-score",
        experiment=look_for_both_kinds,
        rule=judge_both_kinds,
    ),
    Claim(
        slug="bound-decays",
        number=30,
        wording="Long-term decay: the upper bound of the score falls with distance.",
        topic=TOPIC,
        chapter=DECAY,
        anchor="first-a-bet",
        experiment=draw_the_bound,
        rule=judge_bound,
    ),
)
