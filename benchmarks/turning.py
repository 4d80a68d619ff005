"""Turning queries and keys whose tables are ready, beside copies of the same bytes and beside peers."""

from __future__ import annotations

import functools
import statistics
import time
from collections.abc import Callable, Iterator, Mapping

import torch
from peers import COMPILED, LAYOUTS, OURS, PEERS, WAYS, Maker, Pair
from report import Row, judged
from timing import Clock, by_clock, interleaved, ratios
from torch import Tensor

from rope_viz import Rope

SHAPES = {
    "A": (8, 12, 512, 64), "B": (1, 32, 4096, 128), "C": (1, 8, 32768, 64),
    "prompt": (1, 32, 512, 128), "small": (1, 32, 1, 128),
}  # fmt: skip
DTYPES = (torch.float32, torch.bfloat16)
COPY = "clone"
READY = "copy into ready memory"
PRODUCT = "complex product into ready memory"
REFERENCES = (COPY, READY, PRODUCT)  # which turn nothing, or are given what nobody gives who wants a result
HOPELESS = {("dense block matrix", torch.bfloat16)}  # hundreds of copies long: few rounds would be left
# Shares of the largest component. Peers compute angles in float32, which are off by thousandths of a radian
# at 32,768, and round tables, products and sums to bfloat16; a wrong pair or sign is off by whole units.
ALLOWED = {torch.float32: (1e-6, 1e-2), torch.bfloat16: (2**-7, 2**-5)}  # ours, peers'
# How many copies ours may take, and at which shapes that is asked.
LIMITS = {
    (f"{OURS}, interleaved", torch.float32): ("ABC", 1.25),
    (f"{OURS}, half", torch.float32): ("BC", 1.6),
    **{(f"{OURS}, {layout}, {COMPILED}", torch.float32): ("BC", 1.4) for layout in LAYOUTS},
    **{(f"{OURS}, {layout}, {COMPILED}", torch.bfloat16): ("BC", 1.5) for layout in LAYOUTS},
}


def measure(
    shape: str, dtype: torch.dtype, clock: Clock = time.perf_counter, seconds: float = 25
) -> tuple[list[Row], list[Row], list[str]]:
    """Rows beside a copy, rows beside the fastest peer, and words about who was wrong and so not timed."""
    query, key = (torch.randn(SHAPES[shape]).to(dtype) for _ in range(2))
    makers = {name: make for name, make in (WAYS | PEERS).items() if (name, dtype) not in HOPELESS}
    right, wrong = right_ones(makers, query, key)
    calls = right | references(query, key)
    time_of = functools.partial(by_clock, calls=100 if shape == "small" else 1, clock=clock)
    times = interleaved(calls, seconds=seconds, time_of=time_of)
    torch.compiler.reset()  # the next case compiles for itself, as a program that has only that case does
    case = {"shape": shape, "dtype": str(dtype).removeprefix("torch.")}
    return (
        [case | row for row in beside_copies(times, shape, dtype)],
        [case | row for row in beside_peers(times)],
        [f"{shape}, {dtype}: {words}" for words in wrong],
    )


def references(query: Tensor, key: Tensor) -> dict[str, Callable[[], object]]:
    """Copies into new memory and into memory that is there already, where torch can also turn."""
    places = torch.empty_like(query), torch.empty_like(key)
    found: dict[str, Callable[[], object]] = {
        COPY: lambda: (query.clone(), key.clone()),
        READY: lambda: [place.copy_(x) for place, x in zip(places, (query, key), strict=True)],
    }
    if query.dtype == torch.float32:
        phasors = Rope(query.shape[-1]).tables(torch.arange(query.shape[-2])).phasors
        pairs = [x.view(phasors.dtype) for x in (query, key, *places)]
        found[PRODUCT] = lambda: [torch.mul(pairs[i], phasors, out=pairs[i + 2]) for i in (0, 1)]
    return found


def right_ones(
    makers: Mapping[str, Maker], query: Tensor, key: Tensor
) -> tuple[dict[str, Callable[[], Pair]], list[str]]:
    """The calls whose results are right, and words about the others."""
    right, wrong = {}, []
    for name, make in makers.items():
        limit, error = ALLOWED[query.dtype][not name.startswith(OURS)], 0.0
        try:
            call, layout = make(query, key)
            turned = call()
        except Exception as broken:  # a library that is absent, or that fails on this machine
            wrong.append(f"{name} failed: {type(broken).__name__}: {str(broken).partition(chr(10))[0]}")
            continue
        for x, one in zip((query, key), turned, strict=True):
            want = exact(x, layout)
            error = max(error, float((one - want).abs().max() / want.abs().max()))
        if error <= limit:
            right[name] = call
        else:
            wrong.append(f"{name} is off by {error:.1g} of the largest component; {limit:.1g} are allowed")
    return right, wrong


def exact(x: Tensor, layout: str) -> Tensor:
    """The oracle: complex numbers in float64."""
    phasors = torch.exp(1j * Rope(x.shape[-1]).angles(torch.arange(x.shape[-2], device=x.device)))
    pairs, axis = ((2, -1), -2) if layout == "half" else ((-1, 2), -1)
    turned = torch.complex(*x.to(torch.float64).unflatten(-1, pairs).unbind(axis)) * phasors
    return torch.stack((turned.real, turned.imag), axis).flatten(-2)


def limit_of(name: str, shape: str, dtype: torch.dtype) -> float | None:
    """How many copies a contender may take; only ours are asked, and the largest shapes most."""
    shapes, limit = LIMITS.get((name, dtype), ("", None))
    return limit if shape in shapes else None


def beside_copies(times: Mapping[str, list[float]], shape: str, dtype: torch.dtype) -> Iterator[Row]:
    """A row for each contender, from the fastest: its time ÷ that of a copy."""
    ready = ratios(times, READY)
    for name, ratio in sorted(ratios(times, COPY).items(), key=lambda entry: entry[1].median):
        row = {"what": name, f"÷ {COPY}": ratio, f"÷ {READY}": ready[name]}
        yield row | judged(ratio, limit_of(name, shape, dtype), COPY)


def beside_peers(times: Mapping[str, list[float]]) -> Iterator[Row]:
    """A row for each of our ways that a peer has as well: plain beside plain, compiled beside compiled."""
    for name in times:
        kind = [other for other in times if other.endswith(COMPILED) == name.endswith(COMPILED)]
        rivals = [other for other in kind if not other.startswith((OURS, *REFERENCES))]
        if name.startswith(OURS) and rivals:
            fastest = min(rivals, key=lambda rival: statistics.median(times[rival]))
            ratio = ratios(times, fastest)[name]
            row = {"what": name, "fastest peer": fastest, "÷ peer": ratio}
            yield row | judged(ratio, 1, "the peer")
