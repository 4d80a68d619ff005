"""A Rope with a scaling rule: whose speeds it has, and at which lengths it holds."""

from __future__ import annotations

import re

import pytest
import torch

from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope


def test_a_rope_follows_its_rule():
    rope = Rope(128, scaling=scaling.yarn(16, 4096))
    assert torch.equal(rope.inv_freq, scaling.yarn(16, 4096)(Rope(128).inv_freq, 1e4))
    x = torch.randn(3, 128, dtype=torch.float64)
    turned = rope.rotate(x, [0, 5, 9])
    torch.testing.assert_close(turned.norm(dim=-1), x.norm(dim=-1) * rope.attention_factor)
    torch.testing.assert_close(turned[0], x[0] * rope.attention_factor)
    assert repr(eval(repr(rope), {"Rope": Rope, **vars(scaling)})) == repr(rope)


def test_a_rope_with_a_rule_that_changes_says_so_beyond_the_original_length():
    rope = Rope(8, scaling=scaling.dynamic_ntk(2, 4096))
    x = torch.randn(2, 8)
    assert torch.equal(rope.rotate(x, [0, 4095]), Rope(8).rotate(x, [0, 4095]))
    text = (
        "positions must stay below 4096, up to which dynamic_ntk holds as it stands; 4096 came. "
        "Say the sequence's length: rope.at_length(4097)."
    )
    for refused in (rope.rotate, lambda _, p: rope.tables(p), lambda _, p: rope.angles(p)):
        with pytest.raises(ValueError, match=re.escape(text)):
            refused(x, [5, 4096])
    longer = rope.at_length(8192)
    assert longer.scaling == scaling.ntk_aware(3.0)
    assert torch.equal(
        longer.rotate(x, [0, 8191]), Rope(8, scaling=scaling.ntk_aware(3)).rotate(x, [0, 8191])
    )
    assert rope.scaling == scaling.dynamic_ntk(2, 4096), "the first rope is as it was"


def test_a_rope_whose_rule_does_not_change_is_fixed_already():
    rope = Rope(8, scaling=scaling.linear(2))
    assert rope.at_length(10) == rope and repr(rope.at_length(10)) == repr(rope)


CHANGING = {
    "dynamic": scaling.dynamic_ntk(2, 4096),
    "longrope": scaling.longrope((1, 1, 1, 1), (2, 3, 4, 5), 4096, factor=32),
}


@pytest.mark.parametrize("rule", CHANGING.values(), ids=CHANGING)
def test_each_length_has_the_rule_of_its_own_whatever_came_before(rule):
    first = rope = Rope(8, scaling=rule)
    for tokens in (8192, 100, 100_000, 4096, 4097):
        rope = rope.at_length(tokens)
        assert rope.scaling == rule.at_length(tokens) and rope == first.at_length(tokens)
        again = eval(repr(rope), {"Rope": Rope, **vars(scaling)})
        assert again == rope and hash(again) == hash(rope)
        assert f"fixed for {tokens:,} tokens" in str(rope)
    assert rope != first and first.scaling == rule


@pytest.mark.parametrize("rule", CHANGING.values(), ids=CHANGING)
@pytest.mark.parametrize("tokens", [16, 2047, 2048, 2049, 4 * 512 + 1, 5 * 512 - 1, 5000])
def test_a_fixed_rope_refuses_the_first_position_beyond_in_rows_of_any_length(rule, tokens):
    rope = Rope(8, scaling=rule).at_length(tokens)
    text = (
        f"positions must stay below {tokens}, the length for which this rope was fixed; {tokens} came. "
        f"Say the sequence's length: rope.at_length({tokens + 1})."
    )
    for start in (0, max(0, tokens - 3000), -300):
        fits = torch.arange(start, tokens)
        assert rope.tables(fits).phasors.shape == (len(fits), 4)
        for dtype in (torch.float32, torch.float64):
            with pytest.raises(ValueError, match=re.escape(text)):
                rope.tables(torch.arange(start, tokens + 1), dtype)
    with pytest.raises(ValueError, match=re.escape(text)):
        rope.angles([0, tokens])


def test_a_row_far_before_the_length_is_not_refused():
    """Its products begin at position 0, which is no position of the row."""
    rope = Rope(8, scaling=scaling.longrope((1,) * 4, (2,) * 4, 64, factor=2)).at_length(100)
    row = torch.arange(-5000, -1000)
    want = torch.polar(torch.full((4000, 4), rope.attention_factor).double(), rope.angles(row))
    torch.testing.assert_close(rope.tables(row).phasors, want.to(torch.complex64), rtol=0, atol=1e-6)
    assert repr(Rope(8).at_length(10)) == repr(Rope(8))


def test_partial_rotary_scales_the_turning_part_only():
    rope = Rope(16, rotary_dim=8, scaling=scaling.yarn(4, 4096))
    x = torch.randn(2, 16)
    turned = rope.rotate(x, [0, 0])
    torch.testing.assert_close(turned[:, :8], x[:, :8] * rope.attention_factor)
    assert torch.equal(turned[:, 8:], x[:, 8:])
