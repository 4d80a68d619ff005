"""The grid of a cache as it is drawn: which cells there are, what became of them, how far they are off."""

from __future__ import annotations

import re

import numpy as np
import pytest
from drawn import NUMBER, placed, pull, settle, traits

import rope_viz as rv
from rope_viz.curves.caching import ABSENT, KEPT, MADE, REDONE, RIGHT

pytestmark = pytest.mark.browser

SQUARE = re.compile(r"M([^,]+),([^h]+)h([^v]+)v([^h]+)h[^Z]+Z")
WORDS = ["the", "dog", "chases", "the", "pig", "and", "the", "pig", "chases", "the", "dog", "back"]
N = len(WORDS)


@pytest.fixture
def stage(page, tmp_path):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(rv.explore_cache(tokens=12).save(tmp_path / "cache.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def squares(grid, name):
    """Left, top, width and height of each rectangle of a path."""
    path = grid.locator(f".rv-cell-{name}").get_attribute("d") or ""
    found = [[float(NUMBER.search(part)[0]) for part in match] for match in SQUARE.findall(path)]
    return np.array(found).reshape(-1, 4)


def discs(grid, name):
    """Middles of the discs of a path."""
    path = grid.locator(f".rv-cell-{name}").get_attribute("d") or ""
    rows = [[float(n) for n in NUMBER.findall(disc)] for disc in path.split("M")[1:]]
    return np.array([(x + reach, y) for x, y, reach, *_ in rows]).reshape(-1, 2)


def grids(stage):
    return [stage.locator("svg > .rv-cells-key").nth(i) for i in range(2)]


def where(places, origin, size):
    """Column and row of each cell, from where it is drawn."""
    middles = places[:, :2] + places[:, 2:] / 2 if places.shape[1] == 4 else places
    return [tuple(cell) for cell in np.floor((middles - origin) / size).astype(int).tolist()]


def assert_drawn(stage, explorer, origins, size):
    """All cells of both layers are those that torch finds, and the bars are as high as they are off."""
    settle(stage)
    n = explorer.numbers()
    shape = (2, N, N)
    cells, off = np.array(n["cells"]).reshape(shape), np.array(n["off"]).reshape(shape)
    there = np.arange(N)[:, None] < explorer.tokens
    for layer, grid in enumerate(grids(stage)):
        origin = origins[layer]
        right = off[layer] <= RIGHT
        wanted = {
            "made": right & (cells[layer] == MADE),
            "kept": right & ((cells[layer] == KEPT) | (cells[layer] == REDONE)),
            "wrong": ~right & (cells[layer] != ABSENT),
        }
        for name, so in wanted.items():
            drawn = where(squares(grid, name), origin, size)
            assert drawn == [(n, step) for step, n in np.argwhere(so & there).tolist()], (layer, name)
        again = [(n, step) for step, n in np.argwhere((cells[layer] == REDONE) & there).tolist()]
        assert where(discs(grid, "redone"), origin, size) == again
        bars = squares(grid, "off")
        full = squares(grid, "wrong")
        shares = [min(off[layer, step, n], 1) for step, n in np.argwhere(wanted["wrong"] & there).tolist()]
        if shares:
            np.testing.assert_allclose(bars[:, 3] / full[:, 3], shares, atol=1e-6)
            np.testing.assert_allclose(bars[:, 1] + bars[:, 3], full[:, 1] + full[:, 3], err_msg="from below")
    outputs = stage.locator("svg > .rv-cells-score")
    assert len(squares(outputs, "made")) + len(squares(outputs, "wrong")) == explorer.tokens
    assert len(squares(outputs, "wrong")) == sum(o > RIGHT for o in n["outputs"][: explorer.tokens])


def test_cells_are_what_torch_finds(stage):
    made = [squares(grid, "made") for grid in grids(stage)]
    size = np.array([made[0][1, 0] - made[0][0, 0], made[0][1, 1] - made[0][0, 1]])
    origins = [m[0, :2] + m[0, 2:] / 2 - size / 2 for m in made]
    explorer = rv.explore_cache(tokens=12)
    assert_drawn(stage, explorer, origins, size)
    assert stage.locator(".rv-cache-head .rv-naming:not(.rv-cache-title)").all_text_contents() == WORDS
    places = stage.locator(".rv-cache-places").first.locator("text")
    assert places.all_text_contents() == [str(n) for n in range(N)]
    readouts = stage.locator(".rv-readouts dd")
    assert readouts.all_inner_texts() == ["768 bytes", "64 of 768 bytes", "0", "right"]
    # Pull the last row up to the ninth.
    box = stage.locator(".rv-stage svg").bounding_box()
    grip = stage.locator(".rv-stage .rv-grip")
    at = complex(box["x"], box["y"]) + complex(*placed(grip))
    pull(stage, [at, at - 1j * 3 * size[1]])
    assert traits(stage)["tokens"] == 9
    explorer.tokens = 9
    assert_drawn(stage, explorer, origins, size)
    for trait, value in {"room": 7, "places": "cache", "kept": "moved"}.items():
        setattr(explorer, trait, value)
    stage.locator(".rv-explorer").evaluate(
        "root => root.ropeViz.change({ room: 7, places: 'cache', kept: 'moved' })"
    )
    assert_drawn(stage, explorer, origins, size)
    assert places.all_text_contents() == [str(n) for n in range(7)], "counted in the cache"
    middles = [float(x) for x in places.evaluate_all("all => all.map(t => t.getAttribute('x'))")]
    np.testing.assert_allclose(middles, origins[0][0] + (np.arange(2, 9) + 0.5) * size[0])
    off = explorer.numbers()["output_off"]
    said = ["448 bytes", "64 of 448 bytes", "12", f"off by {100 * off:.1f} %"]
    assert readouts.all_inner_texts() == said
    stage.get_by_label("positions by").first.select_option("RoPE, speeds that follow the length")
    explorer.encoding = "dynamic"
    assert_drawn(stage, explorer, origins, size)


def test_a_cache_is_built_layer_by_layer(stage):
    stage.locator(".rv-explorer").evaluate(
        "root => root.ropeViz.change({ build: true, encoding: 'dynamic', first: 'bare' })"
    )
    settle(stage)
    readouts = stage.locator(".rv-readouts dd")
    assert readouts.nth(3).inner_text().startswith("off by ")
    stage.get_by_label("layer 2 keeps").select_option("nothing")
    settle(stage)
    assert readouts.all_inner_texts() == ["384 bytes", f"{32 * (12 + 78):,} bytes", "10", "right"]
    assert stage.locator(".rv-cells-key .rv-cell-cross[d*=M]").count() == 1, "only that of the legend"
