"""Other people's code that turns queries and keys, each as a function that turns one pair of both.

Each maker prepares what its library lets one prepare (tables, angles, storage in the order of axes that it
wants) and hands back a `Turner`. Makers raise ImportError where their library is not there.
"""

from __future__ import annotations

import functools
import importlib.util
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from rope_viz import Rope

LIBRARIES = (
    "transformers",
    "rotary-embedding-torch",
    "x-transformers",
    "torchtune",
    "flash-attn",
    "liger-kernel",
)
# Peers compute angles in float32, which are off by thousandths of a radian at 32,768; a wrong pair, sign or
# speed is off by whole units. A bfloat16 peer rounds tables, products and sums, each to its dtype.
TOLERANCE = {torch.float32: 1e-2, torch.bfloat16: 4 * torch.finfo(torch.bfloat16).eps}
OUR_TOLERANCE = {torch.float32: 1e-6, torch.bfloat16: torch.finfo(torch.bfloat16).eps}

Pair = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Turner:
    """A way to turn a query and a key whose tables are ready.

    Attributes
    ----------
    call : callable
        Turns both; its results are in the storage that the code wants.
    layout : {"interleaved", "half"}
        Which components form a pair.
    tokens_first : bool
        Whether its results are (batch, tokens, heads, head_dim).
    """

    call: Callable[[], Pair]
    layout: str
    tokens_first: bool = False

    def turned(self) -> Iterator[Tensor]:
        """Query and key, (batch, heads, tokens, head_dim)."""
        for result in self.call():
            yield result.transpose(1, 2) if self.tokens_first else result


def transformers_llama(query: Tensor, key: Tensor) -> Turner:
    """transformers' code for Llama and most other models."""
    apply, cos, sin = _llama(query)
    return Turner(lambda: apply(query, key, cos, sin), "half")


def transformers_compiled(query: Tensor, key: Tensor) -> Turner:
    """The same through torch.compile."""
    apply, cos, sin = _llama(query)
    compiled = torch.compile(apply)
    return Turner(lambda: compiled(query, key, cos, sin), "half")


def gpt_j(query: Tensor, key: Tensor) -> Turner:
    """transformers' code for GPT-J, RoFormer's form: each cosine twice, neighbours swapped."""
    from transformers.models.gptj.modeling_gptj import apply_rotary_pos_emb, create_sinusoidal_positions

    tokens, head_dim = query.shape[-2:]
    table = create_sinusoidal_positions(tokens, head_dim).to(query)
    sin, cos = (part[None] for part in table.chunk(2, dim=-1))
    q, k = _tokens_first(query), _tokens_first(key)
    return Turner(
        lambda: (apply_rotary_pos_emb(q, sin, cos), apply_rotary_pos_emb(k, sin, cos)), "interleaved", True
    )


def torchtune(query: Tensor, key: Tensor) -> Turner:
    """torchtune's module, loaded as one file: the package asks for much that turning does not need."""
    tokens, head_dim = query.shape[-2:]
    module = one_file("torchtune", "modules/position_embeddings.py").RotaryPositionalEmbeddings(
        head_dim, max_seq_len=tokens
    )
    module.to(query.device)
    q, k = _tokens_first(query), _tokens_first(key)
    return Turner(lambda: (module(q), module(k)), "interleaved", True)


def rotary_embedding_torch(query: Tensor, key: Tensor) -> Turner:
    """rotary-embedding-torch; its angles are made before, its cosines in each call."""
    from rotary_embedding_torch import RotaryEmbedding, apply_rotary_emb

    tokens, head_dim = query.shape[-2:]
    module = RotaryEmbedding(dim=head_dim).to(query.device)
    angles = module(torch.arange(tokens, device=query.device)).detach()
    return Turner(lambda: (apply_rotary_emb(angles, query), apply_rotary_emb(angles, key)), "interleaved")


def x_transformers(query: Tensor, key: Tensor) -> Turner:
    """x-transformers; its angles are made before, its cosines in each call."""
    from x_transformers.x_transformers import RotaryEmbedding, apply_rotary_pos_emb

    tokens, head_dim = query.shape[-2:]
    angles, _ = RotaryEmbedding(head_dim).to(query.device).forward_from_seq_len(tokens)
    return Turner(
        lambda: (apply_rotary_pos_emb(query, angles), apply_rotary_pos_emb(key, angles)), "interleaved"
    )


def block_matrix(query: Tensor, key: Tensor) -> Turner:
    """The textbook: every vector times a matrix of 2 × 2 blocks."""
    tokens, head_dim = query.shape[-2:]
    turns = Rope(head_dim).tables(torch.arange(tokens)).phasors
    matrices = torch.zeros(tokens, head_dim, head_dim)
    even, odd = torch.arange(0, head_dim, 2), torch.arange(1, head_dim, 2)
    matrices[:, even, even] = matrices[:, odd, odd] = turns.real
    matrices[:, even, odd], matrices[:, odd, even] = turns.imag, -turns.imag  # transposed, for rows
    matrices = matrices.to(query)
    multiply = functools.partial(torch.einsum, "bhtd,tde->bhte")
    return Turner(lambda: (multiply(query, matrices), multiply(key, matrices)), "interleaved")


