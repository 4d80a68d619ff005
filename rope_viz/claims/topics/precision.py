"""Claims of the chapter precision."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rope_viz.claims.bench import Array, rounding, vectors
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
from rope_viz.curves.common import pair_components, to_numpy
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import dynamic_ntk

claim = on_page("What the geometry gives", __name__)

SHORT, LONG = 8, 1000  # tokens of two texts


@claim(
    "The frequencies are computed once, and shared by all words and all sentences.",
    shown=view("precision", rounded="speeds", start=100_000),
    expected=HOLDS,
    broken={
        "speeds that follow the length": FAILS,
        "nothing turned": FAILS,
        "added, not turned": FAILS,
    },
)
def frequencies_computed_once(rope: Factory = Rope) -> Findings:
    """Compare how the first words of a short and of a long text are turned, all words being different."""
    encoding = rope(64)
    short, long = (
        _turns(encoding, vectors(tokens, 64, seed=seed)) for seed, tokens in enumerate((SHORT, LONG), start=1)
    )
    speeds = encoding.inv_freq
    rule = dynamic_ntk(2.0, original_length=4096)
    slowest = [float(Rope(64, scaling=rule).at_length(tokens).inv_freq[-1]) for tokens in (4096, 16_384)]
    cast = speeds.to(torch.bfloat16).to(torch.float64)
    return {
        "differ": Quantity(
            float(np.abs(short - long[:SHORT]).max()), "largest difference between the turns in two texts"
        ),
        "moved": Quantity(
            float(np.abs(short - 1).max()), "largest turn, as the way of a hand's tip", "radii"
        ),
        "slowed": Quantity(
            slowest[0] / slowest[1], "how many times slower dynamic NTK makes the slowest pair"
        ),
        "cast": Quantity(
            float(((cast - speeds) / speeds.clamp(min=1e-300)).abs().max()),
            "largest change of a frequency by a cast to bfloat16, relative",
        ),
    }


def _turns(encoding: Rope, words: Tensor) -> Array:
    """By what each word's pairs are multiplied, read as complex numbers: (tokens, pairs)."""
    first, second = pair_components(encoding)
    before, after = (
        to_numpy(x[:, first]) + 1j * to_numpy(x[:, second])
        for x in (words, encoding.rotate_query(words, torch.arange(len(words))))
    )
    return after / before


@frequencies_computed_once.judged
def judge_once(found: Findings) -> Ruling:
    if found["differ"].value > rounding(SHORT):
        return fails(f"The same position is turned otherwise in another text: by up to {found['differ']}.")
    if found["moved"].value <= rounding():
        return fails("No pair moves at all, so there is no frequency.")
    return holds(
        f"Other words, another length, the same turns, {within(found['differ'])}. (A rule that follows the "
        f"length of the text does compute them anew: for four times the length, dynamic NTK makes the "
        f"slowest pair {found['slowed']} times slower. And what is computed once can be spoilt once, for "
        f"all: a cast to bfloat16 changes frequencies by up to {found['cast']} of themselves.)"
    )
