"""Explorers in a real browser, each on its own page: what they draw is what torch computes."""

from __future__ import annotations

import random
from urllib.parse import urlencode

import pytest
import torch
from explorer_cases import CASES, PLAIN
from shown import assert_computed, drawn, state
from sliders import click, press

from rope_viz.explorers import NAMES, Explorer

pytestmark = pytest.mark.browser


def assert_as_torch_computes(page, explorer: Explorer) -> None:
    assert_computed(explorer, state(page), drawn(page))


# By keyboard in every state; by mouse in the first one of each explorer.
@pytest.mark.parametrize(
    ("name", "move"), [*((name, press) for name in PLAIN), *((name, click) for name in NAMES)]
)
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


WATCH = """() => {
    window.written = [];
    const seen = (records) => {
        for (const { target, type, attributeName: name, oldValue, removedNodes, addedNodes } of records) {
            const of = (nodes) => [...nodes].map((node) => node.textContent).join();
            if (type === "attributes" && target.getAttribute(name) === oldValue)
                written.push(`${name}=${oldValue}`);
            if (type === "childList" && removedNodes.length && of(removedNodes) === of(addedNodes))
                written.push(`text ${of(addedNodes)}`);
        }
    };
    const watched = { subtree: true, attributes: true, attributeOldValue: true, childList: true };
    new MutationObserver(seen).observe(document.querySelector(".rv-picture svg"), watched);
}"""


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_writes_nothing_that_is_there_already(opened, name):
    """A browser lays out each text anew that is written, and a phone needs a frame for it."""
    page = opened(name)
    slider = page.locator(".rv-explorer input[type=range]:visible").first
    press(slider)
    page.evaluate(WATCH)
    before = drawn(page)
    press(slider)
    assert drawn(page) != before
    assert page.evaluate("window.written") == []


# What is seen outside of its picture, by more pixels than a page has margin; fingers find the transparent.
BEYOND = """() => {
    const svg = document.querySelector(".rv-picture svg");
    const box = svg.getBoundingClientRect();
    const felt = ".rv-grip-reach, [fill=transparent], [clip-path] *, clipPath *";
    const seen = (node) => !node.matches(felt)
        && node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const outside = (node) => {
        const { left, right, top, bottom, width, height } = node.getBoundingClientRect();
        const out = Math.max(box.left - left, right - box.right, box.top - top, bottom - box.bottom);
        const name = `${node.getAttribute("class")} ${node.textContent}`;
        return (width || height) && out > 10 ? [`${name} by ${out} px`] : [];
    };
    return [...svg.querySelectorAll("rect, circle, path, line, polygon, text")].filter(seen).flatMap(outside);
}"""


@pytest.mark.parametrize("name", PLAIN)
def test_nothing_is_drawn_beyond_the_picture(opened, page, name):
    page.set_viewport_size({"width": 390, "height": 844})
    sliders = opened(name).locator(".rv-explorer input[type=range]:visible")
    beyond = set(page.evaluate(BEYOND))
    for i in range(sliders.count()):
        for key in ("End", "Home", "PageUp"):  # from end to end a ghost stays from farthest away
            sliders.nth(i).press(key)
            page.evaluate("() => new Promise(requestAnimationFrame)")
            beyond |= set(page.evaluate(BEYOND))
    assert beyond == set()


def test_text_stays_text(opened):
    page = opened("pair-hostile")
    assert "<script>document.title = 'taken'</script>" in page.locator(".rv-explorer").inner_text()
    assert page.title() == CASES["pair"]().title and page.locator("b").count() == 0


AXES = """() => [...document.querySelectorAll(".rv-picture .rv-axis")]
    .filter((axis) => axis.getBoundingClientRect().width > 0)
    .map((axis) => [axis, ...axis.querySelectorAll(".tick")].map((mark) => [
        mark.getAttribute("transform"), mark.classList.contains("tick") && mark.textContent,
    ]))"""


STYLES = """() => [...document.querySelectorAll(".rv-picture [style]")]
    .filter((mark) => !mark.closest(".rv-ghost") && mark.getBoundingClientRect().width > 0)
    .map((mark) => `${mark.className.baseVal}: ${mark.getAttribute("style")}`).sort()"""


@pytest.mark.parametrize("name", PLAIN)
def test_a_link_carries_the_values(opened, page, context, name):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(name)
    sliders = page.locator(".rv-explorer input[type=range]:visible")
    for i in range(sliders.count()):
        press(sliders.nth(i))
    numbers, axes, styles = drawn(page), page.evaluate(AXES), page.evaluate(STYLES)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("[data-drawn]")
    assert drawn(page) == numbers
    assert page.evaluate(AXES) == axes, "an axis was not drawn anew when it had to be"
    assert page.evaluate(STYLES) == styles, "a style was not written anew when it had to be"
    page.get_by_role("button", name="Reset").click()
    assert drawn(page) != numbers
    assert_as_torch_computes(page, CASES[name]())


def test_a_link_with_nonsense_changes_nothing_that_it_may_not(opened):
    page = opened("pair", "?pair.length=1e9&pair.inv_freq=NaN&pair.query_position=&pair.words=x&other=1")
    values = state(page)
    assert values["length"] == 64 and values["inv_freq"] == 1 and values["query_position"] == 4
    assert values["words"] == ["the", "dog", "chases", "the", "pig"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("pair", {"query_position": 20, "length": 24}),
        ("pair", {"length": 24, "query_position": 20}),
        ("buckets", {"offset": -400, "length": 512}),
    ],
)
def test_a_link_sets_what_only_another_of_its_values_allows(opened, name, values):
    query = "&".join(f"{name}.{trait}={value}" for trait, value in values.items())
    assert values.items() <= state(opened(name, f"?{query}")).items()


# What no value of any trait reads like, whatever JavaScript makes of it.
NONSENSE = ["", " ", "NaN", "-Infinity", "1e999", "9" * 400, "constructor", "__proto__", "toString", "null"]
NONSENSE += ["undefined", "[object Object]", "True", "--5", "1;2", "0,0,0", "{}", "[]", "<b>", "%00", "∞"]


@pytest.mark.parametrize("name", NAMES)
def test_links_that_carry_nonsense_change_nothing(opened, name):
    first = state(opened(name))
    draw = random.Random(name)
    for _ in range(4):
        names = [*first, "constructor", "__proto__", ""]
        said = {f"{name}.{trait}": draw.choice(NONSENSE) for trait in names}
        assert state(opened(name, f"?{urlencode(said)}")) == first, said


def test_a_link_with_the_name_of_a_method_changes_nothing(opened):
    for nonsense in ("constructor", "toString", "1", ""):
        assert state(opened("order", f"?order.causal={nonsense}"))["causal"] is False
    assert state(opened("order", "?order.causal=true"))["causal"] is True


@pytest.mark.parametrize("name", NAMES)
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
    page, rope = opened("corkscrew-half"), CASES["corkscrew-half"]().rope
    hands = torch.tensor([float(part) for part in drawn(page)["hands"].split()]).view(-1, 2)
    assert rope.attention_factor > 1.2
    torch.testing.assert_close(hands.norm(dim=-1), torch.full((rope.pairs,), rope.attention_factor))
