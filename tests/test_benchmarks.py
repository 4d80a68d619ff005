"""The benchmarks measure what they say: nothing here is timed, but by a clock that tests set."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import torch

from rope_viz import CoPE, NoPositions, ShawKeys

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import attending
import peers
import report
import speed
import timing
import turning


class Clock:
    """Stands still unless somebody works."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, *seconds: float):
        """A contender that takes these times in turn, from its first call after the warm-up."""
        left = iter(seconds)

        def call() -> None:
            self.now += next(left)

        return call


# The harness


def test_medians_and_quartiles_are_of_the_rounds():
    clock = Clock()
    calls = {"one": clock.work(*[1.0] * 5), "other": clock.work(2.0, 9.0, 3.0, 4.0, 2.5)}
    times = timing.interleaved(calls, rounds=5, warm_up=0, clock=clock)
    assert times == {"one": [1.0] * 5, "other": [2.0, 9.0, 3.0, 4.0, 2.5]}
    found = timing.ratios(times, "one")
    assert found["one"] == timing.Ratio(1, 1, 1)
    assert found["other"] == timing.Ratio(median=3.0, low=2.5, high=4.0)
    assert str(found["other"]) == "3.00 (2.50–4.00)"


def test_a_ratio_compares_within_a_round():
    # a machine that becomes ten times as slow after the second round
    times = {"one": [1.0, 1.0, 10.0, 10.0], "other": [2.0, 2.0, 20.0, 20.0]}
    assert timing.ratios(times, "one")["other"] == timing.Ratio(2, 2, 2)


def test_rounds_end_when_time_is_up_but_not_before_the_least():
    clock = Clock()
    times = timing.interleaved({"slow": clock.work(*[9.0] * 21)}, least=4, seconds=20, warm_up=0, clock=clock)
    assert len(times["slow"]) == 4
    times = timing.interleaved(
        {"quick": clock.work(*[1.0] * 21)}, least=4, seconds=20, warm_up=0, clock=clock
    )
    assert len(times["quick"]) == 21


def test_many_calls_share_their_time_and_warming_up_is_free():
    clock = Clock()
    call = clock.work(100.0, *[3.0] * 8)
    assert timing.interleaved({"x": call}, rounds=2, least=2, calls=4, warm_up=1, clock=clock) == {
        "x": [3.0, 3.0]
    }


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(ValueError, match="contenders must have at least one entry"):
        timing.interleaved({})
    with pytest.raises(ValueError, match=r"rounds and least must be at least 2, .*; 1 and 5 came"):
        timing.interleaved({"x": list}, rounds=1)


# Peers


@pytest.mark.parametrize("dtype", turning.DTYPES)
def test_everybody_turns_as_the_oracle_does(dtype):
    query, key = (torch.randn(2, 3, 40, 64).to(dtype) for _ in range(2))
    turners = turning.ours(query, key) | peers.made(
        {name: maker for name, maker in peers.PEERS.items() if "compiled" not in name}, query, key
    )
    assert {"transformers, Llama", "transformers, GPT-J", "torchtune", "x-transformers"} <= set(turners)
    right, wrong = turning.right_ones(turners, query, key)
    assert list(right) == list(turners) and not wrong


def test_what_is_wrong_is_not_timed():
    query, key = torch.randn(2, 1, 2, 5, 8)
    turners = {"broken": peers.Turner(lambda: (query, key), "half")}
    right, wrong = turning.right_ones(turners, query, key)
    assert not right
    assert wrong[0].startswith("broken is off by ")


# The report


def test_a_verdict_flips_with_the_number():
    most, least = report.Target(1.25, "clone"), report.Target(0.85, at_least=True)
    assert (most.verdict(1.25), most.verdict(1.26), str(most)) == ("met", "missed", "≤ 1.25 clone")
    assert (least.verdict(0.85), least.verdict(0.84), str(least)) == ("met", "missed", "≥ 0.85")
    assert report.judged(None, 9) == {"target": "", "verdict": ""}


