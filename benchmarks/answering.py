"""Measure how soon explorers answer, from a slider's input to the painted frame, and what pages weigh.

    python benchmarks/answering.py

opens each explorer's saved page in headless Chromium, moves every slider 60 times at moments that the
screen's clock knows nothing of, and writes ``benchmarks/results/explorers.md`` and ``.json``. If the book is
built, what each of its pages asks for is weighed as well.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from report import ROOT, Row, conditions, judged, page, write

sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "tests/browser"))
from browser import FLAGS, ensure_browser
from explorer_cases import CASES, PLAIN

BOOK = ROOT / "_build/html"
HOW = "From a slider's input event to the painted frame; the screen shows 60 frames a second."
TEXTS = {
    "Explorers": "Every slider is moved 60 times; `saved_bytes` is the weight of the saved page.",
    "Pages": "Bytes, compressed one by one; `all_bytes` with all that a page of the book loads.",
}
# The explorer draws in the next animation frame; a message sent from there arrives when it has been painted.
MOVE = """async (slider) => {
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const painted = () => new Promise((done) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
    }));
    const [least, most] = [Number(slider.min), Number(slider.max)];
    const times = [];
    for (let i = 0; i < 60; i++) {
        slider.value = least + (most - least) * ((i * 0.618) % 1);
        await pause(30 + (i * 7.3) % 17);
        const start = performance.now();
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await painted();
        times.push(performance.now() - start);
    }
    return times;
}"""


def measure_explorer(browser: Browser, name: str, folder: Path) -> list[Row]:
    """Median and 95th percentile of the answers of one explorer, and what its saved page weighs."""
    path = CASES[name]().save(folder / f"{name}.html")
    tab = browser.new_page(viewport={"width": 1000, "height": 900})
    tab.goto(path.as_uri())
    tab.wait_for_selector("[data-drawn]")
    sliders = tab.query_selector_all(".rv-explorer input[type=range]")
    times = [time for slider in sliders if slider.is_visible() for time in tab.evaluate(MOVE, slider)]
    tab.close()
    weight = {"moves": len(times), "saved_bytes": path.stat().st_size}
    found = {"median": (statistics.median(times), 17), "95 %": (statistics.quantiles(times, n=20)[-1], 34)}
    return [
        {"explorer": name, "of": of, "ms": f"{took:.1f}"} | weight | judged(took, limit, "ms")
        for of, (took, limit) in found.items()
    ]


def weigh(tab: Page, path: Path) -> Row:
    """Compressed bytes of a page of the book, and of all that it asks for with nothing cached."""
    asked: set[str] = set()
    tab.on("request", lambda request: asked.add(request.url) if request.url.startswith("file:") else None)
    tab.goto(path.as_uri())
    tab.wait_for_load_state("networkidle")
    files = {Path(unquote(urlsplit(url).path)) for url in asked} - {path}
    bytes_ = [len(gzip.compress(file.read_bytes())) for file in (path, *files) if file.is_file()]
    return {"page": str(path.relative_to(BOOK)), "html_bytes": bytes_[0], "all_bytes": sum(bytes_)}


def main() -> None:
    """Measure, write, and print."""
    installed = str(ensure_browser())  # which starts Playwright itself, and so must come before it
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        rows = [row for name in PLAIN for row in measure_explorer(browser, name, Path(folder))]
        pages = [weigh(browser.new_page(), path) for path in sorted(BOOK.glob("book/*.html"))]
        about = conditions(browser=f"Chromium {browser.version}")
        browser.close()
    found = {"Explorers": rows, "Pages": pages}
    lines = page("How soon explorers answer", about, HOW, TEXTS, found)
    write("explorers", {"conditions": about, **found}, lines)


if __name__ == "__main__":
    main()
