"""Measure how soon explorers answer, from a slider's input to the painted frame, and what pages weigh.

    python benchmarks/explorers.py

opens each explorer's saved page in headless Chromium, moves every slider 60 times at moments that the
screen's clock knows nothing of, and writes ``benchmarks/results/explorers.md`` and ``.json``. If the book is
built, the bytes that each of its pages asks for are counted as well.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from report import ROOT, conditions, heading, table, write

sys.path.insert(0, str(ROOT / "tests"))
from browser import FLAGS, ensure_browser
from explorer_cases import CASES, PLAIN

BOOK = ROOT / "_build/html"
MOVES = 60
# The explorer draws in the next animation frame; a message sent from there arrives when it has been painted.
MOVE = """async ([slider, moves]) => {
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const painted = () => new Promise((done) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
    }));
    const [least, most] = [Number(slider.min), Number(slider.max)];
    const times = [];
    for (let i = 0; i < moves; i++) {
        const next = least + (most - least) * ((i * 0.618) % 1);
        slider.value = next;
        await pause(30 + (i * 7.3) % 17);
        const start = performance.now();
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await painted();
        times.push(performance.now() - start);
    }
    return times;
}"""


def answer_times(page: Page) -> list[float]:
    """Milliseconds of every move of every slider on a page."""
    page.wait_for_selector("[data-drawn]")
    sliders = page.query_selector_all(".rv-explorer input[type=range]")
    shown = [slider for slider in sliders if slider.is_visible()]
    return [time for slider in shown for time in page.evaluate(MOVE, [slider, MOVES])]


def measure_explorer(browser: Browser, name: str, folder: Path) -> dict[str, Any]:
    """Answer times of one explorer, and what its saved page weighs."""
    path = CASES[name]().save(folder / f"{name}.html")
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.goto(path.as_uri())
    times = answer_times(page)
    page.close()
    return {
        "explorer": name,
        "moves": len(times),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "saved_bytes": path.stat().st_size,
    }


def measure_page(browser: Browser, path: Path) -> dict[str, Any]:
    """Bytes that a page of the book asks for, unpacked and with nothing cached."""
    asked: set[str] = set()
    page = browser.new_page()
    page.on("request", lambda request: asked.add(request.url) if request.url.startswith("file:") else None)
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    page.close()
    files = {Path(unquote(urlsplit(url).path)) for url in asked}
    return {
        "page": str(path.relative_to(BOOK)),
        "html_bytes": path.stat().st_size,
        "all_bytes": sum(file.stat().st_size for file in files if file.is_file()),
    }


def book_pages() -> list[Path]:
    """The chapters that are built."""
    return sorted(path for path in BOOK.rglob("*.html") if not {"_static", "reports"} & set(path.parts))


def report(measured: dict[str, Any]) -> list[str]:
    """The results as lines of Markdown."""
    lines = [
        *heading("How soon explorers answer", measured["conditions"]),
        "From a slider's input event to the painted frame; the screen shows 60 frames a second.",
        "",
        *table(measured["explorers"]),
    ]
    if measured["pages"]:
        about = "Bytes per page of the book, not compressed; `all_bytes` with all that it loads."
        lines += ["", about, "", *table(measured["pages"])]
    return lines


def main() -> None:
    """Measure, write, and print."""
    browser_path = str(ensure_browser())
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        measured = {
            "conditions": conditions(browser=f"Chromium {browser.version}"),
            "explorers": [measure_explorer(browser, name, Path(folder)) for name in PLAIN],
            "pages": [measure_page(browser, path) for path in book_pages()],
        }
        browser.close()
    write("explorers", measured, report(measured))


if __name__ == "__main__":
    main()
