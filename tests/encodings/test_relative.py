"""Numbers that are added to a score: T5's buckets at every border, ALiBi's slopes, Shaw's keys."""

import math
import re

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rope_viz import Alibi, ShawKeys, T5Bias, attend, pretrained, t5_bucket

laws = settings(max_examples=60, deadline=None)
NEAR = torch.arange(-5000, 5001)


def drawn(*shape, seed=0, dtype=torch.float32):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def starts(buckets):
    """Distances at which a new bucket begins, from the buckets of the distances 0, 1, 2 …"""
    return (torch.nonzero(buckets.diff()).flatten() + 1).tolist()


# T5's buckets


def test_an_encoders_buckets_start_where_t5_has_them():
    past = t5_bucket(-torch.arange(200))
    assert starts(past) == [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91]
    assert past.unique().tolist() == list(range(16))


def test_the_future_of_an_encoder_has_the_same_starts_and_sixteen_more():
    ahead = torch.arange(1, 5000)
    assert torch.equal(t5_bucket(ahead), t5_bucket(-ahead) + 16)


def test_bucket_16_is_never_used():
    assert t5_bucket(NEAR).unique().tolist() == [n for n in range(32) if n != 16]


def test_a_decoders_buckets_start_where_t5_has_them():
    past = t5_bucket(-torch.arange(200), bidirectional=False)
    far = [16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113]
    assert starts(past) == [*range(1, 16), *far]
    assert past.unique().tolist() == list(range(32))


def test_a_decoder_puts_the_future_into_bucket_0():
    assert not t5_bucket(torch.arange(5000), bidirectional=False).any()


@pytest.mark.parametrize("bidirectional", [True, False])
@pytest.mark.parametrize(
    ("num_buckets", "max_distance"), [(32, 128), (16, 64), (64, 128), (64, 1024), (8, 20)]
)
def test_equals_t5_in_transformers(bidirectional, num_buckets, max_distance):
    from transformers.models.t5.modeling_t5 import T5Attention

    setting = {"bidirectional": bidirectional, "num_buckets": num_buckets, "max_distance": max_distance}
    assert torch.equal(t5_bucket(NEAR, **setting), T5Attention._relative_position_bucket(NEAR, **setting))


def test_equals_mpnet_in_transformers():
    from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

    assert torch.equal(t5_bucket(NEAR), MPNetEncoder.relative_position_bucket(NEAR))


@given(each=st.integers(2, 48), max_distance=st.integers(2, 3000), distance=st.integers(0, 4000))
@laws
def test_a_bucket_is_the_logarithm_rounded_down(each, max_distance, distance):
    """The formula in 60 digits, which settles every border."""
    alone = each // 2
    assume(max_distance > alone)
    expected = distance
    if distance >= alone:
        with mpmath.workdps(60):
            grown = mpmath.log(mpmath.mpf(distance) / alone) / mpmath.log(mpmath.mpf(max_distance) / alone)
            # Whole powers come out 1e-60 to either side of a whole number.
            expected = min(
                alone + int(mpmath.floor(grown * (each - alone) + mpmath.mpf(10) ** -50)), each - 1
            )
    assert int(t5_bucket(-distance, False, each, max_distance)) == expected


@pytest.mark.parametrize(("each", "max_distance", "distance"), [(17, 27, 18), (19, 196, 42)])
def test_where_float32_falls_to_the_wrong_side_ours_does_not(each, max_distance, distance):
    """42 = 9 · (196 / 9)^(5/10) and 18 = 8 · (27 / 8)^(6/9): these distances start a bucket."""
    from transformers.models.t5.modeling_t5 import T5Attention

    at = torch.tensor([-distance + 1, -distance])
    before, here = t5_bucket(at, False, each, max_distance).tolist()
    theirs = T5Attention._relative_position_bucket(at, False, each, max_distance)[1]
    assert here == before + 1
    assert int(theirs) == before


