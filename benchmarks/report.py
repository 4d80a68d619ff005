"""What the benchmarks share: the conditions, targets and their verdicts, tables, and where results go."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks/results"
Row = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """The most that a number may be, or the least.

    Attributes
    ----------
    limit : float
        Met up to this, or from this on if ``at_least``.
    of : str
        What the number counts: a unit, or what it is a multiple of.
    at_least : bool
    """

    limit: float
    of: str = ""
    at_least: bool = False

    def verdict(self, measured: float) -> str:
        """Whether a measurement meets it."""
        met = measured >= self.limit if self.at_least else measured <= self.limit
        return "met" if met else "missed"

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.of}".rstrip()


def judged(target: Target | None, measured: float) -> Row:
    """The columns about a target, empty where nothing is asked."""
    if target is None:
        return {"target": "", "verdict": ""}
    return {"target": str(target), "verdict": target.verdict(measured)}


def conditions(libraries: Iterable[str] = (), **more: str) -> dict[str, str]:
    """What was measured, on what and when.

    Parameters
    ----------
    libraries : iterable of str
        Distributions whose versions matter; those that are not installed are said to be absent.
    **more : str
        Further conditions, by name.
    """
    found = {name: _version(name) for name in libraries}
    absent = [name for name, number in found.items() if number is None]
    said = {
        "date": datetime.date.today().isoformat(),
        "machine": _machine(),
        "python": f"{platform.python_version()}, torch {torch.__version__}",
        "libraries": ", ".join(f"{name} {number}" for name, number in found.items() if number),
        "not installed, so not measured": ", ".join(absent),
        **more,
    }
    return {name: words for name, words in said.items() if words}


def heading(title: str, measured: dict[str, str]) -> list[str]:
    """Lines of Markdown: the title and the conditions."""
    return [f"# {title}", "", *(f"- {name}: {words}" for name, words in measured.items()), ""]


def table(rows: list[Row]) -> list[str]:
    """Lines of Markdown: a table whose columns are the entries of the first row."""
    names = list(rows[0])
    cells = [[_cell(row[name]) for name in names] for row in rows]
    return [f"| {' | '.join(line)} |" for line in (names, ["---"] * len(names), *cells)]


def write(name: str, measured: dict[str, Any], lines: list[str], folder: Path = RESULTS) -> None:
    """Keep a result as ``name.json`` for programs and ``name.md`` for readers, and print the latter."""
    folder.mkdir(exist_ok=True)
    text = "\n".join(lines) + "\n"
    numbers = json.dumps(measured, indent=2, ensure_ascii=False, default=dataclasses.asdict)
    (folder / f"{name}.json").write_text(numbers + "\n", encoding="utf-8")
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    print(text, end="")


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _machine() -> str:
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {_processor()}; {gpu}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
