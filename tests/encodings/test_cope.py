"""CoPE: loops in float64 and another library as oracles, and what it becomes where its gates are known."""

import math
import re

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_viz import CoPE, Layer, ShawKeys, attend

laws = settings(max_examples=50, deadline=None)
EXACT = {"atol": 1e-11, "rtol": 1e-11}


def drawn(*shape, seed=0, dtype=torch.float64):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


def by_hand(query, key, table, scale, at, to):
    """Contextual positions and biases of one head, number by number."""
    last = len(table) - 1
    positions, biases = torch.zeros(2, len(at), len(to), dtype=torch.float64)
    for i, m in enumerate(at):
        for j, n in enumerate(to):
            between = [k for k, other in enumerate(to) if n <= other <= m]
            count = sum(1 / (1 + math.exp(-scale * float(query[i] @ key[k]))) for k in between)
            count = min(count, last)
            below, above = math.floor(count), math.ceil(count)
            vector = table[below] + (count - below) * (table[above] - table[below])
            positions[i, j], biases[i, j] = count, query[i] @ vector
    return positions, biases


places = st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True)


@given(
    at=places,
    to=places,
    rows=st.integers(1, 6),
    scale=st.none() | st.floats(0.1, 3),
    seed=st.integers(0, 999),
)
@laws
def test_equals_the_loops(at, to, rows, scale, seed):
    query, key, table = drawn(2, len(at), 4, seed=seed), drawn(2, len(to), 4, seed=seed + 1), drawn(rows, 4)
    cope = CoPE(table, scale)
    positions = cope.contextual_positions(query, key, at, to)
    biases = cope.bias(query, key, at, to)
    for head in range(2):
        expected = by_hand(query[head], key[head], table, scale or 0.5, at, to)
        torch.testing.assert_close(positions[head], expected[0], **EXACT)
        torch.testing.assert_close(biases[head], expected[1], **EXACT)


@pytest.mark.parametrize("rows", [3, 64])
def test_equals_x_transformers(rows):
    """Which is given the scores, already masked."""
    from x_transformers.x_transformers import CoPE as Theirs

    theirs = Theirs(8, heads=3, max_pos=rows).double()
    theirs.pos_emb.data = drawn(rows, 8)
    query, key, at = drawn(2, 3, 20, 8, seed=1), drawn(2, 3, 20, 8, seed=2), torch.arange(20)
    later = torch.ones(20, 20, dtype=torch.bool).triu(1)
    scores = (query @ key.mT / math.sqrt(8)).masked_fill(later, -math.inf)
    found = CoPE(theirs.pos_emb.data).bias(query, key, at, at)
    torch.testing.assert_close(found, theirs(query, scores).detach(), **EXACT)


# What it becomes where the gates are known


@pytest.mark.parametrize("rows", [2, 5, 40])
def test_with_all_gates_open_it_is_shaws_table(rows):
    """Contextual position distance + 1, and 0 for later keys: relative position −r reads row r + 1."""
    at, table = torch.arange(12), drawn(rows, 4)
    query, key = drawn(3, 12, 4, seed=1).abs() + 1, torch.full((3, 12, 4), 1000.0, dtype=torch.float64)
    clip = max(rows - 2, 1)
    of_relative_position = table[(1 - torch.arange(-clip, clip + 1)).clamp(0, rows - 1)]
    shaw = ShawKeys(of_relative_position, scale=1.0)
    found = CoPE(table).bias(query, key, at, at)
    torch.testing.assert_close(found, shaw.bias(query, None, at, at), **EXACT)


def test_with_all_gates_shut_there_is_no_position():
    at, table = torch.arange(9), drawn(5, 4)
    query, key = drawn(9, 4, seed=1).abs() + 1, torch.full((9, 4), -1000.0, dtype=torch.float64)
    found = CoPE(table).bias(query, key, at, at)
    torch.testing.assert_close(found, (query @ table[0])[None, :, None].expand(1, 9, 9), **EXACT)


@given(stops=st.lists(st.booleans(), min_size=1, max_size=30))
@laws
def test_a_query_can_count_sentences(stops):
    key = torch.tensor([[1.0 if stop else -1.0] for stop in stops]).double()
    query, last = torch.tensor([[5000.0]]).double(), len(stops) - 1
    found = CoPE(drawn(40, 1)).contextual_positions(query, key, [last], range(len(stops)))
    assert found[0].tolist() == [sum(stops[j:]) for j in range(len(stops))]


# Laws


@given(seed=st.integers(0, 999), shift=st.integers(-10_000, 10**6), stretch=st.floats(0.1, 50))
@laws
def test_only_the_order_of_positions_counts(seed, shift, stretch):
    cope, query, key = CoPE(drawn(6, 4)), drawn(2, 9, 4, seed=seed), drawn(2, 9, 4, seed=seed + 1)
    at = torch.arange(9).double()
    here, there = (cope.bias(query, key, where, where) for where in (at, stretch * at + shift))
    assert torch.equal(here, there)


def test_keys_may_come_in_any_order():
    cope, query, key = CoPE(drawn(6, 4)), drawn(2, 9, 4, seed=1), drawn(2, 9, 4, seed=2)
    at, order = torch.arange(9), torch.tensor([3, 0, 8, 6, 1, 5, 2, 7, 4])
    straight, shuffled = cope.bias(query, key, at, at), cope.bias(query, key[:, order], at, at[order])
    torch.testing.assert_close(shuffled, straight[..., order], **EXACT)


