"""The faults that can be named, the law that each breaks, and the smallest input that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rope_viz import words

LAWS = {
    "own position": "each token turns by its own position, wherever it stands in the tensor",
    "linear": "turning is linear: zero stays zero, and twice the vector gives twice the result",
    "length": "a turned vector keeps its length",
    "rotation": "two components make a pair, and both turn by one angle",
    "angle": "the angle of a pair is its position times its speed, up to the rounding of float32",
    "speeds": "pair i turns base^(-2 i / rotary_dim) radians per token",
    "distance": "the score of a query and a key depends on the distance of their positions only",
}

# fault: (law, what the function does instead)
FAULTS = {
    "adds": ("linear", "it adds a vector"),
    "not linear": ("linear", "the result is no matrix times the vector"),
    "not finite": ("length", "it gives NaN or infinity"),
    "length": ("length", "it makes vectors longer or shorter"),
    "reflects": ("length", "two signs in a pair are such that it mirrors; one of both must be minus"),
    "mixed layout": ("rotation", "vectors are paired in one layout and angles in the other"),
    "layout": ("rotation", "its pairs are not those of the layout"),
    "still": ("speeds", "pairs stand still that should turn"),
    "one speed": ("speeds", "all pairs turn at the same speed"),
    "exponent sign": ("speeds", "speeds rise from pair to pair; the exponent needs a minus"),
    "exponent": ("speeds", "the exponents start at another pair than 0"),
    "width": ("speeds", "the exponent is divided by another width than rotary_dim"),
    "base": ("speeds", "its base is another one"),
    "speeds": ("speeds", "its speeds follow no rule that is known here"),
    "rotary_dim": ("speeds", "another number of components turns"),
    "mixed directions": ("speeds", "some pairs turn clockwise and others do not"),
    "degrees": ("angle", "degrees are taken for radians, or radians for degrees"),
    "precision": ("angle", "positions, angles, cosines or sines are rounded too coarsely"),
    "wraps": ("angle", "positions start again from 0"),
    "clamps": ("angle", "later positions are all taken for the same one"),
    "fixed angle": ("angle", "position 0 is turned too, by angles that belong to no position"),
    "indices": ("own position", "it counts the tokens itself and does not look at positions"),
    "offset": ("own position", "it counts from the first position that it is given, as if that were 0"),
    "axes": ("own position", "it takes another axis for the tokens"),
    "raises": ("own position", "it fails for some tokens or positions"),
    "depends on length": ("own position", "the same position is turned otherwise in a longer sequence"),
    "off by one": ("distance", "query and key are counted from different positions"),
    "only one turned": ("distance", "query or key is turned, the other is not"),
    "opposite signs": ("distance", "query and key turn in opposite directions"),
    "unlike": ("distance", "query and key are not turned alike"),
    "unknown": ("rotation", "it is not a rotary embedding, and the fault is none that is known here"),
}


@dataclass(frozen=True, eq=False)
class Example:
    """The smallest input found that shows a fault.

    Attributes
    ----------
    x : Tensor, shape (tokens, head_dim)
        Vectors.
    positions : tuple of int
        Their positions.
    came : Tensor, shape (tokens, head_dim)
        What the function gave.
    wanted : Tensor, shape (tokens, head_dim), or None
        What a rotary embedding gives; None where the fault hides which one it should be.
    """

    x: Tensor
    positions: tuple[int, ...]
    came: Tensor
    wanted: Tensor | None = None

    def __str__(self) -> str:
        at = len(self.positions) - 1
        if self.wanted is not None:
            at = int((self.came - self.wanted).abs().amax(-1).argmax())
        place = f"position {self.positions[at]}"
        if len(self.positions) > 1:
            place += f" (token {at} of positions {', '.join(map(str, self.positions))})"
        told = f"Components {_components(self.x[at])} at {place} became {_components(self.came[at])}"
        return told if self.wanted is None else f"{told}; wanted {_components(self.wanted[at])}"


class Fault(Exception):
    """A fault was found; ends the examination."""

    name: str
    example: Example | None
    detail: str
    law: str

    def __init__(
        self, name: str, example: Example | None = None, detail: str = "", law: str | None = None
    ) -> None:
        super().__init__(name)
        self.name, self.example, self.detail = name, example, detail
        self.law = LAWS[law or FAULTS[name][0]]


def example(
    x: Tensor, positions: Sequence[int] | Tensor, came: Tensor, wanted: Tensor | None = None
) -> Example:
    """An example of tensors of any precision and number of axes."""

    def rows(vectors: Tensor) -> Tensor:
        return vectors.detach().to(torch.float64).reshape(len(positions), -1)

    placed = tuple(int(p) for p in positions)
    return Example(rows(x), placed, rows(came), None if wanted is None else rows(wanted))


def _components(vector: Tensor) -> str:
    """The components that are not zero by their index, the first few of them."""
    found = [int(i) for i in (vector.abs() > 5e-7).nonzero().flatten()]
    shown = ", ".join(f"{i}: {words.measured(float(vector[i]))}" for i in found[:4])
    return "{" + shown + ", …" * (len(found) > 4) + "}"
