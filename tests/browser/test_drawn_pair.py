"""The explorer of pair as it is drawn: arrows, boxes and curve stand where the numbers of torch lie."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from drawn import NUMBER, axis, placed, points, pull, settle, traits

from rope_viz import explore_pair
from rope_viz.encodings.rope import Rope
from rope_viz.words import brief, fixed

pytestmark = pytest.mark.browser


@pytest.fixture(params=[{}, {"inv_freq": 2.5, "query": [0.3, 1.0], "length": 30}], ids=["slow", "fast"])
def explorer(request):
    return explore_pair(**request.param)


@pytest.fixture
def stage(page, explorer, tmp_path):
    page.emulate_media(reduced_motion="reduce")
    page.goto(explorer.save(tmp_path / "pair.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def tip(stage, role) -> complex:
    """Where an arrow ends, seen from the centre of the circle, up being up."""
    x, y = points(stage, f".rv-hand-{role} .rv-head")[0]
    return complex(x, -y)


def radius(stage, nth) -> float:
    return float(stage.locator(".rv-circle .rv-ring").nth(nth).get_attribute("r"))


def test_arrows_stand_where_torch_turns_them(stage, explorer):
    numbers = explorer.numbers()
    query, key = (complex(*numbers[f"turned_{role}"]) for role in ("query", "key"))
    scale = abs(tip(stage, "query")) / abs(query)
    assert tip(stage, "query") == pytest.approx(scale * query, abs=0.01)
    assert tip(stage, "key") == pytest.approx(scale * key, abs=0.01)
    assert (radius(stage, 0), radius(stage, 1)) == pytest.approx((scale * abs(query), scale * abs(key)))
    for nth, role in enumerate(("key", "query")):
        grip = placed(stage.locator(".rv-circle .rv-grip").nth(nth))
        assert complex(grip[0], -grip[1]) == pytest.approx(tip(stage, role), abs=0.01)


def test_the_wedge_opens_from_key_to_query(stage, explorer):
    path = stage.locator("g:not(.rv-ghost) > .rv-wedge").get_attribute("d")
    numbers = [float(number) for number in NUMBER.findall(path)]
    start, end = complex(numbers[2], -numbers[3]), complex(numbers[-2], -numbers[-1])
    assert np.angle(start / tip(stage, "key")) == pytest.approx(0, abs=1e-6)
    assert np.angle(end / tip(stage, "query")) == pytest.approx(0, abs=1e-6)
    assert abs(np.angle(end / start)) == pytest.approx(explorer.numbers()["angle_between"], abs=1e-6)
    said = stage.locator(".rv-circle .rv-text-score").text_content()
    assert said == f"{fixed(math.degrees(explorer.numbers()['angle_between']), 0)}°"


def test_the_curve_is_torchs_at_every_distance(stage, explorer):
    x, y = axis(stage, "x"), axis(stage, "y")
    assert x(1) > x(0) and y(1) < y(0), "to the right and up is more"
    far = explorer.length - 1
    dots = stage.locator(".rv-score-dots").get_attribute("d")
    corners = np.array([float(number) for number in NUMBER.findall(dots)]).reshape(2 * far + 1, -1)
    # A path of discs: each begins at its left edge, and its first arc's radius is its own.
    at = corners[:, :2] + corners[:, 2:3] * [1, 0]
    rope = Rope(2)
    query, key = (torch.tensor([v], dtype=torch.float64) for v in (explorer.query, explorer.key))
    expected = [
        float(rope.rotate(query, [distance * explorer.inv_freq])[0] @ key[0])
        for distance in range(-far, far + 1)
    ]
    np.testing.assert_allclose(x(at[:, 0]), range(-far, far + 1), atol=0.02)
    np.testing.assert_allclose(y(at[:, 1]), expected, atol=2e-3)
    spot = stage.locator(".rv-curve > .rv-spot")
    here = [float(spot.get_attribute(name)) for name in ("cx", "cy")]
    numbers = explorer.numbers()
    assert x(here[0]) == pytest.approx(numbers["distance"], abs=0.02)
    assert y(here[1]) == pytest.approx(numbers["score"], abs=2e-3)
    line = points(stage, ".rv-curve > .rv-score-line")
    assert np.interp(here[0], *line.T) == pytest.approx(here[1], abs=1)


def test_words_stand_at_their_positions(stage, explorer):
    boxes = stage.locator(".rv-token")
    texts = boxes.all_text_contents()
    assert texts == ["the", "dog", "chases", "the", "pig", *map(str, range(5, explorer.length))]
    roles = boxes.evaluate_all("all => all.map(box => box.getAttribute('class').split('rv-token-')[1])")
    assert roles == ["other", "key", "other", "other", "query", *["none"] * (explorer.length - 5)]


def test_what_is_written_are_the_numbers(stage, explorer):
    n = explorer.numbers()
    assert stage.locator(".rv-curve .rv-text-score").text_content() == fixed(n["score"])
    assert stage.locator(".rv-distance").text_content() == f"distance m − n = {n['distance']}"
    assert stage.locator(".rv-sentence .rv-text-query").text_content() == "‹ m = 4 ›"
    assert stage.locator(".rv-sentence .rv-text-key").text_content() == "‹ n = 1 ›"

    def turned(angle):
        return f"{fixed(angle)} rad, {fixed(angle / math.tau)} turns"

    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        turned(n["query_angle"]),
        turned(n["key_angle"]),
        f"{fixed(n['angle_between'])} rad, {fixed(math.degrees(n['angle_between']), 1)}°",
        f"{brief(n['wavelength'])} tokens",
    ]
    stage.locator(".rv-more > summary").click()
    assert stage.locator("input[type=range]").evaluate_all("all => all.map(s => s.ariaValueText)") == [
        "1", "4", "1", f"{brief(explorer.inv_freq)} rad per token", f"{explorer.length} tokens",
    ]  # fmt: skip


def test_an_arrow_dragged_round_moves_its_word(stage, explorer):
    box = stage.locator(".rv-circle .rv-ring").first.bounding_box()
    centre = complex(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    start = tip(stage, "query").conjugate()
    steps = [centre + start * np.exp(-1j * 3 * explorer.inv_freq * k / 12) for k in range(13)]
    pull(stage, steps)
    assert traits(stage)["query_position"] == 7 and traits(stage)["key_position"] == 1
    pull(stage, [centre + tip(stage, "key").conjugate() * np.exp(0.9j * k) for k in range(20)])
    assert traits(stage)["key_position"] == 0, "no further than the first position"


def test_the_reading_pulled_along_the_curve_sets_the_distance(stage):
    x = axis(stage, "x")
    per_token = float(1 / (x(1) - x(0)))

    def pull_by(tokens):
        picture = stage.locator(".rv-stage svg").bounding_box()
        grip = complex(*placed(stage.locator(".rv-curve .rv-grip")))
        here = complex(picture["x"], picture["y"]) + grip
        pull(stage, [here, here + tokens / 2 * per_token, here + tokens * per_token])

    pull_by(2)
    assert (traits(stage)["query_position"], traits(stage)["key_position"]) == (6, 1)
    pull_by(-8)  # the key gives way, because no word stands before the first
    assert (traits(stage)["query_position"], traits(stage)["key_position"]) == (0, 3)


def test_ghosts_stay_where_everything_was(stage):
    before = {role: tip(stage, role) for role in ("query", "key")}
    first = stage.locator(".rv-curve > .rv-spot").get_attribute("cx")
    stage.get_by_role("slider", name="“pig” (query)").press("ArrowRight")
    settle(stage)
    assert tip(stage, "query") != pytest.approx(before["query"], abs=1)
    ghosts = stage.locator(".rv-circle .rv-ghost .rv-head")
    ends = [
        NUMBER.findall(path)[:2] for path in ghosts.evaluate_all("all => all.map(p => p.getAttribute('d'))")
    ]
    drawn = [complex(float(x), -float(y)) for x, y in ends]
    assert drawn == pytest.approx([before["key"], before["query"]], abs=0.01)
    assert stage.locator(".rv-curve .rv-ghost .rv-spot").get_attribute("cx") == first
