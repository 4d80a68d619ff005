"""A study in miniature: a task that one attention head learns in a second, with any kind of position.

What it can show: whether the position reaches the head, how soon, and how far chance moves the result. What
it cannot show: language, depth, or anything about lengths that training never saw.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from rope_viz.encodings.base import Encoding

SEEDS, WORDS, LENGTH, DIM, BATCH = 5, 6, 8, 16, 16
EARLY, LATE = 50, 150  # steps of training
RATE = 0.05


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute in one thread: steps as small as these would spend their time waiting for the others.

    On a busy machine they wait a hundred times as long as they compute.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@one_thread()
def learn_to_reverse(encoding: Encoding, trained: list[Tensor]) -> dict[str, Tensor]:
    """Train one head to say random words backwards: losses of every seed on fresh words, early and late."""
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
