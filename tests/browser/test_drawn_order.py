"""The explorer of order as it is drawn: words, weights and what comes out are those that torch computes."""

from __future__ import annotations

import re

import numpy as np
import pytest
from drawn import settle

from rope_viz import explore_order
from rope_viz.words import fixed

pytestmark = pytest.mark.browser

FILL = re.compile(r"--rv-signed-([04])\) (\d+)%")
COLUMNS = """cells => cells.map(c => [+c.getAttribute("x"), +c.getAttribute("y"), c.getAttribute("style")])"""


@pytest.fixture(params=[{}, {"door": "rotate", "causal": True, "layers": 2}], ids=["bag", "rotated"])
def explorer(request):
    explorer = explore_order(**request.param)
    explorer.order = (3, 4, 2, 0, 1)
    return explorer


@pytest.fixture
def stage(page, explorer, tmp_path):
    page.goto(explorer.save(tmp_path / "order.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def middle_of_words(stage) -> dict[int, float]:
    """Where each word's box has its middle, by the word's index."""
    boxes = stage.locator(".rv-word rect").evaluate_all("all => all.map(b => b.getBoundingClientRect())")
    picture = stage.locator(".rv-stage svg").bounding_box()["x"]
    return {word: box["x"] + box["width"] / 2 - picture for word, box in enumerate(boxes)}


def cells(stage, which: str, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Where cells stand, shape (words, components, 2), and what they say, up to their rounded colour."""
    drawn = stage.locator(f".rv-cell.{which}").evaluate_all(COLUMNS)
    said = [FILL.search(style).groups() for *_, style in drawn]
    values = np.array([(1 if end == "4" else -1) * int(percent) / 100 * size for end, percent in said])
    return np.array([cell[:2] for cell in drawn]).reshape(5, 8, 2), values


def test_words_stand_in_their_order(stage, explorer):
    at = middle_of_words(stage)
    assert sorted(at, key=at.get) == list(explorer.order)
    texts = stage.locator(".rv-word text").evaluate_all("all => all.map(t => t.textContent)")
    assert texts == list(explorer.words)


def test_columns_beneath_the_words_are_their_outputs(stage, explorer):
    numbers, at = explorer.numbers(), middle_of_words(stage)
    size = np.abs([*numbers["outputs"], *numbers["first_outputs"]]).max()
    for which, name in (("rv-present", "outputs"), ("rv-first", "first_outputs")):
        places, values = cells(stage, which, size)
        np.testing.assert_allclose(values, numbers[name], atol=0.006 * size)
        assert (np.diff(places[..., 1], axis=1) > 0).all(), "the first component stands on top"
        for place, word in enumerate(explorer.order):
            assert abs(places[place, 0, 0] - at[word]) < 45, "a column stands beneath its word"
    notes = stage.locator(".rv-same, .rv-changed").evaluate_all("all => all.map(t => t.textContent)")
    assert notes == ["same" if c < 1e-9 else f"±{fixed(c)}" for c in numbers["changes"]]


def test_bands_are_as_thick_as_the_weights(stage, explorer):
    asked = explorer.order.index(explorer.asking)
    weights = np.reshape(explorer.numbers()["weights"], (5, 5))[asked]
    bands = stage.locator(".rv-weights > g:not(.rv-ghost) .rv-band-of-weight")
    drawn = bands.evaluate_all("all => all.map(b => [+b.getAttribute('stroke-width'), b.getAttribute('d')])")
    em = stage.locator(".rv-stage").evaluate("stage => parseFloat(getComputedStyle(stage).fontSize)")
    np.testing.assert_allclose([width / (1.1 * em) for width, _ in drawn], weights, atol=1e-9)
    at = middle_of_words(stage)
    for place, (_, path) in enumerate(drawn):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
        assert numbers[0] == pytest.approx(at[explorer.order[place]], abs=0.6), "from the word"
        assert numbers[-2] == pytest.approx(at[explorer.asking], abs=0.6), "to the word that asks"
    words = stage.locator(".rv-weights text").evaluate_all("all => all.map(t => t.textContent)")
    assert words == [f"{round(100 * weight)} %" for weight in weights]


def test_a_word_dropped_on_another_changes_places_with_it(page, tmp_path):
    page.goto(explore_order().save(tmp_path / "order.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    dog, pig = (page.locator(".rv-word").nth(word).bounding_box() for word in (1, 4))
    page.mouse.move(dog["x"] + 30, dog["y"] + 15)
    page.mouse.down()
    page.mouse.move(pig["x"] + 30, pig["y"] + 15, steps=6)
    page.mouse.up()
    assert page.locator(".rv-explorer").evaluate("root => root.ropeViz.state().order") == [0, 4, 2, 3, 1]


def test_order_comes_with_the_second_masked_layer(page, tmp_path):
    """Without a door, words before the last are a bag to one masked layer, and not to two."""
    for layers, alike in ((1, True), (2, False)):
        explorer = explore_order(layers=layers, causal=True)
        explorer.order = (1, 0, 2, 3, 4)
        page.goto(explorer.save(tmp_path / f"{layers}.html").as_uri())
        page.wait_for_selector("[data-drawn]")
        notes = page.locator(".rv-same, .rv-changed").evaluate_all("all => all.map(t => t.textContent)")
        assert (notes[-1] == "same") is alike, notes
