"""Keeps executed chapters until something changes that could change their numbers.

A cell can see the Python of the package and its data, but no style sheet, no script, and nothing of this
extension but `rope_viz.book.cells`: those are put into the pages, and into no output, when the book is built.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache import get_cache

PACKAGE = Path(__file__).parents[1]
ONLY_IN_PAGES = {".css", ".js", ".mjs", ".map"}


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.connect("config-inited", _choose_cache)
    app.connect("doctree-read", _keep_outputs)


def package_files() -> list[Path]:
    """Every file of the package."""
    return sorted(p for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def seen_by_cells(path: Path) -> bool:
    """Whether a chapter's cell could give other outputs if this file of the package changed."""
    folder, *rest = path.relative_to(PACKAGE).parts
    return path.suffix not in ONLY_IN_PAGES and not (folder == "book" and rest[0] != "cells")


def cache_key() -> str:
    """Digest of all that can change a chapter's numbers besides its own text."""
    versions = sorted(f"{d.name}=={d.version}" for d in distributions())
    surroundings = f"{sys.version} {os.environ.get('ROPE_VIZ_DEVICE')} {versions}"
    return digest(filter(seen_by_cells, package_files()), surroundings)


def digest(files: Iterable[Path], more: str = "") -> str:
    """Sixteen hexadecimal digits that change with the name or the content of a file."""
    made = hashlib.sha256(more.encode())
    for path in files:
        content = path.read_bytes()
        made.update(f"{path.relative_to(PACKAGE)} {len(content)} ".encode() + content)
    return made.hexdigest()[:16]


def _choose_cache(app: Any, config: Any) -> None:
    # myst-nb knows a notebook by the text of its cells alone, so each state of the package has its own cache.
    caches, key = Path(app.outdir).parent / ".jupyter_cache", cache_key()
    for old in caches.glob("*"):
        if old.is_dir() and old.name != key:
            shutil.rmtree(old)
    config.nb_execution_cache_path = str(caches / key)


def executed_file(app: Any, page: str) -> Path:
    """Where myst-nb writes a page as an executed notebook."""
    return Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"


def _keep_outputs(app: Any, doctree: Any) -> None:
    # A page that is taken from the cache is shown with its outputs, but myst-nb writes it without them.
    file = executed_file(app, app.env.docname)
    if file.is_file():
        with suppress(KeyError):  # a page that is not in the cache, because it failed
            cache = get_cache(app.config.nb_execution_cache_path)
            _, whole = cache.merge_match_into_notebook(nbformat.read(file, as_version=4))
            nbformat.write(whole, file)
