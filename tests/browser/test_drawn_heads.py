"""The heads of a relative bias as they are drawn: curves, the point that is read, the line laid on one."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import ATTRIBUTES, axis, placed, points, pull, settle, traits

import rope_viz as rv
from rope_viz.words import brief, fixed

pytestmark = pytest.mark.browser

OFFSETS = np.arange(-128, 129)
LOW = -7.5  # of the axis


@pytest.fixture
def stage(page, tmp_path):
    explorer = rv.explore_heads(head=8, offset=-20)
    explorer.beside = "logarithm"
    page.goto(explorer.save(tmp_path / "heads.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def trained() -> np.ndarray:
    """What each head adds at each offset, (heads, offsets)."""
    return rv.pretrained.mpnet_bias().table[rv.t5_bucket(OFFSETS)].T.double().numpy()


def test_the_chosen_head_is_large_and_all_are_small(stage):
    x, y = axis(stage, "x"), axis(stage, "y")
    line = points(stage, "svg > .rv-here-line")
    np.testing.assert_allclose(x(line[:, 0]), OFFSETS, atol=0.01)
    np.testing.assert_allclose(y(line[:, 1]), trained()[8], atol=0.01)
    ((across, up),) = stage.locator(".rv-spot").evaluate_all(ATTRIBUTES, ["cx", "cy"])
    assert (x(across), y(up)) == pytest.approx((-20, trained()[8, 108]), abs=0.01)
    here, own, most = trained()[8, 108], trained()[8, 128], int(trained()[8].argmax())
    assert stage.locator(".rv-readouts dd").all_inner_texts()[:3] == [
        f"{fixed(here)}: weight × {brief(np.exp(here))}",
        f"{abs(most - 128)} {'after' if most > 128 else 'before'}: {fixed(trained()[8, most])}",
        f"{fixed(own)}: weight × {brief(np.exp(own))}",
    ]
    assert stage.locator(".rv-panel").count() == 12
    ((foot,),) = stage.locator(".rv-panel rect >> nth=0").evaluate_all(ATTRIBUTES, ["height"])
    zero = float(stage.locator(".rv-panel .rv-zero").first.get_attribute("d").split(",")[1].split("H")[0])
    for head, curve in enumerate(trained()):
        small = points(stage, f".rv-panel >> nth={head} >> .rv-small-line")
        # All panels have one scale, on which zero is the rule and the lowest value the foot.
        up = (zero - small[:, 1]) * -LOW / (foot - zero)
        np.testing.assert_allclose(up, np.maximum(curve, LOW), atol=0.01, err_msg=f"head {head}")


def test_the_line_laid_on_it_is_the_least_squares_fit(stage):
    x, y = axis(stage, "x"), axis(stage, "y")
    laid = points(stage, ".rv-laid")
    for way, side in ((-1, laid[:128]), (1, laid[128:])):
        distance = np.arange(1, 129)
        bias = trained()[8][128 + way * distance]
        design = np.stack([np.ones(128), np.log(distance)], axis=1)
        fit = design @ np.linalg.lstsq(design, bias, rcond=None)[0]
        np.testing.assert_allclose(x(side[:, 0]), way * distance, atol=0.01)
        np.testing.assert_allclose(y(side[:, 1]), fit, atol=0.01)
    log, line = (rv.bias_curve(rv.T5Bias(rv.pretrained.mpnet_bias().table)).straightness(against)[8]
                 for against in ("logarithm", "distance"))  # fmt: skip
    said = stage.locator(".rv-readouts dd").last.inner_text
    assert said().startswith(f"{100 * log:.0f} % before") and log > line
    stage.locator(".rv-explorer").evaluate("root => root.ropeViz.change({ beside: 'line' })")
    settle(stage)
    assert said().startswith(f"{100 * line:.0f} % before")


def test_a_small_panel_is_touched_the_point_dragged_and_the_bias_read_as_a_factor(stage):
    stage.locator(".rv-panel rect").nth(6).click()
    settle(stage)
    assert traits(stage)["head"] == 6 and stage.locator(".rv-head-name").text_content() == "head 6"
    x = axis(stage, "x")
    picture = stage.locator(".rv-stage svg").bounding_box()
    grip = complex(*placed(stage.locator(".rv-grip"))) + complex(picture["x"], picture["y"])
    pull(stage, [grip, grip + 40, grip + 90])
    offset = traits(stage)["offset"]
    assert offset == round(float(x(grip.real + 90 - picture["x"])))
    stage.locator(".rv-explorer").evaluate("root => root.ropeViz.change({ as_factor: true, offset: -1 })")
    settle(stage)
    factor = np.exp(trained()[6, 127])
    ((height,),) = stage.locator(".rv-spot").evaluate_all(ATTRIBUTES, ["cy"])
    assert axis(stage, "y")(height) == pytest.approx(factor, rel=0.01) and factor > 20
