"""Claims of the chapter relative-bias: what the bias costs, and who pays it."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from rope_viz.claims.bench import largest, layer, rounding, words
from rope_viz.claims.claim import (
    FAILS,
    HOLDS,
    HOLDS_WHEN,
    UNTOLD,
    Factory,
    Findings,
    Quantity,
    Ruling,
    fails,
    holds,
    holds_when,
    on_page,
    untold,
    within,
)
from rope_viz.claims.view import view
from rope_viz.curves.common import exact_dtype
from rope_viz.encodings.base import Encoding, device
from rope_viz.encodings.shaw import ShawKeys
from rope_viz.encodings.t5 import T5Bias
from rope_viz.models import families, pretrained

claim = on_page("T5-style relative bias", "relative_bias")


@claim(
    "It makes key–value caches hard to use, because each new token changes the embedding of every other.",
    shown=view("buckets", bidirectional=False, offset=-1, length=16),
    expected=FAILS,
    broken={"counted from the end": HOLDS},
)
def bias_spoils_the_cache(t5: Factory = T5Bias.random) -> Findings:
    """Decode word by word from a cache that is never touched, and compare with the whole pass."""
    encoding, x, head = t5(heads=1), words("the dog chases the pig and the pig chases the dog"), layer()
    at = torch.arange(len(x), device=x.device)
    few = len(x) - 1
    vectors = ShawKeys.random(16, clip=4).table
    return {
        "decoded": Quantity(
            largest(head.decode(x, encoding) - head.attend(x, encoding, causal=True).output),
            "outputs from the cache less those of the whole pass",
        ),
        "keys": Quantity(
            largest(encoding.rotate_key(x, at)[:few] - encoding.rotate_key(x[:few], at[:few])),
            "change of the earlier keys when a token is added",
        ),
        "sums": Quantity(
            largest(vectors[1:] - vectors[:-1]),
            "the same where a vector for the distance is added to each key (Shaw et al.)",
        ),
    }


@bias_spoils_the_cache.judged
def judge_cache(found: Findings) -> Ruling:
    if max(found["decoded"].value, found["keys"].value) > rounding():
        return holds(
            f"A new token changes earlier keys by {found['keys']}, and outputs from the cache are wrong by "
            f"{found['decoded']}."
        )
    return fails(
        f"A new token changes no earlier key, {within(found['keys'])}, and decoding from the cache gives "
        f"what the whole pass gives, {within(found['decoded'])}: the bias touches scores only. It is so "
        "where a vector for the distance is added to each key, as Shaw et al. do: such sums change by up "
        f"to {found['sums']} with each new token."
    )


SHORT, LONG = 512, 4_096  # tokens
HEADS, HEAD_DIM = 12, 64  # as MPNet has them


@claim(
    "It is slower, and more so for long sequences, because of the extra matrix.",
    shown=view("buckets", length=512),
    expected=HOLDS_WHEN,
    broken={"nothing added to the scores": FAILS, "one number for each key": FAILS},
)
def bias_costs_a_matrix(t5: Factory = T5Bias) -> Findings:
    """Count the bytes of the biases beside those of queries, keys, values and outputs, and the additions."""
    encoding = t5(pretrained.mpnet_bias().table.to(exact_dtype()))
    made = {tokens: _biases(encoding, tokens) for tokens in (16, 32)}
    # What is made at 16 and 32 tokens grows as the square of the length, or it does not.
    power = (made[32] / made[16]) ** 0.5 if made[16] else 0.0
    each = made[16] / 16**2 if power == 2 else 0.0
    found = {
        f"at_{tokens}": Quantity(
            each * tokens**2 / (4 * HEADS * tokens * HEAD_DIM),
            f"biases of {tokens:,} tokens ÷ numbers in their queries, keys, values and outputs",
        )
        for tokens in (SHORT, LONG)
    }
    return found | {
        "added": Quantity(each / HEADS, "additions for each score"),
        "products": Quantity(HEAD_DIM, "multiplications for each score"),
    }


def _biases(encoding: Encoding, tokens: int) -> int:
    """How many numbers a matrix of biases holds."""
    at = torch.arange(tokens, device=device())
    x = torch.zeros(tokens, 1, device=device())
    bias = encoding.bias(x, x, at, at)
    return 0 if bias is None else bias.numel()


@bias_costs_a_matrix.judged
def judge_cost(found: Findings) -> Ruling:
    if found[f"at_{LONG}"].value <= found[f"at_{SHORT}"].value:
        return fails("The biases do not grow faster than what attention reads and writes anyway.")
    counted = (
        f"A score takes {found['products']} multiplications and {found['added']} addition more for its "
        f"bias, at any length. But the biases are {found[f'at_{SHORT}']} times as many numbers as queries, "
        f"keys, values and outputs at {SHORT} tokens, and {found[f'at_{LONG}']} times at {LONG:,}"
    )
    if found["added"].value <= found["products"].value:
        return holds_when(
            "the matrix is written out", f"{counted}; a kernel that works them out does without."
        )
    return holds(f"{counted}.")


@claim(
    "It complicates the architecture.",
    shown=view("buckets", offset=0),
    expected=UNTOLD,
    broken={"nothing added to the scores": FAILS},
)
def bias_complicates(t5: Factory = T5Bias) -> Findings:
    """Count what a model must store for the bias, and what its attention must be handed."""
    encoding = t5(pretrained.mpnet_bias().table.to(exact_dtype()))
    numbers = encoding.table.numel() if isinstance(encoding, T5Bias) else 0
    return {
        "stored": Quantity(numbers, "numbers that MPNet stores for its bias, for all layers together"),
        "made": Quantity(_biases(encoding, SHORT), f"numbers that attention is handed at {SHORT} tokens"),
    }


@bias_complicates.judged
def judge_complication(found: Findings) -> Ruling:
    if not (found["stored"].value or found["made"].value):
        return fails("Nothing is stored and nothing is handed to attention.")
    return untold(
        f"One can count: MPNet stores {found['stored']} numbers for its bias, and its attention is handed "
        f"{found['made']} more at {SHORT} tokens. Whether that is complicated is no question of "
        "measurement."
    )


@dataclass(frozen=True)
class Stack:
    """Sizes of one of T5's models, encoder and decoder together; vectors have 1,024 components or fewer."""

    width: int
    hidden: int
    heads: int
    head_dim: int
    layers: int

    def parameters(self, words: int = 32_128) -> int:
        """How many numbers are trained, norms left out."""
        attention = 4 * self.width * self.heads * self.head_dim
        passed_on = 2 * self.width * self.hidden
        # A layer of the decoder attends twice.
        return self.layers * (3 * attention + 2 * passed_on) + words * self.width


