"""Every page of the built book, in a real browser: whole, quiet, readable by all, with no network needed."""

from __future__ import annotations

import io
import re
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from accessible import troubles
from browser import arrive, watch
from paths import BOOK
from playwright.sync_api import Browser, Page
from sliders import press

pytestmark = pytest.mark.browser

ROOT_PAGE = "index.html"  # leads to the first page, and is nothing else
NOT_PAGES = {"_static", "_sources", "reports"}
PAGES = sorted(
    path.relative_to(BOOK).as_posix()
    for path in BOOK.rglob("*.html")
    if not NOT_PAGES & set(path.relative_to(BOOK).parts) and path != BOOK / ROOT_PAGE
)
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
FIGURES = "div.rv-figure"
PLOTLY = "plotly.min.js"
LIVE_KERNEL = ("THEBE_JS_URL", "sphinx-thebe.js", "require.min.js", "embed-amd.js", "widget-state+json")


def source(name: str) -> str:
    """MyST text of a page, or nothing for the pages that Sphinx adds."""
    path = Path(__file__).parents[2] / name.replace(".html", ".md")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def open_page(page: Page, address: str) -> None:
    """Open a page and scroll to each figure, so that everything that waits for the reader is drawn."""
    arrive(page, address)
    for figure in page.locator(FIGURES).all():
        if figure.is_visible():  # not those in a closed solution
            figure.scroll_into_view_if_needed()
            figure.and_(page.locator("[data-drawn]")).wait_for()
    page.evaluate("scrollTo(0, 0)")


def assert_figures(page: Page, theme: str) -> None:
    for figure in page.locator(f"{FIGURES}:visible").all():
        assert figure.get_attribute("data-drawn") == theme
        assert figure.locator("svg.main-svg").count() > 0
        assert figure.get_by_role("img").first.get_attribute("aria-label"), "a figure without words"


def assert_mathematics(page: Page) -> None:
    assert page.locator("article .math").count() == page.locator("article .math > mjx-container").count()
    assert page.locator("mjx-merror").count() == 0, "a formula that MathJax does not understand"


# Of all that can scroll sideways, what does so and is no stop of the Tab key, and what is one in vain.
STOPS_AMISS = """() => [...document.querySelectorAll("article *")]
    .filter((node) => node.checkVisibility())
    .filter((node) => !node.matches("a, button, input, select, summary, details"))
    .filter((node) => !node.matches("[role=button], [role=slider]"))
    .filter((node) => {
        const { overflowX, overflowY } = getComputedStyle(node);
        const scrolls = (size, room, flow) => room > 0 && size > room && ["auto", "scroll"].includes(flow);
        const sideways = scrolls(node.scrollWidth, node.clientWidth, overflowX);
        const stops = node.getAttribute("tabindex") === "0";
        return sideways ? !stops : stops && !scrolls(node.scrollHeight, node.clientHeight, overflowY);
    })
    .map((node) => node.outerHTML.slice(0, 100))"""


def assert_reached_by_keyboard(page: Page) -> None:
    """One stop for what scrolls, none for what does not; a solution's button says what it opens."""
    assert page.evaluate(STOPS_AMISS) == []
    for button in page.locator("button.toggle-button").all():
        title = button.locator("xpath=..").inner_text().strip()
        assert button.get_attribute("aria-label") == f"Show {title[0].lower()}{title[1:]}"
        assert button.get_attribute("aria-expanded") == "false"
        button.press("Enter")
        assert button.get_attribute("aria-expanded") == "true"
        assert (
            button.evaluate("node => node.matches(':focus-visible') && getComputedStyle(node).outlineWidth")
            == "2px"
        )


def open_and_move_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    for explorer in page.locator(".rv-explorer").all():
        press(explorer.locator("input[type=range]:visible").first)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_from_a_folder(browser: Browser, book: Path, name: str):
    assert_whole(browser, book.as_uri(), name, "light", DESKTOP)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_from_a_site_on_a_phone(browser: Browser, site: str, name: str):
    assert_whole(browser, site, name, "dark", PHONE)


