"""Claims of the chapter absolute-positions."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rope_viz.claims.bench import Array, largest, layer, rounding, vectors
from rope_viz.claims.claim import (
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
from rope_viz.claims.miniature import DIM, EARLY, LATE, LENGTH, SEEDS, learn_to_reverse
from rope_viz.curves.common import exact_dtype, to_numpy
from rope_viz.encodings.absolute import Learned, Sinusoidal
from rope_viz.encodings.base import Encoding, NoPositions
from rope_viz.models import pretrained

claim = on_page("Absolute positions", __name__)


@claim(
    "Position vectors have the word vector's dimension and are added to it at the input.",
    anchor="sinusoids-never-end",
    expected=HOLDS,
)
def added_at_the_input(learned: Factory = Learned, sinusoidal: Factory = Sinusoidal) -> Findings:
    """See what an absolute encoding adds to two different sentences, and whether it does anything else."""
    table = pretrained.minilm_positions().table.to(exact_dtype())
    dim, tokens = table.shape[1], 5
    places = torch.arange(tokens, device=table.device)
    uneven, elsewhere = 0.0, 0.0
    for encoding in (learned(table), sinusoidal(dim)):
        one, other = vectors(2, tokens, dim)
        added = encoding.add(one, places) - one
        uneven = max(uneven, largest(encoding.add(other, places) - other - added))
        elsewhere = max(elsewhere, _other_doors(encoding, one, added))
    return {
        "dim": Quantity(added.shape[-1], "components of a word of MiniLM, and of its positions"),
        "size": Quantity(float(added.abs().max()), "largest number added"),
        "uneven": Quantity(uneven, "how far the vector added depends on the word"),
        "elsewhere": Quantity(elsewhere, "change of attention beside what adding at the input does"),
    }


def _other_doors(encoding: Encoding, x: Tensor, added: Tensor) -> float:
    attention = layer(x.shape[-1])
    return largest(attention.attend(x, encoding).output - attention.attend(x + added).output)


@added_at_the_input.judged
def judge_first_door(found: Findings) -> Ruling:
    if max(found["uneven"].value, found["elsewhere"].value) > rounding() or not found["size"].value:
        return fails(
            f"What is added depends on the word by {found['uneven']}, and attention differs by "
            f"{found['elsewhere']} from attention over words with their positions added."
        )
    return holds(
        f"Every position has one vector of {found['dim']} numbers, the same for every word, "
        f"{within(found['uneven'])}; and attention does what it does with any words, "
        f"{within(found['elsewhere'])}."
    )


@claim(
    "A learned table is capped: with 512 rows, position 513 does not exist.",
    anchor="the-table-ends",
    expected=HOLDS,
)
def learned_table_is_capped(learned: Factory = Learned) -> Findings:
    """Ask MiniLM's table for ever later positions; compare the rows at its end with the others."""
    table = pretrained.minilm_positions().table.to(exact_dtype())
    encoding = learned(table)
    alike = _neighbour_cosines(to_numpy(table)[1:])  # without row 0, which belongs to [CLS]
    answered = [_answers(encoding, table.shape[1], position) for position in range(1, len(table) + 9)]
    return {
        "rows": Quantity(len(table), "rows of MiniLM's table"),
        "first": Quantity(
            answered.index(False) + 1 if False in answered else np.inf, "first position that is an error"
        ),
        "middle": Quantity(float(np.median(alike)), "cosine between neighbouring rows, median"),
        "end": Quantity(float(alike[-1]), "cosine between the last two rows"),
    }


def _answers(encoding: Encoding, dim: int, position: int) -> bool:
    """Whether there is a vector for a position, counted from 1 as the claim counts."""
    try:
        encoding.add(torch.zeros(1, dim), torch.tensor([position - 1]))
    except (IndexError, ValueError):
        return False
    return True


def _neighbour_cosines(table: Array) -> Array:
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    return (unit[1:] * unit[:-1]).sum(1)


@learned_table_is_capped.judged
def judge_table(found: Findings) -> Ruling:
    if found["first"].value != found["rows"].value + 1:
        return fails(f"Of {found['rows']} rows, the first position without a vector is {found['first']}.")
    return holds(
        f"With {found['rows']} rows position {found['first']} is an error. And a row is only as good as its "
        f"training: neighbouring rows are alike (cosine {found['middle']}), the last two less so "
        f"({found['end']})."
    )


FORMATS = {"bfloat16": torch.bfloat16, "float16": torch.float16, "float32": torch.float32}


