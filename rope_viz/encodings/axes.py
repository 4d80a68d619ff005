"""Positions with more than one axis: a place in an image, a moment and a place in a video.

One mechanism serves them all: the angle of a pair is a sum over the axes, ``angle[pair] = Σ position[axis] ·
inv_freq[axis, pair]``. A sum of rotations is a rotation, so the score of a query and a key depends on the
displacement between their places only. The encodings differ in nothing but the matrix ``inv_freq``.

Shapes: positions are (..., tokens, axes), pairs = rotary_dim / 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import as_positions, device
from rope_viz.encodings.rope import Layout, Rope, Tables
from rope_viz.encodings.scaling import Rule

Order = Literal["contiguous", "interleaved"]


def grid_positions(height: int, width: int) -> Tensor:
    """Number the places of a grid, row by row, as the patches of an image are.

    Parameters
    ----------
    height, width : int
        Rows and columns.

    Returns
    -------
    Tensor, shape (height · width, 2), int64
        ``(x, y)`` of each place: column first, then row. ``.flip(-1)`` gives (row, column), which Qwen2-VL's
        vision tower uses.

    Raises
    ------
    TypeError, ValueError
        If ``height`` or ``width`` is not a whole number above zero.

    Examples
    --------
    >>> grid_positions(2, 3).tolist()
    [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]]
    """
    rows = torch.arange(checks.at_least("height", height, 1), device=device())
    columns = torch.arange(checks.at_least("width", width, 1), device=device())
    return torch.cartesian_prod(rows, columns).flip(-1)


class AxesRope(Rope):
    """What rotary embeddings for positions with several axes share; a subclass says ``inv_freq``.

    Attributes
    ----------
    axes : int
        Coordinates of a position.
    """

    axes: int

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair along each axis, shape (axes, pairs), float64, radians per step, after scaling.

        Zero where an axis does not turn a pair, whose wavelength along that axis is infinite.
        """
        raise NotImplementedError

    def angles(self, positions: Any) -> Tensor:
        """Angle of every pair at every position: a sum over the axes.

        Parameters
        ----------
        positions : Tensor, array or sequence, shape (..., tokens, axes)
            Need not be integers, sorted or positive. A dtype that cannot hold them exactly is refused.

        Returns
        -------
        Tensor, shape (..., tokens, pairs), float64, radians
            On the device of ``positions``, or on `device()` if they are plain numbers. (On the CPU
            where the device has no float64.)

        Raises
        ------
        TypeError, ValueError
            If positions do not have a coordinate for each axis, or one is not a finite real number, or too
            large for its dtype.

        Examples
        --------
        >>> AxialRope(head_dim=8).angles([[0, 0], [2, 3]])
        tensor([[0.0000, 0.0000, 0.0000, 0.0000],
                [2.0000, 0.2000, 3.0000, 0.3000]], dtype=torch.float64)
        """
        exact = as_positions(positions)
        checks.position_axes(tuple(exact.shape), self.axes)
        if self.scaling is not None:
            checks.within(exact, self.scaling.valid_length, type(self.scaling).__name__)
        return exact @ self.inv_freq.to(exact.device)  # (..., tokens, axes) @ (axes, pairs)

    def matrix(self, position: Any) -> Tensor:
        """The rotation at one position as a block matrix.

        Parameters
        ----------
        position : Tensor, array or sequence, shape (axes,)

        Returns
        -------
        Tensor, shape (head_dim, head_dim), float64
            With a leading axis of heads where heads have frequencies of their own.

        Examples
        --------
        >>> AxialRope(head_dim=4).matrix([0, math.pi / 2]).round(decimals=3)
        tensor([[ 1.,  0.,  0.,  0.],
                [ 0.,  1.,  0.,  0.],
                [ 0.,  0.,  0., -1.],
                [ 0.,  0.,  1.,  0.]], dtype=torch.float64)
        """
        where = as_positions(position, torch.device("cpu")).cpu()
        checks.coordinates("position", tuple(where.shape), self.axes)
        size, heads = self.head_dim, self.inv_freq.shape[:-2]
        columns = torch.eye(size, dtype=torch.float64).expand(*heads, size, size)
        return self.rotate(columns, where.expand(size, -1)).mT

    def __repr__(self) -> str:
        further = "".join(f", {name}={value!r}" for name, value in self._further_arguments().items())
        return f"{super().__repr__()[:-1]}{further})"

    def _further_arguments(self) -> dict[str, Any]:
        """What a subclass has beside the arguments of `Rope`, by name."""
        return {}

    def _speeds(self, components: int) -> Tensor:
        """Speeds of components / 2 pairs along one axis, after scaling."""
        return Rope(components, self.base, scaling=self.scaling).inv_freq


