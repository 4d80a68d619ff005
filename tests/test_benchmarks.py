"""The benchmarks measure what they say: nothing here is timed, but by a clock that tests set."""

from __future__ import annotations

import functools
import json
import sys
import types
from pathlib import Path

import pytest
import torch

from rope_viz import NoPositions
from rope_viz.models import timed

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import attending
import gpu
import peers
import report
import speed
import tables
import timing
import turning


class Clock:
    """Stands still unless somebody works."""

    def __init__(self) -> None:
        self.now = 0.0
        self.time_of = functools.partial(timing.by_clock, clock=lambda: self.now)

    def work(self, *seconds: float):
        """A contender that takes these times in turn, from its first call after the two of warming up."""
        left = iter((100.0, 100.0, *seconds))

        def call() -> None:
            self.now += next(left)

        return call


# The harness


def test_medians_and_quartiles_are_of_the_rounds():
    clock = Clock()
    calls = {"one": clock.work(*[1.0] * 5), "other": clock.work(2.0, 9.0, 3.0, 4.0, 2.5)}
    times = timing.interleaved(calls, rounds=5, time_of=clock.time_of)
    assert times == {"one": [1.0] * 5, "other": [2.0, 9.0, 3.0, 4.0, 2.5]}
    found = timing.ratios(times, "one")
    assert found["one"] == timing.Spread(1, 1, 1)
    assert found["other"] == timing.Spread(median=3.0, low=2.5, high=4.0)
    assert str(found["other"]) == "3.00 (2.50–4.00)"


def test_a_ratio_compares_within_a_round():
    # a machine that becomes ten times as slow after the second round
    times = {"one": [1.0, 1.0, 10.0, 10.0], "other": [2.0, 2.0, 20.0, 20.0]}
    assert timing.ratios(times, "one")["other"] == timing.Spread(2, 2, 2)


@pytest.mark.parametrize(("took", "rounds"), [(9.0, 4), (1.0, 21)])
def test_rounds_end_when_time_is_up_but_not_before_the_least(took, rounds):
    clock = Clock()
    how = {"rounds": 21, "least": 4, "seconds": 20, "time_of": clock.time_of}
    assert len(timing.interleaved({"x": clock.work(*[took] * 21)}, **how)["x"]) == rounds


def test_many_calls_share_their_time_and_warming_up_is_free():
    clock = Clock()
    time_of = functools.partial(clock.time_of, calls=4)
    assert timing.interleaved({"x": clock.work(*[3.0] * 8)}, rounds=2, time_of=time_of) == {"x": [3.0, 3.0]}


# Contenders


UNCOMPILED = {name: maker for name, maker in peers.PEERS.items() if not name.endswith(peers.COMPILED)}


@pytest.mark.parametrize("dtype", turning.DTYPES)
def test_everybody_turns_as_the_oracle_does(dtype):
    query, key = (torch.randn(2, 3, 40, 64).to(dtype) for _ in range(2))
    contenders = peers.WAYS | gpu.WAYS_TOGETHER | UNCOMPILED
    assert {"transformers, Llama", "dense block matrix", "rope_viz, half, compiled"} <= set(contenders)
    right, wrong = turning.right_ones(contenders, query, key)
    assert list(right) == list(contenders) and not wrong


@pytest.mark.parametrize("which", [0, 1])
def test_what_is_wrong_is_not_timed(which):
    vectors = torch.randn(2, 1, 2, 5, 8)
    results = [turning.exact(x, "half") for x in vectors]
    results[which] = vectors[which]
    broken = peers.Turner(lambda: tuple(results), "half")
    right, wrong = turning.right_ones({"broken": lambda query, key: broken}, *vectors)
    assert not right
    assert wrong[0].startswith("broken is off by ")


def test_an_absent_library_leaves_its_peer_out():
    def absent(query, key):
        raise ImportError("No module named 'absent'\nand more")

    right, wrong = turning.right_ones({"absent": absent}, torch.ones(1), torch.ones(1))
    assert (right, wrong) == ({}, ["absent failed: ImportError: No module named 'absent'"])


# The report


def test_a_verdict_flips_with_the_number():
    assert report.judged(1.25, 1.25, "clone") == {"target": "≤ 1.25 clone", "verdict": "met"}
    assert report.judged(1.26, 1.25, "clone")["verdict"] == "missed"
    assert report.judged(0.85, 0.85, at_least=True) == {"target": "≥ 0.85", "verdict": "met"}
    assert report.judged(0.84, 0.85, at_least=True)["verdict"] == "missed"
    assert report.judged(9, None) == {"target": "", "verdict": ""}


@pytest.mark.parametrize(
    ("low", "high", "at_most", "at_least"),
    [
        (1.0, 1.2, "met", "missed"),
        (1.0, 1.25, "met", "unclear"),
        (1.2, 1.3, "unclear", "unclear"),
        (1.25, 1.4, "unclear", "met"),
        (1.3, 1.4, "missed", "met"),
    ],
)
def test_a_limit_within_the_middle_half_is_neither_met_nor_missed(low, high, at_most, at_least):
    for median in (low, high):
        spread = timing.Spread(median, low, high)
        assert report.judged(spread, 1.25)["verdict"] == at_most
        assert report.judged(spread, 1.25, at_least=True)["verdict"] == at_least


