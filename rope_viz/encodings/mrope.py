"""Multimodal RoPE (M-RoPE): each pair of one RoPE rotates with time, height or width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.axes import AxesRope
from rope_viz.encodings.base import Tables, as_positions
from rope_viz.encodings.rope import Layout, Rope
from rope_viz.encodings.scaling import Rule

Order = Literal["contiguous", "interleaved"]


class MRope(AxesRope):
    """Multimodal rotary embedding (M-RoPE): each pair of a `Rope` rotates with time, height or width.

    A token has three position ids, and a pair rotates by one of them, at the speed that it has in a plain
    `Rope`. The three ids of a text token are equal, so that text is encoded as by plain `Rope`, and a model
    that was trained on text can go on to images and video.

    Parameters
    ----------
    head_dim : int
        Components of a query or key vector.
    base : float
        As for `Rope`: 1,000,000 in Qwen2-VL; take it from the model's configuration.
    layout : {"half", "interleaved"}
        Which components form a pair, as for `Rope`. Not to be confused with ``order``.
    sections : sequence of int
        How many pairs rotate with each axis, (time, height, width); their sum is the number of pairs.
    order : {"contiguous", "interleaved"}
        ``contiguous`` (Qwen2-VL): the first ``sections[0]`` pairs, which are the fastest, rotate with time,
        the next with height, the last and slowest with width. ``interleaved`` (Qwen3-VL): pairs alternate,
        time, height, width, time …, so that every axis has fast and slow pairs; pairs left over go to time.
    rotary_dim : int, optional
        Rotate the first ``rotary_dim`` components only.
    scaling : Rule, optional
        A rule of `rope_viz.scaling`, applied to the speeds of all pairs together.

    Raises
    ------
    TypeError, ValueError
        As for `Rope`, if the sum of ``sections`` is not the number of pairs, or pairs cannot alternate so.

    Notes
    -----
    `angles`, `rotate` and `tables` also accept positions of text as one number each, shape (tokens,), and
    take it as the position on every axis.

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
    >>> from rope_viz import Rope
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
    ) -> None:
        super().__init__(head_dim, base, layout, rotary_dim, scaling)
        self.sections: tuple[int, ...] = _sections("sections", sections, self.pairs)
        self.order: Order = checks.one_of("order", order, ("contiguous", "interleaved"))
        self.axes: int = len(self.sections)
        given = torch.bincount(self.axis_of_pair, minlength=self.axes)
        _interleaved_sections("sections", self.sections, tuple(given.tolist()))

    @property
    def axis_of_pair(self) -> Tensor:
        """Which axis rotates each pair, shape (pairs,), int64: 0 for time, 1 for height, 2 for width."""
        if self.order == "contiguous":
            return torch.tensor([axis for axis, pairs in enumerate(self.sections) for _ in range(pairs)])
        axis_of_pair = torch.zeros(self.pairs, dtype=torch.int64)
        for axis in range(1, self.axes):
            axis_of_pair[axis : self.axes * self.sections[axis] : self.axes] = axis
        return axis_of_pair

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair along each axis, shape (axes, pairs), float64, radians per step, scaled."""
        rotates = torch.arange(self.axes)[:, None] == self.axis_of_pair  # (axes, pairs)
        return rotates * self._speeds_of(self.rotary_dim)

    def of_words(self) -> Rope:
        """The plain Rope that turns words as this one does, whose three position ids are equal.

        Examples
        --------
        >>> MRope(head_dim=16, sections=(2, 3, 3)).of_words()
        Rope(head_dim=16, base=1000000.0, layout='half')
        """
        plain = Rope(self.head_dim, self.base, self.layout, self.rotary_dim, self._changing)
        return plain if self.length is None else plain.at_length(self.length)

    def angles(self, positions: Any) -> Tensor:
        return super().angles(self._on_every_axis(as_positions(positions)))

    angles.__doc__ = AxesRope.angles.__doc__

    def _tables_for(self, x: Tensor, positions: Any) -> Tables:
        if not isinstance(positions, Tables):
            positions = self._on_every_axis(as_positions(positions, x.device))
        return super()._tables_for(x, positions)

    def _on_every_axis(self, positions: Tensor) -> Tensor:
        return positions[:, None].expand(-1, self.axes) if positions.ndim == 1 else positions

    def _arguments(self) -> dict[str, Any]:
        return super()._arguments() | {"sections": self.sections, "order": self.order}


def _interleaved_sections(name: str, wanted: tuple[int, ...], reached: tuple[int, ...]) -> None:
    """Sections that taking turns can share out."""
    if wanted != reached:
        raise ValueError(
            f"{name} must let the axes alternate: axis a has one pair in {len(wanted)}, from pair a on, so "
            f"{wanted} would become {reached}. Give the axes after the first fewer pairs."
        )


def _sections(name: str, value: Sequence[int], pairs: int) -> tuple[int, ...]:
    """How many pairs each axis turns: whole numbers whose sum is all pairs."""
    counts = tuple(checks.at_least(name, count, 0) for count in value)
    if sum(counts) != pairs:
        raise ValueError(
            f"{name} must sum to {pairs}, because each of {pairs} pairs turns with one axis; "
            f"{counts} came, whose sum is {sum(counts)}."
        )
    return counts
