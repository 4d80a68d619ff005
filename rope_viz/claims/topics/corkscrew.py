"""Claims of the chapter corkscrew."""

from __future__ import annotations

import numpy as np
import torch

from rope_viz.claims.bench import Array, at, hands, largest, ones, rounding, vectors
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
    within,
)
from rope_viz.claims.view import view
from rope_viz.curves.common import exact_dtype, to_numpy
from rope_viz.encodings.base import device
from rope_viz.encodings.rope import Rope

claim = on_page("Rotation", __name__)

STEPS = np.arange(200.0)


@claim(
    "In D dimensions the vector is split into D/2 pairs, each rotated by its own angle; a 6-dimensional "
    "embedding has 3 blocks. It looks like an n-dimensional corkscrew.",
    shown=view("corkscrew-2", now=3, matrix=True),
    expected=HOLDS,
    broken={
        "added, not turned": FAILS,
        "pair 0 left alone": FAILS,
        "one speed for all": FAILS,
        "nothing turned": FAILS,
    },
)
def pairs_make_a_corkscrew(rope: Factory = Rope) -> Findings:
    """Take the rotation apart: which components does it mix, and by how many different angles?"""
    six, many = rope(6), rope(128)
    paths = hands(many, STEPS)
    speeds = np.angle(paths[1])
    straight = np.abs(np.angle(paths * np.exp(-1j * STEPS[:, None] * speeds))).max()
    return {
        "six": Quantity(_turning_blocks(six), "blocks that turn in 6 dimensions"),
        "blocks": Quantity(_turning_blocks(many), "in 128 dimensions"),
        "angles": Quantity(len(np.unique(speeds.round(9))), "different angles among them"),
        "round": Quantity(float(np.abs(np.abs(paths) - 1).max()), "change of a spiral's radius, relative"),
        "straight": Quantity(float(straight), "deviation from an even winding", "rad"),
    }


def _turning_blocks(encoding: Rope) -> int:
    """How many groups of components that are mixed at position 1 have two members."""
    partners = np.abs(_matrix(encoding, 1)) > rounding()
    pairs = {tuple(np.flatnonzero(row)) for row in partners}
    return sum(len(pair) == 2 for pair in pairs)


def _matrix(encoding: Rope, position: float) -> Array:
    """What a rotation does to each component, from vectors that were really turned: (dim, dim)."""
    dim = encoding.head_dim
    basis = torch.eye(dim, device=device(), dtype=exact_dtype())
    places = position * ones(dim)
    return to_numpy(encoding.rotate_query(basis, places) - encoding.rotate_query(0 * basis, places))


@pairs_make_a_corkscrew.judged
def judge_blocks(found: Findings) -> Ruling:
    counts = found["six"].value, found["blocks"].value, found["angles"].value
    if counts != (3, 64, 64):
        return fails(
            f"{found['six']} blocks turn in 6 dimensions and {found['blocks']} in 128, by "
            f"{found['angles']} different angles."
        )
    if max(found["round"].value, found["straight"].value) > rounding(STEPS[-1]):
        return fails(f"Tips leave their spiral by {found['round']} of its radius and {found['straight']}.")
    return holds(
        f"6 dimensions have {found['six']} blocks and 128 have {found['blocks']}, which turn by "
        f"{found['angles']} different angles. Every tip winds evenly ({within(found['straight'])}) at one "
        f"radius ({within(found['round'])}): one corkscrew in each plane."
    )


# What is known to build it: a library, and the function that does.
BUILDERS = {"tt-metal (Tenstorrent)": "freqs_to_rotation_matrix"}


def known_builders() -> dict[str, str]:
    """Libraries that build the block matrix, and the functions in which they do."""
    return BUILDERS


@claim(
    "The D×D block matrix is never built in practice.",
    shown=view("corkscrew-2", now=12, matrix=True),
    expected=FAILS,
    broken={"no builder known": UNTOLD},
)
def matrix_is_never_built(builders: Factory = known_builders) -> Findings:
    """Count the libraries that are known to build it."""
    return {
        "builders": Quantity(
            len(builders()), f"libraries known to build it: {', '.join(builders()) or 'none'}"
        )
    }


