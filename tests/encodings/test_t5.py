"""T5's buckets at every border, and its learned bias beside that of transformers."""

import math
import re

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rope_viz import T5Bias, pretrained, t5_bucket

laws = settings(max_examples=60, deadline=None)
NEAR = torch.arange(-5000, 5001)


def drawn(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def starts(buckets):
    """Distances at which a new bucket begins, from the buckets of the distances 0, 1, 2 …"""
    return (torch.nonzero(buckets.diff()).flatten() + 1).tolist()


# Buckets


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


# The bias


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


def test_t5_learns():
    table = torch.zeros(32, 1, requires_grad=True)
    at = torch.arange(4)
    T5Bias(table).bias(None, None, at, at).sum().backward()
    used = {0: 4, 1: 3, 2: 2, 3: 1, 17: 3, 18: 2, 19: 1}  # bucket: how many of the 16 pairs
    assert {n: int(g) for n, g in enumerate(table.grad[:, 0]) if g} == used


# Errors


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
}
TYPE_ERRORS = {
    "buckets": (
        lambda: t5_bucket(0, num_buckets=32.0),
        "num_buckets must be a whole number, 32.0 (float) came.",
    ),
    "table": (lambda: T5Bias([1.0]), "table must be a torch tensor, list came."),
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
