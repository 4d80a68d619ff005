"""The benchmark on a GPU, as far as it can be tried without one."""

from __future__ import annotations

import contextlib
import sys
import types
from pathlib import Path

import pytest
import torch
from torch.autograd import DeviceType

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import gpu
import peers


def test_the_way_to_the_gpu_is_rehearsed(monkeypatch, capsys):
    monkeypatch.setattr(gpu, "LLAMA", {"transformers, Llama": peers.llama})
    monkeypatch.setattr(gpu, "SMALL", (1, 2, 8, 16))
    monkeypatch.setattr(gpu, "write", None)  # nothing may be written
    gpu.main(rehearsed=True)
    text = capsys.readouterr().out
    assert text.startswith("A rehearsal: these numbers mean nothing.") and "**4 targets:" in text
    for name in (*peers.WAYS, *gpu.WAYS_TOGETHER, "transformers, Llama", gpu.COPY):
        assert text.count(f"| {name} | ") == 2 and "wrong" not in text
    if not torch.cuda.is_available():
        gpu.main(rehearsed=False)
        assert capsys.readouterr().out == "There is no GPU here, so nothing is measured on one.\n"


@pytest.mark.parametrize(
    ("kernels", "seen", "verdicts"),
    [(1, 1, ["met", "missed"]), (2, 2, ["missed"] * 2), (0, "not seen", ["met", "missed"])],
)
def test_bandwidth_counts_vectors_and_tables_and_is_asked_of_one_launch(kernels, seen, verdicts, monkeypatch):
    together = list(gpu.WAYS_TOGETHER)
    times = {gpu.COPY: [1.0] * 3, together[0]: [1.25] * 3, together[1]: [1.6] * 3}
    monkeypatch.setattr(gpu, "interleaved", lambda calls, time_of: times)
    monkeypatch.setattr(gpu, "LLAMA", {})
    monkeypatch.setattr(gpu, "launches", lambda call: kernels)
    rows, wrong = gpu.measure(torch.device("cpu"), (1, 1, 4, 8), torch.float32)
    # Of a query, 128 bytes are read and 128 written; half of a table's 128 bytes are read beside them.
    assert [row["bandwidth ÷ the copy's"].median for row in rows] == pytest.approx(
        [1, 1.25 / 1.25, 1.25 / 1.6]
    )
    assert [row["launches"] for row in rows] == [seen] * 3
    assert [row["verdict"] for row in rows] == ["", *verdicts] and not wrong


def test_time_on_a_device_begins_when_its_cache_is_empty(monkeypatch):
    done = []

    class Event:
        def __init__(self, enable_timing):
            assert enable_timing

        def record(self):
            done.append("record")

        def elapsed_time(self, end):
            return 5.0  # milliseconds

    class Other:
        def zero_(self):
            done.append("empty")

    monkeypatch.setattr(torch.cuda, "Event", Event)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: done.append("wait"))
    assert gpu.on_device(Other(), lambda: done.append("call")) == 0.005
    assert done == ["empty", "record", "call", "record", "wait"]


def test_launches_are_counted_without_notes_and_what_the_cpu_did(monkeypatch):
    cpu, cuda = DeviceType.CPU, DeviceType.CUDA
    happened = [(cpu, "launch"), (cuda, "kernel"), (cuda, "## Call CompiledFxGraph ##"), (cuda, "Memcpy")]
    events = [types.SimpleNamespace(device_type=where, name=name) for where, name in happened]
    events.append(types.SimpleNamespace(device_type=cuda, name="mine", is_user_annotation=True))
    seen = types.SimpleNamespace(events=lambda: events)
    monkeypatch.setattr(gpu, "profile", lambda: contextlib.nullcontext(seen))
    assert gpu.launches(lambda: None) == 2
    monkeypatch.undo()
    assert gpu.launches(lambda: torch.ones(3) + 1) == 0 or torch.cuda.is_available()
