"""Every claim leads to a place of the built book."""

from __future__ import annotations

import pytest

from rope_viz.claims import CLAIMS


@pytest.mark.browser
@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.slug)
def test_a_claim_leads_to_a_place_of_the_book_with_something_to_move_or_see(book, claim):
    page = (book / "book" / f"{claim.chapter}.html").read_text(encoding="utf-8")
    assert page.count(f'id="{claim.anchor}"') == 1
    section = page.partition(f'id="{claim.anchor}"')[2].partition("<section")[0]
    assert any(shown in section for shown in ("rv-explorer", "rv-figure", "rv-doors", "cell_output"))
