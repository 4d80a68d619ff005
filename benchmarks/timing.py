"""The one timing harness: contenders take turns, so that a busy machine is busy for all of them.

Times are compared within a round, where they were taken moments apart, and only then across rounds. So a
ratio says something on a machine that others use too, where seconds say little.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Call = Callable[[], Any]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Ratio:
    """How many times as long as a reference something took.

    Attributes
    ----------
    median : float
        Over the rounds.
    low, high : float
        Between which the middle half of the rounds lies.
    """

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


def interleaved(
    contenders: Mapping[Name, Call],
    *,
    rounds: int = 61,
    least: int = 5,
    seconds: float = 30.0,
    calls: int = 1,
    warm_up: int = 2,
    clock: Callable[[], float] = time.perf_counter,
    settle: Call = lambda: None,
) -> dict[Name, list[float]]:
    """Time every contender once a round, each round in another order.

    Parameters
    ----------
    contenders : mapping of name to callable
        What is timed, by name. What a call returns is freed within its time.
    rounds, least : int
        How many rounds there are, and how many even if they take longer than ``seconds``.
    seconds : float
        After so long no further round begins.
    calls : int
        Calls in a row for one time, which is divided by their number: many for what takes microseconds.
    warm_up : int
        Calls of each contender beforehand, which compile and fill caches.
    clock : callable
        Seconds, from any start.
    settle : callable
        Waits until all that was begun is done: ``torch.cuda.synchronize`` on a GPU.

    Returns
    -------
    dict of name to list of float
        Seconds per call, one entry a round, in the order of the rounds.

    Raises
    ------
    ValueError
        If there is nothing to time, or fewer than two rounds.
    """
    if not contenders:
        raise ValueError("contenders must have at least one entry, or there is nothing to time; none came.")
    if min(rounds, least) < 2:
        raise ValueError(
            f"rounds and least must be at least 2, because one time has no spread; {rounds} and {least} came."
        )
    for call in contenders.values():
        for _ in range(warm_up):
            call()
    order, shuffle = list(contenders), random.Random(0).shuffle
    times: dict[Name, list[float]] = {name: [] for name in contenders}
    collecting = gc.isenabled()
    gc.disable()  # or one contender pays for the garbage of another
    try:
        begin = clock()
        for done in range(rounds):
            if done >= least and clock() - begin > seconds:
                break
            shuffle(order)  # memory that one frees the next may get, so nobody always follows the same
            for name in order:
                times[name].append(_time(contenders[name], calls, clock, settle))
    finally:
        if collecting:
            gc.enable()
    return times


def ratios(times: Mapping[Name, list[float]], reference: Name) -> dict[Name, Ratio]:
    """Time of each contender ÷ time of the reference in the same round: the median and its spread.

    Parameters
    ----------
    times : mapping of name to list of float
        From `interleaved`.
    reference : name
        One of the contenders.
    """
    return {name: _ratio(taken, times[reference]) for name, taken in times.items()}


def _ratio(taken: list[float], reference: list[float]) -> Ratio:
    shares = [mine / theirs for mine, theirs in zip(taken, reference, strict=True)]
    low, median, high = statistics.quantiles(shares, n=4, method="inclusive")
    return Ratio(median, low, high)


def _time(call: Call, calls: int, clock: Callable[[], float], settle: Call) -> float:
    settle()
    begin = clock()
    for _ in range(calls):
        call()
    settle()
    return (clock() - begin) / calls
