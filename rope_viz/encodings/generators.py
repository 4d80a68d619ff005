"""Rotations made of one generator for each axis of a position, whether these commute or not."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import ByValue, Encoding, as_positions

BLOCK = 4  # components of one block of `tilted`: two pairs


class GeneratorRope(ByValue, Encoding):
    """Rotate by ``exp(x A + y B)``, where A and B are generators: skew-symmetric matrices, one for each axis.

    If the generators commute, AB = BA, then the rotation at one place followed back from another is the
    rotation of their difference, and a score sees differences only. Every RoPE of this package is of that
    kind. If they do not commute, lengths still stay, but the score depends on the places themselves.

    Parameters
    ----------
    generators : Tensor, shape (axes, blocks, size, size)
        Skew-symmetric, radians per step. Block b turns components ``b · size`` to ``(b + 1) · size - 1``.

    Raises
    ------
    TypeError, ValueError
        If ``generators`` are not floating numbers of that shape, or not skew-symmetric.

    References
    ----------
    Schenck et al. (2025), STRING, whose generators commute. Ostmeier et al. (2025), LieRE, whose need not.

    Examples
    --------
    >>> turn = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
    >>> rope = GeneratorRope(torch.stack((turn, 2 * turn))[:, None])
    >>> rope.rotate_query(torch.tensor([[1.0, 0.0]]), [[torch.pi, -torch.pi / 4]]).round(decimals=3)
    tensor([[0., 1.]])
    """

    def __init__(self, generators: Tensor) -> None:
        exact = checks.floating("generators", generators, "a speed is not whole").to(torch.float64)
        if exact.ndim != 4 or exact.shape[-1] != exact.shape[-2] or 0 in exact.shape:
            raise ValueError(
                "generators must have shape (axes, blocks, size, size), a square matrix for each axis and "
                f"block; shape {tuple(generators.shape)} came."
            )
        uneven = float((exact + exact.mT).abs().max())
        if not uneven <= 1e-9:
            raise ValueError(
                "generators must be skew-symmetric, or lengths would change; one differs from the negative "
                f"of its transpose by {uneven:g}."
            )
        self.generators: Tensor = exact
        self.axes: int = exact.shape[0]

    @property
    def head_dim(self) -> int:
        """Components of a query or key vector."""
        return self.generators.shape[1] * self.generators.shape[2]

    @property
    def commutator(self) -> float:
        """The largest entry of AB − BA over all blocks and pairs of axes; 0 if the generators commute."""
        one, other = self.generators[:, None], self.generators[None]
        return float((one @ other - other @ one).abs().max())

    def matrices(self, positions: Any) -> Tensor:
        """The rotation of every block at every place.

        Parameters
        ----------
        positions : Tensor, array or sequence, shape (..., tokens, axes)

        Returns
        -------
        Tensor, shape (..., tokens, blocks, size, size), float64
        """
        exact = as_positions(positions)
        checks.position_axes(tuple(exact.shape), self.axes)
        return torch.einsum("...a,abij->...bij", exact, self.generators.to(exact.device)).matrix_exp()

    def rotate_query(self, query: Tensor, positions: Any) -> Tensor:
        """Rotate each token's vector by its place.

        Parameters
        ----------
        query : Tensor, shape (..., tokens, head_dim)
        positions : Tensor, array or sequence, shape (tokens, axes)

        Returns
        -------
        Tensor
            Shape, dtype and device of ``query``.

        Raises
        ------
        TypeError, ValueError
            If ``query`` is not a floating tensor of that shape, or there is not one place per token.
        """
        return self._rotate("query", query, positions)

    def rotate_key(self, key: Tensor, positions: Any) -> Tensor:
        """The same for keys."""
        return self._rotate("key", key, positions)

    def _rotate(self, name: str, x: Tensor, positions: Any) -> Tensor:
        checks.last_axis(name, checks.floating(name, x), self.head_dim, "head_dim")
        turns = self.matrices(positions)
        checks.per_token(x, (*turns.shape[:-3], self.axes), self.axes, name)
        # (..., tokens, blocks, size)
        split = x.to(turns).unflatten(-1, self.generators.shape[1:3])
        return (turns @ split[..., None])[..., 0].flatten(-2).to(x)

    def _arguments(self) -> dict[str, Any]:
        return {"generators": tuple(self.generators.shape)}


def tilted(inv_freq: Tensor, degrees: float) -> GeneratorRope:
    """Turn pairs in planes that meet at an angle, so that their turns do not commute.

    Pair i and pair i + pairs / 2 make a block of four components: the first turns in the plane of components
    0 and 1, the second in that of 2 and 3. Tilting moves the second plane from (2, 3) towards (1, 3), until
    both share an axis and turn like two hands on one globe.

    Parameters
    ----------
    inv_freq : Tensor, shape (2, pairs)
        Speeds of an even number of pairs along two axes, radians per step, as of `AxialRope` or `MixedRope`.
    degrees : float
        0: the planes have nothing in common, and the turns commute. 90: they share an axis.

    Raises
    ------
    ValueError
        If there are not two axes and an even number of pairs.

    Examples
    --------
    >>> from rope_viz import AxialRope
    >>> speeds = AxialRope(head_dim=16).inv_freq
    >>> [round(tilted(speeds, degrees).commutator, 2) for degrees in (0, 30, 90)]
    [0.0, 0.5, 1.0]
    """
    if inv_freq.ndim != 2 or len(inv_freq) != 2 or inv_freq.shape[1] % 2:
        raise ValueError(
            "inv_freq must have shape (2, an even number of pairs), because two pairs make a block; "
            f"shape {tuple(inv_freq.shape)} came."
        )
    first, second = inv_freq.to(torch.float64).chunk(2, dim=1)  # (axes, blocks)
    angle = math.radians(degrees)
    generators = torch.zeros(*first.shape, BLOCK, BLOCK, dtype=torch.float64, device=inv_freq.device)
    for (row, column), speed in {
        (1, 0): first,
        (3, 2): second * math.cos(angle),
        (3, 1): second * math.sin(angle),
    }.items():
        generators[..., row, column] = speed
        generators[..., column, row] = -speed
    return GeneratorRope(generators)
