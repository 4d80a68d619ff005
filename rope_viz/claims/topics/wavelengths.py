"""Claims of the chapter wavelengths."""

from __future__ import annotations

import numpy as np
import torch

from rope_viz.claims.bench import Array, hands, rounding
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
from rope_viz.claims.view import view
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import llama3

claim = on_page("What the geometry gives", __name__)


@claim(
    "For each position t the angles fall like an exponential over the pairs, and the whole curve moves "
    "up as t grows (t = 1 … 7).",
    shown=view("clocks", position=7),
    expected=HOLDS,
    broken={
        "added, not turned": FAILS,
        "pair 0 left alone": FAILS,
        "one speed for all": FAILS,
        "nothing turned": FAILS,
    },
)
def angles_fall_exponentially(rope: Factory = Rope) -> Findings:
    """Turn from position 0 to 7 in small steps, so that no turn is lost, and read every pair's angle."""
    angles = _angles(rope(64))
    ratios = angles[:, 1:] / angles[:, :-1]
    bent = _angles(rope(64, base=500_000.0, scaling=llama3(factor=8.0)))
    return {
        "ratio": Quantity(float(ratios.mean()), "angle of a pair over that of the pair before"),
        "uneven": Quantity(float(np.ptp(ratios)), "spread of this ratio over pairs and positions"),
        "least": Quantity(
            float(np.diff(angles, axis=0).min()), "least rise of an angle from t to t + 1", "rad"
        ),
        "most": Quantity(float(np.diff(angles, axis=0).max()), "largest rise", "rad"),
        "bent": Quantity(
            float(np.ptp(bent[:, 1:] / bent[:, :-1])), "spread of the ratio under Llama 3's rule"
        ),
    }


def _angles(encoding: Rope) -> Array:
    """Angles of each pair at positions 1 to 7, with all their whole turns: (7, pairs)."""
    steps = 8
    fine = np.arange(7 * steps + 1) / steps
    return np.unwrap(np.angle(hands(encoding, fine)), axis=0)[steps::steps]


# A quotient of two angles: the slowest one, 1e-4 radians, has lost four digits.
RATIO = 1e4


@angles_fall_exponentially.judged
def judge_exponential(found: Findings) -> Ruling:
    if not found["uneven"].value <= rounding() * RATIO:  # a pair that stands still has no ratio
        return fails(f"The ratio from pair to pair is not constant: it spreads over {found['uneven']}.")
    if not 0 < found["ratio"].value < 1 - rounding() * RATIO:
        return fails(f"From pair to pair the angles do not fall: the ratio is {found['ratio']}.")
    if found["least"].value <= 0:
        return fails("Some angles do not grow with the position.")
    return holds(
        f"From each pair to the next the angle shrinks by the same factor, {found['ratio']}, for t = 1 … "
        f"7: an exponential. From t to t + 1 every angle rises, the fastest pair's by {found['most']}, the "
        f"slowest's by only {found['least']}. (A scaling rule may bend the curve: under Llama 3's the "
        f"factor spreads over {found['bent']}.)"
    )


PLACES = np.array([1.0, 2, 3, 1_000, 100_000])


@claim(
    "The step between neighbouring positions is the same everywhere: t = 1→2 as t = 2→3. Any two words "
    "three apart have the same difference of angles.",
    shown=view("clocks", position=3),
    expected=HOLDS,
    broken={"added, not turned": FAILS, "nothing turned": FAILS, "speeds that follow the length": FAILS},
)
def every_step_is_equal(rope: Factory = Rope) -> Findings:
    """Compare the turn from one position to a later one, at five places of a text."""
    encoding, places = rope(64), PLACES
    uneven, moved = {}, 0.0
    for step in (1, 3):
        turn = hands(encoding, places + step) / hands(encoding, places)  # (places, pairs), complex
        uneven[step] = float(np.abs(np.angle(turn / turn[0])).max())
        moved = max(moved, float(np.abs(np.angle(turn)).max()))
    # The shortcut that many programs take: angles multiplied out in single precision.
    speeds = encoding.inv_freq.float()
    ends = [torch.tensor(place, dtype=torch.float32) * speeds for place in (100_000, 100_001)]
    shortcut = ((ends[1].double() - ends[0].double()) - encoding.inv_freq).abs().max()
    return {
        "one": Quantity(uneven[1], "largest difference between steps of one", "rad"),
        "three": Quantity(uneven[3], "between steps of three", "rad"),
        "moved": Quantity(moved, "largest step of all", "rad"),
        "shortcut": Quantity(float(shortcut), "between steps of one, angles in single precision", "rad"),
    }


@every_step_is_equal.judged
def judge_steps(found: Findings) -> Ruling:
    if max(found["one"].value, found["three"].value) > rounding(PLACES[-1]):
        return fails(f"Steps of one differ by up to {found['one']}, steps of three by {found['three']}.")
    if found["moved"].value <= rounding():
        return fails("No pair moves at all.")
    return holds(
        f"From 1 to 2, from 2 to 3, from 100,000 to 100,001: each pair turns by the same angle, "
        f"{within(found['one'])}; words three apart likewise, {within(found['three'])}. (Angles kept in "
        f"single precision are off by up to {found['shortcut']}.)"
    )


CONTEXT = 4_096  # tokens, as Llama 2 reads


@claim(
    "The larger a word's angle, the further along in the text it stands.",
    shown=view("clocks", head_dim=128, context=4096, position=7),
    expected=FAILS,
    broken={"too slow to come round": HOLDS, "nothing turned": FAILS},
)
def larger_angle_is_further(rope: Factory = Rope) -> Findings:
    """Read each hand on its dial from 0 to a whole turn, and see where a step on shows a smaller angle."""
    places = np.arange(float(CONTEXT))
    dials = np.angle(hands(rope(128), places)) % (2 * np.pi)  # (positions, pairs)
    falls = np.diff(dials, axis=0) <= 0
    return {
        "back": Quantity(float(falls[:, 0].sum()), f"of {CONTEXT - 1:,} steps set the fastest hand back"),
        "never": Quantity(
            float((~falls.any(axis=0)).sum()), f"hands that never go back in {CONTEXT:,} tokens"
        ),
        "hands": Quantity(dials.shape[1], "hands"),
    }


@larger_angle_is_further.judged
def judge_larger(found: Findings) -> Ruling:
    if found["never"].value == found["hands"].value:
        return holds(f"None of {found['hands']} hands comes round in {CONTEXT:,} tokens.")
    return fails(
        f"Hands come round. The fastest one shows a smaller angle after {found['back']} of {CONTEXT - 1:,} "
        f"steps; only {found['never']} of {found['hands']} hands never do in {CONTEXT:,} tokens, because "
        "they are too slow to finish a turn."
    )
