"""Queries and keys of a model of one's own, as transformers runs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rope_viz.encodings.attention import scores
from rope_viz.encodings.rope import Rope
from rope_viz.models.config import read_rope

TURNING = (
    "apply_rotary_pos_emb"  # what transformers' models call with queries and keys, just before they score
)
CLOSE = 1e-3  # of a weight: between float32 here and whatever the model computed in


@dataclass(frozen=True, eq=False, repr=False)
class Heads:
    """Queries and keys of some heads on one text, before rotation.

    Attributes
    ----------
    q, k : Tensor, shape (heads, tokens, head_dim), float32, on the CPU
        Not rotated, not divided by ``sqrt(head_dim)``; ``k`` holds each query head's own.
    heads : tuple of (layer, head), both counted from 0
    tokens : tuple of str
    rope : the rotation that the model gives them
    """

    q: Tensor
    k: Tensor
    heads: tuple[tuple[int, int], ...]
    tokens: tuple[str, ...]
    rope: Rope

    def __repr__(self) -> str:
        return f"Heads({len(self.heads)} heads, {len(self.tokens)} tokens, {self.rope!r})"


def heads_of(
    model: Any, text: str | Sequence[int], *, tokenizer: Any = None, layers: Sequence[int] | None = None
) -> Heads:
    """Run a model over a text and take the queries and keys of its heads, before they are turned.

    `rope_viz.explore_inside` shows them. The model runs once, without gradients. What was taken is right, or
    refused: the attention that it gives with the rotation of the model's configuration must be the model's.

    Parameters
    ----------
    model : transformers.PreTrainedModel
        One that turns queries and keys by `apply_rotary_pos_emb`, such as Llama, Qwen, Mistral or GPT-NeoX.
        Load it with ``attn_implementation="eager"``, so that it gives its attention away.
    text : str or sequence of int
        A text, or the indices of its tokens.
    tokenizer : optional
        Needed for a text, as `transformers.AutoTokenizer` gives it.
    layers : sequence of int, optional
        All by default.

    Returns
    -------
    Heads
        All heads of the layers, layer by layer.

    Raises
    ------
    ValueError
        If a text comes without a tokenizer, a layer is not there, the model turns in some other way, or the
        attention of a layer is not what its queries, keys and configuration give (a sliding window shorter
        than the text, a temperature, a rotation that the configuration does not tell).

    Examples
    --------
    >>> import torch, transformers
    >>> small = transformers.LlamaConfig(
    ...     vocab_size=50, hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
    ...     attn_implementation="eager",
    ... )
    >>> heads_of(transformers.LlamaForCausalLM(small), range(20))
    Heads(4 heads, 20 tokens, Rope(head_dim=16, base=10000.0, layout='half'))
    """
    ids, tokens = _ids(text, tokenizer)
    with _listening(model) as taken, torch.no_grad():
        found = model(ids.to(model.device)[None], output_attentions=True, use_cache=False)
    if found.attentions is None or len(taken) != len(found.attentions):
        raise ValueError(
            f"model must turn queries and keys in every layer and give its attention away; "
            f"{len(taken)} layers turned, attention came of {len(found.attentions or ())}. "
            'Load it with attn_implementation="eager".'
        )
    wanted = range(len(taken)) if layers is None else layers
    if bad := [layer for layer in wanted if not 0 <= layer < len(taken)]:
        raise ValueError(f"layers must be from 0 to {len(taken) - 1}; {bad[0]} came.")
    rope = read_rope(model.config.to_dict())
    parts = [_checked(layer, *taken[layer], found.attentions[layer][0].cpu(), rope) for layer in wanted]
    names = tuple(
        (layer, head) for layer, (q, _) in zip(wanted, parts, strict=True) for head in range(len(q))
    )
    queries, keys = (torch.cat(part) for part in zip(*parts, strict=True))
    return Heads(queries, keys, names, tokens, rope)


def _ids(text: str | Sequence[int], tokenizer: Any) -> tuple[Tensor, tuple[str, ...]]:
    """Indices of the tokens, and how they read."""
    if isinstance(text, str):
        if tokenizer is None:
            raise ValueError("tokenizer must be given with a text, because it cuts the text; None came.")
        text = tokenizer(text)["input_ids"]
    ids = torch.as_tensor(list(text), dtype=torch.int64)
    names = (str(int(i)) if tokenizer is None else tokenizer.decode([int(i)]) for i in ids)
    return ids, tuple(names)


@contextmanager
def _listening(model: Any) -> Iterator[list[tuple[Tensor, Tensor]]]:
    """What the model's rotation is called with, layer by layer."""
    module = sys.modules[type(model).__module__]
    turn = getattr(module, TURNING, None)
    if turn is None:
        raise ValueError(
            f"model must turn queries and keys by {TURNING}, as transformers' Llama does; "
            f"{type(model).__name__} came, whose module has none."
        )
    taken: list[tuple[Tensor, Tensor]] = []

    def listening(q: Tensor, k: Tensor, *rest: Any, **named: Any) -> Any:
        taken.append((q[0].float().cpu(), k[0].float().cpu()))
        return turn(q, k, *rest, **named)

    setattr(module, TURNING, listening)
    try:
        yield taken
    finally:
        setattr(module, TURNING, turn)


def _checked(layer: int, query: Tensor, key: Tensor, theirs: Tensor, rope: Rope) -> tuple[Tensor, Tensor]:
    """Queries and keys of one layer, each head with its own key, if they give the model's attention."""
    if query.shape[-1] != rope.head_dim:
        raise ValueError(
            f"model must turn whole vectors of {rope.head_dim} components; {query.shape[-1]} came in "
            f"layer {layer}."
        )
    key = key.repeat_interleave(len(query) // len(key), dim=0)
    logits = scores(query.double(), key.double(), rope, scale=rope.head_dim**-0.5)
    later = torch.ones(logits.shape[-2:], dtype=torch.bool).triu(1)
    ours = logits.masked_fill(later, -torch.inf).softmax(-1)
    off = float((ours - theirs.double()).abs().max())
    if off > CLOSE:
        raise ValueError(
            f"model must attend as its queries, keys and configuration say; in layer {layer} a weight is off "
            f"by {off:.3f}."
        )
    return query, key
