"""Claims of the chapter one-pair."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rope_viz.claims.bench import hands, largest, layer, rounding, vectors, words
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
from rope_viz.curves.common import exact_dtype, to_numpy, to_torch
from rope_viz.encodings.attention import scores
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import dynamic_ntk

claim = on_page("Rotation", __name__)


FAR = 1_000_000  # tokens


@claim(
    "A rotation changes the direction and keeps the length.",
    anchor="one-word-one-arrow-one-turn",
    expected=HOLDS,
    broken={"added, not turned": FAILS},
)
def rotation_keeps_length(rope: Factory = Rope) -> Findings:
    """Turn random vectors at places up to a million tokens, and compare lengths and directions."""
    x = vectors(2_000, 128)
    places = to_torch(np.linspace(1, FAR, len(x)).round())
    turned = rope(128).rotate_query(x, places)
    stretched = turned.norm(dim=-1) / x.norm(dim=-1) - 1
    cosine = (turned * x).sum(-1) / (turned.norm(dim=-1) * x.norm(dim=-1))
    turn = torch.rad2deg(cosine.clamp(-1, 1).arccos())
    return {
        "stretched": Quantity(largest(stretched), "largest change of length, relative"),
        "least": Quantity(float(turn.min()), "smallest turn of a whole vector", "degrees"),
        "mean": Quantity(float(turn.mean()), "mean turn", "degrees"),
    }


@rotation_keeps_length.judged
def judge_lengths(found: Findings) -> Ruling:
    if found["stretched"].value > rounding():
        return fails(f"Lengths change by up to {found['stretched']} of themselves.")
    if found["least"].value < 0.01:
        return fails(f"Some vectors keep their direction (turned by {found['least']}).")
    return holds(
        f"2,000 vectors with 128 components kept their lengths, {within(found['stretched'])} of each; their "
        f"directions turned by {found['mean']} on average, and by at least {found['least']}."
    )


@claim(
    "The token at position m is rotated by m·θ: position 1 by θ, position 2 by 2θ.",
    anchor="first-a-bet",
    expected=HOLDS,
    broken={"added, not turned": FAILS, "pair 0 left alone": FAILS},
)
def turned_by_its_position(rope: Factory = Rope) -> Findings:
    """Compare the angle of every turned pair with position times base^(−2i/D), over one turn."""
    places = np.array([0, 1, 2, 3, 10, 100, 1_000, 10_000], dtype=np.float64)
    head = rope(64)
    speeds = 10_000.0 ** (-np.arange(0, 64, 2) / 64)
    turned = hands(head, places)
    wrong = np.abs(np.angle(turned * np.exp(-1j * places[:, None] * speeds)))
    return {
        "wrong": Quantity(float(wrong.max()), "largest error of an angle", "rad"),
        "one": Quantity(float(np.angle(turned[1, 1])), "angle of pair 1 at position 1", "rad"),
        "two": Quantity(float(np.angle(turned[2, 1])), "angle of pair 1 at position 2", "rad"),
        "zero": Quantity(float(np.abs(np.angle(turned[0])).max()), "largest angle at position 0", "rad"),
    }


@turned_by_its_position.judged
def judge_angles(found: Findings) -> Ruling:
    if found["wrong"].value > rounding():
        return fails(f"Angles differ from position times speed by up to {found['wrong']}.")
    return holds(
        f"Pair 1 stands at {found['one']} at position 1 and at {found['two']} at position 2; all 32 pairs "
        f"keep to it {within(found['wrong'])} up to position 10,000. Code counts from 0, so the first token "
        f"is not turned at all."
    )


@claim(
    "Adding tokens at the end leaves the earlier vectors as they are.",
    anchor="one-word-one-arrow-one-turn",
    expected=HOLDS_WHEN,
)
def later_tokens_change_nothing(rope: Factory = Rope) -> Findings:
    """Turn six words, and the same six with two hundred more behind them."""
    few, many = 6, 206
    x = vectors(many, 64)
    moved = _moved_by_appending(rope(64), rope(64), x, few)
    stretching = rope(64, scaling=dynamic_ntk(factor=2.0, original_length=128))
    stretched = _moved_by_appending(stretching.at_length(few), stretching.at_length(many), x, few)
    return {
        "moved": Quantity(moved, "largest change of the first six vectors"),
        "stretched": Quantity(stretched, "the same with dynamic NTK scaling beyond 128 tokens"),
    }


def _moved_by_appending(short: Rope, long: Rope, x: Tensor, few: int) -> float:
    places = torch.arange(len(x), device=x.device)
    return largest(long.rotate_query(x, places)[:few] - short.rotate_query(x[:few], places[:few]))


@later_tokens_change_nothing.judged
def judge_appending(found: Findings) -> Ruling:
    if found["moved"].value > rounding():
        return fails(f"Two hundred tokens more change the first six vectors by up to {found['moved']}.")
    if found["stretched"].value > rounding():
        return holds_when(
            "the speeds do not depend on the length",
            f"With two hundred tokens more the first six vectors are the same, {within(found['moved'])}. "
            f"Under dynamic NTK scaling, which slows the pairs down as the text grows, they change by "
            f"{found['stretched']}.",
        )
    return holds(
        f"With two hundred tokens more the first six vectors are the same, {within(found['moved'])}."
    )


SHORT = "the dog chases the pig"


LONG = "on the old farm behind the hill the dog chases the pig through the mud"


@claim(
    "Two words at the same distance are turned by the same amount relative to each other in any "
    "sentence, so their angle and their dot product stay the same: at the start or at the end, short or "
    "long.",
    anchor="first-a-bet",
    expected=HOLDS_WHEN,
    broken={"keys turned backwards": FAILS, "added, not turned": FAILS},
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
    second = [_second_layer_score(encoding, sentence) for sentence in (SHORT, LONG)]
    exact, single = scored[exact_dtype()], scored[torch.float32]
    return {
        "score": Quantity(exact[0], "score of the two words three apart"),
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
    if found["spread"].value > rounding():
        return fails(f"At one distance the score changes by {found['spread']} of |q||k| from place to place.")
    sentence = (
        f"Three apart, “pig” and “dog” score {found['score']} in four places up to a million tokens on, "
        f"{within(found['spread'])} of |q||k| ({found['single']} in single precision)."
    )
    if found["deeper"].value > rounding():
        return holds_when(
            "the two vectors are the same, as they are in the first layer",
            f"{sentence} In layer two the words have heard their sentence, and the score differs by "
            f"{found['deeper']}.",
        )
    return holds(sentence)


@claim(
    "The 2-D case is one rotation matrix R(mθ) applied to queries and to keys, separately.",
    anchor="the-same-thing-as-a-formula",
    expected=HOLDS,
    broken={"keys turned backwards": FAILS, "added, not turned": FAILS, "pair 0 left alone": FAILS},
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
        "query": Quantity(off(encoding.rotate_query(query, to_torch(places)), query), "queries less R(mθ) q"),
        "key": Quantity(off(encoding.rotate_key(key, to_torch(places)), key), "keys less R(mθ) k"),
    }


@one_matrix_for_query_and_key.judged
def judge_matrix(found: Findings) -> Ruling:
    worst = max(found["query"].value, found["key"].value)
    if worst > rounding():
        return fails(f"Queries differ from R(mθ) q by {found['query']}, keys from R(mθ) k by {found['key']}.")
    return holds(
        f"Each by itself agrees with the matrix: queries {within(found['query'])}, keys "
        f"{within(found['key'])}."
    )
