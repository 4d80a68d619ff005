"""xPos: RoPE with a decay of the score, by factors that grow for keys and shrink for queries."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import ByValue, Encoding, Tables, as_positions, complex_of, precision_for
from rope_viz.encodings.rope import Layout, Rope

ROOM = 16.0
"""Components of size 1/ROOM to ROOM must fit their dtype after scaling, without loss of precision."""


@dataclass(frozen=True)
class XPosTables:
    """What rotates and scales some positions, made once and used for every layer.

    Attributes
    ----------
    query, key : Tables
        For queries and for keys.
    reach : float
        Tokens from the center to the position furthest from it.
    """

    query: Tables
    key: Tables
    reach: float


class XPos(ByValue, Encoding):
    """Extrapolatable position embedding: `Rope`, and a decay of the score with the distance.

    Pair i of a query at position m is rotated, and multiplied by ``zeta[i] ** (m / scale_base)``; pair i of a
    key at position n by ``zeta[i] ** (-n / scale_base)``. The product of the two factors is
    ``zeta[i] ** (distance / scale_base)``: like the angle, it depends on the distance only. As ``zeta`` is
    below one, a pair's part of the score decays as the key is further back; ``zeta`` is smallest for the fast
    pairs, which decay first. For a key *after* its query the score would grow, so that xPos is made for
    causal attention.

    Parameters
    ----------
    head_dim : int
        Components of a query or key vector; even.
    base : float
        As for `Rope`.
    layout : {"interleaved", "half"}
        Which components form a pair, as for `Rope`.
    scale_base : float
        Distance at which pair i has decayed to ``zeta[i]`` of its size, tokens; 512 in the paper.
    gamma : float
        Keeps ``zeta[i] = (2 i / rotary_dim + gamma) / (1 + gamma)`` away from zero; 0.4 in the paper. The
        larger it is, the less all pairs decay.
    center : float
        The position at which both factors are 1. Scores do not depend on it, but the factors grow with the
        distance from it, so that it should be the middle of a long sequence. All tokens of a sequence must
        have the same center, those in a cache too.
    rotary_dim : int, optional
        Rotate and scale the first ``rotary_dim`` components only; all by default.

    Raises
    ------
    TypeError, ValueError
        As for `Rope`; if ``scale_base`` or ``gamma`` is not above zero, or ``center`` is not finite.

    Notes
    -----
    The factors overflow far from the center: in float32 at some 35,000 tokens with the paper's numbers, in
    float16 at 2,800. Positions beyond that `span` are refused. (Code that puts the center in the middle of
    each call's tokens has wrong scores with a cache.)

    References
    ----------
    Sun et al. (2022), A Length-Extrapolatable Transformer, section 2.2 and algorithm 1; code: torchscale,
    ``xpos_relative_position.py``.

    Examples
    --------
    >>> xpos = XPos(head_dim=4, scale_base=2)
    >>> xpos.zeta
    tensor([0.2857, 0.6429], dtype=torch.float64)
    >>> x = torch.ones(2, 4)
    >>> scores = xpos.rotate_query(x, [4, 104]) @ xpos.rotate_key(x, [2, 102]).T
    >>> bool((scores[0, 0] - scores[1, 1]).abs() < 1e-5)
    True
    """

    def __init__(
        self,
        head_dim: int = 64,
        base: float = 10_000.0,
        layout: Layout = "interleaved",
        scale_base: float = 512.0,
        gamma: float = 0.4,
        center: float = 0.0,
        rotary_dim: int | None = None,
    ) -> None:
        self.rope: Rope = Rope(head_dim, base, layout, rotary_dim)
        self.scale_base: float = checks.positive("scale_base", scale_base, "because powers are divided by it")
        self.gamma: float = checks.positive("gamma", gamma, "or the fastest pair would vanish")
        self.center: float = checks.finite("center", center)

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair, shape (pairs,), float64, radians per token."""
        return self.rope.inv_freq

    @property
    def zeta(self) -> Tensor:
        """What each pair decays to in ``scale_base`` tokens, shape (pairs,), float64, below one."""
        place = torch.arange(0, self.rope.rotary_dim, 2, dtype=torch.float64) / self.rope.rotary_dim
        return (place + self.gamma) / (1 + self.gamma)

    def span(self, dtype: torch.dtype) -> float:
        """How far from the center the factors fit a dtype.

        Parameters
        ----------
        dtype : torch.dtype
            A floating dtype.

        Returns
        -------
        float, tokens
            Where a component of size 16 would overflow, or one of size 1/16 lose precision.

        Examples
        --------
        >>> round(XPos(head_dim=64).span(torch.float16))
        2833
        """
        limits = torch.finfo(dtype)
        largest_factor = min(math.log(limits.max), -math.log(limits.tiny)) - math.log(ROOM)
        return largest_factor * self.scale_base / -math.log(self.zeta[0])  # the fastest pair's is largest

    def tables(self, positions: Any, dtype: torch.dtype = torch.float32) -> XPosTables:
        """Make what rotates and scales these positions once, for every layer.

        Parameters
        ----------
        positions : Tensor, array or sequence, shape (..., tokens)
            As for `Rope.angles`.
        dtype : torch.float32 or torch.float64
            Precision in which vectors will be rotated. float32 also serves bfloat16 and float16 vectors.

        Raises
        ------
        TypeError, ValueError
            If a position is not a finite real number, lies further from the center than `span`, or
            ``dtype`` is another.

        Examples
        --------
        >>> tables = XPos(head_dim=8).tables([0, 512])
        >>> tables.query.phasors.abs()
        tensor([[1.0000, 1.0000, 1.0000, 1.0000],
                [0.2857, 0.4643, 0.6429, 0.8214]])
        """
        exact = as_positions(positions)
        query, key = self._tables(exact, dtype, +1), self._tables(exact, dtype, -1)
        return XPosTables(query, key, self._checked_reach(exact, dtype))

    def rotate_query(self, query: Tensor, positions: Any) -> Tensor:
        """Rotate a query, and multiply its pairs by factors that shrink with the position.

        Parameters
        ----------
        query : Tensor, shape (..., tokens, head_dim)
            In any floating dtype.
        positions : Tensor, array or sequence, shape (..., tokens), or XPosTables
            One position per token, or what `tables` made of them.

        Returns
        -------
        Tensor
            Shape, dtype and device of ``query``; differentiable. Angles and factors are computed in float64;
            their product and the result are each rounded once.

        Raises
        ------
        TypeError, ValueError
            If ``query`` is not a floating tensor of that shape, there is not one position per token, or a
            position lies further from the center than `span` of its dtype.

        Examples
        --------
        >>> XPos(head_dim=2).rotate_query(torch.tensor([[1.0, 0.0]]), [512]).norm()
        tensor(0.2857)
        """
        return self._rotate("query", query, positions, +1)

    def rotate_key(self, key: Tensor, positions: Any) -> Tensor:
        """Rotate a key, and multiply its pairs by factors that grow: the inverses of a query's.

        Parameters, result and errors are those of `rotate_query`.

        Examples
        --------
        >>> XPos(head_dim=2).rotate_key(torch.tensor([[1.0, 0.0]]), [512]).norm()
        tensor(3.5000)
        """
        return self._rotate("key", key, positions, -1)

    def _arguments(self) -> dict[str, Any]:
        rope = self.rope
        given = {"head_dim": rope.head_dim, "base": rope.base, "layout": rope.layout}
        given |= {"scale_base": self.scale_base, "gamma": self.gamma, "center": self.center}
        return given if rope.rotary_dim == rope.head_dim else given | {"rotary_dim": rope.rotary_dim}

    def _rotate(self, name: str, x: Tensor, positions: Any, sign: int) -> Tensor:
        checks.last_axis(name, checks.floating(name, x), self.rope.head_dim, "head_dim")
        if isinstance(positions, XPosTables):
            self._check_reach(positions.reach, x.dtype)
            return self.rope.rotate(x, positions.query if sign > 0 else positions.key)
        exact = as_positions(positions, x.device)
        self._checked_reach(exact, x.dtype)
        tables = self._tables(exact, precision_for(x), sign)
        return self.rope.rotate(x, Tables(tables.phasors.to(x.device)))

    def _tables(self, exact: Tensor, dtype: torch.dtype, sign: int) -> Tables:
        """Phasors times factors, rounded once."""
        power = sign * (exact - self.center) / self.scale_base
        factor = (power[..., None] * self.zeta.log().to(exact.device)).exp()  # (..., tokens, pairs)
        scaled = self.rope.tables(exact, torch.float64).phasors * factor
        return Tables(scaled.to(complex_of(dtype)))

    def _checked_reach(self, exact: Tensor, dtype: torch.dtype) -> float:
        checks.known_values("positions", "they must lie near the center")
        reach = float((exact - self.center).abs().max()) if exact.numel() else 0.0
        self._check_reach(reach, dtype)
        return reach

    def _check_reach(self, reach: float, dtype: torch.dtype) -> None:
        _within_span("positions", reach, self.span(dtype), self.center, dtype)


def _within_span(name: str, farthest: float, span: float, center: float, dtype: torch.dtype) -> None:
    """Positions so near the center that what grows exponentially with the distance from it fits a dtype."""
    if farthest > span:
        raise ValueError(
            f"{name} must lie within {span:,.0f} tokens of center = {center:g}, because the decay of {dtype} "
            f"vectors further out leaves the dtype's range; {farthest:,.0f} tokens came. Put center in the "
            f"middle of the sequence, or take a dtype with a wider range."
        )
