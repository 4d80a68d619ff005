"""Formulas are set at build: read from a page, set by MathJax, and set again in a page that was kept."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET

import pytest
from docutils import nodes
from paths import BOOK

from rope_viz.book.formulas import Formula, formulas_of, keep_together, typeset, with_formulas

PAGE = r"""<html><head></head><body>
<p>a <span class="math notranslate nohighlight">\(x_i &lt; 1\)</span> b <span class="maths">no</span></p>
<div class="math notranslate nohighlight" id="eq">
\[R(\alpha) = \begin{pmatrix} 1 &amp; 0 \\ 0 &amp; 1 \end{pmatrix}\]</div>
<div class="amsmath math notranslate nohighlight">\begin{align} a &amp;= b \end{align}</div></body></html>"""
FOUND = [
    Formula("x_i < 1", False),
    Formula(r"R(\alpha) = \begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}", True),
    Formula(r"\begin{align} a &= b \end{align}", True),
]


@pytest.fixture(scope="module")
def written():
    return typeset(FOUND)


def test_formulas_are_read_from_a_page():
    assert formulas_of(PAGE) == FOUND


def test_each_is_set_for_the_eye_and_for_screen_readers(written):
    markup, css = written
    assert list(markup) == FOUND
    for formula, text in markup.items():
        assert 'aria-hidden="true"' in text.split("<mjx-assistive-mml")[0], (
            "the letters are for the eye alone"
        )
        mathml = ET.fromstring(re.search(r"<math\b.*</math>", text, re.DOTALL)[0])
        letters = "".join(mathml.itertext())
        assert set("xi<1") <= set(letters) or formula.display
    assert "MathJax_Main-Regular.woff" in css and 'url("fonts/' in css.replace("url('", 'url("')
    sides = "".join(ET.fromstring(re.search(r"<math\b.*</math>", markup[FOUND[1]])[0]).itertext())
    assert sides.replace("\n", "") == "R(α)=(1001)"


def test_a_page_that_was_set_is_set_alike_again(written):
    once = with_formulas(PAGE, written[0], "../sheet.css")
    assert once.count("<mjx-container") == 3 and once.count("../sheet.css") == 1
    assert 'id="eq"' in once and '<span class="maths">no</span>' in once
    assert r"\(" not in once
    assert formulas_of(once) == FOUND
    assert with_formulas(once, written[0], "../sheet.css") == once


def test_a_page_without_formulas_asks_for_no_sheet(written):
    plain = "<html><head></head><body>text</body></html>"
    assert with_formulas(plain, written[0], "../sheet.css") == plain


def test_what_mathjax_does_not_understand_is_found(written):
    wrong = Formula(r"\frac{1", False)
    assert "data-mjx-error" in typeset([wrong])[0][wrong]


@pytest.mark.browser
def test_no_page_of_the_book_needs_a_script_for_its_formulas():
    pages = list(BOOK.glob("book/*.html"))
    texts = [page.read_text(encoding="utf-8") for page in pages]
    assert sum("<mjx-container" in text for text in texts) >= 8
    for page, text in zip(pages, texts, strict=True):
        assert "data-mjx-error" not in text, page.name
        assert not re.search(r'src="[^"]*(?:mathjax|MathJax)[^"]*"', text), page.name
        for formula in formulas_of(text):
            assert html.unescape(html.escape(formula.tex)) == formula.tex and "mjx-" not in formula.tex


@pytest.mark.parametrize(
    ("before", "after", "together"),
    [
        ("turned by ", ", and the tips", "F,"),
        ("two (", "), one", "(F),"),
        ("that is “", "”", "“F”"),
        ("no ", " sign", None),
        ("a (further) ", " one.", None),
    ],
)
def test_a_formula_and_the_signs_that_touch_it_share_a_line(before, after, together):
    paragraph = nodes.paragraph("", "", nodes.Text(before), nodes.math("", "F"), nodes.Text(after))
    keep_together(paragraph)
    assert paragraph.astext() == f"{before}F{after}"
    wholes = [node.astext() for node in paragraph.findall(nodes.inline)]
    assert wholes == ([together] if together else [])


def test_formulas_without_text_beside_them_stay_as_they_are():
    paragraph = nodes.paragraph("", "", nodes.math("", "F"), nodes.emphasis("", "which"))
    keep_together(paragraph)
    assert [type(child) for child in paragraph] == [nodes.math, nodes.emphasis]
