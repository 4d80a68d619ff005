"""Explorers in a real browser, each on its own page: what they draw is what torch computes."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from browser import watch
from explorer_cases import CASES, PLAIN
from sliders import click, press

from rope_viz.explorers import Explorer

pytestmark = pytest.mark.browser
# Float64 on both sides; what differs is the last bits of cos and pow.
CLOSE = {"rel": 1e-9, "abs": 1e-9}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Saved pages by name of the case, each written once."""
    folder, pages = tmp_path_factory.mktemp("saved"), {}

    def page_of(name: str) -> str:
        if name not in pages:
            pages[name] = CASES[name]().save(folder / f"{name}.html").as_uri()
        return pages[name]

    return page_of


@pytest.fixture
def opened(page, saved):
    """Opens a saved page; whatever goes wrong on it fails the test at its end."""
    with ExitStack() as watched:

        def open_page(name: str, query: str = ""):
            watched.enter_context(watch(page, saved(name)))
            page.goto(saved(name) + query)
            page.wait_for_selector("[data-drawn]")
            page.evaluate("document.querySelectorAll('details').forEach((more) => (more.open = true))")
            return page

        yield open_page


def frames(page, count: int = 2) -> None:
    """Let the page draw."""
    for _ in range(count):
        page.evaluate("() => new Promise(requestAnimationFrame)")


def drawn(page) -> dict[str, str]:
    """The numbers drawn, as they stand in the page."""
    frames(page)
    return page.locator(".rv-explorer").evaluate("root => (root.ropeViz.publish(), { ...root.dataset })")


def state(page) -> dict:
    return page.locator(".rv-explorer").evaluate("root => root.ropeViz.state()")


def assert_as_torch_computes(page, explorer: Explorer) -> None:
    """What is drawn for the page's state are the numbers that Python finds for the same state."""
    texts = drawn(page)
    with explorer.hold_trait_notifications():
        for name, value in state(page).items():
            explorer.set_trait(name, value)
    for name, value in explorer.numbers().items():
        head, *rest = name.split("_")
        text = texts[head + "".join(word.capitalize() for word in rest)]
        numbers = [float(part) for part in text.split(" ")]
        assert numbers == pytest.approx(value if isinstance(value, list) else [value], **CLOSE), name


@pytest.mark.parametrize("move", [click, press])
@pytest.mark.parametrize("name", PLAIN)
def test_every_slider_by_mouse_and_keyboard_draws_what_torch_computes(opened, name, move):
    page, explorer = opened(name), CASES[name]()
    assert_as_torch_computes(page, explorer)
    sliders = page.locator(".rv-explorer input[type=range]:visible")
    assert sliders.count() > 0
    for i in range(sliders.count()):
        before, said = drawn(page), sliders.nth(i).get_attribute("aria-valuetext")
        move(sliders.nth(i))
        assert drawn(page) != before, f"slider {i} changed nothing"
        assert sliders.nth(i).get_attribute("aria-valuetext") != said
        assert_as_torch_computes(page, explorer)


@pytest.mark.parametrize("name", PLAIN)
def test_choices_and_toggles_draw_what_torch_computes(opened, name):
    page, explorer = opened(name), CASES[name]()
    choices = page.locator(".rv-explorer select:visible")
    for i in range(choices.count()):
        for option in range(choices.nth(i).locator("option").count()):
            choices.nth(i).select_option(index=option)
            assert_as_torch_computes(page, explorer)
    toggles = page.locator(".rv-explorer input[type=checkbox]:visible")
    for i in range(toggles.count()):
        toggles.nth(i).click()
        assert_as_torch_computes(page, explorer)


@pytest.mark.parametrize("name", CASES)
def test_the_sentence_is_the_one_that_python_says(opened, name):
    page, explorer = opened(name), CASES[name]()
    assert page.locator(".rv-summary").inner_text() == explorer.summary()


def test_text_stays_text(opened):
    page = opened("pair-hostile")
    assert "<script>document.title = 'taken'</script>" in page.locator(".rv-controls").inner_text()
    assert page.title() == CASES["pair"]().title and page.locator("b").count() == 0


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(opened, page, name, scheme):
    page.emulate_media(color_scheme=scheme)
    opened(name)
    violations = Axe().run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("name", CASES)
