"""The corkscrew explorer: which Rope it shows, what Python may set, and what a hand on the picture does."""

from __future__ import annotations

import math

import pytest

import rope_viz as rv
from rope_viz.explorers import explore_corkscrew
from rope_viz.explorers.traits import Refused

VIEW = {"turn", "tilt", "axisOnScreen"}


class Halved(rv.Rope):
    """Speeds that no formula of head_dim and base gives, as a scaling rule makes them."""

    @property
    def inv_freq(self):
        return super().inv_freq / 2


def test_a_ropes_own_speeds_are_shown_until_head_dim_or_base_are_moved():
    rope = Halved(16, base=500_000.0)
    explorer = explore_corkscrew(rope)
    assert explorer.numbers()["inv_freq"] == rope.inv_freq.tolist()
    explorer.base = 100.0
    assert explorer.numbers()["inv_freq"] == rv.Rope(16, base=100.0).inv_freq.tolist()
    explorer.base, explorer.head_dim = 500_000.0, 8
    assert explorer.numbers()["inv_freq"] == rv.Rope(8, base=500_000.0).inv_freq.tolist()
    explorer.head_dim = 16
    assert explorer.numbers()["inv_freq"] == rope.inv_freq.tolist()


def test_a_part_that_passes_through_stays_the_same_part():
    explorer = explore_corkscrew(rv.Rope(64, rotary_dim=16))
    assert len(explorer.numbers()["inv_freq"]) == 8
    explorer.head_dim = 128
    assert explorer.numbers()["inv_freq"] == rv.Rope(128, rotary_dim=32).inv_freq.tolist()


def test_pairs_that_never_turn_are_said_to_be_endless():
    explorer = explore_corkscrew(rv.Rope(4))
    explorer.own_inv_freq = (1.0, 0.0)
    explorer.highlighted = 1
    assert math.isinf(explorer.numbers()["highlighted_wavelengths"][0])
    assert "a whole turn takes endless tokens" in explorer.summary()


def test_hands_are_those_of_a_rotated_vector():
    explorer = explore_corkscrew(rv.Rope(8, base=100.0), now=7)
    hands = explorer.numbers()["hands"]
    for i, angle in enumerate(rv.Rope(8, base=100.0).angles([7])[0].tolist()):
        assert hands[2 * i : 2 * i + 2] == pytest.approx([math.cos(angle), math.sin(angle)], abs=1e-15)


def test_whole_turns_are_counted_when_they_are_complete():
    explorer = explore_corkscrew(rv.Rope(2), now=6)  # one radian per token: 6 tokens are not yet a turn
    assert explorer.numbers()["whole_turns"] == 0
    explorer.now = 7
    assert explorer.numbers()["whole_turns"] == 1


def test_what_no_longer_fits_follows():
    explorer = explore_corkscrew(rv.Rope(64), tokens=128, now=100, highlighted=range(20, 30))
    explorer.tokens = 50
    assert explorer.now == 49
    explorer.head_dim = 48
    assert (explorer.highlighted, explorer.highlighted_count) == (20, 4)
    explorer.head_dim = 8
    assert (explorer.highlighted, explorer.highlighted_count) == (3, 1)


@pytest.mark.parametrize(
    ("trait", "value", "text"),
    [
        (
            "now",
            128,
            "now must be smaller than tokens, the number of positions shown; 128 came, tokens is 128.",
        ),
        ("highlighted", 32, "highlighted must not reach beyond the last pair, 31; 32 came."),
        ("highlighted_count", 25, "highlighted_count must not reach beyond the last pair, 31; 25 came."),
        ("head_dim", 7, "head_dim must be even and at least 2, because components turn in pairs; 7 came."),
        (
            "head_dim",
            1024,
            "head_dim must be at most 512, because more springs are not told apart; 1024 came.",
        ),
    ],
)
def test_refusals_name_the_parameter_the_rule_and_the_value(trait, value, text):
    explorer = explore_corkscrew(rv.Rope(64))
    before = explorer.state
    with pytest.raises(Refused) as refused:
        setattr(explorer, trait, value)
    assert str(refused.value) == text
    assert explorer.state == before


@pytest.mark.parametrize("highlighted", [32, -1, range(3, 3), range(0, 8, 2), range(30, 33)])
def test_highlighted_must_be_neighbours_that_there_are(highlighted):
    with pytest.raises(ValueError, match="highlighted must be a pair from 0 to 31, or a range of neighbours"):
        explore_corkscrew(rv.Rope(64), highlighted=highlighted)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    explorer = explore_corkscrew(Halved(32, base=100.0), tokens=96, now=30)
    return explorer.save(tmp_path_factory.mktemp("saved") / "corkscrew.html").as_uri()


