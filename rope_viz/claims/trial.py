"""What a claim on trial is made of: an experiment, the numbers it finds, and the rule that judges them.

No verdict is written down anywhere: a rule computes it from the numbers, so an implementation that rotates
wrongly changes the verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from rope_viz import words

# Makes an encoding; what kind, each experiment knows, and tests put broken ones in its place.
Factory = Callable[..., Any]


class Verdict(Enum):
    """What the numbers say of a claim."""

    HOLDS = "holds"
    HOLDS_WHEN = "holds when"
    FAILS = "does not hold"


@dataclass(frozen=True)
class Quantity:
    """One number that an experiment found.

    Attributes
    ----------
    value : the number
    what : what was measured, as a card says it
    unit : after the number; a pure number has none

    Examples
    --------
    >>> print(Quantity(4096, "context", "tokens"), Quantity(2.3e-16, "difference"), sep=", ")
    4,096 tokens, 2 × 10⁻¹⁶
    """

    value: float
    what: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{words.measured(self.value)} {self.unit}".rstrip()


Findings = Mapping[str, Quantity]


@dataclass(frozen=True)
class Ruling:
    """A verdict and why.

    Attributes
    ----------
    verdict : Verdict
    sentence : what was found, with its numbers
    when : the condition, where the verdict is `Verdict.HOLDS_WHEN`
    """

    verdict: Verdict
    sentence: str
    when: str = ""

    def __str__(self) -> str:
        return f"{self.verdict.value} {self.when}".rstrip()


def holds(sentence: str) -> Ruling:
    """The numbers bear the claim out."""
    return Ruling(Verdict.HOLDS, sentence)


def holds_when(when: str, sentence: str) -> Ruling:
    """The numbers bear the claim out under a condition."""
    return Ruling(Verdict.HOLDS_WHEN, sentence, when)


def fails(sentence: str) -> Ruling:
    """The numbers contradict the claim."""
    return Ruling(Verdict.FAILS, sentence)


@dataclass(frozen=True)
class Claim:
    """A claim that people make, and how it is tried.

    Attributes
    ----------
    slug : its name in code and links
    number : its place in the book's list
    wording : the claim, in the book's words
    topic : the heading it belongs to
    chapter : name of the page where it is tried, without folder and ending
    anchor : heading or label on that page where a reader can move it
    experiment : makes the findings; its parameters are the encodings' factories, so that others can be tried
    rule : makes a ruling of the findings
    """

    slug: str
    number: int
    wording: str
    topic: str
    chapter: str
    anchor: str
    experiment: Callable[..., Findings]
    rule: Callable[[Findings], Ruling]


@dataclass(frozen=True, repr=False)
class Trial:
    """A claim that has been tried; shows itself as a card.

    Attributes
    ----------
    claim : Claim
    findings : mapping of str to Quantity
    ruling : Ruling
    """

    claim: Claim
    findings: Findings
    ruling: Ruling

    @property
    def verdict(self) -> Verdict:
        """Holds, holds when, or does not hold."""
        return self.ruling.verdict

    def __repr__(self) -> str:
        found = "\n".join(f"  {quantity.what}: {quantity}" for quantity in self.findings.values())
        return f"Claim: {self.claim.wording}\nVerdict: {self.ruling}.\n{self.ruling.sentence}\n{found}"

    def _repr_html_(self) -> str:
        from rope_viz.claims.cards import card

        return card(self)

    def _repr_markdown_(self) -> str:
        from rope_viz.claims.cards import markdown

        return markdown(self)


def within(difference: Quantity) -> str:
    """Say how well things agree.

    Examples
    --------
    >>> within(Quantity(0.0, "")), within(Quantity(3e-9, "", "rad"))
    ('to the last bit', 'to 3 × 10⁻⁹ rad')
    """
    return f"to {difference}" if difference.value else "to the last bit"
