"""Claims of the chapter one-pair: what two turned vectors have in common."""

from __future__ import annotations

import torch
from torch import Tensor

from rope_viz.claims.bench import DOG_FIRST, largest, layer, rounding, words
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
from rope_viz.curves.common import exact_dtype
from rope_viz.encodings.absolute import Sinusoidal
from rope_viz.encodings.attention import scores
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.t5 import T5Bias

claim = on_page("Rotation", "one_pair")

FAR = 1_000_000  # tokens
LONG = "on the old farm behind the hill the dog chases the pig through the mud"


@claim(
    "Two words at the same distance are turned by the same amount relative to each other in any "
    "sentence, so their angle and their dot product stay the same: at the start or at the end, short or "
    "long.",
    shown=view("pair", query_position=11, key_position=8),
    expected=HOLDS_WHEN,
    broken={"keys turned backwards": FAILS, "added, not turned": FAILS, "nothing turned": FAILS},
)
def same_distance_same_score(rope: Factory = Rope) -> Findings:
    """Score "pig" against "dog" at equal distance in two sentences and in four places, up to a million on."""
    encoding, dim = rope(64), 64
    attention = layer(dim)
    asks, answers = words("pig", dim) @ attention.to_query[0], words("dog", dim) @ attention.to_key[0]
    size = float(asks.norm() * answers.norm())
    places = [(3, 0), (10, 7), (4_003, 4_000), (FAR + 3, FAR)]
    scored = {
        dtype: [float(_score(encoding, asks.to(dtype), answers.to(dtype), *place)) for place in places]
        for dtype in (exact_dtype(), torch.float32)
    }
    farther = float(_score(encoding, asks, answers, 4, 0))
    second = [_second_layer_score(encoding, sentence) for sentence in (DOG_FIRST, LONG)]
    exact, single = scored[exact_dtype()], scored[torch.float32]
    return {
        "score": Quantity(exact[0], "score of the two words three apart"),
        "told": Quantity(abs(farther - exact[0]) / size, "its change when they are four apart, of |q||k|"),
        "spread": Quantity(
            (max(exact) - min(exact)) / size, "its change over four places, relative to |q||k|"
        ),
        "single": Quantity((max(single) - min(single)) / size, "the same in single precision"),
        "deeper": Quantity(
            abs(second[0] - second[1]) / size, "its change between two sentences, in layer two"
        ),
    }


def _score(encoding: Rope, query: Tensor, key: Tensor, m: int, n: int) -> Tensor:
    return scores(query, key, encoding, query_positions=[m], key_positions=[n])


def _second_layer_score(encoding: Rope, sentence: str) -> float:
    """Score of "pig" and "dog" by the vectors that the first layer made of them."""
    first, second, listed = layer(64, seed=1), layer(64, seed=2), sentence.split()
    x = words(sentence, 64)
    x = x + first.attend(x, encoding).output[0]
    pig, dog = listed.index("pig"), listed.index("dog")
    query, key = x @ second.to_query[0], x @ second.to_key[0]
    return float(scores(query, key, encoding)[pig, dog])


@same_distance_same_score.judged
def judge_same_distance(found: Findings) -> Ruling:
    if found["spread"].value > rounding(FAR):
        return fails(f"At one distance the score changes by {found['spread']} of |q||k| from place to place.")
    if found["told"].value <= rounding():
        return fails(
            f"Nothing is turned: one word further apart the score is the same, {within(found['told'])}."
        )
    sentence = (
        f"Three apart, “pig” and “dog” score {found['score']} in four places up to a million tokens on, "
        f"{within(found['spread'])} of |q||k| ({found['single']} in single precision); four apart, the "
        f"score is another one by {found['told']}."
    )
    if found["deeper"].value > rounding():
        return holds_when(
            "the two vectors are the same, as they are in the first layer",
            f"{sentence} In layer two the words have heard their sentence, and the score differs by "
            f"{found['deeper']}.",
        )
    return holds(sentence)


@claim(
    "RoPE makes the key–value cache possible again.",
    shown=view("pair", length=24, query_position=20, key_position=1),
    expected=FAILS,
    broken={"counted from the end": HOLDS, "speeds that follow the length": FAILS},
)
def cache_possible_again(
    rope: Factory = Rope, sinusoidal: Factory = Sinusoidal, t5: Factory = T5Bias.random
) -> Findings:
    """Decode a sentence from a cache with one encoding at each door, and compare with the whole pass."""
    doors: dict[str, Encoding] = {"add": sinusoidal(16), "bias": t5(heads=1), "rotate": rope(16)}
    head, x = layer(), words(LONG)
    return {
        door: Quantity(
            largest(head.decode(x, encoding) - head.attend(x, encoding, causal=True).output),
            f"outputs from the cache less those of the whole pass, door {door}",
        )
        for door, encoding in doors.items()
    }


@cache_possible_again.judged
def judge_again(found: Findings) -> Ruling:
    if found["rotate"].value > rounding():
        return fails(f"With RoPE the outputs from the cache are wrong by {found['rotate']}.")
    before = [door for door in ("add", "bias") if found[door].value <= rounding()]
    if not before:
        return holds(
            f"From the cache RoPE's outputs are right, {within(found['rotate'])}; by the other doors they "
            f"are wrong by {found['add']} and {found['bias']}."
        )
    return fails(
        f"It is possible with RoPE, {within(found['rotate'])}, and “again” is wrong. What a cache keeps is "
        f"right by the other doors as well: with sinusoids {within(found['add'])}, with T5's bias "
        f"{within(found['bias'])}."
    )
