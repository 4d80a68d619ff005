"""The stage that all explorers stand on: what is near the picture, what moves, and what is remembered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from rope_viz.explorers import NAMES

pytestmark = pytest.mark.browser

MAIN = ".rv-explorer > .rv-controls"
BETWEEN_FRAMES = "() => new Promise(requestAnimationFrame)"


@pytest.fixture(scope="module", params=NAMES)
def name(request) -> str:
    return request.param


@pytest.fixture
def stage(page: Page, name: str, saved) -> Page:
    """The explorer on a page of its own."""
    page.goto(saved(name))
    page.wait_for_selector("[data-drawn]")
    return page


def state(page: Page) -> dict:
    return page.locator(".rv-explorer").evaluate("root => root.ropeViz.state()")


def played(page: Page):
    """The slider that has a ▶."""
    return page.locator(".rv-row:has(.rv-play) input")


def value(slider) -> int:
    return int(slider.input_value())


def test_two_controls_stand_with_the_picture_and_the_rest_waits(stage: Page):
    assert 1 <= stage.locator(f"{MAIN} :is(input, select):visible").count() <= 2
    assert stage.locator(".rv-readouts > div").count() <= 4
    more = stage.locator(".rv-more > summary:visible")
    if more.count():
        hidden = stage.locator(".rv-more :is(input, select)")
        assert hidden.count() and not any(control.is_visible() for control in hidden.all())
        more.press("Enter")
        labels = stage.locator(".rv-more .rv-control:visible label").all_inner_texts()
        assert labels and all(label in more.inner_text() for label in labels)


def test_minus_and_plus_make_one_step(stage: Page):
    for more in stage.locator(".rv-more > summary:visible").all():
        more.click()
    for row in stage.locator(".rv-row:visible").all():
        slider, (less, plus) = row.locator("input"), row.locator(".rv-step").all()
        here = value(slider)
        there = plus if here < int(slider.get_attribute("max")) else less
        back = less if there is plus else plus
        there.click()
        stage.evaluate(BETWEEN_FRAMES)
        stage.evaluate(BETWEEN_FRAMES)
        assert value(slider) == here + (1 if there is plus else -1), row.inner_text()
        back.click()
        stage.evaluate(BETWEEN_FRAMES)
        stage.evaluate(BETWEEN_FRAMES)
        assert value(slider) == here


def test_one_slider_plays_to_its_end_and_rests_there(stage: Page):
    assert stage.locator(".rv-play").count() == 1
    slider, button = played(stage), stage.locator(".rv-play")
    label = slider.evaluate("input => input.labels[0].textContent")
    slider.press("End")
    last = value(slider)
    for _ in range(min(3, last)):
        slider.press("ArrowLeft")
    stage.get_by_role("button", name=f"Play: {label}").click()
    stage.wait_for_function("([s, last]) => +s.value === last", arg=[slider.element_handle(), last])
    stage.wait_for_function(
        "b => b.getAttribute('aria-label').startsWith('Play')", arg=button.element_handle()
    )
    button.click()  # from the end it begins anew
    stage.wait_for_function("s => +s.value < +s.max", arg=slider.element_handle())
    slider.press("ArrowRight")  # a hand ends it
    here = value(slider)
    assert button.get_attribute("aria-label").startswith("Play")
    stage.wait_for_timeout(300)
    assert value(slider) == here


def test_nothing_plays_for_those_who_ask_for_calm(stage: Page):
    stage.emulate_media(reduced_motion="reduce")
    stage.evaluate(BETWEEN_FRAMES)
    stage.evaluate(BETWEEN_FRAMES)
    assert not stage.locator(".rv-play").is_visible()


def test_a_ghost_stays_while_a_control_is_moved_and_leaves(stage: Page):
    ghost = (
        "() => [...document.querySelectorAll('.rv-ghost')].some(g => g.getAttribute('display') !== 'none')"
    )
    stage.wait_for_timeout(100)
    assert not stage.evaluate(ghost)
    slider = played(stage)
    slider.press("ArrowRight" if value(slider) == 0 else "ArrowLeft")
    stage.wait_for_function(ghost)
    stage.wait_for_function(f"() => !({ghost})()")


def test_the_picture_has_something_to_take_hold_of(stage: Page):
    """A visible grip, which changes the state, and a slider that says the same."""
    grip = stage.locator(".rv-grip").first
    assert grip.is_visible()
    before = state(stage)
    box = grip.locator(".rv-grip-halo").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    stage.mouse.move(x, y)
    stage.mouse.down()
    for step in range(1, 11):
        stage.mouse.move(x + 12 * step, y - 4 * step)
    stage.mouse.up()
    assert state(stage) != before
    assert stage.locator(".rv-explorer.rv-touched").count() == 1


def test_a_state_is_glided_to_and_exactly_reached(stage: Page):
    slider = played(stage)
    here = state(stage)
    slider.press("End" if value(slider) < int(slider.get_attribute("max")) else "Home")
    goal = state(stage)
    moved = {trait: goal[trait] for trait in goal if goal[trait] != here[trait]}
    back = {trait: str(here[trait]).strip("[]").replace(" ", "") for trait in moved}
    seen = stage.locator(".rv-explorer").evaluate(
        """async (root, texts) => {
            root.ropeViz.moveTo(texts);
            const seen = new Set();
            for (let i = 0; i < 90; i++) {
                await new Promise(requestAnimationFrame);
                seen.add(JSON.stringify(root.ropeViz.state()));
            }
            return seen.size;
        }""",
        back,
    )
    # Numbers pass through what lies between; an order of words has nothing between.
    assert seen > 2 or not all(isinstance(value, int | float) for value in moved.values())
    assert state(stage) == here


def test_a_goal_with_nonsense_changes_nothing(stage: Page):
    before = state(stage)
    nonsense = dict.fromkeys(before, "constructor") | {"no such trait": "1"}
    stage.locator(".rv-explorer").evaluate("(root, texts) => root.ropeViz.moveTo(texts)", nonsense)
    stage.wait_for_timeout(100)
    assert state(stage) == before


def test_a_change_is_drawn_at_once_and_more_of_them_once_in_the_next_frame(stage: Page):
    slider = played(stage)
    here, last = value(slider), int(slider.get_attribute("max"))
    other = here + 1 if here < last else here - 1
    places = [other, here, other, here, other]
    drawings = stage.locator(".rv-explorer").evaluate(
        """async (root, places) => {
            const slider = root.querySelector(".rv-row:has(.rv-play) input");
            const frame = () => new Promise(requestAnimationFrame);
            let drawings = 0;
            await frame();
            await frame();
            root.addEventListener("rv-drawn", () => { drawings += 1; });
            const counted = [];
            for (const place of places) {
                slider.valueAsNumber = place;
                slider.dispatchEvent(new Event("input", { bubbles: true }));
                await null; // what the event has asked for is done before the page goes on
                counted.push(drawings);
            }
            await frame();
            counted.push(drawings);
            return counted;
        }""",
        places,
    )
    assert drawings == [1, 1, 1, 1, 1, 2]
    assert value(slider) == other
