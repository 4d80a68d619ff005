"""Absolute positions: claims 3 to 5 and 7."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rope_viz.claims.bench import Array, largest, layer, rounding, vectors
from rope_viz.claims.trial import Claim, Factory, Findings, Quantity, Ruling, fails, holds, holds_when, within
from rope_viz.curves.common import exact_dtype, to_numpy
from rope_viz.encodings.absolute import Learned, Sinusoidal
from rope_viz.encodings.base import Encoding
from rope_viz.models import pretrained

TOPIC = "Absolute positions"
CHAPTER = "absolute-positions"


def open_the_first_door(learned: Factory = Learned, sinusoidal: Factory = Sinusoidal) -> Findings:
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


def look_beyond_the_table(learned: Factory = Learned) -> Findings:
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


def judge_table(found: Findings) -> Ruling:
    if found["first"].value != found["rows"].value + 1:
        return fails(f"Of {found['rows']} rows, the first position without a vector is {found['first']}.")
    return holds(
        f"With {found['rows']} rows position {found['first']} is an error. And a row is only as good as its "
        f"training: neighbouring rows are alike (cosine {found['middle']}), the last two less so "
        f"({found['end']})."
    )


FORMATS = {"bfloat16": torch.bfloat16, "float16": torch.float16, "float32": torch.float32}


def look_for_doubles(sinusoidal: Factory = Sinusoidal) -> Findings:
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


def compare_neighbours(learned: Factory = Learned, sinusoidal: Factory = Sinusoidal) -> Findings:
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


CLAIMS = (
    Claim(
        slug="added-at-the-input",
        number=3,
        wording="Position vectors have the word vector's dimension and are added to it at the input.",
        topic=TOPIC,
        chapter=CHAPTER,
        anchor="sinusoids-never-end",
        experiment=open_the_first_door,
        rule=judge_first_door,
    ),
    Claim(
        slug="learned-table-is-capped",
        number=4,
        wording="A learned table is capped: with 512 rows, position 513 does not exist.",
        topic=TOPIC,
        chapter=CHAPTER,
        anchor="the-table-ends",
        experiment=look_beyond_the_table,
        rule=judge_table,
    ),
    Claim(
        slug="sinusoids-are-unique",
        number=5,
        wording="Sinusoids give every position a unique vector, without learning.",
        topic=TOPIC,
        chapter=CHAPTER,
        anchor="sinusoids-never-end",
        experiment=look_for_doubles,
        rule=judge_doubles,
    ),
    Claim(
        slug="positions-are-unrelated",
        number=7,
        wording="Absolute vectors are independent of each other: to the model, positions 1 and 2 are as "
        "different as 2 and 500.",
        topic=TOPIC,
        chapter=CHAPTER,
        anchor="first-a-bet",
        experiment=compare_neighbours,
        rule=judge_neighbours,
    ),
)
