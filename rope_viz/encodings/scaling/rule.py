"""What every rule is, and what rules share: checks and words."""

from __future__ import annotations

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


def indices(inv_freq: Tensor) -> Tensor:
    """0, 1 ... for every pair, in its dtype and on its device."""
    return torch.arange(inv_freq.shape[-1], dtype=inv_freq.dtype, device=inv_freq.device)


# Checks, which also turn NumPy's numbers into Python's


def check_positive(rule: Rule, *names: str) -> None:
    for name in names:
        object.__setattr__(rule, name, checks.positive(name, getattr(rule, name)))


def check_length(rule: Rule) -> None:
    given = getattr(rule, "original_length")  # noqa: B009  (not every rule has one)
    object.__setattr__(
        rule, "original_length", checks.at_least("original_length", given, 2, "a number of tokens")
    )