@pytest.mark.parametrize(("seconds", "verdict"), [(1.2, "met"), (1.3, "missed")])
def test_the_verdict_on_turning_comes_from_the_times(seconds, verdict):
    name = "rope_viz, interleaved"
    times = {name: [seconds] * 3, "clone": [1.0] * 3, "peer": [1.25] * 3, "slow peer": [9.0] * 3}
    times[turning.READY] = [0.5] * 3
    row = next(row for row in turning.beside_copies(times, "A", torch.float32) if row["what"] == name)
    assert (row["target"], row["verdict"]) == ("≤ 1.25 clone", verdict)
    assert row["÷ clone"].median == pytest.approx(seconds)
    (beside,) = turning.beside_peers(times)
    assert (beside["fastest peer"], beside["verdict"]) == ("peer", verdict)
    told = report.verdicts([row, beside])
    met = 2 * (verdict == "met")
    assert told[0] == f"**2 targets: {met} met, 0 unclear, {2 - met} missed.**"
    assert len([line for line in told if line.startswith("- ")]) == 2 - met


def test_what_is_not_met_is_listed_the_missed_first():
    rows = [{"what": name} | report.judged(timing.Spread(2, 1, at_most), 2) for name, at_most in
            (("met", 2), ("one", 3), ("other", 9))]  # fmt: skip
    rows += [{"what": "missed"} | report.judged(3, 2), {"what": "no target"} | report.judged(3, None)]
    assert report.verdicts(rows) == [
        "**4 targets: 1 met, 2 unclear, 1 missed.**",
        "",
        "- what missed, target ≤ 2, verdict missed",
        "- what one, target ≤ 2, verdict unclear",
        "- what other, target ≤ 2, verdict unclear",
    ]


def test_what_is_compiled_is_compared_with_what_is_compiled():
    ours = "rope_viz, half, compiled"
    times = {ours: [2.0] * 3, "fast": [1.0] * 3, "slow, compiled": [4.0] * 3, "clone": [1.0] * 3}
    (row,) = turning.beside_peers(times)
    assert (row["fastest peer"], row["verdict"]) == ("slow, compiled", "met")


def test_each_target_is_asked_of_the_right_ways():
    asked = {
        (name, dtype): [turning.limit_of(f"rope_viz, {name}", shape, dtype) for shape in turning.SHAPES]
        for name in ("interleaved", "half", "interleaved, compiled", "half, compiled")
        for dtype in turning.DTYPES
    }
    none, compiled = [None] * 5, [[None, limit, limit, None, None] for limit in (1.4, 1.5)] * 2
    plain = [[1.25, 1.25, 1.25, None, None], none, [None, 1.6, 1.6, None, None], none]
    assert list(asked.values()) == plain + compiled
    assert turning.limit_of("transformers, Llama", "B", torch.float32) is None


def test_a_report_says_its_conditions(tmp_path, capsys):
    about = report.conditions(("torch", "no-such-library"), browser="Chromium 1")
    assert {"date", "machine", "python", "libraries", "browser"} <= set(about)
    assert about["libraries"].endswith("no-such-library is not installed, so not measured")
    assert torch.__version__ in about["python"] and "cores" in about["machine"]
    row = {"what": "x", "ratio": timing.Spread(1, 1, 1), "bytes": 12_345} | report.judged(1, 1)
    lines = report.page("Speed", about, "How.", {"Import": "Words."}, {"Import": [row], "Tables": []})
    report.write("speed", {"rows": [row]}, lines, tmp_path)
    text = (tmp_path / "speed.md").read_text(encoding="utf-8")
    assert text == capsys.readouterr().out
    assert f"- machine: {about['machine']}" in text and "## Import\n\nWords.\n\n| what" in text
    assert "How.\n\n**1 targets: 1 met" in text and "## Tables" not in text
    assert "| what | ratio | bytes | target | verdict |\n| --- |" in text
    assert "| x | 1.00 (1.00–1.00) | 12,345 | ≤ 1 | met |" in text
    assert json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))["rows"][0]["ratio"] == [1, 1, 1]


def test_what_is_measured_stands_under_its_title(monkeypatch):
    written = {}
    for module, name in ((tables, "measure"), (tables, "importing"), (attending, "measure")):
        monkeypatch.setattr(module, name, lambda of=f"{module.__name__}.{name}": [{"what": of}])
    turned = [{"what": "copy"}], [{"what": "peer"}], ["y is off"]
    monkeypatch.setattr(turning, "measure", lambda shape, dtype: turned)
    monkeypatch.setattr(speed, "write", lambda name, *results: written.update({name: results}))
    speed.main()
    found, lines = written["speed"]
    assert found["conditions"]["wrong"] == "; ".join(["y is off"] * 10)
    assert {title: rows[0]["what"] for title, rows in found.items() if title != "conditions"} == {
        "Turning beside copies": "copy",
        "Turning beside peers": "peer",
        "Tables": "tables.measure",
        "Import": "tables.importing",
        "Attention": "attending.measure",
    }
    assert [line for line in lines if line.startswith("## ")] == [f"## {title}" for title in speed.TEXTS]


