"""RoPE in multi-head latent attention (MLA): one part of a head is rotated, the other is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import ByValue, Encoding, Tables
from rope_viz.encodings.rope import Layout, Rope
from rope_viz.encodings.scaling import Rule


@dataclass(frozen=True)
class CacheSize:
    """How many numbers one layer keeps in its cache for one token.

    Attributes
    ----------
    mla : int
        Multi-head latent attention: the latent vector, and the rotated key part that all heads share.
    mha : int
        Multi-head attention with heads of the same size: the key and the value of every head.
    """

    mla: int
    mha: int

    @property
    def ratio(self) -> float:
        """How many times smaller MLA's cache is."""
        return self.mha / self.mla


class MLARope(ByValue, Encoding):
    """Decoupled rotary embedding of DeepSeek's multi-head latent attention (MLA).

    MLA caches one small latent vector for each token, instead of a key and a value for each head. It need not
    compute the keys: the matrix that would make a head's key from the latent vector is multiplied into the
    query ("absorbed"), once for each query. A rotation of the key would stand between that matrix and the
    query, and it differs from key to key, so that nothing could be absorbed. MLA therefore splits a head:
    its first ``qk_nope_head_dim`` components come from the latent vector and are not rotated. The last
    ``qk_rope_head_dim`` are rotated, and in the key these are the same for all heads, and cached beside the
    latent vector.

    Parameters
    ----------
    qk_nope_head_dim : int
        Components of a head that are not rotated, in queries and keys; named as in configuration files.
    qk_rope_head_dim : int
        Components that are rotated; even.
    base : float
        As for `Rope`.
    layout : {"interleaved", "half"}
        Which components form a pair, as for `Rope`.
    scaling : Rule, optional
        A rule of `rope_viz.scaling`; DeepSeek uses YaRN.

    Raises
    ------
    TypeError, ValueError
        As for `Rope`, and if ``qk_nope_head_dim`` is not a whole number above zero.

    Notes
    -----
    transformers returns the rotated part in another order, even components first. It does so for queries and
    keys alike: its vectors differ from these by that permutation, and its scores are equal.

    References
    ----------
    DeepSeek-AI (2024), DeepSeek-V2, section 2.1.3 and table 1. Code: DeepSeek-V3, ``inference/model.py``;
    transformers, ``deepseek_v3``.

    Examples
    --------
    >>> rope = MLARope()
    >>> rope
    MLARope(qk_nope_head_dim=128, qk_rope_head_dim=64, base=10000.0, layout='interleaved')
    >>> rope.cache_size(heads=128)
    CacheSize(mla=576, mha=40960)
    """

    def __init__(
        self,
        qk_nope_head_dim: int = 128,
        qk_rope_head_dim: int = 64,
        base: float = 10_000.0,
        layout: Layout = "interleaved",
        scaling: Rule | None = None,
    ) -> None:
        self.qk_nope_head_dim: int = checks.at_least(
            "qk_nope_head_dim", qk_nope_head_dim, 1, "or it is plain RoPE"
        )
        self.qk_rope_head_dim: int = checks.even(
            "qk_rope_head_dim", qk_rope_head_dim, "because components are rotated in pairs"
        )
        self.rope: Rope = Rope(qk_rope_head_dim, base, layout, scaling=scaling)

    @property
    def head_dim(self) -> int:
        """Components of a query or a whole key, qk_nope_head_dim + qk_rope_head_dim."""
        return self.qk_nope_head_dim + self.qk_rope_head_dim

    def rotate_query(self, query: Tensor, positions: Any) -> Tensor:
        """Rotate the last ``qk_rope_head_dim`` components of a query and leave the others as they are.

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
        >>> rope = MLARope(qk_nope_head_dim=2, qk_rope_head_dim=2)
        >>> rope.rotate_query(torch.ones(1, 4), [2.0]).round(decimals=3)
        tensor([[ 1.0000,  1.0000, -1.3250,  0.4930]])
        """
        return self._rotate("query", query, positions)

    def rotate_key(self, key: Tensor, positions: Any) -> Tensor:
        """Rotate the last ``qk_rope_head_dim`` components of a whole key.

        Parameters, result and errors are those of `rotate_query`. A model with a cache does not make whole
        keys: see `rotate_shared_key`.
        """
        return self._rotate("key", key, positions)

    def rotate_shared_key(self, shared_key: Tensor, positions: Any) -> Tensor:
        """Rotate the part of the key that all heads share (DeepSeek's ``k_pe``), before it is cached.

        Parameters
        ----------
        shared_key : Tensor, shape (..., tokens, qk_rope_head_dim)
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
        >>> rope = MLARope(qk_nope_head_dim=2, qk_rope_head_dim=2)
        >>> rope.rotate_shared_key(torch.ones(1, 2), [2.0]).round(decimals=3)
        tensor([[-1.3250,  0.4930]])
        """
        checks.last_axis(
            "shared_key", checks.floating("shared_key", shared_key), self.qk_rope_head_dim, "qk_rope_head_dim"
        )
        return self.rope.rotate(shared_key, positions)

    def join_key(self, nope_key: Tensor, shared_key: Tensor) -> Tensor:
        """Make whole keys: each head's own part, followed by the part that all heads share.

        Parameters
        ----------
        nope_key : Tensor, shape (..., heads, tokens, qk_nope_head_dim)
        shared_key : Tensor, shape (..., tokens, qk_rope_head_dim)
            Rotated or not.

        Returns
        -------
        Tensor, shape (..., heads, tokens, head_dim)

        Raises
        ------
        TypeError, ValueError
            If one of the two has another shape, or there is not one shared part for each token.

        Examples
        --------
        >>> rope = MLARope()
        >>> rope.join_key(torch.ones(16, 5, 128), torch.ones(5, 64)).shape
        torch.Size([16, 5, 192])
        """
        checks.last_axis(
            "nope_key", checks.floating("nope_key", nope_key), self.qk_nope_head_dim, "qk_nope_head_dim"
        )
        self._check_shared(shared_key, "nope_key", nope_key)
        in_every_head = shared_key.unsqueeze(-3).expand(*nope_key.shape[:-1], self.qk_rope_head_dim)
        return torch.cat((nope_key, in_every_head), dim=-1)

    def absorbed_scores(self, query: Tensor, latent: Tensor, shared_key: Tensor, to_key: Tensor) -> Tensor:
        """Multiply queries with the cache as it is, without making keys, by absorbing ``to_key``.

        With q the part of the query that is not rotated, c the latent vector and W the matrix ``to_key``,
        ``q · (W c) = (Wᵀ q) · c``. The product of the rotated parts is added.

        Parameters
        ----------
        query : Tensor, shape (..., heads, queries, head_dim)
            After `rotate_query`.
        latent : Tensor, shape (..., tokens, kv_lora_rank)
            From the cache (``c_KV`` in the paper).
        shared_key : Tensor, shape (..., tokens, qk_rope_head_dim)
            From the cache, after `rotate_shared_key`.
        to_key : Tensor, shape (heads, qk_nope_head_dim, kv_lora_rank)
            Makes each head's own part of the key from the latent vector (``W_UK`` in the paper).

        Returns
        -------
        Tensor, shape (..., heads, queries, tokens)
            Not divided by the square root of head_dim. Equal, up to rounding, to the products of the query
            with ``join_key(latent @ to_keyᵀ, shared_key)``.

        Raises
        ------
        TypeError, ValueError
            If one of the four tensors has another shape.

        Examples
        --------
        >>> rope = MLARope(qk_nope_head_dim=4, qk_rope_head_dim=2)
        >>> cache = torch.ones(7, 8), torch.ones(7, 2)
        >>> rope.absorbed_scores(torch.ones(3, 1, 6), *cache, to_key=torch.ones(3, 4, 8)).shape
        torch.Size([3, 1, 7])
        """
        checks.last_axis("query", checks.floating("query", query), self.head_dim, "head_dim")
        checks.last_axis("latent", checks.floating("latent", latent), latent.shape[-1], "kv_lora_rank")
        self._check_shared(shared_key, "latent", latent)
        heads = checks.with_heads("query", query).shape[-3]
        checks.shape(
            "to_key",
            to_key,
            (heads, self.qk_nope_head_dim, latent.shape[-1]),
            "(heads, qk_nope_head_dim, kv_lora_rank)",
        )
        not_rotated, rotated = query.split([self.qk_nope_head_dim, self.qk_rope_head_dim], dim=-1)
        # (heads, queries, nope) @ (heads, nope, kv_lora_rank) @ (1, kv_lora_rank, tokens)
        return not_rotated @ to_key @ latent.unsqueeze(-3).mT + rotated @ shared_key.unsqueeze(-3).mT

    def cache_size(self, heads: int = 128, kv_lora_rank: int = 512, v_head_dim: int = 128) -> CacheSize:
        """Count the numbers that one layer caches for one token.

        Parameters
        ----------
        heads, kv_lora_rank, v_head_dim : int
            DeepSeek-V3's by default. ``heads`` is called ``num_attention_heads`` in configuration files.

        Raises
        ------
        TypeError, ValueError
            If one of them is not a whole number above zero.

        Examples
        --------
        >>> round(MLARope().cache_size().ratio, 1)
        71.1
        """
        for name, value in {"heads": heads, "kv_lora_rank": kv_lora_rank, "v_head_dim": v_head_dim}.items():
            checks.at_least(name, value, 1)
        return CacheSize(kv_lora_rank + self.qk_rope_head_dim, heads * (self.head_dim + v_head_dim))

    def tables(self, positions: Any, dtype: torch.dtype = torch.float32) -> Tables:
        """Make what rotates these positions once, for queries, keys and every layer: see `Rope.tables`."""
        return self.rope.tables(positions, dtype)

    def _arguments(self) -> dict[str, Any]:
        rope = self.rope
        given: dict[str, Any] = {"qk_nope_head_dim": self.qk_nope_head_dim}
        given |= {"qk_rope_head_dim": self.qk_rope_head_dim, "base": rope.base, "layout": rope.layout}
        return given if rope.scaling is None else given | {"scaling": rope.scaling}

    def _check_shared(self, shared_key: Tensor, beside: str, other: Tensor) -> None:
        checks.last_axis(
            "shared_key", checks.floating("shared_key", shared_key), self.qk_rope_head_dim, "qk_rope_head_dim"
        )
        checks.as_many_tokens("shared_key", shared_key, beside, other)

    def _rotate(self, name: str, x: Tensor, positions: Any) -> Tensor:
        checks.last_axis(name, checks.floating(name, x), self.head_dim, "head_dim")
        left, rotary = x.split([self.qk_nope_head_dim, self.qk_rope_head_dim], dim=-1)
        return torch.cat((left, self.rope.rotate(rotary, positions)), dim=-1)
