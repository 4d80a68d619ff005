"""The explorer of scores as it is drawn: its marks stand where the numbers of torch lie on its axes."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import axis, points, settle

from rope_viz import explore_scores
from rope_viz.words import fixed

pytestmark = pytest.mark.browser


@pytest.fixture(params=[{}, {"vectors": "ones", "shift": 37, "distance": 50}], ids=["head", "pulled"])
def explorer(request):
    return explore_scores(**request.param)


@pytest.fixture
def stage(page, explorer, tmp_path):
    page.goto(explorer.save(tmp_path / "scores.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def test_curve_reading_and_crest_stand_where_torch_says(stage, explorer):
    numbers = explorer.numbers()
    x, y = axis(stage, "x"), axis(stage, "y")
    curve = points(stage, "svg > .rv-here-line")
    np.testing.assert_allclose(x(curve[:, 0]), np.arange(257), atol=0.02)
    height = np.ptp(y(curve[:, 1]))
    np.testing.assert_allclose(y(curve[:, 1]), numbers["scores"], atol=1e-3 * height)
    spot = stage.locator("svg > .rv-spot")
    at = [float(spot.get_attribute(name)) for name in ("cx", "cy")]
    assert x(at[0]) == pytest.approx(numbers["distance"], abs=0.02)
    assert y(at[1]) == pytest.approx(numbers["score"], abs=1e-3 * height)
    crest = stage.locator(".rv-grip").nth(1).get_attribute("transform")[10:-1].split(",")
    assert x(float(crest[0])) == pytest.approx(numbers["crest_at"], abs=0.02)
    assert y(float(crest[1])) == pytest.approx(numbers["scores"][numbers["crest_at"]], abs=1e-3 * height)
    ceiling = float(stage.locator(".rv-ceiling").get_attribute("y1"))
    assert y(ceiling) == pytest.approx(numbers["largest_possible"], rel=1e-3)


def test_words_are_the_numbers(stage, explorer):
    numbers = explorer.numbers()
    words = stage.locator(".rv-readouts dd").all_inner_texts()
    assert words == [
        fixed(numbers["score"]),
        f"{fixed(numbers['highest_score'])} at distance {numbers['highest_at']}",
        fixed(numbers["largest_possible"]),
    ]
    assert stage.locator(".rv-text-score").text_content() == fixed(numbers["score"], 1)
    assert stage.locator(".rv-ceiling-name").text_content().endswith(fixed(numbers["largest_possible"], 1))
    turned = f"key turned by {fixed(explorer.shift, 0)}" if explorer.shift else "pull the crest"
    assert stage.locator(".rv-text-key").text_content() == turned


def test_the_crest_is_pulled_to_where_the_hand_lets_go(stage):
    x = axis(stage, "x")
    crest = stage.locator(".rv-grip").nth(1).locator(".rv-grip-halo")
    box, picture = crest.bounding_box(), stage.locator(".rv-stage svg").bounding_box()
    start = box["x"] + box["width"] / 2
    stage.mouse.move(start, box["y"] + box["height"] / 2)
    stage.mouse.down()
    stage.mouse.move(start + 200, box["y"], steps=4)
    stage.mouse.up()
    settle(stage)
    dropped = round(float(x(start + 200 - picture["x"])))
    root = stage.locator(".rv-explorer")
    assert abs(int(root.evaluate("r => (r.ropeViz.publish(), r.dataset.crestAt)")) - dropped) <= 1
