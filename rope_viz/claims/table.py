"""All claims that have been tried, as a table."""

from __future__ import annotations

from dataclasses import dataclass

from rope_viz.claims.trial import Trial


@dataclass(frozen=True, repr=False)
class ClaimsTable:
    """Every claim and its verdict; see `rope_viz.claims_table`.

    Attributes
    ----------
    trials : tuple of Trial
        In the order of the book.
    """

    trials: tuple[Trial, ...]

    def __repr__(self) -> str:
        return "\n".join(f"{t.claim.number:>3}  {t.claim.slug}: {t.ruling}" for t in self.trials)

    def _repr_html_(self) -> str:
        from rope_viz.claims.cards import table

        return table(self.trials)
