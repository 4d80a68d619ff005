"""DeepSeek's multi-head latent attention: a head of two parts, of which only one turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.rope import Layout, Rope, Tables
from rope_viz.encodings.scaling import Rule


@dataclass(frozen=True)
class CacheSize:
    """Numbers that one layer keeps for one token.

    Attributes
    ----------
    latent : int
        With the split: the latent vector, and one turned key part for all heads.
    full : int
        Without it: the key and the value of every head.
    """

    latent: int
    full: int

    @property
    def ratio(self) -> float:
        """How many times smaller the cache is."""
        return self.full / self.latent


class DecoupledRope(Encoding):
    """Decoupled rotary embedding, as in DeepSeek's multi-head latent attention (MLA).

    MLA caches one small latent vector a token instead of keys and values, and never expands it: the matrix
    that would make a head's key of it is multiplied into the query once. A rotation between the two would
    forbid that, because it is another one at every distance. So position gets components of its own: the
    first ``nope_dim`` of a head come from the latent vector and do not turn, the last ``rope_dim`` turn, and
    the key's turned part is one for all heads.

    Parameters
    ----------
    nope_dim : int
        Components of a head that know no position (``qk_nope_head_dim``).
    rope_dim : int
        Components that turn (``qk_rope_head_dim``); even.
    base : float
        As for `Rope`.
    layout : {"interleaved", "half"}
        Which components form a pair, as for `Rope`.
    scaling : Rule, optional
        A rule of `rope_viz.scaling`; DeepSeek uses YaRN.

    Raises
    ------
    TypeError, ValueError
        As for `Rope`, and if ``nope_dim`` is not a whole number above zero.

    Notes
    -----
    transformers hands the turned part back with its even components first. Queries and keys are permuted
    alike, so that scores are equal to these and vectors are not.

    References
    ----------
    DeepSeek-AI (2024), DeepSeek-V2, section 2.1.3 and table 1. Code: DeepSeek-V3, ``inference/model.py``;
    transformers, ``deepseek_v3``.

    Examples
    --------
    >>> rope = DecoupledRope()
    >>> rope
    DecoupledRope(nope_dim=128, rope_dim=64, base=10000.0, layout='interleaved')
    >>> rope.cache_size(heads=128)
    CacheSize(latent=576, full=40960)
    """

    def __init__(
        self,
        nope_dim: int = 128,
        rope_dim: int = 64,
        base: float = 10_000.0,
        layout: Layout = "interleaved",
        scaling: Rule | None = None,
    ) -> None:
        self.nope_dim = checks.at_least("nope_dim", nope_dim, 1, "or there is nothing to decouple")
        self.rope_dim = checks.even("rope_dim", rope_dim, "because components turn in pairs")
        self.rope = Rope(rope_dim, base, layout, scaling=scaling)

    @property
    def head_dim(self) -> int:
        """Components of a query or of an expanded key, nope_dim + rope_dim."""
        return self.nope_dim + self.rope_dim

    def rotate_query(self, query: Tensor, positions: Any) -> Tensor:
        """Turn the last ``rope_dim`` components of a query and let the others through.

        Parameters
        ----------
        query : Tensor, shape (..., tokens, head_dim)
            In any floating dtype.
        positions : Tensor, array or sequence, shape (..., tokens), or Tables
            As for `Rope.rotate`.

        Returns
        -------
        Tensor
            Shape, dtype and device of ``query``; differentiable.

        Raises
        ------
        TypeError, ValueError
            If ``query`` is not a floating tensor of that shape, or there is not one position per token.

        Examples
        --------
        >>> rope = DecoupledRope(nope_dim=2, rope_dim=2)
        >>> rope.rotate_query(torch.ones(1, 4), [2.0]).round(decimals=3)
        tensor([[ 1.0000,  1.0000, -1.3250,  0.4930]])
        """
        return self._rotate("query", query, positions)

    def rotate_key(self, key: Tensor, positions: Any) -> Tensor:
        """Turn the last ``rope_dim`` components of an expanded key.

        Parameters, result and errors are those of `rotate_query`. What MLA turns and caches is the key's
        shared part alone: see `rotate_shared_key`.
        """
        return self._rotate("key", key, positions)

    def rotate_shared_key(self, shared_key: Tensor, positions: Any) -> Tensor:
        """Turn the part of the key that all heads share, once a token, as it goes into the cache.

        Parameters
        ----------
        shared_key : Tensor, shape (..., tokens, rope_dim)
            No axis of heads.
        positions : Tensor, array or sequence, shape (..., tokens), or Tables
            As for `Rope.rotate`.

        Returns
        -------
        Tensor
            Shape, dtype and device of ``shared_key``; differentiable.

        Raises
        ------
        TypeError, ValueError
            If ``shared_key`` is not a floating tensor of that shape, or there is not one position per token.

        Examples
        --------
        >>> DecoupledRope(nope_dim=2, rope_dim=2).rotate_shared_key(torch.ones(1, 2), [2.0]).round(decimals=3)
        tensor([[-1.3250,  0.4930]])
        """
        checks.last_axis("shared_key", checks.floating("shared_key", shared_key), self.rope_dim, "rope_dim")
        return self.rope.rotate(shared_key, positions)

    def join_key(self, nope_key: Tensor, shared_key: Tensor) -> Tensor:
        """Join every head's own part of the key with the part that all heads share.

        Parameters
        ----------
        nope_key : Tensor, shape (..., heads, tokens, nope_dim)
        shared_key : Tensor, shape (..., tokens, rope_dim)
            Turned or not.

        Returns
        -------
        Tensor, shape (..., heads, tokens, head_dim)

        Raises
        ------
        TypeError, ValueError
            If the last axes are others, or there is not one shared part for each token.

        Examples
        --------
        >>> rope = DecoupledRope()
        >>> rope.join_key(torch.ones(16, 5, 128), torch.ones(5, 64)).shape
        torch.Size([16, 5, 192])
        """
        checks.last_axis("nope_key", checks.floating("nope_key", nope_key), self.nope_dim, "nope_dim")
        self._check_shared(shared_key, "nope_key", nope_key)
        in_every_head = shared_key.unsqueeze(-3).expand(*nope_key.shape[:-1], self.rope_dim)
        return torch.cat((nope_key, in_every_head), dim=-1)

    def cached_scores(self, query: Tensor, latent: Tensor, shared_key: Tensor, to_key: Tensor) -> Tensor:
        """Score queries against the cache as it is, without making keys of it.

        ``q · (W c) = (Wᵀ q) · c``: the matrix goes into the query, once, and the turned parts add theirs.

        Parameters
        ----------
        query : Tensor, shape (..., heads, queries, head_dim)
            After `rotate_query`.
        latent : Tensor, shape (..., tokens, latent_dim)
            Cached.
        shared_key : Tensor, shape (..., tokens, rope_dim)
            Cached, after `rotate_shared_key`.
        to_key : Tensor, shape (heads, nope_dim, latent_dim)
            Makes each head's own part of the key of the latent vector.

        Returns
        -------
        Tensor, shape (..., heads, queries, tokens)
            Not divided by the root of head_dim. Equal, up to rounding, to the products of the query with
            ``join_key(latent @ to_keyᵀ, shared_key)``.

        Raises
        ------
        TypeError, ValueError
            If one of the four has another shape.

        Examples
        --------
        >>> rope = DecoupledRope(nope_dim=4, rope_dim=2)
        >>> cache = torch.ones(7, 8), torch.ones(7, 2)
        >>> rope.cached_scores(torch.ones(3, 1, 6), *cache, to_key=torch.ones(3, 4, 8)).shape
        torch.Size([3, 1, 7])
        """
        checks.last_axis("query", checks.floating("query", query), self.head_dim, "head_dim")
        checks.last_axis("latent", checks.floating("latent", latent), latent.shape[-1], "latent_dim")
        self._check_shared(shared_key, "latent", latent)
        heads = checks.with_heads("query", query).shape[-3]
        checks.shape(
            "to_key", to_key, (heads, self.nope_dim, latent.shape[-1]), "(heads, nope_dim, latent_dim)"
        )
        content, place = query.split([self.nope_dim, self.rope_dim], dim=-1)
        # (heads, queries, nope_dim) @ (heads, nope_dim, latent_dim) @ (1, latent_dim, tokens)
        return content @ to_key @ latent.unsqueeze(-3).mT + place @ shared_key.unsqueeze(-3).mT

    def cache_size(self, heads: int = 128, latent_dim: int = 512, value_dim: int = 128) -> CacheSize:
        """Count the numbers that one layer keeps for one token.

        Parameters
        ----------
        heads, latent_dim, value_dim : int
            DeepSeek-V3's by default (``num_attention_heads``, ``kv_lora_rank``, ``v_head_dim``).

        Raises
        ------
        TypeError, ValueError
            If one of them is not a whole number above zero.

        Examples
        --------
        >>> round(DecoupledRope().cache_size().ratio, 1)
        71.1
        """
        for name, value in {"heads": heads, "latent_dim": latent_dim, "value_dim": value_dim}.items():
            checks.at_least(name, value, 1)
        return CacheSize(latent_dim + self.rope_dim, heads * (self.head_dim + value_dim))

    def tables(self, positions: Any, dtype: torch.dtype = torch.float32) -> Tables:
        """Make the turns of these positions once, for queries, keys and every layer: see `Rope.tables`."""
        return self.rope.tables(positions, dtype)

    def __repr__(self) -> str:
        parts = [f"nope_dim={self.nope_dim}, rope_dim={self.rope_dim}"]
        parts += [f"base={self.rope.base}, layout={self.rope.layout!r}"]
        if self.rope.scaling is not None:
            parts.append(f"scaling={self.rope.scaling!r}")
        return f"DecoupledRope({', '.join(parts)})"

    def _check_shared(self, shared_key: Tensor, beside: str, other: Tensor) -> None:
        checks.last_axis("shared_key", checks.floating("shared_key", shared_key), self.rope_dim, "rope_dim")
        checks.as_many_tokens("shared_key", shared_key, beside, other)

    def _rotate(self, name: str, x: Tensor, positions: Any) -> Tensor:
        checks.last_axis(name, checks.floating(name, x), self.head_dim, "head_dim")
        content, place = x.split([self.nope_dim, self.rope_dim], dim=-1)
        return torch.cat((content, self.rope.rotate(place, positions)), dim=-1)
