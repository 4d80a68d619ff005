"""The explorers in a live marimo, in its dark theme: they draw, and what is moved comes to the kernel."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from explorer_cases import CASES
from paths import BOOK
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
def serve(tmp_path) -> Iterator[Callable[[Path], str]]:
    """Serves an application by a marimo of its own, and says where."""
    servers: list[subprocess.Popen] = []

    def serve(file: Path) -> str:
        port = free_port()
        command = [sys.executable, "-m", "marimo", "run", file, "--headless", "--no-token"]
        with open(tmp_path / "log", "w") as log:
            options = ["--host=127.0.0.1", f"--port={port}"]
            servers.append(subprocess.Popen([*command, *options], stdout=log, stderr=log))
        wait_for(f"http://127.0.0.1:{port}/health", tmp_path / "log")
        return f"http://127.0.0.1:{port}"

    yield serve
    for server in servers:
        server.terminate()
        server.wait(timeout=20)


def test_a_chapter_s_notebook_runs_and_its_slider_moves(page, serve, tmp_path):
    file = tmp_path / "one_pair.py"
    converted = [BOOK / "_sources/book/one-pair.ipynb", "--output", file]
    subprocess.run([sys.executable, "-m", "marimo", "-q", "convert", *converted], check=True)
    page.goto(serve(file))
    root = page.locator(".rv-pair[data-drawn]").first
    root.wait_for(timeout=60_000)
    page.locator(".rv-computed-with").wait_for(timeout=60_000)
    slider = root.locator("input[type=range]").first
    said = slider.get_attribute("aria-valuetext")
    press(slider)
    expect(slider).not_to_have_attribute("aria-valuetext", said)
    expect(page.locator(".marimo-error")).to_have_count(0)


def test_explorers_draw_in_the_hosts_colours_and_tell_the_kernel(page, serve, tmp_path):
    (tmp_path / "app.py").write_text(APP)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(serve(tmp_path / "app.py"))
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
