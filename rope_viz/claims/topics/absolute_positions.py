"""Claims of the chapter absolute-positions."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rope_viz.claims.bench import Array, largest, layer, r_squared, rounding, vectors
from rope_viz.claims.claim import (
    DEFINED,
    FAILS,
    HOLDS,
    HOLDS_WHEN,
    Factory,
    Findings,
    Quantity,
    Ruling,
    by_definition,
    fails,
    holds,
    holds_when,
    on_page,
    within,
)
from rope_viz.claims.view import view
from rope_viz.curves.common import exact_dtype, to_numpy
from rope_viz.encodings.absolute import Learned, Sinusoidal
from rope_viz.encodings.base import Encoding
from rope_viz.models import pretrained

claim = on_page("Absolute positions", __name__)


@claim(
    "Position vectors have the word vector's dimension and are added to it at the input.",
    shown=view("positions", table="sinusoidal"),
    expected=DEFINED,
    broken={"words scaled": FAILS, "also turned": FAILS, "nothing added": FAILS},
)
def added_at_the_input(learned: Factory = Learned, sinusoidal: Factory = Sinusoidal) -> Findings:
    """See what an absolute encoding adds to two different sentences, and whether it does anything else."""
    table = pretrained.minilm_positions().table.to(exact_dtype())
    dim, tokens = table.shape[1], 5
    places = torch.arange(tokens, device=table.device)
    uneven, elsewhere, sizes = 0.0, 0.0, []
    for encoding in (learned(table), sinusoidal(dim)):
        one, other = vectors(2, tokens, dim)
        added = encoding.add(one, places) - one
        sizes.append(largest(added))
        uneven = max(uneven, largest(encoding.add(other, places) - other - added))
        elsewhere = max(elsewhere, _other_doors(encoding, one, added))
    return {
        "dim": Quantity(added.shape[-1], "components of a word of MiniLM, and of its positions"),
        "size": Quantity(
            min(sizes), "largest number added, by a table and by sinusoids: the smaller of the two"
        ),
        "uneven": Quantity(uneven, "how far the vector added depends on the word"),
        "elsewhere": Quantity(elsewhere, "change of attention beside what adding at the input does"),
    }


def _other_doors(encoding: Encoding, x: Tensor, added: Tensor) -> float:
    attention = layer(x.shape[-1])
    return largest(attention.attend(x, encoding).output - attention.attend(x + added).output)


@added_at_the_input.judged
def judge_first_door(found: Findings) -> Ruling:
    if found["size"].value <= rounding():
        return fails("One of the two adds nothing to the words.")
    if max(found["uneven"].value, found["elsewhere"].value) > rounding():
        return fails(
            f"What is added depends on the word by {found['uneven']}, and attention differs by "
            f"{found['elsewhere']} from attention over words with their positions added."
        )
    return by_definition(
        f"That is what such an encoding is: one vector of {found['dim']} numbers for each position, the "
        f"same for every word, {within(found['uneven'])}; and attention does what it does with any words, "
        f"{within(found['elsewhere'])}."
    )


@claim(
    "A learned table is capped: with 512 rows, position 513 does not exist.",
    shown=view("positions", position=511),
    expected=HOLDS,
    broken={"starts again after 100": FAILS, "nothing added": FAILS},
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
        f"With {found['rows']} rows position {found['first']} is an error. And a row is only as good as "
        f"its training: neighbouring rows are alike (cosine {found['middle']}), the last two less so "
        f"({found['end']})."
    )


FORMATS = {"bfloat16": torch.bfloat16, "float16": torch.float16, "float32": torch.float32}


@claim(
    "Sinusoids give every position a unique vector, without learning.",
    shown=view("positions", table="sinusoidal", dim=64),
    expected=HOLDS_WHEN,
    broken={"starts again after 100": FAILS, "nothing added": FAILS},
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
        f"No two of 16,384 vectors are the same, even rounded to bfloat16 ({found['rounded']} doubles). "
        f"But where the position itself is kept in bfloat16, {found['bfloat16']} has its neighbour's "
        f"vector; in float16 {found['float16']}, in float32 {found['float32']}.",
    )


def _tables(learned: Factory, sinusoidal: Factory) -> dict[str, Array]:
    """Rows of length one, (positions, dim): MiniLM's, a random table of its size, and sinusoids.

    Without row 0, which belongs to [CLS] and resembles no other.
    """
    trained = pretrained.minilm_positions().table[1:]
    rows, dim = trained.shape
    off = torch.zeros(rows, dim, dtype=exact_dtype(), device=trained.device)
    places = torch.arange(rows, device=trained.device)
    encodings = {
        "fresh": learned(Learned.random(rows, dim).table),
        "trained": learned(trained),
        "sinusoidal": sinusoidal(dim),
    }
    tables = {name: to_numpy(encoding.add(off, places)) for name, encoding in encodings.items()}
    return {name: table / np.linalg.norm(table, axis=1, keepdims=True) for name, table in tables.items()}


NEAR, FAR = 1, 498  # tokens between positions 1 and 2, and between 2 and 500


@claim(
    "Absolute vectors are independent of each other: to the model, positions 1 and 2 are as different "
    "as 2 and 500.",
    shown=view("positions", table="learned", position=2),
    expected=FAILS,
    broken={"drawn at random": HOLDS},
)
def positions_are_unrelated(learned: Factory = Learned, sinusoidal: Factory = Sinusoidal) -> Findings:
    """Cosines of positions 1 apart and 498 apart: an untrained table, MiniLM's, and sinusoids."""
    found = {}
    for name, unit in _tables(learned, sinusoidal).items():
        near, far = ((unit[:-apart] * unit[apart:]).sum(1) for apart in (NEAR, FAR))
        found[f"{name}_near"] = Quantity(float(near.mean()), f"cosine of positions {NEAR} apart, {name}")
        found[f"{name}_far"] = Quantity(float(far.mean()), f"cosine of positions {FAR} apart, {name}")
    # Cosines of unrelated vectors spread by 1 / √dim about zero.
    chance = 3 * np.sqrt((1 / len(near) + 1 / len(far)) / unit.shape[1])
    return found | {"chance": Quantity(chance, "difference that chance allows: three standard errors")}


