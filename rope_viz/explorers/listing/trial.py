"""A listing in all its states between wrong and right, each run and measured."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

_SAID = json.loads(Path(__file__).with_name("explorer.json").read_text(encoding="utf-8"))
LINES: list[dict[str, Any]] = _SAID["lines"]
FAULTS: list[str] = [line["fault"] for line in LINES if "fault" in line]
LAWS: list[dict[str, str]] = _SAID["laws"]
DIM = 8
ROUNDING = 1e-9  # in float64 rounding stays far below, and a fault far above


def source(right: int) -> list[str]:
    """The code with those faulty lines put right whose bit is set, from the first on."""
    faulty = iter(range(len(FAULTS)))
    code: list[str] = []
    for line in LINES:
        code += line[("wrong", "right")[right >> next(faulty) & 1]] if "fault" in line else [line["text"]]
    return code


def function(right: int) -> Callable[[Tensor, Tensor], Tensor]:
    """What this code defines: ``turn(x, positions)`` of vectors (tokens, dim)."""
    scope: dict[str, Any] = {"torch": torch, "math": math, "pi": math.pi, "product": product}
    exec("\n".join(source(right)), scope)
    return scope["turn"]


@cache
def measured(right: int) -> tuple[float, ...]:
    """By how much the code breaks each of `LAWS`: 0 where it holds, −1 where it cannot be tried.

    The numbers are rounded to three digits, so that they are the same on every machine.
    """
    turn = function(right)
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(4, DIM, generator=generator, dtype=torch.float64)
    mine, places = x.clone(), torch.tensor([0, 3, 7, 57])

    def at(position: int, vector: Tensor) -> Tensor:
        return turn(vector.clone()[None], torch.tensor([position]))[0]

    try:
        turned = turn(mine, places)
    except Exception:  # of whatever kind: that it does not run is what is found
        return (1.0, *[-1.0] * (len(LAWS) - 1))
    q, k = x[:2]
    blind = float((at(7, q) - at(0, q)).abs().max() < ROUNDING)
    off = (
        0.0,
        float((mine - x).abs().max()),
        blind,
        float(at(3, 0 * q).abs().max()),
        float((turned.norm(dim=1) / x.norm(dim=1) - 1).abs().max()),
        float((at(4, at(3, q)) - at(7, q)).abs().max()),
        float((at(7, q) @ at(3, k) - at(57, q) @ at(53, k)).abs()),
    )
    return tuple(float(f"{value:.3g}") if value > ROUNDING else 0.0 for value in off)
