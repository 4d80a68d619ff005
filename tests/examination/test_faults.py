"""Faults that people make, planted one by one: each is named, and no convention is taken for one."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from rope_viz.examination import LAWS, examine

D = 64
Turn = Callable[[Tensor, Tensor], Tensor]


def speeds(base: float = 10_000.0, width: int = D, pairs: int = D // 2) -> Tensor:
    return base ** -(torch.arange(pairs) * 2 / width)


def halves(angles: Callable[[Tensor], Tensor], sign: float = 1.0) -> Turn:
    """A rotation in the half layout by any angles, as most people write it."""

    def fn(x: Tensor, positions: Tensor) -> Tensor:
        cos, sin = (f(angles(positions)).repeat(1, 2) for f in (torch.cos, torch.sin))
        a, b = x.chunk(2, -1)
        return x * cos + sign * torch.cat((-b, a), -1) * sin

    return fn


def neighbours(angles: Callable[[Tensor], Tensor]) -> Turn:
    def fn(x: Tensor, positions: Tensor) -> Tensor:
        phasors = torch.polar(torch.ones(()), angles(positions))
        return torch.view_as_real(torch.view_as_complex(x.unflatten(-1, (-1, 2))) * phasors).flatten(-2)

    return fn


def times(inv_freq: Tensor) -> Callable[[Tensor], Tensor]:
    return lambda positions: positions[:, None] * inv_freq


def by_hand(x: Tensor, cos: Tensor, sin: Tensor, partner: Tensor) -> Tensor:
    return x * cos + partner * sin


def half_partner(x: Tensor) -> Tensor:
    a, b = x.chunk(2, -1)
    return torch.cat((-b, a), -1)


def neighbour_partner(x: Tensor) -> Tensor:
    return torch.stack((-x[..., 1::2], x[..., ::2]), -1).flatten(-2)


plain = times(speeds())


def mixed(partner: Callable[[Tensor], Tensor], double: Callable[[Tensor], Tensor]) -> Turn:
    def fn(x: Tensor, positions: Tensor) -> Tensor:
        angles = double(plain(positions))
        return x * angles.cos() + partner(x) * angles.sin()

    return fn


def picked_by_neighbours(x: Tensor) -> Tensor:
    return torch.cat((-x[..., 1::2], x[..., ::2]), -1)


def reflecting(x: Tensor, positions: Tensor) -> Tensor:
    angles = plain(positions).repeat(1, 2)
    return x * angles.cos() + torch.cat(x.chunk(2, -1)[::-1], -1) * angles.sin()


def mirror(x: Tensor, positions: Tensor) -> Tensor:
    cos, sin = plain(positions).cos(), plain(positions).sin()
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos + b * sin, a * sin - b * cos), -1)


def swapped(x: Tensor, positions: Tensor) -> Tensor:
    angles = plain(positions).repeat(1, 2)
    return x * angles.sin() + half_partner(x) * angles.cos()


def along_heads(x: Tensor, positions: Tensor) -> Tensor:
    angles = plain(positions).repeat(1, 2)[:, None]
    return x * angles.cos() + half_partner(x) * angles.sin()


def sinusoidal(positions: Tensor) -> Tensor:
    return torch.cat((plain(positions).sin(), plain(positions).cos()), -1)


def half_turned(x: Tensor, positions: Tensor) -> Tensor:
    """Only the first half of each pair's partner is written."""
    turned = halves(plain)(x, positions)
    return torch.cat((turned[..., : D // 2], x[..., D // 2 :]), -1)


def even_pairs_only(x: Tensor, positions: Tensor) -> Tensor:
    return neighbours(times(speeds() * (torch.arange(D // 2) % 2 == 0)))(x, positions)


def in_bfloat16(f: Turn) -> Turn:
    return lambda x, positions: f(x, positions).bfloat16().float()


def dtype_of_x(x: Tensor, positions: Tensor) -> Tensor:
    """Right in float32, and wrong in bfloat16: angles are made in the dtype of x."""
    return halves(lambda p: p.to(x.dtype)[:, None] * speeds().to(x.dtype))(x, positions)


def longer_slower(x: Tensor, positions: Tensor) -> Tensor:
    base = 10_000.0 * max(1.0, len(positions) / 1024) ** (D / (D - 2))
    return halves(times(speeds(base)))(x, positions)


def smoothed(x: Tensor, positions: Tensor) -> Tensor:
    return halves(plain)((x + x.roll(1, -2)) / 2, positions)


def normalised(x: Tensor, positions: Tensor) -> Tensor:
    return halves(plain)(torch.nn.functional.normalize(x, dim=-1), positions)


def whole_basis(x: Tensor, positions: Tensor) -> Tensor:
    """Turns in planes that are no pairs of components: keeps every law, and is no RoPE."""
    basis = torch.linalg.qr(torch.randn(D, D, generator=torch.Generator().manual_seed(3)))[0]
    return halves(plain)(x @ basis.T, positions) @ basis


def one_head(x: Tensor, positions: Tensor) -> Tensor:
    turned = halves(plain)(x, positions)
    return torch.cat((turned[:, :1], x[:, 1:]), 1) if x.ndim == 4 else turned


def absolute_sine(x: Tensor, positions: Tensor) -> Tensor:
    angles = plain(positions).repeat(1, 2)
    return x * angles.cos() + half_partner(x) * angles.sin().abs()


PLANTED: dict[str, tuple[str, Turn]] = {
    "halves with neighbours' speeds": (
        "mixed layout",
        mixed(half_partner, lambda a: a.repeat_interleave(2, -1)),
    ),
    "neighbours with halves' speeds": ("mixed layout", mixed(neighbour_partner, lambda a: a.repeat(1, 2))),
    "picked by neighbours, put by halves": (
        "mixed layout",
        mixed(picked_by_neighbours, lambda a: a.repeat(1, 2)),
    ),
    "no minus sign": ("reflects", reflecting),
    "mirror": ("reflects", mirror),
    "sine and cosine swapped": ("fixed angle", swapped),
    "adds": ("adds", lambda x, p: x + sinusoidal(p)),
    "adds and turns": ("adds", lambda x, p: halves(plain)(x, p) + 0.1 * sinusoidal(p)),
    "multiplies by cosines": ("length", lambda x, p: x * plain(p).cos().repeat(1, 2)),
    "grows with the position": ("length", lambda x, p: halves(plain)(x, p) * (1 + 0.01 * p[:, None])),
    "twice as long": ("length", lambda x, p: 2 * halves(plain)(x, p)),
    "partner not turned": ("length", half_turned),
    "indices": ("indices", lambda x, p: halves(plain)(x, torch.arange(x.shape[-2]))),
    "counted from the first": ("offset", lambda x, p: halves(plain)(x, p - p[0])),
    "heads for tokens": ("axes", along_heads),
    "rising speeds": ("exponent sign", halves(times(1 / speeds()))),
    "rising speeds, another base": ("exponent sign", neighbours(times(1 / speeds(500_000.0)))),
    "exponent i / D": ("width", halves(times(speeds(width=2 * D)))),
    "exponent over the model's width": ("width", neighbours(times(speeds(width=8 * D)))),
    "exponent over D - 2": ("width", halves(times(speeds(width=D - 2)))),
    "exponents from 1": ("exponent", halves(lambda p: p[:, None] * speeds()[1] * speeds())),
    "no exponent": ("one speed", halves(times(torch.ones(D // 2)))),
    "to radians": ("degrees", halves(lambda p: plain(p).deg2rad())),
    "to degrees": ("degrees", neighbours(lambda p: plain(p).rad2deg())),
    "whole turns": ("degrees", halves(lambda p: 2 * math.pi * plain(p))),
    "positions in bfloat16": ("precision", halves(lambda p: plain(p.bfloat16().float()))),
    "positions in float16": ("precision", halves(lambda p: plain(p.half().float()))),
    "angles in bfloat16": ("precision", halves(lambda p: plain(p).bfloat16().float())),
    "angles in float16": ("precision", neighbours(lambda p: plain(p).half().float())),
    "speeds in bfloat16": ("precision", halves(times(speeds().bfloat16().float()))),
    "speeds in float16": ("precision", halves(times(speeds().half().float()))),
    "results in bfloat16": ("precision", in_bfloat16(halves(plain))),
    "angles in the dtype of x": ("precision", dtype_of_x),
    "every second pair": ("still", even_pairs_only),
    "whole speeds": ("still", halves(times(speeds().int()))),
    "last pair": ("still", halves(times(speeds() * (torch.arange(D // 2) < D // 2 - 1)))),
    "last of the neighbours": ("width", neighbours(times(speeds() * (torch.arange(D // 2) < D // 2 - 1)))),
    "one position left out": ("unknown", halves(lambda p: plain(torch.where(p < 2000, p, p + 1)))),
    "sorted positions": ("unknown", lambda x, p: halves(plain)(x, p.sort().values)),
    "offset ignored in decoding": ("offset", lambda x, p: halves(plain)(x, p if len(p) > 1 else 0 * p)),
    "few tokens clamped": (
        "unknown",
        lambda x, p: halves(plain)(x, p.clamp(max=1000) if len(p) <= 16 else p),
    ),
    "one head not turned": ("unknown", one_head),
    "two pairs exchanged": ("speeds", halves(times(speeds()[[0, 2, 1, *range(3, D // 2)]]))),
    "angle added, not multiplied": ("fixed angle", halves(lambda p: p[:, None] + speeds())),
    "common logarithm": (
        "base",
        halves(times(torch.exp(-torch.arange(0, D, 2) * (math.log10(10_000.0) / D)))),
    ),
    "absolute sine": ("unknown", absolute_sine),
    "clipped": ("not linear", lambda x, p: halves(plain)(x, p).clamp(-5, 5)),
    "nothing": ("still", lambda x, p: x),
    "one turn for all": ("still", lambda x, p: halves(plain)(x, torch.ones_like(p))),
    "wraps at 512": ("wraps", halves(lambda p: plain(p % 512))),
    "wraps at 20": ("wraps", neighbours(lambda p: plain(p % 20))),
    "clamps": ("clamps", halves(lambda p: plain(p.clamp(max=1000)))),
    "logarithm of positions": ("unknown", halves(lambda p: plain(torch.log1p(p.float())))),
    "random speeds": (
        "speeds",
        halves(times(torch.rand(D // 2, generator=torch.Generator().manual_seed(1)) + 0.01)),
    ),
    "both directions": ("mixed directions", halves(times(speeds() * (-1) ** torch.arange(D // 2)))),
    "pairs from both ends": ("layout", lambda x, p: both_ends(x, p)),
    "speeds by the length": ("depends on length", longer_slower),
    "tokens mixed": ("not linear", smoothed),
    "normalised": ("not linear", normalised),
    "another basis": ("unknown", whole_basis),
    "infinite": ("not finite", lambda x, p: halves(plain)(x, p) / (p[:, None] != 3)),
    "fails for one token": ("raises", lambda x, p: halves(plain)(x, p) if len(p) > 1 else x.view(7)),
    "random": ("unknown", lambda x, p: torch.nn.functional.dropout(halves(plain)(x, p), 0.1)),
}


def both_ends(x: Tensor, positions: Tensor) -> Tensor:
    a, b = x.chunk(2, -1)
    a, b = halves(plain)(torch.cat((a, b.flip(-1)), -1), positions).chunk(2, -1)
    return torch.cat((a, b.flip(-1)), -1)


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_named(planted: str):
    fault, fn = PLANTED[planted]
    found = examine(fn)
    assert found.fault == fault, found
    assert found.law in LAWS.values()
