"""Fixtures that the browser tests share: a browser, and the built book on this machine's own address."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("browser")  # its comparisons say what differs, like those of a test

from browser import ADVICE, FLAGS, find_browser  # noqa: E402
from paths import BOOK  # noqa: E402


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    browser = find_browser()
    assert browser, ADVICE
    return {**browser_type_launch_args, "executable_path": str(browser), "args": FLAGS}


@pytest.fixture(scope="session")
def book() -> Path:
    """The folder of the built book."""
    assert (BOOK / "index.html").is_file(), f"there is no book in {BOOK}: run `make book`"
    return BOOK


@pytest.fixture(scope="session")
def site(book: Path) -> Iterator[str]:
    """Address of the built book, served on the loopback for as long as the tests run."""
    handler = functools.partial(_Silent, directory=book)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
