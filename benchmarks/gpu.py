"""Turning on a GPU: how much of the bandwidth of a copy it reaches, and in how many launches."""

from __future__ import annotations

import functools
from typing import Any

import peers
import torch
from report import Row, judged
from timing import Call, interleaved, ratios
from torch.autograd import DeviceType
from torch.profiler import ProfilerActivity, profile
from turning import LAYOUTS, SHAPES, ours, right_ones

from rope_viz import Rope

LLAMA = {name: maker for name, maker in peers.PEERS.items() if "Llama" in name}
COPY, TOGETHER = "copy on the device", "query and key in one tensor"


def measure(dtype: torch.dtype) -> list[Row]:
    """Rows about shape B, queries and keys both turned."""
    both = torch.randn(2, *SHAPES["B"], device="cuda").to(dtype)
    query, key = both
    place, other = torch.empty_like(both), torch.empty(2**30, dtype=torch.uint8, device="cuda")
    right, _ = right_ones(ours(query, key) | peers.made(LLAMA, query, key), query, key)
    calls: dict[str, Call] = {name: turner.call for name, turner in right.items()}
    for layout in LAYOUTS:
        rope: Any = Rope(query.shape[-1], layout=layout)
        tables = rope.tables(torch.arange(query.shape[-2], device="cuda"))
        turn = functools.partial(rope.rotate, both, tables, compiled=True)
        calls[f"rope_viz, {layout}, compiled, {TOGETHER}"] = turn
    calls[COPY] = lambda: place.copy_(both)
    tokens, head_dim = query.shape[-2:]
    # What is moved at least: both vectors, read and written, and each token's cosines and sines in float32.
    least = 1 + tokens * head_dim / query.nbytes
    rows = []
    for name, ratio in ratios(interleaved(calls, time_of=functools.partial(on_device, other)), COPY).items():
        bandwidth, kernels = (1 if name == COPY else least) / ratio.median, launches(calls[name])
        row = {"dtype": str(dtype).removeprefix("torch."), "what": name, "÷ copy": ratio}
        row |= {"bandwidth ÷ the copy's": f"{bandwidth:.3f}", "launches": kernels}
        asked = 0.85 if TOGETHER in name else None
        rows.append(row | judged(bandwidth if kernels == 1 else 0, asked, "in one launch", at_least=True))
    torch.compiler.reset()
    return rows


def on_device(other: torch.Tensor, call: Call) -> float:
    """Seconds on the device; writing much ``other`` memory before empties its cache and hides the launch."""
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    other.zero_()
    start.record()
    call()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end) / 1e3


def launches(call: Call) -> int:
    """How many kernels a call starts."""
    with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as seen:
        call()
        torch.cuda.synchronize()
    return sum(event.device_type == DeviceType.CUDA for event in seen.events())
