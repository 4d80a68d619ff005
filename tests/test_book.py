"""Every page of the built book, in a real browser: whole, quiet, readable by all, with no network needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import watch
from conftest import BOOK
from playwright.sync_api import Browser, Page

from rope_viz.book_support import plotly_fragment

pytestmark = pytest.mark.browser

NOT_PAGES = {"_static", "_sources", "reports"}
PAGES = sorted(
    path.relative_to(BOOK).as_posix()
    for path in BOOK.rglob("*.html")
    if not NOT_PAGES & set(path.relative_to(BOOK).parts)
)
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
FIGURES = "div.rv-figure"
LIVE_KERNEL = ("THEBE_JS_URL", "sphinx-thebe.js", "require.min.js", "embed-amd.js", "widget-state+json")


def source(page_name: str) -> str:
    """MyST text of a page, or nothing for the pages that Sphinx adds."""
    path = Path(__file__).parents[1] / page_name.replace(".html", ".md")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def open_page(page: Page, address: str) -> None:
    """Open a page and scroll through it, so that everything that waits for the reader is drawn."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for figure in page.locator(FIGURES).all():
        figure.scroll_into_view_if_needed()
    page.wait_for_function(f"document.querySelectorAll('{FIGURES}:not([data-drawn])').length === 0")
    page.evaluate("scrollTo(0, 0)")


def serious(page: Page) -> list[str]:
    """Serious and critical violations that axe finds, each with the first element that has it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']} ×{len(v['nodes'])}: {v['nodes'][0]['html'][:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_there_are_pages(book):
    assert [name for name in PAGES if source(name)], f"no chapters in {book}"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme, size", [("light", DESKTOP), ("dark", PHONE)], ids=["desktop", "phone"])
def test_page_is_whole(browser: Browser, site: str, name: str, theme: str, size: dict[str, int]):
    context = browser.new_context(viewport=size, color_scheme=theme)
    page = context.new_page()
    with watch(page, site):
        open_page(page, f"{site}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], "scrolls sideways"
        assert serious(page) == []
        figures = page.locator(FIGURES)
        for figure in figures.all():
            assert figure.get_attribute("data-drawn") == theme
            assert figure.locator("[role=img]").get_attribute("aria-label"), "a figure without words"
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_works_from_a_folder(page: Page, book: Path, name: str):
    home = book.as_uri()
    with watch(page, home):
        open_page(page, f"{home}/{name}")


@pytest.mark.parametrize("name", [name for name in PAGES if source(name)])
def test_chapter_shows_its_mathematics_and_its_foot(page: Page, site: str, name: str):
    open_page(page, f"{site}/{name}")
    assert page.locator("article .math").count() == page.locator("article .math > mjx-container").count()
    assert page.locator("mjx-merror").count() == 0, "a formula that MathJax does not understand"
    if "{code-cell}" in source(name):
        assert "Computed on" in page.locator(".rv-computed-with").last.inner_text()


def test_figures_follow_the_switch_and_the_width(page: Page, site: str):
    """On the first page that has a plotly figure."""
    names = [name for name in PAGES if 'class="rv-figure"' in (BOOK / name).read_text(encoding="utf-8")]
    assert names, "no page has a plotly figure"
    page.set_viewport_size(DESKTOP)
    open_page(page, f"{site}/{names[0]}")
    figure = page.locator(FIGURES).first
    text = figure.locator("svg.main-svg text").first
    seen = {}
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.wait_for_selector(f"{FIGURES}[data-drawn={theme}]")
        seen[theme] = text.evaluate("element => getComputedStyle(element).fill")
        ink = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--rv-ink')")
        probe = page.evaluate(
            "ink => { const e = document.body.appendChild(document.createElement('i')); e.style.color = ink;"
            " const c = getComputedStyle(e).color; e.remove(); return c }",
            ink,
        )
        assert seen[theme] == probe
    assert seen["dark"] != seen["light"]

    page.set_viewport_size(PHONE)
    page.wait_for_function(
        "document.querySelector('.rv-figure svg.main-svg').getBoundingClientRect().right <= innerWidth"
    )


def test_plotly_is_loaded_once_and_only_for_figures(page: Page, site: str):
    loads: list[str] = []
    page.on("request", lambda r: loads.append(page.url) if r.url.endswith("plotly.min.js") else None)
    for name in PAGES:
        loads.clear()
        open_page(page, f"{site}/{name}")
        assert len(loads) == (page.locator(FIGURES).count() > 0), name


def test_nothing_for_a_live_kernel_is_in_the_pages():
    for name in PAGES:
        text = (BOOK / name).read_text(encoding="utf-8")
        for unwanted in LIVE_KERNEL:
            assert unwanted not in text, f"{unwanted} in {name}"


def test_text_in_a_figure_stays_text():
    alt = "</script><script>alert(1)</script>"
    fragment = plotly_fragment({"data": [], "layout": {"meta": {"alt": alt}}})
    assert fragment.count("<script") == fragment.count("</script>") == 1
