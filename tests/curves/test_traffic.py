"""Counted bytes and multiplications: of real programs, by another count, and the least time they take."""

from __future__ import annotations

import math

import pytest
import torch
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

import rope_viz as rv
from rope_viz.curves.traffic import (
    Step,
    by_matrix,
    by_one_product,
    by_steps,
    count_steps,
    layer_ways,
    least_time,
    rotation_ways,
    total,
)
from rope_viz.models.timed import timed

X = torch.randn(3, 5, 8)  # heads, tokens, head_dim


def moved(program, *arguments):
    return [(step.what, step.moved, step.products) for step in count_steps(program, *arguments)]


def test_operands_are_read_and_results_written_once():
    x, row = torch.ones(4, 6), torch.ones(6)
    assert moved(lambda: x * row) == [("mul", 4 * (24 + 6 + 24), 24)]
    assert moved(lambda: x * row.expand(4, 6)) == [("mul", 4 * (24 + 6 + 24), 24)], "repeated, not stored"
    assert moved(lambda: x.half() + 1) == [("_to_copy", 24 * 6, 0), ("add", 24 * 4, 0)]
    assert moved(lambda: torch.cat((x, row[None]))) == [("cat", 4 * 60, 0)]
    assert moved(lambda: x.t().reshape(3, 8)) == [("clone", 4 * 48, 0)], "what has to be copied is"
    assert moved(lambda: x.view(6, 4)[1:].chunk(2)) == [], "looking costs nothing"


def test_multiplications_are_those_of_the_operation():
    a, b = torch.ones(2, 3, 4), torch.ones(2, 4, 5)
    assert moved(lambda: a @ b) == [("bmm", 4 * (24 + 40 + 30), 2 * 3 * 4 * 5)]
    assert moved(lambda: a[0] @ b[0])[0][2] == 3 * 4 * 5
    z = torch.ones(7, dtype=torch.complex64)
    assert moved(lambda: z * z) == [("mul", 8 * 21, 4 * 7)]
    x = torch.ones(7)
    assert moved(lambda: x.mul_(x).addcmul_(x, x)) == [("mul_", 84, 7), ("addcmul_", 112, 7)]
    assert moved(lambda: x.copy_(x.clone())) == [("clone", 56, 0), ("copy_", 56, 0)]


def test_the_three_programs_turn_as_rope_does():
    at = range(5)
    rope, halves = rv.Rope(8), rv.Rope(8, layout="half")
    matrices = torch.stack([rope.matrix(position).T for position in at]).float()
    torch.testing.assert_close(by_matrix(X, matrices), rope.rotate(X, at))
    angles = rope.angles(at)
    phasors = torch.polar(torch.ones_like(angles), angles).to(torch.complex64)
    torch.testing.assert_close(by_one_product(X, phasors), rope.rotate(X, at))
    twice = angles.repeat(1, 2).float()
    torch.testing.assert_close(by_steps(X, twice.cos(), twice.sin()), halves.rotate(X, at))


@pytest.mark.parametrize("heads", [1, 32])
def test_ways_are_what_real_programs_move(heads):
    """Of a text of 7 tokens, by transformers' code and by our own, on tensors without numbers."""
    meta = {"device": "meta", "dtype": torch.float32}
    x, table = torch.empty(1, heads, 7, 128, **meta), torch.empty(1, 7, 128, **meta)
    ways = {name: total(steps) for name, steps in rotation_ways(heads, 128).items()}
    theirs = total(count_steps(apply_rotary_pos_emb, x, x, table, table))
    assert (theirs.moved, theirs.products) == (
        7 * ways["step by step"].moved,
        7 * ways["step by step"].products,
    )
    phasors = torch.empty(7, 64, device="meta", dtype=torch.complex64)
    once = total(count_steps(by_one_product, x, phasors))
    assert (2 * once.moved, 2 * once.products) == (
        7 * ways["in one pass"].moved,
        7 * ways["in one pass"].products,
    )
    rope = rv.Rope(128)
    ours = total(count_steps(rope.rotate, torch.randn(heads, 400, 128), rope.tables(range(400))))
    assert 2 * ours.moved == 400 * ways["in one pass"].moved, "where a pair is one number, ours is one pass"


def test_ways_by_hand():
    for size, format in ((4, "float32"), (2, "bfloat16")):
        ways = {name: total(steps) for name, steps in rotation_ways(8, 64, format).items()}
        vectors = 8 * 64 * size  # bytes of a query
        assert ways["a copy"] == Step("all", 4 * vectors, 0)
        assert ways["block matrix"] == Step("all", 4 * vectors + 2 * 64 * 64 * size, 2 * 8 * 64 * 64)
        assert ways["step by step"] == Step("all", 20 * vectors + 4 * 64 * size, 2 * 2 * 8 * 64)
        assert ways["in one pass"] == Step("all", 4 * vectors + 2 * 64 * 4, 2 * 2 * 8 * 64)


def test_the_longer_of_moving_and_multiplying_counts_in_every_step():
    steps = [Step("a", 10, 20), Step("b", 6, 60)]
    assert least_time(steps, 10) == 10 + 6 and least_time(steps, 1) == 20 + 60
    assert least_time(steps, 5) == 10 + 12
    with pytest.raises(ValueError, match=r"balance must be positive, because .*; 0 came\."):
        least_time(steps, 0)
    # 16 multiplications for each byte of a copy: on a machine that makes ten of them, memory is the limit.
    ways = rotation_ways(32, 128)
    copy = least_time(ways["a copy"], 10)
    for balance, copies in ((1, 16), (4, 4), (5.34, 3), (10, 3)):
        took = least_time(ways["block matrix"], balance) / copy
        assert took == pytest.approx(copies, rel=1e-3)


def test_a_layer_s_bias_grows_with_the_text_and_turning_does_not():
    def extra(tokens, name):
        ways = layer_ways(tokens, 8, 64, "bfloat16")
        return [least_time(ways[n], 150) for n in (name, "no positions")]

    for tokens in (512, 8192):
        took, without = extra(tokens, "bias written each time")
        scores, attend = 8 * tokens, 4 * 8 * 64 * 2
        matrix = 2 * scores
        assert took == pytest.approx(matrix + max(attend + matrix, 2 * 64 * scores / 150))
        assert without == pytest.approx(max(attend, 2 * 64 * scores / 150))
        took, without = extra(tokens, "turned in one pass")
        assert took - without == pytest.approx(4 * 8 * 64 * 2 + 2 * 64 * 4)
        took, without = extra(tokens, "bias in the kernel")
        assert took - without == pytest.approx(scores / 150 if tokens > 4000 else 0, abs=1)


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(ValueError, match=r"head_dim must be even"):
        rotation_ways(8, 63)
    with pytest.raises(ValueError, match=r"format must be .*; 'int8' came\."):
        rotation_ways(8, 64, "int8")
    with pytest.raises(ValueError, match=r"tokens must be at least 1"):
        layer_ways(0, 8, 64)


def test_times_that_were_measured_are_ratios_to_what_they_say():
    found = timed()
    for (shape, dtype, way), (median, low, high) in found.turning.items():
        assert len(shape) == 4 and dtype in ("float32", "bfloat16") and way
        assert 0 < low <= median <= high
    assert {
        times for (encoding, _, _), times in found.attention.items() if encoding == "NoPositions"
    } == set()
    assert found.balance[0] > 0 and math.isfinite(found.balance[0])
    assert found.turning[(1, 32, 512, 128), "float32", "transformers, Llama"][0] > 1