def published_t5() -> list[Stack]:
    """The five models of T5's paper, section 3.7."""
    return [
        Stack(512, 2_048, 8, 64, 6),
        Stack(768, 3_072, 12, 64, 12),
        Stack(1_024, 4_096, 16, 64, 24),
        Stack(1_024, 16_384, 32, 128, 24),
        Stack(1_024, 65_536, 128, 128, 24),
    ]


LLAMA_2 = 6_738_415_616  # parameters of the smallest: what people call a large language model


@claim(
    "Relative bias is not adopted in large models.",
    shown=view("buckets", bidirectional=False),
    expected=FAILS,
    broken={"only the small ones": HOLDS},
)
def bias_not_in_large_models(published: Factory = published_t5) -> Findings:
    """Count the parameters of T5's models from their sizes, and the families that turn."""
    largest_one = max(published(), key=Stack.parameters)
    biases = 2 * T5Bias.random(heads=largest_one.heads).table.numel()  # one table for each stack
    return {
        "parameters": Quantity(largest_one.parameters(), "parameters of the largest T5"),
        "biases": Quantity(biases, "of them biases"),
        "large": Quantity(LLAMA_2, "parameters of the smallest Llama 2"),
        "turning": Quantity(
            len(families.KNOWN), "families of models that turn, and that this package can read"
        ),
    }


@bias_not_in_large_models.judged
def judge_adoption(found: Findings) -> Ruling:
    if found["parameters"].value < found["large"].value:
        return holds(f"The largest has {found['parameters']} parameters.")
    return fails(
        f"T5's largest model has {found['parameters']} parameters, more than the smallest Llama 2, and "
        f"{found['biases']} of them are biases. What is true is that most later models turn: this package "
        f"can read {found['turning']} families that do."
    )
