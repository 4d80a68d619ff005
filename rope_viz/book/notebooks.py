"""Writes each computed page as a notebook that runs alone, and the package's wheel beside the pages.

The page's own button downloads it. Its first cell installs the package where it is missing: from the book's
address, or by name. It has no outputs, so that a learner runs a cell after having thought what it will show.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from nbformat import NotebookNode
from sphinx.util import logging

from rope_viz.book.as_markdown import Piece, pieces, plain
from rope_viz.book.assets import FOLDER
from rope_viz.book.cache import executed_file
from rope_viz.book.standing_alone import Code, needed
from rope_viz.claims import CLAIMS

logger = logging.getLogger(__name__)

SOURCES = "_sources"  # where the theme's button looks
WHEEL_OF = ("pyproject.toml", "README.md", "LICENSE", "rope_viz")
FOLDED: dict[str, Any] = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
WAITING: dict[str, Any] = {"jupyter": {"source_hidden": True, "outputs_hidden": True}, "tags": ["hide-cell"]}
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CLAIM = re.compile(r'rv\.try_claim\("([\w-]+)"\)')
# Plain Python, which other notebooks than Jupyter's read as well.
INSTALL = """\
# Run this first: it installs the book's package, where it is not there yet.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("rope_viz") is None:
    subprocess.run([sys.executable, "-m", "pip", "install", {package}], check=True)"""


def setup(app: Any) -> None:
    """Connect to Sphinx: when pages have all their words, and before the theme makes its buttons."""
    app.connect("builder-inited", _write_wheel)
    app.connect("doctree-resolved", _write, priority=900)
    app.connect("html-page-context", _offer, priority=400)


def notebook(title: str, parts: Iterable[Piece], executed: NotebookNode, package: str) -> NotebookNode:
    """Put a page's text and its code together.

    Parameters
    ----------
    title : str
        Of the page.
    parts : iterable of Piece
        Text, and code cells by their place in `executed`.
    executed : NotebookNode
        The page as it was computed, with the cells that it hides.
    package : str
        What pip is told to install, as strings of Python.
    """
    keep = _code_of(executed)
    opening, *sections = _sections(parts)
    cells = [*_cells(opening, keep, executed), nbformat.v4.new_code_cell(INSTALL.format(package=package))]
    for section in sections:
        cells += _cells(section, keep, executed)
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    made = nbformat.v4.new_notebook(cells=cells, metadata={**KERNEL, "title": title})
    nbformat.validate(made)
    return made


def _code_of(executed: NotebookNode) -> dict[int, str]:
    """Code that is kept, by its place."""
    places = [place for place, cell in enumerate(executed.cells) if cell.cell_type == "code"]
    cells = [executed.cells[place] for place in places]
    kept = needed(Code(cell.source, "remove-cell" in cell.metadata.get("tags", ())) for cell in cells)
    return {place: text for place, text in zip(places, kept, strict=True) if text}


def _sections(parts: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces from one heading to the next."""
    sections: list[list[Piece]] = [[]]
    for part in parts:
        if re.match("##+ ", part.text):
            sections.append([])
        sections[-1].append(part)
    return sections


def _cells(section: list[Piece], keep: dict[int, str], executed: NotebookNode) -> Iterator[NotebookNode]:
    """Cells of a section; code that the page leaves out comes right before the next that it shows."""
    text: list[str] = []
    for part in section:
        folded = text and text[-1].endswith("</details>") and not part.text.startswith("<details>")
        if part.cell >= 0 or folded:  # front ends leave no room after what is folded
            yield from _text(text)
            text = []
        if part.cell < 0:
            text.append(part.text)
            continue
        for place in sorted(place for place in keep if place <= part.cell):
            yield from _claim(keep[place])
            yield _code(keep.pop(place), executed.cells[place], part.waits)
    yield from _text(text)