def test_the_book_is_shipped_ratios_that_the_package_reads(monkeypatch, tmp_path):
    clock = Clock()
    monkeypatch.setattr(
        tables, "interleaved", lambda calls, seconds, time_of: {"copy": [2.0] * 3, "x": [1.0] * 3}
    )
    found = tables.balance(clock.time_of, 1, side=100, components=50)
    assert found.median == 2 * 100**3 / (2 * 4 * 50), "multiplications while a byte moves"
    turned = [{"shape": "B", "dtype": "float32", "what": "x", f"÷ {turning.READY}": timing.Spread(2, 1, 3)}]
    attended = [{"encoding": "Rope", "positions": "built before", "1,024 tokens": [5, 4, 6]}]
    known = {"conditions": {"date": "2026-01-02"}, "Attention": attended}
    (tmp_path / "speed.json").write_text(json.dumps(known), encoding="utf-8")
    monkeypatch.setattr(timed, "resources", types.SimpleNamespace(files=lambda package: tmp_path))
    (tmp_path / "data").mkdir()
    speed.ship(turned, found, tmp_path / "data", tmp_path)
    told = timed.timed()
    assert told.balance == tuple(found) and told.attention_date == "2026-01-02"
    assert told.turning == {((1, 32, 4096, 128), "float32", "x"): (2, 1, 3)}
    assert told.attention == {("Rope", "built before", 1024): (5, 4, 6)}


def test_a_copy_into_ready_memory_copies_and_a_product_there_turns():
    query, key = torch.randn(2, 1, 2, 3, 4)
    calls = turning.references(query, key)
    assert list(calls) == [turning.COPY, turning.READY, turning.PRODUCT]
    for x, copied in zip((query, key), calls[turning.READY](), strict=True):
        assert torch.equal(x, copied)
    for x, product in zip((query, key), calls[turning.PRODUCT](), strict=True):
        turned = torch.view_as_real(product).flatten(-2)
        torch.testing.assert_close(turned.double(), turning.exact(x, "interleaved"), atol=1e-6, rtol=0)
    assert list(turning.references(query.bfloat16(), key.bfloat16())) == [turning.COPY, turning.READY]


def test_seconds_are_told_with_their_spread(monkeypatch):
    times = {"rope_viz": [0.02, 0.04, 0.03], "NumPy": [0.05] * 3}
    monkeypatch.setattr(tables, "interleaved", lambda calls, rounds: times)
    ours, numpy = tables.timed({}, "ms", 30, rounds=3)
    assert ours == {
        "what": "rope_viz", "measured": "30.00 (25.00–35.00) ms", "target": "≤ 30 ms", "verdict": "unclear",
    }  # fmt: skip
    assert numpy["measured"].startswith("50.00") and not numpy["verdict"]


# Attention


def test_every_encoding_goes_through_the_same_timing():
    rows = attending.measure((6, 8), rounds=2)
    timed = {(row["encoding"], row["positions"]) for row in rows}
    names = {"Learned", "Sinusoidal", "T5Bias", "Alibi", "Rope", "XPos", "ShawKeys"}
    both = {(name, when) for name in names for when in (attending.EACH_CALL, attending.BEFORE)}
    assert timed == both - {("ShawKeys", attending.BEFORE)}
    assert all(row["6 tokens"].median > 0 and row["8 tokens"].median > 0 for row in rows)


def test_what_is_made_before_gives_the_same():
    words, positions = torch.randn(7, 512), torch.arange(7)
    for encoding in attending.encodings(7):
        made = attending.made_before(encoding, words, positions)
        query, key = torch.randn(2, 1, 8, 7, 64)
        if made and "rows" in made:
            torch.testing.assert_close(words + made["rows"], encoding.add(words, positions))
        elif made and "bias" in made:
            assert torch.equal(made["bias"], encoding.bias(query, key, positions, positions))
        elif made:
            assert torch.equal(
                encoding.rotate_query(query, made["positions"]), encoding.rotate_query(query, positions)
            )
            assert torch.equal(
                encoding.rotate_key(key, made["positions"]), encoding.rotate_key(key, positions)
            )


def test_a_wrong_encoding_is_not_timed():
    class Broken(NoPositions):
        def rotate_query(self, query, positions):
            return query + torch.rand(())

    vectors, positions = torch.randn(3, 1, 2, 7, 8), torch.arange(7)
    call = functools.partial(
        attending.attention, Broken(), *vectors, words=torch.randn(7, 16), positions=positions
    )
    with pytest.raises(ValueError, match=r"must be right to be timed, within .*; it is off by"):
        attending.check(NoPositions(), call, vectors, positions)
