"""Turn a sequence that is spread over two processes, and get what one process gets.

A token's rotation needs its own position and nothing else, so no process asks another; messages are counted.
Three ways to spread the tokens are shown: each process tells its own positions; a DTensor, sharded along
tokens or heads; and the zig-zag of context-parallel training, where process r of n holds chunks r and
2n - 1 - r, so that under a causal mask all have the same amount of attention to do.

    torchrun --nproc-per-node=2 examples/rotate_sharded.py
"""

from __future__ import annotations

import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed.tensor import DTensor, Replicate, Shard, distribute_tensor, init_device_mesh
from torch.distributed.tensor.debug import CommDebugMode

from rope_viz import Rope

BATCH, HEADS, TOKENS, HEAD_DIM = 2, 4, 64, 32


def zigzag(tokens: int, rank: int, ranks: int) -> Tensor:
    """Positions of the tokens that a process holds: an early chunk and a late one."""
    chunks = torch.arange(tokens).chunk(2 * ranks)
    return torch.cat((chunks[rank], chunks[2 * ranks - 1 - rank]))


def local_positions(rope: Rope, x: Tensor, whole: Tensor, rank: int, ranks: int) -> None:
    """Plain tensors: every process turns its tokens with their positions."""
    for mine in (torch.arange(TOKENS).chunk(ranks)[rank], zigzag(TOKENS, rank, ranks)):
        same(rope.rotate(x[..., mine, :], mine), whole[..., mine, :])


def dtensors(rope: Rope, x: Tensor, whole: Tensor, rank: int, ranks: int) -> None:
    """DTensors: positions sharded like x, whole on every process, or told by each for its own tokens."""
    mesh = init_device_mesh("cpu", (ranks,))
    at = torch.arange(TOKENS)
    by_tokens = distribute_tensor(x, mesh, [Shard(2)])
    for positions in (
        distribute_tensor(at, mesh, [Shard(0)]),
        distribute_tensor(at, mesh, [Replicate()]),
        at.chunk(ranks)[rank],
        rope.tables(at.chunk(ranks)[rank]),
    ):
        turned = alone(rope, by_tokens, positions)
        assert turned.placements == (Shard(2),)
        same(turned.full_tensor(), whole)
    by_heads = distribute_tensor(x, mesh, [Shard(1)])
    for positions in (distribute_tensor(at, mesh, [Replicate()]), at):
        same(alone(rope, by_heads, positions).full_tensor(), whole)

    mine = zigzag(TOKENS, rank, ranks)  # the order of tokens in this DTensor is the zig-zag's
    turned = alone(
        rope,
        DTensor.from_local(x[..., mine, :], mesh, [Shard(2)]),
        DTensor.from_local(mine, mesh, [Shard(0)]),
    )
    order = torch.cat([zigzag(TOKENS, other, ranks) for other in range(ranks)])
    same(turned.full_tensor(), whole[..., order, :])


def attention(rope: Rope, x: Tensor, rank: int, ranks: int) -> None:
    """Scores of the tokens held here with all keys, which are gathered already turned."""
    mine = zigzag(TOKENS, rank, ranks)
    key = rope.rotate(x[..., mine, :], mine).contiguous()
    keys = [torch.empty_like(key) for _ in range(ranks)]
    dist.all_gather(keys, key)
    at = torch.cat([zigzag(TOKENS, other, ranks) for other in range(ranks)])
    scores = rope.rotate(x[..., mine, :], mine) @ torch.cat(keys, -2).mT
    every = rope.rotate(x, torch.arange(TOKENS))
    same(scores[..., at.argsort()], every[..., mine, :] @ every.mT, 1e-4)


def gradients(rope: Rope, x: Tensor, ranks: int) -> None:
    """What goes back is turned back, where it lies."""
    mesh, at = init_device_mesh("cpu", (ranks,)), torch.arange(TOKENS)
    leaf = distribute_tensor(x, mesh, [Shard(2)]).requires_grad_()
    rope.rotate(leaf, distribute_tensor(at, mesh, [Shard(0)])).to_local().square().sum().backward()
    same(leaf.grad.full_tensor(), 2 * x)  # lengths stay


def alone(rope: Rope, x: DTensor, positions) -> DTensor:
    """Turned without a single message between the processes."""
    with CommDebugMode() as messages:
        turned = rope.rotate(x, positions)
    assert messages.get_total_counts() == 0
    return turned


def same(mine: Tensor, whole: Tensor, tolerance: float = 1e-6) -> None:
    torch.testing.assert_close(mine, whole, rtol=tolerance, atol=tolerance)


def main() -> None:
    dist.init_process_group("gloo")
    rank, ranks = dist.get_rank(), dist.get_world_size()
    x = torch.randn(BATCH, HEADS, TOKENS, HEAD_DIM, generator=torch.Generator().manual_seed(0))
    for layout in ("interleaved", "half"):
        rope = Rope(HEAD_DIM, layout=layout)
        whole = rope.rotate(x, torch.arange(TOKENS))  # what a single process has
        local_positions(rope, x, whole, rank, ranks)
        dtensors(rope, x, whole, rank, ranks)
        attention(rope, x, rank, ranks)
        gradients(rope, x, ranks)
        if rank == 0:
            print(f"{layout}: {ranks} processes turn {TOKENS} tokens as one does, in order and in zig-zag")
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
