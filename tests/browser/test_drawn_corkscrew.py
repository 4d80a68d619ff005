"""The corkscrew as it is drawn: pixels of the canvas, clocks and words are those that torch computes."""

from __future__ import annotations

import base64
import io
import math

import numpy as np
import pytest
from drawn import NUMBER, placed, pull, settle, traits
from PIL import Image

from rope_viz import Rope, explore_corkscrew, theme
from rope_viz.words import brief, fixed

pytestmark = pytest.mark.browser

TICK = """ticks => ticks.map(tick => [+tick.textContent.replaceAll(",", ""), +tick.getAttribute("x")])"""
PLACE = """texts => texts.map(text => [+text.getAttribute("x"), +text.getAttribute("y")])"""


def explorer(**settings):
    return explore_corkscrew(Rope(12), **({"view_angle": 0, "tilt": 0, "now": 42} | settings))


# Has a program draw as the graphics card would, and counts how often it is asked for.
AS_A_CARD = """const own = HTMLCanvasElement.prototype.getContext;
window.cards = 0;
WebGL2RenderingContext.prototype.getExtension = () => null; // by which it would be known
HTMLCanvasElement.prototype.getContext = function (kind, options) {
    if (kind === "webgl2") {
        window.cards += 1;
        delete options.failIfMajorPerformanceCaveat;
    }
    return own.call(this, kind, options);
}"""
NO_CARD = """const own = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, options) {
    return kind === "webgl2" ? null : own.call(this, kind, options);
}"""


@pytest.fixture(params=[NO_CARD, AS_A_CARD], ids=["canvas", "webgl"])
def drawer(page, request):
    """Who draws the springs."""
    page.add_init_script(request.param)


@pytest.fixture
def opened(page, tmp_path):
    def open_page(shown):
        page.emulate_media(reduced_motion="reduce", color_scheme="light")
        page.goto(shown.save(tmp_path / "corkscrew.html").as_uri())
        page.wait_for_selector("[data-drawn]")
        settle(page)
        return page

    return open_page


def pixels(stage) -> np.ndarray:
    """The canvas, shape (height, width, 4)."""
    data = stage.locator(".rv-stage canvas").evaluate("canvas => canvas.toDataURL()")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data.split(",")[1]))).convert("RGBA")).astype(
        int
    )


def is_colour(pixel, share: float) -> bool:
    """Whether a pixel is the colour of a pair, as far as the nine steps of the map tell."""
    wanted = [int(theme.pair_colour(share)[k : k + 2], 16) for k in (1, 3, 5)]
    return bool(np.abs(pixel[:3] - wanted).max() <= 14 and pixel[3] > 200)


def rows(stage) -> list[float]:
    """The height at which each spring's axis lies, when looked at from the side."""
    em = float(stage.locator(".rv-stage").evaluate("el => parseFloat(getComputedStyle(el).fontSize)"))
    return [y - 0.3 * em for _, y in stage.locator(".rv-pair-names .rv-spring").evaluate_all(PLACE)]


def along(stage):
    """From positions to where they lie on the axis, as its ticks say."""
    positions, places = zip(*stage.locator(".rv-ticks .rv-tick").evaluate_all(TICK), strict=True)
    slope, start = np.polyfit(positions, places, 1)
    return lambda position: slope * np.asarray(position) + start


def radius(picture, middle: float) -> float:
    """How far the first spring reaches above its axis."""
    top = np.flatnonzero((picture[..., 3] > 60).sum(axis=1) > 8)[0]
    return middle - top


@pytest.mark.parametrize("now", [42, 80])
def test_from_the_side_each_hand_is_as_high_as_torch_says(opened, drawer, now):
    shown = explorer(now=now)
    stage = opened(shown)
    picture, middles, x = pixels(stage), rows(stage), along(stage)(now)
    angles = shown.numbers()["angles"]
    reach = radius(picture, middles[0])
    for i, (angle, middle) in enumerate(zip(angles, middles, strict=True)):
        spot = picture[round(middle - reach * math.sin(angle)), round(float(x))]
        assert is_colour(spot, i / 5), (i, spot)
        if abs(math.sin(angle)) > 0.2:
            assert not is_colour(picture[round(middle + reach * math.sin(angle)), round(float(x))], i / 5), i


