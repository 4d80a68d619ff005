"""A build that fails leaves the last good book as it was; two builds at once do not disturb each other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CONF = """
import pathlib
extensions = ["rope_viz.book.publish"{more}]

def setup(app):
    app.connect("build-finished", look_at_the_last_book)

def look_at_the_last_book(app, error):
    last = pathlib.Path(app.srcdir, "_build/html/index.html")
    print("LAST BOOK:", "the first text" in last.read_text() if last.exists() else None)
"""
SLOWLY = """
def look_at_the_last_book(app, error):
    import time
    time.sleep(1)
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one page, built."""
    (tmp_path / "conf.py").write_text(CONF.format(more=""))
    (tmp_path / "index.rst").write_text("Page\n====\n\nthe first text\n")
    run = finish(start(tmp_path))
    assert "LAST BOOK: None" in run.stdout
    return tmp_path


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sphinx", "-d", "_build/.doctrees", *options, ".", "_build/html"]
    return subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[str], code: int = 0) -> subprocess.CompletedProcess[str]:
    out, error = process.communicate(timeout=120)
    assert process.returncode == code, out + error
    return subprocess.CompletedProcess(process.args, code, out, error)


def shown(folder: Path) -> str:
    return (folder / "_build/html/index.html").read_text(encoding="utf-8")


def test_a_good_build_takes_the_place_of_the_last_one_at_its_end(book: Path):
    (book / "index.rst").write_text("Page\n====\n\nanother text\n")
    assert "LAST BOOK: True" in finish(start(book)).stdout
    assert "another text" in shown(book)
    assert not list((book / "_build").glob("*.next")) and not list((book / "_build").glob(".*.former"))


def test_what_has_not_changed_is_not_written_again(book: Path):
    before = (book / "_build/html/index.html").stat().st_mtime_ns
    assert "no targets are out of date" in finish(start(book)).stdout
    assert (book / "_build/html/index.html").stat().st_mtime_ns == before


@pytest.mark.parametrize("options", [("-W",), ("-W", "--keep-going")], ids=" ".join)
def test_a_build_that_fails_changes_nothing_and_fails_again(book: Path, options: tuple[str, ...]):
    (book / "index.rst").write_text("Page\n====\n\nanother text, :no-such-role:`x`\n")
    for _ in range(2):
        finish(start(book, *options), code=1 if "--keep-going" in options else 2)
        assert "the first text" in shown(book)
    (book / "index.rst").write_text("Page\n====\n\na third text\n")
    finish(start(book, *options))
    assert "a third text" in shown(book)


def test_a_failed_cell_is_a_failed_build_in_the_laxest_mode(book: Path):
    (book / "conf.py").write_text(CONF.format(more=', "myst_nb"'))
    (book / "page.md").write_text(
        "---\nkernelspec: {name: python3}\nfile_format: mystnb\norphan: true\n---\n"
        "# A page\n\n```{code-cell}\nraise ValueError('no number')\n```\n"
    )
    run = finish(start(book), code=1)
    assert "cells failed in page" in run.stderr
    assert "the first text" in shown(book) and not (book / "_build/html/page.html").exists()
    assert "no number" in (book / "_build/html.next/reports/page.err.log").read_text(encoding="utf-8")


def test_the_second_of_two_builds_waits_for_the_first(book: Path):
    (book / "conf.py").write_text(CONF.format(more="") + SLOWLY)
    (book / "index.rst").write_text("Page\n====\n\nanother text\n")
    runs = [finish(process) for process in [start(book), start(book)]]
    assert sum("another build of this book is running" in run.stdout for run in runs) == 1
    assert "another text" in shown(book)


def test_a_build_that_was_cut_off_between_two_steps_is_made_good(book: Path):
    (book / "_build/html").rename(book / "_build/html.former")
    finish(start(book))
    assert "the first text" in shown(book)
