"""A trained head as it is drawn: map, list, pairs, and what is pulled and tapped."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import ATTRIBUTES, PIXELS, axis, placed, pull, settle, traits

import rope_viz as rv
from rope_viz import theme
from rope_viz.words import fixed

pytestmark = pytest.mark.browser

TOKENS = 64
SPEEDS = 100_000.0 ** (-np.arange(32) / 32)


@pytest.fixture
def stage(page, tmp_path):
    page.goto(rv.explore_inside(cut=3).save(tmp_path / "inside.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def vectors(head):
    """Queries and keys of a head, a complex number for each pair: (tokens, pairs)."""
    heads = rv.pretrained.smollm2_heads()
    at = heads.heads.index(head)
    return [x[at, :TOKENS].double().numpy().reshape(TOKENS, 32, 2) @ [1, 1j] for x in (heads.q, heads.k)]


def weights(head, turning=SPEEDS, kept=range(32)):
    """Attention in NumPy, with these speeds and pairs."""
    kept = [*kept]
    at = np.arange(TOKENS)[:, None] * turning
    query, key = (x * np.exp(1j * at) for x in vectors(head))
    logits = (query[:, kept] @ key[:, kept].conj().T).real / 8
    powers = np.exp(logits - logits.max(1, keepdims=True)) * np.tri(TOKENS)
    return powers / powers.sum(1, keepdims=True)


def before(w):
    return np.mean([w[m, m - 1] for m in range(8, TOKENS)])


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])


def readouts(stage):
    return stage.locator(".rv-readouts dd").all_inner_texts()


def names(stage):
    return stage.locator(".rv-look-name").all_text_contents()


def test_map_list_pairs_and_readouts(stage):
    whole, still = weights((16, 0)), weights((16, 0), np.where(np.arange(32) < 3, SPEEDS, 0))
    assert before(whole) > 0.7 > before(still) > 0.5
    share = np.abs(vectors((16, 0))[0]).mean(0) * np.abs(vectors((16, 0))[1]).mean(0)
    share /= share.sum()
    assert readouts(stage) == [
        f"{fixed(before(still))} (whole: {fixed(before(whole))})",
        f"{fixed(still[8:, 0].mean())} (whole: {fixed(whole[8:, 0].mean())})",
        f"{100 * np.abs(still - whole)[8:].sum(1).mean() / 2:.0f} %",
        f"{100 * share[3:].sum():.0f} %",
    ]
    # The list: the keys with the largest weights, each with its bar and the whole head's mark.
    order = np.argsort(-still[23], kind="stable")[:5]
    tokens = rv.pretrained.smollm2_heads().tokens
    assert names(stage) == [tokens[key].strip() for key in order] and names(stage)[0] == "lod"
    assert stage.locator(".rv-look-weight").all_text_contents() == [fixed(still[23, key]) for key in order]
    bars = np.array(stage.locator(".rv-look").evaluate_all(ATTRIBUTES, ["x", "width"]))
    lines = np.array(stage.locator(".rv-look-whole").evaluate_all(ATTRIBUTES, ["x1"]))[:, 0]
    np.testing.assert_allclose(bars[:, 1] / bars[0, 1], still[23, order] / still[23, order[0]], atol=1e-6)
    reach = bars[0, 1] / still[23, order[0]]
    np.testing.assert_allclose(lines, bars[:, 0] + reach * whole[23, order], atol=1e-6)
    # The map: the root of a weight is its share of the colour; nothing is written beyond the diagonal.
    map_x = stage.locator(".rv-attention-map .rv-frame").evaluate_all(ATTRIBUTES, ["x", "y", "width"])[0]
    left, top, side = map_x
    cell = side / TOKENS
    cells = [(23, 22), (40, 0), (50, 49), (10, 40)]
    places = [[left + (key + 0.5) * cell, top + (query + 0.5) * cell] for query, key in cells]
    found = np.array(stage.locator(".rv-picture canvas").evaluate(PIXELS, places))
    paper, score = rgb(theme.PAPER), rgb(theme.SCORE)
    for colour, (query, key) in zip(found[:3], cells, strict=False):
        np.testing.assert_allclose(
            colour, paper + np.sqrt(still[query, key]) * (score - paper), atol=2, err_msg=f"{query, key}"
        )
    np.testing.assert_allclose(found[3], rgb(theme.GRID), atol=1)
    # The pairs: heights on their axis, 29 of them grey.
    up = axis(stage, "y", 1)
    drawn = np.array(stage.locator(".rv-pairs .rv-pair").evaluate_all(ATTRIBUTES, ["x", "y", "height"]))
    np.testing.assert_allclose(up(drawn[:, 1]), 100 * share, atol=0.05)
    assert (np.diff(drawn[:, 0]) > 0).all() and stage.locator(".rv-pair.rv-standing").count() == 29
    ((cut,),) = stage.locator(".rv-pairs > .rv-cut").evaluate_all(ATTRIBUTES, ["x1"])
    assert drawn[2, 0] < cut < drawn[3, 0]


def test_the_cursor_is_pulled_a_head_and_a_row_are_touched(stage):
    box = stage.locator(".rv-stage svg").bounding_box()
    corner = complex(box["x"], box["y"])
    grip = corner + complex(*placed(stage.locator(".rv-grip")))
    wide = np.diff(stage.locator(".rv-pairs .rv-pair").evaluate_all(ATTRIBUTES, ["x"])[:2], axis=0)[0, 0]
    pull(stage, [grip, grip + 5 * wide])
    assert traits(stage)["cut"] == 8
    stage.get_by_label("what happens there").select_option("faster pairs are left out")
    settle(stage)
    left = weights((16, 0), kept=range(8, 32))
    assert readouts(stage)[:2] == [
        f"{fixed(before(left))} (whole: {fixed(before(weights((16, 0))))})",
        f"{fixed(left[8:, 0].mean())} (whole: {fixed(weights((16, 0))[8:, 0].mean())})",
    ]
    assert stage.locator(".rv-pair.rv-left-out").count() == 8 and left[8:, 0].mean() > 0.99
    stage.locator(".rv-head-name").nth(1).click()
    frame = stage.locator(".rv-attention-map .rv-frame").bounding_box()
    stage.mouse.click(frame["x"] + 40, frame["y"] + 30.5 * frame["height"] / TOKENS)
    settle(stage)
    assert (traits(stage)["head"], traits(stage)["token"]) == (1, 30)
    assert stage.locator(".rv-head-name.rv-chosen").text_content() == "18 · 8"
    sink = weights((18, 8), kept=range(8, 32))
    assert names(stage)[0] == "The" and sink[30].argmax() == 0
    assert readouts(stage)[1].startswith(fixed(sink[8:, 0].mean()))


def test_pairs_are_tapped_one_by_one(stage):
    explorer = stage.locator(".rv-explorer")
    explorer.evaluate("root => root.ropeViz.change({ build: true })")
    settle(stage)
    assert readouts(stage)[3] == "0 of 32"
    pairs = stage.locator(".rv-pairs .rv-pair")
    foot = stage.locator(".rv-stage svg").bounding_box()
    for pair in (0, 1, 8, 5, 5):
        x, width = pairs.nth(pair).evaluate_all(ATTRIBUTES, ["x", "width"])[0]
        y = pairs.nth(0).evaluate_all(ATTRIBUTES, ["y"])[0][0]
        stage.mouse.click(foot["x"] + x + width / 2, foot["y"] + y)
        settle(stage)
    assert traits(stage)["kept"] == [0, 1, 8] and readouts(stage)[3] == "3 of 32"
    three = weights((16, 0), kept=[0, 1, 8])
    assert readouts(stage)[0].startswith(fixed(before(three))) and before(three) > 0.7
    toggle = stage.get_by_label("keep pair 5")
    assert not toggle.is_checked()
    toggle.check()
    settle(stage)
    assert traits(stage)["kept"] == [0, 1, 5, 8]
    # What each pair does alone, as a bar below its size.
    explorer.evaluate(
        "root => root.ropeViz.change({ build: false, what: 'slow-still', cut: 32, uses: true })"
    )
    settle(stage)
    whole = weights((16, 0))
    alone = [
        np.abs(weights((16, 0), np.where(np.arange(32) == i, 0, SPEEDS)) - whole)[8:].sum(1).mean() / 2
        for i in (0, 1, 25)
    ]
    heights = np.array(pairs.evaluate_all(ATTRIBUTES, ["height"]))[32:, 0]
    assert len(heights) == 32
    np.testing.assert_allclose(heights[[1, 25]] / heights[0], np.array(alone[1:]) / alone[0], atol=1e-3)
    assert alone[0] > 0.5 and alone[2] < 0.01, "the largest pair need not turn"
