"""How soon the package can be imported, in a fresh Python."""

from __future__ import annotations

import functools
import statistics
import subprocess
import sys

from report import Row, Target, judged
from timing import interleaved, ratios

NUMPY, OURS, TORCH = "import numpy", "import rope_viz", "import torch"


def measure() -> tuple[list[Row], list[Row]]:
    """Rows that compare imports, the start of Python included, and a row about ours alone."""
    calls = {words: functools.partial(run, words) for words in ("pass", NUMPY, OURS, TORCH)}
    times = interleaved(calls, rounds=7, warm_up=1)
    rows: list[Row] = [{"what": words, f"÷ {NUMPY}": ratio} for words, ratio in ratios(times, NUMPY).items()]
    took = statistics.median(times[OURS])
    what = f"a fresh Python that does no more than {OURS}"
    return rows, [{"what": what, "measured": f"{took:.2f} s"} | judged(Target(0.3, "s"), took)]


def run(words: str) -> None:
    """Start Python, do it, and end."""
    subprocess.run([sys.executable, "-c", words], check=True)
