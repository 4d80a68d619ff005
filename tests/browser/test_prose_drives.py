"""Prose and pictures of the built book, joined: every verb, every live number, every symbol."""

from __future__ import annotations

import json
import re
import time
from html import unescape

import pytest
from browser import arrive, watch
from paths import BOOK
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SPAN = re.compile(r'<span class="rv-(move|live)" ([^>]*)>([^<]*)</span>')
PAGES = {path.stem: SPAN.findall(path.read_text(encoding="utf-8")) for path in BOOK.glob("book/*.html")}
VERBS = sorted(name for name, found in PAGES.items() if any(kind == "move" for kind, *_ in found))
NUMBERS = sorted(name for name, found in PAGES.items() if any(kind == "live" for kind, *_ in found))
SYMBOLS = sorted(
    path.stem for path in BOOK.glob("book/*.html") if 'class="rv-symbols' in path.read_text(encoding="utf-8")
)
# The share of the picture that is in view, of what the window has room for below the page's header.
SEEN = """root => {
    const { top, height } = root.querySelector(".rv-stage").getBoundingClientRect();
    const above = parseFloat(root.style.getPropertyValue("--rv-header")) || 0;
    const room = innerHeight - above;
    return (Math.min(top + height, innerHeight) - Math.max(top, above)) / Math.min(height, room);
}"""
REACHED = """([key, traits]) => {
    const state = document.querySelector(`#explorer-${key} .rv-explorer`).ropeViz.state();
    return Object.entries(traits).every(([name, text]) => String(state[name]) === text);
}"""


@pytest.fixture
def opened(page, site):
    """Opens a page of the book, its explorers drawn; what goes wrong on it fails the test."""

    def open_page(name: str, size: tuple[int, int] = (1280, 800), motion: str = "reduce"):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(reduced_motion=motion)
        arrive(page, f"{site}/book/{name}.html")
        for look in page.get_by_role("button", name="Show me anyway").all():
            look.click()  # verbs stand in what follows a bet, too
        for look in page.get_by_role("button", name="Show me anyway").all():
            look.click()  # the bets' replies have verbs too
        return page

    with watch(page, site):
        yield open_page


def explorer(page, key: str):
    return page.locator(f"#explorer-{key} .rv-explorer")


def test_the_book_has_verbs_numbers_and_symbols():
    assert len(VERBS) >= 8 and len(NUMBERS) >= 3 and SYMBOLS == ["one-pair", "score"]


@pytest.mark.parametrize(
    ("size", "motion"),
    [((1280, 800), "no-preference"), ((390, 844), "reduce")],
    ids=["wide, gliding", "phone, at once"],
)
@pytest.mark.parametrize("name", VERBS)
def test_every_verb_moves_its_explorer_where_one_sees_it(opened, name, size, motion):
    page = opened(name, size, motion)
    verbs = page.locator(".rv-move[role=button]")
    assert verbs.count() == sum(kind == "move" for kind, *_ in PAGES[name])
    for i, verb in enumerate(verbs.all()):
        if not verb.is_visible():  # in a solution that is closed, for example
            verb.evaluate("button => button.closest('details').open = true")
        key, traits = verb.get_attribute("data-explorer"), json.loads(verb.get_attribute("data-traits"))
        if i % 2:
            verb.focus()
            verb.press("Enter" if i % 4 == 1 else "Space")
        else:
            verb.click()
        page.wait_for_function(REACHED, arg=[key, traits])
        picture = explorer(page, key).element_handle()
        page.wait_for_function(f"root => ({SEEN})(root) >= 0.8", arg=picture)


def test_a_verb_changes_nothing_else(opened):
    page = opened("score")
    root = explorer(page, "scores")
    before = root.evaluate("root => root.ropeViz.state()")
    verb = page.get_by_role("button", name="to 128")
    verb.click()
    after = root.evaluate("root => root.ropeViz.state()")
    assert {name for name in before if before[name] != after[name]} == {"vectors", "shift"}
    assert verb.evaluate("button => document.activeElement === button")


