"""Runs the study, or the rest of it: ``python -m rope_viz.studies.encodings``.

Several processes share each batch, on one machine or on many with a folder in common:
``torchrun --nproc-per-node 2 -m rope_viz.studies.encodings``.
"""

from __future__ import annotations

import argparse
import os
import time
from functools import partial
from pathlib import Path

import torch
import torch.distributed as dist

from rope_viz.studies.encodings.collect import collect
from rope_viz.studies.encodings.grid import FULL, REDUCED, perform, planned
from rope_viz.studies.encodings.kinds import KINDS
from rope_viz.studies.encodings.settings import SETTINGS
from rope_viz.studies.encodings.training import Run, rank


def main(arguments: list[str] | None = None) -> None:
    """Perform what is planned and has not ended."""
    given = _parser().parse_args(arguments)
    grid = FULL if given.full else REDUCED
    folder = given.folder / ("full" if given.full else "reduced")
    if "WORLD_SIZE" in os.environ:
        dist.init_process_group("nccl" if given.device == "cuda" else "gloo")
    if given.device == "cpu":
        torch.set_num_threads(1)  # so that sums are taken in one order, and results are the same everywhere
    if given.collect:
        collect(grid, folder)
        return
    deadline, begun = given.minutes * 60 + time.monotonic(), time.monotonic()
    for count, run in enumerate(planned(grid, folder, given.settings, given.kinds), 1):
        if time.monotonic() > deadline:
            print(f"{given.minutes:g} minutes are over; the same command goes on from here.")
            break
        result = perform(run, folder, given.device, partial(_say, run))
        minutes = (time.monotonic() - begun) / 60
        if rank() == 0:
            print(
                f"{count:4d}  {run.name}: loss {result['losses'][-1]:.3f}, {minutes:.1f} minutes", flush=True
            )


def _say(run: Run, step: int, loss: float) -> None:
    if rank() == 0:
        print(f"\r      {run.name}: step {step} of {run.steps}, loss {loss:.3f} ", end="\r", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rope_viz.studies.encodings", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the grid for a GPU, instead of the reduced one")
    parser.add_argument("--folder", type=Path, default=Path("_build/studies/encodings"), help="of the runs")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--settings", nargs="+", default=(), choices=list(SETTINGS), help="only these")
    parser.add_argument("--kinds", nargs="+", default=(), choices=list(KINDS), help="only these encodings")
    parser.add_argument("--collect", action="store_true", help="write the tables of the runs that have ended")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no run after so many")
    return parser


if __name__ == "__main__":
    main()
