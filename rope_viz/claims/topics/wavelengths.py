"""Claims of the chapter wavelengths."""

from __future__ import annotations

import numpy as np
import torch

from rope_viz.claims.bench import hands, rounding
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
    within,
)
from rope_viz.encodings.rope import Rope

claim = on_page("What the geometry gives", __name__)


@claim(
    "For each position t the angles fall like an exponential over the pairs, and the whole curve moves "
    "up as t grows (t = 1 … 7).",
    anchor="seven-curves-one-shape",
    expected=HOLDS,
    broken={"added, not turned": FAILS, "pair 0 left alone": FAILS},
)
def angles_fall_exponentially(rope: Factory = Rope) -> Findings:
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


@angles_fall_exponentially.judged
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


@claim(
    "The step between neighbouring positions is the same everywhere: t = 1→2 as t = 2→3. Any two words "
    "three apart have the same difference of angles.",
    anchor="every-step-is-the-same-step",
    expected=HOLDS,
    broken={"added, not turned": FAILS},
)
def every_step_is_equal(rope: Factory = Rope) -> Findings:
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


@every_step_is_equal.judged
def judge_steps(found: Findings) -> Ruling:
    if max(found["one"].value, found["three"].value) > rounding():
        return fails(f"Steps of one differ by up to {found['one']}, steps of three by {found['three']}.")
    return holds(
        f"From 1 to 2, from 2 to 3, from 100,000 to 100,001: each pair turns by the same angle, "
        f"{within(found['one'])}; words three apart likewise, {within(found['three'])}. (Angles kept in "
        f"single precision are off by up to {found['shortcut']}.)"
    )
