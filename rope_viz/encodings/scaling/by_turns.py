"""Rules that ask how often a pair turns within the original length, and slow the slow ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from .rule import Rule, check_length, check_positive, indices


@dataclass(frozen=True, repr=False)
class yarn(Rule):
    """YaRN as its reference code has it: fast pairs stay, slow ones interpolate, the ramp is over the index.

    Pairs that turn more than ``beta_fast`` times within the original length keep their speed, those that turn
    less than ``beta_slow`` times turn 1/factor as fast. Between the two the code blends linearly in the
    *index* of the pair, from bounds rounded outwards; the paper (see `yarn_paper`) blends linearly in the
    *number of turns*, which falls exponentially with the index. For ``factor=16, original_length=4096``, 64
    pairs and base 10,000, 25 of the 64 speeds differ by more than 1 %; at most, the code's pair turns 3.04
    times as fast as the paper's (204 % more). Models trained with the code need the code's.

    Two more traits of the code are kept. The upper bound is limited to ``rotary_dim - 1``, though pairs end
    at ``rotary_dim / 2 - 1``: where the slow end lies beyond the last pair, even that one keeps a part of its
    speed. And models that set ``mscale == mscale_all_dim`` (DeepSeek-V2 and V3) get an attention factor of 1
    here, and multiply their logits by ``(0.1 * mscale_all_dim * ln(factor) + 1) ** 2`` elsewhere.

    Parameters
    ----------
    factor : float
        How many times longer the context becomes.
    original_length : int
        Tokens up to which the model was trained.
    beta_fast, beta_slow : float
        Turns within the original length above which a pair keeps its speed, and below which it interpolates.
    truncate : bool
        Round the ramp's bounds outwards to whole indices, as the reference code does; gpt-oss does not.
    mscale, mscale_all_dim : float, optional
        Both given (and not 0): the attention factor is ``(0.1 mscale ln(factor) + 1) / (0.1 mscale_all_dim
        ln(factor) + 1)``.
    attention_factor : float, optional
        Otherwise ``0.1 ln(factor) + 1``, which the paper fitted on LLaMA models; 1 for factors up to 1.

    Raises
    ------
    TypeError, ValueError
        If a number is not finite and above zero, or ``beta_fast < beta_slow``. When called, if the base is
        not above 1, since its logarithm divides.

    References
    ----------
    Peng et al. (2023), YaRN: Efficient Context Window Extension of Large Language Models, section 3;
    jquesnelle/yarn, ``scaled_rope/LlamaYaRNScaledRotaryEmbedding.py``; issue 60 there asks about the ramp.

    Examples
    --------
    >>> import torch
    >>> rule = yarn(factor=16, original_length=4096)
    >>> print(rule)
    yarn, factor 16, original length 4,096, ramp 32 to 1 turns, attention × 1.277
    >>> slowed = torch.tensor([1.0, 0.1, 0.01, 0.001]) / rule(torch.tensor([1.0, 0.1, 0.01, 0.001]), 10_000.0)
    >>> slowed.round(decimals=2)
    tensor([ 1.0000,  1.0000,  1.8800, 16.0000])
    """

    about: ClassVar[str] = (
        "YaRN, the reference code's: fast pairs stay, slow ones interpolate, ramp over the index."
    )
    factor: float
    original_length: int
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    truncate: bool = True
    mscale: float | None = None
    mscale_all_dim: float | None = None
    attention_factor: float = None  # type: ignore[assignment]  # None: computed below

    def __post_init__(self) -> None:
        check_positive(self, "factor", "beta_fast", "beta_slow")
        check_length(self)
        check_not_below(self, "beta_fast", "beta_slow")
        if self.attention_factor is None:
            object.__setattr__(self, "attention_factor", self._computed_attention_factor())
        check_positive(self, "attention_factor")

    def _computed_attention_factor(self) -> float:
        if self.mscale and self.mscale_all_dim:
            return yarn_attention(self.factor, self.mscale) / yarn_attention(self.factor, self.mscale_all_dim)
        return yarn_attention(self.factor)

    def ramp(self, pairs: int, base: float) -> tuple[float, float]:
        """Indices at which interpolating begins and is complete."""
        low, high = (self._index_of(turns, pairs, base) for turns in (self.beta_fast, self.beta_slow))
        if self.truncate:
            low, high = math.floor(low), math.ceil(high)
        low, high = max(low, 0), min(high, 2 * pairs - 1)
        return low, high + 0.001 if low == high else high  # a ramp needs a length

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        if base <= 1:
            raise ValueError(f"base must be above 1 for yarn, because its logarithm divides; {base} came.")
        low, high = self.ramp(inv_freq.shape[-1], base)
        interpolated = ((indices(inv_freq) - low) / (high - low)).clamp(0, 1)
        return blend(inv_freq, self.factor, kept=1 - interpolated)

    def _index_of(self, turns: float, pairs: int, base: float) -> float:
        """The (fractional) pair that turns so many times within the original length."""
        return pairs * math.log(self.original_length / (turns * 2 * math.pi)) / math.log(base)

    def _facts(self) -> list[str]:
        exact = [] if self.truncate else ["bounds not rounded"]
        return [*factor_and_length(self), f"ramp {self.beta_fast:g} to {self.beta_slow:g} turns", *exact]


@dataclass(frozen=True, repr=False)
class yarn_paper(Rule):
    """YaRN as its paper writes it ("NTK-by-parts"): the ramp is linear in the number of turns.

    A pair that turns r times within the original length keeps the share ``(r - alpha) / (beta - alpha)`` of
    its speed, limited to 0 … 1, and turns 1/factor as fast with the rest. `yarn` says how the reference code
    differs and by how much.

    Parameters
    ----------
    factor : float
        How many times longer the context becomes.
    original_length : int
        Tokens up to which the model was trained.
    alpha, beta : float
        Turns within the original length below which a pair interpolates, and above which it keeps its speed.
    attention_factor : float, optional
        ``0.1 ln(factor) + 1`` by default; 1 for factors up to 1.

    Raises
    ------
    TypeError, ValueError
        If a number is not finite and above zero, or ``beta <= alpha``.

    References
    ----------
    Peng et al. (2023), YaRN, sections 3.2 and 3.4.

    Examples
    --------
    >>> import torch
    >>> rule = yarn_paper(factor=16, original_length=4096)
    >>> slowed = torch.tensor([1.0, 0.1, 0.01, 0.001]) / rule(torch.tensor([1.0, 0.1, 0.01, 0.001]), 10_000.0)
    >>> slowed.round(decimals=2)
    tensor([ 1.0000,  1.0000,  4.3600, 16.0000])
    """

    about: ClassVar[str] = (
        "YaRN, the paper's: fast pairs stay, slow ones interpolate, ramp over the number of turns."
    )
    factor: float
    original_length: int
    alpha: float = 1.0
    beta: float = 32.0
    attention_factor: float = None  # type: ignore[assignment]  # None: computed below

    def __post_init__(self) -> None:
        check_positive(self, "factor", "alpha", "beta")
        check_length(self)
        check_above(self, "beta", "alpha")
        if self.attention_factor is None:
            object.__setattr__(self, "attention_factor", yarn_attention(self.factor))
        check_positive(self, "attention_factor")

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        return blend_by_turns(self, inv_freq, self.alpha, self.beta)

    def _facts(self) -> list[str]:
        return [*factor_and_length(self), f"ramp {self.beta:g} to {self.alpha:g} turns"]


@dataclass(frozen=True, repr=False)
class llama3(Rule):
    """Llama 3.1's rule: fast pairs stay, slow ones interpolate, the ramp is linear in the number of turns.

    It is `yarn_paper` with ``alpha=low_freq_factor``, ``beta=high_freq_factor`` and no attention factor.
    Where the two are equal, as in Llama 4 Scout, there is no ramp.

    Parameters
    ----------
    factor : float
        How much slower the slow pairs turn.
    low_freq_factor, high_freq_factor : float
        Turns within the original length below which a pair interpolates, and above which it keeps its speed.
    original_length : int
        Tokens up to which the model was trained before.

    Raises
    ------
    TypeError, ValueError
        If a number is not finite and above zero, or ``high_freq_factor < low_freq_factor``.

    References
    ----------
    meta-llama/llama-models, ``models/llama3/model.py``, ``apply_scaling``.

    Examples
    --------
    >>> import torch
    >>> rule = llama3(factor=8)
    >>> rule(torch.tensor([1.0, 0.002, 0.0001]), base=500_000.0)
    tensor([1.0000e+00, 1.1878e-03, 1.2500e-05])
    """

    about: ClassVar[str] = (
        "Llama 3.1's: fast pairs stay, slow ones interpolate, ramp over the number of turns."
    )
    factor: float
    low_freq_factor: float = 1.0
    high_freq_factor: float = 4.0
    original_length: int = 8192

    def __post_init__(self) -> None:
        check_positive(self, "factor", "low_freq_factor", "high_freq_factor")
        check_length(self)
        check_not_below(self, "high_freq_factor", "low_freq_factor")

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        return blend_by_turns(self, inv_freq, self.low_freq_factor, self.high_freq_factor)

    def _facts(self) -> list[str]:
        return [
            *factor_and_length(self),
            f"ramp {self.high_freq_factor:g} to {self.low_freq_factor:g} turns",
        ]


def blend(inv_freq: Tensor, factor: float, kept: Tensor) -> Tensor:
    """The share ``kept`` of each speed as it was, the rest of it 1/factor as fast."""
    return inv_freq * kept + inv_freq / factor * (1 - kept)


def blend_by_turns(rule: yarn_paper | llama3, inv_freq: Tensor, slow: float, fast: float) -> Tensor:
    """Blend linearly in the number of turns within the original length."""
    turns = rule.original_length * inv_freq / (2 * math.pi)
    ramp = (turns >= fast).to(turns.dtype) if fast == slow else (turns - slow) / (fast - slow)
    return blend(inv_freq, rule.factor, kept=ramp.clamp(0, 1))


def yarn_attention(factor: float, mscale: float = 1.0) -> float:
    return 0.1 * mscale * math.log(factor) + 1 if factor > 1 else 1.0


def factor_and_length(rule: yarn | yarn_paper | llama3) -> list[str]:
    return [f"factor {rule.factor:g}", f"original length {rule.original_length:,}"]


def check_not_below(rule: Rule, high: str, low: str) -> None:
    if getattr(rule, high) < getattr(rule, low):
        raise ValueError(
            f"{high} must not be below {low}, because faster pairs turn more often; "
            f"{getattr(rule, high)} and {getattr(rule, low)} came."
        )


def check_above(rule: Rule, high: str, low: str) -> None:
    if getattr(rule, high) <= getattr(rule, low):
        raise ValueError(
            f"{high} must be above {low}, because the ramp lies between them; "
            f"{getattr(rule, high)} and {getattr(rule, low)} came."
        )
