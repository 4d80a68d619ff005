"""What the benchmarks share: the conditions, verdicts on targets, tables, and where results go."""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch
from timing import Spread

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks/results"
MET, UNCLEAR, MISSED = VERDICTS = ("met", "unclear", "missed")
Row = dict[str, Any]


def judged(measured: float | Spread, limit: float | None, of: str = "", at_least: bool = False) -> Row:
    """The columns about a target, the most or least that a number may be; empty where nothing is asked.

    Of numbers that differ from round to round, the middle half must agree, or else the verdict is unclear.
    """
    if limit is None:
        return {"target": "", "verdict": ""}
    numbers = measured[1:] if isinstance(measured, Spread) else (measured,)
    meets = [number >= limit if at_least else number <= limit for number in numbers]
    target = f"{'≥' if at_least else '≤'} {limit:g} {of}".rstrip()
    return {"target": target, "verdict": MET if all(meets) else UNCLEAR if any(meets) else MISSED}


def conditions(libraries: Iterable[str] = (), **more: str) -> Row:
    """What was measured, on what and when; of libraries, their versions or that they are not there."""
    info = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.*)", info.read_text() if info.exists() else "")
    processor = named[1] if named else platform.processor()
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    said = {
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.system()}, {os.cpu_count()} cores, {processor}; {gpu}",
        "python": f"{platform.python_version()}, torch {torch.__version__}",
        "libraries": ", ".join(f"{name} {_version(name)}" for name in libraries),
        **more,
    }
    return {name: words for name, words in said.items() if words}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is not installed, so not measured"


def table(rows: list[Row]) -> list[str]:
    """Lines of Markdown: a table whose columns are the entries of the first row."""
    cells = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row.values()] for row in rows]
    return [f"| {' | '.join(line)} |" for line in (rows[0], ["---"] * len(rows[0]), *cells)]


def verdicts(rows: Iterable[Row]) -> list[str]:
    """Lines of Markdown: how many targets are met, unclear and missed, and which are not met."""
    asked = [row for row in rows if row.get("verdict")]
    counts = ", ".join(f"{sum(row['verdict'] == each for row in asked)} {each}" for each in VERDICTS)
    unmet = [row for verdict in (MISSED, UNCLEAR) for row in asked if row["verdict"] == verdict]
    words = [", ".join(f"{name} {value}" for name, value in row.items() if value) for row in unmet]
    return [f"**{len(asked)} targets: {counts}.**", *[""] * bool(unmet), *(f"- {each}" for each in words)]


def page(
    title: str, about: Row, how: str, texts: Mapping[str, str], found: Mapping[str, list[Row]]
) -> list[str]:
    """Lines of Markdown: conditions, verdicts, and for each part its title, words and table."""
    lines = [f"# {title}", "", *(f"- {name}: {words}" for name, words in about.items()), "", how, ""]
    lines += verdicts(row for rows in found.values() for row in rows)
    for name, rows in found.items():
        lines += ["", f"## {name}", "", texts[name].strip(), "", *table(rows)] if rows else []
    return lines


def write(name: str, measured: Any, lines: list[str], folder: Path = RESULTS) -> None:
    """Keep a result as ``name.json`` for programs and ``name.md`` for readers, and print the latter."""
    text, numbers = "\n".join(lines) + "\n", json.dumps(measured, indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(numbers + "\n", encoding="utf-8")
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    print(text, end="")
