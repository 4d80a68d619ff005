"""Claim 6 in miniature: learned against sinusoidal positions on a task that takes a second to learn.

What it can show: whether both kinds carry the position to one attention head, how soon, and how far chance
moves the result. What it cannot show: language, depth, or anything about lengths that training never saw.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from rope_viz.claims.trial import Claim, Factory, Findings, Quantity, Ruling, fails, holds, holds_when
from rope_viz.encodings.absolute import Learned, Sinusoidal
from rope_viz.encodings.base import Encoding, NoPositions

SEEDS, WORDS, LENGTH, DIM, BATCH = 5, 6, 8, 16, 16
EARLY, LATE = 50, 150  # steps of training
RATE = 0.05


def learn_to_reverse(
    nothing: Factory = NoPositions, learned: Factory = Learned, sinusoidal: Factory = Sinusoidal
) -> Findings:
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
        for when, losses in _train(encoding, trained).items():
            what = f"{name}, after {EARLY if when == 'early' else LATE} steps"
            found[f"{name}_{when}"] = Quantity(float(losses.mean()), f"loss, {what}", "nats")
            found[f"{name}_{when}_spread"] = Quantity(float(losses.std()), f"its spread, {what}", "nats")
    return found


def _train(encoding: Encoding, trained: list[Tensor]) -> dict[str, Tensor]:
    """Losses of every seed on fresh words, early and late."""
    generator = torch.Generator().manual_seed(1)
    embed, match, say = (
        (size * torch.randn(SEEDS, *shape, generator=generator)).requires_grad_()
        for size, shape in ((1, (WORDS, DIM)), (1 / DIM, (DIM, DIM)), (DIM**-0.5, (DIM, WORDS)))
    )
    # Each seed has rows of its own in a learned table; other encodings see the same eight places.
    rows = (
        torch.arange(LENGTH).expand(SEEDS, LENGTH) + (LENGTH if trained else 0) * torch.arange(SEEDS)[:, None]
    )
    which = torch.arange(SEEDS)[:, None, None]

    def losses(batch: int) -> Tensor:
        spoken = torch.randint(WORDS, (SEEDS, batch, LENGTH), generator=generator)
        x = encoding.add(embed[which, spoken], rows[:, None].expand(-1, batch, -1))
        weights = (x @ match[:, None] @ x.mT / math.sqrt(DIM)).softmax(-1)
        guesses = weights @ x @ say[:, None]
        each = cross_entropy(guesses.flatten(0, 2), spoken.flip(-1).flatten(), reduction="none")
        return each.view(SEEDS, -1).mean(1)

    optimizer = torch.optim.Adam([embed, match, say, *trained], lr=RATE)
    seen = {}
    for step in range(1, LATE + 1):
        optimizer.zero_grad()
        losses(BATCH).sum().backward()
        optimizer.step()
        if step in (EARLY, LATE):
            with torch.no_grad():
                seen["late" if step == LATE else "early"] = losses(8 * BATCH)
    return seen


def judge_miniature(found: Findings) -> Ruling:
    value = {name: quantity.value for name, quantity in found.items()}
    late = max(value["learned_late"], value["sinusoidal_late"])
    if value["nothing_late"] < 1 or late > 0.1:
        return fails(
            f"In this miniature the losses end at {found['learned_late']} (learned), "
            f"{found['sinusoidal_late']} (sinusoidal) and {found['nothing_late']} (no position)."
        )
    sentence = (
        f"A miniature: one head learns to say {LENGTH} words backwards, with {SEEDS} seeds. After {EARLY} "
        f"steps the loss is {found['learned_early']} ± {found['learned_early_spread'].value:.2f} (learned) "
        f"and {found['sinusoidal_early']} ± {found['sinusoidal_early_spread'].value:.2f} (sinusoidal); "
        f"after {LATE} steps it is {found['learned_late']} and {found['sinusoidal_late']}, and without "
        f"positions still {found['nothing_late']}. This says nothing about language, nor about texts longer "
        f"than those in training."
    )
    apart = abs(value["learned_early"] - value["sinusoidal_early"])
    if apart > 2 * max(value["learned_early_spread"], value["sinusoidal_early_spread"]):
        return holds_when("both are trained to the end", sentence)
    return holds(sentence)


CLAIMS = (
    Claim(
        slug="learned-as-good-as-sinusoidal",
        number=6,
        wording="Learned and sinusoidal positions perform about the same.",
        topic="Absolute positions",
        chapter="absolute-positions",
        anchor="how-far-to-trust-it",
        experiment=learn_to_reverse,
        rule=judge_miniature,
    ),
)
