"""Rules that lengthen a model's context by slowing its pairs down.

A rule maps the pairs' speeds to new ones and says by what queries and keys are multiplied besides::

    rope = Rope(head_dim=128, layout="half", scaling=scaling.yarn(factor=16, original_length=4096))

The rules have the names and parameters of their papers and reference code, in lower case as these write them.
Two of them, `dynamic_ntk` and `longrope`, change with the length of the sequence; ``at_length(tokens)`` gives
the rule that holds at one length, and a `Rope` with such a rule refuses positions beyond the original length
until its length is said.

Shapes: n = pairs = rotary_dim / 2; pair i turns ``base ** (-i / n)`` radians per token before scaling.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from typing import ClassVar

import torch
from torch import Tensor

from rope_viz import checks


class _Plain:
    attention_factor: float = 1.0  # here and not in Rule, where the annotation would make it a field


@dataclass(frozen=True, repr=False)
class Rule(_Plain):
    """A scaling rule; subclass it to make one of your own.

    Subclasses are frozen dataclasses that define ``__call__``, and what of the following differs.

    Attributes
    ----------
    about : str
        What the rule does, in one line.
    attention_factor : float
        Multiplies the turned part of queries and keys, so logits are multiplied by its square.
    valid_length : int or None
        The longest sequence for which the rule holds as it stands; None if it is the same at every length.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, repr=False)
    ... class only_slow(Rule):
    ...     about = "Halves the speed of every pair that turns slower than a limit."
    ...     limit: float
    ...     def __call__(self, inv_freq, base):
    ...         return inv_freq.where(inv_freq > self.limit, inv_freq / 2)
    >>> only_slow(limit=0.5)(torch.tensor([1.0, 0.1]), base=100.0)
    tensor([1.0000, 0.0500])
    >>> only_slow(limit=0.5)
    only_slow(limit=0.5)
    """

    about: ClassVar[str] = ""
    valid_length: ClassVar[int | None] = None

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        """New speeds from the plain ones, both of shape (pairs,), in radians per token."""
        raise NotImplementedError

    def at_length(self, tokens: int) -> Rule:
        """The rule for a sequence of so many tokens: itself, unless it changes with the length."""
        checks.at_least("tokens", tokens, 1)
        return self

    def __repr__(self) -> str:
        given = ((f, getattr(self, f.name)) for f in fields(self))
        shown = [f"{f.name}={value!r}" for f, value in given if f.default is MISSING or value != f.default]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __str__(self) -> str:
        return ", ".join([type(self).__name__, *self._facts(), *self._attention()])

    def _facts(self) -> list[str]:
        return [f"{f.name.replace('_', ' ')} {getattr(self, f.name)}" for f in fields(self)]

    def _attention(self) -> list[str]:
        return [] if self.attention_factor == 1 else [f"attention × {self.attention_factor:.4g}"]


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
        _positive(self, "factor")

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
        _positive(self, "factor")

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        n = inv_freq.shape[-1]
        if n < 2:
            raise ValueError(
                f"{type(self).__name__} must have at least 2 pairs, because it keeps the fastest "
                f"and slows the slowest; {n} came."
            )
        return inv_freq * self.factor ** (-_indices(inv_freq) / (n - 1))

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
        _positive(self, "factor")
        _length(self)

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
        _positive(self, "factor", "beta_fast", "beta_slow")
        _length(self)
        _not_below(self, "beta_fast", "beta_slow")
        if self.attention_factor is None:
            object.__setattr__(self, "attention_factor", self._computed_attention_factor())
        _positive(self, "attention_factor")

    def _computed_attention_factor(self) -> float:
        if self.mscale and self.mscale_all_dim:
            return _yarn_attention(self.factor, self.mscale) / _yarn_attention(
                self.factor, self.mscale_all_dim
            )
        return _yarn_attention(self.factor)

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
        interpolated = ((_indices(inv_freq) - low) / (high - low)).clamp(0, 1)
        return _blend(inv_freq, self.factor, kept=1 - interpolated)

    def _index_of(self, turns: float, pairs: int, base: float) -> float:
        """The (fractional) pair that turns so many times within the original length."""
        return pairs * math.log(self.original_length / (turns * 2 * math.pi)) / math.log(base)

    def _facts(self) -> list[str]:
        exact = [] if self.truncate else ["bounds not rounded"]
        return [*_factor_and_length(self), f"ramp {self.beta_fast:g} to {self.beta_slow:g} turns", *exact]


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
        _positive(self, "factor", "alpha", "beta")
        _length(self)
        _above(self, "beta", "alpha")
        if self.attention_factor is None:
            object.__setattr__(self, "attention_factor", _yarn_attention(self.factor))
        _positive(self, "attention_factor")

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        return _by_turns(self, inv_freq, self.alpha, self.beta)

    def _facts(self) -> list[str]:
        return [*_factor_and_length(self), f"ramp {self.beta:g} to {self.alpha:g} turns"]


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
        _positive(self, "factor", "low_freq_factor", "high_freq_factor")
        _length(self)
        _not_below(self, "high_freq_factor", "low_freq_factor")

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        return _by_turns(self, inv_freq, self.low_freq_factor, self.high_freq_factor)

    def _facts(self) -> list[str]:
        return [
            *_factor_and_length(self),
            f"ramp {self.high_freq_factor:g} to {self.low_freq_factor:g} turns",
        ]


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
        _factors(self, "factors")
        _positive(self, "attention_factor")

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        pairs = inv_freq.shape[-1]
        if len(self.factors) != pairs:
            raise ValueError(
                f"factors must be one per pair, of which there are {pairs}; {len(self.factors)} came."
            )
        return inv_freq / torch.tensor(self.factors, dtype=inv_freq.dtype, device=inv_freq.device)

    def _facts(self) -> list[str]:
        return [f"factors {_range(self.factors)}"]


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
        _factors(self, "short_factor")
        _factors(self, "long_factor")
        _length(self)
        if len(self.short_factor) != len(self.long_factor):
            raise ValueError(
                "short_factor and long_factor must be as long as each other, one per pair; "
                f"{len(self.short_factor)} and {len(self.long_factor)} came."
            )
        if self.attention_factor is None:
            object.__setattr__(self, "attention_factor", self._computed_attention_factor())
        _positive(self, "attention_factor")

    @property
    def valid_length(self) -> int:  # type: ignore[override]
        """As it stands the rule holds up to the original length."""
        return self.original_length

    def _computed_attention_factor(self) -> float:
        if self.factor is None:
            raise ValueError(
                "longrope must be given factor or attention_factor, to know the attention; none came."
            )
        _positive(self, "factor")
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
            f"short {_range(self.short_factor)}",
            f"long {_range(self.long_factor)}",
        ]


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
        _positive(self, "factor")
        object.__setattr__(self, "share", checks.share("share", self.share, "of the pairs that turn"))

    def __call__(self, inv_freq: Tensor, base: float) -> Tensor:
        turning = int(self.share * 2 * inv_freq.shape[-1] // 2)  # rounded as Hugging Face rounds
        return torch.where(_indices(inv_freq) < turning, inv_freq / self.factor, 0.0)

    def _facts(self) -> list[str]:
        return [f"share {self.share:g}", *([] if self.factor == 1 else [f"factor {self.factor:g}"])]


# Arithmetic that rules share


def _indices(inv_freq: Tensor) -> Tensor:
    return torch.arange(inv_freq.shape[-1], dtype=inv_freq.dtype, device=inv_freq.device)


def _blend(inv_freq: Tensor, factor: float, kept: Tensor) -> Tensor:
    """The share ``kept`` of each speed as it was, the rest of it 1/factor as fast."""
    return inv_freq * kept + inv_freq / factor * (1 - kept)


def _by_turns(rule: yarn_paper | llama3, inv_freq: Tensor, slow: float, fast: float) -> Tensor:
    """Blend linearly in the number of turns within the original length."""
    turns = rule.original_length * inv_freq / (2 * math.pi)
    ramp = (turns >= fast).to(turns.dtype) if fast == slow else (turns - slow) / (fast - slow)
    return _blend(inv_freq, rule.factor, kept=ramp.clamp(0, 1))


def _yarn_attention(factor: float, mscale: float = 1.0) -> float:
    return 0.1 * mscale * math.log(factor) + 1 if factor > 1 else 1.0


# Words


def _factor_and_length(rule: yarn | yarn_paper | llama3) -> list[str]:
    return [f"factor {rule.factor:g}", f"original length {rule.original_length:,}"]


def _range(factors: Iterable[float]) -> str:
    factors = tuple(factors)
    return f"÷ {min(factors):g} … {max(factors):g}"


# Checks, which also turn NumPy's numbers into Python's


def _positive(rule: Rule, *names: str) -> None:
    for name in names:
        object.__setattr__(rule, name, checks.positive(name, getattr(rule, name)))


def _length(rule: Rule) -> None:
    given = getattr(rule, "original_length")  # noqa: B009  (not every rule has one)
    object.__setattr__(
        rule, "original_length", checks.at_least("original_length", given, 2, "a number of tokens")
    )


def _factors(rule: Rule, name: str) -> None:
    given = getattr(rule, name)
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise TypeError(f"{name} must be a sequence with one number per pair, {type(given).__name__} came.")
    numbers = tuple(checks.positive(f"{name}[{i}]", value) for i, value in enumerate(given))
    if not numbers:
        raise ValueError(f"{name} must have one number per pair, an empty sequence came.")
    object.__setattr__(rule, name, numbers)


def _not_below(rule: Rule, high: str, low: str) -> None:
    if getattr(rule, high) < getattr(rule, low):
        raise ValueError(
            f"{high} must not be below {low}, because faster pairs turn more often; "
            f"{getattr(rule, high)} and {getattr(rule, low)} came."
        )


def _above(rule: Rule, high: str, low: str) -> None:
    if getattr(rule, high) <= getattr(rule, low):
        raise ValueError(
            f"{high} must be above {low}, because the ramp lies between them; "
            f"{getattr(rule, high)} and {getattr(rule, low)} came."
        )
