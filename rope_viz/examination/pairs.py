"""Which components turn together: read from the matrices that the function multiplies vectors by."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from rope_viz.examination.faults import Example, Fault, example
from rope_viz.examination.subject import Subject

NEAR = 2e-5  # what float32 may be off, in vectors of length 1
COUPLED = 1e-8  # a one times the sine of a slow pair; where nothing turns there are exact zeros


@dataclass(frozen=True)
class Pairs:
    """Components that turn together.

    Attributes
    ----------
    first, second : Tensor, shape (pairs,)
        Components of each pair.
    layout : "interleaved" or "half"
    start : int
        The first component that turns.
    width : int
        rotary_dim, or head_dim where pairs are made of all components though some stand still.
    back : Tensor, shape (head_dim,)
        Which component of the result belongs to each component of the vector.
    """

    first: Tensor
    second: Tensor
    layout: str
    start: int
    width: int
    back: Tensor

    @property
    def count(self) -> int:
        return len(self.first)


def matrices(subject: Subject, tokens: int) -> Tensor:
    """What the function multiplies vectors by at positions 0, 1, …, (tokens, head_dim, head_dim)."""
    dim, positions = subject.head_dim, torch.arange(tokens)
    zero = torch.zeros(1, tokens, dim)
    added = subject(zero, positions)[0]
    if (added.abs() > NEAR).any():
        token = int(added.abs().amax(-1).gt(NEAR).nonzero()[0])
        raise Fault("adds", example(zero[0, token], [token], added[token], zero[0, token]))
    unit = torch.eye(dim)[:, None].expand(dim, tokens, dim)
    found = subject(unit, positions).permute(1, 2, 0)
    _refuse_coarse_numbers(found)
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(3, tokens, dim, generator=generator)
    for scale in (1.0, 3.0):
        came, wanted = subject(scale * x, positions), scale * torch.einsum("tij,btj->bti", found, x.double())
        off = (came - wanted).abs().amax((0, 2))
        if (off > scale * NEAR * dim).any():
            token = int(off.argmax())
            raise Fault(
                "not linear", example(scale * x[0, : token + 1], range(token + 1), came[0, : token + 1])
            )
    return found


def find_pairs(subject: Subject, found: Tensor) -> Pairs:
    """The pairs of the matrices (tokens, head_dim, head_dim), once it is certain that they are pairs."""
    dim = subject.head_dim
    unit = torch.eye(dim, dtype=torch.float64)
    if (found - found[0]).abs().max() < COUPLED:
        raise Fault("still", _shown(found, 0, 1), "No position makes a difference.")
    back = _reordered(found[0])
    sorted_back = found[:, back]
    beside = (sorted_back * (1 - unit)).abs().amax(0) > COUPLED
    if not beside.any():
        component = int((found.diagonal(dim1=1, dim2=2) - 1).abs().amax(0).argmax())
        raise Fault("length", _shown(found, component, 1), "Components are multiplied; none turns.")
    _refuse_no_pairs(found, beside)
    first = beside.triu().any(1).nonzero().flatten()
    second = beside[first].double().argmax(1)
    moved = (sorted_back - unit).abs().amax((0, 2)) > COUPLED
    alone = moved & ~beside.any(1)
    if alone.any():
        component = int(alone.nonzero()[0])
        raise Fault(
            "length", _shown(found, component, 1), f"Component {component} changes without a partner."
        )
    pairs = _named(first, second, dim, back, found)
    _refuse_no_rotation(found, sorted_back, pairs)
    return pairs


def _refuse_coarse_numbers(found: Tensor) -> None:
    """Numbers that all fit 16 bits have been rounded to 16 bits."""
    between = found[(found.abs() > 1e-3) & (found.abs() < 0.999)]
    for coarse in (torch.bfloat16, torch.float16):
        if len(between) > 3 and torch.equal(between, between.to(coarse).double()):
            token = int(((found.abs() > 1e-3) & (found.abs() < 0.999)).flatten(1).any(1).nonzero()[0])
            component = int(((found[token].abs() > 1e-3) & (found[token].abs() < 0.999)).any(0).nonzero()[0])
            raise Fault(
                "precision", _shown(found, component, token), f"Results are rounded to {_name(coarse)}."
            )


def _reordered(start: Tensor) -> Tensor:
    """For each component, where it is in the result: elsewhere if the function sorts as it turns."""
    whole = (start - 1).abs() < NEAR
    if ((start.abs() < NEAR) | whole).all() and (whole.sum(0) == 1).all() and (whole.sum(1) == 1).all():
        return whole.double().argmax(0)
    return torch.arange(len(start))


def _refuse_no_pairs(found: Tensor, beside: Tensor) -> None:
    count = beside.sum(1)
    if (count <= 1).all() and torch.equal(beside, beside.T):
        return
    component = int(beside.any(0).nonzero()[0])
    shown = _shown(found, component, 1)
    dim = len(beside)
    apart, together = torch.zeros_like(beside), torch.zeros_like(beside)
    for width in range(2, dim + 1, 2):
        i = torch.arange(width // 2)
        apart.zero_()[i, 2 * i + 1] = True  # taken apart by neighbours, put together by halves
        apart[i + width // 2, 2 * i] = True
        together.zero_()[2 * i, i + width // 2] = True
        together[2 * i + 1, i] = True
        mask = ~torch.eye(dim, dtype=torch.bool)
        if any(torch.equal(beside, pattern & mask) for pattern in (apart, together)):
            raise Fault("mixed layout", shown, "Partners are picked by one layout and put down by the other.")
    if bool(((found.norm(dim=1) - 1).abs() > 10 * NEAR).any()):
        raise Fault("length", shown, "Components do not turn in pairs.")
    raise Fault("unknown", shown, "Components do not turn in pairs.")


def _named(first: Tensor, second: Tensor, dim: int, back: Tensor, found: Tensor) -> Pairs:
    count = len(first)
    start, apart = int(first[0]), int(second[0] - first[0])
    pair = torch.arange(count)
    if count > 1 or apart == 1:
        if torch.equal(first, start + 2 * pair) and torch.equal(second, first + 1):
            return Pairs(first, second, "interleaved", start, 2 * count, back)
        if torch.equal(first, start + pair) and torch.equal(second, first + apart):
            if apart == count:
                return Pairs(first, second, "half", start, 2 * count, back)
            if 2 * apart == dim and start == 0:  # made of all components, the slower ones stand still
                return Pairs(first, second, "half", start, dim, back)
    named = ", ".join(f"({int(a)}, {int(b)})" for a, b in zip(first[:3], second[:3], strict=True))
    moving = f"Pairs {named}{', …' if count > 3 else ''} turn"
    neighbours = apart == 1 and bool((first % 2 == 0).all())
    if bool((second - first == apart).all()) and (neighbours or apart == dim // 2):
        raise Fault("still", _shown(found, _still(first, apart, dim), 1), f"{moving}, others do not.")
    raise Fault("layout", _shown(found, start, 1), f"{moving}, which are neither neighbours nor halves.")


def _still(first: Tensor, apart: int, dim: int) -> int:
    """The first component that has no partner, though others have."""
    turning = set(first.tolist()) | set((first + apart).tolist())
    return next((i for i in range(dim) if i not in turning), 0)


def _refuse_no_rotation(found: Tensor, sorted_back: Tensor, pairs: Pairs) -> None:
    a, b = pairs.first, pairs.second
    aa, ab, ba, bb = (sorted_back[:, i, j] for i, j in ((a, a), (a, b), (b, a), (b, b)))
    wrong = ((aa - bb).abs() > NEAR) | ((ab + ba).abs() > NEAR)
    if not wrong.any():
        return
    token, pair = (int(n) for n in wrong.nonzero()[0])
    mirrored = ((aa - bb).abs() < NEAR) | ((aa + bb).abs() < NEAR)
    reflects = bool(mirrored.all()) and bool(((ab - ba).abs() < NEAR)[wrong].all())
    # what the second component becomes if both turn by the angle of the first
    wanted = torch.zeros(len(pairs.back), dtype=torch.float64)
    wanted[pairs.back[a[pair]]] = -ba[token, pair] if reflects else ab[token, pair]
    wanted[pairs.back[b[pair]]] = aa[token, pair]
    shown = _shown(found, int(b[pair]), token, wanted)
    if reflects:
        raise Fault("reflects", shown)
    if bool(((torch.stack((aa.hypot(ab), ba.hypot(bb))) - aa[0, 0].hypot(ab[0, 0])).abs() < NEAR).all()):
        raise Fault("mixed layout", shown, "Both components of a pair turn by angles of their own.")
    if bool(((torch.stack((aa.hypot(ba), ab.hypot(bb))) - 1).abs() > NEAR).any()):
        raise Fault("length", shown)
    raise Fault("unknown", shown)


def _shown(found: Tensor, component: int, position: int, wanted: Tensor | None = None) -> Example:
    x = torch.zeros(found.shape[-1], dtype=torch.float64)
    x[component] = 1.0
    return example(x, [position], found[position, :, component], wanted)


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