def test_looked_at_along_the_axis_each_hand_is_a_clocks(opened, drawer):
    shown = explorer(view_angle=90)
    stage = opened(shown)
    picture = pixels(stage)
    names = stage.locator(".rv-clock-names .rv-spring").evaluate_all(PLACE)
    above = [0.0] * 3 + [y for _, y in names[:3]]  # the picture's edge, or the name of the clock above
    for i, ((x, foot), angle) in enumerate(zip(names, shown.numbers()["angles"], strict=True)):
        inked = round(above[i]) + np.flatnonzero(picture[round(above[i]) : round(foot), round(x), 3] > 30)
        centre, reach = (inked[-1] + inked[0]) / 2, (inked[-1] - inked[0]) / 2
        tip = picture[round(centre - reach * math.sin(angle)), round(x + reach * math.cos(angle))]
        assert is_colour(tip, i / 5), (i, tip)


def test_a_program_that_behaves_like_a_card_is_not_asked_to_draw(page, opened):
    page.add_init_script(
        """const draw = WebGL2RenderingContext.prototype.drawArraysInstanced;
        window.drawn = 0;
        WebGL2RenderingContext.prototype.drawArraysInstanced = function (...how) {
            window.drawn += 1;
            draw.apply(this, how);
        }"""
    )
    stage = opened(explorer(view_angle=45, tilt=6))
    software = stage.evaluate(
        """() => {
            const gl = document.createElement("canvas").getContext("webgl2");
            const told = gl?.getExtension("WEBGL_debug_renderer_info");
            const name = gl?.getParameter(told?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
            return !gl || /SwiftShader|llvmpipe/.test(name);
        }"""
    )
    assert (stage.evaluate("window.drawn") == 0) == software


def test_all_springs_share_one_context_which_is_asked_for_once(page, opened):
    page.add_init_script(AS_A_CARD)
    stage = opened(explorer(view_angle=45, tilt=6))
    for tokens in (4096, 64, 1_048_576):
        stage.locator(".rv-explorer").evaluate("(root, tokens) => root.ropeViz.change({ tokens })", tokens)
        settle(stage)
    assert stage.evaluate("window.cards") == 1


@pytest.mark.parametrize("tokens", [128, 4096, 1_048_576])
def test_card_and_canvas_draw_the_same(browser, tmp_path, tokens):
    address = explorer(view_angle=45, tilt=6, tokens=tokens).save(tmp_path / "corkscrew.html").as_uri()
    pictures = []
    for script in (NO_CARD, AS_A_CARD):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(script)
        page.goto(address)
        page.wait_for_selector("[data-drawn]")
        settle(page)
        pictures.append(pixels(page)[..., 3] / 255)
        page.close()
    differing = np.abs(pictures[0] - pictures[1]) > 0.35
    assert differing.mean() < 0.01, "edges are smoothed in two ways, and no more"
    assert np.corrcoef(pictures[0].ravel(), pictures[1].ravel())[0, 1] > 0.93


def test_a_spring_that_can_be_told_apart_makes_its_true_number_of_turns(opened, drawer):
    shown = explorer(tokens=2048)
    stage = opened(shown)
    picture, middles, x = pixels(stage), rows(stage), along(stage)
    for i in (1, 2, 3):
        start, end = (round(float(x(position))) for position in (0, 2047))
        line = picture[round(middles[i]) - 5, start:end, 3] > 40  # beside the axis that they wind around
        crossings = (np.diff(line.astype(int)) > 0).sum()
        half_turns = 2047 * float(Rope(12).inv_freq[i]) / math.pi
        assert crossings == pytest.approx(half_turns, abs=2), i


