"""The three doors: each encoding through the same attention, the same cache."""

import pytest
import torch

import rope_viz as rv

TOKENS, DIM, HEADS, HEAD_DIM = 7, 12, 2, 8
ENCODINGS = {
    "none": rv.NoPositions(),
    "learned": rv.Learned.random(16, DIM, seed=1),
    "sinusoidal": rv.Sinusoidal(DIM),
    "t5": rv.T5Bias.random(HEADS, seed=2, bidirectional=False),
    "alibi": rv.Alibi(HEADS),
    "shaw": rv.ShawKeys.random(HEAD_DIM, clip=3),
    "cope": rv.CoPE.random(HEAD_DIM, max_position=3),
    "rope": rv.Rope(HEAD_DIM),
    "rope_half": rv.Rope(HEAD_DIM, layout="half", rotary_dim=4),
}


@pytest.fixture
def words():
    return torch.randn(TOKENS, DIM, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def layer():
    return rv.Layer.random(DIM, HEADS, HEAD_DIM, seed=3)


@pytest.fixture(params=ENCODINGS, ids=str)
def encoding(request):
    return ENCODINGS[request.param]


def by_hand(query, key, value, encoding, causal):
    """Attention in four loops, in float64: what the fast form must equal."""
    query, key, value = query.double(), key.double(), value.double()
    output = torch.zeros_like(query)
    at = torch.arange(query.shape[-2])
    rotated_q, rotated_k = encoding.rotate_query(query, at), encoding.rotate_key(key, at)
    bias = encoding.bias(rotated_q, rotated_k, at, at)
    for head in range(query.shape[0]):
        for i in range(query.shape[1]):
            seen = i + 1 if causal else query.shape[1]
            logits = (
                torch.stack([rotated_q[head, i] @ rotated_k[head, j] for j in range(seen)]) / HEAD_DIM**0.5
            )
            if bias is not None:
                logits = logits + bias[head % bias.shape[0], i, :seen]
            output[head, i] = sum(w * value[head, j] for j, w in enumerate(logits.softmax(0)))
    return output


@pytest.mark.parametrize("causal", [False, True])
def test_attention_equals_the_loops(words, layer, encoding, causal):
    at = torch.arange(TOKENS)
    added = encoding.add(words, at)
    query, key, value = (added @ w for w in (layer.to_query, layer.to_key, layer.to_value))
    expected = by_hand(query, key, value, encoding, causal)
    torch.testing.assert_close(
        layer.attend(words, encoding, causal=causal).output.double(), expected, atol=1e-5, rtol=1e-5
    )


def test_decoding_with_a_cache_equals_the_full_pass(words, layer, encoding):
    full = layer.attend(words, encoding, causal=True).output
    torch.testing.assert_close(layer.decode(words, encoding), full, atol=2e-6, rtol=1e-5)


class RotatedCoPE(rv.Encoding):
    """An encoding with two doors open, whose bias depends on what was rotated."""

    rope, cope = rv.Rope(HEAD_DIM), rv.CoPE.random(HEAD_DIM, max_position=3)

    def bias(self, query, key, query_positions, key_positions):
        return self.cope.bias(query, key, query_positions, key_positions)

    def rotate_query(self, query, positions):
        return self.rope.rotate(query, positions)

    def rotate_key(self, key, positions):
        return self.rope.rotate(key, positions)


def test_a_bias_sees_what_a_cache_keeps(words, layer):
    """Rotated keys: so a bias that depends on them is the same word by word and all at once."""
    full = layer.attend(words, RotatedCoPE(), causal=True).output
    torch.testing.assert_close(layer.decode(words, RotatedCoPE()), full, atol=2e-6, rtol=1e-5)
    assert (full - layer.attend(words, RotatedCoPE.cope, causal=True).output).abs().max() > 1e-2


def test_without_positions_words_are_a_bag(words, layer):
    order = torch.tensor([3, 0, 6, 1, 5, 2, 4])
    straight, shuffled = layer.attend(words).output, layer.attend(words[order]).output
    torch.testing.assert_close(shuffled, straight[:, order])


@pytest.mark.parametrize("name", [n for n in ENCODINGS if n != "none"])
def test_with_positions_they_are_not(words, layer, name):
    order = torch.tensor([3, 0, 6, 1, 5, 2, 4])
    straight, shuffled = (layer.attend(x, ENCODINGS[name]).output for x in (words, words[order]))
    assert (shuffled - straight[:, order]).abs().max() > 1e-2


def test_each_encoding_opens_one_door(words, encoding):
    at = torch.arange(TOKENS) + 1
    vectors = torch.randn(HEADS, TOKENS, HEAD_DIM)
    opened = [
        not torch.equal(encoding.add(words, at), words),
        encoding.bias(vectors, vectors, at, at) is not None,
        not torch.equal(encoding.rotate_query(vectors, at), vectors),
    ]
    assert sum(opened) == (0 if isinstance(encoding, rv.NoPositions) else 1)


@pytest.mark.parametrize("name", ["t5", "alibi", "shaw", "cope", "rope", "rope_half"])
def test_relative_encodings_do_not_see_a_shift(words, layer, name):
    here = layer.attend(words, ENCODINGS[name], torch.arange(TOKENS)).scores
    there = layer.attend(words, ENCODINGS[name], torch.arange(TOKENS) + 40).scores
    torch.testing.assert_close(here, there, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("name", ["learned", "sinusoidal"])
def test_added_encodings_do(words, layer, name):
    here = layer.attend(words, ENCODINGS[name], torch.arange(TOKENS)).scores
    there = layer.attend(words, ENCODINGS[name], torch.arange(TOKENS) + 9).scores
    assert (here - there).abs().max() > 1e-2


def test_a_query_sees_nothing_after_itself(words, layer, encoding):
    weights = layer.attend(words, encoding, causal=True).weights
    assert torch.equal(weights, weights.tril())
    torch.testing.assert_close(weights.sum(-1), torch.ones(HEADS, TOKENS))


def test_scores_are_scaled_before_the_bias_is_added():
    one = torch.ones(1, 3, 4)
    scaled = rv.scores(one, one, rv.Alibi(1), scale=0.25)
    assert torch.equal(scaled, 1 + rv.Alibi(1).bias(one, one, torch.arange(3), torch.arange(3)))


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"key must have head_dim \(as query\) = 4 entries"):
        rv.scores(torch.ones(3, 4), torch.ones(3, 6))
    with pytest.raises(ValueError, match=r"positions must have shape \(3,\), one per token of \(3, 4\)"):
        rv.scores(torch.ones(3, 4), torch.ones(3, 4), query_positions=[1, 2])


def test_a_word_has_one_vector_in_every_sentence():
    one, other = rv.embed_words("the dog chases the pig", 8), rv.embed_words(["pig", "the"], 8)
    assert torch.equal(one[0], one[3]) and torch.equal(one[[4, 0]], other)
    assert not torch.equal(one[1], one[4])
    assert not torch.equal(one, rv.embed_words("the dog chases the pig", 8, seed=1))


def test_a_sentence_has_words():
    with pytest.raises(ValueError, match=r"sentence must have at least one word; '  ' came\."):
        rv.embed_words("  ")


class TestPlacesWithAxes:
    encoding = rv.AxialRope(HEAD_DIM)
    places = rv.grid_positions(2, 3)

    def test_attention_sees_displacements_only(self):
        query, key = torch.randn(2, HEADS, 6, HEAD_DIM)
        here, there = (
            rv.scores(query, key, self.encoding, query_positions=at, key_positions=at)
            for at in (self.places, self.places + torch.tensor([5, 9]))
        )
        torch.testing.assert_close(here, there, atol=1e-5, rtol=1e-5)

    def test_a_causal_mask_follows_the_order_given(self, layer, words):
        weights = layer.attend(words[:6], self.encoding, self.places, causal=True).weights
        assert torch.equal(weights, weights.tril())

    def test_places_of_another_shape_are_refused(self):
        with pytest.raises(ValueError, match=r"positions must have shape \(6,\) or \(6, 2\), one per token"):
            rv.scores(torch.ones(6, 8), torch.ones(6, 8), self.encoding, query_positions=torch.zeros(6, 3))
