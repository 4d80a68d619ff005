"""Position encodings of the first door: a vector for each position, added to the word."""

from __future__ import annotations

from typing import Any, Literal

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import Encoding, as_positions, device, random_table

Layout = Literal["interleaved", "concatenated"]
ADDED = "a position is added to it"


class Learned(Encoding):
    """A table of vectors, one row for each position, learned like any other weight.

    Only training can make neighbouring rows alike. There is no row after the last, so that a longer text
    has no encoding.

    Parameters
    ----------
    table : Tensor, shape (num_positions, dim)
        Used as it is, so that it can be trained.

    Raises
    ------
    TypeError, ValueError
        If ``table`` is not a floating tensor with two axes, neither of them empty.

    References
    ----------
    Gehring et al. (2017), Convolutional Sequence to Sequence Learning, section 3.1.
    Devlin et al. (2019), BERT, section 3 and figure 2.

    Examples
    --------
    >>> encoding = Learned(torch.tensor([[0.0, 0.5], [1.0, -1.0]]))
    >>> encoding.add(torch.ones(2, 2), [1, 0])
    tensor([[2.0000, 0.0000],
            [1.0000, 1.5000]])
    """

    def __init__(self, table: Tensor) -> None:
        self.table: Tensor = checks.table("table", table, "num_positions", "dim")

    @classmethod
    def random(cls, num_positions: int, dim: int, seed: int = 0) -> Learned:
        """Make a table as it is before training: normal numbers with standard deviation 0.02, as in BERT.

        Parameters
        ----------
        num_positions, dim : int
            Rows and columns.
        seed : int
            The same seed gives the same table on every device.

        Raises
        ------
        TypeError, ValueError
            If ``num_positions`` or ``dim`` is not a whole number above zero.

        Examples
        --------
        >>> Learned.random(512, 64, seed=1)
        Learned(num_positions=512, dim=64)
        """
        rows = checks.at_least("num_positions", num_positions, 1)
        columns = checks.at_least("dim", dim, 1)
        return cls(random_table(rows, columns, seed, spread=0.02))

    def add(self, x: Tensor, positions: Any) -> Tensor:
        """Add each token's row of the table.

        Parameters
        ----------
        x : Tensor, shape (..., tokens, dim)
            Words, in any floating dtype.
        positions : Tensor, array or sequence, shape (..., tokens)
            Whole numbers, tokens.

        Returns
        -------
        Tensor
            Shape, dtype and device of ``x``; differentiable in ``x`` and in the table.

        Raises
        ------
        TypeError, ValueError
            If ``x`` has another shape, or a position has no row.
        """
        x = checks.last_axis("x", checks.floating("x", x, ADDED), self.table.shape[1], "dim")
        at = checks.whole("positions", as_positions(positions, x.device), "rows are counted")
        checks.per_token(x, tuple(at.shape))
        rows = self.table[_rows(at, len(self.table)).to(self.table.device)]
        return (x + rows.to(x.device)).to(x.dtype)

    def __repr__(self) -> str:
        return f"Learned(num_positions={self.table.shape[0]}, dim={self.table.shape[1]})"


