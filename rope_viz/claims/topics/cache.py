"""Claims of the chapter cache."""

from __future__ import annotations

import numpy as np
import torch

from rope_viz.claims.bench import largest, layer, rounding, vectors, words
from rope_viz.claims.claim import (
    FAILS,
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
from rope_viz.curves.caching import Decoded, Keeping, decode
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import dynamic_ntk

claim = on_page("What the geometry gives", __name__)

TEXT = "the dog chases the pig and the pig chases the dog"
DIM = 16
ROOM = 7  # tokens
FOLLOWING = dynamic_ntk(2.0, original_length=4)


def _decoded(encoding: Encoding, keeping: Keeping) -> Decoded:
    """Write the text with a model of two layers."""
    return decode(words(TEXT, DIM), [layer(DIM, seed) for seed in (1, 2)], encoding, keeping)


@claim(
    "RoPE suits inference: what is in the cache stays valid.",
    shown=view("cache", tokens=12),
    expected=HOLDS_WHEN,
    broken={"speeds that follow the length": FAILS, "nothing turned": FAILS},
)
def rope_suits_inference(rope: Factory = Rope) -> Findings:
    """Write from a cache that is never touched, in two layers; then let the speeds follow the length."""
    encoding, following, keys = rope(DIM), rope(DIM, scaling=FOLLOWING), vectors(8, DIM)
    return {
        "turned": Quantity(
            largest(encoding.rotate_key(keys, torch.arange(8, device=keys.device)) - keys),
            "largest change of a key by its turn",
        ),
        "decoded": Quantity(
            float(_decoded(encoding, Keeping()).outputs.max()),
            "outputs from the cache less those of the whole pass, as a share",
        ),
        "following": Quantity(
            100 * float(_decoded(following, Keeping()).outputs.max()),
            "the same where the speeds follow the length",
            "%",
        ),
        "bare": Quantity(
            100 * float(_decoded(following, Keeping(("bare", "bare"))).outputs.max()),
            "the same where keys are kept before they are turned",
            "%",
        ),
    }


@rope_suits_inference.judged
def judge_inference(found: Findings) -> Ruling:
    if found["turned"].value <= rounding():
        return fails("Nothing is turned, so this is no RoPE.")
    if found["decoded"].value > rounding():
        return fails(f"Outputs from the cache are wrong by {found['decoded']} of their size.")
    right = f"Outputs from a cache that is never touched are right, {within(found['decoded'])}."
    if found["following"].value > 100 * rounding():
        return holds_when(
            "the speeds stay as they are",
            f"{right} Where they follow the length of the text, as with dynamic NTK, outputs are off by up "
            f"to {found['following']}, and by {found['bare']} where keys are kept before they are turned.",
        )
    return holds(right)


@claim(
    "A key in the cache can be moved to another place by turning it.",
    shown=view("cache", tokens=9, room=7, places="cache", kept="moved"),
    expected=HOLDS_WHEN,
    broken={"added, not turned": FAILS, "nothing turned": FAILS, "speeds that follow the length": FAILS},
)
def cached_key_is_moved(rope: Factory = Rope) -> Findings:
    """Drop the oldest tokens of a full cache and move the others to the front, with and without turning."""
    moved, left = (_decoded(rope(DIM), Keeping((way, way), ROOM, "cache")).off for way in ("moved", "ready"))
    return {
        "first": Quantity(float(np.nanmax(moved[0])), "keys of layer 1 less those made anew, as a share"),
        "untouched": Quantity(100 * float(np.nanmax(left[0])), "the same if they are not turned", "%"),
        "second": Quantity(
            100 * float(np.nanmax(moved[1])), "keys and values of layer 2 less those made anew", "%"
        ),
    }


@cached_key_is_moved.judged
def judge_moved(found: Findings) -> Ruling:
    if found["untouched"].value <= 100 * rounding():
        return fails("Nothing is turned: keys are the same at every place.")
    if found["first"].value > rounding():
        return fails(f"Keys that were turned on are off by {found['first']} of their size.")
    sentence = (
        f"In the first layer keys that were turned on are those made anew, {within(found['first'])}; left as "
        f"they were, they are off by up to {found['untouched']}."
    )
    if found["second"].value > 100 * rounding():
        return holds_when(
            "it is one of the first layer",
            f"{sentence} In the second layer keys or values are off by up to {found['second']}: they were "
            "made of words that had heard those which are gone, and no turn takes that out.",
        )
    return holds(sentence)
