"""The listing that is not RoPE, in its 64 states."""

from __future__ import annotations

import pytest
import torch
from explorers.stills import colours, marks

import rope_viz as rv
from rope_viz import explore_listing, theme
from rope_viz.examination.faults import LAWS as EXAMINED
from rope_viz.explorers.listing.trial import FAULTS, LAWS, LINES, function, measured, source
from rope_viz.plots.content import Label

CASES = {"listing": explore_listing, "listing-right": lambda: explore_listing(right=0b110111)}
NAMES = [law["name"] for law in LAWS]
DEVICE, COSINE, CLONE, ANGLE, MATRIX, ADDING = (1 << bit for bit in range(6))
ALL = 63


def kept(right: int) -> set[str]:
    return {name for name, off in zip(NAMES, measured(right), strict=True) if off == 0}


def test_right_it_is_rope():
    assert kept(ALL) == set(NAMES)
    x, at = torch.randn(5, 8, dtype=torch.float64), torch.tensor([0, 1, 7, 50, 400])
    torch.testing.assert_close(function(ALL)(x, at), rv.Rope(8).rotate(x, at), atol=1e-12, rtol=0)
    found = rv.examine(function(ALL), head_dim=8, shape="tokens dim", context=16)
    assert (found.fault, found.layout, found.base) == (None, "interleaved", 10_000)


@pytest.mark.parametrize(
    ("faulty", "broken"),
    [
        (DEVICE, {"runs"}),
        (COSINE, {"runs"}),
        (CLONE, {"caller"}),
        (ANGLE, {"own position", "length", "angle"}),  # all distances have equal scores then
        (MATRIX, {"length", "angle", "distance"}),
        (ADDING, {"linear", "length", "angle", "distance"}),
    ],
)
def test_each_fault_alone_breaks_its_laws(faulty, broken):
    tried = NAMES[:1] if "runs" in broken else NAMES
    assert {name for name in tried if name not in kept(ALL & ~faulty)} == broken


def test_what_runs_is_what_the_examiner_finds_too():
    for right in range(64):
        runs = right & DEVICE and right & COSINE
        assert ("runs" in kept(right)) == bool(runs) and len(measured(right)) == len(NAMES)
        if runs:
            found = rv.examine(function(right | CLONE), head_dim=8, shape="tokens dim", context=16)
            assert (found.fault is None) == (kept(right | CLONE) == set(NAMES))
            assert (found.fault == "adds") == (not right & ADDING)


def test_the_faults_are_those_of_the_listing():
    with pytest.raises(TypeError, match=r"cos\(\): argument 'input' .* must be Tensor, not float"):
        function(ALL & ~COSINE)(torch.ones(1, 8), torch.arange(1))
    x = torch.zeros(1, 8, dtype=torch.float64)
    function(ALL & ~ADDING & ~CLONE)(x, torch.tensor([3]))
    assert x.abs().max() > 0.5, "the caller's tensor is changed in place"


def test_lines_and_laws_are_said_once():
    assert len(FAULTS) == 6 and [line["fault"] for line in LINES if "fault" in line] == FAULTS
    assert set(NAMES) - {"runs", "caller"} <= set(EXAMINED)
    assert max(len(line) for right in (0, ALL) for line in source(right)) <= 54  # as code.js has room for
    assert len(source(ALL)) == 14


def test_a_state_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"right must be from 0 to 63; 64 came\."):
        explore_listing(right=64)


def test_its_still_shows_its_numbers():
    explorer = rv.explore_listing(right=0b000111)
    code, laws = (marks(explorer.picture(), Label, panel) for panel in (0, 1))
    assert [label.text.replace("\u00a0", " ") for label in code] == source(0b000111)
    assert [label.y for label in code] == [-row for row in range(13)]
    shade = dict(zip(source(0b000111), colours(code), strict=True))
    assert shade["  y = x.clone()"] == theme.SCORE and shade["  return y"] == theme.INK
    assert shade["      angle = 0.01 * i * j"] not in (theme.SCORE, theme.INK)
    assert [label.text[0] for label in laws] == list("✓✓✓✗✗✗✗")
    assert laws[3].text == "✗ zero stays zero" and laws[0].colour == theme.SCORE != laws[3].colour
