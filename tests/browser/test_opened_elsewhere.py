"""Links of the prose that open another page's explorer: each arrives, and the picture is in view."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from browser import watch

pytestmark = pytest.mark.browser
# The explorer is in that state, and in view.
REACHED = """([id, wanted]) => {
    const root = document.querySelector(`#${id} .rv-explorer`);
    const state = root.ropeViz.state();
    const there = Object.entries(wanted).every(([name, text]) => String(state[name]) === text);
    return there && root.getBoundingClientRect().top < innerHeight;
}"""
LINK = re.compile(r'<a class="[^"]*" href="([\w-]+\.html\?[^"]+#explorer-[\w-]+)">')


def test_every_opening_of_the_questions_shows_its_state(page, site, book):
    text = (book / "book/questions.html").read_text(encoding="utf-8")
    links = [found.replace("&amp;", "&") for found in LINK.findall(text)]
    assert len(links) >= 6
    with watch(page, site):
        for link in links:
            page.goto(f"{site}/book/{link}")
            place = urlsplit(link)
            root = page.locator(f"#{place.fragment} .rv-explorer[data-drawn]")
            root.wait_for(timeout=60_000)
            wanted = {name.partition(".")[2]: value for name, value in parse_qsl(place.query)}
            page.wait_for_function(REACHED, arg=[place.fragment, wanted])
            page.wait_for_load_state("networkidle")  # a request that is broken off counts as failed
