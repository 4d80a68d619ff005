"""ALiBi's slopes for any number of heads, and its bias beside that of other libraries."""

import math
import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_viz import Alibi, attend

laws = settings(max_examples=60, deadline=None)


def drawn(*shape, seed=0, dtype=torch.float32):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


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


def test_heads_are_a_whole_number_above_zero():
    with pytest.raises(ValueError, match=re.escape("heads must be at least 1; 0 came.") + "$"):
        Alibi(0)
    with pytest.raises(TypeError, match=re.escape("heads must be a whole number, '8' (str) came.") + "$"):
        Alibi("8")
