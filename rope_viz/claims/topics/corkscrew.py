"""Claims of the chapter corkscrew."""

from __future__ import annotations

import numpy as np

from rope_viz.claims.bench import hands, matrix_of, rounding
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
    partners = np.abs(matrix_of(encoding, 1)) > rounding()
    pairs = {tuple(np.flatnonzero(row)) for row in partners}
    return sum(len(pair) == 2 for pair in pairs)


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
