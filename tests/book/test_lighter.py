"""Pages load what they use: the rules by which the rest is taken out, and what the built pages weigh."""

from __future__ import annotations

import base64
import re

import pytest
from fontTools.ttLib import TTFont
from paths import BOOK

from rope_viz.book.lighter import (
    LARGE,
    characters_of,
    figures_as_files,
    icons_of,
    rules_used,
    stills_as_files,
    without_unused,
)

PAGE = """<head><script defer src="../_static/scripts/fontawesome.js?digest=1"></script>
<script src="../searchindex.js"></script>
<script defer="defer" src="../_static/rope_viz/mathjax/tex-mml-chtml.js?v=2"></script>
<link rel="stylesheet" href="../_static/sphinx-design.min.css?v=3" />
<link rel="stylesheet" href="../_static/basic.css?v=4" />
<script>const inline = 1;</script></head>"""


def test_what_a_page_does_not_use_is_not_loaded():
    kept = without_unused(PAGE, "chapter.html")
    assert re.findall(r"[\w-]+\.(?:js|css)|inline", kept) == ["basic.css", "inline"]


def test_what_a_page_uses_stays():
    used = PAGE + '<span class="math notranslate">x</span><div class="sd-card"></div>'
    kept = without_unused(used, "search.html")
    assert re.findall(r"[\w.-]+\.(?:js|css)", kept) == [
        "searchindex.js", "sphinx-design.min.css", "basic.css",
    ]  # fmt: skip


def test_a_still_becomes_a_file_beside_the_page(tmp_path):
    content = b"\x89PNG no picture"
    inline = f'<img src="data:image/png;base64,{base64.b64encode(content).decode()}" alt="words">'
    page, folder = tmp_path / "book/page.html", tmp_path / "_static/stills"
    text = stills_as_files(inline, page, folder)
    address = re.fullmatch(r'<img src="(\.\./_static/stills/\w+\.png)" alt="words">', text)[1]
    assert (tmp_path / "book" / address).resolve().read_bytes() == content


def test_a_large_figure_becomes_a_script_and_a_small_one_stays(tmp_path):
    small, large = '{"data":[]}', '{"data":[' + "1," * LARGE + "1]}"
    box = '<div class="rv-figure"><div></div><script type="application/json">{}</script></div>'
    page, folder = tmp_path / "book/page.html", tmp_path / "_static/figures"
    other = f'<script type="application/json">{large}</script>'  # of an explorer, which is at work at once
    text = figures_as_files(box.format(small) + box.format(large) + other, page, folder)
    assert text.endswith(other)
    text = text.removesuffix(other)
    assert box.format(small) in text and large not in text
    file, key = re.search(r'data-file="([^"]+)" data-key="(\w+)"></script>', text).groups()
    script = (tmp_path / "book" / file).resolve().read_text()
    assert script == f'(window.ropeVizFigures ??= {{}})["{key}"] = {large};\n'
    assert figures_as_files(text + other, page, folder) == text + other, "a page that was kept stays as it is"


def test_only_the_icons_that_are_shown_keep_a_rule():
    css = '.a{x:y}.fa-bars:before,.fa-navicon:before{content:"\\f0c9"}.fa-cat:before{content:"\\f6be"}.b{}'
    assert icons_of(css, ["fa-bars", "fa-solid"]) == (
        '.a{x:y}.fa-bars:before{content:"\\f0c9"}.b{}',
        {0xF0C9},
    )


def test_rules_for_what_no_page_has_are_taken_out():
    css = (
        ":root{--a:1}.used,.unused>p,a.used:hover{x:y}.unused{x:y}.used:not(.unused){z:1}.lg\\:used{x:y}"
        "@media (min-width:3em){.unused{x:y}}@media print{.unused{x:y}.used:is(.unused,p){x:y}}"
        "@keyframes turn{from{x:y}50%{x:z}}"
    )
    assert rules_used(css, {"used"}) == (
        ":root{--a:1}.used,a.used:hover{x:y}.used:not(.unused){z:1}@media print{.used:is(.unused,p){x:y}}"
        "@keyframes turn{from{x:y}50%{x:z}}"
    )
    assert ".lg\\:used" in rules_used(css, {"used", "lg:used"})


def test_letters_of_formulas_are_read_from_their_sheet():
    css = 'a::before {\n  content: "\\2223";\n}\nb::before {\n  content: "0";\n}\nc{ content: "\\1D45E x"; }'
    assert {chr(character) for character in characters_of(css)} == set("∣0𝑞x")


@pytest.mark.browser
def test_fonts_of_formulas_have_the_letters_that_are_written_and_no_others():
    sheet = BOOK / "_static/rope_viz/formulas.css"
    fonts = [TTFont(font).getBestCmap() for font in sheet.with_name("fonts").glob("*.woff")]
    kept = {character for letters in fonts for character in letters or ()}
    written = characters_of(sheet.read_text(encoding="utf-8"))
    assert written <= kept and len(kept - written) < 5, "≤ brings ≥ along"


@pytest.mark.browser
def test_every_icon_of_the_book_is_in_its_font():
    font = TTFont(BOOK / "_static/vendor/fontawesome/webfonts/fa-solid-900.ttf")
    css = (BOOK / "_static/styles/pydata-sphinx-theme.css").read_text(encoding="utf-8")
    drawn = dict(re.findall(r'\.(fa-[a-z0-9-]+):before[^{]*\{content:"\\([0-9a-f]+)"\}', css))
    shown = {
        icon
        for page in BOOK.glob("book/*.html")
        for icons in re.findall(r'class="fa-solid ([^"]*)"', page.read_text(encoding="utf-8"))
        for icon in icons.split()
        if icon not in ("fa-lg", "fa-fw", "fa-xs", "fa-sm")
    }
    assert shown
    for icon in sorted(shown):
        assert int(drawn[icon], 16) in font.getBestCmap(), icon
    assert 0xF303 in font.getBestCmap(), "the pencil of exercises, which their own sheet draws"