def _text(paragraphs: list[str]) -> Iterator[NotebookNode]:
    if paragraphs:
        yield nbformat.v4.new_markdown_cell("\n\n".join(paragraphs))


def _claim(code: str) -> Iterator[NotebookNode]:
    """What a claim says, above the cell that tries it."""
    tried = CLAIM.fullmatch(code)
    if tried:
        yield nbformat.v4.new_markdown_cell(f"> **Claim.** {plain(CLAIMS[tried[1]].wording)}")


def _code(text: str, cell: NotebookNode, waits: bool = False) -> NotebookNode:
    tags = cell.metadata.get("tags", ())
    metadata = deepcopy(WAITING if waits else FOLDED if "remove-cell" in tags else {})
    if "raises-exception" in tags:  # without it a run of all cells would end here
        metadata.setdefault("tags", []).append("raises-exception")
    return nbformat.v4.new_code_cell(text, metadata=metadata)


def _write(app: Any, doctree: nodes.document, page: str) -> None:
    executed = _executed(app, page)
    if executed is None:
        return
    title = app.env.titles[page].astext()
    try:
        parts = pieces(doctree, lambda reference: _address(app, page, reference))
        made = notebook(title, parts, nbformat.read(executed, as_version=4), _package(app))
    except ValueError as error:
        logger.warning("no notebook: %s", error, location=page)
        return
    file = notebook_file(app, page)
    file.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, file)


def notebook_file(app: Any, page: str) -> Path:
    """Where a page's notebook lies, if it has one."""
    return Path(app.outdir) / SOURCES / f"{page}.ipynb"


def _executed(app: Any, page: str) -> Path | None:
    """The page with its outputs; nothing for a page that computes nothing, and for the book's first page."""
    file = executed_file(app, page)
    computes = "kernelspec" in app.env.metadata.get(page, {})
    html = app.builder.format == "html"
    return file if html and computes and page != app.config.root_doc and file.is_file() else None


def _address(app: Any, page: str, reference: nodes.reference) -> str:
    """Where a link leads from a notebook: into the book, if it has an address, or to the notebook beside."""
    place = reference.get("refuri", "")
    if not place or not reference.get("internal"):
        return str(place)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), place))
    base = app.config.html_baseurl
    if base:
        return f"{base.rstrip('/')}/{target}"
    name = re.split("[?#]", target)[0].removesuffix(".html")
    return f"{posixpath.basename(name)}.ipynb" if "?" not in place and _executed(app, name) else ""


def _wheel(app: Any) -> str:
    """Where the wheel lies in the book; "" for a book that has no package beside it."""
    project = Path(app.confdir) / "pyproject.toml"
    if not project.is_file():
        return ""
    metadata = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    name, version = metadata["name"].replace("-", "_"), metadata["version"]
    return f"_static/{FOLDER}/{name}-{version}-py3-none-any.whl"


def _package(app: Any) -> str:
    """What pip installs: the book's wheel; if that has no address, one beside the notebook, or by name."""
    wheel, base = _wheel(app), app.config.html_baseurl
    return f'"{base.rstrip("/")}/{wheel}"' if wheel and base else '"--find-links", ".", "rope-viz"'


def _write_wheel(app: Any) -> None:
    wheel = _wheel(app)
    if app.builder.format != "html" or not wheel:
        return
    with tempfile.TemporaryDirectory() as folder:  # so that no `build` is left among the sources
        for name in WHEEL_OF:
            source = Path(app.confdir) / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, Path(folder) / name)
        options = ["--no-deps", "--no-build-isolation", "--no-cache-dir", "--quiet"]
        target = (Path(app.outdir) / wheel).parent
        command = [sys.executable, "-m", "pip", "wheel", *options, f"--wheel-dir={target}", "."]
        subprocess.run(command, cwd=folder, check=True)


def _offer(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if doctree and notebook_file(app, page).is_file():
        context["ipynb_source"] = f"{page}.ipynb"
