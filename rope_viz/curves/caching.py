"""Decoding with a cache in a model of several layers: what is kept, what of it stays right.

`rope_viz.Layer.decode` keeps rotated keys and never touches them. Here other ways of keeping are tried as
well, with too little room and with speeds that follow the length; each is compared with the whole pass.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rope_viz import checks
from rope_viz.curves.common import Array, to_numpy
from rope_viz.encodings.attention import Layer, attend
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.shaw import ShawKeys

WAYS = ("ready", "moved", "bare", "nothing")
PLACES = ("text", "cache")
ABSENT, KEPT, REDONE, MADE = range(4)
RIGHT = 1e-9  # relative; float64 rounds at 1e-15, and nothing that is wrong is off by less than 1e-4


@dataclass(frozen=True)
class Keeping:
    """What a decoder keeps of the tokens so far.

    Attributes
    ----------
    ways : one of "ready", "moved", "bare", "nothing" for each layer
        ``"ready"``: keys as queries are multiplied with them, never touched again. ``"moved"``: the same, but
        turned on when their place or the speeds change. ``"bare"``: keys as the matrix made them; what makes
        them ready is done anew for each query. ``"nothing"``: keys and values are made anew from the words.
    room : int
        How many tokens there is room for; from then on each new one takes the place of the oldest.
    places : {"text", "cache"}
        Positions are counted in the text, or in what the cache still holds, so that they move down.
    """

    ways: tuple[str, ...] = ("ready", "ready")
    room: int = 1_000_000
    places: str = "text"

    def __post_init__(self) -> None:
        for way in self.ways:
            checks.one_of("ways", way, WAYS)
        checks.at_least("room", self.room, 1)
        checks.one_of("places", self.places, PLACES)

    def left(self, step: int) -> Tensor:
        """Tokens that are there in a step, the new one last."""
        return torch.arange(max(0, step + 1 - self.room), step + 1)

    def placed(self, left: Tensor) -> Tensor:
        """Their positions."""
        return left if self.places == "text" else left - left[0]


@dataclass(frozen=True)
class Decoded:
    """What became of each token's key and value in each step, a step for each token.

    Attributes
    ----------
    cells : (layers, steps, tokens), whole numbers
        `ABSENT`, `KEPT` and not touched, kept and `REDONE` (turned or summed again), or `MADE` in this step.
    off : (layers, steps, tokens)
        How far key (as it is multiplied) or value is from what the whole pass over the same tokens makes,
        as a share of its size, whichever is farther off; NaN where there is none.
    outputs : (steps,)
        The same of what the last layer gives for the new token.
    """

    cells: NDArray[np.int64]
    off: Array
    outputs: Array


def decode(words: Tensor, layers: Sequence[Layer], encoding: Encoding, keeping: Keeping) -> Decoded:
    """Write a text token by token, keeping what `Keeping` says, and compare each step with the whole pass.

    Parameters
    ----------
    words : Tensor, shape (tokens, dim)
    layers : sequence of Layer
        Of one head, with head_dim = dim; what a layer attends to is added to its input.
    encoding : Encoding
        If its speeds follow the length (`rope_viz.scaling.dynamic_ntk`), each step has those of its length.
    keeping : Keeping

    Examples
    --------
    >>> from rope_viz import Rope, embed_words
    >>> words = embed_words("the dog chases the pig", 8).double()
    >>> layers = [Layer(*drawn(seed, 3, 1, 8, 8)) for seed in (1, 2)]
    >>> found = decode(words, layers, Rope(8), Keeping())
    >>> found.cells[0, 2], bool(found.outputs.max() < RIGHT)
    (array([1, 1, 3, 0, 0]), True)
    """
    count = checks.last_axis("words", words, layers[0].to_query.shape[-1], "head_dim").shape[0]
    if len(keeping.ways) != len(layers):
        raise ValueError(
            f"ways must be one for each of {len(layers)} layers; {len(keeping.ways)} came, {keeping.ways}."
        )
    cells = np.zeros((len(layers), count, count), dtype=np.int64)
    off, outputs = np.full(cells.shape, np.nan), np.empty(count)
    caches = [_Kept(layer, way) for layer, way in zip(layers, keeping.ways, strict=True)]
    for step in range(count):
        left = keeping.left(step).to(words.device)
        at = keeping.placed(left)
        now = at_length(encoding, int(at[-1]) + 1)
        x = truth = now.add(words[left], at)
        for i, kept in enumerate(caches):
            key, value, truth = _whole(kept.layer, truth, now, at)
            here = slice(int(left[0]), step + 1)
            cells[i, step, here], x = kept.step(x, left, at, now)
            off[i, step, here] = np.maximum(_apart(kept.ready, key), _apart(kept.values, value))
        outputs[step] = _apart(x, truth)[-1]
    return Decoded(cells, off, outputs)


def at_length(encoding: Encoding, tokens: int) -> Encoding:
    """An encoding as it is in texts of one length."""
    fixed = getattr(encoding, "at_length", None)
    return encoding if fixed is None else fixed(tokens)


class _Kept:
    """One layer's cache: bare keys, keys as they are multiplied, and values, as the last step left them."""

    def __init__(self, layer: Layer, way: str) -> None:
        self.layer, self.way = layer, way
        self.tokens: list[int] = []
        self.keys = self.ready = self.values = torch.empty(0)
        self.before: tuple[Tensor, Encoding] | None = None

    def step(
        self, x: Tensor, left: Tensor, at: Tensor, encoding: Encoding
    ) -> tuple[NDArray[np.int64], Tensor]:
        """Take in one more token: what became of the cells, and what the layer gives for all of ``x``."""
        query, key, value = (x @ matrix[0] for matrix in _matrices(self.layer))
        old = slice(1 if len(self.tokens) == len(left) else 0, None)  # the oldest may have gone
        cells = np.full(len(left), KEPT)
        if self.tokens and self.way != "nothing":
            key = torch.cat((self.keys[old], key[-1:]))
            value = torch.cat((self.values[old], value[-1:]))
        ready, again = self._made_ready(key, at, encoding, old)
        cells[:-1] = np.where(again[:-1], REDONE, KEPT)
        cells[slice(None) if self.way == "nothing" else slice(-1, None)] = MADE
        self.tokens, self.keys, self.ready, self.values = left.tolist(), key, ready, value
        self.before = (at, encoding)
        if self.way in ("bare", "nothing"):
            heard = attend(
                query, key, value, encoding, query_positions=at, key_positions=at, causal=True
            ).output
        else:
            heard = _attend_to_ready(query, ready, value, encoding, at)
        return cells, x + heard.reshape(x.shape)

    def _made_ready(
        self, key: Tensor, at: Tensor, encoding: Encoding, old: slice
    ) -> tuple[Tensor, NDArray[np.bool_]]:
        """Keys as they are multiplied, and which of them that took work in this step."""
        fresh = made_ready(key, at, at[-1], encoding)
        again = to_numpy((fresh != key).any(-1)).astype(bool)
        if self.before is None or self.way in ("bare", "nothing"):
            return fresh, again
        kept, again = self.ready[old], np.zeros(len(key), dtype=bool)
        if self.way == "moved":
            places, encoded = self.before
            bare = bare_again(kept, places[old], places[-1], encoded)
            moved = made_ready(bare, at[:-1], at[-1], encoding)
            again[:-1] = to_numpy(((moved - kept).abs() > RIGHT).any(-1)).astype(bool)
            kept = torch.where(torch.from_numpy(again[:-1, None]).to(kept.device), moved, kept)
        return torch.cat((kept, fresh[-1:])), again


