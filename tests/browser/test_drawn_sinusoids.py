"""Sinusoids as they are drawn: colours of the table, the two rows, and the hands of one pair."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from drawn import ATTRIBUTES, NUMBER, PIXELS, placed, pull, settle, traits

import rope_viz as rv
from rope_viz import theme

pytestmark = pytest.mark.browser

POSITION, SHIFT, PAIR = 37, 11, 5


@pytest.fixture
def stage(page, tmp_path):
    page.emulate_media(color_scheme="light")
    explorer = rv.explore_sinusoids(position=POSITION, shift=SHIFT, pair=PAIR)
    page.goto(explorer.save(tmp_path / "sinusoids.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def box(stage, name: str) -> list[float]:
    """Left, top, width and height of a marked row or column."""
    names = ["x", "y", "width", "height"]
    return stage.locator(f".rv-marked-{name}").evaluate_all(ATTRIBUTES, names)[0]


def test_the_table_has_the_colours_of_its_numbers(stage):
    left, _, width, row = box(stage, "query")
    top = box(stage, "query")[1] - POSITION * row
    places = [(m, k) for m in (0, 3, 50, 99) for k in (0, 1, 9, 22, 63)]
    pixels = [(left + (k + 0.5) * width / 64, top + (m + 0.5) * row) for m, k in places]
    drawn = np.array(stage.locator(".rv-stage canvas").evaluate(PIXELS, pixels))
    table = rv.Sinusoidal(64).table(range(100)).numpy()
    stops = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in theme.SIGNED])
    at = np.linspace(-1, 1, len(stops))
    expected = [[np.interp(table[m, k], at, stops[:, c]) for c in range(3)] for m, k in places]
    np.testing.assert_allclose(drawn, expected, atol=3)


def test_two_rows_and_a_pair_are_marked_and_its_hands_drawn(stage):
    left, top, width, row = box(stage, "query")
    assert box(stage, "key") == pytest.approx([left, top + SHIFT * row, width, row])
    assert box(stage, "pair")[::2] == pytest.approx([left + PAIR * width / 32, width / 32])
    table = rv.Sinusoidal(64).table([POSITION, POSITION + SHIFT], dtype=torch.float64)
    paths = stage.locator("svg > .rv-sine-hand").evaluate_all(
        "all => all.map(hand => hand.getAttribute('d'))"
    )
    hands = [complex(x, -y) for *_, x, y in ([float(n) for n in NUMBER.findall(path)] for path in paths)]
    sines = table.view(2, 32, 2)[:, PAIR].numpy()
    np.testing.assert_allclose(np.array(hands) / abs(hands[0]), sines[:, 1] + 1j * sines[:, 0], atol=1e-6)
    turned = np.angle(hands[1] / hands[0])
    assert turned == pytest.approx(SHIFT * float(rv.Rope(64).inv_freq[PAIR]), abs=1e-6)
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        *(f"({sine:.2f}, {cosine:.2f})".replace("-", "−") for sine, cosine in sines),
        f"{SHIFT * float(rv.Rope(64).inv_freq[PAIR]):.2f} rad",
        f"{float(table[0] @ table[1]):.2f}",
    ]


def test_rows_are_pulled_and_a_column_is_touched(stage):
    left, top, width, row = box(stage, "query")
    picture = stage.locator(".rv-stage svg").bounding_box()
    corner = complex(picture["x"], picture["y"])
    first, second = (corner + complex(*placed(grip)) for grip in stage.locator(".rv-grip").all())
    pull(stage, [second, second + 6j * row])
    assert traits(stage)["shift"] == SHIFT + 6
    pull(stage, [first, first - 20j * row])
    assert (traits(stage)["position"], traits(stage)["shift"]) == (POSITION - 20, SHIFT + 6)
    at = corner + complex(left + 10.5 * width / 32, top)
    stage.mouse.click(at.real, at.imag)
    settle(stage)
    assert traits(stage)["pair"] == 10
