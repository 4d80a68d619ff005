"""Builds beside the last good book and puts the new one in its place when it is whole.

A build that fails leaves the book as it was, and what it made in ``html.next``. A second build of the same
book waits for the first. Doctrees, which are Sphinx's memory of the pages, change places with the pages.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sphinx.util import logging

logger = logging.getLogger(__name__)


def setup(app: Any) -> None:
    """Connect to Sphinx: before all others at the beginning, after all others at the end."""
    app.connect("config-inited", _build_beside, priority=0)
    app.connect("build-finished", _publish, priority=10_000)


def _build_beside(app: Any, config: Any) -> None:
    pages, doctrees = Path(app.outdir), Path(app.doctreedir)
    lock = FileLock(pages.parent / f".{pages.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        logger.info("another build of this book is running; this one waits for its end")
        lock.acquire()
    for kept in (pages, doctrees):
        _begin_with(kept)
    for report in _reports(_beside(pages)):
        report.unlink()
    # Held until the end of the build, or of the process.
    app.rope_viz_places = (lock, pages, doctrees)
    app.outdir, app.doctreedir = (type(app.outdir)(_beside(kept)) for kept in (pages, doctrees))


def _publish(app: Any, error: Exception | None) -> None:
    lock, *places = app.rope_viz_places
    failed = _reports(Path(app.outdir))
    strict = app.warningiserror or app.keep_going
    if failed:
        names = ", ".join(path.name.removesuffix(".err.log") for path in failed)
        logger.error("cells failed in %s; %s stays as it was", names, places[0])
        app.statuscode = 1
    elif not error and not (strict and app._warncount):
        for kept in places:
            _put_in_place(kept)
        app.outdir, app.doctreedir = map(type(app.outdir), places)
    lock.release()


def _beside(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}.next")


def _former(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}.former")


def _begin_with(kept: Path) -> None:
    """Copy what the last build made, so that only what has changed is made anew."""
    if _former(kept).is_dir() and not kept.is_dir():
        _former(kept).rename(kept)  # a build ended between the two steps of `_put_in_place`
    for left in (_beside(kept), _former(kept)):
        shutil.rmtree(left, ignore_errors=True)
    if kept.is_dir():
        shutil.copytree(kept, _beside(kept))
    else:
        _beside(kept).mkdir(parents=True)


def _put_in_place(kept: Path) -> None:
    if kept.is_dir():
        kept.rename(_former(kept))
    _beside(kept).rename(kept)
    shutil.rmtree(_former(kept), ignore_errors=True)


def _reports(pages: Path) -> list[Path]:
    """What myst-nb writes of each chapter in which a cell failed."""
    return sorted((pages / "reports").rglob("*.err.log"))
