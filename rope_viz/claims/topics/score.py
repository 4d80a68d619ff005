"""Claims of the chapter score."""

from __future__ import annotations

import numpy as np
import torch

from rope_viz.claims.bench import (
    DOG_FIRST,
    NEAR,
    PIG_FIRST,
    Array,
    largest,
    layer,
    rounding,
    scores_by_distance,
    vectors,
    words,
)
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
from rope_viz.claims.view import view
from rope_viz.curves.common import pair_components, to_numpy
from rope_viz.encodings.rope import Rope

claim = on_page("What the geometry gives", __name__)

START = 500  # tokens


@claim(
    "The dot product of a rotated vector at position 1 with itself at other positions is |A||B| cos of "
    "the angle difference, so it depends on the distance only.",
    shown=view("waves", vectors="ones", summed=1, distance=3, reach=32),
    expected=HOLDS_WHEN,
    broken={
        "keys turned backwards": FAILS,
        "added, not turned": FAILS,
        "pair 0 left alone": FAILS,
        "nothing turned": FAILS,
        "one speed for all": HOLDS,
    },
)
def self_score_is_a_cosine(rope: Factory = Rope) -> Findings:
    """Score a vector at position 1 against itself elsewhere, in the plane and in 64 dimensions."""
    found = {}
    for dim in (2, 64):
        encoding, x = rope(dim), vectors(dim, seed=3)
        measured = scores_by_distance(encoding, x, x, NEAR, start=1)
        elsewhere = scores_by_distance(encoding, x, x, NEAR, start=START)
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
    size = rounding(START + NEAR[-1])
    parts = ["plane_one", "plane_sum", "plane_moved", "head_moved"]
    if found["head_one"].value > size:
        parts += ["head_sum"]  # if one cosine is not enough, the sum over pairs must be
    if max(found[name].value for name in parts) > size:
        return fails(
            f"In the plane the score differs from the cosine by {found['plane_one']} of |A||B|, and from "
            f"one place to another by {found['plane_moved']}; in 64 dimensions it differs from the sum "
            f"over pairs by {found['head_sum']}, from place to place by {found['head_moved']}."
        )
    sentence = (
        f"In the plane the score is |A||B| cos(rθ), {within(found['plane_one'])} of |A||B|. In 64 "
        f"dimensions one cosine is wrong by {found['head_one']} of |A||B|, the sum of 32 by "
        f"{found['head_sum']}. Either way only the distance counts, {within(found['head_moved'])}."
    )
    if found["head_one"].value > size:
        return holds_when("there is one pair; with more, their cosines add up", sentence)
    return holds(sentence)


DEPTH_DIM = 16


@claim(
    "With RoPE the model understands absolute and relative position.",
    shown=view("scores", vectors="gaussian", distance=16),
    expected=FAILS,
    broken={"keys turned backwards": HOLDS, "added, not turned": HOLDS, "nothing turned": FAILS},
)
def absolute_and_relative(rope: Factory = Rope) -> Findings:
    """Move a text 5,000 tokens on, and swap two of its words: what do two layers make of either?"""
    encoding = rope(DEPTH_DIM)
    here, later = (_two_layers(encoding, DOG_FIRST, start) for start in (0, 5_000))
    swapped = _two_layers(encoding, PIG_FIRST, 0)
    return {
        "absolute": Quantity(
            largest(later - here), "change of the outputs when the text begins 5,000 tokens on"
        ),
        "relative": Quantity(largest(swapped - here), "change of “chases” when dog and pig are swapped"),
        "turned": Quantity(
            largest(encoding.rotate_query(words("dog"), [5_000]) - words("dog")),
            "change of a query by its own position",
        ),
    }


def _two_layers(encoding: Rope, sentence: str, start: int) -> torch.Tensor:
    """What two layers without a mask put out for the third word."""
    places, x = torch.arange(start, start + 5), words(sentence)
    for seed in (1, 2):
        x = x + layer(seed=seed).attend(x, encoding, places).output[0]
    return x[2]


@absolute_and_relative.judged
def judge_both_kinds(found: Findings) -> Ruling:
    sentence = (
        f"A query is turned by its own position, which changes it by {found['turned']}. But two layers put "
        f"out the same for a text that begins 5,000 tokens on, {within(found['absolute'])}, and something "
        f"else for one in which two words are swapped, by {found['relative']}"
    )
    # The outputs of two layers are about as large as ten words.
    if found["absolute"].value > 10 * rounding(5_000) and found["relative"].value > rounding():
        return holds(f"{sentence}.")
    return fails(
        f"{sentence}. Absolute positions go in; what comes out knows distances only. (With a mask a model "
        "can still tell the first token, as it can with no encoding at all.)"
    )
