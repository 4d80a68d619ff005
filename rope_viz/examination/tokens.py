"""Whether each token turns by its own position, wherever it stands and whatever stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from rope_viz.examination import angles
from rope_viz.examination.angles import Turning
from rope_viz.examination.faults import Example, Fault, example
from rope_viz.examination.pairs import NEAR, Pairs
from rope_viz.examination.subject import Subject

MIXED, LATER, ALONE = (7, 3, 11, 2, 13), (9, 10, 11, 12), (13,)
ROUNDED = 0.03  # what the rounding of vectors and tables to bfloat16 leaves, in vectors of length 1


def refuse_other_axis(subject: Subject) -> None:
    """The same vector everywhere: only along the tokens may the result differ."""
    x = torch.ones(*subject.sizes(), subject.head_dim)
    positions = torch.arange(x.shape[2])
    came, again = subject(x, positions), subject(x, positions)
    if not torch.equal(came, again):
        raise Fault("unknown", detail="Two calls with the same vectors and positions give different results.")
    along = [bool(((came - came.narrow(axis, 0, 1)).abs() > NEAR).any()) for axis in range(3)]
    for axis, name in enumerate(("batch", "heads")):
        if not along[axis]:
            continue
        if along[2]:
            raise Fault("unknown", detail=f"Vectors are turned along the {name} as well as along the tokens.")
        other = came.select(axis, 1)[0, 0]
        detail = f"Vectors are turned along the {name}; x has the axes {subject.axes}. "
        detail += "If yours has others, say so, as shape='batch tokens heads dim'."
        raise Fault("axes", example(x[0, 0, 0], [0], other, came[0, 0, 0]), detail)


def refuse_other_length(matrices: Tensor, phasors: Tensor, pairs: Pairs) -> None:
    """The first tokens of few turn as the first tokens of many."""
    few = torch.complex(
        matrices[:, pairs.back[pairs.first], pairs.first], matrices[:, pairs.back[pairs.second], pairs.first]
    )
    off = (few - phasors[: len(few)]).abs() > NEAR
    if off.any():
        position, pair = off.nonzero()[0].tolist()
        angle = few[position, pair].angle()
        raise Fault("depends on length", angles.shown(phasors, pairs, position, pair, angle))


def refuse_other_positions(subject: Subject, turning: Turning) -> None:
    """Positions in any order, from the middle on, and one alone."""
    for positions in (MIXED, LATER, ALONE):
        place = torch.tensor(positions)
        x = torch.zeros(1, len(positions), subject.head_dim)
        x[..., turning.pairs.first[0]] = 1.0
        came = subject(x, place)[0]
        if _alike(came, turning(x[0], place)):
            continue
        counted = torch.arange(len(positions))
        found = _smallest(subject, turning, positions)
        if _alike(came, turning(x[0], place - place[0])) and positions != ALONE:
            at_random = _alike(came, turning(x[0], counted))
            raise Fault("indices" if at_random and not _looks(subject, turning) else "offset", found)
        if _alike(came, turning(x[0], counted)):
            raise Fault("indices" if positions == MIXED else "offset", found)
        raise Fault("unknown", found, "Tokens turn by something else than their own positions.")


def _looks(subject: Subject, turning: Turning) -> bool:
    """Whether positions make any difference to the result."""
    x = torch.zeros(1, 3, subject.head_dim)
    x[..., turning.pairs.first[0]] = 1.0
    return not torch.equal(subject(x, [0, 1, 2]), subject(x, [4, 9, 5]))


def _smallest(subject: Subject, turning: Turning, positions: Sequence[int]) -> Example:
    """One token, or else all of them."""
    for few in ([1], list(positions[:2]), list(positions)):
        x = torch.zeros(1, len(few), subject.head_dim)
        x[..., turning.pairs.first[0]] = 1.0
        came, wanted = subject(x, few)[0], turning(x[0], torch.tensor(few))
        if not _alike(came, wanted):
            break
    return example(x[0], few, came, wanted)


def _alike(came: Tensor, wanted: Tensor, near: float = 1e-3) -> bool:
    return bool(((came - wanted).abs() < near * max(1.0, float(wanted.abs().max()))).all())


def refuse_surprises(subject: Subject, turning: Turning) -> None:
    """Any vectors of any tokens, in batches and heads, in single and in low precision."""
    generator = torch.Generator().manual_seed(2)
    heads = 2 if "heads" in subject.axes else 1
    place = torch.randint(0, turning.context, (12,), generator=generator)
    x = torch.nn.functional.normalize(
        torch.randn(2, heads, 12, subject.head_dim, generator=generator), dim=-1
    )
    came, wanted = subject(x, place), turning(x, place)
    off = (came - wanted).norm(dim=-1)
    allowed = 1e-4 + 3e-6 * float(turning.speeds.abs().max() * place.max())
    if (off > allowed).any():
        batch, head, token = off.gt(allowed).nonzero()[0].tolist()
        shown = example(
            x[batch, head, token], [int(place[token])], came[batch, head, token], wanted[batch, head, token]
        )
        raise Fault("unknown", shown, "Some vectors come out otherwise than the rest foretells.")


def refuse_low_precision(subject: Subject, turning: Turning) -> None:
    """Vectors in bfloat16 lose no more than bfloat16 does: angles must not be made in it."""
    context = turning.context
    x = torch.zeros(1, context, subject.head_dim)
    x[..., turning.pairs.first] = 1.0
    try:
        came = subject(x, torch.arange(context), torch.bfloat16)[0]
    except Fault:
        return  # it does not take bfloat16
    wanted = turning(x[0], torch.arange(context))
    off = (came - wanted).abs()
    allowed = ROUNDED * turning.length
    if (off > allowed).any():
        token = int((off > allowed).any(-1).nonzero()[0])
        pair = int(off[token, turning.pairs.back].gt(allowed).nonzero()[0])
        one = torch.zeros(1, 1, subject.head_dim)
        partners = turning.pairs.first
        one[..., partners[((partners == pair) | (turning.pairs.second == pair)).nonzero()[0, 0]]] = 1.0
        at = torch.tensor([token])
        shown = example(one[0, 0], [token], subject(one, at, torch.bfloat16)[0, 0], turning(one[0], at))
        raise Fault("precision", shown, f"In bfloat16, angles are wrong from position {token} on.")
