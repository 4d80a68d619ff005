"""Arcs that training never showed, and heads in long texts: from formulas, and with every token turned."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz.curves import MeanHead, looked_at, mean_heads, neighbours_apart, unseen_arcs


def test_unseen_arcs_are_what_longer_texts_add():
    plain = rv.Rope(8, base=1e4)  # speeds 1, 0.1, 0.01, 0.001
    assert unseen_arcs(plain, plain, 100, 100).tolist() == [0, 0, 0, 0]
    assert unseen_arcs(plain, plain, 50, 200) == pytest.approx([0, math.tau - 5, 1.5, 0.15])
    for rule, left in (
        (rv.scaling.linear(4), [0, 0, 0, 0]),
        (rv.scaling.ntk_aware(4), [0, math.tau - 5, 2 * 4 ** (-2 / 3) - 0.5, 0]),
    ):
        slowed = rv.Rope(8, base=1e4, scaling=rule)
        assert unseen_arcs(plain, slowed, 50, 200) == pytest.approx(left)
    assert unseen_arcs(plain, rv.Rope(8, base=1e4, scaling=rv.scaling.proportional(0)), 50, 200).max() == 0


def test_neighbours_are_a_chord_apart():
    chords = [2 * math.sin(speed / 2) for speed in (1, 0.1, 0.01, 0.001)]
    assert neighbours_apart(rv.Rope(8, base=1e4)) == pytest.approx(math.sqrt(np.mean(np.square(chords))))


@pytest.mark.parametrize("sink", [False, True])
def test_weights_are_those_of_attention_over_mean_tokens(sink):
    rope = rv.Rope(8, base=100.0, scaling=rv.scaling.yarn(4, 64))
    generator = torch.Generator().manual_seed(3)
    query, key, first = torch.randn(3, 8, generator=generator, dtype=torch.float64)
    weights, farthest = looked_at(rope, MeanHead(query, key, first, sink), [40, 12, 200])
    for length, weight, far in zip((40, 12, 200), weights, farthest, strict=True):
        keys = torch.cat([first[None], key.expand(length - 1, -1)])
        scores = rope.rotate(query[None], [length - 1]) @ rope.rotate(keys, range(length)).T / math.sqrt(8)
        assert weight == pytest.approx(float(scores.softmax(-1)[0, 0 if sink else length - 2]))
        assert far == length - 1 - int(scores.argmax())


def test_shipped_heads_on_their_own_text_agree_with_their_means():
    """The mean token stands for real ones: weights on the token before, each token's own vectors turned."""
    heads = rv.pretrained.smollm2_heads()
    tokens = heads.q.shape[1]
    for i, head in enumerate(mean_heads()[:4]):
        real = rv.attend(heads.q[i], heads.k[i], heads.k[i], heads.rope, causal=True).weights
        before = float(torch.diagonal(real, -1)[20:].mean())
        assert looked_at(heads.rope, head, [tokens])[0][0] == pytest.approx(before, abs=0.16)


def test_a_text_of_no_length_is_refused():
    with pytest.raises(ValueError, match=r"lengths must be at least 3; 2 came\."):
        looked_at(rv.Rope(64), mean_heads()[0], [100, 2])
    with pytest.raises(ValueError, match=r"trained_length must be at least 1; 0 came\."):
        unseen_arcs(rv.Rope(4), rv.Rope(4), 0, 10)