class Sinusoidal(Encoding):
    """Sines and cosines of the position, at speeds that fall from one radian per token.

    Pair i is the sine and the cosine of ``position · inv_freq[i]``, the angle by which RoPE rotates its pair
    i; here they are added to the word. The product of two positions' vectors is
    ``sum(cos(distance · inv_freq))``, which depends on their distance only. For queries and keys, made by
    matrices from the sums of words and positions, this does not hold.

    Parameters
    ----------
    dim : int
        Components of a word vector; even.
    base : float
        ``inv_freq[i] = base ** (-2 i / dim)`` radians per token.
    layout : {"interleaved", "concatenated"}
        Sine and cosine of pair i at ``(2i, 2i + 1)`` as in the paper, or all sines before all cosines, at
        ``(i, i + dim / 2)``, as in tensor2tensor, fairseq and Marian.
    endpoint : bool
        The paper says that the wavelengths run from 2π to base · 2π, but by its formula the longest is
        shorter (0.965 of base · 2π for dim 512). With ``endpoint`` it is base · 2π:
        ``inv_freq[i] = base ** (-i / (dim / 2 - 1))``, as in the code of tensor2tensor and fairseq.
        (fairseq also counts positions from ``padding_idx + 1``.)

    Raises
    ------
    TypeError, ValueError
        If ``dim`` is not an even whole number, ``base`` is not above zero, or ``layout`` is unknown.

    References
    ----------
    Vaswani et al. (2017), Attention Is All You Need, section 3.5.

    Examples
    --------
    >>> Sinusoidal(4, base=100.0).table(torch.arange(2))
    tensor([[0.0000, 1.0000, 0.0000, 1.0000],
            [0.8415, 0.5403, 0.0998, 0.9950]])
    """

    def __init__(
        self, dim: int, base: float = 10_000.0, layout: Layout = "interleaved", endpoint: bool = False
    ) -> None:
        self.dim: int = checks.even("dim", dim, "because sines and cosines come in pairs")
        self.base: float = checks.positive("base", base, "because the speeds are its powers")
        self.layout: Layout = checks.one_of("layout", layout, ("interleaved", "concatenated"))
        self.endpoint = endpoint

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair, shape (dim / 2,), float64, radians per token."""
        pair = torch.arange(self.dim // 2, dtype=torch.float64)
        return self.base ** -(pair / (max(len(pair) - 1, 1) if self.endpoint else len(pair)))

    def table(self, positions: Any, dtype: torch.dtype = torch.float32) -> Tensor:
        """The vectors that are added at some positions.

        Parameters
        ----------
        positions : Tensor, array or sequence, shape (..., tokens)
            Need not be integers, sorted or positive.
        dtype : torch.dtype
            Computed in float64 and rounded once to this.

        Returns
        -------
        Tensor, shape (..., tokens, dim)
            On the device of ``positions``, or on `device()` if they are plain numbers.

        Raises
        ------
        TypeError, ValueError
            If a position is not a finite real number, or too large for its dtype.
        """
        target = positions.device if isinstance(positions, Tensor) else device()
        return self._rows(as_positions(positions), dtype).to(target)

    def add(self, x: Tensor, positions: Any) -> Tensor:
        """Add each token's sines and cosines.

        Parameters
        ----------
        x : Tensor, shape (..., tokens, dim)
            Words, in any floating dtype.
        positions : Tensor, array or sequence, shape (..., tokens)
            As for `table`.

        Returns
        -------
        Tensor
            Shape, dtype and device of ``x``; differentiable.

        Raises
        ------
        TypeError, ValueError
            If ``x`` has another shape, or there is not one position per token.
        """
        x = checks.last_axis("x", checks.floating("x", x, ADDED), self.dim, "dim")
        at = as_positions(positions, x.device)
        checks.per_token(x, tuple(at.shape))
        rows = self._rows(at, torch.promote_types(x.dtype, torch.float32))
        return (x + rows.to(x.device)).to(x.dtype)

    def _rows(self, positions: Tensor, dtype: torch.dtype) -> Tensor:
        angles = positions[..., None] * self.inv_freq.to(positions.device)
        waves = torch.stack((angles.sin(), angles.cos()), dim=-1)
        # (..., tokens, pairs, 2) -> (..., tokens, dim): pairs together, or their halves
        order = waves if self.layout == "interleaved" else waves.mT
        return order.flatten(-2).to(dtype)

    def __repr__(self) -> str:
        end = ", endpoint=True" if self.endpoint else ""
        return f"Sinusoidal(dim={self.dim}, base={self.base}, layout={self.layout!r}{end})"


def _rows(value: Tensor, count: int) -> Tensor:
    """Whole positions that a learned table has a row for."""
    for outside, rule in (
        (value[value >= count], f"below {count}, the number of rows of the learned table"),
        (value[value < 0], "at least 0, the first row of the learned table"),
    ):
        if outside.numel():
            raise ValueError(f"positions must be {rule}; position {int(outside[0])} came.")
    return value
