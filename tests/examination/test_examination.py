"""What an examination says of conventions, of queries beside keys, and of what is no such function."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from test_faults import PLANTED, halves, plain, speeds, times
from torch import Tensor

import rope_viz as rv
from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope
from rope_viz.examination import FAULTS, examine

D = 64
laws = settings(max_examples=25, deadline=None)


@laws
@given(
    pairs=st.integers(2, 64),
    still=st.integers(0, 16),
    base=st.floats(1_500, 1e8),
    layout=st.sampled_from(["interleaved", "half"]),
    backwards=st.booleans(),
    shift=st.integers(-3, 3),
)
def test_whatever_is_right_is_read_rightly(pairs, still, base, layout, backwards, shift):
    rope = Rope(2 * (pairs + still), base, layout, rotary_dim=2 * pairs)
    sign = -1 if backwards else 1
    found = examine(lambda x, p: rope.rotate(x, sign * (p + shift)), head_dim=rope.head_dim)
    assert (found.fault, found.layout, found.rotary_dim) == (None, layout, rope.rotary_dim), found
    assert found.clockwise is backwards
    assert found.base == pytest.approx(base, rel=3e-4)
    assert any(f"as position {shift}," in note for note in found.notes) is (shift != 0)


@settings(max_examples=8, deadline=None)
@given(st.floats(1.5, 40), st.sampled_from([64, 128]), st.sampled_from(["interleaved", "half"]))
def test_scaling_is_told(factor, head_dim, layout):
    for rule in (
        scaling.linear(factor),
        scaling.ntk_aware(factor),
        scaling.yarn(factor, 4096),
        scaling.llama3(factor, original_length=8192),
    ):
        rope = Rope(head_dim, 500_000.0, layout, scaling=rule)
        found = examine(rope.rotate, head_dim=head_dim, context=1024)
        assert found.fault is None, found
        assert examine(rope.rotate, like=rope, context=1024).scaling == str(rule)
        if isinstance(rule, scaling.ntk_aware):
            assert found.base == pytest.approx(5e5 * factor ** (head_dim / (head_dim - 2)), rel=1e-3)
        elif isinstance(rule, scaling.linear):
            told = float(found.scaling.removeprefix("linear(factor=").removesuffix(")"))
            assert told == pytest.approx(factor, rel=1e-4)
        else:
            assert f"{factor:.3g} times as slow" in found.scaling


@pytest.mark.parametrize(
    "base, rotary_dim", [(1e5, 10), (1e7, 14), (1e8, 8), (1e9, 64), (1e3, 64), (2e3, 16)]
)
def test_a_base_that_models_have_is_not_taken_for_another(base, rotary_dim):
    found = examine(Rope(D, base, rotary_dim=rotary_dim).rotate)
    assert (found.fault, found.base) == (None, base)


def test_proportional_is_told():
    found = examine(Rope(D, 1e6, "half", scaling=scaling.proportional(0.25)).rotate)
    assert (found.fault, found.rotary_dim, found.base) == (None, 16, 1e6)
    assert found.scaling == "proportional: speeds of all 32 pairs, of which 8 turn"


def test_a_part_at_the_end_may_turn():
    rope = Rope(D)
    found = examine(lambda x, p: torch.cat((x[..., :64], rope.rotate(x[..., 64:], p)), -1), head_dim=128)
    assert (found.fault, found.rotary_dim, found.head_dim) == (None, 64, 128)
    assert "components turn from 64 on" in found.notes[0]


# Queries beside keys


def turned(**changes) -> object:
    return Rope(D, **changes).rotate


@pytest.mark.parametrize(
    "fault, fn_q, fn_k",
    [
        (None, turned(), turned()),
        (None, lambda x, p: Rope(D).rotate(x, p + 5), lambda x, p: Rope(D).rotate(x, p + 5)),
        ("off by one", turned(), lambda x, p: Rope(D).rotate(x, p + 1)),
        ("off by one", lambda x, p: Rope(D).rotate(x, p - 1), turned()),
        ("only one turned", turned(), lambda x, p: x),
        ("only one turned", lambda x, p: x, turned()),
        ("opposite signs", turned(), lambda x, p: Rope(D).rotate(x, -p)),
        ("unlike", turned(), turned(layout="half")),
        ("unlike", turned(), turned(base=500_000.0)),
        ("unlike", turned(), turned(rotary_dim=32)),
        ("unlike", turned(), turned(scaling=scaling.linear(4))),
        ("still", lambda x, p: x, lambda x, p: x),
        ("reflects", turned(), PLANTED["no minus sign"][1]),
        ("offset", PLANTED["counted from the first"][1], turned(layout="half")),
    ],
)
def test_queries_and_keys_must_turn_alike(fault, fn_q, fn_k):
    found = examine(fn_q, fn_k)
    assert found.fault == fault, found
    if fault in ("off by one", "only one turned", "opposite signs", "unlike"):
        query, key = found.example.came
        wanted = found.example.wanted
        assert (query - key).abs().max() > 1e-3 and torch.equal(wanted[0], wanted[1])


# What was asked for


@pytest.mark.parametrize(
    "fault, changes",
    [
        (None, {}),
        ("layout", {"layout": "half"}),
        ("base", {"base": 500_000.0}),
        ("width", {"base": 100.0}),
        ("width", {"base": 1e8}),
        ("rotary_dim", {"rotary_dim": 32}),
        ("speeds", {"scaling": scaling.yarn(4, 4096)}),
        ("speeds", {"scaling": scaling.linear(2)}),
    ],
)
def test_what_was_asked_for_is_wanted(fault, changes):
    fn = turned(**changes)
    assert examine(fn, like=Rope(D)).fault == fault
    assert examine(fn, like=Rope(D, **changes)).fault is None
    assert fault is None or examine(turned(), like=Rope(D, **changes)).fault is not None


# Examples and laws


# What comes of one vector alone is not what came in company; or nothing comes at all.
IN_COMPANY = {"axes", "depends on length", "not linear", "not finite", "raises", "unknown"}
ALONE = [name for name, (fault, _) in PLANTED.items() if fault not in IN_COMPANY]


@pytest.mark.parametrize("planted", ALONE)
def test_the_example_shows_the_fault(planted: str):
    """What is said to come of an input comes of it again, and is not what was wanted."""
    fn = PLANTED[planted][1]
    found = examine(fn)
    shown = found.example
    assert shown.x.shape == shown.came.shape == (len(shown.positions), D)
    dtype = torch.bfloat16 if "In bfloat16" in found.detail else torch.float32
    again = fn(shown.x.to(dtype), torch.tensor(shown.positions))
    torch.testing.assert_close(again.double(), shown.came, atol=1e-5, rtol=0)
    assert shown.wanted is None or (shown.came - shown.wanted).abs().max() > 1e-6


def test_every_fault_is_planted_somewhere():
    planted = {fault for fault, _ in PLANTED.values()}
    elsewhere = {"rotary_dim", "off by one", "only one turned", "opposite signs", "unlike"}
    assert planted | elsewhere == set(FAULTS)


def test_the_card_says_verdict_law_and_example():
    found = examine(PLANTED["no minus sign"][1])
    text, html, markdown = repr(found), found._repr_html_(), found._repr_markdown_()
    for part in ("Fault: reflects", "A turned vector keeps its length.", "{32: 1} at position 1"):
        assert part in text and part in html and part in markdown
    right = repr(examine(Rope(D, rotary_dim=32).rotate))
    assert right.startswith("No fault found.\nKnown: Interleaved pairs, base 10,000, 32 of 64 components")
    escaped = examine(PLANTED["fails for one token"][1])._repr_html_()
    assert "&#x27;[7]&#x27;" in escaped


def test_wrong_exponents_are_told_with_the_base_that_they_amount_to():
    found = examine(PLANTED["exponent i / D"][1])
    assert "over 128, not 64" in found.detail and "base 100" in found.detail
    assert examine(PLANTED["exponent i / D"][1], like=Rope(D, 100.0, "half")).fault is None
    (note,) = examine(turned(base=1e8)).notes
    assert "over 32, not 64, base 10,000 gives the speeds of base 1e+08" in note


# Shapes


def loop(x: Tensor, positions: Tensor) -> Tensor:
    """As a beginner writes it, for one sequence of vectors."""
    rows = []
    for vector, position in zip(x, positions.tolist(), strict=True):
        angles = position * speeds()
        a, b = vector[0::2], vector[1::2]
        row = torch.empty_like(vector)
        row[0::2] = a * angles.cos() - b * angles.sin()
        row[1::2] = a * angles.sin() + b * angles.cos()
        rows.append(row)
    return torch.stack(rows)


def test_fewer_axes_do():
    assert examine(loop, context=64).fault is None

    def rows(x: Tensor, positions: Tensor) -> Tensor:
        _batch, _tokens, dim = x.shape
        return Rope(dim).rotate(x, positions)

    assert examine(rows).fault is None


def test_tokens_may_come_before_heads():
    def fn(x: Tensor, positions: Tensor) -> Tensor:
        return Rope(D).rotate(x.transpose(1, 2), positions).transpose(1, 2)

    assert examine(fn, shape="batch tokens heads dim").fault is None
    found = examine(fn)
    assert found.fault == "axes" and "shape=" in found.detail


# What is no such function


@pytest.mark.parametrize(
    "kind, words, call",
    [
        (TypeError, r"fn must be a function fn\(x, positions\); 3 \(int\) came", lambda: examine(3)),
        (
            TypeError,
            "fn must give back a tensor, the turned vectors; tuple came",
            lambda: examine(lambda x, p: (x, x)),
        ),
        (
            ValueError,
            "fn must give back real numbers in the shape of x",
            lambda: examine(lambda x, p: x[..., :2]),
        ),
        (TypeError, "fn_k must give back a tensor", lambda: examine(turned(), lambda x, p: None)),
        (ValueError, r"positions of shape \(tokens,\); it raised TypeError", lambda: examine(lambda x: x)),
        (
            ValueError,
            "with dim = 64 .* Give head_dim",
            lambda: examine(turned(), head_dim=None) and examine(Rope(32).rotate),
        ),
        (ValueError, "shape must name the axes of x", lambda: examine(turned(), shape="tokens batch")),
        (TypeError, "like must be a Rope; 10000 came", lambda: examine(turned(), like=10000)),
        (ValueError, "head_dim must be even", lambda: examine(turned(), head_dim=7)),
        (ValueError, "context must be at least 16", lambda: examine(turned(), context=4)),
        (ValueError, "fn must take positions up to 15 at least; it raised", lambda: examine(short)),
    ],
)
def test_what_is_no_such_function_is_refused_in_words(kind, words, call):
    with pytest.raises(kind, match=words):
        call()


def short(x: Tensor, positions: Tensor) -> Tensor:
    return halves(lambda p: plain(torch.arange(8))[p])(x, positions)


def test_public_names():
    assert rv.examine is examine and isinstance(examine(halves(times(speeds()))), rv.Examination)
    assert math.isclose(examine(halves(plain)).base, 10_000)
