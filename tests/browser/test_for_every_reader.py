"""Explorers for those who hear them, use other colours, a phone, no mouse, no movement or no scripts."""

from __future__ import annotations

import io
from collections.abc import Callable

import matplotlib.colors
import matplotlib.image
import numpy as np
import pytest
from accessible import troubles
from explorer_cases import CASES, HOSTILE, PLAIN
from playwright.sync_api import Locator, Page
from shown import frames, state
from sliders import press

from rope_viz import theme
from rope_viz.explorers import NAMES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", PLAIN)
def test_accessible(opened, page, name):
    opened(name)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        press(page.locator(".rv-explorer input[type=range]:visible").last)
        frames(page)
        assert troubles(page) == [], scheme


@pytest.mark.parametrize("name", PLAIN)
def test_the_picture_is_one_image_that_the_sentence_describes(opened, page, name):
    opened(name)
    press(page.locator(".rv-explorer input[type=range]:visible").first)
    page.wait_for_timeout(400)  # the sentence waits for the end of a movement
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    (picture,) = [node for node in nodes if node["role"]["value"] == "image"]
    assert picture["name"]["value"] == CASES[name]().title and picture["childIds"] == []
    assert picture["description"]["value"] == page.locator(".rv-summary").inner_text()


def test_what_comes_out_for_each_word_can_be_heard(opened, page):
    page, explorer = opened("order"), CASES["order"]()
    page.get_by_label("open door").select_option("rotate: RoPE")
    page.get_by_role("slider", name="place of “pig”").press("Home")
    page.wait_for_timeout(400)
    assert state(page)["order"][0] == 4
    with explorer.hold_trait_notifications():
        for name, value in state(page).items():
            explorer.set_trait(name, value)
    heard = page.locator(".rv-unseen li").all_inner_texts()
    words = [["the (1)", "dog", "chases", "the (2)", "pig"][word] for word in explorer.order]
    assert heard == [
        f"{word}: changed by up to {change:.2f}"
        for word, change in zip(words, explorer.numbers()["changes"], strict=True)
    ]


def painted(page: Page) -> Callable[[Locator], np.ndarray]:
    """Takes a picture of the page; gives the pixels of a part, shape (height, width, 3), from 0 to 1."""
    image = matplotlib.image.imread(io.BytesIO(page.screenshot(full_page=True)))[..., :3]

    def pixels(part: Locator) -> np.ndarray:
        left, top, width, height = part.evaluate(
            "e => ((b) => [b.left, b.top + scrollY, b.width, b.height])(e.getBoundingClientRect())"
        )
        return image[round(top) : round(top + height), round(left) : round(left + width)]

    return pixels


def luminance(pixels: np.ndarray) -> np.ndarray:
    """By WCAG, from 0 to 1; colours in the last dimension."""
    linear = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def colours(pixels: np.ndarray) -> set[int]:
    """Those of more pixels than the edges of letters have."""
    numbered = (pixels * 255).round().astype(int) @ np.array([65536, 256, 1])
    found, counts = np.unique(numbered, return_counts=True)
    return set(found[counts >= 20].tolist())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_vanishes_in_forced_colours(opened, page, name):
    page.emulate_media(forced_colors="active")
    opened(name)
    for scheme, ground in (("light", 1.0), ("dark", 0.0)):
        page.emulate_media(color_scheme=scheme, forced_colors="active")
        frames(page)
        pixels = painted(page)
        for slider in page.locator(".rv-slider input:visible").all():
            track = luminance(pixels(slider))
            bright, dark = np.maximum(track, ground), np.minimum(track, ground)
            stands_out = (bright + 0.05) / (dark + 0.05) > 3
            assert stands_out.any(axis=0).mean() > 0.9, "a slider's track"
        for play in page.locator(".rv-play:visible").all():
            inner = luminance(pixels(play))[8:-8, 8:-8]
            assert np.abs(inner - ground).max() > 0.5, "the sign on a button that plays"
        assert len(colours(pixels(page.locator(".rv-picture")))) > 3
        if name == "decay":
            keys = [colours(pixels(label)) for label in page.locator(".rv-toggle label").all()]
            assert all(key - set.intersection(*keys) for key in keys), "the key to the curves"


@pytest.mark.parametrize(("scheme", "palette"), [("light", theme.LIGHT), ("dark", theme.DARK)])
def test_a_slider_is_filled_up_to_where_it_stands(opened, page, scheme, palette):
    page.emulate_media(color_scheme=scheme)
    opened("corkscrew")
    page.locator("details").evaluate("more => (more.open = true)")
    for name, key in (("turn the view", "Home"), ("tilt the view", "End")):
        page.get_by_role("slider", name=name, exact=True).press(key)
    page.locator(":focus").evaluate("slider => slider.blur()")
    frames(page)
    pixels = painted(page)
    filled, rest = (np.array(matplotlib.colors.to_rgb(each)) for each in (palette.muted, palette.grid))
    shares = []
    for slider in page.locator(".rv-slider input:visible").all():
        share, thumb = slider.evaluate(
            "s => [(s.value - s.min) / (s.max - s.min || 1), 1.3 * parseFloat(getComputedStyle(s).fontSize)]"
        )
        track = pixels(slider)
        track = track[len(track) // 2, 2:-2]
        middle = thumb / 2 + share * (len(track) + 4 - thumb) - 2
        before, after = track[: max(int(middle - thumb / 2) - 1, 0)], track[int(middle + thumb / 2) + 2 :]
        assert (np.abs(before - filled) < 0.01).all() and (np.abs(after - rest) < 0.01).all()
        shares.append(share)
    assert min(shares) == 0 and max(shares) == 1


def test_a_step_leaves_the_nodes_of_the_page_as_they_are(opened, page):
    """New letters come into the text nodes that are there: new nodes cost a browser much of a frame."""
    opened("scores")
    slider = page.get_by_role("slider", name="read the score at distance")
    slider.press("ArrowRight")  # which makes the marks of where it began
    frames(page)
    page.evaluate("""() => {
        window.came = 0;
        new MutationObserver((all) => (came += all.length)).observe(
            document.querySelector(".rv-explorer"), { subtree: true, childList: true });
    }""")
    said = page.locator(".rv-readouts").inner_text()
    slider.press("ArrowRight")
    page.wait_for_timeout(400)
    assert page.locator(".rv-readouts").inner_text() != said
    assert page.evaluate("came") == 0


# What is written more than so many pixels beyond the picture: the widths of names are estimated.
OUTSIDE = """(all, room) => all.filter(text => {
    const [own, stage] = [text, text.closest(".rv-stage")].map(box => box.getBoundingClientRect());
    return own.width && (own.left < stage.left - room || own.right > stage.right + room);
}).map(text => text.textContent)"""


@pytest.mark.parametrize("width", [390, 640, 768])
@pytest.mark.parametrize("name", CASES)
def test_fits_a_narrow_screen(opened, page, name, width):
    page.set_viewport_size({"width": width, "height": 844})
    opened(name)
    frames(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    room = 16 if name in HOSTILE else 5  # the page's margin, for words of wide signs
    assert page.locator(".rv-stage svg text").evaluate_all(OUTSIDE, room) == []


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
    page.get_by_role("slider", name="(query)").press("ArrowRight")
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
