"""The layouts as they are drawn: wires, pairs and scores say what torch computes."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import NUMBER, axis, placed, points, pull, settle, traits

import rope_viz as rv
from rope_viz.words import fixed

pytestmark = pytest.mark.browser

ROLE = "all => all.map(node => node.style.getPropertyValue('--rv-role'))"
PATHS = "all => all.map(node => node.getAttribute('d'))"
ORDER = [0, 2, 4, 1, 3, 5, 6, 7]  # the first three even ones before the rest


@pytest.fixture
def stage(page, tmp_path):
    page.emulate_media(reduced_motion="reduce")
    page.goto(rv.explore_layouts(moved=2, read="half").save(tmp_path / "layouts.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def change(stage, **traits):
    stage.locator(".rv-explorer").evaluate("(root, traits) => root.ropeViz.change(traits)", traits)
    settle(stage)


def ends(stage, selector: str) -> np.ndarray:
    """First and last point of each path."""
    paths = stage.locator(selector).evaluate_all(PATHS)
    numbers = [[float(n) for n in NUMBER.findall(path)] for path in paths]
    return np.array([(row[:2], row[-2:]) for row in numbers])


def test_wires_lead_each_component_to_its_place_and_staples_join_the_code_s_pairs(stage):
    wires = ends(stage, ".rv-wire:not(.rv-thin)")
    above, below = wires[:, 0, 0], wires[:, 1, 0]
    assert (wires[:, 0, 1] < wires[:, 1, 1]).all() and (np.diff(above) > 0).all()
    np.testing.assert_allclose(below[ORDER], above)  # place by place from the left
    roles = stage.locator(".rv-wire:not(.rv-thin)").evaluate_all(ROLE)
    assert roles == [f"var(--rv-pair-{round(8 * (c // 2) / 3)})" for c in range(8)]
    boxes = stage.locator(".rv-component").evaluate_all(
        "all => all.map(b => [b.textContent, +b.getAttribute('transform').match(/[-0-9.]+/)[0]])"
    )
    assert [int(text) for text, _ in boxes] == [*range(8), *range(8)]
    np.testing.assert_allclose([x for _, x in boxes], [*above, *below])

    def staples():
        paths = stage.locator(".rv-staple").evaluate_all(PATHS)
        found = [[float(n) for n in NUMBER.findall(path)] for path in paths]
        near = [(int(abs(above - row[0]).argmin()), int(abs(above - row[3]).argmin())) for row in found]
        wrong = stage.locator(".rv-staple").evaluate_all("all => all.map(s => s.matches('.rv-wrong'))")
        return near, wrong

    # Place 0 and place 4 hold components 0 and 3, which were not trained as a pair; nor were the others.
    assert staples() == ([(0, 4), (1, 5), (2, 6), (3, 7)], [True] * 4)
    assert stage.locator(".rv-stage .rv-note").first.text_content() == "dashed: 4 of 4 pairs misread"
    change(stage, moved=3)
    assert staples()[1] == [False] * 4
    change(stage, read="interleaved", moved=0)
    assert staples() == ([(0, 1), (2, 3), (4, 5), (6, 7)], [False] * 4)
    assert stage.locator(".rv-staple").evaluate_all(ROLE) == roles[::2]


def test_both_curves_are_torch_s_and_are_read_where_the_point_stands(stage):
    x, y = axis(stage, "x"), axis(stage, "y")
    explorer = rv.explore_layouts(moved=2, read="half")
    n = explorer.numbers()
    for selector, scores in ((".rv-trained-line", n["trained"]), ("svg > g > .rv-here-line", n["read"])):
        drawn = points(stage, selector)
        np.testing.assert_allclose(x(drawn[:, 0]), np.arange(33), atol=0.01)
        np.testing.assert_allclose(y(drawn[:, 1]), scores, atol=0.05)
    grip = stage.locator(".rv-grip").nth(1)
    corner = stage.locator(".rv-stage svg").bounding_box()
    at = complex(*placed(grip)) + complex(corner["x"], corner["y"])
    pull(stage, [at, at + 40, at + 100])
    distance = traits(stage)["distance"]
    assert distance == round(float(x(at.real + 100 - corner["x"]))) > 4
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        "0 of 4",
        f"{fixed(n['read'][distance])}, trained {fixed(n['trained'][distance])}",
        f"at distance {n['highest_at']}, trained 4",
        "2.83",
    ]


def test_the_last_even_component_is_pulled_to_its_place(stage):
    corner = stage.locator(".rv-stage svg").bounding_box()
    grip = stage.locator(".rv-grip").first
    at = complex(*placed(grip)) + complex(corner["x"], corner["y"])
    step = np.diff(ends(stage, ".rv-wire:not(.rv-thin)")[:2, 0, 0])[0]
    pull(stage, [at, at + 0.4 * step, at + step])
    assert traits(stage)["moved"] == 3
    pull(stage, [at + step, at - 3 * step])
    assert traits(stage)["moved"] == 0


def test_in_a_checkpoint_rows_move_head_by_head_and_values_stay(stage):
    change(stage, view="checkpoint", moved=3)
    assert not stage.locator(".rv-trained-line").is_visible()
    wires = ends(stage, ".rv-wire.rv-thin").reshape(8, 8, 2, 2)  # four, two and two heads of eight rows
    before, now = wires[:, :, 0, 1], wires[:, :, 1, 1]
    assert (np.diff(before[:4].ravel()) > 0).all()
    for head in range(8):
        order = [0, 2, 4, 6, 1, 3, 5, 7] if head < 6 else list(range(8))
        np.testing.assert_allclose(now[head][order], before[head], atol=1e-6)
    names = stage.locator(".rv-matrix-name").all_text_contents()
    assert names == ["W_q: 4 heads", "W_k: 2 heads", "W_v: 2 heads"]
    muted = stage.locator(".rv-row-of").evaluate_all(ROLE)
    assert len(muted) == 128 and muted.count("var(--rv-muted)") == 32
