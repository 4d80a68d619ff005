"""The explorer of waves as it is drawn: rows, sums and the stack at the cursor are what torch computes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from drawn import ATTRIBUTES, PIXELS, axis, points, settle

import rope_viz as rv
from rope_viz import theme
from rope_viz.words import fixed

pytestmark = pytest.mark.browser


@pytest.fixture(
    params=[{"summed": 3, "distance": 11}, {"vectors": "head", "summed": 9}], ids=["ones", "head"]
)
def explorer(request):
    return rv.explore_waves(**request.param)


@pytest.fixture
def stage(page, explorer, tmp_path):
    page.goto(explorer.save(tmp_path / "waves.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def test_the_sum_and_its_reading_stand_where_torch_says(stage, explorer):
    numbers, x, y = explorer.numbers(), axis(stage, "x"), axis(stage, "y")
    line = points(stage, "svg > .rv-here-line")
    size = np.abs(numbers["partial_curve"]).max()
    at = np.interp(range(explorer.reach + 1), x(line[:, 0]), y(line[:, 1]))
    np.testing.assert_allclose(at, numbers["partial_curve"], atol=2e-3 * size)
    ((across, up),) = stage.locator(".rv-spot").evaluate_all(ATTRIBUTES, ["cx", "cy"])
    assert x(across) == pytest.approx(explorer.distance, abs=0.02)
    assert y(up) == pytest.approx(numbers["partial"], abs=2e-3 * size)
    whole = points(stage, "svg > .rv-full-line")
    score = np.interp(explorer.distance, x(whole[:, 0]), y(whole[:, 1]))
    assert score == pytest.approx(numbers["score"], abs=4e-3 * max(size, abs(numbers["score"])))


def test_the_stack_adds_part_to_part(stage, explorer):
    numbers, y = explorer.numbers(), axis(stage, "y")
    drawn = np.array(stage.locator(".rv-stack line").evaluate_all(ATTRIBUTES, ["y1", "y2"]))
    ends = np.cumsum(numbers["contributions"])[: explorer.summed]
    size = np.abs(numbers["contributions"]).sum()
    np.testing.assert_allclose(y(drawn[:, 1]), ends, atol=2e-3 * size)
    np.testing.assert_allclose(y(drawn[:, 0]), [0, *ends[:-1]], atol=2e-3 * size)


def test_each_row_has_its_pairs_part_at_the_cursor(stage, explorer):
    numbers = explorer.numbers()
    ((across, top, foot), _) = stage.locator("g > .rv-stem").evaluate_all(ATTRIBUTES, ["x1", "y1", "y2"])
    parts = np.array(numbers["contributions"])
    row = (foot - top) / len(parts)
    distances = np.arange(0, 3000, 0.25)  # long enough for each wave that is not all but still
    most = np.abs(explorer._by_pair(torch.tensor(distances)).numpy()).max()
    heights = top + row * (np.arange(len(parts)) + 0.5) - 0.44 * row * parts / most
    shown = list(range(explorer.summed))
    pixels = stage.locator("canvas").evaluate(PIXELS, [[across, heights[i]] for i in shown])
    for i, pixel in zip(shown, pixels, strict=True):
        colour = theme.pair_colour(i / (len(parts) - 1))
        expected = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        np.testing.assert_allclose(pixel, expected, atol=3, err_msg=f"pair {i}")


def test_words_are_the_numbers(stage, explorer):
    numbers = explorer.numbers()
    largest = max(numbers["contributions"], key=abs)
    words = stage.locator(".rv-readouts dd").all_inner_texts()
    assert words == [fixed(numbers["partial"]), fixed(numbers["score"]), fixed(largest)]
    assert stage.locator(".rv-halo.rv-text-score").text_content() == fixed(numbers["partial"], 1)
    pairs = len(numbers["contributions"])
    slider = stage.get_by_role("slider", name="waves added up")
    assert slider.get_attribute("aria-valuetext") == f"{explorer.summed} of {pairs}"
