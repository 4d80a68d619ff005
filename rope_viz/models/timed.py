"""How long ways of turning took on one machine, as ``benchmarks/speed.py`` measured them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

Spread = tuple[float, float, float]  # the median of all rounds, and where the middle half of them lies


@dataclass(frozen=True)
class Timed:
    """Ratios of times, each of one time and another that was taken moments apart, by the clock of one thread.

    Attributes
    ----------
    date, machine : when and where
    balance : multiplications while a byte moves
    turning : times ÷ that of a copy of query and key into memory that was ready, by shape (batch, heads,
        tokens, head_dim), dtype and way
    attention : times ÷ that without positions, by encoding, when it was made, and tokens
    attention_date : when these were measured, by the clock on the wall
    """

    date: str
    machine: str
    balance: Spread
    turning: Mapping[tuple[tuple[int, ...], str, str], Spread]
    attention: Mapping[tuple[str, str, int], Spread]
    attention_date: str


def timed() -> Timed:
    """Load what was measured last.

    Examples
    --------
    >>> found = timed()
    >>> found.turning[(1, 32, 512, 128), "float32", "copy into ready memory"]
    (1.0, 1.0, 1.0)
    """
    told: dict[str, Any] = json.loads(
        (resources.files(__package__) / "data" / "speed.json").read_text(encoding="utf-8")
    )
    told["balance"] = tuple(told["balance"])
    told["turning"] = {
        (tuple(row["shape"]), row["dtype"], row["way"]): tuple(row["copies"]) for row in told["turning"]
    }
    told["attention"] = {
        (row["encoding"], row["made"], row["tokens"]): tuple(row["times"]) for row in told["attention"]
    }
    return Timed(**told)