def test_a_spring_whose_turns_cannot_be_told_apart_is_a_tube(opened, drawer):
    shown = explorer(tokens=1_048_576, now=600_000)
    stage = opened(shown)
    picture, middles, x = pixels(stage), rows(stage), along(stage)
    reach = (middles[1] - middles[0]) / 1.8125  # springs of six pairs overlap by so much
    columns = [round(float(x(share * 1_048_575))) for share in (0.1, 0.35, 0.8)]
    for column in columns:
        for i in range(5):  # all but the slowest have more than 300 turns
            line = picture[round(middles[i] - 0.85 * reach) : round(middles[i] + 0.85 * reach), column, 3]
            assert (line > 25).all(), (i, column)
        top = np.flatnonzero(picture[:, column, 3] > 60)[0]
        assert middles[0] - top == pytest.approx(reach, abs=1.5)
    line = picture[round(middles[5]) - 5, columns[0] : columns[2], 3] > 40
    turns = 0.7 * 1_048_575 * float(Rope(12).inv_freq[5]) / math.pi
    assert (np.diff(line.astype(int)) > 0).sum() == pytest.approx(turns, abs=3), "the slowest begins to turn"


def hands(stage, selector: str) -> np.ndarray:
    paths = stage.locator(selector).evaluate_all("all => all.map(hand => hand.getAttribute('d'))")
    return np.array([complex(float(x), -float(y)) for *_, x, y in map(NUMBER.findall, paths)])


def test_the_clocks_beside_show_the_hands(opened):
    shown = explorer(view_angle=45, tilt=6, tokens=200, now=150)
    stage = opened(shown)
    drawn = hands(stage, ".rv-now-dials .rv-hand")
    np.testing.assert_allclose(
        drawn / abs(drawn[0]), np.exp(1j * np.array(shown.numbers()["angles"])), atol=1e-6
    )
    faces = stage.locator(".rv-now-dials .rv-face").evaluate_all(
        "all => all.map(f => f.style.getPropertyValue('--rv-role'))"
    )
    assert len(set(faces)) == 6


def test_a_clock_dragged_round_moves_the_plane(opened):
    shown = explorer(view_angle=45, tilt=6)
    stage = opened(shown)
    box = stage.locator(".rv-now-dials .rv-face").nth(1).bounding_box()
    centre = complex(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hand = hands(stage, ".rv-now-dials .rv-hand")[1]
    speed = float(Rope(12).inv_freq[1])
    pull(stage, [centre + (0.8 * hand * np.exp(1j * speed * 6 * k / 12)).conjugate() for k in range(13)])
    assert traits(stage)["now"] == 48


def test_the_grip_at_its_foot_pulls_the_plane_and_a_ghost_stays(opened):
    shown = explorer(view_angle=0, tilt=0)
    stage = opened(shown)
    picture = stage.locator(".rv-stage svg").bounding_box()
    grip = complex(*placed(stage.locator(".rv-grip")))
    assert grip.real == pytest.approx(float(along(stage)(42)), abs=0.01)
    here = complex(picture["x"], picture["y"]) + grip
    step = float(along(stage)(1) - along(stage)(0))
    before = hands(stage, ".rv-now-dials .rv-hand")
    pull(stage, [here, here + 10 * step, here + 20 * step])
    assert traits(stage)["now"] == 62
    assert placed(stage.locator(".rv-grip"))[0] == pytest.approx(float(along(stage)(62)), abs=0.01)
    np.testing.assert_allclose(hands(stage, ".rv-now-dials .rv-was"), before, atol=1e-6)
    plane = stage.locator(".rv-was-plane").get_attribute("points").split(" ")
    assert np.mean([float(corner.split(",")[0]) for corner in plane]) == pytest.approx(
        float(along(stage)(42)), abs=0.01
    )


def test_what_is_written_are_the_numbers(opened):
    shown = explorer(tokens=4096, now=3000, highlighted=range(2, 4), view_angle=45, tilt=6)
    stage = opened(shown)
    n = shown.numbers()

    def span(values, text):
        return f"{text(values[0])} to {text(values[-1])}"

    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        f"{span(n['highlighted_angles'], fixed)} rad",
        span(n["highlighted_angles"], lambda angle: fixed(angle / math.tau)),
        span(n["highlighted_wavelengths"], brief),
        f"{n['whole_turns']} of 6 pairs",
    ]
    assert stage.locator(".rv-readouts dt").first.inner_text() == "pairs 2 to 3: angle m·θ"
    waves = stage.locator(".rv-waves .rv-spring").all_text_contents()
    assert waves == [brief(wave) for wave in Rope(12).wavelengths.tolist()]
    assert stage.locator(".rv-now text").text_content() == "now: 3,000"
    stage.locator(".rv-more > summary").click()
    assert stage.locator("input[type=range]").evaluate_all("all => all.map(s => s.ariaValueText)") == [
        "m = 3,000", "4,096", "10,000", "12: 6 pairs", "i = 2", "2 pairs", "45°", "6°",
    ]  # fmt: skip


