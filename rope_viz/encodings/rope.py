"""Rotary position embedding: every pair of components turns by its token's position times its own speed.

Shapes: D = head_dim, R = rotary_dim (the first R of the D components turn), pairs = R / 2.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import Encoding, Tables, as_positions, precision_for, upstairs
from rope_viz.encodings.kernel import LAYOUTS, Layout, foreign, turn
from rope_viz.encodings.lengths import ByLength
from rope_viz.encodings.phasors import phasors
from rope_viz.encodings.scaling import Rule


class Rope(ByLength, Encoding):
    """Rotary position embedding of one attention head.

    The vector's components are taken in pairs; pair i of the token at position m is turned by
    ``m · inv_freq[i]`` radians. Lengths stay, and the score of a query and a key depends on the
    distance of their positions only.

    Parameters
    ----------
    head_dim : int
        Components of a query or key vector (D); even.
    base : float
        The pairs' speeds are ``base ** (-2 i / rotary_dim)`` radians per token: pair 0 always turns one
        radian per token, a larger base slows all others down.
    layout : {"interleaved", "half"}
        Which components form pair i: ``(2i, 2i + 1)`` as in RoFormer, or ``(i, i + rotary_dim / 2)`` as
        in GPT-NeoX and Hugging Face's Llama.
    rotary_dim : int, optional
        Turn the first ``rotary_dim`` components only and let the others through; all by default.
    scaling : Rule, optional
        A rule of `rope_viz.scaling`: ``inv_freq -> inv_freq`` and an attention factor.

    Raises
    ------
    TypeError, ValueError
        If ``head_dim`` or ``rotary_dim`` is not an even whole number, ``rotary_dim`` is larger than
        ``head_dim``, ``base`` is not above zero, ``layout`` is unknown, or ``scaling`` is not a rule.

    References
    ----------
    Su et al. (2021), RoFormer: Enhanced Transformer with Rotary Position Embedding, section 3.2.2,
    equations 13 to 16; equation 34 is how `rotate` computes it.

    Examples
    --------
    >>> rope = Rope(head_dim=4, base=100.0)
    >>> rope.inv_freq
    tensor([1.0000, 0.1000], dtype=torch.float64)
    >>> x = torch.tensor([[1.0, 0.0, 1.0, 0.0]])
    >>> rope.rotate(x, [2.0]).round(decimals=3)
    tensor([[-0.4160,  0.9090,  0.9800,  0.1990]])
    """

    axes: int | None = None
    """Coordinates of a position; None where it is one number (`rope_viz.encodings.axes` has the others)."""

    def __init__(
        self,
        head_dim: int = 64,
        base: float = 10_000.0,
        layout: Layout = "interleaved",
        rotary_dim: int | None = None,
        scaling: Rule | None = None,
    ) -> None:
        self.head_dim: int = checks.even("head_dim", head_dim, "because components turn in pairs")
        self.base: float = checks.positive("base", base, "because the speeds are its powers")
        self.layout: Layout = checks.one_of("layout", layout, LAYOUTS)
        rotary_dim = head_dim if rotary_dim is None else rotary_dim
        self.rotary_dim: int = checks.even("rotary_dim", rotary_dim, "because components turn in pairs")
        checks.at_most("rotary_dim", rotary_dim, head_dim, "the head_dim")
        if not isinstance(scaling, Rule | None):
            raise TypeError(
                f"scaling must be a rule of rope_viz.scaling, like scaling.linear(2); {scaling!r} came."
            )
        self.scaling: Rule | None = scaling

    @property
    def pairs(self) -> int:
        """How many pairs turn, rotary_dim / 2."""
        return self.rotary_dim // 2

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair, shape (pairs,), float64, radians per token, after scaling.

        If the rule changes with the length (see `at_length`), up to its original length.
        """
        return self._speeds_of(self.rotary_dim)

    def _speeds_of(self, components: int) -> Tensor:
        """Speeds of components / 2 pairs, after scaling."""
        exponent = torch.arange(0, components, 2, dtype=torch.float64) / components
        plain = self.base**-exponent
        return plain if self.scaling is None else self.scaling(plain, self.base)

    @property
    def wavelengths(self) -> Tensor:
        """Tokens that each pair needs for one turn, shape (pairs,), float64."""
        return 2 * math.pi / self.inv_freq

    @property
    def attention_factor(self) -> float:
        """What queries and keys are multiplied by beside the rotation; 1.0 unless the rule says otherwise."""
        return 1.0 if self.scaling is None else self.scaling.attention_factor

    def angles(self, positions: Any) -> Tensor:
        """Angle of every pair at every position.

        Parameters
        ----------
        positions : Tensor, array or sequence, shape (..., tokens)
            Need not be integers, sorted or positive. A dtype that cannot hold them exactly is refused.

        Returns
        -------
        Tensor, shape (..., tokens, pairs), float64, radians
            On the device of ``positions``, or on `device()` if they are plain numbers. (On the CPU
            where the device has no float64.)

        Raises
        ------
        TypeError, ValueError
            If a position is not a finite real number, too large for its dtype, or beyond the length up to
            which the scaling rule holds as it stands, or for which `at_length` fixed it.

        Examples
        --------
        >>> Rope(head_dim=4, base=100.0).angles([0, 1, 2])
        tensor([[0.0000, 0.0000],
                [1.0000, 0.1000],
                [2.0000, 0.2000]], dtype=torch.float64)
        """
        exact = as_positions(positions)
        self._check_reach(exact)
        return self._turned(exact)

    def _turned(self, exact: Tensor) -> Tensor:
        return exact[..., None] * self.inv_freq.to(exact.device)

    def tables(self, positions: Any, dtype: torch.dtype = torch.float32) -> Tables:
        """Compute the cosines and sines of these positions once, for queries, keys and every layer.

        Parameters
        ----------
        positions : Tensor, array or sequence, shape (..., tokens)
            As for `angles`.
        dtype : torch.float32 or torch.float64
            Precision in which vectors will be turned. float32 also serves bfloat16 and float16 vectors.
        """
        exact = as_positions(positions)
        additive = type(self).angles is Rope.angles  # a subclass may have angles of its own
        if additive:
            self._check_reach(exact)
        angles = self._turned if additive else self.angles
        return Tables(phasors(exact, angles, self.attention_factor, dtype, additive))

    def rotate(self, x: Tensor, positions: Any, *, compiled: bool = False) -> Tensor:
        """Turn every pair of components of ``x`` by its token's angle.

        A token's rotation needs its own position only, so a part of a sequence is turned with the positions
        of that part, and a sequence that is spread over devices without any of them asking another.

        Parameters
        ----------
        x : Tensor, shape (..., tokens, head_dim)
            Queries or keys, in any floating dtype. A ``torch.distributed.tensor.DTensor`` may be sharded
            along any axis but the last.
        positions : Tensor, array or sequence, shape (..., tokens), or Tables
            One position per token, or what `tables` made of them. Of shape (batch, tokens) beside ``x`` of
            shape (batch, heads, tokens, head_dim) they are those of each sequence. For a DTensor: those of
            the tokens that are here, or a DTensor that is sharded alike.
        compiled : bool
            Let ``torch.compile`` make one pass over memory of it; the first call takes seconds. Faster for
            the half layout, and for bfloat16 in both. The other cases, and vectors of a few tokens on a CPU,
            have nothing to gain and run as without.

        Returns
        -------
        Tensor
            Shape, dtype and device of ``x``; differentiable. Angles are computed in float64, and cosine,
            sine and result are each rounded once.

        Raises
        ------
        TypeError, ValueError
            If ``x`` is not a floating tensor of that shape, or there is not one position per token.

        Warns
        -----
        RuntimeWarning
            If ``compiled`` meets torch's limit of recompilations; the result is right then, but not fast.

        Examples
        --------
        >>> rope, x = Rope(head_dim=64), torch.randn(2, 8, 16, 64)
        >>> tables = rope.tables(range(16))
        >>> torch.equal(rope.rotate(x, tables), rope.rotate(x, range(16)))
        True
        """
        checks.last_axis("x", checks.floating("x", x), self.head_dim, "head_dim")
        if rotate := foreign(x):
            return rotate(self, x, positions, compiled=compiled)
        return turn(x, self._tables_for(x, positions), self.layout, compiled)

    def matrix(self, position: float) -> Tensor:
        """The rotation at one position as the textbook writes it: a block matrix.

        Returns
        -------
        Tensor, shape (head_dim, head_dim), float64
            ``rope.matrix(m) @ x`` equals ``rope.rotate(x[None], [m])[0]``. Made to be looked at: it does
            D multiplications a component where the rotation needs two.

        Examples
        --------
        >>> Rope(head_dim=2).matrix(math.pi / 2).round(decimals=3)
        tensor([[ 0., -1.],
                [ 1.,  0.]], dtype=torch.float64)
        """
        where = torch.full((self.head_dim,), float(position), dtype=torch.float64)
        columns = torch.eye(self.head_dim, dtype=torch.float64)
        return self.rotate(columns, where).T

    def rotate_query(self, query: Tensor, positions: Any) -> Tensor:
        """Door 3 for queries."""
        return self.rotate(query, positions)

    def rotate_key(self, key: Tensor, positions: Any) -> Tensor:
        """Door 3 for keys."""
        return self.rotate(key, positions)

    def _tables_for(self, x: Tensor, positions: Any) -> Tables:
        """Tables that fit ``x``: those that were given, or those of these positions."""
        if isinstance(positions, Tables):
            by_sequence = positions.phasors.ndim == x.ndim - 1 > 2
            return (positions.over_heads if by_sequence else positions).fitted_to(x, self.pairs)
        exact, coordinates = as_positions(positions, x.device), 0 if self.axes is None else 1
        if exact.ndim - coordinates == x.ndim - 2 > 1:  # of each sequence, and the same for all of its heads
            exact = exact.unsqueeze(-2 - coordinates)
        checks.per_token(x, tuple(exact.shape), self.axes)
        tables = self.tables(exact, precision_for(x))
        return tables if tables.phasors.device == x.device else Tables(tables.phasors.to(x.device))

    # Doors to the floors above: how a Rope is read from a file, and how it shows itself.

    @staticmethod
    def from_config(source: Any, layer_type: str | None = None, layout: Layout | None = None) -> Rope:
        """The rotary embedding of a ``config.json``: see `rope_viz.models.config.read_rope`."""
        return upstairs("rope_viz.models.config").read_rope(source, layer_type, layout)

    @staticmethod
    def all_from_config(source: Any, layout: Layout | None = None) -> dict[str, Encoding]:
        """The encoding of every kind of layer: see `rope_viz.models.config.read_encodings`."""
        return upstairs("rope_viz.models.config").read_encodings(source, layout)

    def __str__(self) -> str:
        return str(upstairs("rope_viz.models.card").in_a_line(self))

    def _repr_html_(self) -> str:
        return str(upstairs("rope_viz.models.card").as_table(self))

    def _arguments(self) -> dict[str, Any]:
        given = {"head_dim": self.head_dim, "base": self.base, "layout": self.layout}
        given |= {} if self.rotary_dim == self.head_dim else {"rotary_dim": self.rotary_dim}
        return given if self._changing is None else given | {"scaling": self._changing}
