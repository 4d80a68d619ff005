"""The explorer of decay as it is drawn: no crest is lost, each colour is the curve that the legend says."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import ATTRIBUTES, axis, points, settle

import rope_viz as rv
from rope_viz.words import fixed

pytestmark = pytest.mark.browser

NAMES = {"bound": "RoFormer", "ones": "all ones", "gaussian": "unrelated", "turned": "turned key"}
ROLE = "all => all.map(node => node.style.getPropertyValue('--rv-role'))"


@pytest.fixture(params=[256, 16_384])
def explorer(request):
    explorer = rv.explore_decay(reach=request.param)
    explorer.distance = 200
    return explorer


@pytest.fixture
def stage(page, explorer, tmp_path):
    page.goto(explorer.save(tmp_path / "decay.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def test_curves_are_those_of_every_whole_distance(stage, explorer):
    x, y = axis(stage, "x"), axis(stage, "y")
    curves = explorer._curves()
    for place, name in enumerate(NAMES):
        line = points(stage, f"svg > .rv-curve-line >> nth={place}")
        at, height = np.rint(x(line[:, 0])).astype(int), y(line[:, 1])
        np.testing.assert_allclose(height, curves[name][at], atol=2e-3, err_msg=name)
        assert (at[0], at[-1]) == (0, explorer.reach)
        assert height.max() == pytest.approx(curves[name].max(), abs=2e-3), "a crest is lost"
        assert height.min() == pytest.approx(curves[name].min(), abs=2e-3), "a trough is lost"
        if explorer.reach == 256:
            np.testing.assert_array_equal(at, np.arange(257))


def test_legend_spots_and_lines_agree(stage, explorer):
    numbers, y = explorer.numbers(), axis(stage, "y")
    roles = stage.locator(".rv-curve-line").evaluate_all(ROLE)
    assert len(set(roles)) == 5
    assert stage.locator(".rv-entry").evaluate_all(ROLE) == roles
    assert stage.locator(".rv-role-spot").evaluate_all(ROLE) == roles
    words = stage.locator(".rv-entry text").evaluate_all("all => all.map(text => text.textContent)")
    said = [f"{short} {fixed(numbers[f'{name}_here'], 3)}" for name, short in NAMES.items()]
    assert words == [*said, "real head"]
    heights = stage.locator(".rv-role-spot").evaluate_all(ATTRIBUTES, ["cy"])
    for (height,), name in zip(heights, NAMES, strict=False):
        assert y(height) == pytest.approx(numbers[f"{name}_here"], abs=2e-3), name


def test_words_count_every_step(stage, explorer):
    curves = explorer._curves()
    rises = [f"{int((np.diff(curves[name]) > 0).sum()):,}" for name in ("bound", "ones")]
    below = np.flatnonzero(curves["ones"] < 0)
    first = f"{below[0]:,}" if len(below) else "not here"
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [*rises, first]


def test_the_turned_keys_crest_is_pulled(stage, explorer):
    crest, x = stage.locator(".rv-grip").nth(1), axis(stage, "x")
    box = crest.locator(".rv-grip-halo").bounding_box()
    picture = stage.locator(".rv-stage svg").bounding_box()
    start = box["x"] + box["width"] / 2
    stage.mouse.move(start, box["y"] + box["height"] / 2)
    stage.mouse.down()
    stage.mouse.move(start + 150, box["y"], steps=4)
    stage.mouse.up()
    settle(stage)
    state = stage.locator(".rv-explorer").evaluate("root => root.ropeViz.state()")
    token = abs(float(x(1.0) - x(0.0)))
    assert state["peak"] == pytest.approx(float(x(start + 150 - picture["x"])), abs=0.51 + token)
