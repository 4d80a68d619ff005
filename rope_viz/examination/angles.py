"""The angle of every pair at every position: speeds, and whether angles are positions times speeds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from rope_viz.examination.faults import Example, Fault, example
from rope_viz.examination.pairs import NEAR, Pairs
from rope_viz.examination.speeds import rounding
from rope_viz.examination.subject import Subject

FINE = rounding(1e8)
COARSE = 2**-7  # what bfloat16 may be off, as a share, rounding position, speed and angle


@dataclass(frozen=True)
class Turning:
    """What a function does to vectors, so far as it is known: enough to say what it gives.

    Attributes
    ----------
    pairs : Pairs
    speeds : Tensor, shape (pairs,)
        Radians per token; below zero where a pair turns clockwise.
    shift : float
        The position that it gives to the token at position 0.
    length : float
        What vectors are multiplied by beside the rotation.
    context : int
        Positions below this were tried.
    """

    pairs: Pairs
    speeds: Tensor
    shift: float
    length: float
    context: int

    def __call__(self, x: Tensor, positions: Tensor) -> Tensor:
        """What the function gives for ``x``, (..., tokens, head_dim), if this is all that it does."""
        x = x.double()
        first, second = self.pairs.first, self.pairs.second
        angles = (positions.double()[:, None] + self.shift) * self.speeds
        cos, sin = self.length * angles.cos(), self.length * angles.sin()
        turned = x.clone()
        turned[..., first] = x[..., first] * cos - x[..., second] * sin
        turned[..., second] = x[..., first] * sin + x[..., second] * cos
        result = torch.empty_like(turned)
        result[..., self.pairs.back] = turned
        return result


def phasors(subject: Subject, pairs: Pairs, context: int) -> Tensor:
    """What the first component of each pair becomes, as a complex number, at positions 0 … context - 1."""
    came = subject(_ones(subject, pairs, context)[None], torch.arange(context))[0][:, pairs.back]
    return torch.complex(came[:, pairs.first], came[:, pairs.second])


def _ones(subject: Subject, pairs: Pairs, tokens: int) -> Tensor:
    x = torch.zeros(tokens, subject.head_dim, dtype=torch.float64)
    x[:, pairs.first] = 1.0
    return x


def even_length(pairs: Pairs, found: Tensor) -> float:
    """The one length of all phasors."""
    lengths = found.abs()
    off = (lengths - lengths[0, 0]).abs() > NEAR * lengths[0, 0]
    if off.any():
        place = off.nonzero()[0].tolist()
        raise Fault("length", shown(found, pairs, *place), "The length depends on position or pair.")
    mean = float(lengths.mean())
    return 1.0 if abs(mean - 1) < NEAR else mean


def wrapped(angle: Tensor) -> Tensor:
    """The same angle between -π and π."""
    return torch.remainder(angle + math.pi, 2 * math.pi) - math.pi


def speeds_of(found: Tensor) -> Tensor:
    """Radians per token, from ever longer distances, as long as angles go on as they began."""
    angles = (found * found[0].conj()).angle()
    speeds = angles[1].clone()
    sure = torch.ones_like(speeds, dtype=torch.bool)
    step = 2
    while step < len(found):
        off = wrapped(angles[step] - speeds * step)
        sure &= off.abs() < 4e-6 + FINE * step * speeds.abs()
        speeds = torch.where(sure, speeds + off / step, speeds)
        step *= 2
    return speeds


def refuse_other_angles(found: Tensor, speeds: Tensor, pairs: Pairs) -> None:
    """Angles that are not position times speed."""
    position = torch.arange(len(found), dtype=torch.float64)[:, None]
    angles = position * speeds
    off = wrapped((found * found[0].conj()).angle() - angles).abs()
    wrong = off > 1e-5 + FINE * angles.abs()
    if not wrong.any():
        return
    start, pair = (int(n) for n in wrong.nonzero()[0])
    shown_here = shown(found, pairs, start, pair, angles[start, pair] + found[0, pair].angle())
    rest = found[start:]
    if bool(((rest - found[: len(rest)]).abs() < NEAR)[:start].all()):
        raise Fault("wraps", shown_here, f"Position {start} is turned as position 0.")
    if len(rest) > 2 and bool(((rest - found[start - 1]).abs() < NEAR).all()):
        raise Fault("clamps", shown_here, f"From position {start - 1} on, all are turned alike.")
    bound = COARSE * angles.abs()
    powers_of_two = 2 ** torch.arange(int(math.log2(len(found) - 1)) + 1)  # which rounding leaves as they are
    if not wrong[powers_of_two].any() and bool((off <= bound + 1e-5)[bound < 1].all()):
        raise Fault("precision", shown_here, f"Angles are wrong from position {start} on.")
    raise Fault("unknown", shown_here, "Angles are not position times speed.", "angle")


def shift_of(found: Tensor, speeds: Tensor, pairs: Pairs) -> float:
    """The position that position 0 is taken for."""
    start = found[0].angle()
    if bool((start.abs() < 1e-5).all()):
        return 0.0
    shift = 0.0
    for pair in speeds.abs().argsort().tolist():  # the slow ones tell roughly, the fast ones exactly
        shift += float(wrapped(start[pair] - shift * speeds[pair]) / speeds[pair])
    shift = float(round(shift)) if abs(shift - round(shift)) < 1e-3 else shift
    if bool((wrapped(start - shift * speeds).abs() > 1e-4).any()):
        raise Fault("fixed angle", shown(found, pairs, 0, int(start.abs().argmax()), torch.tensor(0.0)))
    return shift


def shown(found: Tensor, pairs: Pairs, position: int, pair: int, angle: Tensor | None = None) -> Example:
    """An example: one component at one position."""
    x, came, wanted = (torch.zeros(len(pairs.back), dtype=torch.float64) for _ in range(3))
    x[pairs.first[pair]] = 1.0
    a, b = pairs.back[pairs.first[pair]], pairs.back[pairs.second[pair]]
    came[a], came[b] = found[position, pair].real, found[position, pair].imag
    if angle is not None:
        wanted[a], wanted[b] = angle.cos(), angle.sin()
    return example(x, [position], came, None if angle is None else wanted)
