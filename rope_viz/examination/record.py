"""What an examination found, as a record that shows itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from rope_viz.examination.faults import FAULTS, LAWS, Example, Fault


@dataclass(frozen=True, repr=False)
class Examination:
    """What a function that turns vectors is, or which fault it has; shows itself as a card.

    Attributes
    ----------
    head_dim : int
        Components of the vectors that it was given.
    fault : str or None
        A name of `FAULTS`; None if all laws hold.
    layout : {"interleaved", "half"} or None
        This and what follows: None where it cannot be told.
    base : float or None
    rotary_dim : int or None
        How many components turn.
    clockwise : bool or None
        Whether pairs turn from their second component to their first. A convention.
    scaling : str or None
        In words, if positions or speeds are stretched.
    law : str or None
        The law that breaks, in words.
    example : Example or None
        The smallest input found that shows it.
    context : int or None
        Positions below this were tried.
    notes : tuple of str
        Conventions that are no faults.
    detail : str
        More of the fault.
    """

    head_dim: int
    fault: str | None = None
    layout: str | None = None
    base: float | None = None
    rotary_dim: int | None = None
    clockwise: bool | None = None
    scaling: str | None = None
    law: str | None = None
    example: Example | None = None
    context: int | None = None
    notes: tuple[str, ...] = ()
    detail: str = ""

    @staticmethod
    def of_fault(fault: Fault, known: Mapping[str, Any]) -> Examination:
        """The record of a fault, with what was known by then."""
        found = Examination(**known).faulty(fault.name, fault.example, fault.detail)
        return replace(found, law=fault.law)

    def faulty(self, name: str, example: Example | None, detail: str) -> Examination:
        """The same with a fault."""
        return replace(self, fault=name, law=LAWS[FAULTS[name][0]], example=example, detail=detail)

    @property
    def verdict(self) -> str:
        """The finding in one sentence."""
        if self.fault is None:
            return f"No fault found: {', '.join(self._facts().values())}."
        return f"Fault: {self.fault}. {_sentence(FAULTS[self.fault][1])}" + f" {self.detail}" * bool(
            self.detail
        )

    def _facts(self) -> dict[str, str]:
        """What is known of the function, in words by name."""
        turning = {True: "clockwise", False: "counter-clockwise", None: None}[self.clockwise]
        found = {
            "layout": self.layout and f"{self.layout} pairs",
            "base": self.base and f"base {self.base:,.10g}",
            "components": self.rotary_dim and f"{self.rotary_dim} of {self.head_dim} components",
            "direction": turning,
            "scaling": self.scaling,
        }
        return {name: words for name, words in found.items() if words}

    def _rows(self) -> dict[str, str]:
        """What stands beneath the verdict."""
        rows = {"Law": _sentence(self.law)} if self.law else {}
        if self.example is not None:
            rows["Example"] = f"{self.example}."
        if self.fault is not None and self._facts():
            rows["Known"] = ", ".join(self._facts().values()) + "."
        if self.notes:
            rows["Also"] = "; ".join(self.notes) + "."
        if self.context is not None:
            rows["Tried"] = f"positions 0 … {self.context - 1:,}."
        return rows

    def __repr__(self) -> str:
        return "\n".join([self.verdict, *(f"{name}: {words}" for name, words in self._rows().items())])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{name}</th><td>{escape(words)}</td></tr>'
            for name, words in self._rows().items()
        )
        return f"<table><caption>{escape(self.verdict)}</caption><tbody>{rows}</tbody></table>"

    def _repr_markdown_(self) -> str:
        rows = "\n".join(f"- *{name}:* {words}" for name, words in self._rows().items())
        return f"**{self.verdict}**\n\n{rows}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
