"""Explorers as marimo, MyST and others host them: in a shadow root, by a model that keeps nothing."""

from __future__ import annotations

import json

import pytest
from explorer_cases import CASES, PLAIN
from sliders import press

from rope_viz import theme
from rope_viz.explorers.core import static

pytestmark = pytest.mark.browser
# What anywidget's specification asks of a host, and no more: no save_changes, no Jupyter, no rule for :root.
HOST = """async ({ module, css, states }) => {
    const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
    const { render } = (await import(url)).default;
    window.roots = {};
    window.leave = [];
    for (const [name, state] of Object.entries(states)) {
        const place = document.body.appendChild(document.createElement("div"));
        const shadow = place.attachShadow({ mode: "open" });
        shadow.appendChild(document.createElement("style")).textContent = css;
        const el = shadow.appendChild(document.createElement("div"));
        const get = (trait) => state[trait], set = (trait, value) => { state[trait] = value; };
        const model = { get, set, on() {}, off() {} };
        window.leave.push(await render({ model, el }));
        window.roots[name] = el.querySelector(".rv-explorer");
    }
}"""


@pytest.fixture
def hosted(page):
    """A bare page with every explorer, each in a shadow root of its own; and the errors of the page."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 900, "height": 900})
    page.goto("about:blank")
    states = {name: CASES[name]().state | {"_explorer": CASES[name]().name} for name in PLAIN}
    page.evaluate(
        HOST, {"module": static.module(), "css": static.css(), "states": json.loads(json.dumps(states))}
    )
    page.wait_for_function("() => Object.values(window.roots).every(root => root.hasAttribute('data-drawn'))")
    return page, errors


def colour(page, name: str, role: str) -> str:
    return page.evaluate(
        "([name, role]) => getComputedStyle(window.roots[name]).getPropertyValue('--rv-' + role).trim()",
        [name, role],
    )


def test_explorers_are_drawn_move_and_follow_the_page_from_light_to_dark(hosted):
    page, errors = hosted
    for name in PLAIN:
        root = page.locator(".rv-explorer").nth(PLAIN.index(name))  # a locator looks into open shadow roots
        assert colour(page, name, "query") == theme.LIGHT.roles["query"]
        before = root.locator(".rv-summary").inner_text()
        numbers = page.evaluate(
            "name => { roots[name].ropeViz.publish(); return {...roots[name].dataset}; }", name
        )
        press(root.locator("input[type=range]").first)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        page.evaluate("() => new Promise(requestAnimationFrame)")
        moved = page.evaluate(
            "name => { roots[name].ropeViz.publish(); return {...roots[name].dataset}; }", name
        )
        assert moved != numbers, f"{name}: the first slider moved nothing; it said: {before}"

    page.evaluate("document.body.dataset.theme = 'dark'")  # as marimo says it
    assert {colour(page, name, "query") for name in PLAIN} == {theme.DARK.roles["query"]}
    page.evaluate("delete document.body.dataset.theme; document.documentElement.className = 'light'")
    page.emulate_media(color_scheme="dark")  # the page's own word weighs more
    assert {colour(page, name, "query") for name in PLAIN} == {theme.LIGHT.roles["query"]}
    page.evaluate("document.documentElement.className = ''")
    assert {colour(page, name, "query") for name in PLAIN} == {theme.DARK.roles["query"]}
    page.evaluate("window.leave.forEach(leave => leave())")
    assert errors == []
