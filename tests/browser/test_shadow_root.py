"""Explorers as marimo, MyST and others host them: in a shadow root, by a model that keeps nothing.

The host does what ``@myst-theme/anywidget`` 1.4.1 does, which MyST's own sites use: the style sheet comes as
a link that nobody waits for, and the model's methods that a page without a kernel has no use for throw.
"""

from __future__ import annotations

import json
import time

import pytest
from explorer_cases import CASES, PLAIN
from sliders import press

from rope_viz import theme
from rope_viz.explorers.core import static

pytestmark = pytest.mark.browser
HOME = "http://host.test/"
LATE = 0.3  # s, until the style sheet is there
HOST = """async ({ modules, css, states }) => {
    window.roots = {};
    window.leave = [];
    const refuse = () => { throw new Error("not implemented yet"); };
    const places = [];
    for (const [name, state] of Object.entries(states)) {
        const url = URL.createObjectURL(new Blob([modules[name]], { type: "text/javascript" }));
        const { render } = (await import(url)).default;
        const place = document.body.appendChild(document.createElement("div"));
        const shadow = place.attachShadow({ mode: "open" });
        const el = shadow.appendChild(document.createElement("div"));
        el.appendChild(Object.assign(document.createElement("link"), { rel: "stylesheet", href: css }));
        const get = (trait) => state[trait], set = (trait, value) => { state[trait] = value; };
        const model = { get, set, on() {}, off: refuse, save_changes: refuse };
        places.push(Promise.resolve(render({ model, el })).then((leave) => {
            window.leave.push(leave);
            window.roots[name] = el.querySelector(".rv-explorer");
        }));
    }
    await Promise.all(places);
}"""
# The picture measured once more: whatever it had read too early is another now.
AGAIN = """async () => {
    const height = (root) => root.querySelector("svg").getAttribute("height");
    const heights = () => Object.values(roots).map(height);
    const before = heights();
    for (const root of Object.values(roots)) root.ropeViz.remeasure();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return [before, heights()];
}"""


def slowly(route) -> None:
    time.sleep(LATE)
    route.fulfill(body=static.css(), content_type="text/css")


@pytest.fixture
def hosted(page):
    """A bare page with every explorer, each in a shadow root of its own; and the errors of the page."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 900, "height": 900})
    page.route(HOME, lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.route(HOME + "explorers.css", slowly)
    page.goto(HOME)
    states = {name: CASES[name]().state | {"_explorer": CASES[name]().name} for name in PLAIN}
    modules = {name: static.module(state["_explorer"]) for name, state in states.items()}
    sent = {"modules": modules, "css": "explorers.css", "states": json.loads(json.dumps(states))}
    page.evaluate(HOST, sent)
    page.wait_for_function("() => Object.values(window.roots).every(root => root.hasAttribute('data-drawn'))")
    return page, errors


def colour(page, name: str, role: str) -> str:
    return page.evaluate(
        "([name, role]) => getComputedStyle(window.roots[name]).getPropertyValue('--rv-' + role).trim()",
        [name, role],
    )


def test_explorers_are_drawn_move_and_follow_the_page_from_light_to_dark(hosted):
    page, errors = hosted
    drawn, again = page.evaluate(AGAIN)
    assert drawn == again, "drawn before its style sheet had come"
    for name in PLAIN:
        root = page.locator(".rv-explorer").nth(PLAIN.index(name))  # a locator looks into open shadow roots
        assert colour(page, name, "query") == theme.LIGHT.roles["query"]
        before = root.locator(".rv-summary").inner_text()
        numbers = page.evaluate(
            "name => { roots[name].ropeViz.publish(); return {...roots[name].dataset}; }", name
        )
        press(root.locator("input[type=range]:visible").first)
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
