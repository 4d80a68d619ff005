"""Claims of the chapter that leaves the line: places with two coordinates."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rope_viz.claims.bench import Array, rounding, vectors
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
from rope_viz.curves.patches import corners, looking_at, patch_scores, turned_directions, unevenness
from rope_viz.encodings.axial import AxialRope
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.generators import tilted
from rope_viz.encodings.mixed import MixedRope

claim = on_page("Off the line", __name__)

DIM, SIDE = 32, 15  # components; patches on a side
STEP = 3  # patches to the right and up, at which a head looks
SHARP = 256.0  # the largest score that goes into softmax


@claim(
    "In an image, too, a score depends only on how far apart two patches are, in columns and in rows.",
    shown=view("patches", tilt=30, direction=0),
    expected=HOLDS,
    broken={"planes tilted": FAILS, "patches not turned": FAILS},
)
def only_differences_in_images(axial: Factory = AxialRope, mixed: Factory = MixedRope) -> Findings:
    """Score random queries with random keys at each offset from every place of an image."""
    query, key = vectors(2, DIM, seed=3)
    kinds = {"axial": axial(DIM), "mixed": mixed(DIM)}
    found = {name: patch_scores(kind, query, key, SIDE, SIDE) for name, kind in kinds.items()}
    size = float(query.norm() * key.norm())
    middle = SIDE // 2
    leaning = tilted(AxialRope(DIM).inv_freq, 30)
    spread = unevenness(patch_scores(leaning, query, key, SIDE, SIDE)) / size
    return {
        **{
            name: Quantity(
                unevenness(scores) / size, f"largest change of an offset’s score, {name}, relative"
            )
            for name, scores in found.items()
        },
        "told": Quantity(
            min(float(np.ptp(scores[middle, middle])) for scores in found.values()) / size,
            "by how much offsets differ in score at least, relative",
        ),
        "tilted": Quantity(spread, "the same change with planes that are tilted by 30 degrees"),
        "commutator": Quantity(leaning.commutator, "largest entry of AB − BA there"),
    }


@only_differences_in_images.judged
def judge_differences(found: Findings) -> Ruling:
    worst = max((found["axial"], found["mixed"]), key=_value)
    if worst.value > rounding(SIDE):
        return fails(
            f"From another place the same offset has another score, by up to {worst} of the largest."
        )
    if found["told"].value <= rounding(SIDE):
        return fails("All patches have one score, so no difference counts at all.")
    return holds(
        f"From every place of {SIDE} × {SIDE} an offset has one score, {within(worst)}, axial and mixed "
        f"alike, because the turns of the two axes commute. (Where they do not, AB − BA being up to "
        f"{found['commutator']}, a score changes by up to {found['tilted']} of the largest.)"
    )


@claim(
    "Axial RoPE is blind to diagonals; mixed RoPE sees them.",
    shown=view("patches", both=True, weights=True, sharpness=128, direction=0, column=7, row=7),
    expected=HOLDS_WHEN,
    broken={
        "every pair follows both axes": FAILS,
        "patches not turned": FAILS,
        "pairs along axes only": FAILS,
    },
)
def axial_is_blind_to_diagonals(axial: Factory = AxialRope, mixed: Factory = MixedRope) -> Findings:
    """Compare the four corners of rectangles, and let heads look at one corner and at two opposite ones."""
    straight = axial(DIM, 10.0)
    speeds = turned_directions(AxialRope(DIM, 10.0).inv_freq, 45)
    diagonal = mixed(DIM, inv_freq=speeds)
    query, key = vectors(2, DIM, seed=4)
    size = float(query.norm() * key.norm())
    scores = patch_scores(straight, query, key, SIDE, SIDE)[SIDE // 2, SIDE // 2]
    return {
        "sums": Quantity(
            max(abs(_crossed(scores, x, y)) for x in range(1, 8) for y in range(1, 8)) / size,
            "by how much the sums over a rectangle’s two diagonals differ, axial, relative",
        ),
        "one": Quantity(100 * _weights(straight, [1])[0], "weight of one patch on a diagonal, axial", "%"),
        "two": Quantity(
            100 * min(_weights(straight, [1, -1])), "weight of the weaker of two opposite ones, axial", "%"
        ),
        "mixed": Quantity(
            100 * min(_weights(diagonal, [1, -1])), "weight of the weaker of two opposite ones, mixed", "%"
        ),
    }


@axial_is_blind_to_diagonals.judged
def judge_blindness(found: Findings) -> Ruling:
    if found["sums"].value > rounding(SIDE):
        return fails(
            f"Axial sees them too: the sums over a rectangle’s two diagonals differ by {found['sums']}."
        )
    if found["mixed"].value <= 25:
        return fails(
            f"Mixed gives the weaker of two opposite patches {found['mixed']}, no more than a quarter, which "
            "a head that knows columns and rows only could give."
        )
    told = (
        f"Axial, both diagonals of every rectangle have the same sum of scores, {within(found['sums'])}: a "
        f"weight is one for the column times one for the row. Of two opposite patches the weaker gets "
        f"{found['two']}, and could never get more than a quarter; mixed, with pairs along the diagonal, "
        f"{found['mixed']}."
    )
    if found["one"].value > 50:
        return holds_when(
            "a direction is meant",
            f"{told} A single patch that stands diagonally is no trouble: axial gives it {found['one']}.",
        )
    return holds(told)


def _value(quantity: Quantity) -> float:
    return quantity.value


def _crossed(scores: Array, right: int, down: int) -> float:
    one, opposite, upside_down, sideways = corners(scores, (SIDE // 2, SIDE // 2), (right, down))
    return one + opposite - upside_down - sideways


def _weights(encoding: Encoding, signs: list[int]) -> list[float]:
    """Weights of patches on a diagonal, of a head that looks at them from the middle."""
    query = torch.ones(DIM, dtype=torch.float64)
    keys: list[Tensor] = [looking_at(encoding, query, (sign * STEP, -sign * STEP)) for sign in signs]
    every = patch_scores(encoding, query, torch.stack(keys).mean(0), SIDE, SIDE)
    at = SIDE // 2
    weights = torch.from_numpy(SHARP / DIM * every[at, at]).flatten().softmax(0).view(SIDE, SIDE)
    return [float(weights[at - sign * STEP, at + sign * STEP]) for sign in signs]