def test_what_is_not_allowed_changes_nothing(opened):
    page = opened("score")
    root = explorer(page, "scores")
    before = root.evaluate("root => root.ropeViz.state()")
    verb = page.get_by_role("button", name="all ones").first
    nonsense = {"vectors": "constructor", "shift": "much", "given": "1", "_explorer": "pair", "head_dim": ""}
    verb.evaluate("(button, traits) => button.dataset.traits = traits", json.dumps(nonsense))
    verb.click()
    page.wait_for_timeout(100)
    assert root.evaluate("root => root.ropeViz.state()") == before


def test_the_way_there_is_seen(opened):
    page = opened("score", motion="no-preference")
    page.evaluate(
        f"""() => {{
            window.shares = [];
            const root = document.querySelector("#explorer-scores .rv-explorer");
            const {{ base }} = root.ropeViz.state();
            root.addEventListener("rv-drawn", ({{ detail }}) => {{
                if (detail.state.base !== base) shares.push(({SEEN})(root));
            }});
        }}"""
    )
    page.get_by_role("button", name="to 1,000,000").click()  # from the exercises, far below
    page.wait_for_function(REACHED, arg=["scores", {"base": "1000000"}])
    page.wait_for_function("shares.length > 0")  # a busy machine draws few frames of a glide
    assert min(page.evaluate("shares")) >= 0.8


def test_a_way_back_to_the_text_is_offered_where_the_text_is_gone(opened):
    page = opened("score", (390, 844))
    verb, back = (
        page.get_by_role("button", name="to 1,000,000"),
        page.get_by_role("button", name="back to the text"),
    )
    verb.click()
    page.wait_for_function(REACHED, arg=["scores", {"base": "1000000"}])
    back.wait_for()
    expect(verb).not_to_be_in_viewport()
    page.keyboard.press("Tab")  # from the verb, which keeps the focus
    page.keyboard.press("Enter")
    expect(back).to_have_count(0)
    expect(verb).to_be_focused()
    expect(verb).to_be_in_viewport()
    verb.click()
    back.wait_for()
    verb.scroll_into_view_if_needed()
    expect(back).to_have_count(0)  # who has scrolled back himself needs it no more


@pytest.mark.parametrize("name", NUMBERS)
def test_live_numbers_are_those_that_are_drawn(opened, name):
    page = opened(name)
    for kind, attributes, first in PAGES[name]:
        if kind != "live":
            continue
        data = dict(re.findall(r'data-(\w+)="([^"]*)"', attributes))
        live = page.locator(f'.rv-live[data-explorer="{data["explorer"]}"][data-number="{data["number"]}"]')
        root = explorer(page, data["explorer"])
        said = [live.inner_text()]
        assert said == [unescape(first)]
        for verb in page.locator(f'.rv-move[role=button][data-explorer="{data["explorer"]}"]').all():
            traits = json.loads(verb.get_attribute("data-traits"))
            verb.click()
            page.wait_for_function(REACHED, arg=[data["explorer"], traits])
            page.evaluate("() => new Promise(requestAnimationFrame)")
            attribute = f"data-{data['number'].replace('_', '-')}"
            root.evaluate("root => root.ropeViz.publish()")
            said.append(live.inner_text())
            number = float(said[-1].replace("−", "-").replace(",", ""))
            digits = int(data["digits"])
            assert number == pytest.approx(float(root.get_attribute(attribute)), abs=0.5001 * 10**-digits)
        assert len(set(said)) > 1, "no verb of the page changes it"


def test_a_number_that_is_not_asked_in_a_state_is_a_dash(opened):
    page = opened("stretch")
    live, root = page.locator('.rv-live[data-explorer="stretch"]').first, explorer(page, "stretch")
    expect(live).to_have_text(re.compile(r"^\d"))
    root.evaluate("root => root.ropeViz.change({ base: 500_000 })")  # the heads have other clocks
    expect(live).to_have_text("–")
    root.evaluate("root => root.ropeViz.change({ base: 100_000 })")
    expect(live).to_have_text(re.compile(r"^\d"))


