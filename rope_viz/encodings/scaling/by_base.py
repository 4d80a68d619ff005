"""Rules that slow all pairs by one number, or give them another base, or hold the slowest of them still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from rope_viz import checks

from .rule import Rule, check_length, check_positive, indices


@dataclass(frozen=True, repr=False)
class linear(Rule):
    """Position interpolation: every pair turns 1/factor as fast, as if positions lay closer together.

    Parameters
    ----------
    factor : float
        How many times longer the context becomes.

    Raises
    ------
    TypeError, ValueError
        If ``factor`` is not a finite number above zero.

    References
    ----------
    Chen et al. (2023), Extending Context Window of Large Language Models via Positional Interpolation.

    Examples
    --------
    >>> linear(factor=4)(torch.tensor([1.0, 0.01]), base=10_000.0)
    tensor([0.2500, 0.0025])
    """

    about: ClassVar[str] = "Position interpolation: every pair turns 1/factor as fast."
    factor: float

    def __post_init__(self) -> None:
        check_positive(self, "factor")

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        return inv_freq / self.factor

    def _facts(self) -> list[str]:
        return [f"factor {self.factor:g}"]


@dataclass(frozen=True, repr=False)
class ntk_aware(Rule):
    """A larger base: the slowest pair turns 1/factor as fast, the fastest as before, the others between.

    The new base is ``base * factor ** (rotary_dim / (rotary_dim - 2))``; so pair i of n is slowed by
    ``factor ** (i / (n - 1))``.

    Parameters
    ----------
    factor : float
        How much slower the slowest pair turns. (Hunyuan's configurations call it ``alpha``.)

    Raises
    ------
    TypeError, ValueError
        If ``factor`` is not a finite number above zero. When called, if there is a single pair, which would
        be the slowest and the fastest at once.

    References
    ----------
    bloc97 (2023), NTK-aware scaled RoPE; Peng et al. (2023), YaRN, section 3.1.

    Examples
    --------
    >>> ntk_aware(factor=4)(torch.tensor([1.0, 0.1, 0.01]), base=1000.0)
    tensor([1.0000, 0.0500, 0.0025])
    """

    about: ClassVar[str] = "A larger base: the slowest pair turns 1/factor as fast, the fastest as before."
    factor: float

    def __post_init__(self) -> None:
        check_positive(self, "factor")

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        n = inv_freq.shape[-1]
        if n < 2:
            raise ValueError(
                f"{type(self).__name__} must have at least 2 pairs, because it keeps the fastest "
                f"and slows the slowest; {n} came."
            )
        return inv_freq * self.factor ** (-indices(inv_freq) / (n - 1))

    def _facts(self) -> list[str]:
        return [f"factor {self.factor:g}"]


@dataclass(frozen=True, repr=False)
class dynamic_ntk(Rule):
    """NTK-aware with a factor that grows with the sequence; nothing changes up to the original length.

    A sequence of L tokens gets ``ntk_aware(factor * L / original_length - (factor - 1))``.

    As it stands the rule is that of the original length, the identity; ``at_length`` gives the others. All
    keys of one attention must be turned by the same rule: cached keys that were turned at a shorter length do
    not fit the queries that come later.

    Parameters
    ----------
    factor : float
        How fast the factor grows beyond the original length.
    original_length : int
        Tokens up to which the model was trained (Hugging Face: ``max_position_embeddings``).

    Raises
    ------
    TypeError, ValueError
        If ``factor`` is not a finite number above zero, or ``original_length`` not a whole number above 1.

    References
    ----------
    emozilla (2023), Dynamically scaled RoPE; Hugging Face ``rope_type`` "dynamic".

    Examples
    --------
    >>> dynamic_ntk(factor=2, original_length=4096).at_length(8192)
    ntk_aware(factor=3.0)
    """

    about: ClassVar[str] = "NTK-aware, with a factor that grows with the sequence beyond the original length."
    factor: float
    original_length: int

    def __post_init__(self) -> None:
        check_positive(self, "factor")
        check_length(self)

    @property
    def valid_length(self) -> int:  # type: ignore[override]
        """As it stands the rule holds up to the original length."""
        return self.original_length

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        return self.at_length(self.original_length)(inv_freq, base)

    def at_length(self, tokens: int) -> Rule:
        length = max(checks.at_least("tokens", tokens, 1), self.original_length)
        return ntk_aware(self.factor * length / self.original_length - (self.factor - 1))

    def _facts(self) -> list[str]:
        return [f"factor {self.factor:g}", f"original length {self.original_length:,}"]


@dataclass(frozen=True, repr=False)
class proportional(Rule):
    """p-RoPE: only the fastest pairs turn; the slowest stand still and carry no position.

    Unlike with a ``rotary_dim`` below ``head_dim``, pairs that turn keep the speeds they have in a full head.

    Parameters
    ----------
    share : float
        Share of the pairs that turn, 0 … 1; their number is rounded down.
    factor : float
        All pairs are slowed by it, as `linear` does.

    Raises
    ------
    TypeError, ValueError
        If ``share`` is not between 0 and 1, or ``factor`` not above zero.

    References
    ----------
    Barbero et al. (2024), Round and Round We Go! What makes Rotary Positional Encodings useful?, section 6;
    Hugging Face ``rope_type`` "proportional".

    Examples
    --------
    >>> proportional(share=0.5)(torch.tensor([1.0, 0.1, 0.01, 0.001]), base=10_000.0)
    tensor([1.0000, 0.1000, 0.0000, 0.0000])
    """

    about: ClassVar[str] = "p-RoPE: only the fastest pairs turn, the slowest stand still."
    share: float
    factor: float = 1.0

    def __post_init__(self) -> None:
        check_positive(self, "factor")
        object.__setattr__(self, "share", checks.share("share", self.share, "of the pairs that turn"))

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        turning = int(self.share * 2 * inv_freq.shape[-1] // 2)  # rounded as Hugging Face rounds
        return torch.where(indices(inv_freq) < turning, inv_freq / self.factor, 0.0)

    def _facts(self) -> list[str]:
        return [f"share {self.share:g}", *([] if self.factor == 1 else [f"factor {self.factor:g}"])]
