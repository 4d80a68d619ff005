"""What has a limit in itself: the cosines and sines of a long sequence, and the start of the package."""

from __future__ import annotations

import contextlib
import functools
import statistics
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import peers
import torch
from report import Row, judged
from timing import interleaved

from rope_viz import Rope

TOKENS, PAIRS = 131_072, 64
OURS = "rope_viz"
Planes = tuple[Any, Any]  # cosines and sines, (tokens, pairs)


def measure() -> list[Row]:
    """A row for each maker of tables, and one for the memory alone, which is new in each call."""
    rope, positions = Rope(2 * PAIRS), torch.arange(TOKENS)
    makers: dict[str, Callable[[], Planes]] = {
        OURS: lambda: torch.view_as_real(rope.tables(positions).phasors).unbind(-1),
        "NumPy, float32": functools.partial(with_numpy, np.float32),
    }
    with contextlib.suppress(ImportError):
        makers["transformers, Llama"] = llama()
    exact = with_numpy(np.longdouble)
    errors = {name: largest_error(make(), exact) for name, make in makers.items()}
    memory = {"zeros in as much new memory": lambda: torch.zeros(TOKENS, PAIRS, dtype=torch.complex64)}
    rows = []
    for name, times in interleaved(makers | memory, rounds=21).items():
        took = 1e3 * statistics.median(times)
        row = {"what": name, "measured": f"{took:.1f} ms"}
        rows.append(row | judged(took, 30 if name == OURS else None, "ms"))
    for name, error in errors.items():
        row = {"what": f"{name}: largest error", "measured": f"{error:.1e}"}
        rows.append(row | judged(error, 2e-7 if name == OURS else None))
    return rows


def with_numpy(dtype: Any) -> Planes:
    """Plain NumPy; in long double, its own error is far below what is looked for."""
    speeds = dtype(10_000) ** -(np.arange(PAIRS, dtype=dtype) / dtype(PAIRS))
    angles = np.arange(TOKENS, dtype=dtype)[:, None] * speeds
    return np.cos(angles), np.sin(angles)


def llama() -> Callable[[], Planes]:
    """transformers, which makes each cosine twice."""
    module, like, positions = peers.llama_module(2 * PAIRS), torch.empty(0), torch.arange(TOKENS)[None]
    return lambda: tuple(plane[0, :, :PAIRS] for plane in module(like, positions))


def largest_error(made: Planes, exact: Planes) -> float:
    """Of a cosine or sine."""
    return max(float(np.abs(np.asarray(part) - want).max()) for part, want in zip(made, exact, strict=True))


def importing() -> list[Row]:
    """How long a fresh Python takes that does no more than one of these."""
    words = ("pass", "import numpy", f"import {OURS}", "import torch")
    calls = {each: functools.partial(subprocess.run, [sys.executable, "-c", each]) for each in words}
    medians = {each: statistics.median(times) for each, times in interleaved(calls, rounds=7).items()}
    return [
        {"what": each, "measured": f"{took:.2f} s"} | judged(took, 0.3 if OURS in each else None, "s")
        for each, took in medians.items()
    ]
