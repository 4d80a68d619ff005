"""Which code of a cell a page leaves out, and what stands in its place."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document
from paths import BOOK

from rope_viz.book import folding


def cell(code: str, *output: nodes.Node) -> nodes.document:
    """A page of one cell, as myst-nb makes it."""
    page = new_document("page")
    source = nodes.container("", nodes.literal_block(code, code), nb_element="cell_code_source")
    parts = [source, nodes.container("", *output, nb_element="cell_code_output")] if output else [source]
    page += nodes.container("", *parts, nb_element="cell_code")
    folding._fold(SimpleNamespace(), page)
    return page


@pytest.mark.parametrize(
    "code", ["import torch\nimport rope_viz as rv\nfrom myst_nb import glue", "import math"]
)
def test_imports_alone_are_no_part_of_a_page(code: str):
    assert cell(code).children == []


@pytest.mark.parametrize("code", ['rv.try_claim("bag-of-words")', "rv.draw_doors()", "rv.computed_with()"])
def test_what_speaks_for_itself_has_no_code(code: str):
    assert cell(code, nodes.raw("", "card")).astext() == "card"


@pytest.mark.parametrize("function", ["rv.explore_pair", "rv.plot_heatmap", "rv.plots.plot_step"])
def test_a_picture_s_code_is_a_line_of_its_caption(function: str):
    code = f"{function}(rv.Rope(2),\n    position=3)"
    page = cell(code, nodes.figure("", nodes.caption("", "What it shows.")))
    (figure,) = page.findall(nodes.figure)
    assert (
        list(
            page.findall(
                lambda n: n.get("nb_element") == "cell_code_source" if isinstance(n, nodes.Element) else False
            )
        )
        == []
    )
    assert [child.astext() for child in figure] == ["What it shows.", f"In a notebook: \n\n{code}"]


@pytest.mark.parametrize(
    "code",
    [
        "small = rv.Rope(6)\nrv.plot_heatmap(small)",
        "small.angles([3])",
        "%xmode Minimal",
        "rv.Rope(4).matrix(1)",
    ],
)
def test_code_that_teaches_stays(code: str):
    assert code in cell(code, nodes.figure()).astext()


@pytest.mark.browser
def test_no_page_shows_code_that_only_makes_what_it_shows():
    for page in BOOK.glob("book/*.html"):
        article = page.read_text(encoding="utf-8").partition("<article")[2]
        text = re.sub(r"<[^>]+>", "", article)
        assert re.findall(r"rv\.(?:try_claim|draw_doors|computed_with)\(", text) == [], page.name
        before, bet, _ = article.partition('class="rv-bet ')
        assert not bet or "Show code cell source" not in before, page.name
    folded = (BOOK / "book/one-pair.html").read_text(encoding="utf-8")
    assert folded.count('class="rv-typed') == 2
