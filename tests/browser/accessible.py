"""What axe finds on a page, at every level, and what it leaves open, decided here.

axe is the version that package.json pins. Its "incomplete" results are read as well: a kind that nothing here
decides is reported like a violation.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import node
from playwright.sync_api import Page

RUN = """async (within) => {
    const movements = document.getAnimations().filter((m) => m.effect.getComputedTiming().endTime < Infinity);
    for (const movement of movements) movement.finish(); // what fades in is not faint
    const options = { resultTypes: ["violations", "incomplete"], preload: false, elementRef: true };
    const { violations, incomplete } = await axe.run(within ?? document, options);
    const nodes = (found) => found.flatMap(({ id, nodes }) => nodes.map((node) => ({ rule: id, ...node })));
    window.leftOpen = nodes(incomplete);
    return nodes(violations).map(({ rule, html, failureSummary: why }) => [rule, html.slice(0, 200), why]);
}"""
OPEN = "() => leftOpen.map(({ rule, html, failureSummary: why }) => [rule, html.slice(0, 200), why])"
FAINT = """contrast =>
    eval(contrast)(leftOpen.filter(({ rule }) => rule === "color-contrast").map(({ element }) => element))"""
# A sign is no word that a name could leave out: the names of these buttons say what the sign means.
UNWORDED = """() => window.leftOpen.filter(({ rule, element }) => rule === "label-content-name-mismatch"
    && /[\\p{L}\\p{N}]/u.test(element.textContent)).map(({ element }) => element.outerHTML.slice(0, 200))"""
DECIDED = {"color-contrast", "label-content-name-mismatch"}
# Ids are one of each on a page, whatever axe says of those that nothing refers to.
TWICE = """() => {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
}"""


@cache
def _axe() -> str:
    return (node.modules() / "axe-core/axe.min.js").read_text(encoding="utf-8")


@cache
def _contrast() -> str:
    return Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")


def troubles(page: Page, within: str | None = None) -> list[object]:
    """All that keeps a reader from a page, or a part, as it stands; an empty list is well."""
    page.evaluate(_axe())
    found: list[object] = page.evaluate(RUN, within)
    found += [["left open", *one] for one in page.evaluate(OPEN) if one[0] not in DECIDED]
    found += [["too faint", one] for one in page.evaluate(FAINT, _contrast())]
    found += [["words that the name lacks", one] for one in page.evaluate(UNWORDED)]
    return found + [["id twice", one] for one in page.evaluate(TWICE)]
