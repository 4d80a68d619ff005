"""What an examination found, as a record that shows itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

from rope_viz.examination.faults import FAULTS, Example, Fault


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

    @property
    def verdict(self) -> str:
        """The finding in a few words."""
        return "No fault found" if self.fault is None else f"Fault: {self.fault}"

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
        """What stands beneath the verdict, by heading."""
        what = _sentence(FAULTS[self.fault][1]) if self.fault else ""
        rows = {
            "What": f"{what} {self.detail}".strip(),
            "Law": self.law and _sentence(self.law),
            "Example": self.example and f"{self.example}.",
            "Known": _sentence(", ".join(self._facts().values())),
            "Also": _sentence("; ".join(self.notes)),
            "Tried": self.context and f"Positions 0 … {self.context - 1:,}.",
        }
        return {heading: words for heading, words in rows.items() if words}

    def __repr__(self) -> str:
        return "\n".join([f"{self.verdict}.", *(f"{name}: {words}" for name, words in self._rows().items())])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{name}</th><td>{escape(words)}</td></tr>'
            for name, words in self._rows().items()
        )
        caption = f"<caption>{escape(self.verdict)}</caption>"
        return f'<table class="rv-examined">{caption}<tbody>{rows}</tbody></table>'

    def _repr_markdown_(self) -> str:
        rows = "\n".join(f"- *{name}:* {words}" for name, words in self._rows().items())
        return f"**{self.verdict}.**\n\n{rows}"


def with_fault(found: Examination, fault: Fault) -> Examination:
    """The record of what was known when a fault was found."""
    return replace(found, fault=fault.name, law=fault.law, example=fault.example, detail=fault.detail)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""
