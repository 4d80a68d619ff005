"""The Sphinx extension of the book: every page draws itself, with no request to anywhere outside the book.

It renders plotly figures and explorers from a notebook's outputs, puts the scripts they need beside the pages
(and into those pages only that show them), keeps executed chapters until something changes that could change
their numbers, and takes out what other extensions add for a live kernel.
"""

from __future__ import annotations

import hashlib
import html
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import plotly
from docutils import nodes

from rope_viz import theme, words
from rope_viz.explorers import static as explorers

PLOTLY_MIME = "application/vnd.plotly.v1+json"
WIDGET_STATE_MIME = "application/vnd.jupyter.widget-state+json"
HTML_BUILDERS = ("html", "dirhtml", "singlehtml")
PACKAGE = Path(__file__).parents[1]
FOLDER = "rope_viz"  # of the book's own assets, below _static
# Classes of the nodes by which a page knows its scripts.
FIGURE, EXPLORER = "rv-figure-output", "rv-explorer-output"
DEFAULT_HEIGHT = 420  # px, where a figure sets none


class PlotlyRenderer:
    """Shows plotly's JSON, which myst-nb would drop."""

    mime_priority_overrides = tuple((builder, PLOTLY_MIME, 1) for builder in HTML_BUILDERS)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Turn a figure's JSON into the fragment that `book-plotly.js` draws."""
        if data.mime_type != PLOTLY_MIME:
            return None
        if not alt_text(data.content):
            # The strict build fails on it: no figure reaches a reader without words.
            renderer.logger.warning("a plotly figure has no alt text: set layout.meta.alt", line=data.line)
        return [_raw(plotly_fragment(data.content), FIGURE)]


class ExplorerRenderer:
    """Shows an explorer with no kernel behind it."""

    mime_priority_overrides = tuple((builder, explorers.MIME, 0) for builder in HTML_BUILDERS)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Turn an explorer's payload into the fragment that `explorers.js` brings to life."""
        if data.mime_type != explorers.MIME:
            return None
        return [_raw(explorers.fragment(data.content), EXPLORER)]


def alt_text(spec: dict[str, Any]) -> str:
    """What a figure says to those who cannot see it: ``layout.meta.alt``."""
    meta = spec.get("layout", {}).get("meta")
    return str(meta.get("alt", "")) if isinstance(meta, dict) else ""


def plotly_fragment(spec: dict[str, Any]) -> str:
    """One figure as HTML: a box of its height, its words, and its JSON."""
    alt = html.escape(alt_text(spec))
    height = spec.get("layout", {}).get("height", DEFAULT_HEIGHT)
    # An escaped "<" keeps any text in the figure from closing the script element.
    content = json.dumps(spec, separators=(",", ":")).replace("<", "\\u003c")
    return (
        '<div class="rv-figure">'
        f'<div class="rv-figure-plot" role="img" aria-label="{alt}" style="height:{height}px"></div>'
        f"<noscript><p>This figure needs JavaScript to be drawn. It shows: {alt}</p></noscript>"
        f'<script type="application/json">{content}</script></div>'
    )


