"""Queries and keys of a model of one's own, and what the pairs of SmolLM2's heads do."""

from __future__ import annotations

import cmath
import math

import pytest
import torch
import transformers

import rope_viz as rv
from rope_viz.models import ported

SIZES = {
    "vocab_size": 50, "hidden_size": 64, "intermediate_size": 64, "num_hidden_layers": 3,
    "num_attention_heads": 4, "attn_implementation": "eager", "bos_token_id": 0, "eos_token_id": 0,
}  # fmt: skip
TOKENS = list(range(30))
SHARED = {"num_key_value_heads": 2}


def model(family: str, **options) -> transformers.PreTrainedModel:
    """A small model of random weights, large enough that its attention is uneven."""
    torch.manual_seed(0)
    config = getattr(transformers, f"{family}Config")(**SIZES | options)
    head = {"GPT2": "LMHeadModel"}.get(family, "ForCausalLM")
    made = getattr(transformers, f"{family}{head}")(config).eval()
    for weights in made.parameters():
        weights.data.mul_(3)
    return made


@pytest.mark.parametrize(
    ("family", "options", "layout"),
    [
        ("Llama", SHARED, "half"),
        ("Qwen3", SHARED | {"head_dim": 16}, "half"),  # normed before they are turned
        ("GPTNeoX", {}, "half"),  # a quarter of each head turns
        ("Cohere", SHARED, "interleaved"),
    ],
)
def test_queries_and_keys_are_those_that_a_model_turns(family, options, layout):
    small = model(family, **options)
    heads = rv.heads_of(small, TOKENS)
    assert heads.rope.layout == layout and heads.q.shape == heads.k.shape == (12, 30, 16)
    assert heads.heads == tuple((layer, head) for layer in range(3) for head in range(4))
    with torch.no_grad():
        theirs = small(torch.tensor([TOKENS]), output_attentions=True).attentions
    explorer = rv.explore_inside(heads, label=family, chosen=[(2, 3)])
    weights = torch.tensor(explorer.numbers()["weights"], dtype=torch.float64)
    below = torch.ones(30, 30, dtype=torch.bool).tril()
    # The page has float16; a logit of some 40 is off by some 40 / 2,048.
    torch.testing.assert_close(weights, theirs[2][0, 3][below].double(), atol=0.02, rtol=0)
    assert float(theirs[2][0, 3].diagonal(-1).std()) > 0.01, "an even attention would prove nothing"


def test_some_layers_and_a_text_with_its_tokenizer():
    class Letters:
        def __call__(self, text):
            return {"input_ids": [ord(letter) - 96 for letter in text]}

        def decode(self, ids):
            return chr(ids[0] + 96)

    heads = rv.heads_of(model("Llama"), "abcdefghijklmno", tokenizer=Letters(), layers=[2])
    assert heads.tokens[:3] == ("a", "b", "c") and {layer for layer, _ in heads.heads} == {2}
    assert repr(heads) == "Heads(4 heads, 15 tokens, Rope(head_dim=16, base=10000.0, layout='half'))"


def test_the_model_is_left_as_it_was():
    from transformers.models.llama import modeling_llama

    before = modeling_llama.apply_rotary_pos_emb
    with pytest.raises(IndexError):
        rv.heads_of(model("Llama"), [99])
    assert modeling_llama.apply_rotary_pos_emb is before


@pytest.mark.parametrize(
    ("family", "options", "said"),
    [
        ("GPT2", {}, r"turn queries and keys by apply_rotary_pos_emb, .*; GPT2LMHeadModel came"),
        ("Phi", {}, r"turn whole vectors of 16 components; 8 came in layer 0\."),
        ("Mistral", SHARED | {"sliding_window": 8}, r"in layer 0 a weight is off by 0\.\d+\."),
        (
            "SmolLM3",
            SHARED | {"num_hidden_layers": 4, "pad_token_id": 0},
            r"in every layer .*; 3 layers turned",
        ),
        ("Llama", {"attn_implementation": "sdpa"}, r'Load it with attn_implementation="eager"'),
    ],
)
def test_what_would_be_taken_wrongly_is_refused(family, options, said):
    with pytest.raises(ValueError, match=said):
        rv.heads_of(model(family, **options), TOKENS)


def test_a_wrong_call_is_refused():
    with pytest.raises(ValueError, match="tokenizer must be given with a text"):
        rv.heads_of(model("Llama"), "a text")
    with pytest.raises(ValueError, match=r"layers must be from 0 to 2; 3 came\."):
        rv.heads_of(model("Llama"), TOKENS, layers=[3])


# What pairs do, computed once more for one head, with loops over complex numbers


def test_what_a_pair_does_is_what_its_loops_find():
    heads, found = rv.pretrained.smollm2_heads(), rv.pretrained.smollm2_pairs()
    tokens, pair = 40, 3
    read = [
        [[complex(row[2 * i], row[2 * i + 1]) for i in range(32)] for row in x[0, :tokens].tolist()]
        for x in (heads.q, heads.k)
    ]
    speeds = [100_000 ** (-i / 32) for i in range(32)]

    def weights(m, removed=(), still=()):
        logits = [
            sum(
                (
                    read[0][m][i] * read[1][n][i].conjugate()
                    * cmath.exp(1j * (0 if i in still else speeds[i]) * (m - n))
                ).real
                for i in range(32)
                if i not in removed
            ) / 8
            for n in range(m + 1)
        ]  # fmt: skip
        most = max(logits)
        powers = [math.exp(logit - most) for logit in logits]
        return [power / sum(powers) for power in powers]

    query, key = (rv.curves.in_pairs(heads.rope, x[0, :tokens]) for x in (heads.q, heads.k))
    uses = rv.curves.pair_uses(query, key, heads.rope.inv_freq)
    for use, way in zip(uses, ({"removed": [pair]}, {"still": [pair]}), strict=True):
        away = [
            sum(abs(a - b) for a, b in zip(weights(m, **way), weights(m), strict=True)) / 2
            for m in range(8, tokens)
        ]
        assert float(use[pair]) == pytest.approx(sum(away) / len(away), abs=1e-9)
    # And the file has the same of the whole text.
    query, key = (rv.curves.in_pairs(heads.rope, x[0]) for x in (heads.q, heads.k))
    removed, still = rv.curves.pair_uses(query, key, heads.rope.inv_freq)
    for name, values in {
        "removed": removed,
        "still": still,
        "size": rv.curves.pair_weights(query, key),
    }.items():
        stored = getattr(found, name)[16, 0].double()
        torch.testing.assert_close(stored, values, atol=1e-3, rtol=0)


def test_shares_are_shares():
    found = rv.pretrained.smollm2_pairs()
    assert found.size.shape == found.removed.shape == found.still.shape == (30, 9, 32)
    torch.testing.assert_close(found.size.sum(-1), torch.ones(30, 9), atol=0.005, rtol=0)
    for values in (found.first, found.size, found.removed, found.still):
        assert float(values.min()) >= 0 and float(values.max()) <= 1
    assert float(found.first[18, 8]) > 0.999, "the sink"


def test_losses_of_other_rotations_belong_to_the_same_model():
    turning, wrong = ported.smollm2_turning(), ported.smollm2_ported()
    assert turning.loss["as it was trained"] == wrong.loss["rows as stored, neighbours"]
    assert turning.loss["nothing turns"] == wrong.loss["no rotation"]
    assert turning.loss["all positions 5,000 later"] == pytest.approx(
        turning.loss["as it was trained"], abs=1e-5
    )
