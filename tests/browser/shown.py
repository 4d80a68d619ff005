"""What an explorer on a page shows, and which state it is in."""

from __future__ import annotations

from playwright.sync_api import Page


def frames(page: Page, count: int = 2) -> None:
    """Let the page draw."""
    for _ in range(count):
        page.evaluate("() => new Promise(requestAnimationFrame)")


def drawn(page: Page) -> dict[str, str]:
    """The numbers drawn, as they stand in the page."""
    frames(page)
    return page.locator(".rv-explorer").evaluate("root => (root.ropeViz.publish(), { ...root.dataset })")


def state(page: Page) -> dict:
    return page.locator(".rv-explorer").evaluate("root => root.ropeViz.state()")
