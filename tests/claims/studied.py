"""What the claims of the chapter training find, from the lines of the study's tables."""

from __future__ import annotations

import itertools
import math
import statistics
from pathlib import Path

import rope_viz as rv


def lines_of(name):
    """A table of the study, line by line."""
    folder = Path(rv.__file__).parent / "studies/encodings/results"
    header, *lines = (folder / name).read_text().splitlines()
    return [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]


def compared(name, one, other):
    """Mean of the differences and its standard error."""
    apart = [a - b for a, b in zip(one, other, strict=True)]
    return {name: statistics.mean(apart), f"{name}_error": statistics.stdev(apart) / math.sqrt(len(apart))}


def fallen(setting, kind):
    """Losses of each compared seed by step."""
    seeds = {}
    for line in lines_of("losses.csv"):
        if (line["setting"], line["kind"]) == (setting, kind) and line["seed"] != "0":
            seeds.setdefault(line["seed"], {})[int(line["step"])] = float(line["loss"])
    return list(seeds.values())


def last(curves):
    return [fall[max(fall)] for fall in curves]


def faster():
    wanted = {}
    for setting in ("text", "masked", "linear"):
        rope, sines = fallen(setting, "rope"), fallen(setting, "sinusoidal")
        goal, reached = statistics.mean(last(sines)), []
        for fall in rope:
            before, there = next((a, b) for a, b in itertools.pairwise(sorted(fall)) if fall[b] <= goal)
            share = (fall[before] - goal) / (fall[before] - fall[there])
            reached.append(100 * (before + share * (there - before)) / max(fall))
        wanted |= compared(setting, last(rope), last(sines))
        wanted[f"{setting}_steps"] = statistics.median(reached)
    return wanted


def alike():
    kinds = ("learned", "sinusoidal", "none", "rope")
    learned, sines, none, rope = (last(fallen("text", kind)) for kind in kinds)
    most = statistics.mean(none) - statistics.mean(rope)
    shares = [100 * (statistics.mean(none) - statistics.mean(each)) / most for each in (learned, sines)]
    return compared("end", learned, sines) | {"learned": shares[0], "sines": shares[1]}


def longer():
    wanted = {}
    parts = {"t5": ("t5", 16, 32), "soon": ("t5", 4, 8), "alibi": ("alibi", 16, 32), "rope": ("rope", 16, 32)}
    for name, (kind, start, stop) in parts.items():
        rows = [
            [float(value) for key, value in line.items() if key.startswith("bin")]
            for line in lines_of("stretches.csv")
            if (line["kind"], line["rule"], line["times"]) == (kind, "as trained", "8")
        ]
        far, near = (
            [statistics.mean(row[part]) for row in rows] for part in (slice(start, stop), slice(2, 4))
        )
        wanted |= compared(name, far, near)
    return wanted
