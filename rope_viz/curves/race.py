"""What was measured once, beside what is counted: times of turning, and of attention as the text grows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rope_viz.curves.common import Array
from rope_viz.curves.tidy import Tidy
from rope_viz.curves.traffic import least_time, rotation_ways
from rope_viz.models.timed import timed

# Ways as the benchmark calls them: how a picture names each, and what is counted for it.
CONTENDERS = {
    "complex product into ready memory": ("one pass, ready memory", "in one pass"),
    "clone": ("a copy, new memory", "a copy"),
    "rope_viz, interleaved": ("rope_viz, neighbours", "in one pass"),
    "rope_viz, half, compiled": ("rope_viz, compiled", "in one pass"),
    "transformers, Llama, compiled": ("transformers, compiled", "in one pass"),
    "transformers, Llama": ("transformers", "step by step"),
    "dense block matrix": ("block matrix", "block matrix"),
}


RANGE = {"median": ("way",), "low": ("way",), "high": ("way",)}


@dataclass(frozen=True)
class RaceTable(Tidy, axes={"counted": ("way",), **RANGE}, places={"way": "ways"}):
    """Ways of turning, in units of a copy into memory that was ready.

    Attributes
    ----------
    ways : what each is
    counted : (ways,) the time that each takes at least, on a machine of this balance
    median, low, high : (ways,) the time that was measured, and where the middle half of the rounds lies
    balance : multiplications that the machine makes while a byte moves
    label : the shape of queries and keys
    """

    ways: tuple[str, ...]
    counted: Array
    median: Array
    low: Array
    high: Array
    balance: float
    label: str


def race(tokens: int = 512) -> RaceTable:
    """Put counted and measured times of turning beside each other: 32 heads of 128 components, float32.

    Parameters
    ----------
    tokens : {512, 4096}
        Texts that were measured.

    Examples
    --------
    >>> table = race()
    >>> table.ways[5], float(table.counted[5].round(2))
    ('transformers', 5.03)
    """
    found, shape = timed(), (1, 32, tokens, 128)
    took = {
        way: times for (of, dtype, way), times in found.turning.items() if (of, dtype) == (shape, "float32")
    }
    if not took:
        known = sorted({of[2] for of, *_ in found.turning if of[1] == 32})
        raise ValueError(f"tokens must be one of {known}, which were measured; {tokens} came.")
    counted = rotation_ways(shape[1], shape[3])
    balance = found.balance[0]
    copy = least_time(counted["a copy"], balance)
    there = [way for way in CONTENDERS if way in took]
    median, low, high = np.array([took[way] for way in there]).T
    return RaceTable(
        tuple(CONTENDERS[way][0] for way in there),
        np.array([least_time(counted[CONTENDERS[way][1]], balance) / copy for way in there]),
        median,
        low,
        high,
        balance,
        f"batch {shape[0]}, {shape[1]} heads, {tokens:,} tokens, head_dim {shape[3]}",
    )


@dataclass(frozen=True)
class LengthTable(Tidy, axes=dict.fromkeys(RANGE, ("tokens",)), places={"tokens": "tokens"}):
    """Attention with one encoding, in units of attention without positions.

    Attributes
    ----------
    tokens : (lengths,)
    median, low, high : (lengths,) the time, and where the middle half of the rounds lies
    label : the encoding, and when its part was made
    """

    tokens: Array
    median: Array
    low: Array
    high: Array
    label: str


def lengths(encoding: str, made: str = "in each call") -> LengthTable:
    """Tabulate how long attention took with an encoding, as the text grew.

    Parameters
    ----------
    encoding : str
        Name of a class of this package, such as ``"Rope"`` or ``"T5Bias"``.
    made : {"in each call", "before"}
        When what depends on positions only was made.

    Examples
    --------
    >>> lengths("Rope", "before").tokens
    array([ 512., 1024., 2048., 4096.])
    """
    rows = {
        tokens: times
        for (name, when, tokens), times in timed().attention.items()
        if (name, when) == (encoding, f"built {made}")
    }
    if not rows:
        known = sorted({f"{name} {when}" for name, when, _ in timed().attention})
        raise ValueError(f"encoding and made must be one of {known}; {encoding!r} built {made!r} came.")
    median, low, high = np.array([*rows.values()]).T
    return LengthTable(np.array([*rows], float), median, low, high, f"{encoding}, made {made}")
