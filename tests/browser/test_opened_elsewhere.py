"""Links of the prose that open another page's explorer: each arrives, and the picture is in view."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from browser import watch

pytestmark = pytest.mark.browser
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
            root.wait_for()
            state = root.evaluate("root => root.ropeViz.state()")
            wanted = {name.partition(".")[2]: value for name, value in parse_qsl(place.query)}
            assert {name: str(state[name]).lower() for name in wanted} == wanted, link
            page.wait_for_function(
                "root => root.getBoundingClientRect().top < innerHeight", arg=root.element_handle()
            )
