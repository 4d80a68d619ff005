"""A claim that has been tried, and all of them; both show themselves in a notebook."""

from __future__ import annotations

from dataclasses import dataclass

from rope_viz.claims import cards
from rope_viz.claims.claim import Claim, Findings, Ruling, Verdict


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
        """What the rule says of the numbers."""
        return self.ruling.verdict

    def __repr__(self) -> str:
        found = "\n".join(f"  {quantity.what}: {quantity}" for quantity in self.findings.values())
        return f"Claim: {self.claim.wording}\nVerdict: {self.ruling}.\n{self.ruling.sentence}\n{found}"

    def _repr_html_(self) -> str:
        return cards.card(self.claim, self.findings, self.ruling)

    def _repr_markdown_(self) -> str:
        return cards.markdown(self.claim, self.findings, self.ruling)


@dataclass(frozen=True, repr=False)
class ClaimsTable:
    """Every claim and its verdict; see `rope_viz.claims_table`.

    Attributes
    ----------
    trials : tuple of Trial
        By chapter; the book shows them in the order of its chapters.
    """

    trials: tuple[Trial, ...]

    def __repr__(self) -> str:
        return "\n".join(f"{t.claim.slug}: {t.ruling}" for t in self.trials)

    def _repr_html_(self) -> str:
        return cards.table([(t.claim, t.ruling) for t in self.trials])
