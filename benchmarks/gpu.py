"""Turning on a GPU: how much of the bandwidth of a copy it reaches, and in how many launches."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import peers
import torch
from report import Row, Target, judged
from timing import interleaved, ratios
from torch.autograd import DeviceType
from torch.profiler import ProfilerActivity, profile
from turning import LAYOUTS, SHAPES, ours, right_ones

from rope_viz import Rope

COPY = "copy on the device"
TOGETHER = "query and key in one tensor"


def measure(dtype: torch.dtype) -> list[Row]:
    """Rows about shape B, queries and keys both turned."""
    both = torch.randn(2, *SHAPES["B"], device="cuda").to(dtype)
    query, key = both
    found, _ = right_ones(ours(query, key) | peers.made(peers.GPU_PEERS, query, key), query, key)
    calls: dict[str, Callable[[], Any]] = {name: turner.call for name, turner in found.items()}
    for layout in LAYOUTS:
        rope: Any = Rope(query.shape[-1], layout=layout)  # type: ignore[arg-type]
        tables = rope.tables(torch.arange(query.shape[-2], device="cuda"))
        calls[f"rope_viz, {layout}, compiled, {TOGETHER}"] = functools.partial(
            rope.rotate, both, tables, compiled=True
        )
    place = torch.empty_like(both)
    calls[COPY] = lambda: place.copy_(both)
    times = interleaved(calls, calls=20, warm_up=5, settle=torch.cuda.synchronize)
    rows = []
    for name, ratio in ratios(times, COPY).items():
        moved = 1.0 if name == COPY else bytes_to_move(query) / (4 * query.nbytes)
        bandwidth, kernels = moved / ratio.median, launches(calls[name])
        target = Target(0.85, "in one launch", at_least=True) if name.endswith(TOGETHER) else None
        row = {"dtype": str(dtype).removeprefix("torch."), "what": name, "÷ copy": ratio}
        row |= {"bandwidth ÷ the copy's": round(bandwidth, 3), "launches": kernels}
        rows.append(row | judged(target, bandwidth if kernels == 1 else 0.0))
    torch.compiler.reset()
    return rows


def bytes_to_move(query: torch.Tensor) -> int:
    """Query and key, read and written, and the cosines and sines of each token, float32."""
    tokens, head_dim = query.shape[-2:]
    return 4 * query.nbytes + 4 * tokens * head_dim


def launches(call: Callable[[], Any]) -> int:
    """How many kernels a call starts."""
    with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as seen:
        call()
        torch.cuda.synchronize()
    return sum(event.device_type == DeviceType.CUDA for event in seen.events())
