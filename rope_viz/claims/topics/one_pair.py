"""Claims of the chapter one-pair: what is turned, and by how much."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rope_viz.claims.bench import DOG_FIRST, at, hands, largest, layer, rounding, vectors, words
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
from rope_viz.curves.common import to_numpy, to_torch
from rope_viz.encodings.rope import Rope

claim = on_page("Rotation", __name__)

FAR = 1_000_000  # tokens


@claim(
    "A rotation changes the direction and keeps the length.",
    shown=view("pair", query_position=2, key_position=1),
    expected=HOLDS,
    broken={"added, not turned": FAILS, "nothing turned": FAILS},
)
def rotation_keeps_length(rope: Factory = Rope) -> Findings:
    """Turn random vectors at places up to a million tokens, and compare lengths and directions."""
    x = vectors(2_000, 128)
    places = to_torch(np.linspace(1, FAR, len(x)).round())
    turned = rope(128).rotate_query(x, places)
    stretched = turned.norm(dim=-1) / x.norm(dim=-1) - 1
    apart = (turned / turned.norm(dim=-1, keepdim=True) - x / x.norm(dim=-1, keepdim=True)).norm(dim=-1)
    turn = 2 * torch.rad2deg((apart / 2).clamp(max=1).arcsin())  # small angles keep their digits so
    return {
        "stretched": Quantity(largest(stretched), "largest change of length, relative"),
        "least": Quantity(float(turn.min()), "smallest turn of a whole vector", "degrees"),
        "mean": Quantity(float(turn.mean()), "mean turn", "degrees"),
    }


@rotation_keeps_length.judged
def judge_lengths(found: Findings) -> Ruling:
    if found["stretched"].value > rounding():
        return fails(f"Lengths change by up to {found['stretched']} of themselves.")
    if np.deg2rad(found["least"].value) <= rounding():
        return fails(f"Some vectors keep their direction (turned by {found['least']}).")
    return holds(
        f"2,000 vectors with 128 components kept their lengths, {within(found['stretched'])} of each; "
        f"their directions turned by {found['mean']} on average, and by at least {found['least']}."
    )


PLACES = np.array([0, 1, 2, 3, 10, 100, 1_000, 10_000], dtype=np.float64)


@claim(
    "The word at position m is rotated by m·θ: position 1 by θ, position 2 by 2θ.",
    shown=view("pair", query_position=2, key_position=1, inv_freq=1),
    expected=HOLDS_WHEN,
    broken={
        "added, not turned": FAILS,
        "pair 0 left alone": FAILS,
        "keys turned backwards": FAILS,
        "nothing turned": FAILS,
        "words turned": HOLDS,
    },
)
def turned_by_its_position(rope: Factory = Rope) -> Findings:
    """Follow the word, its query and its key through all three doors, in the plane."""
    encoding, x = rope(2), vectors(len(PLACES), 2)
    turned = hands(encoding, PLACES)[:, 0]
    keys = to_numpy(encoding.rotate_key(x, to_torch(PLACES)) - encoding.rotate_query(x, to_torch(PLACES)))
    added = encoding.add(x, to_torch(PLACES))
    size = float(x.norm(dim=-1).max())
    return {
        "query": Quantity(_astray(turned), "largest error of a query's angle", "rad"),
        "key": Quantity(float(np.abs(keys).max()) / size, "what keys differ by from queries so turned"),
        "one": Quantity(float(np.angle(turned[1])), "angle at position 1", "rad"),
        "two": Quantity(float(np.angle(turned[2])), "angle at position 2", "rad"),
        "word": Quantity(largest(added - x) / size, "change of the word itself, and so of its value"),
    }


def _astray(turned: np.ndarray) -> float:
    """How far hands are from position times θ, which is one radian per token in the plane."""
    return float(np.abs(np.angle(turned * np.exp(-1j * PLACES))).max())


@turned_by_its_position.judged
def judge_angles(found: Findings) -> Ruling:
    if found["query"].value > rounding(PLACES[-1]) or found["key"].value > rounding(PLACES[-1]):
        return fails(
            f"Angles of queries differ from position times θ by up to {found['query']}, keys from queries "
            f"by {found['key']}."
        )
    sentence = (
        f"With θ = 1 rad the query stands at {found['one']} at position 1 and at {found['two']} at "
        f"position 2, and keeps to it {within(found['query'])} up to position 10,000; the key likewise."
    )
    if found["word"].value > rounding():
        return holds(f"{sentence} The word itself is changed too, by {found['word']}.")
    return holds_when(
        "“the word” means its query and its key",
        f"{sentence} The word itself, and with it its value, changes by {found['word']}. (Code counts from "
        "0, so the first word is not turned at all.)",
    )


@claim(
    "Adding tokens at the end leaves the earlier vectors as they are.",
    shown=view("pair", length=24),
    expected=HOLDS_WHEN,
    broken={"speeds that follow the length": FAILS},
)
def later_tokens_change_nothing(rope: Factory = Rope) -> Findings:
    """Turn five words, and the same five with more behind them; then let a layer read them."""
    encoding, few = rope(16), words(DOG_FIRST)
    many = words(DOG_FIRST + " through the mud behind the old farm")
    turned = [encoding.rotate_query(x, _places(x)) for x in (few, many)]
    heard = {
        causal: [layer().attend(x, encoding, causal=causal).output[0] for x in (few, many)]
        for causal in (True, False)
    }
    return {
        "turned": Quantity(_moved(*turned), "largest change of the first five queries"),
        "masked": Quantity(_moved(*heard[True]), "the same after one layer that looks back only"),
        "free": Quantity(_moved(*heard[False]), "after one layer that looks both ways"),
    }


def _places(x: Tensor) -> Tensor:
    return torch.arange(len(x), device=x.device)


def _moved(short: Tensor, long: Tensor) -> float:
    return largest(long[: len(short)] - short)


@later_tokens_change_nothing.judged
def judge_appending(found: Findings) -> Ruling:
    if max(found["turned"].value, found["masked"].value) > rounding():
        return fails(
            f"Seven tokens more change the first five queries by up to {found['turned']}, and what a layer "
            f"makes of them by {found['masked']}."
        )
    sentence = (
        "With seven words more behind them the first five queries are the same, "
        f"{within(found['turned'])}, and so is what a layer that looks back makes of these words, "
        f"{within(found['masked'])}."
    )
    if found["free"].value > rounding():
        return holds_when(
            "no word sees a later one",
            f"{sentence} In a model that looks both ways it changes, by {found['free']}: not the turning, "
            "but what is turned in the second layer.",
        )
    return holds(sentence)


@claim(
    "“The dog chases the pig”: dog and pig stand two words apart, so they are turned by 2θ against each "
    "other.",
    shown=view("pair", query_position=4, key_position=1, inv_freq=1),
    expected=FAILS,
    broken={"at two thirds of the speed": HOLDS, "nothing turned": FAILS},
)
def two_words_apart(rope: Factory = Rope) -> Findings:
    """Read the angle between both hands in the plane, where θ is one radian per token."""
    sentence = DOG_FIRST.split()
    dog, pig = sentence.index("dog"), sentence.index("pig")
    first, second = hands(rope(2), np.array([dog, pig], dtype=np.float64))[:, 0]
    return {
        "between": Quantity(pig - dog - 1, "words between them"),
        "distance": Quantity(pig - dog, "position of pig less position of dog"),
        "angle": Quantity(float(np.angle(second / first)), "angle between their hands, θ = 1 rad", "rad"),
    }


@two_words_apart.judged
def judge_counting(found: Findings) -> Ruling:
    if abs(found["angle"].value - 2) <= rounding(4):
        return holds(f"The angle is {found['angle']}.")
    return fails(
        f"{found['between']} words stand between the two, so they are {found['distance']} apart, and the "
        f"angle between their hands is {found['angle']}: 3θ. The distance counts steps, not the words in "
        "between."
    )


@claim(
    "The 2-D case is one rotation matrix R(mθ) applied to queries and to keys, separately.",
    shown=view("pair", query_position=5, key_position=2, inv_freq=1),
    expected=DEFINED,
    broken={
        "keys turned backwards": FAILS,
        "added, not turned": FAILS,
        "pair 0 left alone": FAILS,
        "nothing turned": FAILS,
    },
)
def one_matrix_for_query_and_key(rope: Factory = Rope) -> Findings:
    """Turn queries and keys in the plane, and compare with the matrix written out by hand."""
    encoding, places = rope(2), np.array([0.0, 1, 2, 5, 100])
    query, key = vectors(2, len(places), 2)
    cos, sin = np.cos(places), np.sin(places)
    by_hand = np.array([[cos, -sin], [sin, cos]]).transpose(2, 0, 1)  # (positions, 2, 2)

    def off(turned: Tensor, plain: Tensor) -> float:
        return float(np.abs(to_numpy(turned) - (by_hand @ to_numpy(plain)[..., None])[..., 0]).max())

    return {
        "query": Quantity(off(encoding.rotate_query(query, at(*places)), query), "queries less R(mθ) q"),
        "key": Quantity(off(encoding.rotate_key(key, at(*places)), key), "keys less R(mθ) k"),
    }


@one_matrix_for_query_and_key.judged
def judge_matrix(found: Findings) -> Ruling:
    if max(found["query"].value, found["key"].value) > rounding(100):
        return fails(f"Queries differ from R(mθ) q by {found['query']}, keys from R(mθ) k by {found['key']}.")
    return by_definition(
        f"That is what RoPE is in the plane. Each by itself agrees with the matrix: queries "
        f"{within(found['query'])}, keys {within(found['key'])}."
    )
