"""Takes from the built pages what they load and do not use, so that a page on a phone is soon there.

The theme sends 1.5 MB of script that draws icons which its own font draws as well, and a font of two
thousand icons of which a dozen are shown; Sphinx sends MathJax for formulas that are set already, and every
page the index for the search that happens on another.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pydata_sphinx_theme
from fontTools import subset

from rope_viz.book.assets import FOLDER

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
    icons: set[str] = set()
    for path in pages:
        text = path.read_text(encoding="utf-8")
        lighter = stills_as_files(without_unused(text, path.name), path, beside / "stills")
        lighter = figures_as_files(lighter, path, beside / "figures")
        if lighter != text:
            path.write_text(lighter, encoding="utf-8")
        icons.update(ICON.findall(lighter))
    scripts = (folder / "_static/scripts").glob("*theme.js")
    icons.update(icon for script in scripts for icon in ICON.findall(script.read_text(encoding="utf-8")))
    _keep_icons(folder / "_static", icons)


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


def _keep_icons(static: Path, names: Iterable[str]) -> None:
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each table that it touches
    sheet = static / "styles/pydata-sphinx-theme.css"
    original = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
    css, characters = icons_of((original / "styles" / sheet.name).read_text(encoding="utf-8"), names)
    # Of so few glyphs the plain format is small enough, and asks for no other library.
    css = css.replace(f'url(../{SOLID}.woff2) format("woff2"),', "")
    sheet.write_text(css, encoding="utf-8")
    options = subset.Options()
    options.layout_features = []
    font = subset.load_font(str(original / f"{SOLID}.ttf"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    subset.save_font(font, str(static / f"{SOLID}.ttf"), options)
