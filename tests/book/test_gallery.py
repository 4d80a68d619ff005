"""The gallery has every explorer and every figure, each with its picture, its words, and a link on."""

from __future__ import annotations

import re

import pytest
from paths import BOOK
from PIL import Image

import rope_viz as rv
from rope_viz.book.cells.gallery import WIDTH, example, gallery

FIGURE = re.compile(
    r'<figure><img class="dark-light" loading="lazy" src="(?P<src>[^"]+)" alt="(?P<alt>[^"]+)"><figcaption>'
    r'<p><b><a href="(?P<page>[^"#]+)#(?P<id>[^"]+)">(?P<name>\w+)</a></b> (?P<line>[A-Z][^<]+\.)'
    r"</p><pre><code>(?P<code>(?:[^<]|<wbr>)+)</code></pre></figcaption></figure>"
)


def test_every_explorer_and_every_figure_is_there_and_leads_on():
    text = (BOOK / "book/gallery.html").read_text(encoding="utf-8")
    shown = {found["name"]: found for found in FIGURE.finditer(text)}
    explorers = {name for name in dir(rv) if name.startswith("explore_")}
    figures = {name for name in dir(rv.plots) if name.startswith("plot_")}
    assert set(shown) == explorers | figures and len(shown) == text.count("<figure><img")
    for name, found in shown.items():
        with Image.open(BOOK / "book" / found["src"]) as picture:
            assert picture.format == "PNG" and picture.width == WIDTH and len(picture.getcolors()) > 8, name
        assert len(found["alt"]) > 40 and f"{name}(" in found["code"].replace("<wbr>", ""), name
        page = (BOOK / "book" / found["page"]).read_text(encoding="utf-8")
        # An explorer gets its anchor when it is drawn.
        explorer = found["id"].removeprefix("explorer-")
        anchor = f'id="{explorer}"' if explorer == found["id"] else f'data-explorer="{explorer}"'
        assert anchor in page, name


def test_what_begins_empty_is_shown_as_it_ends():
    codes = {entry.name: entry.code for entry in gallery("explorers").entries}
    assert codes["explore_training"] == "rv.explore_training(step=300)"
    assert codes["explore_pair"] == "rv.explore_pair()"


def test_a_figure_without_an_example_is_refused():
    with pytest.raises(ValueError, match=r"must end in 'figure = …'; 'Draw it\.' has none\."):
        example("Draw it.\n\n>>> import rope_viz as rv")
    with pytest.raises(ValueError, match=r"what must be"):
        gallery("tables")
