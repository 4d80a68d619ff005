"""Other people's code that turns queries and keys, each as a function that turns one pair of both.

Each maker prepares what its library lets one prepare and hands back a `Turner`; it raises ImportError where
the library is not there. These are the fastest of each form that were found. torchtune took as long as GPT-J
or longer, x-transformers and rotary-embedding-torch, which take cosines in each call, nearly twice as long.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from rope_viz import Rope

LIBRARIES = ("transformers",)
Pair = tuple[Tensor, Tensor]


class Turner(NamedTuple):
    """A way to turn a query and a key whose tables are ready, and which components form a pair in it."""

    call: Callable[[], Pair]
    layout: str


Maker = Callable[[Tensor, Tensor], Turner]


def llama(query: Tensor, key: Tensor, wrap: Callable[..., Any] = lambda function: function) -> Turner:
    """transformers' code for Llama and most other models."""
    from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

    tokens, head_dim = query.shape[-2:]
    cos, sin = llama_module(head_dim)(query, torch.arange(tokens, device=query.device)[None])
    turn = wrap(apply_rotary_pos_emb)
    return Turner(lambda: turn(query, key, cos, sin), "half")


def gpt_j(query: Tensor, key: Tensor) -> Turner:
    """transformers' code for GPT-J, RoFormer's form: each cosine twice, neighbours swapped, tokens first."""
    from transformers.models.gptj.modeling_gptj import apply_rotary_pos_emb as turn
    from transformers.models.gptj.modeling_gptj import create_sinusoidal_positions

    sin, cos = create_sinusoidal_positions(*query.shape[-2:]).to(query)[None].chunk(2, dim=-1)
    q, k = (x.transpose(1, 2).contiguous() for x in (query, key))
    return Turner(
        lambda: (turn(q, sin, cos).transpose(1, 2), turn(k, sin, cos).transpose(1, 2)), "interleaved"
    )


def block_matrix(query: Tensor, key: Tensor) -> Turner:
    """The textbook: every vector times a matrix of 2 × 2 blocks."""
    tokens, head_dim = query.shape[-2:]
    phasors = Rope(head_dim).tables(torch.arange(tokens)).phasors
    matrices = torch.zeros(tokens, head_dim, head_dim)
    even, odd = torch.arange(0, head_dim, 2), torch.arange(1, head_dim, 2)
    matrices[:, even, even] = matrices[:, odd, odd] = phasors.real
    matrices[:, even, odd], matrices[:, odd, even] = phasors.imag, -phasors.imag  # transposed, for rows
    matrices = matrices.to(query)
    multiply = functools.partial(torch.einsum, "bhtd,tde->bhte")
    return Turner(lambda: (multiply(query, matrices), multiply(key, matrices)), "interleaved")


PEERS: dict[str, Maker] = {
    "transformers, Llama": llama,
    "transformers, Llama, compiled": functools.partial(llama, wrap=torch.compile),
    "transformers, GPT-J": gpt_j,
    "dense block matrix": block_matrix,
}


def made(makers: Mapping[str, Maker], query: Tensor, key: Tensor) -> dict[str, Turner]:
    """The turners whose libraries are installed; the report names those that are not."""
    turners = {}
    for name, maker in makers.items():
        try:
            turners[name] = maker(query, key)
        except ImportError:
            continue
    return turners


def llama_module(head_dim: int) -> Callable[..., Pair]:
    """transformers' module that makes Llama's cosines and sines."""
    from transformers import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

    return LlamaRotaryEmbedding(LlamaConfig(hidden_size=head_dim, num_attention_heads=1))