@claim(
    "Sinusoids give every position a unique vector, without learning.",
    anchor="sinusoids-never-end",
    expected=HOLDS_WHEN,
)
def sinusoids_are_unique(sinusoidal: Factory = Sinusoidal) -> Findings:
    """Count positions whose vectors occur twice, exact or with positions stored in a small format."""
    encoding, many = sinusoidal(64), 16_384
    exact = _doubles(encoding, torch.arange(many, dtype=torch.float64))
    found = {"exact": Quantity(exact, f"doubles among {many:,} positions, computed in double precision")}
    rounded = _doubles(encoding, torch.arange(many, dtype=torch.float64), torch.bfloat16)
    found["rounded"] = Quantity(rounded, "doubles when only the result is rounded to bfloat16")
    for name, dtype in FORMATS.items():
        first = _first_double(encoding, dtype)
        found[name] = Quantity(first, f"first position that repeats its neighbour when positions are {name}")
    return found


def _doubles(encoding: Encoding, positions: Tensor, dtype: torch.dtype = torch.float64) -> int:
    rows = encoding.add(torch.zeros(len(positions), 64, dtype=torch.float64), positions).to(dtype).double()
    return len(rows) - len({row.tobytes() for row in rows.numpy()})


def _first_double(encoding: Encoding, dtype: torch.dtype) -> float:
    """The first of the places where a format's whole numbers could end whose vector is its neighbour's."""
    for power in range(6, 26):
        pair = torch.tensor([2.0**power, 2.0**power + 1], dtype=torch.float64).to(dtype).double()
        if _doubles(encoding, pair):
            return 2.0**power + 1
    return float("inf")


@sinusoids_are_unique.judged
def judge_doubles(found: Findings) -> Ruling:
    if found["exact"].value:
        return fails(f"{found['exact']} positions share their vector with another, computed exactly.")
    if not any(np.isfinite(found[name].value) for name in FORMATS):
        return holds("No two positions share a vector, in any format that was tried.")
    return holds_when(
        "the number format can count to the position",
        f"No two of 16,384 vectors are the same, even rounded to bfloat16 ({found['rounded']} doubles). But "
        f"where the position itself is kept in bfloat16, {found['bfloat16']} has its neighbour's vector; in "
        f"float16 {found['float16']}, in float32 {found['float32']}.",
    )


@claim(
    "Learned and sinusoidal positions perform about the same.",
    anchor="how-far-to-trust-it",
    expected=HOLDS_WHEN,
)
def learned_as_good_as_sinusoidal(
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
        for when, losses in learn_to_reverse(encoding, trained).items():
            what = f"{name}, after {EARLY if when == 'early' else LATE} steps"
            found[f"{name}_{when}"] = Quantity(float(losses.mean()), f"loss, {what}", "nats")
            found[f"{name}_{when}_spread"] = Quantity(float(losses.std()), f"its spread, {what}", "nats")
    return found


@learned_as_good_as_sinusoidal.judged
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


@claim(
    "Absolute vectors are independent of each other: to the model, positions 1 and 2 are as different "
    "as 2 and 500.",
    anchor="first-a-bet",
    expected=HOLDS_WHEN,
)
def positions_are_unrelated(learned: Factory = Learned, sinusoidal: Factory = Sinusoidal) -> Findings:
    """Cosines of positions 1 apart and 498 apart: an untrained table, MiniLM's, and sinusoids."""
    trained = pretrained.minilm_positions().table
    rows, dim = trained.shape
    fresh = Learned.random(rows, dim).table
    words_off = torch.zeros(rows, dim, dtype=exact_dtype(), device=trained.device)
    places = torch.arange(rows, device=trained.device)
    tables = {"fresh": learned(fresh), "trained": learned(trained), "sinusoidal": sinusoidal(dim)}
    found = {}
    for name, encoding in tables.items():
        table = to_numpy(encoding.add(words_off, places))
        unit = table / np.linalg.norm(table, axis=1, keepdims=True)
        near, far = (unit[1:-d] * unit[1 + d :] for d in (1, 498))
        found[f"{name}_near"] = Quantity(float(near.sum(1).mean()), f"cosine of positions 1 apart, {name}")
        found[f"{name}_far"] = Quantity(float(far.sum(1).mean()), f"cosine of positions 498 apart, {name}")
    return found


@positions_are_unrelated.judged
def judge_neighbours(found: Findings) -> Ruling:
    closer = {
        name: found[f"{name}_near"].value - found[f"{name}_far"].value
        for name in ("fresh", "trained", "sinusoidal")
    }
    # Unrelated vectors of 384 components have cosines that spread by 0.05; 14 of them averaged, by 0.014.
    known = [name for name, gap in closer.items() if gap > 0.1]
    if not known:
        return holds(f"Neighbours are no more alike than positions far apart ({found['trained_near']}).")
    sentence = (
        f"Positions 1 apart and 498 apart have cosines of {found['fresh_near']} and {found['fresh_far']} in "
        f"an untrained table, but of {found['trained_near']} and {found['trained_far']} in MiniLM's, and of "
        f"{found['sinusoidal_near']} and {found['sinusoidal_far']} for sinusoids."
    )
    return (
        fails(sentence)
        if "fresh" in known
        else holds_when("the table is learned and not yet trained", sentence)
    )