@pytest.mark.parametrize("view_angle", [-40, 20, 45])
@pytest.mark.parametrize("head_dim", [4, 12, 24, 26, 128])
def test_wavelengths_stand_beside_the_plane_at_the_end_and_in_the_picture(opened, head_dim, view_angle):
    rope = Rope(head_dim, base=1e8)
    stage = opened(explore_corkscrew(rope, tokens=64, now=63, view_angle=view_angle))
    picture = stage.locator("svg").first.bounding_box()
    faces = stage.locator(".rv-face:visible").all()
    assert bool(faces) == (head_dim <= 24)
    boxes = [text.bounding_box() for text in stage.locator(".rv-waves text").all()]
    ends = [face.bounding_box()["x"] for face in faces] or [picture["x"] + picture["width"]]
    assert max(box["x"] + box["width"] for box in boxes) < min(ends)
    if faces:  # of many pairs the plane is narrow, and what a finger holds is wider than what is drawn
        corners = stage.locator(".rv-now polygon").get_attribute("points").split(" ")
        plane = picture["x"] + max(float(corner.split(",")[0]) for corner in corners)
        assert plane < min(box["x"] for box in boxes)


@pytest.mark.parametrize("view_angle", [-45, 10, 45])
@pytest.mark.parametrize("head_dim", [2, 12, 26, 90])
@pytest.mark.parametrize("width", [1000, 390])
def test_at_the_first_position_nothing_lies_over_a_name(page, opened, width, head_dim, view_angle):
    page.set_viewport_size({"width": width, "height": 800})
    stage = opened(explore_corkscrew(Rope(head_dim), tokens=4096, now=0, view_angle=view_angle))
    over = [stage.locator(what).bounding_box() for what in (".rv-now-tag", ".rv-stage button")]
    names = stage.locator(".rv-pair-names .rv-axis-name, .rv-waves text").all()
    for text, box in [(name.text_content(), name.bounding_box()) for name in names]:
        for other in filter(None, (over if box else [])):
            beside = any(
                box[at] + box[size] <= other[at] + 1 or other[at] + other[size] <= box[at] + 1
                for at, size in (("x", "width"), ("y", "height"))
            )
            assert beside, (text, box, other)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["wide", "phone"])
def test_the_matrix_stands_beside_all_that_is_drawn(page, opened, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    stage = opened(explore_corkscrew(Rope(6, base=100.0), tokens=48, now=3, matrix=True))
    matrix = stage.locator(".rv-matrix").bounding_box()
    for other in (".rv-now-dials", ".rv-waves", ".rv-ticks"):
        box = stage.locator(other).bounding_box()
        beside = box["x"] + box["width"] <= matrix["x"] or matrix["x"] + matrix["width"] <= box["x"]
        assert beside or box["y"] + box["height"] <= matrix["y"], other
