"""Shaw's relative keys: equation 4 in loops, scale, shapes, errors."""

import math
import re

import pytest
import torch

from rope_viz import ShawKeys, attend


def drawn(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


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


ERRORS = {
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
