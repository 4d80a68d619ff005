"""Claims of the chapter corkscrew."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch

from rope_viz.claims.bench import hands, largest, ones, rounding, vectors
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
from rope_viz.curves.common import exact_dtype, to_numpy
from rope_viz.encodings.base import device
from rope_viz.encodings.rope import Rope

claim = on_page("Rotation", __name__)


@claim(
    "In D dimensions the vector is split into D/2 pairs, each rotated by its own angle; a 6-dimensional "
    "embedding has 3 blocks. It looks like an n-dimensional corkscrew.",
    anchor="first-a-bet",
    expected=HOLDS,
    broken={"added, not turned": FAILS, "pair 0 left alone": FAILS},
)
def pairs_make_a_corkscrew(rope: Factory = Rope) -> Findings:
    """Take the rotation apart: which components does it mix, and by how many different angles?"""
    six, many = rope(6), rope(128)
    steps = np.arange(200.0)
    paths = hands(many, steps)
    speeds = np.angle(paths[1])
    straight = np.abs(np.angle(paths * np.exp(-1j * steps[:, None] * speeds))).max()
    return {
        "six": Quantity(_turning_blocks(six), "blocks that turn in 6 dimensions"),
        "blocks": Quantity(_turning_blocks(many), "in 128 dimensions"),
        "angles": Quantity(len(np.unique(speeds.round(9))), "different angles among them"),
        "round": Quantity(float(np.abs(np.abs(paths) - 1).max()), "change of a spiral's radius, relative"),
        "straight": Quantity(float(straight), "deviation from an even winding", "rad"),
    }


def _turning_blocks(encoding: Rope) -> int:
    """How many groups of components that are mixed at position 1 have two members."""
    dim = encoding.head_dim
    basis = torch.eye(dim, device=device(), dtype=exact_dtype())
    mixed = to_numpy(encoding.rotate_query(basis, ones(dim)) - encoding.rotate_query(0 * basis, ones(dim)))
    partners = np.abs(mixed) > 1e-12
    pairs = {tuple(np.flatnonzero(row)) for row in partners}
    return sum(len(pair) == 2 for pair in pairs)


@pairs_make_a_corkscrew.judged
def judge_blocks(found: Findings) -> Ruling:
    uneven = max(found["round"].value, found["straight"].value)
    if (found["six"].value, found["blocks"].value, found["angles"].value) != (
        3,
        64,
        64,
    ) or uneven > rounding():
        return fails(
            f"{found['six']} blocks turn in 6 dimensions, {found['blocks']} in 128, by {found['angles']} "
            f"different angles; their tips leave the spiral by {found['round']}."
        )
    return holds(
        f"6 dimensions have {found['six']} blocks and 128 have {found['blocks']}, each with its own angle. "
        f"Every tip winds evenly ({within(found['straight'])}) at one radius ({within(found['round'])}): "
        f"one corkscrew in each plane."
    )


@claim(
    "The D×D block matrix is never built in practice: elementwise products do the same work far faster.",
    anchor="without-the-matrix",
    expected=None,
)
def nobody_builds_the_matrix(rope: Factory = Rope) -> Findings:
    """Turn 32 heads of vectors by matrices made beforehand and by elementwise products, and time both."""
    tokens, heads, dim = 256, 32, 128
    encoding, x = rope(dim), vectors(heads, tokens, dim).float()
    places = torch.arange(tokens, device=x.device)
    tables = encoding.tables(places)
    basis = torch.eye(dim, device=x.device).expand(tokens, dim, dim)
    # (tokens, dim, dim): what turns a row of numbers at each position; all heads share it.
    matrices = encoding.rotate_query(basis, places[:, None].expand(tokens, dim)).contiguous()
    by_token = x.transpose(0, 1).contiguous()  # (tokens, heads, dim)
    off = largest((by_token @ matrices).transpose(0, 1) - encoding.rotate_query(x, tables))
    matrix, product = _seconds(lambda: by_token @ matrices, lambda: encoding.rotate_query(x, tables))
    return {
        "off": Quantity(off / float(x.abs().max()), "largest difference, relative, single precision"),
        "faster": Quantity(
            matrix / product, "time by ready-made matrices, over time by elementwise products"
        ),
        "lighter": Quantity(
            (2 * x.nbytes + matrices.nbytes) / (2 * x.nbytes + tables.phasors.nbytes),
            "ratio of the bytes that each must move at least",
        ),
    }


def _seconds(*works: Callable[[], object], repeats: int = 15) -> list[float]:
    """Least time of each, in turns, so that whatever else the machine does strikes them alike."""
    taken = [[_second(work) for work in works] for _ in range(repeats)]
    return [min(times) for times in zip(*taken, strict=True)]


def _second(work: Callable[[], object]) -> float:
    synchronize = torch.cuda.synchronize if device().type == "cuda" else lambda: None
    synchronize()
    start = time.perf_counter()
    work()
    synchronize()
    return time.perf_counter() - start


@nobody_builds_the_matrix.judged
def judge_times(found: Findings) -> Ruling:
    if found["off"].value > 1e-5:
        return fails(f"The two differ by {found['off']}: they are not the same work.")
    sentence = (
        f"With equal results ({found['off']} apart) ready-made matrices took {found['faster']} times as "
        f"long as elementwise products, in one run on one machine, for {found['lighter']} times the bytes."
    )
    return holds(sentence) if found["faster"].value > 2 else fails(sentence)
