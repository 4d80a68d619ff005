"""Claims of the chapter absolute-positions that training would have to decide: a study in miniature."""

from __future__ import annotations

import math
from functools import lru_cache

import torch

from rope_viz.claims.claim import (
    FAILS,
    HOLDS,
    UNTOLD,
    Factory,
    Findings,
    Quantity,
    Ruling,
    fails,
    holds,
    on_page,
    untold,
)
from rope_viz.claims.miniature import DIM, EARLY, LATE, LENGTH, SEEDS, learn_to_reverse
from rope_viz.claims.view import view
from rope_viz.encodings.absolute import Learned, Sinusoidal
from rope_viz.encodings.base import NoPositions

claim = on_page("Absolute positions", "absolute_positions")


@lru_cache(maxsize=2)  # both claims are about the same few seconds of training
def _losses(nothing: Factory, learned: Factory, sinusoidal: Factory) -> dict[str, Quantity]:
    """Train one head to say eight random words backwards, five times with each kind of position."""
    generator = torch.Generator().manual_seed(0)
    table = (0.02 * torch.randn(SEEDS * LENGTH, DIM, generator=generator)).requires_grad_()
    kinds = {
        "nothing": (nothing(), []),
        "learned": (learned(table), [table]),
        "sinusoidal": (sinusoidal(DIM), []),
    }
    found = {}
    for name, (encoding, trained) in kinds.items():
        for when, losses in learn_to_reverse(encoding, trained).items():
            what = f"{name}, after {EARLY if when == 'early' else LATE} steps"
            found[f"{name}_{when}"] = Quantity(float(losses.mean()), f"loss, {what}", "nats")
            found[f"{name}_{when}_spread"] = Quantity(float(losses.std()), f"its spread, {what}", "nats")
    return found


def _gain(found: Findings, name: str) -> tuple[float, float]:
    """By how much one kind of position ends below none, and three standard errors of that difference."""
    spreads = [found[f"{kind}_late_spread"].value for kind in ("nothing", name)]
    gain = found["nothing_late"].value - found[f"{name}_late"].value
    return gain, 3 * math.hypot(*spreads) / SEEDS**0.5


@claim(
    "Learned and sinusoidal positions perform about the same.",
    shown=view("positions", table="sinusoidal", dim=DIM),
    expected=UNTOLD,
    broken={"nothing added": FAILS},
)
def learned_as_good_as_sinusoidal(
    nothing: Factory = NoPositions, learned: Factory = Learned, sinusoidal: Factory = Sinusoidal
) -> Findings:
    """Train one head to say eight random words backwards, with a table, with sinusoids and with neither."""
    losses = _losses(nothing, learned, sinusoidal)
    return {name: loss for name, loss in losses.items() if "nothing_early" not in name}


@learned_as_good_as_sinusoidal.judged
def judge_miniature(found: Findings) -> Ruling:
    gains = {name: _gain(found, name) for name in ("learned", "sinusoidal")}
    idle = [name for name, (gain, error) in gains.items() if gain <= error]
    if idle:
        return fails(
            f"In this miniature the losses end at {found['learned_late']} (learned), "
            f"{found['sinusoidal_late']} (sinusoidal) and {found['nothing_late']} (no position): "
            f"{' and '.join(idle)} did not help."
        )
    by_step = " and ".join(
        f"{found[f'{name}_early']} ± {found[f'{name}_early_spread'].value:.2f} ({name})" for name in gains
    )
    return untold(
        f"A miniature: one head learns to say {LENGTH} words backwards, with {SEEDS} seeds. After {EARLY} "
        f"steps the losses are {by_step}; after {LATE} steps {found['learned_late']} and "
        f"{found['sinusoidal_late']}, and without positions still {found['nothing_late']}. So both bring "
        "the position to the head. Which is better for language, or for texts longer than those in "
        f"training, a head of {DIM} components cannot say."
    )


# A model of 125 million parameters on OpenWebText2; its authors' measurements, not ours.
BIDERMAN = {"learned": 2.809, "rotary": 2.759}


@claim(
    "Absolute positions hinder a model.",
    shown=view("positions", table="learned"),
    expected=UNTOLD,
    broken={"words drowned": HOLDS},
)
def absolute_hinders(
    nothing: Factory = NoPositions, learned: Factory = Learned, sinusoidal: Factory = Sinusoidal
) -> Findings:
    """Does a head with absolute positions learn less than one without? What did a larger study find?"""
    ends = {name: value for name, value in _losses(nothing, learned, sinusoidal).items() if "late" in name}
    quoted = {
        f"quoted_{name}": Quantity(loss, f"loss of a language model, {name} (Biderman et al.)", "nats")
        for name, loss in BIDERMAN.items()
    }
    return ends | quoted


@absolute_hinders.judged
def judge_hindrance(found: Findings) -> Ruling:
    for name in ("learned", "sinusoidal"):
        gain, error = _gain(found, name)
        if gain < -error:
            return holds(
                f"With {name} positions the head ends at {found[f'{name}_late']}, without at "
                f"{found['nothing_late']}."
            )
    return untold(
        f"They do not hinder this miniature, which learns its task with them ({found['learned_late']} and "
        f"{found['sinusoidal_late']}) and not without ({found['nothing_late']}). Against turning, a "
        f"language model of 125 million parameters ended at {found['quoted_learned']} with a learned table "
        f"and at {found['quoted_rotary']} with RoPE, as its authors report: less good, but hindered is a "
        "strong word."
    )
