"""Attention through the three doors, written once for every encoding.

Shapes: words ``x`` are (tokens, dim); queries, keys and values are (..., tokens, head_dim), usually with
an axis of heads before the tokens.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import Encoding, NoPositions

SHUT = NoPositions()


@dataclass(frozen=True)
class Attended:
    """What attention made of its input.

    Attributes
    ----------
    output : Tensor, shape (..., queries, head_dim)
        Values, averaged by the weights.
    weights : Tensor, shape (..., queries, keys)
        Each row sums to one.
    scores : Tensor, shape (..., queries, keys)
        What the softmax saw: scaled, biased, and minus infinity where masked.
    """

    output: Tensor
    weights: Tensor
    scores: Tensor


def scores(
    query: Tensor,
    key: Tensor,
    encoding: Encoding = SHUT,
    *,
    query_positions: Any = None,
    key_positions: Any = None,
    scale: float = 1.0,
) -> Tensor:
    """Score every query against every key, through the doors ``rotate`` and ``bias``.

    Parameters
    ----------
    query, key : Tensor, shape (..., queries, head_dim) and (..., keys, head_dim)
    encoding : Encoding
        No position by default.
    query_positions, key_positions : optional, shape (queries,) and (keys,)
        0, 1, 2 … by default.
    scale : float
        Multiplies the products before the bias is added: ``1 / sqrt(head_dim)`` in most models, 1 here.

    Returns
    -------
    Tensor, shape (..., queries, keys)

    Examples
    --------
    >>> one = torch.ones(3, 2)
    >>> scores(one, one, scale=0.5)
    tensor([[1., 1., 1.],
            [1., 1., 1.],
            [1., 1., 1.]])
    """
    checks.last_axis("key", checks.floating("key", key), query.shape[-1], "head_dim (as query)")
    at, to = _positions(query_positions, query, encoding), _positions(key_positions, key, encoding)
    rotated = encoding.rotate_query(query, at), encoding.rotate_key(key, to)
    return _biased_products(*rotated, encoding, at, to, scale)


def attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    encoding: Encoding = SHUT,
    *,
    query_positions: Any = None,
    key_positions: Any = None,
    causal: bool = False,
    scale: float | None = None,
) -> Attended:
    """Softmax attention through the doors ``rotate`` and ``bias``.

    Parameters
    ----------
    query, key, value : Tensor, shape (..., tokens, head_dim)
    causal : bool
        Let a query see only keys whose position is not after its own. Positions with several axes are
        taken to be in order.
    scale : float, optional
        ``1 / sqrt(head_dim)`` by default; T5 uses 1.

    Examples
    --------
    >>> x = torch.eye(2)
    >>> attend(x, x, x, causal=True).weights[0]
    tensor([1., 0.])
    """
    checks.last_axis("value", value, value.shape[-1], "head_dim")
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    at, to = _positions(query_positions, query, encoding), _positions(key_positions, key, encoding)
    logits = scores(query, key, encoding, query_positions=at, key_positions=to, scale=scale)
    if causal:
        logits = logits.masked_fill(_time(to)[None, :] > _time(at)[:, None], -math.inf)
    weights = logits.softmax(dim=-1)
    return Attended(weights @ value, weights, logits)


@dataclass(frozen=True)
class Layer:
    """The three matrices that make queries, keys and values of words.

    Attributes
    ----------
    to_query, to_key, to_value : Tensor, shape (heads, dim, head_dim)
    """

    to_query: Tensor
    to_key: Tensor
    to_value: Tensor

    @classmethod
    def random(cls, dim: int, heads: int = 1, head_dim: int | None = None, *, seed: int = 0) -> Layer:
        """Draw untrained matrices, by which words of unit variance get queries and keys of unit variance."""
        generator = torch.Generator().manual_seed(seed)
        shape = (heads, checks.at_least("dim", dim, 1), head_dim or dim)
        return cls(*(torch.randn(shape, generator=generator) / math.sqrt(dim) for _ in range(3)))

    def attend(
        self, x: Tensor, encoding: Encoding = SHUT, positions: Any = None, *, causal: bool = False
    ) -> Attended:
        """One attention layer over words ``x`` of shape (tokens, dim), through all three doors.

        Examples
        --------
        >>> layer = Layer.random(4)
        >>> layer.attend(torch.randn(5, 4)).output.shape
        torch.Size([1, 5, 4])
        """
        at = _positions(positions, x, encoding)
        query, key, value = self._project(encoding.add(x, at))
        return attend(query, key, value, encoding, query_positions=at, key_positions=at, causal=causal)

    def decode(self, x: Tensor, encoding: Encoding = SHUT) -> Tensor:
        """Attend word by word, keeping what a cache keeps: rotated keys, and values.

        Nothing that is in the cache is computed again. The outputs are those of
        ``attend(x, encoding, causal=True)`` for every encoding that rotates a key by its own position only.

        Returns
        -------
        Tensor, shape (heads, tokens, head_dim)
        """
        outputs, cache = [], Cache()
        for position in range(x.shape[0]):
            at = torch.tensor([position], device=x.device)
            query, key, value = self._project(encoding.add(x[position : position + 1], at))
            cache = cache.extended(encoding.rotate_key(key, at), value)
            outputs.append(_attend_to_cache(query, cache, encoding, at))
        return torch.cat(outputs, dim=-2)

    def _project(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        # (tokens, dim) @ (heads, dim, head_dim) -> (heads, tokens, head_dim)
        return x @ self.to_query, x @ self.to_key, x @ self.to_value


def embed_words(sentence: str | Sequence[str], dim: int = 16, *, seed: int = 0) -> Tensor:
    """Give every distinct word a random vector, and every occurrence of it the same one.

    Parameters
    ----------
    sentence : str or sequence of str
        Split at spaces if it is one text.
    dim : int
        Components of a word.
    seed : int
        The vector of a word depends on the seed and the word alone, not on its sentence.

    Returns
    -------
    Tensor, shape (tokens, dim)
        Components of unit variance.

    Examples
    --------
    >>> x = embed_words("the dog chases the pig")
    >>> x.shape, torch.equal(x[0], x[3])
    (torch.Size([5, 16]), True)
    """
    words = sentence.split() if isinstance(sentence, str) else list(sentence)
    if not words:
        raise ValueError(f"sentence must have at least one word; {sentence!r} came.")
    return torch.stack([_word_vector(word, checks.at_least("dim", dim, 1), seed) for word in words])


def _word_vector(word: str, dim: int, seed: int) -> Tensor:
    digest = hashlib.sha256(f"{seed}:{word}".encode()).digest()  # Python's own hash differs from run to run
    generator = torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))
    return torch.randn(dim, generator=generator)


@dataclass(frozen=True)
class Cache:
    """Rotated keys and values of the tokens so far, each (heads, tokens, head_dim)."""

    keys: Tensor | None = None
    values: Tensor | None = None

    def extended(self, key: Tensor, value: Tensor) -> Cache:
        """The cache with one more token."""
        if self.keys is None or self.values is None:
            return Cache(key, value)
        return Cache(torch.cat((self.keys, key), dim=-2), torch.cat((self.values, value), dim=-2))


def _attend_to_cache(query: Tensor, cache: Cache, encoding: Encoding, at: Tensor) -> Tensor:
    assert cache.keys is not None and cache.values is not None
    to = torch.arange(cache.keys.shape[-2], device=query.device)
    rotated = encoding.rotate_query(query, at)
    logits = _biased_products(rotated, cache.keys, encoding, at, to, 1 / math.sqrt(query.shape[-1]))
    return logits.softmax(dim=-1) @ cache.values


def _biased_products(
    query: Tensor, key: Tensor, encoding: Encoding, at: Tensor, to: Tensor, scale: float
) -> Tensor:
    """Products of rotated queries and keys, scaled, plus the bias if there is one."""
    products = scale * query @ key.mT
    bias = encoding.bias(query, key, at, to)
    return products if bias is None else products + bias.to(products)


def _positions(given: Any, x: Tensor, encoding: Encoding) -> Tensor:
    """Positions 0, 1, 2 … or those given: (tokens,), or (tokens, axes) where the encoding has axes."""
    if given is None:
        return torch.arange(x.shape[-2], device=x.device)
    at = torch.as_tensor(given, device=x.device)
    fitting = {(x.shape[-2],)} | ({(x.shape[-2], encoding.axes)} if encoding.axes else set())
    if tuple(at.shape) not in fitting:
        raise ValueError(
            f"positions must have shape {' or '.join(map(str, sorted(fitting)))}, one per token of "
            f"{tuple(x.shape)}; shape {tuple(at.shape)} came."
        )
    return checks.positions(at)


def _time(at: Tensor) -> Tensor:
    """The order of positions: themselves, or their indices where they have several axes."""
    return at if at.ndim == 1 else torch.arange(at.shape[0], device=at.device)
