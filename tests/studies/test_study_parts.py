"""Parts of the study against their definitions, written as loops: the model, the tasks, what is measured."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz.studies.encodings.kinds import BIASED, KINDS, encoding
from rope_viz.studies.encodings.lengths import octaves, reaches, rules, stretches
from rope_viz.studies.encodings.model import Model, linear_attention
from rope_viz.studies.encodings.results import Losses, difference, interval
from rope_viz.studies.encodings.settings import (
    DISTANCES,
    IGNORE,
    IGNORED,
    LETTERS,
    READ,
    WRITE,
    ZERO,
    setting,
    text,
)
from rope_viz.studies.encodings.size import Size
from rope_viz.studies.encodings.training import measured

SMALL = Size(layers=2, width=32, heads=2, context=16)


def made(kind, *, causal=True, linear=False):
    own = encoding(kind, SMALL, seed=1, causal=causal)
    return Model(SMALL, 20, own, seed=1, causal=causal, linear=linear).double()


@pytest.mark.parametrize("kind", KINDS)
def test_a_causal_model_sees_nothing_later(kind):
    tokens = torch.randint(20, (2, 12))
    later = tokens.clone()
    later[:, 8:] = (later[:, 8:] + 1) % 20
    for linear in {False, kind not in BIASED}:
        model = made(kind, linear=linear)
        before, after = model(tokens), model(later)
        torch.testing.assert_close(before[:, :8], after[:, :8])
        assert not torch.allclose(before[:, 8], after[:, 8])


@pytest.mark.parametrize("kind", KINDS)
def test_without_positions_and_mask_a_model_sees_a_bag_and_with_them_it_does_not(kind):
    model, tokens, order = made(kind, causal=False), torch.randint(20, (1, 12)), torch.randperm(12)
    shuffled = torch.allclose(model(tokens)[:, order], model(tokens[:, order]))
    assert shuffled == (kind == "none")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in BIASED])
def test_linear_attention_is_a_running_total(kind):
    own, at = encoding(kind, SMALL), torch.arange(7)
    query, key, value = torch.randn(3, 1, 2, 7, 16, dtype=torch.float64)
    found = linear_attention(query, key, value, own, at)
    q, k = (torch.where(x > 0, x + 1, x.exp()) for x in (query, key))
    turned_q, turned_k = own.rotate_query(q, at), own.rotate_key(k, at)
    above, below = torch.zeros(1, 2, 16, 16, dtype=torch.float64), torch.zeros(1, 2, 16, dtype=torch.float64)
    for m in range(7):
        above = above + turned_k[..., m, :, None] * value[..., m, None, :]
        below = below + k[..., m, :]
        total = (q[..., m, :] * below).sum(-1, keepdim=True)
        torch.testing.assert_close(found[..., m, :], (turned_q[..., m, None, :] @ above)[..., 0, :] / total)


def test_a_model_begins_with_words_and_vectors_of_unit_size():
    model = Model(Size(), 100, rv.NoPositions())
    assert model.words.weight.std().item() == pytest.approx(1, abs=0.02)
    assert model(torch.randint(100, (4, 50))).std().item() == pytest.approx(1, abs=0.1)
    assert model.blocks[0].to_hidden.bias.abs().max() == 0


def test_copying_asks_for_the_letter_so_far_back():
    batch = setting("copy").batch(1, 0, 3, 40)
    letters, which = batch.tokens % LETTERS, batch.tokens // LETTERS
    for row in range(3):
        for m in range(40):
            back = DISTANCES[which[row, m]]
            assert batch.distances[row, m] == back
            assert batch.targets[row, m] == (letters[row, m - back] if back <= m else IGNORED)


def test_the_flip_flop_asks_for_the_bit_that_was_written_last():
    batch = setting("flip-flop").batch(1, 0, 8, 101)
    asked = 0
    for tokens, targets, distances in zip(batch.tokens, batch.targets, batch.distances, strict=True):
        written = None
        for m, token in enumerate(tokens.tolist()):
            if m % 2:
                if tokens[m - 1] == WRITE:
                    written, where = token, m
                elif tokens[m - 1] == READ:
                    assert token == written, "what is read is what was written"
                continue
            assert token in (WRITE, IGNORE, READ)
            if token == READ:
                assert targets[m] == written and distances[m] == m - where
                asked += m + 1 < 101
            else:
                assert targets[m] == IGNORED
    assert tokens[1::2].min() >= ZERO and asked > 20
    orders = setting("flip-flop").batch(1, 0, 64, 200).tokens[:, 2::2]
    shares = [(orders == order).double().mean().item() for order in (WRITE, IGNORE, READ)]
    assert shares == pytest.approx([0.1, 0.8, 0.1], abs=0.02)


def test_hidden_letters_are_those_that_are_asked_for():
    batch = setting("masked").batch(1, 0, 16, 64)
    hidden = batch.tokens == text().mask
    assert torch.equal(hidden, batch.targets != IGNORED)
    assert hidden.double().mean().item() == pytest.approx(0.15, abs=0.03)
    following = setting("text").batch(1, 0, 4, 64)
    assert torch.equal(following.tokens[:, 1:], following.targets[:, :-1])


@pytest.mark.parametrize("kind", ["alibi", "learned", "rope"])
def test_losses_place_by_place_are_those_of_the_model(kind):
    model = Model(SMALL, setting("text").vocabulary(), encoding(kind, SMALL), seed=1)
    found = stretches(model, SMALL)
    texts = setting("text").held_out(24, 128)
    assert {each.times for each in found} == (
        {1} if kind == "learned" else {1, 2, 4, 8} if kind == "rope" else {1, 8}
    )
    with torch.no_grad():
        for times, rule in {(each.times, each.rule) for each in found}:
            scaled = {"linear": rv.scaling.linear, "ntk": rv.scaling.ntk_aware}.get(rule)
            own = rv.Rope(16, scaling=scaled(times)) if scaled else model.encoding
            if rule == "yarn":
                own = rv.Rope(16, scaling=rv.scaling.yarn(times, original_length=16))
            spoken = model(texts.tokens[:, : 16 * times], own).log_softmax(-1)
            bins = [each for each in found if (each.times, each.rule) == (times, rule)]
            assert [each.first for each in bins] == list(range(0, 16 * times, 4))
            for each in bins[:: len(bins) // 3]:
                places = range(each.first, each.last + 1)
                wanted = -np.mean(
                    [[spoken[t, m, texts.targets[t, m]].item() for m in places] for t in range(24)]
                )
                assert each.loss == pytest.approx(wanted, rel=1e-5)
    assert (rules(model, 4, 16) != {}) == (kind == "rope")


@torch.no_grad()
def test_accuracy_by_distance_is_counted():
    model = Model(SMALL, setting("copy").vocabulary(), encoding("none", SMALL), seed=1)
    found = {(each.times, each.nearest): each for each in reaches(model, "copy", SMALL)}
    batch = setting("copy").held_out(16, 64)
    guesses = model(batch.tokens).argmax(-1)
    asked = [
        (guesses[row, m] == batch.targets[row, m]).item()
        for row in range(16)
        for m in range(64)
        if batch.distances[row, m] == 4 and batch.targets[row, m] != IGNORED
    ]
    assert found[4, 4].count == len(asked) and found[4, 4].accuracy == pytest.approx(np.mean(asked))
    assert list(octaves(16)) == [(1, 1), (2, 3), (4, 7), (8, 15)]
    learned = Model(SMALL, setting("copy").vocabulary(), encoding("learned", SMALL), seed=1)
    assert {each.times for each in reaches(learned, "copy", SMALL)} == {1}, "there is no row further on"


def test_the_loss_of_a_model_that_knows_nothing_is_that_of_a_die():
    model = Model(SMALL, 20, rv.NoPositions())
    torch.nn.init.zeros_(model.say.weight)
    tokens = torch.randint(20, (4, 16))
    batch = type(setting("text").batch(1, 0, 1, 1))(tokens, tokens)
    assert measured(model, batch) == pytest.approx(math.log(20))


def test_differences_are_told_seed_by_seed():
    one, other = np.array([2.0, 2.4, 2.2]), np.array([2.1, 2.5, 2.31])
    apart = difference(one, other)
    assert apart.mean == pytest.approx(-0.31 / 3)
    spread = np.sqrt(((one - other + 0.31 / 3) ** 2).sum() / 2)
    assert apart.error == pytest.approx(spread / np.sqrt(3)) and apart.told
    assert apart.low == pytest.approx(-0.11, abs=1e-3) and apart.high == pytest.approx(-0.1, abs=1e-3)
    assert not difference(one, np.array([2.1, 2.3, 2.2])).told
    # Of five equal chances, the mean of resampled seeds spreads as the binomial does.
    low, high = interval(np.array([0.0, 0, 0, 0, 1]))
    assert (low, high) == pytest.approx((0, 0.6))
    with pytest.raises(
        ValueError, match=r"one and other must have the same seeds, two at least; 1 and 1 came"
    ):
        difference(one[:1], one[:1])


def test_steps_to_a_loss_lie_on_the_line_between_two_measurements():
    fell = Losses(np.array([0.0, 25, 50]), np.array([[5.0, 3, 2], [4.0, 4, 3.5], [2.5, 1, 1]]), 0.01)
    np.testing.assert_allclose(fell.steps_to(2.5), [37.5, np.inf, 0])
    np.testing.assert_allclose(fell.last, [2, 3.5, 1])
