"""Turns the runs that have ended into the small tables that are kept with the package."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import os
import platform
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from rope_viz.studies.encodings.grid import TUNED_ON, Grid, Result, ended, planned, timed
from rope_viz.studies.encodings.lengths import BINS
from rope_viz.studies.encodings.settings import text
from rope_viz.studies.encodings.training import Run

RESULTS = Path(__file__).with_name("results")
DECIMALS = 4  # of a loss or a share


def collect(grid: Grid, runs: Path, folder: Path = RESULTS, **more: str) -> None:
    """Write the tables of a grid's runs, those of them that have ended.

    Parameters
    ----------
    grid : Grid
    runs : Path
        Where `perform` kept them.
    folder : Path
        Where the tables go.
    more : str
        What else is to be said of the circumstances.
    """
    found = [ended(run, runs) for run in _ended(grid, runs)]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "losses.csv", ("setting", "kind", "rate", "seed", "step", "loss"), _losses(found))
    bins = [f"bin{k}" for k in range(BINS)]
    _write(folder / "stretches.csv", ("kind", "seed", "rule", "times", *bins), _stretches(found))
    reached = ("times", "nearest", "farthest", "accuracy", "count")
    _write(folder / "reaches.csv", ("setting", "kind", "seed", *reached), _reaches(found, reached))
    seconds = timed(grid)
    _write(
        folder / "seconds.csv",
        ("kind", "round", "seconds"),
        ((kind, k, f"{value:.4f}") for kind, values in seconds.items() for k, value in enumerate(values)),
    )
    tables = {kind: _tables(found, "text", kind) for kind in ("learned", "t5")}
    tables["long"] = _tables(found, "long", "learned")
    _keep_arrays(folder / "tables.npz", {name: made for name, made in tables.items() if len(made)})
    about = json.dumps(conditions(grid, len(found), **more), indent=2, ensure_ascii=False)
    (folder / "about.json").write_text(about + "\n", encoding="utf-8")


def _ended(grid: Grid, runs: Path) -> Iterable[Run]:
    """Of the runs that are planned those whose results are there."""
    try:
        for run in planned(grid, runs):
            if (runs / f"{run.name}.json").exists():
                yield run
    except FileNotFoundError:  # a rate is not tuned yet, so that what needs it has not begun
        return


def _losses(found: list[Result]) -> Iterable[Sequence[Any]]:
    for result in found:
        run = result["run"]
        name = [run[key] for key in ("setting", "kind", "rate", "seed")]
        for step, loss in zip(result["steps"], result["losses"], strict=True):
            yield *name, step, _rounded(loss)


def _stretches(found: list[Result]) -> Iterable[Sequence[Any]]:
    for result in found:
        by_text: dict[tuple[str, int], list[float]] = {}
        for each in result["stretches"]:
            by_text.setdefault((each["rule"], each["times"]), []).append(each["loss"])
        for (rule, times), losses in by_text.items():
            empty = [""] * (BINS - len(losses))
            yield result["run"]["kind"], result["run"]["seed"], rule, times, *map(_rounded, losses), *empty


def _reaches(found: list[Result], columns: Sequence[str]) -> Iterable[Sequence[Any]]:
    for result in found:
        name = [result["run"][key] for key in ("setting", "kind", "seed")]
        for each in result["reaches"]:
            yield *name, *(_rounded(each[key]) if key == "accuracy" else each[key] for key in columns)


def _tables(found: list[Result], setting: str, kind: str) -> np.ndarray[Any, np.dtype[np.float16]]:
    """Trained tables of an encoding, in the order of the seeds that are compared."""
    name = (setting, kind)
    chosen = [
        each for each in found if each["table"] and (each["run"]["setting"], each["run"]["kind"]) == name
    ]
    compared = sorted(
        (each["run"]["seed"], each["table"]) for each in chosen if each["run"]["seed"] != TUNED_ON
    )
    return np.array([table for _, table in compared], dtype=np.float16)


def conditions(grid: Grid, ended: int, **more: str) -> dict[str, Any]:
    """What was run, on what, when, and with which text."""
    info = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.*)", info.read_text() if info.exists() else "")
    processor = named[1] if named else platform.processor()
    return {
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.system()}, {os.cpu_count()} cores, {processor}",
        "python": f"{platform.python_version()}, torch {torch.__version__}, NumPy {np.__version__}",
        "revision": _revision(),
        "code": _code(),
        "text": {"name": "pydoc_data.topics", "sha256": text().sha256, "letters": len(text().letters)},
        "grid": asdict(grid),
        "runs": ended,
        **more,
    }


def _revision() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _code() -> str:
    """A digest of the study's own files, which says the same wherever they lie."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _rounded(value: float) -> str:
    return f"{value:.{DECIMALS}f}"


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _keep_arrays(path: Path, arrays: dict[str, Any]) -> None:
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)
    path.write_bytes(packed.getvalue())
