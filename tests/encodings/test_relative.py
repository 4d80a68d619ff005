"""What T5's, ALiBi's and Shaw's biases have in common."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_viz import Alibi, ShawKeys, T5Bias

laws = settings(max_examples=60, deadline=None)


def drawn(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


ENCODINGS = {
    "t5": T5Bias(drawn(32, 4)),
    "t5 decoder": T5Bias(drawn(32, 4), bidirectional=False),
    "alibi": Alibi(4),
    "alibi causal": Alibi(4, causal=True),
    "shaw": ShawKeys(drawn(9, 8)),
}


@given(name=st.sampled_from(list(ENCODINGS)), start=st.integers(-10_000, 10**6))
@laws
def test_a_bias_does_not_see_a_shift(name, start):
    encoding, query, at = ENCODINGS[name], drawn(4, 30, 8), torch.arange(30)
    assert torch.equal(encoding.bias(query, None, at, at), encoding.bias(query, None, at + start, at + start))


@pytest.mark.parametrize("name", ENCODINGS)
def test_one_query_gets_its_row(name):
    """What decoding with a cache asks for."""
    encoding, query, at = ENCODINGS[name], drawn(4, 30, 8), torch.arange(30)
    whole = encoding.bias(query, None, at, at)
    row = encoding.bias(query[:, 29:], None, at[29:], at)
    torch.testing.assert_close(row, whole[:, 29:], atol=1e-6, rtol=1e-6)  # Shaw's product may sum otherwise


@pytest.mark.parametrize("name", ["t5", "alibi"])
def test_positions_may_differ_between_sequences(name):
    encoding, at = ENCODINGS[name], torch.tensor([[0, 1, 2], [7, 5, 90]])
    found = encoding.bias(None, None, at, at)
    assert found.shape == (2, 4, 3, 3)
    assert torch.equal(found[1], encoding.bias(None, None, at[1], at[1]))


@pytest.mark.parametrize(
    "make", [lambda seed: T5Bias.random(12, seed=seed), lambda seed: ShawKeys.random(64, seed=seed)]
)
def test_a_seed_is_a_table(make):
    first, again, other = (make(seed).table for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert float(first.std()) == pytest.approx(1, abs=4 / math.sqrt(2 * first.numel()))


@pytest.mark.parametrize("name", ENCODINGS)
def test_no_queries_no_bias(name):
    assert ENCODINGS[name].bias(drawn(4, 0, 8), None, [], [0, 1]).shape == (4, 0, 2)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
@pytest.mark.parametrize("name", ENCODINGS)
def test_the_gpu_agrees(name):
    encoding, query, at = ENCODINGS[name], drawn(4, 30, 8), torch.arange(30)
    found = encoding.bias(query.cuda(), None, at.cuda(), at.cuda())
    assert found.device.type == "cuda"
    torch.testing.assert_close(found.cpu(), encoding.bias(query, None, at, at), atol=1e-5, rtol=1e-5)
