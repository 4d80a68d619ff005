"""Claims of the chapter memory: what is counted, and never a time."""

from __future__ import annotations

import numpy as np

from rope_viz.claims.bench import at, largest, matrix_of, rounding, vectors
from rope_viz.claims.claim import (
    FAILS,
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
from rope_viz.claims.view import view
from rope_viz.curves.common import to_numpy
from rope_viz.curves.traffic import rotation_ways, total
from rope_viz.encodings.rope import Rope

claim = on_page("Rotation", __name__)

HEADS, HEAD_DIM = 32, 128  # of a layer of the smallest Llama 2
HIDDEN = HEADS * HEAD_DIM  # components of a word
LAYERS = 32


def _moved(way: str) -> float:
    """Bytes that a way moves to turn a query and a key in all heads, in float32."""
    return total(rotation_ways(HEADS, HEAD_DIM)[way]).moved


@claim(
    "Elementwise products do the same work as the D×D block matrix, far faster.",
    shown=view("memory", balance=10),
    expected=HOLDS_WHEN,
    broken={"added, not turned": FAILS, "all components mixed": FAILS},
)
def products_do_the_same_work(rope: Factory = Rope) -> Findings:
    """Turn vectors by the matrix and by the package's products; count what each multiplies and moves."""
    encoding, x, position = rope(HEAD_DIM), vectors(32, HEAD_DIM), 1_000.0
    matrix = matrix_of(encoding, position)
    turned = to_numpy(encoding.rotate_query(x, at(*[position] * len(x))))
    used = int((np.abs(matrix) > rounding(position)).sum())
    copy = _moved("a copy")
    return {
        "off": Quantity(
            float(np.abs(to_numpy(x) @ matrix - turned).max()) / largest(x), "largest difference, relative"
        ),
        "multiplied": Quantity(matrix.size, "multiplications for a vector by the matrix, zeros and all"),
        "products": Quantity(used, "by the products, one for each number that is not zero"),
        "matrix": Quantity(_moved("block matrix") / copy, "copies' worth of bytes moved, by the matrix"),
        "steps": Quantity(_moved("step by step") / copy, "by products made step by step"),
        "once": Quantity(_moved("in one pass") / copy, "by products made in one pass"),
    }


TENFOLD = 10  # "far" is an order of magnitude at least


@products_do_the_same_work.judged
def judge_products(found: Findings) -> Ruling:
    if found["off"].value > rounding(1_000):
        return fails(f"The two differ by {found['off']}: they are not the same work.")
    fewer = found["multiplied"].value / found["products"].value
    less = found["matrix"].value / max(found["steps"].value, found["once"].value)
    counted = (
        f"With equal results, {within(found['off'])}, a vector of {HEAD_DIM} components takes "
        f"{found['products']} multiplications in place of {found['multiplied']}. But {HEADS} heads share a "
        f"matrix, which makes it move {found['matrix']} times the bytes of a copy; the products move "
        f"{found['once']} times in one pass, and {found['steps']} times step by step, more than the matrix"
    )
    if fewer < TENFOLD:
        return fails(f"{counted}.")
    if less < TENFOLD:
        return holds_when("multiplications are what takes the time", f"{counted}.")
    return holds(f"{counted}.")


@claim(
    "RoPE is computationally efficient.",
    shown=view("memory", balance=150, format="bfloat16"),
    expected=HOLDS,
    broken={"all components mixed": FAILS, "added, not turned": FAILS, "nothing turned": FAILS},
)
def rope_is_efficient(rope: Factory = Rope) -> Findings:
    """Count what turning a token's query and key multiplies, beside the least that a layer does for it."""
    matrix = matrix_of(rope(HEAD_DIM), 1_000.0)
    each = float((np.abs(matrix) > rounding(1_000)).sum(axis=1).max())
    turn, layer = each * 2 * HIDDEN, 4 * HIDDEN**2
    return {
        "each": Quantity(each, "multiplications for a component, at most"),
        "turn": Quantity(turn, "multiplications to turn a token's query and key in all heads"),
        "layer": Quantity(layer, "multiplications of the layer's four projections for a token"),
        "share": Quantity(100 * turn / layer, "the first beside the second", "%"),
        "steps": Quantity(
            _moved("step by step") / _moved("in one pass"), "times the bytes, if done step by step"
        ),
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
    return holds(
        f"{counted}. (Computing is not what it costs. It moves queries and keys, and a program that does so "
        f"step by step moves {found['steps']} times the bytes that one pass moves.)"
    )


@claim(
    "Turning in every layer makes RoPE slower than adding positions once.",
    shown=view("memory-2", tokens=512),
    expected=HOLDS_WHEN,
    broken={"nothing turned": FAILS, "added, not turned": FAILS},
)
def turning_in_every_layer(rope: Factory = Rope) -> Findings:
    """Count the bytes that turning in all layers moves for a token, beside those of one addition."""
    turns = float(np.abs(matrix_of(rope(HEAD_DIM), 1.0) - np.eye(HEAD_DIM)).max()) > rounding()
    size = _moved("a copy") / (4 * HIDDEN)  # bytes of a number
    added = 3 * HIDDEN * size  # a word and its row are read, their sum is written
    return {
        "turned": Quantity(
            LAYERS * turns * _moved("in one pass"), "bytes that all layers move in one pass each"
        ),
        "added": Quantity(added, "bytes of adding a vector to the word, once"),
        "tables": Quantity(
            LAYERS * turns * HEAD_DIM * size,
            "bytes that all layers read where the kernel turns that makes queries and keys",
        ),
    }


@turning_in_every_layer.judged
def judge_layers(found: Findings) -> Ruling:
    turned, added, tables = (found[name].value for name in ("turned", "added", "tables"))
    if turned <= added:
        return fails(f"All layers move {found['turned']} bytes for a token, and adding {found['added']}.")
    counted = (
        f"Turning in {LAYERS} layers moves {found['turned']} bytes for a token, in one pass each; adding "
        f"once moves {found['added']}"
    )
    if tables > added:
        return holds(f"{counted}.")
    return holds_when(
        "turning is a pass of its own",
        f"{counted}. A kernel that turns queries and keys before it writes them moves no vector for it, and "
        f"reads {found['tables']} bytes of tables.",
    )