@positions_are_unrelated.judged
def judge_neighbours(found: Findings) -> Ruling:
    known = [
        name
        for name in ("trained", "sinusoidal")  # nobody uses a table as it was drawn
        if found[f"{name}_near"].value - found[f"{name}_far"].value > found["chance"].value
    ]
    if not known:
        return holds(
            f"Positions 1 apart and {FAR} apart are as alike as chance allows, to within "
            f"{found['chance']}: {found['trained_near']} and {found['trained_far']}."
        )
    return fails(
        f"Positions 1 apart and {FAR} apart have cosines of {found['trained_near']} and "
        f"{found['trained_far']} in MiniLM's table, of {found['sinusoidal_near']} and "
        f"{found['sinusoidal_far']} for sinusoids. Only in a table that has not been trained are they "
        f"alike ({found['fresh_near']} and {found['fresh_far']})."
    )


@claim(
    "Absolute position vectors carry no relative information.",
    shown=view("positions", table="sinusoidal", dim=64, position=200),
    expected=FAILS,
    broken={"drawn at random": HOLDS},
)
def nothing_relative(learned: Factory = Learned, sinusoidal: Factory = Sinusoidal) -> Findings:
    """How much of what one cosine of two positions differs from another does the offset explain?"""
    found = {}
    for name, unit in _tables(learned, sinusoidal).items():
        first, second = np.triu_indices(len(unit), 1)
        explained = 100 * r_squared((unit @ unit.T)[first, second], (second - first).astype(np.int64))
        found[name] = Quantity(
            explained, f"of the variance of two rows' cosine the offset explains, {name}", "%"
        )
    return found


@nothing_relative.judged
def judge_relative(found: Findings) -> Ruling:
    # 510 means fit 130,305 cosines by chance as well as the untrained table says; twice that is no chance.
    by_chance = 2 * found["fresh"].value
    sentence = (
        f"How alike two rows are is explained by their offset to {found['sinusoidal']} for sinusoids and "
        f"to {found['trained']} in MiniLM's table; in an untrained one to {found['fresh']}, which is "
        "chance."
    )
    told = max(found["trained"].value, found["sinusoidal"].value)
    return fails(sentence) if told > by_chance else holds(sentence)
