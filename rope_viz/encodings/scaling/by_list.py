"""Rules that have a number for every pair."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from rope_viz import checks

from .rule import Rule, check_length, check_positive


@dataclass(frozen=True, repr=False)
class per_pair(Rule):
    """Every pair is slowed by a factor of its own; what `longrope` is at one length.

    Parameters
    ----------
    factors : sequence of float
        One per pair, fastest pair first.
    attention_factor : float

    Raises
    ------
    TypeError, ValueError
        If a number is not finite and above zero. When called, if there is not one factor per pair.

    Examples
    --------
    >>> per_pair((1, 4))(torch.tensor([1.0, 0.01]), base=10_000.0)
    tensor([1.0000, 0.0025])
    """

    about: ClassVar[str] = "Every pair is slowed by a factor of its own."
    factors: tuple[float, ...]
    attention_factor: float = 1.0

    def __post_init__(self) -> None:
        check_factors(self, "factors")
        check_positive(self, "attention_factor")

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        pairs = inv_freq.shape[-1]
        if len(self.factors) != pairs:
            raise ValueError(
                f"factors must be one per pair, of which there are {pairs}; {len(self.factors)} came."
            )
        return inv_freq / torch.tensor(self.factors, dtype=inv_freq.dtype, device=inv_freq.device)

    def _facts(self) -> list[str]:
        return [f"factors {span(self.factors)}"]


@dataclass(frozen=True, repr=False)
class longrope(Rule):
    """LongRoPE: every pair is slowed by a factor found by search, by another beyond the original length.

    As it stands the rule is the short one, which holds up to the original length; ``at_length`` chooses. The
    attention factor is the same at every length, unless ``long_attention_factor`` is given (Phi-3.5-MoE has
    one for each).

    Parameters
    ----------
    short_factor, long_factor : sequence of float
        One per pair, fastest pair first.
    original_length : int
        Tokens up to which ``short_factor`` holds.
    factor : float, optional
        How many times longer the context becomes; gives the attention factor
        ``sqrt(1 + ln(factor) / ln(original_length))``, or 1 for factors up to 1.
    attention_factor : float, optional
        Instead of ``factor``.
    long_attention_factor : float, optional
        For sequences beyond the original length; ``attention_factor`` by default.

    Raises
    ------
    TypeError, ValueError
        If a number is not finite and above zero, the two lists differ in length, or neither ``factor`` nor
        ``attention_factor`` is given. When called, if there is not one factor per pair.

    References
    ----------
    Ding et al. (2024), LongRoPE: Extending LLM Context Window Beyond 2 Million Tokens; the code of Phi-3.

    Examples
    --------
    >>> rule = longrope((1, 1.1), (1, 32), original_length=4096, factor=32)
    >>> rule.at_length(4096)
    per_pair(factors=(1.0, 1.1), attention_factor=1.1902380714238083)
    >>> rule.at_length(4097)
    per_pair(factors=(1.0, 32.0), attention_factor=1.1902380714238083)
    """

    about: ClassVar[str] = (
        "LongRoPE: every pair is slowed by its own factor, by another beyond the original length."
    )
    short_factor: tuple[float, ...]
    long_factor: tuple[float, ...]
    original_length: int
    factor: float | None = None
    attention_factor: float = None  # type: ignore[assignment]  # None: computed below
    long_attention_factor: float | None = None

    def __post_init__(self) -> None:
        check_factors(self, "short_factor")
        check_factors(self, "long_factor")
        check_length(self)
        if len(self.short_factor) != len(self.long_factor):
            raise ValueError(
                "short_factor and long_factor must be as long as each other, one per pair; "
                f"{len(self.short_factor)} and {len(self.long_factor)} came."
            )
        if self.attention_factor is None:
            object.__setattr__(self, "attention_factor", self._computed_attention_factor())
        check_positive(self, "attention_factor")

    @property
    def valid_length(self) -> int:  # type: ignore[override]
        """As it stands the rule holds up to the original length."""
        return self.original_length

    def _computed_attention_factor(self) -> float:
        if self.factor is None:
            raise ValueError(
                "longrope must be given factor or attention_factor, to know the attention; none came."
            )
        check_positive(self, "factor")
        if self.factor <= 1:
            return 1.0
        return math.sqrt(1 + math.log(self.factor) / math.log(self.original_length))

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        return self.at_length(self.original_length)(inv_freq, base)

    def at_length(self, tokens: int) -> Rule:
        if checks.at_least("tokens", tokens, 1) <= self.original_length:
            return per_pair(self.short_factor, self.attention_factor)
        return per_pair(self.long_factor, self.long_attention_factor or self.attention_factor)

    def _facts(self) -> list[str]:
        return [
            *([] if self.factor is None else [f"factor {self.factor:g}"]),
            f"original length {self.original_length:,}",
            f"short {span(self.short_factor)}",
            f"long {span(self.long_factor)}",
        ]


def span(factors: Iterable[float]) -> str:
    factors = tuple(factors)
    return f"÷ {min(factors):g} … {max(factors):g}"


def check_factors(rule: Rule, name: str) -> None:
    given = getattr(rule, name)
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise TypeError(f"{name} must be a sequence with one number per pair, {type(given).__name__} came.")
    numbers = tuple(checks.positive(f"{name}[{i}]", value) for i, value in enumerate(given))
    if not numbers:
        raise ValueError(f"{name} must have one number per pair, an empty sequence came.")
    object.__setattr__(rule, name, numbers)
