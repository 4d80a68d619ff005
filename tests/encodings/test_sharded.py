"""Sequences that are spread over processes: equality with one process, without messages; what is refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import torch.distributed as dist

from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope

dt = pytest.importorskip("torch.distributed.tensor")
SHARD, WHOLE, PARTIAL = dt.Shard, dt.Replicate(), dt.Partial()
EXAMPLE = Path(__file__).parents[2] / "examples" / "rotate_sharded.py"


def test_two_processes_turn_as_one_does():
    command = [sys.executable, "-m", "torch.distributed.run", "--nnodes=1", "--nproc-per-node=2"]
    command += ["--rdzv-backend=c10d", "--rdzv-endpoint=127.0.0.1:0", "--local-addr=127.0.0.1", str(EXAMPLE)]
    here = {"OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo" if sys.platform == "linux" else "lo0"}
    run = subprocess.run(command, env=os.environ | here, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    assert [line for line in run.stdout.splitlines() if line] == [
        f"{layout}: 2 processes turn 64 tokens as one does, in order and in zig-zag"
        for layout in ("interleaved", "half")
    ]


@pytest.fixture(scope="module")
def mesh():
    """A mesh of this process alone; its placements mean the same as those of many."""
    dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)
    yield dt.init_device_mesh("cpu", (1,))
    dist.destroy_process_group()


def dtensor(value, mesh, placement):
    return dt.DTensor.from_local(torch.as_tensor(value), mesh, [placement])


@pytest.mark.parametrize("layout", ["interleaved", "half"])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_positions_of_each_sequence_are_sharded_like_it(axis, layout, mesh):
    rope, x, at = Rope(8, layout=layout), torch.randn(3, 4, 5, 8), torch.arange(15).view(3, 1, 5)
    placement = WHOLE if axis == 1 else SHARD(axis)  # positions have one entry for all heads
    turned = rope.rotate(dtensor(x, mesh, SHARD(axis)), dtensor(at, mesh, placement))
    assert turned.placements == (SHARD(axis),) and turned.shape == x.shape
    assert torch.equal(turned.to_local(), rope.rotate(x, at))


def test_positions_with_several_axes_are_sharded_along_tokens(mesh):
    rope, x, at = MRope(8, sections=(2, 1, 1)), torch.randn(4, 5, 8), torch.arange(15).view(5, 3)
    turned = rope.rotate(dtensor(x, mesh, SHARD(1)), dtensor(at, mesh, SHARD(0)))
    assert torch.equal(turned.to_local(), rope.rotate(x, at))


@pytest.mark.parametrize(
    ("placement", "positions", "text"),
    [
        (
            SHARD(2),
            WHOLE,
            "x must not be sharded along its last axis, because that tears pairs apart",
        ),
        (PARTIAL, WHOLE, "x must not be a sum that is still spread over devices"),
        (SHARD(0), SHARD(0), "positions must be sharded like x, or be whole on every device"),
        (WHOLE, SHARD(0), "instead of (Replicate(),)."),
    ],
)
def test_what_would_need_others_is_refused(placement, positions, text, mesh):
    x = dtensor(torch.randn(4, 5, 8), mesh, placement)
    at = dtensor(torch.arange(5), mesh, positions)
    with pytest.raises(ValueError, match=re.escape(text)):
        Rope(8).rotate(x, at)


def test_each_token_of_a_shard_needs_a_position(mesh):
    x = dtensor(torch.randn(5, 8), mesh, SHARD(0))
    with pytest.raises(ValueError, match="positions must have one entry per token"):
        Rope(8).rotate(x, range(4))
