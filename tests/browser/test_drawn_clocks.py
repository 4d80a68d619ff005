"""The explorer of clocks as it is drawn: hands, rings and words are those that torch computes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn import NUMBER, placed, pull, settle, traits

from rope_viz import Rope, explore_clocks
from rope_viz.words import brief, fixed

pytestmark = pytest.mark.browser


@pytest.fixture(
    params=[(Rope(64), 100, 4096), (Rope(16, base=50.0), 31, 100)], ids=["of a model", "few and fast"]
)
def explorer(request):
    rope, position, context = request.param
    return explore_clocks(rope, position=position, context=context)


@pytest.fixture
def stage(page, explorer, tmp_path):
    page.emulate_media(reduced_motion="reduce")
    page.goto(explorer.save(tmp_path / "clocks.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def dials(stage) -> list[complex]:
    """The middle of each dial, up being up."""
    return [complex(x, -y) for x, y in map(placed, stage.locator(".rv-dials > g").all())]


def ends(stage, selector: str) -> np.ndarray:
    """Where each hand ends, seen from where it begins, up being up."""
    paths = stage.locator(selector).evaluate_all("all => all.map(hand => hand.getAttribute('d'))")
    return np.array([complex(float(x), -float(y)) for *_, x, y in map(NUMBER.findall, paths)])


def texts(stage, selector: str) -> list[str]:
    return stage.locator(selector).all_text_contents()


def on_page(stage, place: complex) -> complex:
    """A place of the picture, up being up, on the screen."""
    picture = stage.locator(".rv-stage svg").bounding_box()
    return complex(picture["x"], picture["y"]) + place.conjugate()


def test_hands_stand_where_torch_turns_them(stage, explorer):
    hands = ends(stage, ".rv-dials .rv-hand")
    angles = explorer.rope.angles([explorer.position])[0].numpy()
    np.testing.assert_allclose(hands / abs(hands[0]), np.exp(1j * angles), atol=1e-6)
    ring = NUMBER.findall(stage.locator(".rv-dials .rv-ring").first.get_attribute("d"))
    assert abs(hands[0]) == pytest.approx(float(ring[2]))  # its radius


def test_what_was_swept_ends_at_the_hand_while_there_is_no_whole_turn(stage, explorer):
    hands, swept = ends(stage, ".rv-dials .rv-hand"), ends(stage, ".rv-dials .rv-swept")
    arcs = stage.locator(".rv-dials .rv-swept").evaluate_all("all => all.map(s => s.getAttribute('d'))")
    for angle, hand, end, arc in zip(explorer.numbers()["angles"], hands, swept, arcs, strict=True):
        if angle < math.tau:
            assert end == pytest.approx(hand, abs=1e-3)
            assert NUMBER.findall(arc)[7] == str(int(angle > math.pi)), "the long way round, where it is"
        else:
            assert arc.count("a") == 2, "a whole disc"


def test_the_wall_is_read_line_by_line_from_fast_to_slow(stage, explorer):
    at = dials(stage)
    columns = 8 if len(at) == 32 else 4
    rows = np.array(at).reshape(-1, columns)
    assert (np.diff(rows.real, axis=1) > 0).all() and (np.diff(rows.imag, axis=0) < 0).all()
    assert np.ptp(rows.imag, axis=1).max() == np.ptp(rows.real, axis=0).max() == 0
    assert texts(stage, ".rv-index") == [str(i) for i in range(len(at))]
    roles = stage.locator(".rv-dials > g").evaluate_all(
        "all => all.map(g => g.style.getPropertyValue('--rv-role'))"
    )
    assert (roles[0], roles[-1]) == ("var(--rv-pair-0)", "var(--rv-pair-8)")


def test_what_is_written_are_the_numbers(stage, explorer):
    n = explorer.numbers()
    assert texts(stage, ".rv-turns") == [f"×{turns:,.0f}" if turns else "" for turns in n["whole_turns"]]
    never = stage.locator(".rv-dials > g").evaluate_all(
        "all => all.map(g => g.classList.contains('rv-never'))"
    )
    assert never == (explorer.rope.wavelengths > explorer.context).tolist()
    note = f"dotted: never round within {explorer.context:,} tokens" if n["never_round"] else ""
    assert stage.locator(".rv-note").text_content() == note
    count = len(n["angles"])
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        f"{fixed(n['angles'][0] / math.tau, 1)} turns",
        f"{brief(math.degrees(n['angles'][-1]))}°",
        f"{n['moved_visibly']} of {count} hands",
        f"{n['never_round']} of {count} hands",
    ]
    assert stage.locator("input[type=range]").evaluate_all("all => all.map(s => s.ariaValueText)") == [
        f"m = {explorer.position}",
        brief(explorer.base),
        f"{explorer.context:,} tokens",
        f"{explorer.head_dim}: {count} clocks",
    ]


def test_a_hand_dragged_round_turns_the_position_by_what_it_says(stage, explorer):
    i = 3
    speed = float(explorer.rope.inv_freq[i])
    middle, hand = dials(stage)[i], ends(stage, ".rv-dials .rv-hand")[i]
    pull(stage, [on_page(stage, middle + 0.6 * hand * np.exp(1j * speed * 5 * k / 20)) for k in range(21)])
    assert traits(stage)["position"] == explorer.position + 5
    grip = complex(*placed(stage.locator(".rv-grip"))).conjugate()
    assert grip == pytest.approx(middle + ends(stage, ".rv-dials .rv-hand")[i], abs=0.01), (
        "it has the grip now"
    )
    hand = grip - middle
    pull(stage, [on_page(stage, middle + hand * np.exp(-1j * speed * 2 * k / 8)) for k in range(9)])
    assert traits(stage)["position"] == explorer.position + 3
    hand = ends(stage, ".rv-dials .rv-hand")[i]
    pull(stage, [on_page(stage, middle + hand * np.exp(-2j * k)) for k in range(60)])
    assert traits(stage)["position"] == 0, "no further back than the first position"


def test_from_one_position_to_the_next_the_hands_before_stay_as_ghosts(stage, explorer):
    before = ends(stage, ".rv-dials .rv-hand")
    stage.get_by_role("button", name="One step more: position m").click()
    settle(stage)
    moved = np.angle(ends(stage, ".rv-dials .rv-hand") / before)
    steps = explorer.rope.inv_freq.numpy()
    np.testing.assert_allclose(moved, steps, atol=1e-6)
    np.testing.assert_allclose(ends(stage, ".rv-ghost .rv-was"), before, atol=1e-6)


def test_where_dials_stand_close_their_numbers_stand_below(page, tmp_path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(explore_clocks(Rope(128), position=3000).save(tmp_path / "close.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    assert texts(page, ".rv-turns") == [str(i) for i in range(64)]
    assert set(texts(page, ".rv-index")) == {""}
