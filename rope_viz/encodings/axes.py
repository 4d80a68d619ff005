"""Positions with several axes, such as a place in an image, or a time and a place in a video.

The angle of a pair is a sum over the axes, ``angle[pair] = Σ position[axis] · inv_freq[axis, pair]``. The
score of a query and a key therefore depends only on the difference of their positions, axis by axis. The
encodings differ in the matrix ``inv_freq`` alone.

Shapes: positions are (..., tokens, axes), pairs = rotary_dim / 2.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import as_positions, device
from rope_viz.encodings.rope import Rope


def grid_positions(height: int, width: int) -> Tensor:
    """List the positions of a grid row by row, the order in which models read the patches of an image.

    Parameters
    ----------
    height, width : int
        Rows and columns.

    Returns
    -------
    Tensor, shape (height · width, 2), int64
        ``(x, y)`` of each place: its column, then its row. ``.flip(-1)`` gives (row, column), as in the
        vision tower of Qwen2-VL.

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
    """What rotary embeddings for positions with several axes share; a subclass defines ``inv_freq``.

    Attributes
    ----------
    axes : int
        Coordinates of a position.
    """

    axes: int

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair along each axis, shape (axes, pairs), float64, radians per step, after scaling.

        Zero where an axis does not rotate a pair; the wavelength along that axis is then infinite.
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
        >>> from rope_viz import AxialRope
        >>> AxialRope(head_dim=8).angles([[0, 0], [2, 3]])
        tensor([[0.0000, 0.0000, 0.0000, 0.0000],
                [2.0000, 0.2000, 3.0000, 0.3000]], dtype=torch.float64)
        """
        exact = as_positions(positions)
        checks.position_axes(tuple(exact.shape), self.axes)
        self._check_reach(exact)
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
        >>> from rope_viz import AxialRope
        >>> AxialRope(head_dim=4).matrix([0, torch.pi / 2]).round(decimals=3)
        tensor([[ 1.,  0.,  0.,  0.],
                [ 0.,  1.,  0.,  0.],
                [ 0.,  0.,  0., -1.],
                [ 0.,  0.,  1.,  0.]], dtype=torch.float64)
        """
        where = as_positions(position, torch.device("cpu")).cpu()
        _coordinates("position", tuple(where.shape), self.axes)
        size, heads = self.head_dim, self.inv_freq.shape[:-2]
        columns = torch.eye(size, dtype=torch.float64).expand(*heads, size, size)
        return self.rotate(columns, where.expand(size, -1)).mT


def _coordinates(name: str, shape: tuple[int, ...], axes: int) -> None:
    """One place with a coordinate for each axis."""
    if shape != (axes,):
        raise ValueError(f"{name} must be one place with {axes} coordinates; shape {shape} came.")
