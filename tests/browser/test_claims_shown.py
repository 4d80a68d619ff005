"""Claims in the built book: where they lead, under which words, and the table of all."""

from __future__ import annotations

import re

import pytest

from rope_viz.claims import CLAIMS

pytestmark = pytest.mark.browser
TITLE = re.compile(r"<h1>(.*?)<a")
CARD_LINK = re.compile(r'<a href="([\w-]+)\.html#[\w-]+">(.*?)</a>')


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.slug)
def test_a_claim_leads_to_a_place_of_the_book_with_something_to_move_or_see(book, claim):
    page = (book / "book" / f"{claim.chapter}.html").read_text(encoding="utf-8")
    assert page.count(f'id="{claim.anchor}"') == 1
    section = page.partition(f'id="{claim.anchor}"')[2].partition("<section")[0]
    assert any(shown in section for shown in ("rv-explorer", "rv-figure", "rv-doors", "cell_output"))


def test_rows_stand_in_the_order_of_the_chapters_under_their_titles(book):
    text = (book / "book/claims-on-trial.html").read_text(encoding="utf-8")
    links = CARD_LINK.findall(text.partition('class="rv-claims"')[2].partition("</table>")[0])
    assert len(links) == len(CLAIMS)
    titles = {name: _title(book / f"book/{name}.html") for name, _ in links}
    assert [words for _, words in links] == [titles[name] for name, _ in links]
    sidebar = list(dict.fromkeys(re.findall(r'internal" href="([\w-]+)\.html"', text)))
    assert list(titles) == [name for name in sidebar if name in titles]


def _title(page):
    heading = re.search(r"<h1>(.*?)<a", page.read_text(encoding="utf-8"))[1]
    return re.sub(r'<span class="section-number">.*?</span>', "", heading)


def test_the_table_filters_and_sorts(page, site):
    page.goto(f"{site}/book/claims-on-trial.html")
    rows = page.locator("table.rv-claims tbody tr:visible")
    everything, first = rows.count(), rows.first.get_attribute("id")
    page.get_by_label("Verdict").select_option("holds")
    assert 0 < rows.count() < everything
    page.get_by_label("Verdict").select_option("")
    page.get_by_role("button", name="Move it yourself").click()
    assert rows.first.get_attribute("id") != first
    page.get_by_role("button", name="Move it yourself").click()
    assert rows.first.get_attribute("id") == first
