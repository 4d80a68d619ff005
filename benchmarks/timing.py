"""The one timing harness: contenders take turns, so that a busy machine is busy for all of them.

Times are compared within a round, where they were taken moments apart, and only then across rounds. So a
ratio says something on a machine that others use too, where seconds say little.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

Call = Callable[[], Any]
Clock = Callable[[], float]
Name = TypeVar("Name", bound=Hashable)


class Spread(NamedTuple):
    """A number of every round: the median, and where the middle half lies."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, numbers: Iterable[float]) -> Spread:
        low, median, high = statistics.quantiles(numbers, n=4, method="inclusive")
        return cls(median, low, high)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


def by_clock(call: Call, calls: int = 1, clock: Clock = time.perf_counter) -> float:
    """Seconds a call; several in a row share their time, for what takes microseconds."""
    start = clock()
    for _ in range(calls):
        call()
    return (clock() - start) / calls


def interleaved(
    contenders: Mapping[Name, Call],
    *,
    rounds: int = 61,
    least: int = 7,
    seconds: float = 25.0,
    time_of: Callable[[Call], float] = by_clock,
) -> dict[Name, list[float]]:
    """Seconds of every contender, one entry a round, after two calls that compile and fill caches.

    There are ``rounds``, or those that begin within so many ``seconds`` of measured time, but at ``least`` so
    many.
    """
    for call in contenders.values():
        call()
        call()
    order, shuffle = list(contenders), random.Random(0).shuffle
    times: dict[Name, list[float]] = {name: [] for name in contenders}
    gc.disable()  # or one contender pays for the garbage of another
    for done in range(rounds):
        if done >= least and sum(map(sum, times.values())) > seconds:
            break
        shuffle(order)  # memory that one frees the next may get, so nobody always follows the same
        for name in order:
            times[name].append(time_of(contenders[name]))
    gc.enable()
    return times


def ratios(times: Mapping[Name, list[float]], reference: Name) -> dict[Name, Spread]:
    """Time of each contender ÷ time of the reference in the same round."""
    return {
        name: Spread.of(mine / theirs for mine, theirs in zip(taken, times[reference], strict=True))
        for name, taken in times.items()
    }