@pytest.fixture
def shown(page, address):
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.wait_for_selector("[data-drawn]")
    return page


def drawn(page):
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator(".rv-explorer").evaluate("root => ({ ...root.dataset })")


def picture(page):
    return page.locator(".rv-stage canvas").evaluate("canvas => canvas.toDataURL()")


def state(page):
    return page.locator(".rv-explorer").evaluate("root => root.ropeViz.state()")


def drag(page, start, way):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + way[0], start[1] + way[1], steps=5)
    page.mouse.up()


def middle(page, selector):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.browser
def test_dragging_turns_the_picture_and_no_number(shown):
    before, looks = drawn(shown), picture(shown)
    x, y = middle(shown, ".rv-ground")
    drag(shown, (x + 100, y + 50), (-60, 40))
    after = drawn(shown)
    assert picture(shown) != looks
    assert state(shown)["turn"] == pytest.approx(45 + 18) and state(shown)["tilt"] == pytest.approx(6 + 12)
    assert {name for name in after if after[name] != before[name]} <= VIEW


@pytest.mark.browser
def test_the_plane_is_dragged_along_the_axis(shown):
    drag(shown, middle(shown, ".rv-now-tag"), (200, 0))
    moved = state(shown)
    assert moved["now"] > 40 and moved["turn"] == 45
    explorer = explore_corkscrew(Halved(32, base=100.0), tokens=96, now=moved["now"])
    texts = drawn(shown)["hands"].split(" ")
    assert [float(text) for text in texts] == pytest.approx(explorer.numbers()["hands"], abs=1e-12)
    drag(shown, middle(shown, ".rv-now-tag"), (-900, 0))
    assert state(shown)["now"] == 0


@pytest.mark.browser
def test_the_button_looks_along_the_axis_and_back(shown):
    shown.get_by_role("button", name="Look along the axis").click()
    assert (state(shown)["turn"], state(shown)["tilt"]) == (90, 0)
    numbers = [float(part) for part in drawn(shown)["axisOnScreen"].split(" ")]
    assert numbers == pytest.approx([0, 0], abs=1e-15)  # the axis points at the reader
    assert not shown.locator(".rv-now").is_visible()
    assert shown.locator(".rv-clock-names text").count() == 16
    shown.get_by_role("button", name="Look from the side").click()
    assert (state(shown)["turn"], state(shown)["tilt"]) == (45, 6)


@pytest.mark.browser
def test_the_ropes_own_speeds_come_back_with_its_base(shown):
    own = drawn(shown)["invFreq"]
    base = shown.get_by_label("base", exact=True)
    base.press("ArrowRight")
    assert drawn(shown)["invFreq"] != own
    base.press("ArrowLeft")
    assert drawn(shown)["invFreq"] == own


@pytest.mark.browser
def test_the_block_matrix_is_the_one_of_torch(page, tmp_path):
    rope = rv.Rope(6, base=100.0)
    explorer = explore_corkscrew(rope, tokens=48, now=3, matrix=True)
    page.goto(explorer.save(tmp_path / "matrix.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    squares = page.locator(".rv-matrix .rv-negative, .rv-matrix .rv-positive")
    entries = squares.evaluate_all(
        "all => all.map(s => s.getAttribute('fill-opacity') * (s.classList.contains('rv-negative') ? -1 : 1))"
    )
    assert entries == pytest.approx(rope.matrix(3).flatten().tolist(), abs=5e-4)  # drawn to three decimals


@pytest.mark.browser
def test_threads_take_the_colours_of_the_theme(shown):
    light = picture(shown)
    shown.evaluate("document.documentElement.dataset.theme = 'dark'")
    drawn(shown)
    assert picture(shown) != light


@pytest.mark.browser
def test_a_finger_turns_sideways_and_scrolls_up_and_down(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("[data-drawn]")
    finger = context.new_cdp_session(page)

    def swipe(dx, dy):
        x, y = 250, 450
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for k in range(1, 9):
            point = {"x": x + dx * k / 8, "y": y + dy * k / 8}
            finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        drawn(page)

    swipe(80, 0)
    assert state(page)["turn"] < 35
    turn = state(page)["turn"]
    swipe(0, -200)
    page.wait_for_function("scrollY > 50")
    assert state(page)["turn"] == pytest.approx(turn, abs=5)
    context.close()
