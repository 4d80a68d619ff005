"""The study of encodings: runs that differ in nothing else, that go on where they stopped, and that agree."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace
from itertools import pairwise

import pytest
import torch

from rope_viz.studies.encodings.checkpoint import keep, kept
from rope_viz.studies.encodings.grid import RATES, TUNED_ON, Grid, ended, perform, planned, timed, tuned
from rope_viz.studies.encodings.kinds import BIASED, KINDS, encoding
from rope_viz.studies.encodings.settings import SETTINGS, setting, text
from rope_viz.studies.encodings.size import Size
from rope_viz.studies.encodings.training import Run, rate_at, train

SMALL = Size(layers=2, width=32, heads=2, context=16)
SHORT = Run("text", "learned", rate=0.01, seed=3, steps=6, rows=4, every=2, size=SMALL)
TINY = Grid(SMALL, steps=4, task_steps=3, rows=4, every=2, seeds=(("text", 2), ("linear", 1), ("copy", 1)))


@pytest.fixture(autouse=True)
def one_thread():
    """As the study runs: sums are taken in one order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def weights(model):
    return {name: weight.clone() for name, weight in model.state_dict().items() if name != "table"}


@pytest.mark.parametrize("name", SETTINGS)
def test_runs_of_a_seed_differ_in_nothing_but_the_encoding(name):
    kinds = [kind for kind in KINDS if not (SETTINGS[name].linear and kind in BIASED)]
    runs = [replace(SHORT, setting=name, kind=kind) for kind in kinds]
    first = weights(runs[0].model())
    for run in runs[1:]:
        others = weights(run.model())
        assert first.keys() == others.keys()
        assert all(torch.equal(first[key], others[key]) for key in first), run.kind
    assert not torch.equal(first["say.weight"], replace(runs[0], seed=4).model().say.weight)
    # Batches ask for neither the encoding nor what was drawn before.
    batches = [setting(name).batch(3, 5, 4, 16) for _ in range(2)]
    assert torch.equal(batches[0].tokens, batches[1].tokens)
    assert not torch.equal(batches[0].tokens, setting(name).batch(3, 6, 4, 16).tokens)


def test_only_what_an_encoding_learns_is_added_to_the_weights():
    counts = {
        kind: sum(weight.numel() for weight in replace(SHORT, kind=kind).model().parameters())
        for kind in KINDS
    }
    more = {kind: count - counts["none"] for kind, count in counts.items()}
    learned, t5 = SMALL.context * SMALL.width, 32 * SMALL.heads
    assert more == {**dict.fromkeys(KINDS, 0), "learned": learned, "t5": t5}


@pytest.mark.parametrize("kind", ["learned", "t5", "rope"])
def test_a_run_gives_the_same_numbers_again_and_changes_what_it_may(kind):
    run = replace(SHORT, kind=kind)
    one, two = train(run), train(run)
    assert one.losses == two.losses and one.steps == [0, 2, 4, 6]
    before, after = run.model().state_dict(), one.model.state_dict()
    assert all(not torch.equal(before[name], after[name]) for name in before), "every weight is trained"
    assert one.losses[-1] < one.losses[0]


@pytest.mark.parametrize("stop", [1, 2, 5])
def test_a_run_that_was_stopped_ends_as_one_that_was_not(tmp_path, stop):
    whole, checkpoint = train(SHORT), tmp_path / "run.checkpoint"
    train(SHORT, checkpoint, until=stop)
    rest = train(SHORT, checkpoint)
    assert (rest.steps, rest.losses) == (whole.steps, whole.losses)
    for name, weight in whole.model.state_dict().items():
        assert torch.equal(weight, rest.model.state_dict()[name]), name


def test_a_checkpoint_that_is_damaged_or_another_runs_is_refused(tmp_path):
    checkpoint = tmp_path / "run.checkpoint"
    assert kept(checkpoint, asdict(SHORT)) is None
    train(SHORT, checkpoint, until=2)
    whole = checkpoint.read_bytes()
    for damaged in (whole[:-1], whole[:-9] + b"?" + whole[-8:], whole[:70], b"", b"\xff" * 100):
        checkpoint.write_bytes(damaged)
        with pytest.raises(
            ValueError,
            match=r"checkpoint must be as it was written, .* came, of \d+ bytes, and is damaged\. Delete it",
        ):
            train(SHORT, checkpoint)
    checkpoint.write_bytes(whole)
    with pytest.raises(
        ValueError, match=r"of another one: kind, rate differ\. Delete it, and the run begins"
    ):
        train(replace(SHORT, kind="rope", rate=0.1), checkpoint)


def test_a_checkpoint_is_whole_or_not_there(tmp_path, monkeypatch):
    checkpoint = tmp_path / "run.checkpoint"
    keep(checkpoint, {"run": {}, "step": 1})

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        keep(checkpoint, {"run": {}, "step": 2})
    assert kept(checkpoint, {})["step"] == 1


