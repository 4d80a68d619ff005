"""Ways to turn queries and keys, ours and other people's, each as a function that turns one pair of both.

Each maker prepares what its library lets one prepare and hands back a `Turner`. The peers are the fastest
that were found. GPT-J's form and torchtune took longer, in both layouts; x-transformers and
rotary-embedding-torch, which take cosines in each call, twice as long.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from rope_viz import Rope

LIBRARIES = ("transformers",)
LAYOUTS = ("interleaved", "half")
OURS, COMPILED = "rope_viz", "compiled"
Pair = tuple[Tensor, Tensor]


class Turner(NamedTuple):
    """A way to turn a query and a key whose tables are ready, and which components form a pair in it."""

    call: Callable[[], Pair]
    layout: str


Maker = Callable[[Tensor, Tensor], Turner]


def ours(query: Tensor, key: Tensor, layout: Any, compiled: bool = False, together: bool = False) -> Turner:
    """The package's rotation, of a query and then a key, or of both in one tensor."""
    rope = Rope(query.shape[-1], layout=layout)
    tables = rope.tables(torch.arange(query.shape[-2], device=query.device))
    turn = functools.partial(rope.rotate, positions=tables, compiled=compiled)
    if together:
        return Turner(functools.partial(turn, torch.stack((query, key))), layout)
    return Turner(lambda: (turn(query), turn(key)), layout)


def llama(query: Tensor, key: Tensor, wrap: Callable[..., Any] = lambda function: function) -> Turner:
    """transformers' code for Llama and most other models."""
    from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

    tokens, head_dim = query.shape[-2:]
    cos, sin = llama_module(head_dim)(query, torch.arange(tokens, device=query.device)[None])
    turn = wrap(apply_rotary_pos_emb)
    return Turner(lambda: turn(query, key, cos, sin), "half")


def llama_module(head_dim: int) -> Callable[..., Pair]:
    """transformers' module that makes Llama's cosines and sines."""
    from transformers import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

    return LlamaRotaryEmbedding(LlamaConfig(hidden_size=head_dim, num_attention_heads=1))


def block_matrix(query: Tensor, key: Tensor) -> Turner:
    """The textbook: every vector times a matrix of 2 × 2 blocks."""
    tokens, head_dim = query.shape[-2:]
    units = torch.eye(head_dim)[:, None].expand(-1, tokens, -1)  # each is rotated to a column of the matrices
    columns = Rope(head_dim).rotate(units, torch.arange(tokens))
    matrices = columns.transpose(0, 1).contiguous().to(query)  # transposed, because vectors are rows
    multiply = functools.partial(torch.einsum, "bhtd,tde->bhte")
    return Turner(lambda: (multiply(query, matrices), multiply(key, matrices)), "interleaved")


LLAMA: dict[str, Maker] = {
    "transformers, Llama": llama,
    f"transformers, Llama, {COMPILED}": functools.partial(llama, wrap=torch.compile),
}
PEERS: dict[str, Maker] = LLAMA | {"dense block matrix": block_matrix}
WAYS: dict[str, Maker] = {
    f"{OURS}, {layout}{f', {COMPILED}' * compiled}": functools.partial(ours, layout=layout, compiled=compiled)
    for layout in LAYOUTS
    for compiled in (False, True)
}
