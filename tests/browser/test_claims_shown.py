"""Claims in the built book: where they lead, under which words, and the table of all."""

from __future__ import annotations

import re

import pytest

from rope_viz.claims import CLAIMS

pytestmark = pytest.mark.browser
CARD_LINK = re.compile(r'<a href="([\w-]+)\.html(\?[^"#]*)?#[\w-]+">(.*?)</a>')


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.slug)
def test_a_claim_opens_its_explorer_in_the_state_that_shows_it(page, site, claim):
    page.goto(f"{site}/book/claims-on-trial.html")
    row = page.locator(f"#claim-{claim.slug}")
    row.locator("td:last-child a").click()
    explorer = page.locator(f"#explorer-{claim.shown.key} .rv-explorer[data-drawn]")
    explorer.wait_for()
    assert page.url.partition("/book/")[2].startswith(f"{claim.chapter}.html")
    state = explorer.evaluate("root => root.ropeViz.state()")
    wanted = {name: list(v) if isinstance(v, tuple) else v for name, v in claim.shown.state.items()}
    assert {name: state[name] for name in wanted} == wanted
    page.wait_for_function(
        "root => root.getBoundingClientRect().top < innerHeight", arg=explorer.element_handle()
    )


def test_rows_stand_in_the_order_of_the_chapters_under_their_titles(book):
    text = (book / "book/claims-on-trial.html").read_text(encoding="utf-8")
    links = CARD_LINK.findall(text.partition('class="rv-claims"')[2].partition("</table>")[0])
    assert len(links) == len(CLAIMS)
    titles = {name: _title(book / f"book/{name}.html") for name, *_ in links}
    assert [words for *_, words in links] == [titles[name] for name, *_ in links]
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