@given(
    each=st.integers(2, 40),
    over=st.integers(1, 500),
    bidirectional=st.booleans(),
    shape=st.sampled_from([(), (0,), (2, 3)]),
)
@laws
def test_buckets_grow_with_the_distance_and_keep_the_shape(each, over, bidirectional, shape):
    setting = (bidirectional, 2 * each, each * (1 if bidirectional else 2) // 2 + over)
    past = t5_bucket(-torch.arange(1000), *setting)
    assert (past.diff() >= 0).all()
    assert int(past.min()) == 0 and int(past.max()) == (each if bidirectional else 2 * each) - 1
    assert t5_bucket(torch.zeros(shape), *setting).shape == shape


def test_plain_numbers_and_arrays_will_do():
    assert int(t5_bucket(-8)) == 8
    assert t5_bucket([-200, 8]).tolist() == t5_bucket(np.array([-200.0, 8.0])).tolist() == [15, 24]


# T5's bias


@pytest.mark.parametrize("bidirectional", [True, False])
def test_a_bias_is_the_entry_of_its_bucket_and_head(bidirectional):
    table, queries, keys = drawn(32, 3), [5, 0, 300], [0, 4, 6, 299]
    found = T5Bias(table, bidirectional).bias(None, None, queries, keys)
    assert found.shape == (3, 3, 4)
    for head in range(3):
        for i, m in enumerate(queries):
            for j, n in enumerate(keys):
                assert found[head, i, j] == table[int(t5_bucket(n - m, bidirectional)), head]


@pytest.mark.parametrize("decoder", [False, True])
def test_equals_the_bias_of_transformers(decoder):
    from transformers import T5Config
    from transformers.models.t5.modeling_t5 import T5Attention

    config = T5Config(d_model=16, d_kv=4, num_heads=5, is_decoder=decoder)
    theirs = T5Attention(config, has_relative_attention_bias=True, layer_idx=0)
    ours = T5Bias(theirs.relative_attention_bias.weight, bidirectional=not decoder)
    at = torch.arange(300)
    assert torch.equal(ours.bias(None, None, at, at), theirs.compute_bias(300, 300)[0])


def test_the_bias_of_a_trained_mpnet_is_the_models_own():
    from transformers import MPNetConfig
    from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

    encoder = MPNetEncoder(MPNetConfig(num_hidden_layers=0))
    table = pretrained.mpnet_bias().table.cpu()
    encoder.relative_attention_bias.weight.data = table
    at = torch.arange(200)
    theirs = encoder.compute_position_bias(torch.zeros(1, 200, 768))[0]
    assert torch.equal(T5Bias(table).bias(None, None, at, at), theirs)


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


def test_t5_learns():
    table = torch.zeros(32, 1, requires_grad=True)
    at = torch.arange(4)
    T5Bias(table).bias(None, None, at, at).sum().backward()
    used = {0: 4, 1: 3, 2: 2, 3: 1, 17: 3, 18: 2, 19: 1}  # bucket: how many of the 16 pairs
    assert {n: int(g) for n, g in enumerate(table.grad[:, 0]) if g} == used


@pytest.mark.parametrize(
    "make", [lambda seed: T5Bias.random(12, seed=seed), lambda seed: ShawKeys.random(64, seed=seed)]
)
def test_a_seed_is_a_table(make):
    first, again, other = (make(seed).table for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert float(first.std()) == pytest.approx(1, abs=4 / math.sqrt(2 * first.numel()))


# ALiBi


def test_eight_heads_halve_from_one_half():
    assert Alibi(8).slopes.tolist() == [2.0**-h for h in range(1, 9)]


def test_sixteen_heads_fall_by_the_root_of_one_half():
    np.testing.assert_allclose(Alibi(16).slopes, [2 ** (-h / 2) for h in range(1, 17)], rtol=1e-15)


def test_twelve_heads_are_eight_and_every_other_of_sixteen():
    slopes = Alibi(12).slopes
    assert torch.equal(slopes[:8], Alibi(8).slopes)
    np.testing.assert_allclose(slopes[8:], [0.7071068, 0.3535534, 0.1767767, 0.0883883], atol=5e-8)


def test_slopes_equal_those_of_other_people():
    from transformers.models.bloom.modeling_bloom import _get_alibi_slopes
    from x_transformers.x_transformers import AlibiPositionalBias

    for heads in range(1, 130):
        ours = Alibi(heads).slopes
        assert ours.shape == (heads,)
        np.testing.assert_allclose(ours, AlibiPositionalBias._get_slopes(heads), rtol=1e-13)
        # bloom takes powers in float32: the base is off by eps / 2, its 128th power by 64 eps.
        np.testing.assert_allclose(ours, _get_alibi_slopes(heads, "cpu"), rtol=1e-5)


@given(heads=st.integers(1, 40), queries=st.lists(st.integers(0, 10**6), max_size=4), causal=st.booleans())
@laws
def test_the_penalty_is_slope_times_distance(heads, queries, causal):
    keys = [0, 3, 100, 2**20]
    found = Alibi(heads, causal).bias(torch.zeros(1, dtype=torch.float64), None, queries, keys)
    assert found.shape == (heads, len(queries), 4)
    for head, slope in enumerate(Alibi(heads).slopes.tolist()):
        for i, m in enumerate(queries):
            for j, n in enumerate(keys):
                expected = -math.inf if causal and n > m else -slope * abs(m - n)
                assert found[head, i, j] == expected


def test_the_bias_is_computed_in_float64_and_rounded_once():
    at = torch.tensor([0, 2**40 + 1])  # more than float32 holds, and slope 8 is the root of one half
    exact = Alibi(12).bias(torch.zeros(1, dtype=torch.float64), None, at, at)
    assert exact.dtype == torch.float64
    assert float(exact[8, 1, 0]) == -float(Alibi(12).slopes[8]) * (2**40 + 1)
    for dtype in (torch.float32, torch.bfloat16, torch.float16):
        found = Alibi(12).bias(torch.zeros(1, dtype=dtype), None, at, at)
        assert found.dtype == torch.float32
        assert torch.equal(found, exact.float())
    assert Alibi(12).bias(None, None, at, at).dtype == torch.float32


def test_under_a_causal_mask_it_is_the_papers_form():
    """The authors' code adds slope · key position; a row's constant does not change its softmax."""
    from transformers.models.bloom.modeling_bloom import build_alibi_tensor

    heads, tokens = 6, 20
    query, key, value = (drawn(heads, tokens, 8, seed=seed, dtype=torch.float64) for seed in range(3))
    theirs = build_alibi_tensor(torch.ones(1, tokens), heads, torch.float64)  # (heads, 1, keys)
    later = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)
    logits = (query @ key.mT / math.sqrt(8) + theirs).masked_fill(later, -math.inf)
    ours = attend(query, key, value, Alibi(heads), causal=True)
    torch.testing.assert_close(ours.weights, logits.softmax(-1), atol=1e-6, rtol=1e-5)
    masked = attend(query, key, value, Alibi(heads, causal=True))
    torch.testing.assert_close(masked.weights, ours.weights)


def test_positions_of_alibi_need_not_be_whole():
    assert Alibi(8).bias(None, None, [0.5], [0, 2.25])[0].tolist() == [[-0.25, -0.875]]


# Shaw's keys


def test_shaws_bias_is_equation_4():
    """e_ij = q_i · (k_j + a_ij) / sqrt(d), a_ij the row of the clipped relative position."""
    table, clip, at = drawn(7, 4), 3, [0, 1, 9, 4]
    query, key = drawn(2, 4, 4, seed=1), drawn(2, 4, 4, seed=2)
    found = attend(query, key, key, ShawKeys(table), query_positions=at, key_positions=at).scores
    for head in range(2):
        for i, m in enumerate(at):
            for j, n in enumerate(at):
                a = table[clip + max(-clip, min(clip, n - m))]
                expected = query[head, i] @ (key[head, j] + a) / math.sqrt(4)
                torch.testing.assert_close(found[head, i, j], expected, atol=1e-6, rtol=1e-5)


def test_shaws_scale_can_be_the_scores_own():
    query, at = drawn(1, 3, 4), torch.arange(3)
    half, full = (ShawKeys(drawn(3, 4), scale=scale).bias(query, None, at, at) for scale in (0.5, 1.0))
    torch.testing.assert_close(2 * half, full)
    torch.testing.assert_close(half, ShawKeys(drawn(3, 4)).bias(query, None, at, at))


def test_shaws_keys_take_any_axes_before_the_tokens():
    encoding, query, at = ShawKeys(drawn(5, 4)), drawn(2, 3, 6, 4), torch.arange(6)
    found = encoding.bias(query, None, at, at)
    assert found.shape == (2, 3, 6, 6)
    torch.testing.assert_close(found[1, 2], encoding.bias(query[1, 2], None, at, at)[0])


def test_shaws_keys_learn():
    table, query = drawn(5, 4).requires_grad_(), drawn(1, 3, 4).requires_grad_()
    ShawKeys(table).bias(query, None, [0, 1, 2], [0, 1, 2]).sum().backward()
    assert table.grad.abs().sum(-1).gt(0).all() and query.grad.abs().sum(-1).gt(0).all()


# Everywhere


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


ERRORS = {
    "odd": (
        lambda: t5_bucket(0, num_buckets=31),
        "num_buckets must be even and at least 2, because each direction takes half of them; 31 came.",
    ),
    "few": (
        lambda: t5_bucket(0, num_buckets=2),
        "num_buckets must be at least 4, two for each direction that is seen; 2 came.",
    ),
    "one": (
        lambda: t5_bucket(0, bidirectional=False, num_buckets=1),
        "num_buckets must be at least 2, two for each direction that is seen; 1 came.",
    ),
    "near": (
        lambda: t5_bucket(0, max_distance=8),
        "max_distance must be at least 9, because distances below 8 have buckets of their own; 8 came.",
    ),
    "between": (
        lambda: t5_bucket(0.5),
        "relative_position must be whole numbers, because rows count tokens; 0.5 came.",
    ),
    "t5 table": (
        lambda: T5Bias(drawn(32)),
        "table must have shape (num_buckets, heads), neither of them empty; shape (32,) came.",
    ),
    "t5 rows": (
        lambda: T5Bias(drawn(31, 2)),
        "num_buckets must be even and at least 2, because each direction takes half of them; 31 came.",
    ),
    "t5 heads": (lambda: T5Bias.random(0), "heads must be at least 1; 0 came."),
    "t5 between": (
        lambda: T5Bias.random(2).bias(None, None, [0.5], [0]),
        "query_positions must be whole numbers, because rows count tokens; 0.5 came.",
    ),
    "t5 nan": (
        lambda: T5Bias.random(2).bias(None, None, [math.nan], [0]),
        "positions must be finite, because NaN and infinity have no angle; nan at entry 0 came.",
    ),
    "alibi heads": (lambda: Alibi(0), "heads must be at least 1; 0 came."),
    "shaw table": (
        lambda: ShawKeys(drawn(3)),
        "table must have shape (2 · clip + 1, head_dim), neither of them empty; shape (3,) came.",
    ),
    "shaw rows": (
        lambda: ShawKeys(drawn(4, 2)),
        "table must have an odd number of rows, one for each relative position from −clip to clip; 4 came.",
    ),
    "shaw scale": (
        lambda: ShawKeys(drawn(3, 2), scale=0.0),
        "scale must be finite and above zero; 0.0 came.",
    ),
    "shaw clip": (lambda: ShawKeys.random(4, clip=-1), "clip must be at least 0; -1 came."),
    "shaw dim": (
        lambda: ShawKeys(drawn(3, 4)).bias(drawn(2, 5), None, [0, 1], [0]),
        "query must have head_dim = 4 entries on its last axis; shape (2, 5) came.",
    ),
    "shaw count": (
        lambda: ShawKeys(drawn(3, 4)).bias(drawn(2, 4), None, [0, 1, 2], [0]),
        "positions must have one entry per token: query has 2 tokens (shape (2, 4)), "
        "positions has 3 (shape (3,)).",
    ),
    "shaw between": (
        lambda: ShawKeys(drawn(3, 4)).bias(drawn(1, 4), None, [0], [1, 0.25]),
        "key_positions must be whole numbers, because rows count tokens; 0.25 came.",
    ),
}
TYPE_ERRORS = {
    "alibi": (lambda: Alibi("8"), "heads must be a whole number, '8' (str) came."),
    "buckets": (
        lambda: t5_bucket(0, num_buckets=32.0),
        "num_buckets must be a whole number, 32.0 (float) came.",
    ),
    "table": (lambda: T5Bias([1.0]), "table must be a torch tensor, list came."),
    "query": (
        lambda: ShawKeys(drawn(3, 4)).bias(None, None, [0], [0]),
        "query must be a torch tensor, NoneType came.",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_say_what_is_wrong(name):
    call, text = ERRORS[name]
    with pytest.raises(ValueError, match=re.escape(text) + "$"):
        call()


@pytest.mark.parametrize("name", TYPE_ERRORS)
def test_wrong_types_are_named(name):
    call, text = TYPE_ERRORS[name]
    with pytest.raises(TypeError, match=re.escape(text) + "$"):
        call()