def cache_key() -> str:
    """Digest of all that can change a chapter's numbers besides its own text."""
    digest = hashlib.sha256(f"{sys.version} {os.environ.get('ROPE_VIZ_DEVICE')}".encode())
    for version in sorted(f"{d.name}=={d.version}" for d in distributions()):
        digest.update(version.encode())
    for path in sorted(p for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        digest.update(str(path.relative_to(PACKAGE)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def redirect_page(target: str) -> str:
    """A whole small page that leads from the book's root to its first page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>To the book</title>'
        f'<meta http-equiv="refresh" content="0; url={target}"></head>'
        f'<body><main><h1><a href="{target}">To the book</a></h1></main></body></html>\n'
    )


def setup(app: Any) -> dict[str, Any]:
    """Connect the extension to Sphinx."""
    app.config.mathjax_path = f"{FOLDER}/mathjax/tex-chtml.js"
    app.add_css_file(f"{FOLDER}/theme.css")
    app.connect("config-inited", _choose_cache)
    app.connect("builder-inited", _write_assets)
    app.connect("doctree-read", _typeset_numbers)
    app.connect("html-page-context", _add_scripts)
    app.connect("html-page-context", _mend_citations)
    app.connect("html-page-context", _drop_kernel_scripts, priority=990)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _raw(text: str, name: str) -> nodes.raw:
    return nodes.raw("", text, format="html", classes=[name])


def _choose_cache(app: Any, config: Any) -> None:
    # myst-nb knows a notebook by the text of its cells alone, so each state of the package has its own cache.
    caches, key = Path(app.outdir).parent / ".jupyter_cache", cache_key()
    for old in caches.glob("*"):
        if old.is_dir() and old.name != key:
            shutil.rmtree(old)
    config.nb_execution_cache_path = str(caches / key)


def _write_assets(app: Any) -> None:
    # Before the pages, so that Sphinx finds the files and adds their checksums to the links.
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theme.css").write_text(theme.css_variables(), encoding="utf-8")
    for script in (PACKAGE / "book/static").glob("*.js"):
        shutil.copy(script, folder)
    shutil.copy(Path(plotly.__file__).parent / "package_data/plotly.min.js", folder)
    _copy_mathjax(folder / "mathjax")
    explorers.write_assets(folder)
    if app.config.master_doc != "index":
        target = app.builder.get_target_uri(app.config.master_doc)
        (Path(app.outdir) / "index.html").write_text(redirect_page(target), encoding="utf-8")


def _copy_mathjax(folder: Path) -> None:
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the book needs its own MathJax: pip install sphinx-mathjax-offline")
    source = Path(spec.origin).parent / "static/mathjax"
    shutil.copytree(source, folder, dirs_exist_ok=True, ignore=_unused_mathjax)


def _unused_mathjax(folder: str, names: list[str]) -> Iterable[str]:
    """Of 24 MB, all but what the one bundle, its menu and its English speech can load."""
    wanted = {"mathjax": {"tex-chtml.js"}, "mathmaps": {"base.json", "en.json"}}.get(Path(folder).name)
    unused = {"adaptors", "mml", "asciimath"}
    return [n for n in names if n in unused or (wanted and Path(n).suffix and n not in wanted)]


def _typeset_numbers(app: Any, doctree: nodes.document) -> None:
    # Numbers that cells computed stand in the prose in an inline of this class.
    for node in doctree.findall(nodes.inline):
        if "pasted-text" in node["classes"]:
            node.children = [nodes.Text(words.typeset(node.astext()))]


def _add_scripts(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    shown = {name for node in doctree.findall(nodes.raw) for name in node["classes"]} if doctree else set()
    if FIGURE in shown:
        dark = json.dumps(theme.DARK_OF)
        app.add_js_file(None, body=dark, type="application/json", id="rv-dark-colours")
        app.add_js_file(f"{FOLDER}/book-plotly.js", loading_method="defer")
    if EXPLORER in shown:
        app.add_css_file(f"{FOLDER}/explorers.css")
        app.add_js_file(f"{FOLDER}/explorers.js", loading_method="defer")


def _mend_citations(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    # docutils calls citations a list whose children are no list items, which screen readers cannot announce.
    if "body" in context:
        context["body"] = context["body"].replace('<div role="list" class="citation-list">', "<div>")


def _drop_kernel_scripts(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    context["script_files"] = [s for s in context.get("script_files", []) if not _needs_kernel(s)]


def _needs_kernel(script: Any) -> bool:
    """Whether a script is Thebe's (added twice, which is an error) or the state of live widgets."""
    attributes = getattr(script, "attributes", {})
    return (
        attributes.get("type") == WIDGET_STATE_MIME
        or "THEBE_JS_URL" in attributes.get("body", "")
        or "sphinx-thebe" in str(getattr(script, "filename", ""))
    )
