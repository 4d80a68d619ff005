"""Phasors of positions: each is rounded once, however many are made at once."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rope_viz.encodings.base import Tables
from rope_viz.encodings.phasors import ROW
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import yarn


@pytest.mark.parametrize("start", [0, 1, -7, -5000, 12_345.5, 9_990_000])
@pytest.mark.parametrize("tokens", [4 * ROW - 1, 4 * ROW, 4 * ROW + 1, 6 * ROW + 500])
def test_tables_of_consecutive_positions_are_rounded_once(tokens, start):
    rope = Rope(32, scaling=yarn(factor=4, original_length=64))
    positions = torch.arange(tokens, dtype=torch.float64) + start
    turns = rope.tables(positions).phasors
    angle = np.asarray(positions, np.longdouble)[:, None] * np.asarray(rope.inv_freq, np.longdouble)
    for part, of in ((turns.real, np.cos), (turns.imag, np.sin)):
        error = np.abs(part.numpy() - rope.attention_factor * of(angle)).max()
        assert (
            error < 2**-24 * rope.attention_factor + 3e-9
        )  # half an ulp of one, and the angle's own rounding


@pytest.mark.parametrize("threads", [1, 2, 3, 16])
def test_tables_are_the_same_however_many_threads_make_them(threads, monkeypatch):
    rope, positions = Rope(32), torch.arange(7 * ROW + 5)
    want = torch.polar(torch.ones(len(positions), 16, dtype=torch.float64), rope.angles(positions))
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    turns = rope.tables(positions).phasors
    torch.testing.assert_close(turns, want.to(torch.complex64), rtol=0, atol=2**-23)
    monkeypatch.undo()
    assert torch.equal(turns, rope.tables(positions).phasors)


def test_phasors_are_complex():
    with pytest.raises(
        TypeError, match=r"phasors must be complex, cos \+ i·sin of each angle; dtype torch.float32"
    ):
        Tables(torch.ones(3, 4))


@pytest.mark.parametrize(
    "change",
    [lambda p: p.flip(0), lambda p: 2 * p, lambda p: p.clone().index_fill_(0, torch.tensor(4 * ROW + 9), 7)],
)
def test_positions_that_only_look_consecutive_have_angles_of_their_own(change):
    rope, positions = Rope(8), change(torch.arange(5 * ROW))
    want = torch.polar(torch.ones(5 * ROW, 4, dtype=torch.float64), rope.angles(positions))
    torch.testing.assert_close(rope.tables(positions).phasors, want.to(torch.complex64), rtol=0, atol=0)


def test_many_positions_in_a_row_learn_as_few_do():
    rope, positions = Rope(8), torch.arange(4 * ROW, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(rope.tables(positions).phasors.imag.sum(), positions)
    torch.testing.assert_close(
        slope, (rope.angles(positions).cos() * rope.inv_freq).sum(-1), rtol=1e-5, atol=1e-5
    )


def test_many_positions_in_a_row_are_exact_in_float64():
    rope, positions = Rope(8), torch.arange(4 * ROW)
    turns = rope.tables(positions, torch.float64).phasors
    torch.testing.assert_close(turns, torch.exp(1j * rope.angles(positions)), rtol=0, atol=1e-15)


def test_angles_of_a_subclass_that_do_not_add_are_its_own():
    class Squared(Rope):
        def angles(self, positions):
            return super().angles(positions) ** 2 / 1e4

    rope, positions = Squared(8), torch.arange(4 * ROW)
    want = torch.exp(1j * rope.angles(positions)).to(torch.complex64)
    torch.testing.assert_close(rope.tables(positions).phasors, want, rtol=0, atol=1e-6)