@matrix_is_never_built.judged
def judge_never(found: Findings) -> Ruling:
    if not found["builders"].value:
        return untold("None is known here, which does not show that there is none.")
    return fails(
        f"{found['builders']} library is known to build it, Tenstorrent's, for chips that are made to "
        "multiply matrices. Most others never do."
    )


@claim(
    "Elementwise products do the same work as the D×D block matrix, far faster.",
    shown=view("corkscrew-2", now=3, matrix=True),
    expected=HOLDS,
    broken={"added, not turned": FAILS, "all components mixed": FAILS},
)
def products_do_the_same_work(rope: Factory = Rope) -> Findings:
    """Turn vectors by the matrix and by the package's products; count what each multiplies and reads."""
    dim, position = 128, 1_000.0
    encoding, x = rope(dim), vectors(32, dim)
    matrix = _matrix(encoding, position)
    turned = to_numpy(encoding.rotate_query(x, at(*[position] * len(x))))
    used = int((np.abs(matrix) > rounding(position)).sum())
    tables = encoding.tables(at(position)).phasors
    return {
        "off": Quantity(
            float(np.abs(to_numpy(x) @ matrix - turned).max()) / largest(x), "largest difference, relative"
        ),
        "multiplied": Quantity(matrix.size, "multiplications for a vector by the matrix, zeros and all"),
        "products": Quantity(used, "by the products, one for each number that is not zero"),
        "stored": Quantity(matrix.size, "numbers to read for a position, the matrix"),
        "tables": Quantity(2 * tables.numel(), "the same, cosines and sines"),
    }


TENFOLD = 10  # "far" is an order of magnitude at least


@products_do_the_same_work.judged
def judge_products(found: Findings) -> Ruling:
    if found["off"].value > rounding(1_000):
        return fails(f"The two differ by {found['off']}: they are not the same work.")
    fewer = found["multiplied"].value / found["products"].value
    less = found["stored"].value / found["tables"].value
    counted = (
        f"With equal results, {within(found['off'])}, a vector of 128 components takes {found['products']} "
        f"multiplications in place of {found['multiplied']}, and {found['tables']} numbers are read for a "
        f"position in place of {found['stored']}"
    )
    if min(fewer, less) < TENFOLD:
        return fails(f"{counted}.")
    return holds(f"{counted}. How much time that saves depends on the machine.")


HIDDEN = 4_096  # components of a word in the smallest Llama 2, whose heads have 128


@claim(
    "RoPE is computationally efficient.",
    shown=view("corkscrew-2", now=30, matrix=True),
    expected=HOLDS,
    broken={"all components mixed": FAILS, "added, not turned": FAILS, "nothing turned": FAILS},
)
def rope_is_efficient(rope: Factory = Rope) -> Findings:
    """Count what turning a token's query and key multiplies, beside the least that a layer does for it."""
    each = float((np.abs(_matrix(rope(128), 1_000.0)) > rounding(1_000)).sum(axis=1).max())
    turn, layer = each * 2 * HIDDEN, 4 * HIDDEN**2
    return {
        "each": Quantity(each, "multiplications for a component, at most"),
        "turn": Quantity(turn, "multiplications to turn a token's query and key in all heads"),
        "layer": Quantity(layer, "multiplications of the layer's four projections for a token"),
        "share": Quantity(100 * turn / layer, "the first beside the second", "%"),
    }


A_TURN = 2  # multiplications: by a cosine and by a sine
NOTICED = 1  # %: it takes a hundred such extras to double the work


@rope_is_efficient.judged
def judge_cost(found: Findings) -> Ruling:
    if found["each"].value < A_TURN:
        return fails(
            f"A turn multiplies each component twice, and this {found['each']} times: it turns nothing."
        )
    counted = (
        f"In a layer of the smallest Llama 2 the turn takes {found['turn']} multiplications for a token, and "
        f"the four projections alone {found['layer']}: it adds {found['share']}"
    )
    if found["share"].value >= NOTICED:
        return fails(f"{counted}.")
    return holds(f"{counted}. How much time that is depends on the machine and on the program.")
