"""How large a model is."""

from __future__ import annotations

from dataclasses import dataclass

from rope_viz import checks


@dataclass(frozen=True)
class Size:
    """How large a model is, and on how long texts it is trained.

    Attributes
    ----------
    layers, width, heads : of the model; the width is that of a word's vector
    context : tokens of a text in training

    Raises
    ------
    ValueError
        If the heads don't share the width evenly, or a quarter of a head has no whole pair.

    Examples
    --------
    >>> Size(width=64, heads=4).head_dim
    16
    """

    layers: int = 2
    width: int = 64
    heads: int = 4
    context: int = 128

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            checks.at_least(name, value, 1)
        if self.width % (8 * self.heads):
            raise ValueError(
                f"width must be a multiple of 8 · heads, because a quarter of each head has whole pairs; "
                f"width {self.width} with {self.heads} heads came."
            )

    @property
    def head_dim(self) -> int:
        """Components of a query or key."""
        return self.width // self.heads