class AxialRope(AxesRope):
    """Axial rotary embedding: every axis turns pairs of its own.

    The pairs are shared out, the first to x, the next as many to y; each axis uses the same speeds, from one
    radian per step downwards. A pair therefore sees one axis only, and no pair sees a diagonal.

    Parameters
    ----------
    head_dim : int
        Components of a query or key vector.
    base : float
        The speeds along each axis are ``base ** (-2 axes · i / rotary_dim)`` radians per step. The paper's
        100 is small, because images have tens of patches a side and not thousands.
    layout : {"interleaved", "half"}
        Which components form a pair, as for `Rope`.
    axes : int
        2 for images (x, y), 3 for video; the order is that of the positions' last axis.
    rotary_dim : int, optional
        Turn the first ``rotary_dim`` components only; a multiple of ``2 · axes``.
    scaling : Rule, optional
        A rule of `rope_viz.scaling`, applied to the speeds of each axis.

    Raises
    ------
    TypeError, ValueError
        As for `Rope`, and if ``rotary_dim`` is not a multiple of ``2 · axes``.

    References
    ----------
    Heo et al. (2024), Rotary Position Embedding for Vision Transformer, section 3.2; code: rope-vit,
    ``compute_axial_cis``. Qwen2-VL's vision tower does the same with ``base=10_000``,
    ``layout="half"`` and positions as (row, column).

    Examples
    --------
    >>> rope = AxialRope(head_dim=8)
    >>> rope.inv_freq
    tensor([[1.0000, 0.1000, 0.0000, 0.0000],
            [0.0000, 0.0000, 1.0000, 0.1000]], dtype=torch.float64)
    >>> rope.rotate(torch.ones(6, 8), grid_positions(2, 3)).shape
    torch.Size([6, 8])
    """

    def __init__(
        self,
        head_dim: int = 64,
        base: float = 100.0,
        layout: Layout = "interleaved",
        axes: int = 2,
        rotary_dim: int | None = None,
        scaling: Rule | None = None,
    ) -> None:
        super().__init__(head_dim, base, layout, rotary_dim, scaling)
        self.axes = checks.at_least("axes", axes, 1)
        checks.multiple(
            "rotary_dim", self.rotary_dim, 2 * self.axes, f"so that each of {axes} axes turns as many pairs"
        )

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair along each axis, shape (axes, pairs), float64, radians per step, scaled."""
        along = self._speeds(self.rotary_dim // self.axes)
        return torch.block_diag(*[along[None]] * self.axes)

    def _further_arguments(self) -> dict[str, Any]:
        return {} if self.axes == 2 else {"axes": self.axes}


class MixedRope(AxesRope):
    """Mixed rotary embedding: every pair turns along a direction of its own.

    Both axes turn every pair, so diagonals are seen as well as rows and columns. The frequencies are
    learned, per head and layer; before training, each head's pairs point along one random direction and
    across it. With ``inv_freq`` given, this is the mechanism in full: any matrix (axes, pairs) will do.

    Parameters
    ----------
    head_dim : int
        Components of a query or key vector.
    base : float
        Before training, speeds are ``base ** (-4 i / head_dim)`` radians per step, once for the direction and
        once across it. Not used where ``inv_freq`` is given.
    layout : {"interleaved", "half"}
        Which components form a pair, as for `Rope`.
    heads : int, optional
        Give each head a direction of its own; vectors are then (..., heads, tokens, head_dim). One direction
        for all by default. Not used where ``inv_freq`` is given.
    inv_freq : Tensor, shape (axes, pairs) or (heads, axes, pairs), optional
        Frequencies to use as they are, radians per step; with ``requires_grad`` they are trained.
    seed : int
        Of the random directions; the same on every device.

    Raises
    ------
    TypeError, ValueError
        As for `Rope`; if ``head_dim`` is not a multiple of 4 where directions are drawn; if ``inv_freq`` is
        not a floating tensor of that shape.

    References
    ----------
    Heo et al. (2024), Rotary Position Embedding for Vision Transformer, section 3.2; code: rope-vit,
    ``init_random_2d_freqs`` and ``compute_mixed_cis``.

    Examples
    --------
    >>> rope = MixedRope(head_dim=8, heads=3)
    >>> rope.inv_freq.shape
    torch.Size([3, 2, 4])
    >>> rope.rotate(torch.ones(3, 6, 8), grid_positions(2, 3)).shape
    torch.Size([3, 6, 8])
    >>> diagonal = MixedRope(head_dim=2, inv_freq=torch.tensor([[0.5], [0.5]]))
    >>> diagonal.angles([[4, 0], [0, 4], [2, 2], [4, -4]]).flatten().tolist()
    [2.0, 2.0, 2.0, 0.0]
    """

    def __init__(
        self,
        head_dim: int = 64,
        base: float = 10.0,
        layout: Layout = "interleaved",
        heads: int | None = None,
        inv_freq: Tensor | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(head_dim, base, layout)
        self._given = inv_freq is not None
        if inv_freq is None:
            inv_freq = self._before_training(heads, seed)
        self._inv_freq = checks.frequencies("inv_freq", inv_freq, self.pairs)
        self.axes = inv_freq.shape[-2]

    @property
    def inv_freq(self) -> Tensor:
        """Speeds of the pairs, (axes, pairs) or (heads, axes, pairs), float64, radians per step."""
        return self._inv_freq.to(torch.float64)

    @property
    def heads(self) -> int | None:
        """How many heads have frequencies of their own; None where all share them."""
        return self._inv_freq.shape[0] if self._inv_freq.ndim == 3 else None

    def _before_training(self, heads: int | None, seed: int) -> Tensor:
        checks.multiple("head_dim", self.head_dim, 4, "because pairs point along a direction and across it")
        count = 1 if heads is None else checks.at_least("heads", heads, 1)
        generator = torch.Generator().manual_seed(seed)
        direction = 2 * math.pi * torch.rand(count, 1, generator=generator, dtype=torch.float64)
        speeds = self._speeds(self.head_dim // 2)
        along = torch.stack((speeds * direction.cos(), speeds * direction.sin()), dim=1)
        across = torch.stack((-speeds * direction.sin(), speeds * direction.cos()), dim=1)
        both = torch.cat((along, across), dim=-1)  # (heads, 2, pairs)
        return both[0] if heads is None else both

    def _tables_for(self, x: Tensor, positions: Any) -> Tables:
        if self.heads is not None:
            checks.heads(x, self.heads)
        return super()._tables_for(x, positions)

    def __repr__(self) -> str:
        speeds = (
            f"inv_freq={tuple(self._inv_freq.shape)}"
            if self._given
            else f"base={self.base}, heads={self.heads}"
        )
        return f"MixedRope(head_dim={self.head_dim}, layout={self.layout!r}, {speeds})"

    def _facts(self) -> dict[str, str]:
        return super()._facts() | ({"base": "none (frequencies given)"} if self._given else {})


class MRope(AxesRope):
    """Multimodal rotary embedding (M-RoPE): the pairs of one `Rope` are shared out among time, height, width.

    Each pair keeps the speed it has in one dimension and turns with one of a token's three position ids.
    Text tokens have three equal ids, and then this is plain rotary embedding; so a language model learns
    images and video without unlearning text.

    Parameters
    ----------
    head_dim : int
        Components of a query or key vector.
    base : float
        As for `Rope`: 1,000,000 in Qwen2-VL; take it from the model's configuration.
    layout : {"half", "interleaved"}
        Which components form a pair, as for `Rope`. Not to be confused with ``order``.
    sections : sequence of int
        How many pairs turn with each axis, (time, height, width); their sum is the number of pairs.
    order : {"contiguous", "interleaved"}
        ``contiguous`` (Qwen2-VL): the first ``sections[0]`` pairs, which are the fastest, turn with time, the
        next with height, the last and slowest with width. ``interleaved`` (Qwen3-VL): pairs take turns,
        time, height, width, time …, so that every axis has fast and slow pairs; time has what is left over.
    rotary_dim : int, optional
        Turn the first ``rotary_dim`` components only.
    scaling : Rule, optional
        A rule of `rope_viz.scaling`, applied to the speeds before they are shared out.
    context : int, optional
        Tokens that the model is made for, as for `Rope`.

    Raises
    ------
    TypeError, ValueError
        As for `Rope`, and if ``sections`` do not share out all pairs in that order.

    Notes
    -----
    `angles`, `rotate` and `tables` also accept the positions of text with one axis, shape (tokens,): each
    number then counts on every axis.

    References
    ----------
    Wang et al. (2024), Qwen2-VL, section 2.1 and figure 3. Bai et al. (2025), Qwen3-VL Technical Report
    (interleaved M-RoPE). Code: transformers, ``qwen2_vl`` and ``qwen3_vl``, ``recomposition_frequencies``.

    Examples
    --------
    >>> MRope(head_dim=16, sections=(2, 3, 3)).axis_of_pair.tolist()
    [0, 0, 1, 1, 1, 2, 2, 2]
    >>> MRope(head_dim=16, sections=(4, 2, 2), order="interleaved").axis_of_pair.tolist()
    [0, 1, 2, 0, 1, 2, 0, 0]
    >>> text, plain = MRope(head_dim=128), Rope(head_dim=128, base=1e6, layout="half")
    >>> x = torch.ones(3, 128)
    >>> bool((text.rotate(x, [0, 1, 2]) == plain.rotate(x, [0, 1, 2])).all())
    True
    """

    def __init__(
        self,
        head_dim: int = 128,
        base: float = 1_000_000.0,
        layout: Layout = "half",
        sections: Sequence[int] = (16, 24, 24),
        order: Order = "contiguous",
        rotary_dim: int | None = None,
        scaling: Rule | None = None,
        context: int | None = None,
    ) -> None:
        super().__init__(head_dim, base, layout, rotary_dim, scaling, context)
        self.sections = checks.sections("sections", sections, self.pairs)
        self.order = checks.one_of("order", order, ("contiguous", "interleaved"))
        self.axes = len(self.sections)
        shared_out = torch.bincount(self.axis_of_pair, minlength=self.axes)
        checks.interleaved_sections("sections", self.sections, tuple(shared_out.tolist()))

    @property
    def axis_of_pair(self) -> Tensor:
        """Which axis turns each pair, shape (pairs,), int64: 0 for time, 1 for height, 2 for width."""
        if self.order == "contiguous":
            return torch.arange(self.axes).repeat_interleave(torch.tensor(self.sections))
        axis_of_pair = torch.zeros(self.pairs, dtype=torch.int64)
        for axis in range(1, self.axes):
            axis_of_pair[axis : self.axes * self.sections[axis] : self.axes] = axis
        return axis_of_pair

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair along each axis, shape (axes, pairs), float64, radians per step, scaled."""
        turned_by = torch.arange(self.axes)[:, None] == self.axis_of_pair  # (axes, pairs)
        return turned_by * self._speeds(self.rotary_dim)

    def angles(self, positions: Any) -> Tensor:
        return super().angles(self._on_every_axis(as_positions(positions)))

    angles.__doc__ = AxesRope.angles.__doc__

    def _tables_for(self, x: Tensor, positions: Any) -> Tables:
        if not isinstance(positions, Tables):
            positions = self._on_every_axis(as_positions(positions, x.device))
        return super()._tables_for(x, positions)

    def _on_every_axis(self, positions: Tensor) -> Tensor:
        return positions[:, None].expand(-1, self.axes) if positions.ndim == 1 else positions

    def _further_arguments(self) -> dict[str, Any]:
        return {"sections": self.sections, "order": self.order}