def test_fits_a_phone(opened, page, name):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(name)
    frames(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cut = page.locator(".rv-explorer svg text").evaluate_all(
        "all => all.filter(t => t.textContent).map(t => [t.textContent, t.getBoundingClientRect()])"
        ".filter(([, b]) => b.width && (b.left < -1 || b.right > 391)).map(([text]) => text)"
    )
    assert cut == []


# The share of the picture that is in view, and whether the focused control is not covered by it.
IN_ONE_LOOK = """control => {
    const picture = control.closest(".rv-explorer").querySelector(".rv-stage").getBoundingClientRect();
    const seen = Math.min(picture.bottom, innerHeight) - Math.max(picture.top, 0);
    const { left, top, width, height } = control.getBoundingClientRect();
    const free = document.elementFromPoint(left + width / 2, top + height / 2) === control;
    return [seen / picture.height, free];
}"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["wide", "phone"])
@pytest.mark.parametrize("name", PLAIN)
def test_picture_and_control_share_one_look(opened, page, name, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(name)
    controls = page.locator(".rv-explorer :is(input, select):visible")
    # Down the page and up again, as Tab and Shift+Tab go.
    for i in [*range(controls.count()), *reversed(range(controls.count()))]:
        controls.nth(i).focus()
        share, free = controls.nth(i).evaluate(IN_ONE_LOOK)
        assert share >= 0.8 and free, (i, share, free)


@pytest.mark.parametrize("name", PLAIN)
def test_a_link_carries_the_values(opened, page, context, name):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(name)
    sliders = page.locator(".rv-explorer input[type=range]:visible")
    for i in range(sliders.count()):
        press(sliders.nth(i))
    numbers = drawn(page)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("[data-drawn]")
    assert drawn(page) == numbers
    page.get_by_role("button", name="Reset").click()
    assert drawn(page) != numbers
    assert_as_torch_computes(page, CASES[name]())


def test_a_link_with_nonsense_changes_nothing_that_it_may_not(opened):
    page = opened("pair", "?pair.length=1e9&pair.inv_freq=NaN&pair.query_position=&pair.words=x&other=1")
    values = state(page)
    assert values["length"] == 64 and values["inv_freq"] == 0.5 and values["query_position"] == 4
    assert values["words"] == ["the", "dog", "chases", "the", "pig"]


def test_a_link_with_the_name_of_a_method_changes_nothing(opened):
    for nonsense in ("constructor", "toString", "1", ""):
        assert state(opened("order", f"?order.causal={nonsense}"))["causal"] is False
    assert state(opened("order", "?order.causal=true"))["causal"] is True


@pytest.mark.parametrize("name", ["pair", "order", "corkscrew"])
def test_going_back_keeps_what_was_moved(opened, name):
    page = opened(name)
    before = state(page)
    press(page.locator(".rv-explorer input[type=range]:visible").first)
    moved = state(page)
    assert moved != before
    page.goto("about:blank")
    page.go_back()
    page.wait_for_selector("[data-drawn]")
    assert state(page) == moved


@pytest.mark.parametrize("name", PLAIN)
def test_colours_follow_the_theme(opened, page, name):
    page.emulate_media(color_scheme="light")
    opened(name)
    ink = "document.querySelector('.rv-explorer').computedStyleMap().get('color').toString()"
    light = page.evaluate(ink)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    frames(page)
    assert page.evaluate(ink) != light


def test_no_movement_for_those_who_ask_for_none(opened, page):
    page.emulate_media(reduced_motion="reduce")
    opened("pair")
    page.locator("input[type=range]").nth(2).press("ArrowRight")
    frames(page, 1)
    tip = "document.querySelector('.rv-hand-query .rv-head').getAttribute('d')"
    at_once = page.evaluate(tip)
    frames(page, 5)
    assert page.evaluate(tip) == at_once


@pytest.mark.parametrize("name", PLAIN)
def test_without_scripts_the_still_stands(browser, saved, name):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(saved(name))
    still = page.locator("img.rv-still")
    assert still.is_visible() and still.bounding_box()["width"] > 300
    assert still.get_attribute("alt") == CASES[name]().summary()
    context.close()


@pytest.mark.parametrize(("word", "name"), [("query", "query_position"), ("key", "key_position")])
def test_words_are_dragged_on_the_picture(opened, word, name):
    page = opened("pair")
    before = state(page)[name]
    box = page.locator(f".rv-token-{word} rect").bounding_box()
    y = box["y"] + (0.25 if word == "query" else 0.75) * box["height"]
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 3.5 * box["width"] + 3, y, steps=4)
    page.mouse.up()
    assert state(page)[name] == before + 3
    assert_as_torch_computes(page, CASES["pair"]())


def test_moving_both_words_keeps_angle_and_score(opened):
    page = opened("pair")
    before = drawn(page)
    page.get_by_role("slider", name="both words").press("End")
    after = drawn(page)
    assert after["queryAngle"] != before["queryAngle"]
    assert float(after["angleBetween"]) == pytest.approx(float(before["angleBetween"]), abs=1e-12)
    assert float(after["score"]) == pytest.approx(float(before["score"]), abs=1e-12)


def test_the_hands_of_a_scaled_rope_are_as_long_as_its_attention_factor(opened):
    page, rope = opened("corkscrew-half"), CASES["corkscrew-half"]()._shown
    hands = torch.tensor([float(part) for part in drawn(page)["hands"].split()]).view(-1, 2)
    assert rope.attention_factor > 1.2
    torch.testing.assert_close(hands.norm(dim=-1), torch.full((rope.pairs,), rope.attention_factor))