@given(seed=st.integers(0, 999))
@laws
def test_positions_fall_towards_the_query_by_at_most_one(seed):
    query, key, at = drawn(9, 4, seed=seed), drawn(9, 4, seed=seed + 1), torch.arange(9)
    found = CoPE(drawn(6, 4)).contextual_positions(query, key, at, at)
    steps = found[:, :-1] - found[:, 1:]
    assert float(steps.min()) >= 0 and float(steps.max()) <= 1
    assert not found.triu(1).any() and float(found.max()) <= 5


def test_later_tokens_change_nothing():
    cope, at = CoPE(drawn(6, 4)), torch.arange(9)
    query, key = drawn(2, 9, 4, seed=1), drawn(2, 9, 4, seed=2)
    whole = cope.bias(query, key, at, at)
    torch.testing.assert_close(cope.bias(query[:, :5], key[:, :5], at[:5], at[:5]), whole[:, :5, :5], **EXACT)


# In attention


def test_decoding_with_a_cache_equals_the_full_pass():
    cope, layer = CoPE(drawn(5, 8, dtype=torch.float32)), Layer.random(12, heads=2, head_dim=8, seed=3)
    words = drawn(11, 12, dtype=torch.float32)
    full = layer.attend(words, cope, causal=True).output
    bare = layer.attend(words, causal=True).output
    torch.testing.assert_close(layer.decode(words, cope), full, atol=2e-6, rtol=1e-5)
    assert float((full - bare).abs().max()) > 0.1


def test_attention_equals_the_papers_listing():
    """Scores divided by sqrt(head_dim), plus the bias as it is."""
    table, at = drawn(4, 4), list(range(7))
    query, key, value = (drawn(1, 7, 4, seed=seed) for seed in (1, 2, 3))
    found = attend(query, key, value, CoPE(table), causal=True)
    _, bias = by_hand(query[0], key[0], table, 0.5, at, at)
    for i in at:
        weights = (query[0, i] @ key[0, : i + 1].T / 2 + bias[i, : i + 1]).softmax(-1)
        torch.testing.assert_close(found.output[0, i], weights @ value[0, : i + 1], **EXACT)


def test_gradients_reach_queries_keys_and_table():
    at = torch.arange(5)
    given = (drawn(2, 5, 3), drawn(2, 5, 3, seed=1), drawn(4, 3, seed=2))
    given = tuple(tensor.requires_grad_() for tensor in given)
    assert torch.autograd.gradcheck(lambda q, k, table: CoPE(table).bias(q, k, at, at), given)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_many_tokens_are_counted_in_low_precision(dtype):
    """Gates are added in float32, because bfloat16 has no odd numbers beyond 256."""
    at, nothing = torch.arange(1999), torch.zeros(1, 1999, 4, dtype=dtype)
    cope = CoPE(torch.zeros(2001, 4))
    assert float(cope.contextual_positions(nothing[:, -1:], nothing, at[-1:], at)[0, 0, 0]) == 999.5
    assert cope.bias(nothing[:, -1:], nothing, at[-1:], at).dtype == dtype


def test_any_axes_before_the_tokens():
    cope, query, key, at = CoPE(drawn(5, 4)), drawn(2, 3, 6, 4), drawn(2, 1, 6, 4, seed=1), torch.arange(6)
    found = cope.bias(query, key, at, at)  # keys that all heads share, as in multi-query attention
    assert found.shape == (2, 3, 6, 6)
    torch.testing.assert_close(found[1, 2], cope.bias(query[1, 2], key[1, 0], at, at)[0], **EXACT)
    assert cope.bias(drawn(4, 0, 4), drawn(4, 2, 4), [], [0, 1]).shape == (4, 0, 2)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
def test_the_gpu_agrees():
    cope, query, key, at = CoPE(drawn(5, 8)), drawn(4, 30, 8), drawn(4, 30, 8, seed=1), torch.arange(30)
    found = cope.bias(query.cuda(), key.cuda(), at.cuda(), at.cuda())
    assert found.device.type == "cuda"
    torch.testing.assert_close(found.cpu(), cope.bias(query, key, at, at), **EXACT)


# Words


ERRORS = {
    "table": (
        lambda: CoPE(drawn(3)),
        ValueError,
        "table must have shape (max_position + 1, head_dim), neither of them empty; shape (3,) came.",
    ),
    "scale": (
        lambda: CoPE(drawn(3, 2), scale=0.0),
        ValueError,
        "scale must be finite and above zero; 0.0 came.",
    ),
    "max_position": (
        lambda: CoPE.random(4, max_position=-1),
        ValueError,
        "max_position must be at least 0; -1 came.",
    ),
    "query": (
        lambda: CoPE(drawn(3, 4)).bias(drawn(2, 5), drawn(2, 4), [0, 1], [0, 1]),
        ValueError,
        "query must have head_dim = 4 entries on its last axis; shape (2, 5) came.",
    ),
    "key": (
        lambda: CoPE(drawn(3, 4)).bias(drawn(2, 4), drawn(2, 5), [0, 1], [0, 1]),
        ValueError,
        "key must have head_dim = 4 entries on its last axis; shape (2, 5) came.",
    ),
    "count": (
        lambda: CoPE(drawn(3, 4)).bias(drawn(2, 4), drawn(2, 4), [0, 1], [0]),
        ValueError,
        "positions must have one entry per token: key has 2 tokens (shape (2, 4)), positions has 1 "
        "(shape (1,)).",
    ),
    "no key": (
        lambda: CoPE(drawn(3, 4)).bias(drawn(1, 4), None, [0], [0]),
        TypeError,
        "key must be a torch tensor, NoneType came.",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_say_what_is_wrong(name):
    call, error, text = ERRORS[name]
    with pytest.raises(error, match=re.escape(text) + "$"):
        call()
