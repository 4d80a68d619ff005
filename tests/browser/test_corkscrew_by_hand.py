"""The corkscrew in a browser: dragged, looked along, coloured."""

from __future__ import annotations

import pytest

import rope_viz as rv
from rope_viz.explorers import explore_corkscrew

VIEW = {"viewAngle", "tilt", "axisOnScreen"}


class Halved(rv.Rope):
    """Speeds that no formula of head_dim and base gives, as a scaling rule makes them."""

    @property
    def inv_freq(self):
        return super().inv_freq / 2


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
    return page.locator(".rv-explorer").evaluate("root => (root.ropeViz.publish(), { ...root.dataset })")


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
    assert state(shown)["view_angle"] == pytest.approx(45 + 18) and state(shown)["tilt"] == pytest.approx(
        6 + 12
    )
    assert {name for name in after if after[name] != before[name]} <= VIEW


@pytest.mark.browser
def test_the_plane_is_dragged_along_the_axis(shown):
    drag(shown, middle(shown, ".rv-now-tag"), (200, 0))
    moved = state(shown)
    assert moved["now"] > 40 and moved["view_angle"] == 45
    explorer = explore_corkscrew(Halved(32, base=100.0), tokens=96, now=moved["now"])
    texts = drawn(shown)["hands"].split(" ")
    assert [float(text) for text in texts] == pytest.approx(explorer.numbers()["hands"], abs=1e-12)
    drag(shown, middle(shown, ".rv-now-tag"), (-900, 0))
    assert state(shown)["now"] == 0


@pytest.mark.browser
def test_the_button_looks_along_the_axis_and_back(shown):
    shown.get_by_role("button", name="Look along the axis").click()
    assert (state(shown)["view_angle"], state(shown)["tilt"]) == (90, 0)
    numbers = [float(part) for part in drawn(shown)["axisOnScreen"].split(" ")]
    assert numbers == pytest.approx([0, 0], abs=1e-15)  # the axis points at the reader
    assert not shown.locator(".rv-now").is_visible()
    assert shown.locator(".rv-clock-names text").count() == 16
    shown.get_by_role("button", name="Look from the side").click()
    assert (state(shown)["view_angle"], state(shown)["tilt"]) == (45, 6)


@pytest.mark.browser
def test_the_ropes_own_speeds_come_back_with_its_base(shown):
    shown.locator(".rv-more > summary").click()
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
    assert state(page)["view_angle"] < 35
    turn = state(page)["view_angle"]
    swipe(0, -200)
    page.wait_for_function("scrollY > 50")
    assert state(page)["view_angle"] == pytest.approx(turn, abs=5)
    context.close()