SHARED = """
import json, sys, torch, torch.distributed as dist
torch.set_num_threads(1)
from rope_viz.studies.encodings.size import Size
from rope_viz.studies.encodings.training import Run, train
dist.init_process_group("gloo")
given = json.loads(sys.argv[1])
run = Run(**{**given, "size": Size(**given["size"])})
found = train(run)
if dist.get_rank() == 0:
    open(sys.argv[2], "w").write(json.dumps([dist.get_world_size(), found.losses]))
"""


def test_two_processes_share_a_batch_and_give_one_processs_numbers(tmp_path):
    # Masked text, because there the halves of a batch have unequal numbers of places that count.
    run = replace(SHORT, setting="masked", kind="t5", steps=4)
    script, found = tmp_path / "shared.py", tmp_path / "found.json"
    script.write_text(SHARED)
    launched = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [*launched, script, json.dumps(asdict(run)), found], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    processes, losses = json.loads(found.read_text())
    assert processes == 2
    assert losses == pytest.approx(train(run).losses, rel=1e-4)  # the sums are float32's, in another order
    assert losses != pytest.approx(train(replace(run, seed=4)).losses, rel=1e-4)


def test_a_rate_rises_and_falls():
    run = Run("text", "none", rate=2.0, steps=50)
    rates = [rate_at(run, step) for step in range(50)]
    assert rates[:5] == pytest.approx([0.4, 0.8, 1.2, 1.6, 2.0]) and max(rates) == 2.0
    assert all(later < earlier for earlier, later in pairwise(rates[4:]))
    assert rates[-1] == pytest.approx(0.2)


def test_a_grid_is_planned_tuned_and_goes_on(tmp_path):
    plan = planned(TINY, tmp_path)
    tuning = [next(plan) for _ in range(len(RATES) * len(KINDS))]
    assert {run.seed for run in tuning} == {TUNED_ON} and {run.setting for run in tuning} == {"text"}
    with pytest.raises(FileNotFoundError):
        next(plan)  # nothing that needs a rate before it is known
    for run in tuning:
        perform(run, tmp_path)
    for kind in KINDS:
        ends = {run.rate: ended(run, tmp_path)["losses"][-1] for run in tuning if run.kind == kind}
        assert tuned(TINY, kind, tmp_path) == min(ends, key=ends.get)
    rest = list(planned(TINY, tmp_path))[len(tuning) :]
    order = ["text"] * 7 + ["linear"] * 4 + ["copy"] * 7 + ["text"] * 7
    assert [run.setting for run in rest] == order, "a first seed of each before a second"
    assert {run.steps for run in rest if run.setting == "copy"} == {3}
    assert all(run.rate == tuned(TINY, run.kind, tmp_path) for run in rest)
    part = list(planned(TINY, tmp_path, settings=["copy"], kinds=["rope", "none"]))
    assert [run.kind for run in part] == ["none"] * len(RATES) + ["rope"] * len(RATES) + ["none", "rope"]
    assert {run.setting for run in part[2 * len(RATES) :]} == {"copy"}


def test_a_result_is_kept_once_and_found_again(tmp_path):
    run = replace(SHORT, steps=4)
    checkpoint = tmp_path / f"{run.name}.checkpoint"
    train(run, checkpoint, until=2)
    said = []
    result = perform(run, tmp_path, said=lambda step, loss: said.append(step))
    assert said == [4], "it went on from its checkpoint"
    assert result["losses"] == train(run).losses
    assert not checkpoint.exists() and [path.name for path in tmp_path.iterdir()] == [f"{run.name}.json"]
    assert perform(run, tmp_path, said=lambda *_: pytest.fail("it has ended")) == result
    with pytest.raises(
        ValueError, match=r"folder must hold results of the grid that is run; .* other numbers"
    ):
        perform(replace(run, steps=5), tmp_path)


def test_steps_are_timed_in_turns():
    seconds = timed(TINY, rounds=3)
    assert seconds.keys() == KINDS.keys()
    assert all(len(values) == 3 and min(values) > 0 for values in seconds.values())


def test_what_cannot_be_run_is_refused():
    with pytest.raises(ValueError, match=r"kind must not be one that adds to scores, .*; 'alibi' came\."):
        replace(SHORT, setting="linear", kind="alibi")
    with pytest.raises(ValueError, match=r"setting must be one of 'text', .*; 'speech' came\."):
        replace(SHORT, setting="speech")
    with pytest.raises(ValueError, match=r"kind must be one of 'none', .*; 'xpos' came\."):
        encoding("xpos", SMALL)
    with pytest.raises(ValueError, match=r"width must be a multiple of 8 · heads, .* 24 with 2 heads came\."):
        Size(width=24, heads=2)


def test_the_text_is_the_pythons_own_and_a_tenth_is_kept():
    from pydoc_data.topics import topics

    found = text()
    names = sorted(topics)
    assert len(found.kept) == sum(len(topics[name]) for name in names[::10])
    assert len(found.kept) + len(found.trained) == sum(map(len, topics.values()))
    start = "".join(found.letters[k] for k in found.kept[:40].tolist())
    assert start == topics[names[0]][:40]
