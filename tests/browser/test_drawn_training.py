"""The study's explorer as it is drawn: lines as far as the cursor, bands, legend, headlines, pulling."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import ATTRIBUTES, axis, placed, points, pull, settle, traits
from explorers.test_training import small

import rope_viz as rv
from rope_viz.studies.encodings.results import study
from rope_viz.words import fixed

pytestmark = pytest.mark.browser

ROLE = "all => all.map(node => node.style.getPropertyValue('--rv-role'))"


@pytest.fixture
def stage(page, tmp_path):
    page.goto(rv.explore_training().save(tmp_path / "training.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def readouts(stage):
    return stage.locator(".rv-readouts dd").all_inner_texts()


def line_of(stage, kind, part="learned"):
    return points(stage, f"svg > g > .rv-learning-{kind} .rv-{part}")


def test_lines_bands_and_words_are_the_tables(stage):
    losses = study().losses("text")
    steps = losses["rope"].steps
    assert len(line_of(stage, "rope")) == 2, "as far as the cursor, which stands at the second measurement"
    stage.get_by_role("slider", name="steps of training").press("End")
    settle(stage)
    x, y = axis(stage, "x"), axis(stage, "y")
    for kind in ("none", "t5", "rope"):
        line, wanted = line_of(stage, kind), losses[kind].losses
        np.testing.assert_allclose(x(line[:, 0]), steps, atol=1)
        np.testing.assert_allclose(y(line[:, 1]), wanted.mean(0), atol=8e-3)
        band = line_of(stage, kind, "spread")
        low, high = np.split(y(band[:, 1]), 2)
        np.testing.assert_allclose(low, wanted.min(0), atol=8e-3)
        np.testing.assert_allclose(high[::-1], wanted.max(0), atol=8e-3)
    roles = stage.locator("svg > g > .rv-learning").evaluate_all(ROLE)
    assert roles == stage.locator(".rv-entry").evaluate_all(ROLE)
    assert [roles.count(role) for role in dict.fromkeys(roles)] == [1, 2, 2, 2], "a colour for each door"
    ends = {kind: float(np.round(each.losses, 3).mean(0)[-1]) for kind, each in losses.items()}
    entries = stage.locator(".rv-entry text").all_text_contents()
    assert [entry.split()[-1] for entry in entries] == [fixed(end, 3) for end in ends.values()]
    best, sinusoids, rope, caught = readouts(stage)
    assert (sinusoids, rope) == (fixed(ends["sinusoidal"], 3), fixed(ends["rope"], 3))
    assert best.split()[-1] == fixed(min(ends.values()), 3)
    mean = np.round(losses["rope"].losses, 3).mean(0)
    wanted = np.interp(-ends["sinusoidal"], -np.minimum.accumulate(mean), steps)
    assert float(caught.removeprefix("step ")) == pytest.approx(wanted, abs=1)


def test_what_was_not_measured_is_not_drawn_and_the_cursor_is_pulled(page, tmp_path):
    page.goto(rv.explore_training(small(), shown="longer").save(tmp_path / "small.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    assert page.locator("svg > g > .rv-learning:visible").count() == 2
    assert page.locator(".rv-note").text_content() == "trained on 16"
    (edge,) = page.locator(".rv-trained").evaluate_all(ATTRIBUTES, ["x1"])[0]
    x, y = axis(page, "x"), axis(page, "y")
    assert x(edge) == pytest.approx(16, abs=0.1)
    picture = page.locator(".rv-stage svg").bounding_box()
    corner = complex(picture["x"], picture["y"])
    grip = corner + complex(*placed(page.locator(".rv-grip")))
    width = float(x(1.0) - x(0.0))
    pull(page, [grip, grip - (128 - 63) / width])
    assert traits(page)["tokens"] == 64
    line = line_of(page, "rope")
    assert len(line) == 4
    np.testing.assert_allclose(y(line[:, 1]), [2, 3.65, 3.65, 3.65], atol=5e-3)
    page.locator(".rv-entry").nth(5).click()
    settle(page)
    assert page.locator("svg > g > .rv-learning:visible").count() == 1 and not traits(page)["show_rope"]


def test_a_headline_is_built_of_one_seed_each(page, tmp_path):
    page.goto(rv.explore_training(small(), step=20, build=True).save(tmp_path / "build.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    page.locator(".rv-more > summary").click()
    page.get_by_label("the winner is to be").select_option(label="no positions")
    page.get_by_label("against").select_option(label="sinusoidal")
    page.get_by_role("slider", name="the other one’s seed").press("End")
    settle(page)
    assert readouts(page) == ["3.000", "3.000", "0 of 4", "0.750 higher"]
    y = axis(page, "y")
    np.testing.assert_allclose(y(line_of(page, "sinusoidal", "seed")[1:, 1]), [4, 3], atol=5e-3)
    page.get_by_label("the winner is to be").select_option(label="sinusoidal")
    page.get_by_label("against").select_option(label="no positions")
    settle(page)
    assert readouts(page)[2:] == ["3 of 4", "0.750 lower"]
