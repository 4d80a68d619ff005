"""The explorers in a live marimo, in its dark theme: they draw, and what is moved comes to the kernel."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from explorer_cases import CASES
from playwright.sync_api import expect
from serving import free_port, wait_for
from sliders import press

from rope_viz import theme

pytestmark = pytest.mark.browser
SHOWN = sorted({CASES[name]().name for name in CASES})
APP = f"""
# /// script
# [tool.marimo.display]
# theme = "dark"
# ///
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import rope_viz as rv
    explorers = {{name: mo.ui.anywidget(getattr(rv, "explore_" + name)()) for name in {SHOWN}}}
    pair = explorers["pair"]
    return explorers, mo, pair


@app.cell
def _(explorers, mo):
    mo.vstack(list(explorers.values()))
    return


@app.cell
def _(mo, pair):
    mo.md(f"the kernel has {{pair.value['query_position']}} tokens")
    return


if __name__ == "__main__":
    app.run()
"""


@pytest.fixture
def app(tmp_path) -> Iterator[str]:
    """Address of an application that shows every explorer, served by a marimo of its own."""
    file, port = tmp_path / "app.py", free_port()
    file.write_text(APP)
    command = [sys.executable, "-m", "marimo", "run", file, "--headless", "--no-token"]
    with open(tmp_path / "log", "w") as log:
        server = subprocess.Popen([*command, "--host=127.0.0.1", f"--port={port}"], stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", tmp_path / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_explorers_draw_in_the_hosts_colours_and_tell_the_kernel(page, app):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(app)
    for name in SHOWN:
        root = page.locator(f".rv-{name}[data-drawn]")
        root.wait_for(timeout=60_000)
        query = root.evaluate("root => getComputedStyle(root).getPropertyValue('--rv-query').trim()")
        assert query == theme.DARK.roles["query"], name
        slider = root.locator("input[type=range]").first
        said = slider.get_attribute("aria-valuetext")
        press(slider)
        expect(slider).not_to_have_attribute("aria-valuetext", said)

    position = CASES["pair"]().query_position
    page.get_by_text(re.compile(rf"the kernel has ({position - 1}|{position + 1}) tokens")).wait_for()
    assert errors == []
