"""Positions as models hand them on: of each sequence of a batch, and inside programs that torch compiles."""

from __future__ import annotations

import pytest
import torch

from rope_viz.encodings.axial import AxialRope
from rope_viz.encodings.mixed import MixedRope
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import dynamic_ntk, yarn
from rope_viz.encodings.xpos import XPos

LAYOUTS = ["interleaved", "half"]


def vectors(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


def batch(heads: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Queries of three sequences, and a row of positions for each."""
    return vectors(3, heads, 5, 8), torch.tensor([[0, 1, 2, 3, 4], [7, 8, 9, 10, 11], [0, 0, 0, 1, 2]])


@pytest.mark.parametrize("heads", [1, 2, 3, 5])  # as many as sequences, or as tokens, as well
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", [Rope, XPos])
def test_positions_of_each_sequence_are_the_same_for_all_of_its_heads(kind, layout, heads):
    rope, (x, at) = kind(8, layout=layout), batch(heads)
    expected = torch.stack([rope.rotate_query(one, row) for one, row in zip(x, at, strict=True)])
    for given in (at, at[:, None], rope.tables(at)):
        torch.testing.assert_close(rope.rotate_query(x, given), expected)


@pytest.mark.parametrize(
    "rope", [AxialRope(8), MRope(8, sections=(2, 1, 1)), MixedRope(8), MixedRope(8, heads=2)], ids=repr
)
def test_places_of_each_sequence_are_so_too(rope):
    x = vectors(3, 2, 5, 8)
    at = torch.arange(3 * 5 * rope.axes).view(3, 5, rope.axes)
    expected = torch.stack([rope.rotate(one, row) for one, row in zip(x, at, strict=True)])
    torch.testing.assert_close(rope.rotate(x, at), expected)


def test_tables_of_heads_of_their_own_stay_theirs():
    rope, x, at = MixedRope(8, heads=2), vectors(2, 2, 5, 8), torch.arange(10).view(5, 2)
    assert torch.equal(rope.rotate(x, rope.tables(at)), rope.rotate(x, at))


def test_positions_of_another_number_of_sequences_are_refused():
    x, at = batch(2)
    with pytest.raises(ValueError, match="positions must broadcast to the axes of x before its last"):
        Rope(8).rotate(x, at[:2])


# Programs that torch compiles

COMPILED = [Rope(8), Rope(8, layout="half", rotary_dim=4, scaling=yarn(4, original_length=64)),
            MRope(8, sections=(2, 1, 1)), MixedRope(8)]  # fmt: skip


@pytest.mark.parametrize("rope", COMPILED, ids=repr)
@pytest.mark.parametrize("shape", [(5,), (3, 5)], ids=["tokens", "sequences"])
def test_a_compiled_program_takes_whole_numbers_without_a_break(shape, rope):
    if rope.axes is not None and not (isinstance(rope, MRope) and len(shape) == 1):
        shape = (*shape, rope.axes)
    x, at = vectors(3, 2, 5, 8), torch.arange(torch.Size(shape).numel()).view(shape)
    program = torch.compile(rope.rotate, fullgraph=True, backend="eager")
    torch.testing.assert_close(program(x, at), rope.rotate(x, at))


@pytest.mark.parametrize("positions", [range(5), [0, 1, 2, 3, 4]], ids=["range", "list"])
def test_a_compiled_program_may_name_its_positions(positions):
    rope, x = Rope(8), vectors(3, 2, 5, 8)
    program = torch.compile(lambda x: rope.rotate(x, positions), fullgraph=True, backend="eager")
    torch.testing.assert_close(program(x), rope.rotate(x, positions))


@pytest.mark.parametrize("rope", COMPILED[:3], ids=repr)
def test_an_exported_program_rotates_by_the_positions_that_it_is_given(rope):
    class Model(torch.nn.Module):
        def forward(self, x, positions):
            return rope.rotate(x, positions)

    x, at = vectors(3, 2, 5, 8), torch.arange(5)
    program = torch.export.export(Model(), (x, at)).module()
    torch.testing.assert_close(program(x, at + 100), rope.rotate(x, at + 100))


@pytest.mark.parametrize(
    ("rope", "positions", "message"),
    [
        (
            Rope(8, scaling=dynamic_ntk(2, original_length=64)),
            torch.arange(5),
            "because they must stay below 64, up to which dynamic_ntk holds as it stands, and it cannot see",
        ),
        (XPos(8), torch.arange(5), "because they must lie near the center, and it cannot see"),
        (Rope(8), torch.arange(5).bfloat16(), "cannot see whether torch.bfloat16 holds their values exactly"),
    ],
    ids=["a reach", "a decay", "a dtype"],
)
def test_what_goes_by_values_is_refused_in_words(rope, positions, message):
    class Model(torch.nn.Module):
        def forward(self, x, positions):
            return rope.rotate_query(x, positions)

    with pytest.raises(ValueError, match=message):
        torch.export.export(Model(), (vectors(5, 8), positions))


def test_positions_without_numbers_are_refused():
    with pytest.raises(ValueError, match="positions must hold numbers, which a tensor on the device meta"):
        Rope(8).rotate(vectors(5, 8), torch.arange(5, device="meta"))