def test_numbers_follow_though_their_script_comes_late(page, site):
    """Over a slow line a picture, here one from a link, is drawn before the script that joins text to it."""

    def late(route):
        time.sleep(1.5)
        route.continue_()

    page.route("**/driving.js*", late)
    arrive(page, f"{site}/book/stretch.html?stretch-2.factor=16")
    drawn, live = explorer(page, "stretch-2"), page.locator('.rv-live[data-explorer="stretch-2"]')
    drawn.evaluate("root => root.ropeViz.publish()")
    expect(live).to_have_text(str(round(float(drawn.get_attribute("data-strangers")))))


@pytest.mark.parametrize("name", SYMBOLS)
def test_symbols_and_marks_light_each_other(opened, name):
    page = opened(name)
    page.wait_for_selector('mjx-math [class*="rv-symbol-"]')
    entries = page.locator(".rv-symbols button")
    assert 3 < entries.count() <= 6
    root = explorer(page, entries.first.get_attribute("data-explorer"))
    lit = "nodes => nodes.filter(node => node.hasAttribute('data-lit')).map(node => node.dataset.symbol)"
    marks = root.locator("[data-symbol]")
    for entry in entries.all():
        symbol = entry.get_attribute("data-symbol")
        letters = page.locator(f"mjx-math .rv-symbol-{symbol}")
        assert letters.count() > 0 and root.locator(f'[data-symbol="{symbol}"]').count() > 0
        for point in (entry.hover, entry.focus, letters.first.hover):
            page.mouse.move(1, 1)
            page.evaluate("document.activeElement.blur()")
            assert page.locator("[data-lit]").count() == 0
            point()
            assert set(marks.evaluate_all(lit)) == {symbol}
            assert letters.first.get_attribute("data-lit") == entry.get_attribute("data-lit") == ""
            assert "rv-lighting" in root.get_attribute("class")
    page.mouse.move(1, 1)
    page.evaluate("document.activeElement.blur()")

    letters.first.click()  # a finger cannot hover: what is chosen stays
    page.mouse.move(1, 1)
    assert entry.get_attribute("aria-pressed") == "true" and set(marks.evaluate_all(lit)) == {symbol}
    entry.press("Space")
    page.evaluate("document.activeElement.blur()")
    assert entry.get_attribute("aria-pressed") == "false" and marks.evaluate_all(lit) == []


@pytest.mark.parametrize(("name", "mark"), [("one-pair", ".rv-hand-query .rv-head"), ("score", ".rv-spot")])
def test_a_mark_lights_its_letter(opened, name, mark):
    page = opened(name)
    page.wait_for_selector('mjx-math [class*="rv-symbol-"]')
    root = explorer(page, page.locator(".rv-symbols button").first.get_attribute("data-explorer"))
    root.locator(mark).scroll_into_view_if_needed()
    box = root.locator(mark).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    named = root.locator(f"{mark}[data-symbol], [data-symbol]:has({mark})")
    symbol = named.first.get_attribute("data-symbol")
    assert page.locator(f"mjx-math .rv-symbol-{symbol}").first.get_attribute("data-lit") == ""
    assert page.locator(".rv-symbols button[data-lit]").get_attribute("data-symbol") == symbol
    assert "rv-lighting" not in root.get_attribute("class"), "the picture stays whole under the hand"


@pytest.mark.parametrize("name", ["one-pair", "score"])
def test_without_javascript_it_reads_as_plain_words(browser, site, name):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/book/{name}.html")
    assert page.locator("article .rv-move[role=button], .rv-symbols button").count() == 0
    for span in page.locator(".rv-move, .rv-live").all():
        style = span.evaluate("s => [getComputedStyle(s).textDecorationLine, getComputedStyle(s).cursor]")
        assert span.text_content() and style == ["none", "auto"]
    context.close()
