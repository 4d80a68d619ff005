"""Claims on trial as HTML and as Markdown: one card each, and one table of all.

Links name the chapters' sources, as they stand beside each other in a notebook; the book's build turns them
into links between its pages (`rope_viz.book.claims`). Colours and boxes are the page's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from rope_viz.claims.trial import Claim, Trial, Verdict

ALL = "claims-on-trial"
# Told apart by sign and words, not by colour alone.
SIGNS = {Verdict.HOLDS: "✓", Verdict.HOLDS_WHEN: "◐", Verdict.FAILS: "✗"}
CLASSES = {Verdict.HOLDS: "rv-holds", Verdict.HOLDS_WHEN: "rv-holds-when", Verdict.FAILS: "rv-fails"}


def card(trial: Trial) -> str:
    """One claim as a card of a page."""
    claim, ruling = trial.claim, trial.ruling
    found = "".join(
        f"<div><dt>{escape(quantity.what)}</dt><dd>{_unbroken(str(quantity))}</dd></div>"
        for quantity in trial.findings.values()
    )
    return (
        f'<div class="rv-claim {CLASSES[trial.verdict]}" role="group" aria-label="Claim on trial">'
        f'<p class="rv-claim-wording"><span class="rv-claim-kind">Claim {claim.number}</span> '
        f"{escape(claim.wording)}</p>"
        f'<p class="rv-claim-verdict">{_verdict(trial)}</p>'
        f'<p class="rv-claim-sentence">{_unbroken(ruling.sentence)}</p>'
        '<details class="rv-claim-numbers"><summary>All that was measured</summary>'
        f"<dl>{found}</dl></details>"
        f'<p class="rv-claim-links">{_move(claim)} · '
        f'<a href="{ALL}.md#claim-{claim.slug}">All claims on trial</a></p></div>'
    )


def markdown(trial: Trial) -> str:
    """One claim as Markdown."""
    claim, ruling = trial.claim, trial.ruling
    found = "\n".join(f"- {quantity.what}: {quantity}" for quantity in trial.findings.values())
    return (
        f"**Claim {claim.number}.** {claim.wording}\n\n"
        f"**{SIGNS[trial.verdict]} {_capital(str(ruling))}.** {ruling.sentence}\n\n{found}\n"
    )


HEADINGS = ("No.", "Claim", "Verdict", "What was measured", "Move it yourself")


def table(trials: Iterable[Trial]) -> str:
    """All claims as a table; a page's script makes it sort and filter, and without one it is whole."""
    head = "".join(f'<th scope="col" role="columnheader">{heading}</th>' for heading in HEADINGS)
    body = "".join(_row(trial) for trial in trials)
    # On a narrow screen rows become cards, which would cost the table its meaning but for the roles.
    return (
        '<table class="rv-claims" role="table">'
        "<caption>Claims, each tried when this page was computed</caption>"
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _row(trial: Trial) -> str:
    claim, verdict = trial.claim, list(Verdict).index(trial.verdict)
    kind = f'<span class="rv-claim-kind">{escape(claim.topic)}</span> '
    # What a column is sorted by, and what its cells hold.
    cells = (
        (claim.number, str(claim.number)),
        (claim.number, kind + escape(claim.wording)),
        (verdict, f'<span class="rv-claim-verdict">{_verdict(trial)}</span>'),
        (claim.number, _unbroken(trial.ruling.sentence)),
        (claim.chapter, _move(claim, short=True)),
    )
    row = "".join(f'<td role="cell" data-sort="{key}">{content}</td>' for key, content in cells)
    return (
        f'<tr role="row" id="claim-{claim.slug}" class="{CLASSES[trial.verdict]}" '
        f'data-verdict="{trial.verdict.value}">{row}</tr>'
    )


def _verdict(trial: Trial) -> str:
    when = f" {escape(trial.ruling.when)}" if trial.ruling.when else ""
    words = _capital(trial.verdict.value)
    return f'<span aria-hidden="true">{SIGNS[trial.verdict]}</span> <strong>{words}</strong>{when}.'


def _move(claim: Claim, *, short: bool = False) -> str:
    title = _capital(claim.chapter.replace("-", " "))
    address = f'<a href="{claim.chapter}.md#{claim.anchor}">{title}</a>'
    return address if short else f"Move it yourself: {address}"


def _unbroken(text: str) -> str:
    """Escaped, with no line break inside a number or before its unit."""
    return re.sub(r"(?<=\d) (?=(rad|tokens|nats|degrees)\b|[%×±])|(?<=×) ", "\u00a0", escape(text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
