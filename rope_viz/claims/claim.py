"""A claim: a decorated experiment, the numbers it finds, and the rule that judges them.

The rule computes the verdict from the numbers, so an implementation that rotates wrongly changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

from rope_viz import words
from rope_viz.claims.view import View

# Makes an encoding; what kind, each experiment knows, and tests put broken ones in its place.
Factory = Callable[..., Any]


class Verdict(Enum):
    """What the numbers say of a claim.

    A claim *does not hold* where the usual case fails, even if a rare one does not. It *holds when* something
    is so, if those who make the claim mean that case or most readers meet it. What cannot come out otherwise,
    because the words are defined so, holds *by definition*: it is shown and not tried.
    """

    HOLDS = "holds"
    HOLDS_WHEN = "holds when"
    FAILS = "does not hold"
    DEFINED = "by definition"
    UNTOLD = "cannot be told here"


HOLDS, HOLDS_WHEN, FAILS, DEFINED, UNTOLD = Verdict


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


def by_definition(sentence: str) -> Ruling:
    """It could not be otherwise, and the numbers show that the words are used so here."""
    return Ruling(Verdict.DEFINED, sentence)


def untold(sentence: str) -> Ruling:
    """The numbers neither bear the claim out nor contradict it: it is about more than was measured."""
    return Ruling(Verdict.UNTOLD, sentence)


@dataclass(eq=False)
class Claim:
    """A claim that people make, and how it is tried.

    Attributes
    ----------
    wording : the claim, as those mean it who make it
    topic : the heading it belongs to
    chapter : name of the page where it is tried, without folder and ending
    shown : an explorer of that page, in the state that shows the claim
    experiment : makes the findings; its parameters are the encodings' factories, so that others can be tried
    expected : the verdict with the package's own encodings; only tests read it
    broken : verdicts with encodings that are broken in some way, where they differ; only tests read it
    rule : makes a ruling of the findings
    """

    wording: str
    topic: str
    chapter: str
    shown: View
    experiment: Callable[..., Findings]
    expected: Verdict
    broken: Mapping[str, Verdict]
    rule: Callable[[Findings], Ruling] = field(init=False)

    @property
    def slug(self) -> str:
        """Its name in code and links."""
        return self.experiment.__name__.replace("_", "-")

    def judged(self, rule: Callable[[Findings], Ruling]) -> Callable[[Findings], Ruling]:
        """Decorate the claim's rule."""
        self.rule = rule
        return rule


def on_page(topic: str, module: str) -> Callable[..., Callable[[Callable[..., Findings]], Claim]]:
    """Make the decorator for one file's experiments: ``claim = on_page("Rotation", __name__)``.

    The file has the name of the chapter, with underscores. The decorator takes the wording, and by name
    the other attributes of `Claim`.
    """
    chapter = module.rpartition(".")[2].replace("_", "-")

    def claim(
        wording: str,
        *,
        shown: View,
        expected: Verdict,
        broken: Mapping[str, Verdict] = MappingProxyType({}),
    ) -> Callable[[Callable[..., Findings]], Claim]:
        return lambda experiment: Claim(wording, topic, chapter, shown, experiment, expected, broken)

    return claim


def within(difference: Quantity) -> str:
    """Say how well things agree.

    Examples
    --------
    >>> within(Quantity(0.0, "")), within(Quantity(3e-9, "", "rad"))
    ('to the last bit', 'to 3 × 10⁻⁹ rad')
    """
    return f"to {difference}" if difference.value else "to the last bit"
