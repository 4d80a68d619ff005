"""What has a limit in itself: the machine's memory, cosines and sines of a long text, the package's start."""

from __future__ import annotations

import contextlib
import functools
import subprocess
import sys
from collections.abc import Mapping

import peers
import torch
from report import Row, judged
from timing import Call, Clock, Spread, by_clock, interleaved

from rope_viz import Rope

TOKENS, PAIRS = 131_072, 64
OURS = "rope_viz"


def measure() -> list[Row]:
    """Rows for each maker of tables and for the memory alone, which is new in each call; and our error."""
    rope, positions = Rope(2 * PAIRS), torch.arange(TOKENS)
    calls: dict[str, Call] = {OURS: lambda: rope.tables(positions)}
    with contextlib.suppress(ImportError):
        calls["transformers, Llama"] = functools.partial(
            peers.llama_module(2 * PAIRS), torch.empty(0), positions[None]
        )
    calls["zeros in as much new memory"] = lambda: torch.zeros(TOKENS, PAIRS, dtype=torch.complex64)
    exact = torch.exp(1j * rope.angles(positions))
    error = float((rope.tables(positions).phasors - exact).abs().max())
    row = {"what": f"{OURS}: largest error", "measured": f"{error:.1e}"}
    return [*timed(calls, "ms", 30, rounds=21), row | judged(error, 2e-7)]


def balance(clock: Clock, seconds: float, side: int = 2048, components: int = 2**24) -> Spread:
    """How many multiplications the machine makes while it moves a byte, in float32."""
    x, place = torch.randn(components), torch.empty(components)
    a, b, product = torch.randn(side, side), torch.randn(side, side), torch.empty(side, side)
    calls = {"copy": lambda: place.copy_(x), "multiply": lambda: torch.mm(a, b, out=product)}
    times = interleaved(calls, seconds=seconds, time_of=functools.partial(by_clock, clock=clock))
    of_one = side**3 / (2 * x.nbytes)
    return Spread.of(of_one * copy / many for copy, many in zip(*times.values(), strict=True))


def importing() -> list[Row]:
    """How long a fresh Python takes that does no more than one of these."""
    words = ("pass", "import numpy", f"import {OURS}", "import torch")
    calls = {each: functools.partial(subprocess.run, [sys.executable, "-c", each]) for each in words}
    return timed(calls, "s", 0.3, rounds=7)


def timed(calls: Mapping[str, Call], unit: str, limit: float, rounds: int) -> list[Row]:
    """A row for each call; the limit is asked of ours."""
    rows, scale = [], {"s": 1, "ms": 1e3}[unit]
    for name, times in interleaved(calls, rounds=rounds).items():
        took = Spread.of(scale * time for time in times)
        row = {"what": name, "measured": f"{took} {unit}"}
        rows.append(row | judged(took, limit if OURS in name else None, unit))
    return rows
