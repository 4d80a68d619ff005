"""How fast each pair turns, and by which rule."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from rope_viz.examination.faults import Fault

COMMON = (10_000.0, 500_000.0, 1_000_000.0, 100_000.0, 10_000_000.0, 100_000_000.0)
DEGREE = math.pi / 180
ALIKE = 2e-5  # float32 powers are off by some 1e-6 of themselves
MEANT = "If they are meant, say so: like=Rope(…, scaling=…)."


@dataclass(frozen=True)
class Ladder:
    """Speeds ``scale · base ** (-2 i / width)``; scaling in words where they are stretched."""

    base: float | None
    scale: float = 1.0
    scaling: str | None = None
    factor: float = 1.0


def rounding(base: float) -> float:
    """How far a float32 angle may be off, as a share: of a power, a product and a position."""
    return (6 + math.log(max(base, 1e8))) * 2**-23


def powers(base: float, count: int, width: int) -> Tensor:
    """Speeds of pairs, float64."""
    return base ** -(torch.arange(count, dtype=torch.float64) * 2 / width)


def refuse_aliased(step: Tensor, width: int, bases: tuple[float, ...]) -> None:
    """Speeds of more than half a turn a token, which hide: ``step`` is cos + i·sin of one token's angle."""
    count = len(step)
    if count < 3:
        return
    for base in bases:
        rising = 1 / powers(base, count, width)
        if _same_angles(step, rising, base):
            raise Fault("exponent sign", detail=f"Speeds rise from 1 to {rising[-1]:,.0f} radians per token.")
        if _same_angles(step, powers(base, count, width) / DEGREE, base):
            raise Fault("degrees", detail="Pair 0 turns 57.3 radians per token, 180/π too many.")
        if _same_angles(step, powers(base, count, width) * 2 * math.pi, base):
            raise Fault(
                "degrees", detail="Angles are taken for whole turns: pair 0 turns 2π radians per token."
            )


def _same_angles(step: Tensor, speeds: Tensor, base: float) -> bool:
    sure = speeds * rounding(base) < 0.02
    if int(sure.sum()) < 3:
        return False
    wanted = torch.polar(torch.ones_like(speeds), speeds)[sure]
    return any(bool(((step[sure] - turn).abs() < 0.03).all()) for turn in (wanted, wanted.conj()))


def fit(speeds: Tensor, width: int, doubt: Tensor) -> Ladder:
    """The rule of some speeds, all above zero; ``doubt`` is how far each may be off, as a share."""
    count = len(speeds)
    if count == 1:
        return Ladder(None, float(speeds[0]))
    if bool(((speeds / speeds[0] - 1).abs() < ALIKE).all()):
        raise Fault("one speed", detail=f"It is {float(speeds[0]):.6g} radians per token.")
    base, scale = _line(speeds, doubt, width)
    if base and _fits(speeds, scale * powers(base, count, width), doubt):
        return _named(base, scale, width)
    _refuse_coarse(speeds, width, doubt, base, scale)
    return _by_parts(speeds, width, doubt)


def _fits(speeds: Tensor, wanted: Tensor, doubt: Tensor) -> bool:
    return bool(((speeds / wanted - 1).abs() <= ALIKE + doubt).all())


def _line(speeds: Tensor, doubt: Tensor, width: int) -> tuple[float, float]:
    """Base and scale of the straight line through the logarithms of speeds."""
    i = torch.arange(len(speeds), dtype=torch.float64)
    weights = 1 / (ALIKE + doubt)
    design = torch.stack((torch.ones_like(i), -i * 2 / width), 1) * weights[:, None]
    found = torch.linalg.lstsq(design, (speeds.log() * weights)[:, None]).solution.flatten()
    return math.exp(min(float(found[1]), 600.0)), math.exp(float(found[0]))


def _near(a: float, b: float, share: float = 3e-4) -> bool:
    return abs(a / b - 1) < share


def _named(base: float, scale: float, width: int) -> Ladder:
    if base < 1:
        raise Fault(
            "exponent sign", detail=f"Each pair is {base ** (-2 / width):.4g} times as fast as the last."
        )
    if _near(scale, DEGREE) or _near(scale, 1 / DEGREE):
        raise Fault("degrees", detail=f"Pair 0 turns {scale:.4g} radians per token.")
    for shift in (-2, -1, -0.5, 0.5, 1, 2):
        if _near(scale, base ** (-2 * shift / width), 1e-4) and not _near(scale, 1, 1e-3):
            raise Fault("exponent", detail=f"Pair 0 has the exponent that belongs to pair {shift:g}.")
    rounded = _round(base)
    if _near(scale, 1, 1e-4):
        return Ladder(rounded, 1.0)
    factor = _round(1 / scale)
    told = f"linear(factor={factor:g})" if factor > 1 else f"positions times {_round(scale):g}"
    return Ladder(rounded, scale, told, factor)


