"""Finds a browser to test with, and watches what goes wrong on a page.

``python tests/browser/browser.py`` makes sure that there is one: an installed Chromium or Chrome, else
Playwright's own, else Debian's package where that is allowed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, Page, Request, Response, sync_playwright

SHELL = "chromium-headless-shell"  # the same engine without a window; a page opens in half the time
COMMANDS = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# No GPU, no first-run pages, and no errand of the browser's own: what a page asks for is all there is.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]
ADVICE = (
    "No browser for the tests: none is installed, Playwright could not fetch its own, and Debian's package "
    "could not be installed. Install Chromium or Chrome, or set ROPE_VIZ_BROWSER to the path of one."
)


def find_browser() -> Path | None:
    """Path of the browser to test with, or None."""
    chosen = os.environ.get("ROPE_VIZ_BROWSER")
    if chosen:
        if not Path(chosen).is_file():
            raise ValueError(f"ROPE_VIZ_BROWSER must be the path of a browser; no file is at {chosen!r}.")
        return Path(chosen)
    installed = [*map(shutil.which, COMMANDS), *APPLICATIONS, _playwrights_own()]
    return next((Path(path) for path in installed if path and Path(path).is_file()), None)


def ensure_browser() -> Path:
    """Path of a browser, installed now if there was none; one without a window where that can be had."""
    if not shutil.which(SHELL) and "ROPE_VIZ_BROWSER" not in os.environ:
        _install_debians(SHELL)
    for install in (lambda: None, _install_playwrights, lambda: _install_debians("chromium")):
        install()
        browser = find_browser()
        if browser:
            return browser
    raise SystemExit(ADVICE)


def _playwrights_own() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _install_playwrights() -> None:
    print("  fetching Playwright's Chromium", flush=True)
    _try([sys.executable, "-m", "playwright", "install", "chromium"])


def _install_debians(package: str) -> None:
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"  installing Debian's {package}", flush=True)
    apt = ("apt-get", "-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15")
    _try([*apt, "update"]) and _try([*apt, "install", "-y", package])


def _try(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


# Explorers that a reader could see are drawn; a page that has none is there when it has loaded.
DRAWN = """() => [...document.querySelectorAll(".rv-explorer-host")]
    .every((place) => place.querySelector(".rv-explorer[data-drawn]") || !place.checkVisibility())"""


def arrive(page: Page, address: str) -> None:
    """Open a page of the book and let its explorers be drawn."""
    page.goto(address)
    page.wait_for_function(DRAWN)


@dataclass
class Troubles:
    """What no page of the book may do."""

    outside: list[str] = field(default_factory=list)  # requests to anywhere but the book
    failed: list[str] = field(default_factory=list)  # answers of 400 and above, files that are not there
    errors: list[str] = field(default_factory=list)  # console errors and uncaught exceptions


@contextmanager
def watch(page: Page, home: str) -> Iterator[Troubles]:
    """Collect a page's troubles and fail on them at the end; ``home`` is where the book's addresses begin."""
    troubles = Troubles()

    def on_request(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:", "about:")):
            troubles.outside.append(request.url)

    def on_response(response: Response) -> None:
        if response.status >= 400:
            troubles.failed.append(f"{response.status} {response.url}")

    def on_failure(request: Request) -> None:
        # The tab's icon comes late and is let go when the page is left; a missing one has a response.
        if not (request.url.endswith("/favicon.svg") and request.failure == "net::ERR_ABORTED"):
            troubles.failed.append(f"{request.url} {request.failure}")

    def on_error(error: Error) -> None:
        troubles.errors.append(str(error))

    page.on("request", on_request)
    page.on("response", on_response)
    page.on("requestfailed", on_failure)
    page.on("pageerror", on_error)
    page.on("console", lambda m: troubles.errors.append(m.text) if m.type == "error" else None)
    yield troubles
    assert troubles == Troubles()


if __name__ == "__main__":
    print(f"  tests use {ensure_browser()}")
