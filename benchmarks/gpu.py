"""Measure turning on a GPU: how much of the bandwidth of a copy it reaches, and in how many launches.

    python benchmarks/gpu.py

writes ``benchmarks/results/gpu.md`` and ``.json``; it takes some minutes, most of them to compile. With
``--rehearse`` it goes the same way on the CPU, with small vectors, to see that it runs, and writes nothing.
"""

from __future__ import annotations

import functools
import sys

import torch
from peers import COMPILED, LAYOUTS, LIBRARIES, LLAMA, OURS, WAYS, ours
from report import Row, conditions, judged, page, write
from timing import Call, Spread, by_clock, interleaved, ratios
from torch.autograd import DeviceType
from torch.profiler import profile
from turning import DTYPES, SHAPES, right_ones

COPY, TOGETHER = "copy on the device", "query and key in one tensor"
WAYS_TOGETHER = {
    f"{OURS}, {layout}, {COMPILED}, {TOGETHER}": functools.partial(
        ours, layout=layout, compiled=True, together=True
    )
    for layout in LAYOUTS
}
SHARE = 0.85  # of the copy's bandwidth, at least
SMALL = (1, 8, 256, 128)  # for a rehearsal
HOW = """
Query and key are both turned, beside a copy of both on the device, in turns; the cache holds other data. In
brackets is where the middle half of the rounds lies. Bandwidth counts what must be moved at least: both
vectors, read and written, and each token's cosines and sines in float32.
""".strip()


def measure(device: torch.device, shape: tuple[int, ...], dtype: torch.dtype) -> tuple[list[Row], list[str]]:
    """Rows about queries and keys of one shape, and words about who was wrong and so not timed."""
    pair = torch.randn(2, *shape, device=device).to(dtype)
    query, key = pair
    place = torch.empty_like(pair)
    right, wrong = right_ones(WAYS | WAYS_TOGETHER | LLAMA, query, key)
    calls: dict[str, Call] = right | {COPY: lambda: place.copy_(pair)}
    # Writing so much empties every cache, and takes longer than starting what comes after it.
    other = torch.empty(2**30 if device.type == "cuda" else 0, dtype=torch.uint8, device=device)
    time_of = functools.partial(on_device, other) if device.type == "cuda" else by_clock
    least = 1 + shape[-2] * shape[-1] / query.nbytes  # bytes of vectors and tables ÷ bytes of vectors
    rows = []
    for name, ratio in ratios(interleaved(calls, time_of=time_of), COPY).items():
        bytes_ = 1 if name == COPY else least
        reached = Spread(*(bytes_ / part for part in (ratio.median, ratio.high, ratio.low)))
        kernels = launches(calls[name])
        row = {"dtype": str(dtype).removeprefix("torch."), "what": name, "÷ copy": ratio}
        row |= {"bandwidth ÷ the copy's": reached, "launches": kernels or "not seen"}
        asked = SHARE if TOGETHER in name else None
        rows.append(row | judged(reached if kernels <= 1 else 0, asked, "in one launch", at_least=True))
    torch.compiler.reset()
    return rows, [f"{dtype}: {words}" for words in wrong]


def on_device(other: torch.Tensor, call: Call) -> float:
    """Seconds on the device, with other data in its cache."""
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    other.zero_()
    start.record()
    call()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end) / 1e3


def launches(call: Call) -> int:
    """How many kernels and copies a call starts on a GPU; 0 if the profiler sees none."""
    with profile() as seen:
        call()
        if torch.cuda.is_available():
            torch.cuda.synchronize()
    there = [event for event in seen.events() if event.device_type == DeviceType.CUDA]
    # Compiled programs leave notes among them of what the work belongs to.
    noted = [getattr(event, "is_user_annotation", False) or event.name.startswith("##") for event in there]
    return noted.count(False)


def main(rehearsed: bool) -> None:
    """Measure, write what a GPU gave, and print."""
    if not (rehearsed or torch.cuda.is_available()):
        print("There is no GPU here, so nothing is measured on one.")
        return
    device, shape = (torch.device("cpu"), SMALL) if rehearsed else (torch.device("cuda"), SHAPES["B"])
    rows, wrong = [], []
    torch.manual_seed(0)
    for dtype in DTYPES:
        with torch.inference_mode():
            more, words = measure(device, shape, dtype)
        rows, wrong = rows + more, wrong + words
    about = conditions(LIBRARIES, cuda=torch.version.cuda or "", wrong="; ".join(wrong))
    found = {"Query and key": rows}
    lines = page("Turning on a GPU", about, HOW, {"Query and key": f"{shape} each."}, found)
    if rehearsed:
        print("\n".join(["A rehearsal: these numbers mean nothing.", "", *lines]))
    else:
        write("gpu", {"conditions": about, **found}, lines)


if __name__ == "__main__":
    main("--rehearse" in sys.argv)
