"""Takes from the built pages what they load and do not use, so that a page on a phone is soon there.

The theme sends 1.5 MB of script that draws icons which its own font draws as well, a font of two thousand
icons of which a dozen are shown, and rules of style for what no page has; Sphinx sends MathJax for formulas
that are set already, and every page the index for the search that happens on another; MathJax's fonts have
letters for every formula there could be.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import re
from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import Any

import pydata_sphinx_theme
from fontTools import subset

from rope_viz.book.assets import FOLDER
from rope_viz.book.formulas import FONTS, SHEET

# Scripts and style sheets, by the end of their names, and whether a page (its text and name) needs them.
NEEDED: dict[str, Callable[[str, str], bool]] = {
    "fontawesome.js": lambda text, name: False,  # the icons' font is loaded by the style sheet
    "sphinx-thebe.css": lambda text, name: False,  # there is no live kernel
    "searchtools.js": lambda text, name: name == "search.html",
    "language_data.js": lambda text, name: name == "search.html",
    "searchindex.js": lambda text, name: name == "search.html",
    "tex-mml-chtml.js": lambda text, name: False,  # formulas are set when the book is built
    "sphinx-design.min.css": lambda text, name: 'class="sd-' in text,
    "design-tabs.js": lambda text, name: 'class="sd-' in text,
}
TAG = re.compile(r'<script\b[^>]*\bsrc="([^"?]*)[^>]*></script>\n?|<link\b[^>]*\bhref="([^"?]*)[^>]*/?>\n?')
FIGURE = re.compile(
    r'(<div class="rv-figure">(?:(?!<script\b).)*<script type="application/json")>([^<]*)</script>', re.DOTALL
)
LARGE = 20_000  # characters of a figure that does not wait in the page itself
STILL = re.compile(r'src="data:image/png;base64,([^"]+)"')
ICON = re.compile(r"\bfa-[a-z0-9-]+")
ICON_RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
SELECTOR = re.compile(r"(?:[^(),]|\((?:[^()]|\([^()]*\))*\))+")
EITHER = re.compile(r":(?:is|where|not|has)\((?:[^()]|\([^()]*\))*\)")
CLASS = re.compile(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)")
EMPTY = re.compile(r"@(?:media|supports)[^{};]*\{\}")
WORD = re.compile(r"[\w-]+")
WRITTEN = re.compile(r'content: "((?:[^"\\]|\\.)*)"')
ESCAPED = re.compile(r"\\([0-9a-fA-F]+) ?")
DRAWN = re.compile(r"""["']\\(f[0-9a-f]{3})["']""")
SOLID = "vendor/fontawesome/webfonts/fa-solid-900"


def setup(app: Any) -> None:
    """Connect to Sphinx: after all that writes pages, before they are published."""
    app.connect("build-finished", _lighten, priority=9_000)


def _lighten(app: Any, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    beside = folder / "_static" / FOLDER
    pages = [path for path in folder.rglob("*.html") if "_static" not in path.relative_to(folder).parts]
    icons, words = set(), set()
    for path in pages:
        text = path.read_text(encoding="utf-8")
        lighter = stills_as_files(without_unused(text, path.name), path, beside / "stills")
        lighter = figures_as_files(lighter, path, beside / "figures")
        if lighter != text:
            path.write_text(lighter, encoding="utf-8")
        icons.update(ICON.findall(lighter))
        words.update(WORD.findall(lighter))
    for path in (folder / "_static").rglob("*.js"):
        script = path.read_text(encoding="utf-8")
        words.update(WORD.findall(script))
        icons.update(ICON.findall(script) if path.name.endswith("theme.js") else ())
    _keep_used(folder / "_static", icons, words)
    _keep_letters(folder / SHEET)


def without_unused(text: str, name: str) -> str:
    """A page's text without the tags of scripts and style sheets that it does not need."""

    def kept(tag: re.Match[str]) -> str:
        file = (tag[1] or tag[2]).rsplit("/", 1)[-1]
        needed = NEEDED.get(file)
        return tag[0] if needed is None or needed(text, name) else ""

    return TAG.sub(kept, text)


def stills_as_files(text: str, page: Path, folder: Path) -> str:
    """A page's text with its inline pictures as files, asked for when they are shown."""

    def filed(still: re.Match[str]) -> str:
        content = base64.b64decode(still[1])
        file = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return f'src="{Path(os.path.relpath(file, page.parent)).as_posix()}"'

    return STILL.sub(filed, text)


def figures_as_files(text: str, page: Path, folder: Path) -> str:
    """A page's text with its large figures as scripts, which ``book-plotly.js`` loads when it needs them."""

    def filed(figure: re.Match[str]) -> str:
        if len(figure[2]) < LARGE:
            return figure[0]
        key = hashlib.sha256(figure[2].encode()).hexdigest()[:16]
        file = folder / f"{key}.js"
        folder.mkdir(parents=True, exist_ok=True)
        script = f'(window.ropeVizFigures ??= {{}})["{key}"] = {figure[2]};\n'
        file.write_text(script, encoding="utf-8")
        address = Path(os.path.relpath(file, page.parent)).as_posix()
        return f'{figure[1]} data-file="{address}" data-key="{key}"></script>'

    return FIGURE.sub(filed, text)


def icons_of(css: str, names: Iterable[str]) -> tuple[str, set[int]]:
    """The style sheet with the rules of these icons only, and the characters that draw them."""
    wanted, characters = {f".{name}:before" for name in names}, set()

    def kept(rule: re.Match[str]) -> str:
        used = [selector for selector in rule[1].split(",") if selector in wanted]
        if used:
            characters.add(int(rule[2], 16))
        return f'{",".join(used)}{{content:"\\{rule[2]}"}}' if used else ""

    return ICON_RULE.sub(kept, css), characters


def rules_used(css: str, words: Container[str]) -> str:
    """A style sheet without the rules for classes that no page and no script has a word for.

    What stands inside ``:is()``, ``:not()`` and the like does not count, so that in doubt a rule stays.
    """

    def is_used(selector: str) -> bool:
        return all(name.replace("\\", "") in words for name in CLASS.findall(EITHER.sub("", selector)))

    def kept(rule: re.Match[str]) -> str:
        selectors = [selector for selector in SELECTOR.findall(rule[1]) if is_used(selector)]
        return f"{','.join(selectors)}{{{rule[2]}}}" if selectors else ""

    css, emptied = RULE.sub(kept, css), 1
    while emptied:  # one block may stand in another
        css, emptied = EMPTY.subn("", css)
    return css


def _keep_used(static: Path, icons: Iterable[str], words: Container[str]) -> None:
    sheet = static / "styles/pydata-sphinx-theme.css"
    original = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
    css, characters = icons_of((original / "styles" / sheet.name).read_text(encoding="utf-8"), icons)
    css = rules_used(css, words)
    # Of so few glyphs the plain format is small enough, and asks for no other library.
    css = css.replace(f'url(../{SOLID}.woff2) format("woff2"),', "")
    sheet.write_text(css, encoding="utf-8")
    others = (other.read_text(encoding="utf-8") for other in static.rglob("*.css") if other != sheet)
    drawn = (code for text in (css, *others) for code in DRAWN.findall(text))  # without a name, by exercises
    characters.update(int(code, 16) for code in drawn)
    _subset(original / f"{SOLID}.ttf", static / f"{SOLID}.ttf", characters)


def characters_of(css: str) -> set[int]:
    """The characters that a style sheet writes, as it does the letters of formulas."""
    written = (ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in WRITTEN.findall(css))
    return {ord(character) for text in written for character in text}


def _keep_letters(sheet: Path) -> None:
    if sheet.is_file():
        characters = characters_of(sheet.read_text(encoding="utf-8"))
        for font in sheet.with_name(FONTS).glob("*.woff"):
            _subset(font, font, characters)


def _subset(source: Path, target: Path, characters: Iterable[int]) -> None:
    """Write a font with the glyphs of these characters only."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each table that it touches
    options = subset.Options()
    options.layout_features = []
    options.drop_tables += ["FFTM"]  # when it was made
    options.flavor = "woff" if target.suffix == ".woff" else None
    font = subset.load_font(str(source), options)
    there = font.getBestCmap()
    kept = set(characters) & set(there) or {min(there)}  # Firefox refuses a font that has none
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