@pytest.mark.parametrize(("seconds", "verdict"), [(1.2, "met"), (1.3, "missed")])
def test_the_verdict_on_turning_comes_from_the_times(seconds, verdict):
    name = "rope_viz, interleaved"
    times = {name: [seconds] * 3, "clone": [1.0] * 3, "peer": [1.25] * 3}
    targets = {name: turning.target_of(name, torch.float32)}
    row = next(row for row in turning.beside_copies(times, targets) if row["what"] == name)
    assert (row["target"], row["verdict"]) == ("≤ 1.25 clone", verdict)
    assert row["÷ clone"].median == pytest.approx(seconds)
    (beside,) = turning.beside_peers(times)
    assert (beside["fastest peer"], beside["verdict"]) == ("peer", verdict)
    text = "\n".join(speed.report({}, [speed.Section("Turning", "", [row])]))
    assert (
        "**1 of 1 targets are met.**" if verdict == "met" else "**0 of 1 targets are met.** Missed:"
    ) in text


def test_each_target_is_asked_of_the_right_ways():
    asked = {
        (name, dtype): str(turning.target_of(f"rope_viz, {name}", dtype) or "")
        for name in ("interleaved", "half", "half, compiled")
        for dtype in turning.DTYPES
    }
    plain, compiled = ["≤ 1.25 clone", "", "≤ 1.6 clone", ""], ["≤ 1.4 clone", "≤ 1.5 clone"]
    assert list(asked.values()) == plain + compiled
    assert turning.target_of("torchtune", torch.float32) is None


def test_a_report_says_its_conditions(tmp_path, capsys):
    about = report.conditions(("torch", "no-such-library"), browser="Chromium 1")
    assert {"date", "machine", "python", "libraries", "browser"} <= set(about)
    assert about["not installed, so not measured"] == "no-such-library"
    assert torch.__version__ in about["python"] and "cores" in about["machine"]
    row = {"what": "x", "ratio": timing.Ratio(1, 1, 1), "bytes": 12_345} | report.judged(report.Target(1), 1)
    lines = speed.report(about, [speed.Section("Turning", "Of x.", [row])])
    report.write("speed", {"rows": [row]}, lines, tmp_path)
    text = (tmp_path / "speed.md").read_text(encoding="utf-8")
    assert text == capsys.readouterr().out
    assert (
        f"- machine: {about['machine']}" in text and "| x | 1.00 (1.00–1.00) | 12,345 | ≤ 1 | met |" in text
    )
    kept = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))
    assert kept["rows"][0]["ratio"] == {"median": 1, "low": 1, "high": 1}


# Attention


def test_every_encoding_goes_through_the_same_timing():
    rows = attending.measure((6, 8), rounds=2, least=2)
    timed = {(row["encoding"], row["positions"]) for row in rows}
    names = {"Learned", "Sinusoidal", "T5Bias", "Alibi", "Rope", "XPos", "ShawKeys"}
    assert timed == {(name, when) for name in names for when in (attending.EACH_CALL, attending.BEFORE)} - {
        ("ShawKeys", attending.BEFORE)
    }
    assert all(row["6 tokens"].median > 0 and row["8 tokens"].median > 0 for row in rows)


def test_what_is_built_before_opens_the_same_doors():
    words, positions = torch.randn(7, 16), torch.arange(7)
    query, key = torch.randn(2, 1, 2, 7, 8)
    for name, encoding in attending.encodings(2, 8, 7).items():
        if name == "ShawKeys":
            continue
        built = attending.BuiltBefore(encoding, words, query, positions)
        torch.testing.assert_close(built.add(words, positions), encoding.add(words, positions))
        for mine, its in (
            (built.rotate_query(query, positions), encoding.rotate_query(query, positions)),
            (built.rotate_key(key, positions), encoding.rotate_key(key, positions)),
            (
                built.bias(query, query, positions, positions),
                encoding.bias(query, query, positions, positions),
            ),
        ):
            assert its is None if mine is None else torch.equal(mine, its)
    for reading in (ShawKeys.random(8), CoPE.random(8)):
        with pytest.raises(ValueError, match="must have a bias that reads neither queries nor keys"):
            attending.BuiltBefore(reading, words, query, positions)


def test_a_wrong_encoding_is_not_timed():
    class Broken(NoPositions):
        def rotate_query(self, query, positions):
            return query + torch.rand(())

    words, positions = torch.randn(7, 16), torch.arange(7)
    with pytest.raises(ValueError, match=r"must be right to be timed, within .*; it is off by"):
        attending.check(("Broken", ""), Broken(), words, *torch.randn(3, 1, 2, 7, 8), positions)