def made_ready(key: Tensor, at: Tensor, asking: Tensor, encoding: Encoding) -> Tensor:
    """Keys as a query at ``asking`` is multiplied with them: turned, or with a distance's vector added."""
    if isinstance(encoding, ShawKeys):
        return key + _distance_vectors(encoding, at, asking)
    return encoding.rotate_key(key, at)


def bare_again(ready: Tensor, at: Tensor, asking: Tensor, encoding: Encoding) -> Tensor:
    """Undo `made_ready`: turn back, or take the vector away."""
    if isinstance(encoding, ShawKeys):
        return ready - _distance_vectors(encoding, at, asking)
    return encoding.rotate_key(ready, -at)


def _distance_vectors(encoding: ShawKeys, at: Tensor, asking: Tensor) -> Tensor:
    return encoding.table[(at - asking).clamp(-encoding.clip, encoding.clip) + encoding.clip]


def _matrices(layer: Layer) -> tuple[Tensor, Tensor, Tensor]:
    return layer.to_query, layer.to_key, layer.to_value


def _whole(layer: Layer, x: Tensor, encoding: Encoding, at: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Ready keys, values and outputs of one layer in the whole pass over ``x``."""
    query, key, value = (x @ matrix[0] for matrix in _matrices(layer))
    heard = attend(query, key, value, encoding, query_positions=at, key_positions=at, causal=True).output
    return made_ready(key, at, at[-1], encoding), value, x + heard.reshape(x.shape)


def _attend_to_ready(query: Tensor, ready: Tensor, value: Tensor, encoding: Encoding, at: Tensor) -> Tensor:
    """Attention where keys are multiplied as they are."""
    products = encoding.rotate_query(query, at) @ ready.T / math.sqrt(query.shape[-1])
    bias = None if isinstance(encoding, ShawKeys) else encoding.bias(query[None], ready[None], at, at)
    logits = products if bias is None else products + bias[0].to(products)
    return logits.masked_fill(at[None, :] > at[:, None], -math.inf).softmax(-1) @ value


def _apart(found: Tensor, true: Tensor) -> Array:
    """How far rows are from what they should be, as a share of their size."""
    return to_numpy((found - true).norm(dim=-1) / true.norm(dim=-1))


def drawn(seed: int, *shape: int) -> Tensor:
    """Numbers of unit variance that a browser draws alike: bits of place and seed, stirred.

    References
    ----------
    Appleby's ``fmix32`` of MurmurHash3 stirs the bits.

    Examples
    --------
    >>> drawn(1, 2)
    tensor([0.2543, 0.3062], dtype=torch.float64)
    """
    bits = np.arange(math.prod(shape), dtype=np.uint32) + np.uint32(seed * 0x9E3779B9 % 2**32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        bits = (bits ^ (bits >> np.uint32(shift))) * np.uint32(factor)
    return torch.from_numpy((bits + 0.5) / 2**32 - 0.5).reshape(shape) * math.sqrt(12)
