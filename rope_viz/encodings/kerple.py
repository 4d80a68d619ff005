"""KERPLE: a penalty that grows with the distance, whose shape each head learns."""

from __future__ import annotations

from typing import Any, Literal

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import Encoding, device
from rope_viz.encodings.relative import relative_positions

Variant = Literal["logarithmic", "power"]
LARGEST: dict[Variant, tuple[float, float]] = {  # of r1 and r2 before training, in the authors' code
    "logarithmic": (2.0, 1.0),
    "power": (1.0, 2.0),
}
SMALLEST = 0.01


class Kerple(Encoding):
    """Kernelized relative position: two learned numbers for each head say how the penalty grows.

    ``bias = −r1 · log(1 + r2 · |distance|)`` in the logarithmic variant, ``−r1 · |distance| ** r2`` in the
    power variant. Both are conditionally positive definite kernels: for weights whose sum is 0,
    ``Σ weights[m] · weights[n] · bias[m, n]`` is never negative. The power variant with ``r2 = 1`` is ALiBi
    with learned slopes. The bias is added after the products of queries and keys have been divided by the
    square root of head_dim.

    Parameters
    ----------
    r1, r2 : Tensor, shape (heads,)
        Above zero; in the power variant, ``r2`` at most 2. Used as they are, so that they can be trained.
    variant : {"logarithmic", "power"}
        The logarithmic one extrapolates better in the paper.

    Raises
    ------
    TypeError, ValueError
        If ``r1`` and ``r2`` are not floating tensors with one axis and as many heads, if a number in them is
        out of range, or if ``variant`` is unknown.

    References
    ----------
    Chi et al. (2022), KERPLE: Kernelized Relative Positional Embedding for Length Extrapolation.
    Code: ``ParallelKerpleLog`` and ``ParallelKerplePower`` in chijames/KERPLE.

    Examples
    --------
    >>> import torch
    >>> kerple = Kerple(torch.tensor([1.0, 0.5]), torch.tensor([1.0, 2.0]), "power")
    >>> kerple.bias(None, None, [3], range(4))
    tensor([[[-3.0000, -2.0000, -1.0000,  0.0000]],
    <BLANKLINE>
            [[-4.5000, -2.0000, -0.5000,  0.0000]]])
    """

    def __init__(self, r1: Tensor, r2: Tensor, variant: Variant = "logarithmic") -> None:
        self.variant: Variant = checks.one_of("variant", variant, LARGEST)
        self.r1: Tensor = _per_head("r1", r1)
        self.r2: Tensor = _per_head("r2", r2)
        checks.shape("r2", r2, tuple(r1.shape), "one number for each head, as r1 has")
        if variant == "power" and (largest := float(r2.detach().max())) > 2:
            raise ValueError(
                f"r2 must be at most 2 in the power variant, or the bias is no kernel; {largest:g} came."
            )

    @classmethod
    def random(cls, heads: int, variant: Variant = "logarithmic", seed: int = 0) -> Kerple:
        """Make untrained numbers as the authors' code does: uniform, up to 1 or 2.

        Parameters
        ----------
        heads : int
        variant : {"logarithmic", "power"}
        seed : int
            The same seed gives the same numbers on every device.

        Raises
        ------
        TypeError, ValueError
            If ``heads`` is not a whole number above zero, or ``variant`` is unknown.

        Examples
        --------
        >>> Kerple.random(heads=8)
        Kerple(heads=8, variant='logarithmic')
        """
        count = checks.at_least("heads", heads, 1)
        checks.one_of("variant", variant, LARGEST)
        generator = torch.Generator().manual_seed(seed)
        r1, r2 = (
            (torch.rand(count, generator=generator) * largest).clamp(min=SMALLEST).to(device())
            for largest in LARGEST[variant]
        )
        return cls(r1, r2, variant)

    def bias(
        self, query: Tensor | None, key: Tensor | None, query_positions: Any, key_positions: Any
    ) -> Tensor:
        """Compute the bias of every query and key.

        Parameters
        ----------
        query, key : Tensor or None
            Not used, but that positions which are plain numbers go to the device of ``query``.
        query_positions, key_positions : Tensor, array or sequence, shape (..., queries) and (..., keys)
            Tokens; need not be whole.

        Returns
        -------
        Tensor, shape (..., heads, queries, keys)
            Computed in float64 and rounded once to the dtype of ``r1``, on the device of ``query_positions``;
            differentiable in ``r1`` and ``r2``.

        Raises
        ------
        TypeError, ValueError
            If a position is not a finite real number.
        """
        relative, target = relative_positions(query, query_positions, key_positions)
        distance = relative.abs()[..., None, :, :]  # (..., 1, queries, keys)
        r1, r2 = (r.to(distance)[:, None, None] for r in (self.r1, self.r2))
        grown = (r2 * distance).log1p() if self.variant == "logarithmic" else distance**r2
        # 0 − x and not −x, so that distance 0 has 0 and not −0
        return (0 - r1 * grown).to(self.r1.dtype).to(target)

    def __repr__(self) -> str:
        return f"Kerple(heads={len(self.r1)}, variant={self.variant!r})"


def _per_head(name: str, value: Tensor) -> Tensor:
    value = checks.floating(name, value, "it is learned")
    if value.ndim != 1 or len(value) == 0:
        raise ValueError(
            f"{name} must have shape (heads,), with at least one head; shape {tuple(value.shape)} came."
        )
    for head, number in enumerate(value.tolist()):
        checks.positive(f"{name}[{head}]", number, "so that the bias falls with the distance")
    return value