def flash_attention(query: Tensor, key: Tensor) -> Turner:
    """flash-attn's kernel, one launch for each of query and key."""
    from flash_attn.layers.rotary import apply_rotary_emb

    cos, sin = _planes(query)
    q, k = _tokens_first(query), _tokens_first(key)
    return Turner(lambda: (apply_rotary_emb(q, cos, sin), apply_rotary_emb(k, cos, sin)), "half", True)


def liger(query: Tensor, key: Tensor) -> Turner:
    """liger-kernel's, one launch for both; it turns in place, so it is given copies to turn on and on."""
    from liger_kernel.transformers.rope import liger_rotary_pos_emb

    cos, sin = (torch.cat((part, part), -1)[None] for part in _planes(query))
    q, k = (_tokens_first(x).clone().transpose(1, 2) for x in (query, key))
    return Turner(lambda: liger_rotary_pos_emb(q, k, cos, sin), "half")


PEERS: dict[str, Callable[[Tensor, Tensor], Turner]] = {
    "transformers, Llama": transformers_llama,
    "transformers, Llama, compiled": transformers_compiled,
    "transformers, GPT-J": gpt_j,
    "torchtune": torchtune,
    "rotary-embedding-torch": rotary_embedding_torch,
    "x-transformers": x_transformers,
    "dense block matrix": block_matrix,
}
GPU_PEERS = {
    "transformers, Llama": transformers_llama,
    "transformers, Llama, compiled": transformers_compiled,
    "flash-attn": flash_attention,
    "liger-kernel": liger,
}


def made(
    makers: Mapping[str, Callable[[Tensor, Tensor], Turner]], query: Tensor, key: Tensor
) -> dict[str, Turner]:
    """The turners whose libraries are installed."""
    turners = {}
    for name, maker in makers.items():
        try:
            turners[name] = maker(query, key)
        except ImportError:
            logging.getLogger(__name__).info("%s is not installed", name)
    return turners


def exact(x: Tensor, layout: str) -> Tensor:
    """The oracle: complex numbers in float64."""
    wide = x.to(torch.float64)
    turns = torch.exp(1j * Rope(x.shape[-1]).angles(torch.arange(x.shape[-2], device=x.device)))
    if layout == "half":
        first, second = wide.chunk(2, dim=-1)
        turned = torch.complex(first, second) * turns
        return torch.cat((turned.real, turned.imag), dim=-1)
    return torch.view_as_real(torch.view_as_complex(wide.unflatten(-1, (-1, 2))) * turns).flatten(-2)


def off_by(turner: Turner, wanted: dict[str, Pair]) -> float:
    """The largest error of a component, as a share of the largest component.

    Parameters
    ----------
    turner : Turner
    wanted : dict of str to pair of Tensor
        Query and key as `exact` has them, for each layout.
    """
    return max(
        float((turned - right).abs().max() / right.abs().max())
        for turned, right in zip(turner.turned(), wanted[turner.layout], strict=True)
    )


def _llama(query: Tensor) -> tuple[Callable[..., Any], Tensor, Tensor]:
    from transformers import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding, apply_rotary_pos_emb

    tokens, head_dim = query.shape[-2:]
    config = LlamaConfig(hidden_size=head_dim, num_attention_heads=1, max_position_embeddings=tokens)
    module = LlamaRotaryEmbedding(config).to(query.device)
    return apply_rotary_pos_emb, *module(query, torch.arange(tokens, device=query.device)[None])


def _planes(query: Tensor) -> Pair:
    """Cosines and sines, (tokens, pairs), in the dtype of the query."""
    turns = Rope(query.shape[-1]).tables(torch.arange(query.shape[-2], device=query.device)).phasors
    return turns.real.to(query.dtype).contiguous(), turns.imag.to(query.dtype).contiguous()


def _tokens_first(x: Tensor) -> Tensor:
    # (batch, heads, tokens, head_dim) -> (batch, tokens, heads, head_dim), as that code stores it
    return x.transpose(1, 2).contiguous()


@functools.cache
def one_file(package: str, path: str) -> ModuleType:
    """One module of a package, without importing the package."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"{package} is not installed")
    file = Path(spec.submodule_search_locations[0]) / path
    loaded = importlib.util.spec_from_file_location(f"{package}_{file.stem}", file)
    assert loaded is not None and loaded.loader is not None
    module = importlib.util.module_from_spec(loaded)
    loaded.loader.exec_module(module)
    return module
