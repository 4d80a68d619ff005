"""Turning queries and keys whose tables are ready, beside copies of the same bytes and beside peers."""

from __future__ import annotations

import functools
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import peers
import torch
from report import Row, Target, judged
from timing import interleaved, ratios
from torch import Tensor

from rope_viz import Rope

SHAPES = {"A": (8, 12, 512, 64), "B": (1, 32, 4096, 128), "C": (1, 8, 32768, 64), "small": (1, 32, 1, 128)}
DTYPES = (torch.float32, torch.bfloat16)
LAYOUTS = ("interleaved", "half")
OURS, COMPILED = "rope_viz", "compiled"
COPY = "clone"
HOPELESS = {("dense block matrix", torch.bfloat16)}  # hundreds of copies long: few rounds would be left


@dataclass
class Turned:
    """What was measured of one shape and dtype.

    Attributes
    ----------
    rows : list of dict
        Each contender beside copies.
    beside_peers : list of dict
        Each of our ways beside the fastest peer.
    wrong : list of str
        Contenders that were left out, with their errors.
    """

    rows: list[Row]
    beside_peers: list[Row]
    wrong: list[str] = field(default_factory=list)


def measure(shape: str, dtype: torch.dtype) -> Turned:
    """Check and time every contender on one of `SHAPES`."""
    query, key = (torch.randn(SHAPES[shape]).to(dtype) for _ in range(2))
    makers = {name: make for name, make in peers.PEERS.items() if (name, dtype) not in HOPELESS}
    found, wrong = right_ones(ours(query, key) | peers.made(makers, query, key), query, key)
    calls = {name: turner.call for name, turner in found.items()}
    calls[COPY] = lambda: (query.clone(), key.clone())
    small = shape == "small"
    times = interleaved(calls, calls=100 if small else 1)
    torch.compiler.reset()  # the next case compiles for itself, as a program that has only that case does
    targets = {} if small else {name: target_of(name, dtype) for name in found}
    case = {"shape": shape, "dtype": str(dtype).removeprefix("torch.")}
    return Turned(
        [case | row for row in beside_copies(times, targets)],
        [case | row for row in beside_peers(times)],
        [f"{shape}, {case['dtype']}: {words}" for words in wrong],
    )


def ours(query: Tensor, key: Tensor) -> dict[str, peers.Turner]:
    """Our ways to turn a query and a key, by name: plain, and compiled if that is another."""
    turners = {}
    for layout in LAYOUTS:
        turners[f"{OURS}, {layout}"] = our_turner(query, key, layout)
        if layout == "half" or query.dtype == torch.bfloat16:
            turners[f"{OURS}, {layout}, {COMPILED}"] = our_turner(query, key, layout, compiled=True)
    return turners


def our_turner(query: Tensor, key: Tensor, layout: Any, compiled: bool = False) -> peers.Turner:
    """One of our ways."""
    rope = Rope(query.shape[-1], layout=layout)
    tables = rope.tables(torch.arange(query.shape[-2], device=query.device))
    turn = functools.partial(rope.rotate, compiled=compiled)
    return peers.Turner(lambda: (turn(query, tables), turn(key, tables)), layout)


def right_ones(
    turners: Mapping[str, peers.Turner], query: Tensor, key: Tensor
) -> tuple[dict[str, peers.Turner], list[str]]:
    """The turners whose results are right, and words about the others."""
    exact = {layout: (peers.exact(query, layout), peers.exact(key, layout)) for layout in LAYOUTS}
    right, wrong = {}, []
    for name, turner in turners.items():
        allowed = (peers.OUR_TOLERANCE if name.startswith(OURS) else peers.TOLERANCE)[query.dtype]
        error = peers.off_by(turner, exact)
        if error <= allowed:
            right[name] = turner
        else:
            wrong.append(f"{name} is off by {error:.1g} of the largest component; {allowed:.1g} are allowed")
    return right, wrong


def target_of(name: str, dtype: torch.dtype) -> Target | None:
    """What is asked of a contender: of ours, where torch has calls that can do it without temporaries."""
    limits = {
        (f"{OURS}, interleaved", torch.float32): 1.25,
        (f"{OURS}, half", torch.float32): 1.6,
        (f"{OURS}, half, {COMPILED}", torch.float32): 1.4,
        (f"{OURS}, half, {COMPILED}", torch.bfloat16): 1.5,
        (f"{OURS}, interleaved, {COMPILED}", torch.bfloat16): 1.5,
    }
    limit = limits.get((name, dtype))
    return None if limit is None else Target(limit, COPY)


def beside_copies(times: Mapping[str, list[float]], targets: Mapping[str, Target | None]) -> Iterator[Row]:
    """A row for each contender, from the fastest: its time ÷ that of a copy."""
    to_copy = ratios(times, COPY)
    for name, ratio in sorted(to_copy.items(), key=lambda entry: entry[1].median):
        yield {"what": name, f"÷ {COPY}": ratio} | judged(targets.get(name), ratio.median)


def beside_peers(times: Mapping[str, list[float]]) -> Iterator[Row]:
    """A row for each of our ways that a peer has as well: plain beside plain, compiled beside compiled."""
    for name in times:
        if not name.startswith(OURS):
            continue
        compiled = name.endswith(COMPILED)
        rivals = [
            peer
            for peer in times
            if not peer.startswith((OURS, COPY)) and peer.endswith(COMPILED) == compiled
        ]
        if rivals:
            fastest = min(rivals, key=lambda peer: statistics.median(times[peer]))
            ratio = ratios(times, fastest)[name]
            yield {"what": name, "fastest peer": fastest, "÷ peer": ratio} | judged(
                Target(1, "the peer"), ratio.median
            )
