"""Scaling rules: the constants of papers and reference code, laws by drawn cases."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope

laws = settings(max_examples=60, deadline=None)


def plain(head_dim: int, base: float) -> Tensor:
    return Rope(head_dim, base).inv_freq


def slowed(rule: scaling.Rule, head_dim: int = 128, base: float = 10_000.0) -> Tensor:
    """How many times slower each pair turns."""
    speeds = plain(head_dim, base)
    return speeds / rule(speeds, base)


# Constants of the papers and the reference code


@pytest.mark.parametrize(
    ("factor", "base"), [(2, 20_221.26), (4, 40_889.94), (8, 82_684.62), (16, 167_198.74)]
)
def test_ntk_aware_is_a_larger_base(factor, base):
    speeds = scaling.ntk_aware(factor)(plain(128, 10_000.0), 10_000.0)
    torch.testing.assert_close(speeds, plain(128, base), rtol=1e-6, atol=0)  # the bases have 7 digits


@pytest.mark.parametrize(("tokens", "base"), [(8192, 30_527.74), (16_384, 72_195.86)])
def test_dynamic_ntk_is_a_larger_base_for_longer_sequences(tokens, base):
    rule = scaling.dynamic_ntk(factor=2, original_length=4096)
    speeds = rule.at_length(tokens)(plain(128, 10_000.0), 10_000.0)
    torch.testing.assert_close(speeds, plain(128, base), rtol=1e-6, atol=0)


@pytest.mark.parametrize(
    ("factor", "attention_factor"),
    [(4, 1.13863), (8, 1.20794), (16, 1.27726), (32, 1.34657), (40, 1.36889), (1, 1.0), (0.5, 1.0)],
)
def test_yarn_multiplies_queries_and_keys(factor, attention_factor):
    for rule in (scaling.yarn, scaling.yarn_paper):
        assert rule(factor, 4096).attention_factor == pytest.approx(attention_factor, abs=5e-6)


@pytest.mark.parametrize(
    ("pairs", "base", "original_length", "exact", "rounded"),
    [
        (64, 1e4, 4096, (20.94, 45.03), (20, 46)),
        (64, 1e4, 2048, (16.13, 40.21), (16, 41)),
        (32, 1e4, 4096, (10.47, 22.51), (10, 23)),  # DeepSeek
        (64, 1e6, 32_768, (23.60, 39.65), (23, 40)),  # Qwen
    ],
)
def test_yarn_rounds_the_bounds_of_its_ramp_outwards(pairs, base, original_length, exact, rounded):
    as_is = scaling.yarn(4, original_length, truncate=False).ramp(pairs, base)
    assert as_is == pytest.approx(exact, abs=5e-3)
    assert scaling.yarn(4, original_length).ramp(pairs, base) == rounded


def test_yarns_code_and_paper_differ():
    code, paper = (rule(16, 4096)(plain(128, 1e4), 1e4) for rule in (scaling.yarn, scaling.yarn_paper))
    difference = code / paper - 1
    assert int((difference.abs() > 0.01).sum()) == 25
    assert float(difference.max()) == pytest.approx(2.04, abs=0.005)  # 204 %, as the docstring says
    assert "25 of the 64" in scaling.yarn.__doc__ and "204 %" in scaling.yarn.__doc__


def test_deepseeks_mscales_cancel():
    rule = scaling.yarn(40, 4096, mscale=1.0, mscale_all_dim=1.0)
    assert rule.attention_factor == 1.0
    rule = scaling.yarn(40, 4096, mscale=0.707, mscale_all_dim=1.0)
    assert rule.attention_factor == pytest.approx((0.0707 * math.log(40) + 1) / (0.1 * math.log(40) + 1))
    assert scaling.yarn(40, 4096, mscale=0.707).attention_factor == scaling.yarn(40, 4096).attention_factor
    assert scaling.yarn(40, 4096, attention_factor=1.5, mscale=1, mscale_all_dim=1).attention_factor == 1.5


@pytest.mark.parametrize(
    ("head_dim", "factor", "counts"), [(128, 8, (29, 6, 29)), (64, 32, (15, 3, 14))], ids=["3.1", "3.2-1B"]
)
def test_llama3_keeps_blends_and_slows(head_dim, factor, counts):
    slower = slowed(scaling.llama3(factor), head_dim, 500_000.0)
    kept, divided = int((slower < 1 + 1e-12).sum()), int((slower > factor - 1e-12).sum())
    assert (kept, len(slower) - kept - divided, divided) == counts


def test_llama3_blends_by_the_number_of_turns():
    ratios = 1 / slowed(scaling.llama3(8), 128, 500_000.0)[29:35]
    assert ratios.tolist() == pytest.approx([0.8282, 0.6437, 0.4935, 0.3711, 0.2714, 0.1902], abs=5e-5)


def test_longropes_attention_factor():
    rule = scaling.longrope([1.0] * 4, [2.0] * 4, original_length=4096, factor=32)
    assert rule.attention_factor == pytest.approx(1.19024, abs=5e-6)
    assert scaling.longrope([1.0], [2.0], 4096, factor=1).attention_factor == 1.0
    assert scaling.longrope([1.0], [2.0], 4096, attention_factor=1.1).attention_factor == 1.1


def test_longrope_switches_beyond_the_original_length():
    rule = scaling.longrope(
        (1, 1.5), (4, 8), 4096, factor=32, attention_factor=1.2, long_attention_factor=1.3
    )
    assert rule.at_length(4096) == scaling.per_pair((1.0, 1.5), 1.2)
    assert rule.at_length(4097) == scaling.per_pair((4.0, 8.0), 1.3)
    speeds = plain(4, 100.0)
    assert torch.equal(rule(speeds, 100.0), speeds / torch.tensor([1.0, 1.5]))


def test_proportional_stills_the_slowest_pairs():
    speeds = scaling.proportional(0.75)(plain(128, 1e4), 1e4)
    assert (int((speeds > 0).sum()), int((speeds == 0).sum())) == (48, 16)
    assert torch.equal(speeds[:48], plain(128, 1e4)[:48])
    assert torch.equal(scaling.proportional(1, factor=4)(speeds, 1e4), speeds / 4)
    assert not scaling.proportional(0)(speeds, 1e4).any()


# Laws


factors = st.floats(1, 128)
lengths = st.integers(16, 200_000)


@st.composite
def rules(draw) -> scaling.Rule:
    factor, length = draw(factors), draw(lengths)
    slow = draw(st.floats(0.1, 8))
    fast = slow + draw(st.floats(0.5, 40))
    return draw(
        st.sampled_from(
            [
                scaling.linear(factor),
                scaling.ntk_aware(factor),
                scaling.dynamic_ntk(factor, length).at_length(draw(lengths)),
                scaling.yarn(factor, length, fast, slow, truncate=draw(st.booleans())),
                scaling.yarn_paper(factor, length, slow, fast),
                scaling.llama3(factor, slow, fast, length),
                scaling.proportional(draw(st.floats(0, 1)), factor),
            ]
        )
    )


speeds_and_bases = st.tuples(st.integers(2, 64), st.floats(2, 1e8)).map(
    lambda nb: (plain(2 * nb[0], nb[1]), nb[1])
)


@laws
@given(rules(), speeds_and_bases)
def test_no_pair_is_sped_up_or_slowed_beyond_the_factor(rule, speeds_and_base):
    speeds, base = speeds_and_base
    scaled = rule(speeds, base)
    assert scaled.dtype == torch.float64 and scaled.shape == speeds.shape
    assert (scaled <= speeds * (1 + 1e-12)).all()
    if not isinstance(rule, scaling.proportional):
        assert (scaled >= speeds / rule.factor * (1 - 1e-12)).all()


@laws
@given(factors, speeds_and_bases)
def test_ntk_aware_keeps_the_fastest_and_slows_the_slowest_by_the_factor(factor, speeds_and_base):
    speeds, base = speeds_and_base
    slower = speeds / scaling.ntk_aware(factor)(speeds, base)
    assert float(slower[0]) == 1.0
    assert float(slower[-1]) == pytest.approx(factor, rel=1e-12)


@laws
@given(factors, lengths, st.floats(0.5, 4), st.floats(0.5, 40), speeds_and_bases)
def test_llama3_is_the_papers_yarn_with_other_bounds(factor, length, slow, more, speeds_and_base):
    llama = scaling.llama3(factor, slow, slow + more, length)(*speeds_and_base)
    paper = scaling.yarn_paper(factor, length, slow, slow + more)(*speeds_and_base)
    assert torch.equal(llama, paper)


@laws
@given(rules(), speeds_and_bases)
def test_rules_are_values(rule, speeds_and_base):
    again = eval(repr(rule), vars(scaling))
    assert again == rule and hash(again) == hash(rule)
    assert torch.equal(again(*speeds_and_base), rule(*speeds_and_base))
    assert rule.at_length(10) is rule and rule.valid_length is None
    assert str(rule).startswith(type(rule).__name__) and rule.about


def test_factor_one_changes_nothing():
    speeds = plain(64, 1e4)
    for rule in (
        scaling.linear(1),
        scaling.ntk_aware(1),
        scaling.dynamic_ntk(8, 4096),
        scaling.yarn(1, 4096),
        scaling.yarn_paper(1, 4096),
        scaling.llama3(1),
        scaling.proportional(1),
        scaling.per_pair([1] * 32),
        scaling.longrope([1] * 32, [2] * 32, 4096, factor=1),
    ):
        torch.testing.assert_close(rule(speeds, 1e4), speeds, rtol=1e-15, atol=0)
        assert rule.attention_factor == 1.0


def test_rules_take_float32_and_numpy_numbers():
    speeds = plain(64, 1e4).float()
    rule = scaling.yarn(np.float64(4), np.int64(4096))
    assert rule(speeds, 1e4).dtype == torch.float32
    assert repr(rule) == "yarn(factor=4.0, original_length=4096, attention_factor=1.138629436111989)"


def test_every_rule_reads_as_words():
    assert str(scaling.linear(4)) == "linear, factor 4"
    assert str(scaling.dynamic_ntk(2, 4096)) == "dynamic_ntk, factor 2, original length 4,096"
    assert str(scaling.yarn(4, 32_768, truncate=False)) == (
        "yarn, factor 4, original length 32,768, ramp 32 to 1 turns, bounds not rounded, attention × 1.139"
    )
    assert str(scaling.longrope((1, 1.5), (4, 8), 4096, factor=32)) == (
        "longrope, factor 32, original length 4,096, short ÷ 1 … 1.5, long ÷ 4 … 8, attention × 1.19"
    )
    assert str(scaling.proportional(0.25)) == "proportional, share 0.25"


def test_rules_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        scaling.linear(2).factor = 3
