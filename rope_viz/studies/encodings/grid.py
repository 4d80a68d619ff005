"""All runs, in the order of their weight, each kept as soon as it has ended."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch.distributed as dist

from rope_viz.studies.encodings.kinds import KINDS
from rope_viz.studies.encodings.lengths import reaches, stretches
from rope_viz.studies.encodings.settings import SETTINGS
from rope_viz.studies.encodings.size import Size
from rope_viz.studies.encodings.training import Run, Trained, one_step, optimizer_of, rank, train

RATES = (0.003, 0.01, 0.03, 0.1)
TUNED_ON = 0  # the seed that chooses the rate, and that no comparison counts
TASKS = ("copy", "flip-flop")
LONGER = 10  # how many times as long "long" is, to see what a table comes to
ONLY = {  # encodings that a setting is about; elsewhere there are all
    "masked": ("none", "learned", "sinusoidal", "t5", "rope"),
    "linear": ("none", "learned", "sinusoidal", "rope"),
    "long": ("learned",),
}
READ_ON = 2  # seeds whose models read longer texts, which takes longer than to train them

Result = dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """Which runs there are.

    Attributes
    ----------
    size : of all models
    steps, task_steps : of a run on text, and on a task
    rows, every : as `Run` has them
    seeds : how many, for each setting
    """

    size: Size
    steps: int
    task_steps: int
    rows: int
    every: int
    seeds: tuple[tuple[str, int], ...]

    def run(self, setting: str, kind: str, rate: float, seed: int) -> Run:
        """One of them."""
        steps = self.task_steps if setting in TASKS else self.steps * (LONGER if setting == "long" else 1)
        return Run(setting, kind, rate, seed, steps, self.rows, self.every, self.size)


REDUCED = Grid(
    Size(layers=2, width=64, heads=4, context=128),
    steps=300,
    task_steps=300,
    rows=8,
    every=25,
    seeds=(("text", 5), ("masked", 3), ("linear", 3), ("copy", 2), ("long", 1), ("flip-flop", 2)),
)
FULL = Grid(
    Size(layers=6, width=192, heads=6, context=256),
    steps=4000,
    task_steps=2000,
    rows=64,
    every=100,
    seeds=tuple((name, 5) for name in SETTINGS),
)


def planned(
    grid: Grid, folder: Path, settings: Collection[str] = (), kinds: Collection[str] = ()
) -> Iterator[Run]:
    """Runs in order; those that need a tuned rate come once the runs that tune it have ended.

    Each encoding's rate is the one of `RATES` with which it does best on text, with a seed of its own. The
    other settings take it over.

    Parameters
    ----------
    grid : Grid
    folder : Path
        Where results are kept.
    settings, kinds : collection of str
        Only these, and what tunes them; all if there are none.
    """
    kinds = [kind for kind in KINDS if kind in (kinds or KINDS)]
    settings = [setting for setting in SETTINGS if setting in (settings or SETTINGS)]
    yield from (grid.run("text", kind, rate, TUNED_ON) for kind in kinds for rate in RATES)
    seeds = dict(grid.seeds)
    # A first seed of every setting comes before a second of any.
    rounds = [(name, seed) for seed in range(1, max(seeds.values()) + 1) for name in seeds]
    for setting, seed in rounds:
        for kind in kinds if setting in settings and seed <= seeds.get(setting, 0) else ():
            if _is_there(setting, kind):
                yield grid.run(setting, kind, tuned(grid, kind, folder), seed)


def _is_there(setting: str, kind: str) -> bool:
    return kind in ONLY.get(setting, KINDS)


def tuned(grid: Grid, kind: str, folder: Path) -> float:
    """The rate with which an encoding does best on text."""
    ends = {rate: ended(grid.run("text", kind, rate, TUNED_ON), folder) for rate in RATES}
    return min(ends, key=lambda rate: ends[rate]["losses"][-1])


def perform(
    run: Run, folder: Path, device: str = "cpu", said: Callable[[int, float], None] = lambda *_: None
) -> Result:
    """Train, measure, and keep the result; a run that has ended is read, and one that was stopped goes on.

    Processes that share the work share the folder too. The first of them writes, the others wait.
    """
    if not _place(run, folder).exists():
        folder.mkdir(parents=True, exist_ok=True)
        begun, checkpoint = time.process_time(), folder / f"{run.name}.checkpoint"
        trained = train(run, checkpoint, device=device, said=said)
        if rank() == 0:
            result = {
                "run": asdict(run),
                "steps": trained.steps,
                "losses": trained.losses,
                **_measured(trained),
                "seconds": round(time.process_time() - begun, 1),
            }
            beside = folder / f"{run.name}.part"
            beside.write_text(json.dumps(result), encoding="utf-8")
            os.replace(beside, _place(run, folder))
            checkpoint.unlink(missing_ok=True)
        if dist.is_initialized():
            dist.barrier()
    return ended(run, folder)


def ended(run: Run, folder: Path) -> Result:
    """Read the result of a run that has ended.

    Raises
    ------
    ValueError
        If it is the result of a run with other numbers.
    """
    result: Result = json.loads(_place(run, folder).read_text(encoding="utf-8"))
    if result["run"] != asdict(run):
        raise ValueError(
            f"folder must hold results of the grid that is run; {_place(run, folder)} came, of a run with "
            "other numbers. Take another folder, or delete it."
        )
    return result


def _place(run: Run, folder: Path) -> Path:
    return folder / f"{run.name}.json"


def _measured(trained: Trained) -> Result:
    """What is measured of a trained model, on the CPU."""
    run, model = trained.run, trained.model.cpu()
    table = model.table
    return {
        "stretches": [asdict(each) for each in stretches(model, run.size)]
        if run.setting == "text" and TUNED_ON < run.seed <= READ_ON
        else [],
        "reaches": [asdict(each) for each in reaches(model, run.setting, run.size)]
        if run.setting in TASKS
        else [],
        "table": None
        if table is None or run.setting not in ("text", "long")
        else table.detach().half().tolist(),
    }


def timed(grid: Grid, rounds: int = 20) -> dict[str, list[float]]:
    """Seconds of the processor for a step of each encoding, in turns, so that all see the same machine."""
    runs = {kind: grid.run("text", kind, RATES[0], 1) for kind in KINDS}
    models = {kind: run.model() for kind, run in runs.items()}
    optimizers = {kind: optimizer_of(runs[kind], model) for kind, model in models.items()}
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for step in range(rounds + 1):
        for kind, run in runs.items():
            begun = time.process_time()
            one_step(models[kind], optimizers[kind], run, SETTINGS["text"], step)
            found[kind].append(time.process_time() - begun)
    return {kind: seconds[1:] for kind, seconds in found.items()}  # the first step makes what later ones find
