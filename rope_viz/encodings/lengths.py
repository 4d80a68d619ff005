"""Rules that change with the length of a sequence: fixed for one length, and what lies beyond refused."""

from __future__ import annotations

from copy import copy
from typing import Self

from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import ByValue
from rope_viz.encodings.scaling import Rule


class ByLength(ByValue):
    """What has a scaling rule, which may change with the length."""

    scaling: Rule | None
    length: int | None = None
    """Tokens for which `at_length` fixed the rule; None if it did not."""
    _before: Rule | None = None  # the rule that was fixed

    @property
    def _changing(self) -> Rule | None:
        """The rule as it was given, before it was fixed."""
        return self._before or self.scaling

    def at_length(self, tokens: int) -> Self:
        """Fix the rule for sequences of one length; only `dynamic_ntk` and `longrope` change with it.

        Parameters
        ----------
        tokens : int
            Length of the sequence, cached tokens included.

        Returns
        -------
        Rope
            With the rule that the original one has for this length. If it changes with the length, positions
            from ``tokens`` on are refused, and another ``at_length`` begins with the original rule again.

        Raises
        ------
        TypeError, ValueError
            If ``tokens`` is not a whole number above zero.

        Examples
        --------
        >>> from rope_viz.encodings import scaling
        >>> from rope_viz.encodings.rope import Rope
        >>> rope = Rope(head_dim=4, scaling=scaling.dynamic_ntk(factor=2, original_length=4096))
        >>> rope.at_length(8192).scaling
        ntk_aware(factor=3.0)
        >>> rope.at_length(8192).at_length(4096).scaling
        ntk_aware(factor=1.0)
        >>> rope.angles([8191])
        Traceback (most recent call last):
        ...
        ValueError: positions must stay below 4096, up to which dynamic_ntk holds as it stands; 8191 came. ...
        """
        checks.at_least("tokens", tokens, 1)
        fixed, rule = copy(self), self._changing
        if rule is not None:
            fixed.scaling = rule.at_length(tokens)
            if rule.valid_length is not None:
                fixed._before, fixed.length = rule, tokens
        return fixed

    def _check_reach(self, exact: Tensor) -> None:
        """Refuse positions beyond the length for which the rule holds."""
        if self.length is not None:
            checks.within(exact, self.length, "the length for which this rope was fixed")
        elif self.scaling is not None:
            name = type(self.scaling).__name__
            checks.within(exact, self.scaling.valid_length, f"up to which {name} holds as it stands")

    def __repr__(self) -> str:
        return super().__repr__() + (f".at_length({self.length})" if self.length else "")
