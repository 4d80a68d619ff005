"""Claims of the chapter score."""

from __future__ import annotations

import numpy as np

from rope_viz.claims.bench import NEAR, Array, rounding, scores_by_distance, vectors
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
    within,
)
from rope_viz.curves.common import pair_components, to_numpy, to_torch
from rope_viz.encodings.rope import Rope

claim = on_page("What the geometry gives", __name__)


@claim(
    "The dot product of a rotated vector at position 1 with itself at other positions is |A||B| cos of "
    "the angle difference, so it depends on the distance only.",
    anchor="a-sum-of-waves",
    expected=HOLDS_WHEN,
    broken={"keys turned backwards": FAILS, "added, not turned": FAILS, "pair 0 left alone": FAILS},
)
def self_score_is_a_cosine(rope: Factory = Rope) -> Findings:
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


@self_score_is_a_cosine.judged
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


@claim(
    "RoPE combines absolute and relative: the rotation of a token depends on its own position alone, "
    "the score on the difference alone.",
    anchor="same-distance-same-score",
    expected=HOLDS,
    broken={"keys turned backwards": FAILS, "added, not turned": FAILS},
)
def absolute_and_relative(rope: Factory = Rope) -> Findings:
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


@absolute_and_relative.judged
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
