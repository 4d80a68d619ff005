"""What an explorer on a page shows, and which state it is in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from rope_viz.explorers import Explorer


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


def assert_computed(explorer: Explorer, state: dict, texts: dict) -> None:
    """What is drawn for a state, texts of the page's ``data-*``, are the numbers that torch finds for it.

    Float64 on both sides; what differs is the last bits of cos and pow.
    """
    with explorer.hold_trait_notifications():
        for name, value in state.items():
            explorer.set_trait(name, value)
    for name, value in explorer.numbers().items():
        head, *rest = name.split("_")
        numbers = [
            float(part) for part in texts[head + "".join(word.capitalize() for word in rest)].split(" ")
        ]
        expected = value if isinstance(value, list) else [value]
        assert numbers == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True), name