def assert_whole(browser: Browser, home: str, name: str, theme: str, size: dict[str, int]) -> None:
    page = browser.new_page(viewport=size, color_scheme=theme)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    with watch(page, home):
        open_page(page, f"{home}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], "scrolls sideways"
        assert_figures(page, theme)
        assert_mathematics(page)
        assert_reached_by_keyboard(page)
        open_and_move_all(page)
        assert troubles(page) == []
        if "{code-cell}" in source(name):
            assert "Computed on" in page.locator(".rv-computed-with").last.inner_text()
        wanted = int(page.locator(f"{FIGURES}:visible").count() > 0)
        assert sum(url.endswith(PLOTLY) for url in requests) == wanted
    page.close()


def test_the_root_leads_to_the_first_page(page: Page, site: str):
    page.goto(f"{site}/{ROOT_PAGE}")
    page.wait_for_url(f"{site}/book/index.html")


def test_figures_follow_the_switch_and_the_width(page: Page, site: str):
    names = [name for name in PAGES if 'class="rv-figure"' in (BOOK / name).read_text(encoding="utf-8")]
    assert names, "no page has a plotly figure"
    page.set_viewport_size(DESKTOP)
    label = page.locator(f"{FIGURES} .xtick text").first
    for name in names:
        open_page(page, f"{site}/{name}")
        if label.count():
            break
    fills = set()
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.locator(f"{FIGURES}[data-drawn={theme}]").first.wait_for()
        fills.add(label.evaluate("element => getComputedStyle(element).fill"))
        assert label.evaluate(
            "element => { element.style.color = 'var(--rv-ink)';"
            " return getComputedStyle(element).color === getComputedStyle(element).fill }"
        ), f"{theme}: the labels are not in the page's ink"
        plot = page.locator(f"{FIGURES} svg.main-svg").first
        assert plot.evaluate("element => element.style.background") == "rgba(0, 0, 0, 0)", "paper on paper"
    assert len(fills) == 2

    page.set_viewport_size(PHONE)
    page.wait_for_function(
        "document.querySelector('.rv-figure svg.main-svg').getBoundingClientRect().right <= innerWidth"
    )


def test_numbers_beside_points_have_a_halo_and_are_not_cut(page: Page, site: str):
    open_page(page, f"{site}/book/score.html")
    number = page.locator(f"{FIGURES} .textpoint text").filter(has_text="128").first
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.locator(f"{FIGURES}[data-drawn={theme}]").first.wait_for()
        paint, halo, paper = number.evaluate(
            "text => { text.style.color = 'var(--rv-paper)'; const look = getComputedStyle(text);"
            " return [look.paintOrder, look.stroke, look.color]; }"
        )
        assert paint.startswith("stroke") and halo == paper, theme
    # Where the highest point lies at the axes' upper end, its number is above them.
    assert number.evaluate("text => text.closest('[clip-path]')") is None


def test_readouts_stand_under_their_names(page: Page, site: str):
    open_page(page, f"{site}/book/score.html")
    for readout in page.locator(".rv-readouts > div").all():
        name, number = (readout.locator(part).bounding_box() for part in ("dt", "dd"))
        assert name and number and abs(name["x"] - number["x"]) < 1


def test_only_what_scrolls_has_a_shadow_at_its_side(page: Page, site: str):
    open_page(page, f"{site}/book/one-pair.html")
    formula = page.locator('mjx-container[display="true"]').first

    def right_edge() -> np.ndarray:
        return matplotlib.image.imread(io.BytesIO(formula.screenshot()))[5:-5, -2:, :3]

    paper = right_edge()
    assert np.ptp(paper) == 0 and formula.evaluate("e => e.scrollWidth === e.clientWidth")
    formula.evaluate("e => { e.parentElement.style.width = '80px'; }")
    assert right_edge().max() < paper.min() - 0.1


@pytest.mark.parametrize(
    "name", [n for n in PAGES if 'display="true"' in (BOOK / n).read_text(encoding="utf-8")]
)
def test_no_formula_is_cut(page: Page, site: str, name: str):
    open_page(page, f"{site}/{name}")
    for formula in page.locator('mjx-container[display="true"]:visible').all():
        picture = matplotlib.image.imread(io.BytesIO(formula.screenshot()))[..., :3]
        assert np.ptp(picture[[0, -1], 1:-1]) < 0.02, formula.text_content()


def test_an_error_is_read_to_its_end(page: Page, site: str):
    page.set_viewport_size(PHONE)
    open_page(page, f"{site}/book/absolute-positions.html")
    error = page.locator(".output.traceback pre")
    assert "position 512" in error.inner_text()
    assert error.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_numbers_are_set_as_print_sets_them(book: Path):
    pasted = re.compile(r'<span class="pasted-text">(.*?)</span>')
    found = [n for name in PAGES for n in pasted.findall((book / name).read_text(encoding="utf-8"))]
    assert any("\xa0×\xa010" in number for number in found)
    assert [number for number in found if re.search(r"\de[+-]|^-", number)] == []


def test_numbers_stand_on_one_line_with_their_per_cent(book: Path):
    prose = "".join((book / name).read_text(encoding="utf-8") for name in PAGES if name.startswith("book/"))
    number = r'(?:pasted-text|rv-live)"[^<]*\d</span>(?:</strong>)?'
    assert len(re.findall(number + "\u00a0%", prose)) > 20
    assert not re.findall(number + " %", prose)


def test_nothing_for_a_live_kernel_is_in_the_pages(book: Path):
    for name in PAGES:
        text = (book / name).read_text(encoding="utf-8")
        assert [unwanted for unwanted in LIVE_KERNEL if unwanted in text] == [], name
