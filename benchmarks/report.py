"""What the benchmarks share: the conditions, verdicts on targets, tables, and where results go."""

from __future__ import annotations

import datetime
import json
import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks/results"
Row = dict[str, Any]


def judged(measured: float, limit: float | None, of: str = "", at_least: bool = False) -> Row:
    """The columns about a target, the most or least that a number may be; empty where nothing is asked."""
    if limit is None:
        return {"target": "", "verdict": ""}
    met = measured >= limit if at_least else measured <= limit
    target = f"{'≥' if at_least else '≤'} {limit:g} {of}".rstrip()
    return {"target": target, "verdict": "met" if met else "missed"}


def conditions(libraries: Iterable[str] = (), **more: str) -> Row:
    """What was measured, on what and when; of libraries, their versions or that they are not there."""
    found = {}
    for name in libraries:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    cores, info = f"{os.cpu_count()} cores", Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    said = {
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.system()}, {cores}, {next(named, platform.processor())}; {gpu}",
        "python": f"{platform.python_version()}, torch {torch.__version__}",
        "libraries": ", ".join(f"{name} {number}" for name, number in found.items() if number),
        "not installed, so not measured": ", ".join(name for name, number in found.items() if not number),
        **more,
    }
    return {name: words for name, words in said.items() if words}


def heading(title: str, measured: Row) -> list[str]:
    """Lines of Markdown: the title and the conditions."""
    return [f"# {title}", "", *(f"- {name}: {words}" for name, words in measured.items()), ""]


def table(rows: list[Row]) -> list[str]:
    """Lines of Markdown: a table whose columns are the entries of the first row."""
    cells = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row.values()] for row in rows]
    return [f"| {' | '.join(line)} |" for line in (rows[0], ["---"] * len(rows[0]), *cells)]


def verdicts(rows: Iterable[Row]) -> list[str]:
    """Lines of Markdown: how many targets are met, and which are not."""
    asked = [row for row in rows if row.get("verdict")]
    missed = [row for row in asked if row["verdict"] == "missed"]
    told = f"**{len(asked) - len(missed)} of {len(asked)} targets are met.**{' Missed:' if missed else ''}"
    words = [", ".join(f"{name} {value}" for name, value in row.items() if value) for row in missed]
    return [told, "", *(f"- {each}" for each in words), *([""] if missed else [])]


def write(name: str, measured: Any, lines: list[str], folder: Path = RESULTS) -> None:
    """Keep a result as ``name.json`` for programs and ``name.md`` for readers, and print the latter."""
    text, numbers = "\n".join(lines) + "\n", json.dumps(measured, indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(numbers + "\n", encoding="utf-8")
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    print(text, end="")
