"""Measure how soon explorers answer, from a slider's input to the painted frame, and what pages weigh.

    python benchmarks/answering.py

opens each explorer's saved page in headless Chromium, moves every slider 60 times at moments that the
screen's clock knows nothing of, and writes ``benchmarks/results/explorers.md`` and ``.json``. If the book is
built, what each of its pages asks for is weighed as well.

    python benchmarks/answering.py --phone

takes a phone's screen and a processor slowed four times instead, presses arrow keys on every slider, those
that wait behind *More* as well, and writes ``phone.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import gzip
import os
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
HOW_ON_A_PHONE = (
    "From a slider's keydown event to the second animation frame after it; 390 × 844 pixels, the processor "
    "slowed four times. The machine's load average tells whether it had other work."
)
TEXTS = {
    "Explorers": "Every slider is moved 60 times; `saved_bytes` is the weight of the saved page.",
    "Pages": "Bytes, compressed one by one; `all_bytes` with all that a page of the book loads.",
    "Phone": "Every slider gets 16 arrow keys.",
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
# The first frame after a key is the one that the explorer draws in; in the second it has been shown.
KEYS = """() => {
    window.answers = [];
    addEventListener("keydown", ({ timeStamp }) => requestAnimationFrame(() => requestAnimationFrame(
        () => window.answers.push(performance.now() - timeStamp)
    )), { capture: true });
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


def measure_on_a_phone(browser: Browser, name: str, folder: Path) -> list[float]:
    """Milliseconds from each key on a slider of one explorer to the second frame."""
    path = CASES[name]().save(folder / f"{name}.html")
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto(path.as_uri())
    tab.wait_for_selector("[data-drawn]")
    tab.evaluate("document.querySelectorAll('details').forEach((more) => (more.open = true))")
    tab.evaluate(KEYS)
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for slider in tab.query_selector_all(".rv-explorer input[type=range]"):
        if slider.is_visible():
            slider.focus()
            in_upper_half = slider.evaluate("s => +s.value - s.min > s.max - s.value")
            away, back = ("ArrowLeft", "ArrowRight")[:: 1 if in_upper_half else -1]
            for i in range(16):
                tab.keyboard.press(away if i % 3 < 2 else back)
                tab.wait_for_timeout(60 + (i * 7.3) % 17)
    tab.wait_for_timeout(200)
    times: list[float] = tab.evaluate("window.answers")
    tab.close()
    return times


def spread_on_a_phone(name: str, times: list[float]) -> list[Row]:
    """Median and 95th percentile; the targets are for the keys of all explorers together."""
    limits = (34, 50) if name == "all" else (None, None)
    spread = (statistics.median(times), statistics.quantiles(times, n=20)[-1])
    found = dict(zip(("median", "95 %"), zip(spread, limits, strict=True), strict=True))
    return [
        {"explorer": name, "of": of, "ms": f"{took:.1f}", "keys": len(times)} | judged(took, limit, "ms")
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
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--phone", action="store_true", help="a small screen, a slow processor, arrow keys")
    on_a_phone = asked.parse_args().phone
    installed = str(ensure_browser())  # which starts Playwright itself, and so must come before it
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        about = conditions(browser=f"Chromium {browser.version}")
        found: dict[str, list[Row]]
        if on_a_phone:
            times = {name: measure_on_a_phone(browser, name, Path(folder)) for name in PLAIN}
            every = {"all": [took for each in times.values() for took in each], **times}
            found = {"Phone": [row for name in every for row in spread_on_a_phone(name, every[name])]}
            about["load"] = f"{os.getloadavg()[1]:.1f} on average, of this measurement about 1"
        else:
            rows = [row for name in PLAIN for row in measure_explorer(browser, name, Path(folder))]
            pages = [weigh(browser.new_page(), path) for path in sorted(BOOK.glob("book/*.html"))]
            found = {"Explorers": rows, "Pages": pages}
        browser.close()
    how, name = (HOW_ON_A_PHONE, "phone") if on_a_phone else (HOW, "explorers")
    write(name, {"conditions": about, **found}, page("How soon explorers answer", about, how, TEXTS, found))


if __name__ == "__main__":
    main()
