"""Tables of the study: made of runs and read again, and what those that are kept with the package say."""

from __future__ import annotations

import platform

import numpy as np
import torch

from rope_viz.studies.encodings.collect import collect
from rope_viz.studies.encodings.grid import RATES, REDUCED, Grid, ended, perform, planned
from rope_viz.studies.encodings.kinds import KINDS
from rope_viz.studies.encodings.results import study
from rope_viz.studies.encodings.settings import text
from rope_viz.studies.encodings.size import Size

TINY = Grid(
    Size(layers=1, width=32, heads=2, context=16),
    steps=2,
    task_steps=2,
    rows=2,
    every=1,
    seeds=(("text", 2), ("copy", 1)),
)


def test_tables_hold_what_the_runs_found(tmp_path):
    torch.set_num_threads(1)
    runs, folder = tmp_path / "runs", tmp_path / "results"
    for run in planned(TINY, runs):
        perform(run, runs)
    collect(TINY, runs, folder, note="tried")
    found = study(folder)
    assert found.about["note"] == "tried" and found.about["runs"] == 7 * len(RATES) + 2 * 7 + 7
    for run in planned(TINY, runs):
        result = ended(run, runs)
        if run.setting == "text" and run.seed > 0:
            losses = found.losses("text")[run.kind]
            assert losses.rate == run.rate and losses.steps.tolist() == [0, 1, 2]
            np.testing.assert_allclose(losses.losses[run.seed - 1], result["losses"], atol=5.1e-5)
            far = [each["loss"] for each in result["stretches"] if each["rule"] == "as trained"][-32:]
            np.testing.assert_allclose(found.stretch(run.kind)[run.seed - 1], far[-32:], atol=5.1e-5)
    copied = next(run for run in planned(TINY, runs) if (run.setting, run.kind) == ("copy", "rope"))
    reached = [each for each in ended(copied, runs)["reaches"] if each["times"] == 2]
    at, shares = found.reach("copy", "rope", 2)
    assert at.tolist() == [each["nearest"] for each in reached]
    np.testing.assert_allclose(shares[0], [each["accuracy"] for each in reached], atol=5.1e-5)
    assert found.tables["learned"].shape == (2, 16, 32) and found.tables["t5"].shape == (2, 32, 2)
    assert found.cost("none") == 1 and found.cost("rope") > 0


def test_each_encoding_has_the_rate_that_its_own_seed_chose():
    rows = study().rows["losses"]
    last = {
        (row["kind"], float(row["rate"])): float(row["loss"])
        for row in rows
        if row["seed"] == "0" and int(row["step"]) == REDUCED.steps
    }
    assert set(last) == {(kind, rate) for kind in KINDS for rate in RATES}
    for kind in KINDS:
        best = min(RATES, key=lambda rate: last[kind, rate])
        assert RATES[0] < best < RATES[-1], "the best rate lies between others"
        assert {float(row["rate"]) for row in rows if row["kind"] == kind and row["seed"] != "0"} == {best}


def test_the_tables_that_are_kept_are_whole_and_say_where_they_come_from():
    found = study()
    assert found.about["grid"] == {
        **vars(REDUCED),
        "size": vars(REDUCED.size),
        "seeds": [list(each) for each in REDUCED.seeds],
    }
    assert {"date", "machine", "python", "revision", "code", "text", "runs"} <= set(found.about)
    if found.about["python"].startswith(platform.python_version() + ","):
        assert found.about["text"]["sha256"] == text().sha256, "Python's help is another in each version"
    losses = found.losses("text")
    assert list(losses) == list(KINDS)
    (shape,) = {each.losses.shape for each in losses.values()}
    assert shape[0] == 5 and shape[1] == REDUCED.steps // REDUCED.every + 1
    for setting in ("masked", "linear"):
        assert min(len(found.losses(setting)[kind].last) for kind in ("none", "sinusoidal", "rope")) >= 2
    for kind in set(KINDS) - {"learned"}:
        assert found.stretch(kind).shape == (2, 32)
    assert found.stretch("learned").shape == (2, 4), "its rows end"
    assert found.tables["long"].shape == (1, 128, 64)
    assert found.tables["learned"].shape == (shape[0], 128, 64) and found.tables["t5"].shape == (
        shape[0],
        32,
        4,
    )
