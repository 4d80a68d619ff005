"""The clip and its pairs as they are drawn: bars, their colours, the tokens, readouts, and what is pulled."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import ATTRIBUTES, TICKS, placed, pull, settle, traits

import rope_viz as rv
from rope_viz.theme import LIGHT

pytestmark = pytest.mark.browser

BARS = ".rv-turned-bars rect"
SPEEDS = 1e6 ** (-np.arange(64) / 64)
FILLS = "all => all.map(node => getComputedStyle(node).fill)"
SERIES = ["rgb({}, {}, {})".format(*bytes.fromhex(colour[1:])) for colour in LIGHT.series]


@pytest.fixture
def stage(page, tmp_path):
    page.goto(rv.explore_sections().save(tmp_path / "sections.html", theme="light").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def degrees(stage):
    """Of each bar, by the ticks; nothing where it is a stub."""
    ticks = stage.locator(".rv-turned .rv-axis-y").evaluate_all(TICKS)[0]
    powers = [np.log10(float(text.removesuffix("°"))) for *_, text in ticks]
    slope, start = np.polyfit([y for _, y, _ in ticks], powers, 1)
    assert slope < 0, "upwards"
    bars = np.array(stage.locator(BARS).evaluate_all(ATTRIBUTES, ["x", "y", "width", "height"]))
    assert (np.diff(bars[:, 0]) > 0).all() and np.ptp(bars[:, 1] + bars[:, 3]) < 1e-6
    return np.where(bars[:, 3] > 3, 10 ** (slope * bars[:, 1] + start), 0)


def tokens(stage):
    """Middles of all tokens on the screen."""
    picture = stage.locator(".rv-stage svg").bounding_box()
    boxes = np.array(stage.locator(".rv-clip-token").evaluate_all(ATTRIBUTES, ["x", "y", "width", "height"]))
    return (boxes[:, :2] + boxes[:, 2:] / 2) @ [1, 1j] + complex(picture["x"], picture["y"])


def test_bars_tokens_and_what_is_pulled(stage):
    at = tokens(stage)
    assert len(at) == 42
    # A row of a frame goes on to the right, a frame stands right of the last one, words at both ends.
    assert (np.diff(at[3:6].real) > 0).all() and np.ptp(at[3:6].imag) == 0 and at[12].real > at[5].real
    assert at[6].imag > at[3].imag and at[0].real < at[3].real < at[38].real < at[39].real
    picture = stage.locator(".rv-stage svg").bounding_box()
    corner = complex(picture["x"], picture["y"])
    key, query = (corner + complex(*placed(grip)) for grip in stage.locator(".rv-clip .rv-grip").all())
    assert abs(key - at[16]) < 1 and abs(query - at[25]) < 1
    frame = np.rad2deg(SPEEDS) * (np.arange(64) < 16)
    np.testing.assert_allclose(degrees(stage), frame, rtol=2e-3)
    fills = stage.locator(BARS).evaluate_all(FILLS)
    assert fills == [SERIES[0]] * 16 + [SERIES[1]] * 24 + [SERIES[2]] * 24
    said = stage.locator(".rv-readouts dd").all_inner_texts()
    score = (np.cos(SPEEDS[:16]).sum() + 48) / 64
    assert said == ["(5, 4, 4)", "(4, 4, 4)", "16 of 64, by up to 57.3°", f"{score:.2f} of the largest"]
    pull(stage, [query, at[17]])
    assert traits(stage)["query"] == 17
    np.testing.assert_allclose(degrees(stage), np.rad2deg(SPEEDS) * (np.arange(64) >= 40), rtol=2e-3)
    stage.get_by_label("pairs are shared out").select_option(label="in turn")
    settle(stage)
    column = (np.arange(64) % 3 == 2) & (np.arange(64) < 60)
    np.testing.assert_allclose(degrees(stage), np.rad2deg(SPEEDS) * column, rtol=2e-3)
    assert stage.locator(BARS).evaluate_all(FILLS)[58:] == [SERIES[i] for i in (1, 2, 0, 0, 0, 0)]
    # Among words all turn, by whole turns less where there are some.
    stage.get_by_text("More:").click()
    stage.get_by_role("slider", name="key, token").press("Home")
    stage.get_by_role("slider", name="query, token").press("End")
    settle(stage)
    turned = np.abs(np.angle(np.exp(9j * SPEEDS), deg=True))
    np.testing.assert_allclose(degrees(stage), turned, rtol=2e-3)
    assert stage.locator(".rv-readouts dd").first.inner_text() == "(9, 9, 9)"
    assert stage.locator(".rv-clip-word").nth(5).text_content() == "first?"
