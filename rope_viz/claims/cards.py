"""Claims on trial as HTML and as Markdown: one card each, and one table of all.

Links name the chapters' notebooks, as they lie beside each other; the book's build turns them
into links between its pages, under the pages' titles, and puts the table's rows in the order of the chapters
(`rope_viz.book.claims`). Colours and boxes are the page's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from rope_viz.claims.claim import Claim, Findings, Ruling, Verdict
from rope_viz.words import unbroken

ALL = "claims-on-trial"
# Told apart by sign and words, not by colour alone.
SIGNS = dict(zip(Verdict, "✓◐✗≡?", strict=True))
CLASSES = dict(
    zip(Verdict, ("rv-holds", "rv-holds-when", "rv-fails", "rv-defined", "rv-untold"), strict=True)
)


def card(claim: Claim, findings: Findings, ruling: Ruling) -> str:
    """One claim as a card of a page."""
    found = "".join(
        f"<div><dt>{escape(quantity.what)}</dt><dd>{_unbroken(str(quantity))}</dd></div>"
        for quantity in findings.values()
    )
    return (
        f'<div class="rv-claim {CLASSES[ruling.verdict]}" role="group" aria-label="Claim on trial">'
        f'<p class="rv-claim-wording"><span class="rv-claim-kind">Claim</span> '
        f"{escape(claim.wording)}</p>"
        f'<p class="rv-claim-verdict">{_verdict(ruling)}</p>'
        f'<p class="rv-claim-sentence">{_unbroken(ruling.sentence)}</p>'
        '<details class="rv-claim-numbers"><summary>All that was measured</summary>'
        f"<dl>{found}</dl></details>"
        f'<p class="rv-claim-links">Move it yourself: {_chapter(claim)} · '
        f'<a href="{ALL}.ipynb#claim-{claim.slug}">All claims on trial</a></p></div>'
    )


def markdown(claim: Claim, findings: Findings, ruling: Ruling) -> str:
    """One claim as Markdown."""
    found = "\n".join(f"- {quantity.what}: {quantity}" for quantity in findings.values())
    return (
        f"**Claim.** {claim.wording}\n\n"
        f"**{SIGNS[ruling.verdict]} {_capital(str(ruling))}.** {ruling.sentence}\n\n{found}\n"
    )


HEADINGS = ("Claim", "Verdict", "What was measured", "Move it yourself")


def table(judged: Iterable[tuple[Claim, Ruling]]) -> str:
    """All claims as a table; a page's script makes it sort and filter, and without one it is whole."""
    head = "".join(f'<th scope="col" role="columnheader">{heading}</th>' for heading in HEADINGS)
    body = "".join(_row(claim, ruling) for claim, ruling in judged)
    # On a narrow screen rows become cards, which would cost the table its meaning but for the roles.
    return (
        '<table class="rv-claims" role="table">'
        "<caption>Claims, each tried when this page was computed</caption>"
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _row(claim: Claim, ruling: Ruling) -> str:
    kind = f'<span class="rv-claim-kind">{escape(claim.topic)}</span> '
    # What a column is sorted by, and what its cells hold.
    cells = (
        ("", kind + escape(claim.wording)),
        (list(Verdict).index(ruling.verdict), f'<span class="rv-claim-verdict">{_verdict(ruling)}</span>'),
        ("", _unbroken(ruling.sentence)),
        (claim.chapter, _chapter(claim)),
    )
    row = "".join(f'<td role="cell" data-sort="{key}">{content}</td>' for key, content in cells)
    return (
        f'<tr role="row" id="claim-{claim.slug}" class="{CLASSES[ruling.verdict]}" '
        f'data-verdict="{ruling.verdict.value}">{row}</tr>'
    )


def _verdict(ruling: Ruling) -> str:
    when = f" {escape(ruling.when)}" if ruling.when else ""
    words = _capital(ruling.verdict.value)
    return f'<span aria-hidden="true">{SIGNS[ruling.verdict]}</span> <strong>{words}</strong>{when}.'


def _chapter(claim: Claim) -> str:
    # The words stand for the page's title, which only the book knows; in a notebook no address opens a state.
    place, name = escape(claim.shown.place), claim.chapter.replace("-", " ")
    return f'<a href="{claim.chapter}.ipynb" data-place="{place}">{name}</a>'


def _unbroken(text: str) -> str:
    """Escaped, with no line break inside a number or before its unit."""
    return unbroken(escape(text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