def refuse_disguise(base: float, width: int, head_dim: int, bases: tuple[float, ...], certain: bool) -> str:
    """A base that is another one in disguise: exponents over a width W make it ``base ** (width / W)``.

    Without a base that was asked for (``certain``), only what hardly a model has is taken for a disguise;
    of the rest, a note says what it may be.
    """
    if any(_near(base, asked) for asked in bases):
        return ""
    note = ""
    for asked in bases:
        power = math.log(asked) / math.log(base)
        if _near(power, math.log(10), 1e-4) or _near(power, 1 / math.log(10), 1e-4):
            raise Fault(
                "base", detail=f"{asked:,.0f} has become {base:,.6g}: one logarithm is natural, one not."
            )
        others = {width // 2, width - 2, width + 2, head_dim, *(width * k for k in range(2, 129))} - {
            0,
            width,
        }
        near = min(others, key=lambda other: abs(other - width * power))
        if not _near(near, width * power, 1e-4):
            continue
        told = f"over {near}, not {width}, base {asked:,.0f} gives the speeds of base {base:,.6g}"
        odd = near in (width - 2, width + 2) or near == head_dim != 2 * width
        rare = not 1000 <= base <= 1e10 or (odd and not any(_near(base, common) for common in COMMON))
        if certain or rare:
            repair = f"If that is meant, say so: like=Rope(…, base={base:g})."
            raise Fault("width", detail=f"With exponents {told}. {repair}")
        note = f"with exponents {told} as well"
    if certain:
        raise Fault("base", detail=f"It is {base:,.6g}; {bases[0]:,.6g} was asked for.")
    return note


def _refuse_coarse(speeds: Tensor, width: int, doubt: Tensor, base: float, scale: float) -> None:
    """Speeds near a ladder that are numbers of 16 bits."""
    wanted = scale * powers(base, len(speeds), width)
    if ((speeds / wanted - 1).abs() > 2**-7).any():
        return
    for coarse in (torch.bfloat16, torch.float16):
        rounded = speeds.to(coarse).double()
        if _fits(speeds, rounded, doubt) or ((speeds / rounded - 1).abs() < ALIKE).double().mean() > 0.8:
            name = str(coarse).removeprefix("torch.")
            raise Fault("precision", detail=f"Speeds are rounded to {name}.")


def _by_parts(speeds: Tensor, width: int, doubt: Tensor) -> Ladder:
    """Fast pairs as they were, slow ones slowed by one factor, a slope between: YaRN and Llama 3."""
    count = len(speeds)
    if count < 6 or not _near(float(speeds[0]), 1, 1e-4):
        raise Fault("speeds", detail=MEANT)
    base = float(speeds[1]) ** (-width / 2)
    share = powers(base, count, width) / speeds
    flat = 1e-3 + doubt
    kept = int(((share - 1).abs() < flat).int().cumprod(0).sum())
    factor = float(share[-1])
    slowed = int(((share / factor - 1).abs() < flat).flip(0).int().cumprod(0).sum())
    smooth = bool((share.diff() > -flat[1:] * share[1:]).all())
    if kept < 2 or slowed < 2 or factor <= 1 or not smooth:
        raise Fault("speeds", detail=MEANT)
    base = float(_line(speeds[:kept], doubt[:kept], width)[0]) if kept > 2 else base
    factor = float((powers(base, count, width) / speeds)[-1])
    told = (
        f"by parts, as YaRN and Llama 3: pairs up to {kept - 1} as they were, "
        f"from {count - slowed} on {factor:.3g} times as slow"
    )
    return Ladder(_round(base), 1.0, told, factor)


def _round(value: float) -> float:
    """The round number that a measured one must be, if there is one so near."""
    for digits in range(1, 4):
        rounded = float(f"{value:.{digits - 1}e}")
        if _near(value, rounded, 2e-5 if digits > 2 else 2e-4):
            return rounded
    return float(f"{value:.6g}")
