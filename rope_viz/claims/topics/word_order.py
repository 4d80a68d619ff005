"""Claims of the chapter word-order."""

from __future__ import annotations

from rope_viz.claims.bench import DOG_FIRST, PIG_FIRST, SWAPPED, largest, layer, rounding, words
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
from rope_viz.encodings.absolute import Sinusoidal
from rope_viz.encodings.base import NoPositions
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.t5 import T5Bias

claim = on_page("Why position at all", __name__)


DIM = 16


@claim(
    "Self-attention without positions treats a sentence as a bag of words: “the dog chases the pig” and "
    "“the pig chases the dog” give the same set of outputs.",
    shown=view("order", order=(0, 4, 2, 3, 1)),
    expected=HOLDS_WHEN,
    broken={"positions after all": FAILS},
)
def bag_of_words(nothing: Factory = NoPositions) -> Findings:
    """Swap "dog" and "pig", put the outputs back in order, and see what is left of the swap."""
    one, other = words(DOG_FIRST), words(PIG_FIRST)
    left = {
        causal: largest(
            layer().attend(one, nothing(), causal=causal).output
            - layer().attend(other, nothing(), causal=causal).output[:, SWAPPED]
        )
        for causal in (False, True)
    }
    return {
        "free": Quantity(left[False], "largest difference between the two sets of outputs, no mask"),
        "masked": Quantity(left[True], "the same with a causal mask"),
    }


@bag_of_words.judged
def judge_bag(found: Findings) -> Ruling:
    free, masked = found["free"], found["masked"]
    if free.value > rounding():
        return fails(f"Once the outputs are put back in order, they still differ by {free}.")
    if masked.value > rounding():
        return holds_when(
            "every word sees every other",
            f"Put back in order, the outputs are the same, {within(free)}. With a causal mask, which hides "
            f"the words to the right, they differ by {masked}: the mask lets in some of the order.",
        )
    return holds(f"Put back in order, the outputs are the same, {within(free)}, with a causal mask too.")


@claim(
    "With positions the same word at two places gives different attention outputs.",
    shown=view("order-2", door="rotate"),
    expected=HOLDS_WHEN,
    broken={
        "nothing added": FAILS,
        "nothing added to the scores": FAILS,
        "nothing turned": FAILS,
        "positions after all": FAILS,
    },
)
def same_word_two_places(
    nothing: Factory = NoPositions,
    sinusoidal: Factory = Sinusoidal,
    t5: Factory = T5Bias.random,
    rope: Factory = Rope,
) -> Findings:
    """Compare the outputs of one word at two places, among other words and among copies of itself."""
    doors = {"nothing": nothing(), "add": sinusoidal(DIM), "bias": t5(heads=1), "rotate": rope(DIM)}
    among = {"the": words(DOG_FIRST), "copies": words("pig pig pig pig")}

    def apart(name: str, sentence: str) -> float:
        output = layer().attend(among[sentence], doors[name]).output
        return largest(output[:, 0] - output[:, 3])

    told = {name: Quantity(apart(name, "the"), f"“the” at its two places, {name}") for name in doors}
    alone = {
        f"{name}_copies": Quantity(apart(name, "copies"), f"“pig pig pig pig”, first and last, {name}")
        for name in ("add", "bias", "rotate")
    }
    return told | alone


@same_word_two_places.judged
def judge_twins(found: Findings) -> Ruling:
    doors = ("add", "bias", "rotate")
    if found["nothing"].value > rounding():
        return fails(f"The two “the” differ by {found['nothing']} where no door is open.")
    blind = [door for door in doors if found[door].value <= rounding()]
    if blind:
        return fails(f"The two “the” have one and the same output with {' and '.join(blind)}.")
    same = [door for door in doors if found[f"{door}_copies"].value <= rounding()]
    least = min((found[door] for door in doors), key=lambda quantity: quantity.value)
    told = f"The two “the” differ by {least} or more with each door, and by {found['nothing']} with none."
    if same:
        return holds_when(
            "there are other words to weigh",
            f"{told} In “pig pig pig pig” {' and '.join(same)} tell no two apart: they move the weights, "
            f"and every weighted average of equal values is the same.",
        )
    return holds(told)
