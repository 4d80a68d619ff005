"""Fixtures that the browser tests share: a browser, and the built book on this machine's own address."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

pytest.register_assert_rewrite("browser")  # its comparisons say what differs, like those of a test

from browser import ADVICE, FLAGS, find_browser, watch  # noqa: E402
from explorer_cases import CASES  # noqa: E402
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


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """Saved pages by name of the case, each written once."""
    folder, pages = tmp_path_factory.mktemp("saved"), {}

    def page_of(name: str) -> str:
        if name not in pages:
            pages[name] = CASES[name]().save(folder / f"{name}.html").as_uri()
        return pages[name]

    return page_of


@pytest.fixture
def opened(page, saved):
    """Opens a saved page; whatever goes wrong on it fails the test at its end."""
    with ExitStack() as watched:

        def open_page(name: str, query: str = ""):
            watched.enter_context(watch(page, saved(name)))
            page.goto(saved(name) + query)
            page.wait_for_selector("[data-drawn]")
            page.evaluate("document.querySelectorAll('details').forEach((more) => (more.open = true))")
            return page

        yield open_page
